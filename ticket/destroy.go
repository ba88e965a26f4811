package ticket

import "errors"

// Vault is a Log that seals bytes with keys of their own, so that they can be
// destroyed although nothing in the record is ever rewritten.
type Vault interface {
	// Seal seals what was kept before there was a key, and returns how many blobs
	// it rewrote.
	Seal() (int, error)
	// Destroy destroys sealed bytes by their hashes, durably; those that are not
	// there or destroyed already are no error. Afterwards they are ErrDestroyed.
	Destroy(hashes ...string) error
	// DestroyTickets destroys what the events of tickets say of persons, durably, as
	// far as it is sealed. Events that are appended afterwards are sealed anew.
	DestroyTickets(ids ...ID) error
	// Compact makes the record's files anew without the bytes that nothing names any
	// more: what was destroyed was there in clear too, in projections, for example.
	// Writers wait for its end, readers for a moment. Until it is done it is due, and done
	// when the record is opened next.
	Compact() error
}

// errNoVault says that the record of this desk cannot seal anything.
var errNoVault = errors.New("the record cannot seal")

// Seal seals what was kept before the site had a key.
func (d *Desk) Seal() (int, error) {
	v, ok := d.Log.(Vault)
	if !ok {
		return 0, errNoVault
	}
	return v.Seal()
}

// Compact takes what was destroyed out of the files of the record, see Vault.
func (d *Desk) Compact() error {
	v, ok := d.Log.(Vault)
	if !ok {
		return errNoVault
	}
	return v.Compact()
}

// Forgetter is a Finder that can forget: what it found is not found any more when
// Remove returns, and its words are gone from its files with the next Catch.
type Forgetter interface {
	Remove(docs ...Doc) error
}
