package ticket

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/access"
	"loket/ticket/document"
	facts "loket/ticket/document/reading"
)

// A list of addresses, as access termination asks for, may be one of hosts alone.
// In a letter a host is somebody's; in such a list it is what is reported.

// isList reports whether a file is a list of addresses: a sheet, a CSV, or a
// document that says so.
func (a *Attachment) isList() bool {
	switch r := a.Report; {
	case r == nil || r.Text == "":
		return false
	case r.Kind == document.KindXLSX, r.Kind == document.KindText && strings.HasSuffix(strings.ToLower(a.Name), ".csv"):
		return true
	default:
		return r.Facts != nil && len(r.Facts.Parts) == 1 && r.Facts.Parts[0].Kind == facts.URLList
	}
}

// withListed adds what the message's lists report; of two spellings of one address,
// in the letter and in a list, the first stands.
func (b SubjectMatterSet) withListed(m *Message) SubjectMatterSet {
	var lists []access.Source
	for i := range m.Attachments {
		if a := &m.Attachments[i]; a.isList() {
			lists = append(lists, access.Source{Name: a.Name, Text: a.Report.Text, List: true})
		}
	}
	if len(lists) == 0 {
		return b
	}
	known := map[string]bool{}
	b.URLs = slices.DeleteFunc(slices.Clone(b.URLs), func(u string) bool {
		a, err := access.Parse(u)
		again := err == nil && known[a.Key]
		known[a.Key] = err == nil
		return again
	})
	found, _ := access.Collect(lists...)
	for _, r := range found {
		if !known[r.Key] && len(b.URLs) < maxURLs {
			b.URLs = append(b.URLs, append(r.Written, r.URL)[0]) // as it stood
		}
	}
	return b
}

// perURL reports whether a service looks at every reported address.
func perURL(s *domain.Service) bool {
	return slices.ContainsFunc(s.Steps, func(st domain.Step) bool { return st.PerURL })
}
