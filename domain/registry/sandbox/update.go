package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

const (
	maxHosts = 13
	maxDS    = 8
)

// update changes a name, or restores it where the extension says so.
func (k *call) update() reply {
	n, r := k.find()
	if r.code != 0 {
		return r
	}
	if restore := k.extension.Child(wire.RGP, "update").In("restore"); restore != nil {
		return k.restore(n, restore)
	}
	after := n.clone()
	if r := k.mayUpdate(n); r.code != 0 {
		return r
	}
	for _, step := range []func(*name) reply{k.changeStatuses, k.changeContacts, k.changeHosts, k.changeDS, k.changeCode} {
		if r := step(after); r.code != 0 {
			return r
		}
	}
	after.Updated = k.now
	*n = *after
	return reply{code: 1000}
}

// mayUpdate refuses while a status stands in the way; clientUpdateProhibited may go
// in the very update that it would forbid.
func (k *call) mayUpdate(n *name) reply {
	if r := forbidden(n, registry.ServerUpdateProhibited, registry.PendingDelete, registry.PendingTransfer, registry.PendingUpdate, registry.PendingCreate); r.code != 0 {
		return r
	}
	for _, s := range k.object.In("rem").All("status") {
		if s.Attr("s") == string(registry.ClientUpdateProhibited) {
			return reply{}
		}
	}
	return forbidden(n, registry.ClientUpdateProhibited)
}

func (k *call) changeStatuses(n *name) reply {
	for _, node := range k.object.In("rem").All("status") {
		s := registry.Status(node.Attr("s"))
		if !s.Ours() || !slices.Contains(n.Statuses, s) {
			return refuse(2306, string(s)+" is not set", node)
		}
		n.clear(&n.Statuses, s)
		delete(n.notes, s)
	}
	for _, node := range k.object.In("add").All("status") {
		s := registry.Status(node.Attr("s"))
		switch {
		case !s.Ours():
			return refuse(2306, "only the registry sets "+string(s), node)
		case slices.Contains(n.Statuses, s):
			return refuse(2306, string(s)+" already set", node)
		}
		n.set(&n.Statuses, s)
		n.notes[s] = node.Value()
	}
	return reply{}
}

func (k *call) changeContacts(n *name) reply {
	for _, c := range roles(k.object.In("rem")) {
		if !slices.Contains(n.Contacts, c) {
			return refuse(2306, c.ID+" is not "+c.Role+" of the name", nil)
		}
		n.Contacts = slices.DeleteFunc(n.Contacts, func(x registry.Role) bool { return x == c })
	}
	for _, c := range roles(k.object.In("add")) {
		if slices.Contains(n.Contacts, c) {
			return refuse(2306, c.ID+" is "+c.Role+" of the name already", nil)
		}
		n.Contacts = append(n.Contacts, c)
	}
	if who := k.object.In("chg").In("registrant"); who != nil {
		n.Registrant = who.Value()
	}
	return k.exist(append(roleIDs(roles(k.object.In("add"))), n.Registrant), nil)
}

func (k *call) changeHosts(n *name) reply {
	for _, h := range hostObjects(k.object.In("rem")) {
		if !slices.Contains(n.Hosts, h) {
			return refuse(2306, h+" is no server of the name", nil)
		}
		n.Hosts = slices.DeleteFunc(n.Hosts, func(x string) bool { return x == h })
	}
	added := hostObjects(k.object.In("add"))
	for _, h := range added {
		if slices.Contains(n.Hosts, h) {
			return refuse(2306, h+" is a server of the name already", nil)
		}
		n.Hosts = append(n.Hosts, h)
	}
	if len(n.Hosts) > maxHosts {
		return refuse(2308, fmt.Sprintf("a name has at most %d servers", maxHosts), nil)
	}
	return k.exist(nil, added)
}

func (k *call) changeDS(n *name) reply {
	change := k.extension.Child(wire.SecDNS, "update")
	if change.In("rem").In("all").Value() == "true" {
		n.DS = nil
	}
	for _, d := range dsOf(change.In("rem")) {
		if !slices.Contains(n.DS, d) {
			return refuse(2306, "no such DS record", nil)
		}
		n.DS = slices.DeleteFunc(n.DS, func(x registry.DS) bool { return x == d })
	}
	for _, d := range dsOf(change.In("add")) {
		if slices.Contains(n.DS, d) {
			return refuse(2306, "the DS record is there", nil)
		}
		n.DS = append(n.DS, d)
	}
	if len(n.DS) > maxDS {
		return refuse(2308, fmt.Sprintf("a name has at most %d DS records", maxDS), nil)
	}
	return reply{}
}

func dsOf(n *wire.Node) (list []registry.DS) {
	for _, d := range n.All("dsData") {
		tag, _ := strconv.ParseUint(d.In("keyTag").Value(), 10, 16)
		alg, _ := strconv.ParseUint(d.In("alg").Value(), 10, 8)
		kind, _ := strconv.ParseUint(d.In("digestType").Value(), 10, 8)
		list = append(list, registry.DS{KeyTag: uint16(tag), Algorithm: uint8(alg), DigestType: uint8(kind), Digest: strings.ToUpper(d.In("digest").Value())})
	}
	return list
}

// changeCode sets or unsets the Authcode. RFC 9154 section 4.1 wants it long.
func (k *call) changeCode(n *name) reply {
	auth := k.object.In("chg").In("authInfo")
	switch code := auth.In("pw"); {
	case auth == nil:
	case auth.In("null") != nil || code != nil && code.Raw() == "":
		n.keep("")
	case code == nil:
		return refuse(2102, "only pw and null", nil)
	case len(code.Raw()) < 8:
		return refuse(2005, "an Authcode has at least 8 characters", nil)
	default:
		n.keep(code.Raw())
	}
	return reply{}
}

// restore takes a name out of redemption (RFC 3915 section 3): first the request,
// then the report.
func (k *call) restore(n *name, restore *wire.Node) reply {
	if slices.Contains(k.opt.Without, wire.RGP) {
		return refuse(2103, wire.RGP, nil)
	}
	switch restore.Attr("op") {
	case "request":
		if !n.Has(registry.RedemptionPeriod) {
			return refuse(2304, "the name is not in its redemption period", nil)
		}
		if r := k.charge("restore", 1); r.code != 0 {
			return r
		}
		n.clear(&n.Grace, registry.RedemptionPeriod)
		n.set(&n.Grace, registry.PendingRestore)
		data := wire.El(wire.RGP, "upData", wire.El(wire.RGP, "rgpStatus").With("s", string(registry.PendingRestore)))
		return reply{code: 1000, extension: []*wire.Node{data}}
	case "report":
		report := restore.In("report")
		if !slices.Contains(n.Grace, registry.PendingRestore) {
			return refuse(2304, "no restore was requested", nil)
		}
		if report.In("resReason").Value() == "" || len(report.All("statement")) != 2 {
			return refuse(2003, "the report is not complete", nil)
		}
		n.clear(&n.Grace, registry.PendingRestore)
		n.clear(&n.Statuses, registry.PendingDelete)
		n.Updated = k.now
		n.deleted = time.Time{}
		return reply{code: 1000}
	}
	return refuse(2005, "op is request or report", nil)
}
