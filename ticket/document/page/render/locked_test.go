package render

import (
	"bytes"
	"errors"
	"testing"

	"github.com/go-pdf/fpdf"

	"loket/ticket/document"
	"loket/ticket/document/page"
)

// TestLockedPage: a locked file is drawn once somebody gave its password, by the
// same child that could not.
func TestLockedPage(t *testing.T) {
	var b bytes.Buffer
	f := fpdf.New("P", "mm", "A4", "")
	f.SetProtection(0, "rahasia", "milik")
	f.AddPage()
	f.SetFillColor(200, 0, 0)
	f.Rect(0, 0, 210, 297, "F")
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	keys := &document.Keys{}
	p := newPool(t, func(o *Options) { o.Keys, o.Parallel = keys, 1 })
	q := page.Request{SHA: "terkunci", Width: 60}
	if _, err := p.Page(t.Context(), q, b.Bytes()); !errors.Is(err, page.ErrPassword) {
		t.Fatalf("without the password: %v", err)
	}
	keys.Keep("terkunci", "rahasia")
	m, err := p.Page(t.Context(), q, b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if r, g, _ := m.RGB(30, 30); r < 150 || g > 60 {
		t.Errorf("the page is not what was locked: %d, %d", r, g)
	}
}
