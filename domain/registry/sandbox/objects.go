package sandbox

import (
	"net/netip"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

func (k *call) checkHosts() reply {
	return k.checkObjects("name", func(id string) bool { return k.hosts[strings.ToLower(id)] != nil })
}

func (k *call) checkContacts() reply {
	return k.checkObjects("id", func(id string) bool { return k.contacts[id] != nil })
}

func (k *call) checkObjects(key string, used func(string) bool) reply {
	space := k.object.Space
	data := wire.El(space, "chkData")
	for _, n := range k.object.All(key) {
		data.Kids = append(data.Kids, wire.El(space, "cd", wire.Leaf(space, key, n.Value()).With("avail", flag(!used(n.Value())))))
	}
	return reply{code: 1000, data: data}
}

func (k *call) createHost() reply {
	key, r := k.parse()
	if r.code != 0 {
		return r
	}
	if k.hosts[key.String()] != nil {
		return refuse(2302, "the host exists", k.object.In("name"))
	}
	h := &host{Sponsor: k.account, Created: k.now}
	for _, a := range k.object.All("addr") {
		addr, err := netip.ParseAddr(a.Value())
		if err != nil || addr.Is6() != (a.Attr("ip") == "v6") {
			return refuse(2005, "not an address", a)
		}
		h.Addresses = append(h.Addresses, addr)
	}
	if parent := k.parent(key); parent != nil {
		if parent.Sponsor != k.account {
			return refuse(2201, "the name above is with another registrar", nil)
		}
		if len(h.Addresses) == 0 {
			return refuse(2003, "a host below a name of the registry needs an address", nil)
		}
	}
	h.Handle = k.handle("H")
	k.hosts[key.String()] = h
	return reply{code: 1000, data: wire.El(wire.Host, "creData", k.object.In("name"), wire.Leaf(wire.Host, "crDate", wire.Time(k.now)))}
}

// parent finds the registered name that a host is below of.
func (k *call) parent(h domain.Name) *name { return k.names[h.Registrable().String()] }

func (k *call) infoHost() reply {
	key := strings.ToLower(k.object.In("name").Value())
	h := k.hosts[key]
	if h == nil {
		return refuse(2303, "no such host", k.object.In("name"))
	}
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.Host, name, text) }
	data := wire.El(wire.Host, "infData", leaf("name", key), leaf("roid", h.Handle), wire.El(wire.Host, "status").With("s", "ok"))
	if k.usesHost(key) != "" {
		data.Kids = append(data.Kids, wire.El(wire.Host, "status").With("s", "linked"))
	}
	for _, a := range h.Addresses {
		family := "v4"
		if a.Is6() {
			family = "v6"
		}
		data.Kids = append(data.Kids, leaf("addr", a.String()).With("ip", family))
	}
	data.Kids = append(data.Kids, leaf("clID", h.Sponsor), leaf("crID", h.Sponsor), leaf("crDate", wire.Time(h.Created)))
	return reply{code: 1000, data: data}
}

func (k *call) usesHost(h string) string {
	for key, n := range k.names {
		if slices.Contains(n.Hosts, h) {
			return key
		}
	}
	return ""
}

func (k *call) removeHost() reply {
	key := strings.ToLower(k.object.In("name").Value())
	switch h := k.hosts[key]; {
	case h == nil:
		return refuse(2303, "no such host", k.object.In("name"))
	case h.Sponsor != k.account:
		return refuse(2201, "the host is with another registrar", nil)
	case k.usesHost(key) != "":
		return refuse(2305, "the host serves "+k.usesHost(key), nil)
	}
	delete(k.hosts, key)
	return reply{code: 1000}
}

func (k *call) createContact() reply {
	o := k.object
	id, info := o.In("id").Value(), o.In("postalInfo")
	switch {
	case len(id) < 3 || len(id) > 16:
		return refuse(2005, "an id has 3 to 16 characters", o.In("id"))
	case k.contacts[id] != nil:
		return refuse(2302, "the contact exists", o.In("id"))
	case info == nil || o.In("email").Value() == "" || o.In("authInfo") == nil:
		return refuse(2003, "postalInfo, email or authInfo is missing", nil)
	case len(info.In("addr").In("cc").Value()) != 2:
		return refuse(2005, "a country has two letters", info.In("addr").In("cc"))
	}
	c := registry.CreateContact{ID: id, Name: info.In("name").Value(), Org: info.In("org").Value(), City: info.In("addr").In("city").Value(),
		Province: info.In("addr").In("sp").Value(), Code: info.In("addr").In("pc").Value(), Country: info.In("addr").In("cc").Value(),
		Voice: o.In("voice").Value(), Email: o.In("email").Value()}
	k.contacts[id] = &contact{Handle: k.handle("C"), Sponsor: k.account, Created: k.now, card: c}
	return reply{code: 1000, data: wire.El(wire.Contact, "creData", o.In("id"), wire.Leaf(wire.Contact, "crDate", wire.Time(k.now)))}
}

func (k *call) infoContact() reply {
	c := k.contacts[k.object.In("id").Value()]
	switch {
	case c == nil:
		return refuse(2303, "no such contact", k.object.In("id"))
	case c.Sponsor != k.account:
		return refuse(2201, "the contact is with another registrar", nil)
	}
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.Contact, name, text) }
	some := func(name, text string) *wire.Node { return wire.Some(wire.Contact, name, text) }
	address := wire.El(wire.Contact, "addr", leaf("city", c.card.City), some("sp", c.card.Province), some("pc", c.card.Code), leaf("cc", c.card.Country))
	return reply{code: 1000, data: wire.El(wire.Contact, "infData", leaf("id", c.card.ID), leaf("roid", c.Handle),
		wire.El(wire.Contact, "status").With("s", "ok"),
		wire.El(wire.Contact, "postalInfo", leaf("name", c.card.Name), some("org", c.card.Org), address).With("type", "loc"),
		some("voice", c.card.Voice), leaf("email", c.card.Email), leaf("clID", c.Sponsor), leaf("crID", c.Sponsor), leaf("crDate", wire.Time(c.Created)))}
}

func (k *call) removeContact() reply {
	id := k.object.In("id").Value()
	c := k.contacts[id]
	switch {
	case c == nil:
		return refuse(2303, "no such contact", k.object.In("id"))
	case c.Sponsor != k.account:
		return refuse(2201, "the contact is with another registrar", nil)
	}
	for key, n := range k.names {
		if n.Registrant == id || slices.Contains(roleIDs(n.Contacts), id) {
			return refuse(2305, "the contact is used by "+key, nil)
		}
	}
	delete(k.contacts, id)
	return reply{code: 1000}
}
