package registry

import "loket/domain"

// Hold stops the name from resolving. What forbids updates is lifted in the same
// step: while it stands, every other change is refused with 2304.
func Hold(s State, note string) Update {
	u := Update{Name: s.Name, Add: Parts{Statuses: []Status{ClientHold}, Note: note}}
	u.unlock(s)
	return u
}

// Unhold lets the name resolve again. Whether it may, hangs on every reason for
// the hold, which the registry does not know.
func Unhold(s State) Update {
	u := Update{Name: s.Name, Remove: Parts{Statuses: []Status{ClientHold}}}
	u.unlock(s)
	return u
}

func (u *Update) unlock(s State) {
	if s.Has(ClientUpdateProhibited) {
		u.Remove.Statuses = append(u.Remove.Statuses, ClientUpdateProhibited)
	}
}

// ChangeOfficer makes a contact the registrant and the administrator of the name
// in place of whoever is.
func ChangeOfficer(s State, contact string) Update {
	u := Update{Name: s.Name}
	if s.Registrant != contact {
		u.Registrant = contact
	}
	admin := Role{Role: "admin", ID: contact}
	there := false
	for _, r := range s.Contacts {
		if r == admin {
			there = true
		} else if r.Role == admin.Role {
			u.Remove.Contacts = append(u.Remove.Contacts, r)
		}
	}
	if !there {
		u.Add.Contacts = []Role{admin}
	}
	u.unlock(s)
	return u
}

// ChangeHosts gives the name exactly these name servers.
func ChangeHosts(s State, hosts []string) Update {
	u := Update{Name: s.Name}
	u.Add.Hosts = without(hosts, s.Hosts)
	u.Remove.Hosts = without(s.Hosts, hosts)
	u.unlock(s)
	return u
}

// SetAuthcode makes the name ready for a transfer (RFC 9154 section 4.3): the code
// is set and what forbids a transfer is lifted in one step.
func SetAuthcode(s State, code Secret) Update {
	u := Update{Name: s.Name, Authcode: code}
	if s.Has(ClientTransferProhibited) {
		u.Remove.Statuses = []Status{ClientTransferProhibited}
	}
	u.unlock(s)
	return u
}

// UnsetAuthcode is the way back, when the code has lived long enough.
func UnsetAuthcode(s State) Update {
	u := Update{Name: s.Name, NoAuthcode: true}
	if !s.Has(ClientTransferProhibited) {
		u.Add.Statuses = []Status{ClientTransferProhibited}
	}
	u.unlock(s)
	return u
}

// TransferAllowed reports whether names of this zone may leave the registrar:
// those of the government may not.
func TransferAllowed(name domain.Name) bool {
	return name != "" && !name.Under("go.id") && !name.Under("desa.id")
}

func without[T comparable](list, gone []T) (rest []T) {
	away := make(map[T]bool, len(gone))
	for _, g := range gone {
		away[g] = true
	}
	for _, v := range list {
		if !away[v] {
			rest = append(rest, v)
		}
	}
	return rest
}
