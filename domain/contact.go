package domain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FillContacts sets the values of contacts by their ids, as a site's
// configuration gives them. Every problem is named at once and wraps
// ErrCatalogue; nothing is set then.
func (c *Catalogue) FillContacts(values map[string]string) error {
	known := make([]string, len(c.Contacts))
	for i, contact := range c.Contacts {
		known[i] = contact.ID
	}
	var errs []error
	for _, id := range sortedKeys(values) {
		contact, ok := c.Contact(id)
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%w: contacts.%s: no such contact; write one of %s", ErrCatalogue, id, strings.Join(known, ", ")))
		case contact.Kind == "email" && !plainAddress(values[id]):
			errs = append(errs, fmt.Errorf("%w: contacts.%s = %q: write an e-mail address without a name", ErrCatalogue, id, values[id]))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for i := range c.Contacts {
		if v, ok := values[c.Contacts[i].ID]; ok {
			c.Contacts[i].Value = v
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// plainAddress reports whether s is an address alone; "" takes a value away.
func plainAddress(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return s == "" || ok && local != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " <>,;\t\r\n") && !strings.Contains(host, "@")
}
