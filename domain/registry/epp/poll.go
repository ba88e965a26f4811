package epp

import (
	"context"
	"strconv"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

const noMessages, message = 1300, 1301

// Next returns the oldest message in the queue (see registry.Inbox).
func (c *Client) Next(ctx context.Context) (registry.Message, bool, error) {
	a, err := c.ask(ctx, func(greeting) (*wire.Node, *wire.Node) {
		return wire.El(wire.EPP, "poll").With("op", "req"), nil
	})
	if err != nil {
		return registry.Message{}, false, err
	}
	return parseMessage(a)
}

// Ack takes a message off the queue. Doing it twice is harmless: a message that is
// not there is refused with 2303.
func (c *Client) Ack(ctx context.Context, id string) error {
	_, err := c.ask(ctx, func(greeting) (*wire.Node, *wire.Node) {
		return wire.El(wire.EPP, "poll").With("op", "ack").With("msgID", id), nil
	})
	return err
}

// parseMessage reads the answer to a poll, false for an empty queue. An id that
// cannot be sent back as it came is refused.
func parseMessage(a answer) (registry.Message, bool, error) {
	id := a.queue.Attr("id")
	switch {
	case a.outcome.Code == noMessages:
		return registry.Message{}, false, nil
	case a.outcome.Code != message || id == "" || id != line(id):
		return registry.Message{}, false, unknown(errAnswer)
	}
	m := registry.Message{ID: id, At: wire.ParseTime(a.queue.In("qDate").Value()), Text: line(a.queue.In("msg").Words())}
	m.Waiting, _ = strconv.Atoi(a.queue.Attr("count")) // none is as good as zero
	m.Moved = parseTransfer(a.data.Child(wire.Domain, "trnData"))
	m.Name = line(a.data.First().In("name").Value())
	for _, space := range []string{wire.Domain, wire.Contact} {
		ended := a.data.Child(space, "panData")
		if ended == nil {
			continue
		}
		key := ended.In("name")
		if key == nil {
			key = ended.In("id")
		}
		ids := ended.In("paTRID")
		m.Name = line(key.Value())
		m.Ended = &registry.Ended{OK: boolean(key.Attr("paResult")), At: wire.ParseTime(ended.In("paDate").Value()),
			ClTRID: line(childAny(ids, "clTRID")), SvTRID: line(childAny(ids, "svTRID"))}
	}
	return m, true, nil
}

// childAny reads a transaction id, whose elements are in the namespace of EPP.
func childAny(n *wire.Node, name string) string {
	if v := n.Child(wire.EPP, name).Value(); v != "" {
		return v
	}
	return n.In(name).Value()
}
