package ticket

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"loket/ticket/document"
)

// A ticket holds the beginning of each file's text, so that reading a ticket stays
// fast. The whole text, as far as an inspection gives it (document.MaxText), lies
// beside the raw mail as a blob of its own that the report names. Only the search
// reads it.

// keepTexts keeps the whole texts of reports durably and names them in the reports
// that it returns. It runs before the transaction that names them in the record.
func (d *Desk) keepTexts(list []Inspected) ([]Inspected, error) {
	var texts [][]byte
	var at []*Inspection
	out := slices.Clone(list)
	for i := range out {
		out[i].Files = slices.Clone(out[i].Files)
		for j := range out[i].Files {
			if f := &out[i].Files[j]; f.Report != nil && f.Report.Whole == "" && len(f.Report.Text) > keepExcerpt && !clipped(f.Report) {
				texts, at = append(texts, []byte(f.Report.Text)), append(at, f)
			}
		}
	}
	if len(texts) == 0 {
		return out, nil
	}
	names, err := d.Log.PutBlobs(texts...)
	if err != nil {
		return nil, fmt.Errorf("keep the texts of files: %w", err)
	}
	for i, f := range at {
		r := *f.Report
		r.Whole = names[i]
		f.Report = &r
	}
	return out, nil
}

// clipped reports whether only the beginning of a text was kept.
func clipped(r *document.Report) bool { return r.Whole == "" && isExcerpt(r.Text) }

// isExcerpt reports whether a text was cut by bound(text, keepExcerpt).
func isExcerpt(text string) bool {
	n := len(text) - len(cutMark)
	return n > keepExcerpt-utf8.UTFMax && n <= keepExcerpt && strings.HasSuffix(text, cutMark)
}
