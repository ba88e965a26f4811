package driver

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
)

// The actions of the catalogue that a registry does.
const (
	ClientHold    = "client-hold"
	LiftHold      = "lift-hold"
	Authcode      = "authcode"
	UnsetAuthcode = "authcode-unset"
	Delete        = "delete"
	Register      = "register"
	Renew         = "renew"
	Officer       = "officer" // gives a name to another officer
	Hosts         = "hosts"
	Restore       = "restore" // takes a deleted name back
	Expiry        = "expiry"  // only looks until when the name is valid
)

// Actions are those that the drivers of this package know.
func Actions() []string {
	return []string{ClientHold, LiftHold, Authcode, UnsetAuthcode, Delete, Register, Renew, Officer, Hosts, Restore, Expiry}
}

// lacks is what an order cannot be carried out without and does not say; nil for
// nothing.
func lacks(o action.Order) error {
	switch {
	case o.Reverts != nil:
	case (o.Action == Register || o.Action == Officer) && o.Registrant == "":
		return action.Refuse("who is to hold "+o.Name+" is not said", "registry.no-registrant", o.Name)
	case o.Action == Renew && o.Expires == "":
		return action.Refuse("until when "+o.Name+" is valid now is not said", "registry.no-expiry", o.Name)
	case o.Action == Hosts && len(o.Hosts) == 0:
		return action.Refuse("which name servers "+o.Name+" is to have is not said", "registry.no-hosts", o.Name)
	}
	return nil
}

// admit refuses an order that what stands does not allow.
func admit(o action.Order, s registry.State) error {
	switch {
	case o.Action == Register:
		if s.Registered && s.Registrant != "" && o.Registrant != "" && s.Registrant != o.Registrant {
			return action.Refuse(o.Name+" is registered for another officer", "registry.taken", o.Name, s.Registrant)
		}
		return nil
	case !s.Registered:
		return refused(registry.NewProblem(registry.ErrRefused, "2303", o.Name, nil))
	}
	if blocked := forbids(o, s); blocked != "" {
		return action.Refuse(fmt.Sprintf("%s stands on %s", blocked, o.Name), "registry.forbidden", o.Name, string(blocked))
	}
	is := s.Day()
	switch {
	case is == "" || o.Reverts != nil: // the source does not tell
	case o.Action == Renew && is != o.Expires && registry.Judge(renewal(o), s, s) != registry.Done:
		return action.Refuse(fmt.Sprintf("%s expires %s, not %s", o.Name, is, o.Expires), "registry.other-expiry", o.Name, is, o.Expires)
	case o.Action == Expiry && is == o.Expires:
		return action.Refuse(o.Name+" was not renewed yet", "registry.not-renewed", o.Name, is)
	}
	return nil
}

// forbids is the status that only the registry or another request can take away
// before the action; "" for none.
func forbids(o action.Order, s registry.State) registry.Status {
	list := []registry.Status{registry.ServerUpdateProhibited, registry.PendingDelete, registry.PendingTransfer, registry.PendingUpdate, registry.PendingCreate}
	switch o.Action {
	case Expiry, Restore:
		return ""
	case LiftHold:
		list = append(list, registry.ServerHold)
	case Authcode:
		list = append(list, registry.ServerTransferProhibited)
	case Renew:
		list = []registry.Status{registry.ServerRenewProhibited, registry.ClientRenewProhibited, registry.PendingDelete, registry.PendingTransfer, registry.PendingRenew}
	case Delete:
		if o.Reverts != nil { // it is taken back
			return ""
		}
		list = []registry.Status{registry.ServerDeleteProhibited, registry.ClientDeleteProhibited, registry.PendingTransfer}
	}
	for _, status := range list {
		if s.Has(status) {
			return status
		}
	}
	return ""
}

