package epp

import (
	"fmt"
	"strconv"
	"strings"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// encode writes a request as a command. The error is a *registry.Problem when the
// registry does not offer what it needs.
func encode(r registry.Request, g greeting, clTRID string) (*wire.Node, error) {
	if need := needs(r); need != "" && !g.offers(need) {
		return nil, registry.NewProblem(registry.ErrNotSent, registry.KeyNotOffered, need, nil)
	}
	switch r := r.(type) {
	case registry.Create:
		return command(encodeCreate(r), clTRID, encodeFee(g, "create", r.Fee), encodeDS("create", r.DS)), nil
	case registry.Renew:
		return command(encodeRenew(r), clTRID, encodeFee(g, "renew", r.Fee)), nil
	case registry.Update:
		return command(encodeUpdate(r), clTRID, encodeDSUpdate(r)), nil
	case registry.TransferName:
		return command(encodeTransfer(r), clTRID), nil
	case registry.Delete:
		return command(verb("delete", dom("delete", nameOf(r.Name.String()))), clTRID), nil
	case registry.Restore:
		return command(touch(r.Name.String()), clTRID, encodeRestore(r), encodeFee(g, "update", r.Fee)), nil
	case registry.RestoreReport:
		return command(touch(r.Name.String()), clTRID, encodeReport(r)), nil
	case registry.CreateContact:
		return command(encodeContact(r), clTRID), nil
	case registry.CreateHost:
		return command(encodeHost(r), clTRID), nil
	}
	return nil, notSent(registry.KeyInvalid, fmt.Errorf("%w: %T", registry.ErrRequest, r))
}

// needs names the service without which a request cannot be made; fees are only
// sent where they are offered.
func needs(r registry.Request) string {
	switch r := r.(type) {
	case registry.Create:
		if len(r.DS) > 0 {
			return wire.SecDNS
		}
	case registry.Update:
		if len(r.Add.DS)+len(r.Remove.DS) > 0 {
			return wire.SecDNS
		}
	case registry.Restore, registry.RestoreReport:
		return wire.RGP
	case registry.CreateContact:
		return wire.Contact
	case registry.CreateHost:
		return wire.Host
	}
	return ""
}

// verb makes the element of EPP around the one of an object.
func verb(name string, object *wire.Node) *wire.Node { return wire.El(wire.EPP, name, object) }

func dom(name string, kids ...*wire.Node) *wire.Node { return wire.El(wire.Domain, name, kids...) }

func nameOf(name string) *wire.Node { return wire.Leaf(wire.Domain, "name", name) }

func period(years int) *wire.Node {
	if years == 0 {
		return nil
	}
	return wire.Leaf(wire.Domain, "period", strconv.Itoa(years)).With("unit", "y")
}

func authInfo(secret registry.Secret) *wire.Node {
	return dom("authInfo", wire.Leaf(wire.Domain, "pw", secret.Reveal()))
}

func hosts(list []string) *wire.Node {
	if len(list) == 0 {
		return nil
	}
	ns := dom("ns")
	for _, h := range list {
		ns.Kids = append(ns.Kids, wire.Leaf(wire.Domain, "hostObj", h))
	}
	return ns
}

func contacts(list []registry.Role) (nodes []*wire.Node) {
	for _, c := range list {
		nodes = append(nodes, wire.Leaf(wire.Domain, "contact", c.ID).With("type", c.Role))
	}
	return nodes
}

func encodeCreate(r registry.Create) *wire.Node {
	create := dom("create", nameOf(r.Name.String()), period(r.Years), hosts(r.Hosts), wire.Some(wire.Domain, "registrant", r.Registrant))
	create.Kids = append(create.Kids, contacts(r.Contacts)...)
	create.Kids = append(create.Kids, authInfo(r.Authcode))
	return verb("create", create)
}

func encodeRenew(r registry.Renew) *wire.Node {
	return verb("renew", dom("renew", nameOf(r.Name.String()), wire.Leaf(wire.Domain, "curExpDate", r.Until), period(r.Years)))
}

func encodeUpdate(r registry.Update) *wire.Node {
	change := dom("chg", wire.Some(wire.Domain, "registrant", r.Registrant))
	switch {
	case r.NoAuthcode:
		change.Kids = append(change.Kids, dom("authInfo", dom("null")))
	case !r.Authcode.Empty():
		change.Kids = append(change.Kids, authInfo(r.Authcode))
	}
	if len(change.Kids) == 0 {
		change = nil
	}
	return verb("update", dom("update", nameOf(r.Name.String()), encodeParts("add", r.Add), encodeParts("rem", r.Remove), change))
}

func encodeParts(name string, p registry.Parts) *wire.Node {
	node := dom(name, hosts(p.Hosts))
	node.Kids = append(node.Kids, contacts(p.Contacts)...)
	for _, s := range p.Statuses {
		status := wire.Leaf(wire.Domain, "status", p.Note).With("s", string(s))
		if p.Note != "" {
			status.With("lang", "id")
		}
		node.Kids = append(node.Kids, status)
	}
	if len(node.Kids) == 0 {
		return nil
	}
	return node
}

func encodeTransfer(r registry.TransferName) *wire.Node {
	transfer := dom("transfer", nameOf(r.Name.String()), period(r.Years))
	if !r.Authcode.Empty() {
		transfer.Kids = append(transfer.Kids, authInfo(r.Authcode))
	}
	return verb("transfer", transfer).With("op", string(r.Op))
}

// encodeContact writes the address as international where it is plain ASCII, and
// as local otherwise (RFC 5733 section 2.5).
func encodeContact(r registry.CreateContact) *wire.Node {
	el := func(name string, kids ...*wire.Node) *wire.Node { return wire.El(wire.Contact, name, kids...) }
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.Contact, name, text) }
	some := func(name, text string) *wire.Node { return wire.Some(wire.Contact, name, text) }
	address := el("addr")
	for _, line := range r.Street {
		address.Kids = append(address.Kids, leaf("street", line))
	}
	address.Kids = append(address.Kids, leaf("city", r.City))
	for _, n := range []*wire.Node{some("sp", r.Province), some("pc", r.Code), leaf("cc", strings.ToUpper(r.Country))} {
		if n != nil {
			address.Kids = append(address.Kids, n)
		}
	}
	kind := "int"
	if !ascii(append([]string{r.Name, r.Org, r.City, r.Province, r.Code}, r.Street...)...) {
		kind = "loc"
	}
	create := el("create", leaf("id", r.ID),
		el("postalInfo", leaf("name", r.Name), some("org", r.Org), address).With("type", kind),
		some("voice", r.Voice), leaf("email", r.Email), el("authInfo", leaf("pw", "")))
	if r.Hidden {
		create.Kids = append(create.Kids, el("disclose", el("voice"), el("email")).With("flag", "0"))
	}
	return verb("create", create)
}

func ascii(texts ...string) bool {
	for _, t := range texts {
		for i := range len(t) {
			if t[i] >= 0x80 {
				return false
			}
		}
	}
	return true
}

func encodeHost(r registry.CreateHost) *wire.Node {
	create := wire.El(wire.Host, "create", wire.Leaf(wire.Host, "name", r.Name))
	for _, a := range r.Addresses {
		family := "v4"
		if a.Is6() {
			family = "v6"
		}
		create.Kids = append(create.Kids, wire.Leaf(wire.Host, "addr", a.String()).With("ip", family))
	}
	return verb("create", create)
}
