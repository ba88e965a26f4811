package access

import (
	"cmp"
	"slices"
	"strings"

	"loket/domain"
)

// Item is one address of a ticket with what is known of it.
type Item struct {
	Address
	State State
	// Category and the words are what speaks against the page, or did.
	Category, Words string
	SHA256          string // of the page as last seen
	// The days and times of the first look that found something, of the notice and
	// of the last look, as they are to be shown; empty for what did not happen.
	Verified, Notified, Looked string
}

// Group is what one owner is written to about.
type Group struct {
	Name    domain.Name // registered; empty for hosts that are no name, each in a group of its own
	Host    string      // of the first address
	Contact Contact
	Known   bool // the book has a contact
	Items   []Item
}

// Title names the group for a person: the name that has the contact, where that is
// one below the registered name.
func (g Group) Title() string {
	if strings.HasSuffix(string(g.Contact.Domain), "."+string(g.Name)) {
		return string(g.Contact.Domain)
	}
	return cmp.Or(string(g.Name), g.Host)
}

// GroupByOwner puts together what is below one registered name and has the same
// addresses to write to: a name below that has a contact of its own is a group of
// its own. Groups are in the order of their registered names and titles, items in
// that given.
func GroupByOwner(items []Item, book *Book) []Group {
	type owner struct {
		title, contact string
	}
	at := map[owner]int{}
	var out []Group
	for _, it := range items {
		n, _ := domain.ParseName(it.Host)
		if n == "" {
			n = it.Name
		}
		contact, known := book.Of(n)
		k := owner{cmp.Or(string(it.Name), it.Host), string(contact.Domain)}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Group{Name: it.Name, Host: it.Host, Contact: contact, Known: known})
		}
		out[i].Items = append(out[i].Items, it)
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(cmp.Or(string(a.Name), a.Host), cmp.Or(string(b.Name), b.Host)), cmp.Compare(a.Title(), b.Title()))
	})
	return out
}
