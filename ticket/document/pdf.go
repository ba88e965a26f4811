package document

import (
	"bytes"
	"errors"
	"strings"

	"loket/domain/clean"
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
	f.end(data)
	d, err := pdf.OpenWith(data, f.password)
	switch {
	case errors.Is(err, pdf.ErrPassword):
		f.Encrypted = true
		f.problem(ProblemEncrypted)
		f.note("%v", err)
		if f.password != "" {
			f.remark(RemarkWrongWord)
		}
		return
	case err != nil:
		f.problem(ProblemCorrupt)
		f.note("%v", err)
		f.damage(err)
		return
	}
	f.opened(d)
	f.pages(d)
	f.shape(d)
}

// opened says what is known of the file as a whole.
func (f *file) opened(d *pdf.File) {
	f.PDFVersion, f.Encrypted, f.Pages = d.Version, d.Encrypted, d.Pages()
	f.notes = append(f.notes, d.Notes...)
	switch {
	case d.Locked:
		f.Opened = true
	case d.Encrypted:
		f.remark(RemarkOwnerLocked)
		f.note("encrypted, but opens without a password")
	}
	if d.Repaired {
		f.remark(RemarkRepaired)
	}
	if d.Declared > 0 && d.Declared != d.Pages() {
		f.remark(RemarkPagesClaimed, d.Declared, d.Pages())
	}
	f.Active, f.Signatures = d.Active()
	if len(f.Active) > 0 && f.Active[0] == pdf.ActiveJavaScript {
		f.problem(ProblemJavaScript)
	}
}

// shape says what is inside beside the pages.
func (f *file) shape(d *pdf.File) {
	for _, e := range d.Embedded() {
		if len(f.Embedded) < maxEmbedded {
			f.Embedded = append(f.Embedded, Member{Name: clean.Line(e.Name, 255).String(), Size: e.Size, Place: len(f.Embedded)})
		}
	}
	for _, v := range d.Form() {
		if len(f.Form) < maxFields {
			f.Form = append(f.Form, Field{Name: clean.Line(v.Name, maxValue).String(), Value: clean.Line(v.Value, maxValue).String()})
		}
	}
	if names := d.MissingFonts(); len(names) > 0 {
		f.remark(RemarkFonts, strings.Join(names[:min(len(names), 8)], ", "))
	}
}

// damage says in what way a file cannot be read.
func (f *file) damage(err error) {
	switch {
	case f.cut:
		f.remark(RemarkCut)
	case errors.Is(err, pdf.ErrNoPages):
		f.remark(RemarkNoPages)
	default:
		f.remark(RemarkStructure)
	}
}

// pages reads the text of all pages.
func (f *file) pages(d *pdf.File) {
	runes, images, unread := 0, 0, 0
	var broken, blank []int
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
		switch {
		case p.Broken:
			broken = append(broken, n)
		case p.Runes == 0 && p.Images == 0 && len(p.Marks) == 0:
			blank = append(blank, n)
		}
		f.leaf(n, &p)
		if p.Text != "" {
			f.write(p.Text)
			f.write("\n")
		}
	}
	if len(broken) > 0 {
		f.remark(RemarkBrokenPages, PageList(broken, 8))
		f.note("content of %d pages cannot be decoded", len(broken))
	}
	if len(blank) > 0 {
		f.remark(RemarkBlankPages, PageList(blank, 8))
	}
	if unread > 0 {
		f.remark(RemarkUnreadPages, unread)
		f.note("%d pages not read: the file costs too much", unread)
	}
	if len(broken) == len(f.TextPages) {
		f.problem(ProblemCorrupt)
	}
	f.Scan = runes == 0 && unread == 0 && images > 0
}

// end looks at how the file ends and how often it was saved.
func (f *file) end(data []byte) {
	f.Revisions = pdf.Revisions(data)
	if f.Revisions > 0 {
		f.remark(RemarkRevisions, f.Revisions)
	}
	eof := bytes.LastIndex(data, []byte("%%EOF"))
	if eof < 0 {
		f.cut = true
		f.note("no end mark: the file may be cut off")
		return
	}
	if after := len(bytes.TrimSpace(data[eof+5:])); after > 0 {
		f.remark(RemarkAfterEnd, after)
		f.note("%d bytes after the last end mark", after)
	}
}
