package ticket

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/domain"
	facts "loket/ticket/document/reading"
)

// What a form such as PA-16 says is read into fields and rows, each with where it
// was read: a person compares and confirms it there. What is set anew has to be
// confirmed anew.

const maxFields = 40

// Origin is where something was read: in the mail's own text or in a file. The
// zero value says that nobody knows, or that an officer wrote it.
type Origin struct {
	Mail bool   `json:"mail,omitempty"`
	File string `json:"file,omitempty"` // SHA-256 of the attachment
	Page int    `json:"page,omitempty"` // of it, from 1; 0: unknown
	OCR  bool   `json:"ocr,omitempty"`  // recognised in a picture
}

// Origin says where a field was read. Fields come from the mail or from a file.
func (f *Field) Origin() Origin {
	return Origin{Mail: f.File == "", File: f.File, Page: f.Page, OCR: f.OCR}
}

// Confirmation is an officer's word that what was read is what is asked for.
type Confirmation struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Unconfirmed reports whether a form was read that nobody confirmed yet.
func (t *Ticket) Unconfirmed() bool {
	return t.Confirmed == nil && (len(t.Form) > 0 || slices.ContainsFunc(t.Records, func(r Record) bool { return r.From != Origin{} }))
}

// ConfirmForm says that the fields and rows that were read are right.
type ConfirmForm struct{}

func (c ConfirmForm) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if !d.t.Unconfirmed() {
		return refuse("nothing-read", "no form is to be confirmed", "")
	}
	d.own()
	d.emit(FormConfirmed{})
	return nil
}

// found is where a value stands in a file: on the page where it was found as a
// fact, else on that of the only form in it.
func (a *Attachment) found(value string) Origin {
	o := Origin{File: a.SHA, OCR: a.Report.OCR != nil && a.Report.OCR.Words > 0}
	if a.Report.Pages == 1 {
		o.Page = 1
	}
	f := a.Report.Facts
	if f == nil {
		return o
	}
	for _, p := range f.Parts {
		if p.Kind == facts.PA16 && p.From == p.To {
			o.Page = p.From
		}
	}
	bare := strings.TrimSuffix(strings.ToLower(value), ".")
	for i := range f.Found {
		if strings.ToLower(f.Found[i].Value) == bare {
			o.Page = f.Found[i].Page
			break
		}
	}
	return o
}

// formIn reads the fields of a file's form and says where they come from.
func formIn(a *Attachment) []Field {
	out := findForm(a.Report.Text)
	for i := range out {
		o := a.found(out[i].Value)
		out[i].File, out[i].Page, out[i].OCR = o.File, o.Page, o.OCR
	}
	return out
}

// recordsIn reads the rows of a file's form and says where they come from.
func recordsIn(a *Attachment) (rows []domain.Record, from []Origin) {
	rows = domain.FindRecords(domain.Unwrap(a.Report.Text))
	for _, r := range rows {
		from = append(from, a.found(r.Host))
	}
	return rows, from
}

var formLine = regexp.MustCompile(`(?m)^[ \t]*(?:[0-9IVX]+[.)][ \t]*)?([A-Za-z][A-Za-z0-9 ./()-]{1,60}?)[ \t]*:[ \t]*(\S[^\n]{0,300})$`)

// findForm reads "label: value" lines. It knows no form in particular.
func findForm(text string) []Field {
	var out []Field
	for _, g := range formLine.FindAllStringSubmatch(text, maxFields) {
		label := strings.TrimSpace(g[1])
		if len(strings.Fields(label)) > 7 || strings.HasPrefix(g[2], "//") {
			continue
		}
		out = append(out, Field{Label: label, Value: strings.TrimSpace(g[2])})
	}
	return out
}
