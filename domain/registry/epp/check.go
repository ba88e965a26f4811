package epp

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// Check asks whether names are free and, where the registry tells it, what they
// cost (see registry.Checker).
func (c *Client) Check(ctx context.Context, names []domain.Name, years int) ([]registry.Availability, error) {
	a, err := c.ask(ctx, func(g greeting) (*wire.Node, *wire.Node) {
		check := dom("check")
		for _, n := range names {
			check.Kids = append(check.Kids, nameOf(n.String()))
		}
		return verb("check", check), feeCheck(g, c.cfg.Currency, years)
	})
	if err != nil {
		return nil, err
	}
	return parseCheck(a, names)
}

// feeCheck asks for the price of a registration, a renewal and a restore.
func feeCheck(g greeting, currency string, years int) *wire.Node {
	if !g.offers(wire.Fee) {
		return nil
	}
	term := func(years int) *wire.Node {
		return wire.Leaf(wire.Fee, "period", strconv.Itoa(years)).With("unit", "y")
	}
	renew := wire.El(wire.Fee, "command")
	if years > 1 {
		renew = wire.El(wire.Fee, "command", term(years))
	}
	return wire.El(wire.Fee, "check", wire.Leaf(wire.Fee, "currency", currency),
		wire.El(wire.Fee, "command", term(years)).With("name", "create"),
		renew.With("name", "renew"),
		wire.El(wire.Fee, "command").With("name", "restore"))
}

func parseCheck(a answer, names []domain.Name) ([]registry.Availability, error) {
	told := map[string]registry.Availability{}
	for _, cd := range a.data.Child(wire.Domain, "chkData").All("cd") {
		name := cd.In("name")
		told[strings.ToLower(name.Value())] = registry.Availability{Available: boolean(name.Attr("avail")), Reason: line(cd.In("reason").Value())}
	}
	prices := a.extension.Child(wire.Fee, "chkData")
	for _, cd := range prices.All("cd") {
		key := strings.ToLower(cd.In("objID").Value())
		if v, ok := told[key]; ok {
			v.Class = line(cd.In("class").Value())
			v.Fees = parsePrices(prices.In("currency").Value(), cd.All("command"))
			told[key] = v
		}
	}
	list := make([]registry.Availability, len(names))
	for i, n := range names {
		v, ok := told[n.String()]
		if !ok {
			return nil, unknown(fmt.Errorf("%w: nothing is said of %s", errAnswer, n))
		}
		v.Name, v.SvTRID, v.Evidence = n, a.outcome.SvTRID, a.outcome.Answered
		list[i] = v
	}
	return list, nil
}

func parsePrices(currency string, commands []*wire.Node) map[registry.Verb]registry.Fee {
	var fees map[registry.Verb]registry.Fee
	for _, n := range commands {
		verb := registry.Verb(n.Attr("name"))
		fee := parseFee(currency, n)
		if fee == nil || verb != registry.VerbCreate && verb != registry.VerbRenew && verb != registry.VerbRestore {
			continue
		}
		if fees == nil {
			fees = map[registry.Verb]registry.Fee{}
		}
		fees[verb] = *fee
	}
	return fees
}

// boolean reads an xs:boolean.
func boolean(s string) bool { return s == "1" || s == "true" }

// Missing is as registry.Shelf has it.
func (c *Client) Missing(ctx context.Context, hosts, contacts []string) (freeHosts, freeContacts []string, err error) {
	if freeHosts, err = c.free(ctx, wire.Host, "name", hosts); err != nil {
		return nil, nil, err
	}
	freeContacts, err = c.free(ctx, wire.Contact, "id", contacts)
	return freeHosts, freeContacts, err
}

func (c *Client) free(ctx context.Context, space, key string, ids []string) (list []string, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	a, err := c.ask(ctx, func(greeting) (*wire.Node, *wire.Node) {
		check := wire.El(space, "check")
		for _, id := range ids {
			check.Kids = append(check.Kids, wire.Leaf(space, key, id))
		}
		return verb("check", check), nil
	})
	if err != nil {
		return nil, err
	}
	available := map[string]bool{}
	for _, cd := range a.data.Child(space, "chkData").All("cd") {
		available[strings.ToLower(cd.In(key).Value())] = boolean(cd.In(key).Attr("avail"))
	}
	for _, id := range ids {
		if available[strings.ToLower(id)] {
			list = append(list, id)
		}
	}
	return list, nil
}
