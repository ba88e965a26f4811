package letter

import (
	"slices"

	"loket/domain"
	"loket/domain/access"
	"loket/ticket"
)

// maxURL bounds an address, in runes.
const maxURL = 2000

// URL is a reported address and its state.
type URL struct {
	URL, State string
	Words      string // the state in Indonesian
	Clean      bool   // nothing bad is there
}

// Defanged writes the address so that no mail reader makes a link of it.
func (u URL) Defanged() string { return access.Defang(domain.Refang(u.URL)) }

// List puts a list of addresses on the letter as a file, and reports whether there
// are any: "owner" of what is to be taken down, "pai" of what is to be cut,
// "trustpositif" of what is to be restored.
func (m *Matter) List(kind string) bool {
	a := &ticket.Annex{Kind: ticket.AnnexKind(kind)}
	if a.Kind == ticket.AnnexTrustPositif {
		if len(m.Cleaned()) > 0 {
			m.annex = a
		}
		return m.annex != nil
	}
	for _, u := range ticket.Concerned(m.ticket, m.step) {
		a.URLs = append(a.URLs, u.URL)
	}
	if len(a.URLs) > 0 {
		m.annex = a
	}
	return m.annex != nil
}

// Concerned returns the addresses that the step is about which sends the letter.
func (m *Matter) Concerned() []URL {
	about := make(map[string]bool)
	for _, u := range ticket.Concerned(m.ticket, m.step) {
		about[line(u.URL, maxURL)] = true
	}
	return slices.DeleteFunc(slices.Clone(m.URLs), func(u URL) bool { return !about[u.URL] })
}

// Remaining returns the addresses that are not clean.
func (m *Matter) Remaining() []URL {
	return slices.DeleteFunc(slices.Clone(m.URLs), func(u URL) bool { return u.Clean })
}

// Unsettled returns the addresses that are neither clean nor cut off: somebody still
// has to do something about them.
func (m *Matter) Unsettled() []URL {
	return slices.DeleteFunc(m.Remaining(), func(u URL) bool { return u.State == "blocked" })
}

// Cleaned returns the addresses that are.
func (m *Matter) Cleaned() []URL {
	return slices.DeleteFunc(slices.Clone(m.URLs), func(u URL) bool { return !u.Clean })
}
