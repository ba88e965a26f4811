package epp

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"

	"loket/domain/clean"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// Bounds of what is kept of an answer.
const (
	maxText    = 300 // runes of a message, a reason or a value
	maxResults = 20
)

// answer is a response that has been read.
type answer struct {
	outcome   registry.Outcome
	data      *wire.Node // resData
	extension *wire.Node
	queue     *wire.Node // msgQ
}

func line(s string) string { return clean.Line(s, maxText).String() }

// hash is the evidence of a document.
func hash(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// parseAnswer reads a response. The error wraps wire.ErrDocument or errAnswer.
func parseAnswer(document []byte) (answer, error) {
	root, err := wire.Parse(document)
	if err != nil {
		return answer{}, err
	}
	response := root.In("response")
	if !root.Is(wire.EPP, "epp") || response == nil {
		return answer{}, errAnswer
	}
	a := answer{data: response.In("resData"), extension: response.In("extension"), queue: response.In("msgQ")}
	a.outcome.Results, err = parseResults(response.All("result"))
	if err != nil {
		return answer{}, err
	}
	a.outcome.Code = worst(a.outcome.Results)
	a.outcome.Pending = a.outcome.Code == 1001
	ids := response.In("trID")
	a.outcome.ClTRID, a.outcome.SvTRID = line(ids.In("clTRID").Value()), line(ids.In("svTRID").Value())
	a.outcome.Answered = hash(document)
	a.fill()
	return a, nil
}

func parseResults(nodes []*wire.Node) (list []registry.Result, err error) {
	if len(nodes) == 0 || len(nodes) > maxResults {
		return nil, fmt.Errorf("%w: %d results", errAnswer, len(nodes))
	}
	for _, n := range nodes {
		code, err := strconv.Atoi(n.Attr("code"))
		if err != nil || code < 1000 || code > 2999 {
			return nil, fmt.Errorf("%w: result code %q", errAnswer, n.Attr("code"))
		}
		r := registry.Result{Code: code, Message: line(n.In("msg").Value())}
		for _, k := range n.Kids {
			if len(r.Reasons) == maxResults {
				break
			}
			switch {
			case k.Is(wire.EPP, "value"):
				r.Reasons = append(r.Reasons, registry.Reason{Value: value(k)})
			case k.Is(wire.EPP, "extValue"):
				r.Reasons = append(r.Reasons, registry.Reason{Value: value(k.In("value")), Why: line(k.In("reason").Value())})
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// value shows the element that the registry did not like: its text, or its
// attribute, as with a status. An Authcode that it sends back is not shown.
func value(n *wire.Node) string {
	at := n.First()
	for at.First() != nil {
		at = at.First()
	}
	switch {
	case at == nil:
		return line(n.Value())
	case at.Name == "pw" || at.Name == "newPW":
		return at.Name
	case at.Name == "undef": // RFC 5730 section 2.6: there is no value to name
		return ""
	case at.Value() != "":
		return line(at.Value())
	case len(at.Attrs) > 0:
		return line(at.Attrs[0].Value)
	}
	return line(at.Name)
}

// worst returns the highest code: a single failure among several results is one.
func worst(results []registry.Result) (code int) {
	for _, r := range results {
		code = max(code, r.Code)
	}
	return code
}

// fill reads the data that answers to changes carry.
func (a *answer) fill() {
	o := &a.outcome
	data := a.data.First()
	if data != nil {
		o.Name = line(firstOf(data, "name", "id"))
		o.Created = wire.ParseTime(data.In("crDate").Value())
		o.Expires = wire.ParseTime(data.In("exDate").Value())
	}
	o.Transfer = parseTransfer(a.data.Child(wire.Domain, "trnData"))
	for _, name := range []string{"creData", "renData", "trnData", "updData"} {
		if fee := a.extension.Child(wire.Fee, name); fee != nil {
			o.Fee = parseFee(fee.In("currency").Value(), fee)
		}
	}
	o.Grace = statuses(a.extension.Child(wire.RGP, "upData").All("rgpStatus"))
}

func firstOf(n *wire.Node, names ...string) string {
	for _, name := range names {
		if v := n.In(name).Value(); v != "" {
			return v
		}
	}
	return ""
}

func statuses(nodes []*wire.Node) (list []registry.Status) {
	for _, n := range nodes {
		if s := line(n.Attr("s")); s != "" {
			list = append(list, registry.Status(s))
		}
	}
	return list
}

func parseTransfer(n *wire.Node) *registry.Transfer {
	if n == nil {
		return nil
	}
	return &registry.Transfer{
		Status: line(n.In("trStatus").Value()),
		By:     line(n.In("reID").Value()), At: wire.ParseTime(n.In("reDate").Value()),
		Acts: line(n.In("acID").Value()), ActsUntil: wire.ParseTime(n.In("acDate").Value()),
		Expires: wire.ParseTime(n.In("exDate").Value()),
	}
}

// parseFee adds up the fees of an element. One alone is kept as it is written;
// something that is no number makes it nil.
func parseFee(currency string, n *wire.Node) *registry.Fee {
	fees := n.All("fee")
	sum := new(big.Rat)
	for _, f := range fees {
		amount, ok := parseAmount(f.Value())
		if !ok {
			return nil
		}
		sum.Add(sum, amount)
	}
	switch len(fees) {
	case 0:
		return nil
	case 1:
		return &registry.Fee{Currency: line(currency), Amount: fees[0].Value()}
	}
	return &registry.Fee{Currency: line(currency), Amount: sum.FloatString(2)}
}

// parseAmount reads a decimal number and nothing else that big.Rat would: "1e9999"
// is a small text and a huge number.
func parseAmount(s string) (*big.Rat, bool) {
	const longest = 20
	if len(s) > longest {
		return nil, false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && c != '.' && c != '-' {
			return nil, false
		}
	}
	return new(big.Rat).SetString(s)
}