// request is what is sent; nil where nothing has to be.
func request(o action.Order, s registry.State) (registry.Request, error) {
	if o.Reverts != nil {
		return reverse(o)
	}
	switch o.Action {
	case ClientHold:
		return registry.Hold(s, o.Ticket), nil
	case LiftHold:
		if len(o.Holds) > 0 {
			return nil, nil
		}
		return registry.Unhold(s), nil
	case Authcode:
		return registry.SetAuthcode(s, unmade), nil
	case UnsetAuthcode:
		return registry.UnsetAuthcode(s), nil
	case Delete:
		return registry.Delete{Name: s.Name}, nil
	case Register:
		c := registry.Create{Name: domain.Name(o.Name), Years: max(o.Years, 1), Registrant: o.Registrant, Hosts: hostNames(o), Authcode: unmade}
		if o.Registrant != "" {
			c.Contacts = []registry.Role{{Role: "admin", ID: o.Registrant}}
		}
		return c, nil
	case Renew:
		return renewal(o), nil
	case Officer:
		if u := registry.ChangeOfficer(s, o.Registrant); u.Registrant != "" || len(u.Add.Contacts)+len(u.Remove.Contacts) > 0 {
			return u, nil
		}
		return nil, nil
	case Hosts:
		if u := registry.ChangeHosts(s, hostNames(o)); len(u.Add.Hosts)+len(u.Remove.Hosts) > 0 {
			return u, nil
		}
		return nil, nil
	case Restore:
		return registry.Restore{Name: s.Name}, nil
	case Expiry:
		return nil, nil
	}
	return nil, fmt.Errorf("no registry does %q", o.Action)
}

// unmade stands for an Authcode that is made when it is needed, after the plan.
var unmade = registry.NewSecret(strings.Repeat("x", registry.CodeLength))

// reverse is the request that takes an action back; nil where other reasons keep
// the name held.
func reverse(o action.Order) (registry.Request, error) {
	r, err := registry.Decode(o.Reverts)
	if err != nil {
		return nil, fmt.Errorf("take back: %w", err)
	}
	if u, ok := r.(registry.Update); ok && len(o.Holds) > 0 && slices.Contains(u.Remove.Statuses, registry.ClientHold) {
		return nil, nil
	}
	return r, nil
}

func renewal(o action.Order) registry.Renew {
	return registry.Renew{Name: domain.Name(o.Name), Until: o.Expires, Years: max(o.Years, 1)}
}

// hostNames are the name servers of an order without their addresses.
func hostNames(o action.Order) (names []string) {
	for _, h := range o.Hosts {
		if words := strings.Fields(h); len(words) > 0 {
			names = append(names, words[0])
		}
	}
	return names
}

// newHost makes the object of a name server. One below the name itself is not found
// without an address.
func newHost(o action.Order, name string) (registry.CreateHost, error) {
	h := registry.CreateHost{Name: name}
	for _, line := range o.Hosts {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != name {
			continue
		}
		for _, w := range words[1:] {
			a, err := netip.ParseAddr(w)
			if err != nil {
				return h, action.Refuse(w+" is no address", "registry.bad-address", name, w)
			}
			h.Addresses = append(h.Addresses, a)
		}
	}
	if domain.Name(name).Under(o.Name) && len(h.Addresses) == 0 {
		return h, action.Refuse(name+" needs an address", "registry.no-address", name)
	}
	return h, nil
}

// newContact makes the object of an officer whom the registry does not know yet.
func newContact(o action.Order) (registry.CreateContact, error) {
	if o.Officer == nil || o.Officer.Name == "" || o.Officer.Email == "" {
		return registry.CreateContact{}, action.Refuse("the registry does not know "+o.Registrant, "registry.no-contact", o.Registrant)
	}
	p := o.Officer
	c := registry.CreateContact{ID: o.Registrant, Name: p.Name, Org: p.Agency, City: p.City, Country: "ID", Voice: dialled(p.Phone), Email: p.Email, Hidden: true}
	if c.City == "" {
		c.City = "-"
	}
	return c, nil
}

// dialled writes an Indonesian number as RFC 5733 wants it, "+62.778000000"; one
// that is none is left out.
func dialled(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, "62"), "0")
	if len(digits) < 7 || len(digits) > 13 {
		return ""
	}
	return "+62." + digits
}

// foreign makes the refusal to show a name of somebody else the one to register it.
func foreign(o action.Order, err error) error {
	var p *registry.Problem
	if o.Action == Register && errors.As(err, &p) && p.Code() == 2201 {
		return registry.NewProblem(registry.ErrRefused, "2302", p.Key+" "+p.Detail, nil)
	}
	return err
}
