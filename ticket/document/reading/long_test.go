package reading

import (
	"strings"
	"testing"
	"time"

	"loket/domain/effort"
)

// TestLongPaper: a book that nobody signed costs what its lines cost, not their
// square.
func TestLongPaper(t *testing.T) {
	page := Page{Text: strings.Repeat("Ini sebaris naskah panjang yang tidak ditutup dengan kata apa pun dari surat dinas.\n", maxLines)}
	pages := make([]Page, maxPages/2)
	for i := range pages {
		pages[i] = page
	}
	took := effort.Of(func() { Read(pages) })
	t.Logf("%d lines took %v", maxLines*len(pages), took)
	if took > 15*time.Second {
		t.Error("that is too long")
	}
}
