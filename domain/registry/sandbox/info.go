package sandbox

import (
	"slices"
	"strconv"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// info tells everything to the sponsor and to whoever has the Authcode.
func (k *call) info() reply {
	key, r := k.parse()
	if r.code != 0 {
		return r
	}
	n := k.names[key.String()]
	code := k.object.In("authInfo").In("pw")
	switch {
	case n == nil:
		return refuse(2303, "no such name", k.object.In("name"))
	case code != nil && !n.opens(code.Raw()):
		return refuse(2202, "", nil)
	case n.Sponsor != k.account && code == nil:
		return refuse(2201, "the name is with another registrar", nil)
	}
	s := k.view(n)
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.Domain, name, text) }
	data := wire.El(wire.Domain, "infData", leaf("name", key.String()), leaf("roid", s.Handle))
	for _, st := range s.Statuses {
		node := wire.Leaf(wire.Domain, "status", n.notes[st]).With("s", string(st))
		data.Kids = append(data.Kids, node)
	}
	data.Kids = append(data.Kids, optional(wire.Some(wire.Domain, "registrant", s.Registrant))...)
	for _, c := range s.Contacts {
		data.Kids = append(data.Kids, leaf("contact", c.ID).With("type", c.Role))
	}
	data.Kids = append(data.Kids, k.hostsOf(s)...)
	data.Kids = append(data.Kids, leaf("clID", s.Sponsor), leaf("crID", s.CreatedBy), leaf("crDate", wire.Time(s.Created)))
	if !s.Updated.IsZero() {
		data.Kids = append(data.Kids, leaf("upID", s.Sponsor), leaf("upDate", wire.Time(s.Updated)))
	}
	data.Kids = append(data.Kids, leaf("exDate", wire.Time(s.Expires)))
	if !s.Moved.IsZero() {
		data.Kids = append(data.Kids, leaf("trDate", wire.Time(s.Moved)))
	}
	return reply{code: 1000, data: data, extension: k.infoExtension(s)}
}

func optional(n *wire.Node) []*wire.Node {
	if n == nil {
		return nil
	}
	return []*wire.Node{n}
}

// hostsOf tells the name servers and the host objects below the name, as the
// command's hosts attribute asks.
func (k *call) hostsOf(s registry.State) (nodes []*wire.Node) {
	which := k.object.In("name").Attr("hosts")
	if len(s.Hosts) > 0 && which != "sub" && which != "none" {
		ns := wire.El(wire.Domain, "ns")
		for _, h := range s.Hosts {
			ns.Kids = append(ns.Kids, wire.Leaf(wire.Domain, "hostObj", h))
		}
		nodes = append(nodes, ns)
	}
	if which != "del" && which != "none" {
		for _, h := range s.Below {
			nodes = append(nodes, wire.Leaf(wire.Domain, "host", h))
		}
	}
	return nodes
}

// infoExtension tells the grace periods and the DS records.
func (k *call) infoExtension(s registry.State) []*wire.Node {
	grace, ds := wire.El(wire.RGP, "infData"), wire.El(wire.SecDNS, "infData")
	for _, st := range s.Grace {
		grace.Kids = append(grace.Kids, wire.El(wire.RGP, "rgpStatus").With("s", string(st)))
	}
	for _, d := range s.DS {
		ds.Kids = append(ds.Kids, wire.El(wire.SecDNS, "dsData",
			wire.Leaf(wire.SecDNS, "keyTag", strconv.Itoa(int(d.KeyTag))),
			wire.Leaf(wire.SecDNS, "alg", strconv.Itoa(int(d.Algorithm))),
			wire.Leaf(wire.SecDNS, "digestType", strconv.Itoa(int(d.DigestType))),
			wire.Leaf(wire.SecDNS, "digest", d.Digest)))
	}
	var list []*wire.Node
	for _, n := range []*wire.Node{grace, ds} {
		if len(n.Kids) > 0 && !slices.Contains(k.opt.Without, n.Space) {
			list = append(list, n)
		}
	}
	return list
}
