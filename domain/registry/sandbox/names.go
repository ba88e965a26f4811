package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// parse reads the name that a command is about.
func (k *call) parse() (domain.Name, reply) {
	n, err := domain.ParseName(k.object.In("name").Value())
	if err != nil {
		return "", refuse(2005, err.Error(), k.object.In("name"))
	}
	return n, reply{}
}

// find returns the name if the account may change it.
func (k *call) find() (*name, reply) {
	key, r := k.parse()
	if r.code != 0 {
		return nil, r
	}
	n := k.names[key.String()]
	switch {
	case n == nil:
		return nil, refuse(2303, "no such name", k.object.In("name"))
	case n.Sponsor != k.account:
		return nil, refuse(2201, "the name is with another registrar", nil)
	}
	return n, reply{}
}

// forbidden returns the refusal for the first status that stands in the way.
func forbidden(n *name, statuses ...registry.Status) reply {
	for _, s := range statuses {
		if n.Has(s) {
			return refuse(2304, "the name is "+string(s), wire.El(wire.Domain, "status").With("s", string(s)))
		}
	}
	return reply{}
}

func (k *call) checkNames() reply {
	data := wire.El(wire.Domain, "chkData")
	for _, n := range k.object.All("name") {
		reason := k.taken(n.Value())
		cd := wire.El(wire.Domain, "cd", wire.Leaf(wire.Domain, "name", n.Value()).With("avail", flag(reason == "")))
		if reason != "" {
			cd.Kids = append(cd.Kids, wire.Leaf(wire.Domain, "reason", reason))
		}
		data.Kids = append(data.Kids, cd)
	}
	return reply{code: 1000, data: data, extension: []*wire.Node{k.prices()}}
}

func (k *call) taken(key string) string {
	n, err := domain.ParseName(key)
	switch {
	case err != nil:
		return "Not a name"
	case slices.Contains(k.opt.Reserved, n.String()):
		return "Reserved"
	case k.names[n.String()] != nil:
		return "In use"
	}
	return ""
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func (k *call) create() reply {
	key, r := k.parse()
	years, bad := k.years(1)
	switch {
	case r.code != 0:
		return r
	case k.names[key.String()] != nil:
		return refuse(2302, "the name is registered", k.object.In("name"))
	case slices.Contains(k.opt.Reserved, key.String()) || key.Registrable() != key:
		return refuse(2306, "the name is reserved", k.object.In("name"))
	case bad.code != 0:
		return bad
	}
	n := &name{notes: map[registry.Status]string{}, State: registry.State{
		Name: key, Sponsor: k.account, CreatedBy: k.account, Created: k.now, Expires: k.now.AddDate(years, 0, 0),
		Registrant: k.object.In("registrant").Value(), Hosts: hostObjects(k.object), Contacts: roles(k.object),
		Grace: []registry.Status{registry.AddPeriod}, DS: dsOf(k.extension.Child(wire.SecDNS, "create")),
	}}
	if k.object.In("authInfo").In("pw") == nil {
		return refuse(2003, "authInfo is missing", nil)
	}
	if r := k.exist(append(roleIDs(n.Contacts), n.Registrant), n.Hosts); r.code != 0 {
		return r
	}
	if r := k.charge("create", years); r.code != 0 {
		return r
	}
	n.Handle = k.handle("D")
	n.keep(k.object.In("authInfo").In("pw").Raw())
	k.names[key.String()] = n
	data := wire.El(wire.Domain, "creData", k.object.In("name"),
		wire.Leaf(wire.Domain, "crDate", wire.Time(n.Created)), wire.Leaf(wire.Domain, "exDate", wire.Time(n.Expires)))
	return reply{code: 1000, data: data, extension: []*wire.Node{k.paid("create", "creData", years)}}
}

func hostObjects(n *wire.Node) (list []string) {
	for _, h := range n.In("ns").All("hostObj") {
		list = append(list, strings.ToLower(h.Value()))
	}
	return list
}

func roles(n *wire.Node) (list []registry.Role) {
	for _, c := range n.All("contact") {
		list = append(list, registry.Role{Role: c.Attr("type"), ID: c.Value()})
	}
	return list
}

// exist refuses references to contacts and hosts that are not there.
func (k *call) exist(contacts, hosts []string) reply {
	for _, id := range contacts {
		if id != "" && k.contacts[id] == nil {
			return refuse(2303, "no contact "+id, nil)
		}
	}
	for _, h := range hosts {
		if k.hosts[h] == nil {
			return refuse(2303, "no host "+h, wire.Leaf(wire.Domain, "hostObj", h))
		}
	}
	return reply{}
}

// years reads the period of a command.
func (k *call) years(without int) (int, reply) {
	p := k.object.In("period")
	if p == nil {
		return without, reply{}
	}
	n, err := strconv.Atoi(p.Value())
	switch {
	case err != nil || p.Attr("unit") != "y":
		return 0, refuse(2306, "periods are in years", p)
	case n < 1 || n > maxTerm:
		return 0, refuse(2004, fmt.Sprintf("a period is 1 to %d years", maxTerm), p)
	}
	return n, reply{}
}

func (k *call) renew() reply {
	n, r := k.find()
	if r.code != 0 {
		return r
	}
	years, bad := k.years(1)
	if bad.code != 0 {
		return bad
	}
	if r := forbidden(n, registry.ClientRenewProhibited, registry.ServerRenewProhibited, registry.PendingDelete, registry.PendingRenew, registry.PendingTransfer); r.code != 0 {
		return r
	}
	until := n.Expires.AddDate(years, 0, 0)
	switch {
	case k.object.In("curExpDate").Value() != n.Expires.Format(time.DateOnly):
		return refuse(2306, "curExpDate is not the expiry of the name", k.object.In("curExpDate"))
	case until.After(k.now.AddDate(maxTerm, 0, 0)):
		return refuse(2105, fmt.Sprintf("a name can be held %d years ahead", maxTerm), nil)
	}
	if r := k.charge("renew", years); r.code != 0 {
		return r
	}
	n.Expires, n.Updated = until, k.now
	n.set(&n.Grace, registry.RenewPeriod)
	data := wire.El(wire.Domain, "renData", k.object.In("name"), wire.Leaf(wire.Domain, "exDate", wire.Time(n.Expires)))
	return reply{code: 1000, data: data, extension: []*wire.Node{k.paid("renew", "renData", years)}}
}

func (k *call) remove() reply {
	n, r := k.find()
	if r.code != 0 {
		return r
	}
	if r := forbidden(n, registry.ClientDeleteProhibited, registry.ServerDeleteProhibited, registry.PendingDelete, registry.PendingTransfer, registry.PendingUpdate); r.code != 0 {
		return r
	}
	for h := range k.hosts {
		if !domain.Name(h).Under(n.Name.String()) {
			continue
		}
		for key, other := range k.names {
			if key != n.Name.String() && slices.Contains(other.Hosts, h) {
				return refuse(2305, h+" serves "+key, nil)
			}
		}
	}
	if n.Has(registry.AddPeriod) {
		delete(k.names, n.Name.String())
		return reply{code: 1000}
	}
	n.deleted = k.now
	n.set(&n.Statuses, registry.PendingDelete)
	n.set(&n.Grace, registry.RedemptionPeriod)
	return reply{code: 1001}
}
