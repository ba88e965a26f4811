package epp

import (
	"strconv"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// encodeFee states what was agreed, where the registry speaks of fees at all.
func encodeFee(g greeting, verb string, fee *registry.Fee) *wire.Node {
	if fee == nil || !g.offers(wire.Fee) {
		return nil
	}
	return wire.El(wire.Fee, verb, wire.Leaf(wire.Fee, "currency", fee.Currency), wire.Leaf(wire.Fee, "fee", fee.Amount))
}

func dsData(list []registry.DS) (nodes []*wire.Node) {
	for _, d := range list {
		nodes = append(nodes, wire.El(wire.SecDNS, "dsData",
			wire.Leaf(wire.SecDNS, "keyTag", strconv.Itoa(int(d.KeyTag))),
			wire.Leaf(wire.SecDNS, "alg", strconv.Itoa(int(d.Algorithm))),
			wire.Leaf(wire.SecDNS, "digestType", strconv.Itoa(int(d.DigestType))),
			wire.Leaf(wire.SecDNS, "digest", d.Digest)))
	}
	return nodes
}

func encodeDS(name string, list []registry.DS) *wire.Node {
	if len(list) == 0 {
		return nil
	}
	return wire.El(wire.SecDNS, name, dsData(list)...)
}

// encodeDSUpdate takes away before it adds, as RFC 5910 section 5.2.5 orders.
func encodeDSUpdate(r registry.Update) *wire.Node {
	if len(r.Add.DS)+len(r.Remove.DS) == 0 {
		return nil
	}
	return wire.El(wire.SecDNS, "update", encodeDS("rem", r.Remove.DS), encodeDS("add", r.Add.DS))
}

// touch is the update of nothing that carries a restore (RFC 3915 section 4.2.5).
func touch(name string) *wire.Node {
	return verb("update", dom("update", nameOf(name), dom("chg")))
}

func encodeRestore(registry.Restore) *wire.Node {
	return wire.El(wire.RGP, "update", wire.El(wire.RGP, "restore").With("op", "request"))
}

// The statements of RFC 3915 section 4.2.5 that a registrar has to make.
const (
	statementRights = "This registrar has not restored the Registered Name in order to assume the rights to use or sell the Registered Name for itself or for any third party."
	statementTruth  = "The information in this report is true to best of this registrars knowledge."
)

func encodeReport(r registry.RestoreReport) *wire.Node {
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.RGP, name, text) }
	report := wire.El(wire.RGP, "report",
		leaf("preData", r.Before), leaf("postData", r.After),
		leaf("delTime", wire.Time(r.Deleted)), leaf("resTime", wire.Time(r.Restored)),
		leaf("resReason", r.Reason), leaf("statement", statementRights), leaf("statement", statementTruth))
	return wire.El(wire.RGP, "update", wire.El(wire.RGP, "restore", report).With("op", "report"))
}
