package epp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// maxList bounds each list of a state.
const maxList = 500

// Look asks for everything about a name (see registry.Registry). A name of another
// registrar is refused with 2201 by most registries.
func (c *Client) Look(ctx context.Context, name domain.Name) (registry.State, error) {
	a, err := c.ask(ctx, func(greeting) (*wire.Node, *wire.Node) {
		return verb("info", dom("info", nameOf(name.String()).With("hosts", "all"))), nil
	})
	if a.outcome.Code == 2303 {
		return registry.State{Name: name, Source: "epp", Evidence: a.outcome.Answered, SvTRID: a.outcome.SvTRID}, nil
	}
	if err != nil {
		return registry.State{}, err
	}
	s, err := parseState(a)
	if err == nil && s.Name != name {
		err = fmt.Errorf("%w: asked for %s, told of %q", errMismatch, name, s.Name)
	}
	if err != nil {
		return registry.State{}, unknown(err)
	}
	return s, nil
}

func parseState(a answer) (registry.State, error) {
	info := a.data.Child(wire.Domain, "infData")
	name, err := domain.ParseName(info.In("name").Value())
	if err != nil {
		return registry.State{}, fmt.Errorf("%w: no name in it", errAnswer)
	}
	s := registry.State{
		Name: name, Registered: true, Source: "epp", Evidence: a.outcome.Answered, SvTRID: a.outcome.SvTRID,
		Handle: line(info.In("roid").Value()), Registrant: line(info.In("registrant").Value()),
		Sponsor: line(info.In("clID").Value()), CreatedBy: line(info.In("crID").Value()),
		Created: wire.ParseTime(info.In("crDate").Value()), Updated: wire.ParseTime(info.In("upDate").Value()),
		Moved: wire.ParseTime(info.In("trDate").Value()), Expires: wire.ParseTime(info.In("exDate").Value()),
		Statuses: statuses(info.All("status")),
		Grace:    statuses(a.extension.Child(wire.RGP, "infData").All("rgpStatus")),
		Below:    hostNames(info.All("host")),
		DS:       parseDS(a.extension.Child(wire.SecDNS, "infData").All("dsData")),
	}
	for _, n := range info.All("contact") {
		s.Contacts = append(s.Contacts, registry.Role{Role: line(n.Attr("type")), ID: line(n.Value())})
	}
	ns := info.In("ns")
	s.Hosts = hostNames(ns.All("hostObj"))
	for _, n := range ns.All("hostAttr") {
		s.Hosts = append(s.Hosts, hostNames(n.All("hostName"))...)
	}
	if len(s.Statuses)+len(s.Hosts)+len(s.Below)+len(s.Contacts)+len(s.DS) > maxList {
		return registry.State{}, fmt.Errorf("%w: more than %d parts", errAnswer, maxList)
	}
	s.Sort()
	return s, nil
}

func hostNames(nodes []*wire.Node) (list []string) {
	for _, n := range nodes {
		list = append(list, strings.TrimSuffix(strings.ToLower(line(n.Value())), "."))
	}
	return list
}

func parseDS(nodes []*wire.Node) (list []registry.DS) {
	for _, n := range nodes {
		tag, e1 := strconv.ParseUint(n.In("keyTag").Value(), 10, 16)
		alg, e2 := strconv.ParseUint(n.In("alg").Value(), 10, 8)
		kind, e3 := strconv.ParseUint(n.In("digestType").Value(), 10, 8)
		if errors.Join(e1, e2, e3) != nil {
			continue
		}
		list = append(list, registry.DS{KeyTag: uint16(tag), Algorithm: uint8(alg), DigestType: uint8(kind),
			Digest: strings.ToUpper(line(n.In("digest").Value()))})
	}
	return list
}
