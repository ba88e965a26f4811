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
