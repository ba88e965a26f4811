package reading

import (
	"strings"
	"testing"
	"time"
)

// TestLongPaper: a book that nobody signed costs what its lines cost, not their
// square.
func TestLongPaper(t *testing.T) {
	page := Page{Text: strings.Repeat("Ini sebaris naskah panjang yang tidak ditutup dengan kata apa pun dari surat dinas.\n", maxLines)}
	pages := make([]Page, maxPages/2)
	for i := range pages {
		pages[i] = page
	}
	began := time.Now()
	Read(pages)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("%d lines took %v", maxLines*len(pages), took)
	}
}
