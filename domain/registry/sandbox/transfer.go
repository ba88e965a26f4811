package sandbox

import (
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// move handles the verbs of a transfer (RFC 5731 section 3.2.4).
func (k *call) move() reply {
	key, r := k.parse()
	if r.code != 0 {
		return r
	}
	n := k.names[key.String()]
	if n == nil {
		return refuse(2303, "no such name", k.object.In("name"))
	}
	if k.op == "request" {
		return k.request(n)
	}
	if n.transfer == nil || k.op != "query" && !n.Has(registry.PendingTransfer) {
		return refuse(2301, "no transfer is under way", nil)
	}
	mine, asked := n.Sponsor == k.account, n.transfer.By == k.account
	switch {
	case k.op == "query" && (mine || asked):
		return k.transferred(n, 1000)
	case k.op == "approve" && mine:
		k.settle(n, "clientApproved")
		return k.transferred(n, 1000)
	case k.op == "reject" && mine:
		k.settle(n, "clientRejected")
		return k.transferred(n, 1000)
	case k.op == "cancel" && asked:
		k.settle(n, "clientCancelled")
		return k.transferred(n, 1000)
	case k.op == "query" || k.op == "approve" || k.op == "reject" || k.op == "cancel":
		return refuse(2201, "this is for the other registrar to do", nil)
	}
	return refuse(2005, "no such verb of a transfer: "+k.op, nil)
}

func (k *call) request(n *name) reply {
	years, bad := k.years(1)
	code := k.object.In("authInfo").In("pw")
	switch {
	case bad.code != 0:
		return bad
	case n.Sponsor == k.account:
		return refuse(2106, "the name is with this registrar", nil)
	case n.Has(registry.PendingTransfer):
		return refuse(2300, "", nil)
	case code == nil:
		return refuse(2003, "authInfo is missing", nil)
	case !n.opens(code.Raw()):
		return refuse(2202, "", nil)
	}
	if r := forbidden(n, registry.ClientTransferProhibited, registry.ServerTransferProhibited, registry.PendingDelete, registry.PendingUpdate); r.code != 0 {
		return r
	}
	n.set(&n.Statuses, registry.PendingTransfer)
	n.transfer = &registry.Transfer{Status: "pending", By: k.account, At: k.now, Acts: n.Sponsor,
		ActsUntil: k.now.Add(answerUntil), Expires: n.Expires.AddDate(years, 0, 0)}
	k.tell(n.Sponsor, k.now, "Transfer requested.", trnData(n))
	return k.transferred(n, 1001)
}

// settle ends a transfer and tells the other registrar.
func (k *call) settle(n *name, status string) {
	t := *n.transfer
	t.Status, t.ActsUntil = status, k.now
	n.clear(&n.Statuses, registry.PendingTransfer)
	n.transfer = &t
	other := t.By
	if k.account == t.By {
		other = n.Sponsor
	}
	if status == "clientApproved" {
		n.Sponsor, n.Expires, n.Moved = t.By, t.Expires, k.now
		n.set(&n.Grace, registry.TransferPeriod)
		n.keep("") // RFC 9154 section 4.4
	} else {
		t.Expires = n.Expires
	}
	k.tell(other, k.now, "Transfer "+status+".", trnData(n))
}

func (k *call) transferred(n *name, code int) reply { return reply{code: code, data: trnData(n)} }

func trnData(n *name) *wire.Node {
	leaf := func(name, text string) *wire.Node { return wire.Leaf(wire.Domain, name, text) }
	t := n.transfer
	return wire.El(wire.Domain, "trnData", leaf("name", n.Name.String()), leaf("trStatus", t.Status),
		leaf("reID", t.By), leaf("reDate", wire.Time(t.At)), leaf("acID", t.Acts), leaf("acDate", wire.Time(t.ActsUntil)),
		leaf("exDate", wire.Time(t.Expires)))
}
