package ticket

import (
	"fmt"
	"slices"

	"loket/domain"
	"loket/domain/access"
)

// OwnerLetter is a letter to the owner of some of a ticket's addresses.
type OwnerLetter struct {
	Owner string   `json:"owner"` // registered name, or host
	URLs  []string `json:"urls"`  // those that it is about
	Draft Draft    `json:"draft"`
}

// LettersAtOnce bounds the letters of one TellOwners.
const LettersAtOnce = 50

// OwnerLetters writes a letter for each owner who has not been told of addresses
// that were verified, about these alone. One without recipients is to an owner whom
// the contact book does not know. It is empty where nobody is to be told.
func (d *Desk) OwnerLetters(t *Ticket, by, note string) ([]OwnerLetter, error) {
	step, ok := d.tellStep(t)
	if !ok {
		return nil, nil
	}
	var out []OwnerLetter
	for _, g := range d.toTell(t, step) {
		in := d.letterInput(t, by, note)
		in.Owner = &g
		draft, err := d.Letters.Draft(step.Letter, in)
		if err != nil {
			return nil, fmt.Errorf("letter to the owner of %s: %w", g.Title(), err)
		}
		draft.Template, draft.Subject = step.Letter, d.stamped(draft.Subject, t)
		draft.Annex = &Annex{Kind: AnnexOwner, URLs: g.URLs}
		out = append(out, OwnerLetter{Owner: g.Title(), URLs: g.URLs, Draft: draft})
	}
	return out, nil
}

// Owner is whom to write to about some of a ticket's addresses.
type Owner struct {
	access.Group
	URLs []string // as the ticket has them, in the order of Items
}

// Owners groups the ticket's addresses by whom to write to about them, in the order
// of their names.
func (d *Desk) Owners(t *Ticket) []Owner {
	return d.owners(t, func(*URL) bool { return true })
}

// toTell are the owners who are still to be told, with the addresses of which.
func (d *Desk) toTell(t *Ticket, step domain.Step) []Owner {
	return d.owners(t, func(u *URL) bool { return step.SetsURLs[u.State] == string(access.Notified) })
}

func (d *Desk) owners(t *Ticket, want func(*URL) bool) []Owner {
	written := make(map[string][]string) // by the address in its normal form
	var items []access.Item
	for i := range t.URLs {
		u := &t.URLs[i]
		if !want(u) {
			continue
		}
		it := d.item(u)
		items = append(items, it)
		written[it.URL] = append(written[it.URL], u.URL)
	}
	groups := access.GroupByOwner(items, d.book())
	out := make([]Owner, len(groups))
	for i, g := range groups {
		out[i].Group = g
		for _, it := range g.Items {
			out[i].URLs = append(out[i].URLs, written[it.URL][0])
			written[it.URL] = written[it.URL][1:]
		}
	}
	return out
}

// tellStep is the step of the ticket's service that tells owners.
func (d *Desk) tellStep(t *Ticket) (domain.Step, bool) {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return domain.Step{}, false
	}
	i := slices.IndexFunc(s.Steps, func(st domain.Step) bool {
		return st.Kind == domain.KindLetter && st.SetsURLs[string(access.Verified)] == string(access.Notified)
	})
	if i < 0 {
		return domain.Step{}, false
	}
	return s.Steps[i], true
}
