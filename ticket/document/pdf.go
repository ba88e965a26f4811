package document

import (
	"bytes"
	"errors"

	"loket/ticket/document/pdf"
	"loket/ticket/document/reading"
)

// pdf reads a PDF. It is corrupt only when no page can be read by either reader:
// an odd file that a viewer opens is fine.
func (f *file) pdf(data []byte) {
	if from := len(data) - len(lead(data)); from > 0 {
		f.note("%d bytes before the header", from)
		data = lead(data)
	}
	f.remarks(data)
	d, err := pdf.Open(data)
	switch {
	case errors.Is(err, pdf.ErrPassword):
		f.Encrypted = true
		f.problem(ProblemEncrypted)
		f.note("%v", err)
		return
	case err != nil:
		f.problem(ProblemCorrupt)
		f.note("%v", err)
		return
	}
	f.PDFVersion, f.Encrypted, f.Pages = d.Version, d.Encrypted, d.Pages()
	f.notes = append(f.notes, d.Notes...)
	if d.Encrypted {
		f.note("encrypted, but opens without a password")
	}
	f.Active, f.Signatures = d.Active()
	if len(f.Active) > 0 && f.Active[0] == pdf.ActiveJavaScript {
		f.problem(ProblemJavaScript)
	}
	f.pages(d)
}

// pages reads the text of all pages.
func (f *file) pages(d *pdf.File) {
	runes, images, broken, unread := 0, 0, 0, 0
	for n := range min(d.Pages(), maxPages) {
		if d.Exhausted() {
			f.TextPages = append(f.TextPages, -1)
			f.sheets = append(f.sheets, reading.Page{})
			unread++
			continue
		}
		p := d.Page(n)
		f.TextPages = append(f.TextPages, p.Runes)
		runes += p.Runes
		images += p.Images
		if p.Broken {
			broken++
		}
		f.leaf(n, &p)
		if p.Text != "" {
			f.write(p.Text)
			f.write("\n")
		}
	}
	if broken > 0 {
		f.note("content of %d pages cannot be decoded", broken)
	}
	if unread > 0 {
		f.note("%d pages not read: the file costs too much", unread)
	}
	if broken == len(f.TextPages) {
		f.problem(ProblemCorrupt)
	}
	f.Scan = runes == 0 && unread == 0 && images > 0
}

// remarks notes what is odd about the whole file and no fault by itself.
func (f *file) remarks(data []byte) {
	eof := bytes.LastIndex(data, []byte("%%EOF"))
	if eof < 0 {
		f.note("no end mark: the file may be cut off")
		return
	}
	if after := len(bytes.TrimSpace(data[eof+5:])); after > 0 {
		f.note("%d bytes after the last end mark", after)
	}
	if bytes.Contains(data[max(0, len(data)-66000):], []byte("PK\x05\x06")) {
		f.note("is a ZIP archive as well")
	}
}
