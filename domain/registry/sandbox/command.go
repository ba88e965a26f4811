package sandbox

import (
	"fmt"
	"slices"
	"time"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// call is one command on an object, while it is decided.
type call struct {
	*book
	now       time.Time
	account   string
	verb      string     // "domain:update"
	op        string     // of a transfer or a poll
	object    *wire.Node // <domain:update> and the like
	extension *wire.Node
}

// handlers decide the commands. Each refuses before it changes anything.
var handlers = map[string]func(*call) reply{
	"domain:check":    (*call).checkNames,
	"domain:info":     (*call).info,
	"domain:create":   (*call).create,
	"domain:renew":    (*call).renew,
	"domain:update":   (*call).update,
	"domain:transfer": (*call).move,
	"domain:delete":   (*call).remove,
	"host:check":      (*call).checkHosts,
	"host:info":       (*call).infoHost,
	"host:create":     (*call).createHost,
	"host:delete":     (*call).removeHost,
	"contact:check":   (*call).checkContacts,
	"contact:info":    (*call).infoContact,
	"contact:create":  (*call).createContact,
	"contact:delete":  (*call).removeContact,
}

// waiting is a command that was taken with 1001.
type waiting struct {
	call
	clTRID, svTRID string
	object         string
}

// execute carries a command out and returns the answer; false ends the session.
func (c *session) execute(verb string, what, extension *wire.Node, clTRID string, later bool) (*wire.Node, bool) {
	switch {
	case verb == "login":
		r, open := c.login(what, extension)
		return c.respond(r, clTRID), open
	case c.account == "":
		return c.respond(refuse(2002, "log in first", nil), clTRID), true
	case verb == "logout":
		return c.respond(reply{code: 1500}, clTRID), false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.opt.Now().UTC().Truncate(time.Second)
	c.book.age(now)
	k := call{book: c.book, now: now, account: c.account, verb: verb, op: what.Attr("op"), object: what.First(), extension: extension}
	if verb == "poll" {
		return envelope(k.poll(what.Attr("msgID")), clTRID, c.book.nextTRID()), true
	}
	handler := handlers[verb]
	if handler == nil {
		return envelope(unknownCommand(what), clTRID, c.book.nextTRID()), true
	}
	svTRID := c.book.nextTRID()
	var r reply
	if later {
		r = c.postpone(k, handler, clTRID, svTRID)
	} else {
		r = handler(&k)
	}
	object := k.object.In("name").Value() + k.object.In("id").Value()
	c.journal = append(c.journal, Entry{Account: c.account, Verb: verb, Op: k.op, Object: object, ClTRID: clTRID, SvTRID: svTRID, Code: r.code})
	return envelope(r, clTRID, svTRID), true
}

func unknownCommand(what *wire.Node) reply {
	known := []string{"check", "info", "create", "renew", "update", "transfer", "delete"}
	switch {
	case !slices.Contains(known, what.Name):
		return refuse(2000, what.Name, nil)
	case what.First() == nil:
		return refuse(2003, "no object", nil)
	case !slices.Contains([]string{wire.Domain, wire.Host, wire.Contact}, what.First().Space):
		return refuse(2307, what.First().Space, nil)
	}
	return refuse(2101, what.Name, nil)
}

// postpone tries a command on a copy of the book and keeps it for Finish.
func (c *session) postpone(k call, handler func(*call) reply, clTRID, svTRID string) reply {
	trial := k
	trial.book = k.book.clone()
	if r := handler(&trial); r.code >= 2000 {
		return r
	}
	key := k.object.In("name").Value()
	if n := k.names[key]; n != nil {
		n.set(&n.Statuses, pendingOf(k.verb))
	} else if created := trial.names[key]; created != nil && k.verb == "domain:create" {
		created.Statuses = []registry.Status{registry.PendingCreate}
		k.names[key] = created
	}
	c.waiting = append(c.waiting, waiting{call: k, clTRID: clTRID, svTRID: svTRID, object: key})
	return reply{code: 1001}
}

func pendingOf(verb string) registry.Status {
	switch verb {
	case "domain:renew":
		return registry.PendingRenew
	case "domain:delete":
		return registry.PendingDelete
	case "domain:transfer":
		return registry.PendingTransfer
	}
	return registry.PendingUpdate
}

// Finish carries out what Later has postponed, or turns it down, and leaves a
// message to each who asked. It returns how many there were.
func (s *Server) Finish(ok bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.waiting
	s.waiting = nil
	for _, w := range list {
		w.now = s.opt.Now().UTC().Truncate(time.Second)
		if n := s.book.names[w.object]; n != nil && w.verb == "domain:create" {
			delete(s.book.names, w.object)
		} else if n != nil {
			n.clear(&n.Statuses, pendingOf(w.verb))
		}
		done := ok
		if ok {
			done = handlers[w.verb](&w.call).code < 2000
		}
		s.book.tell(w.account, w.now, pendingText(done), panData(w, done))
	}
	return len(list)
}

func pendingText(done bool) string {
	if done {
		return "Pending action completed successfully."
	}
	return "Pending action was turned down."
}

func panData(w waiting, done bool) *wire.Node {
	result := "0"
	if done {
		result = "1"
	}
	return wire.El(wire.Domain, "panData",
		wire.Leaf(wire.Domain, "name", w.object).With("paResult", result),
		wire.El(wire.Domain, "paTRID", eppLeaf("clTRID", w.clTRID), eppLeaf("svTRID", w.svTRID)),
		wire.Leaf(wire.Domain, "paDate", wire.Time(w.now)))
}

// message waits in an account's queue.
type message struct {
	id   string
	at   time.Time
	text string
	data *wire.Node
}

func (b *book) tell(account string, at time.Time, text string, data *wire.Node) {
	b.messages++
	b.queues[account] = append(b.queues[account], message{id: fmt.Sprint(10_000 + b.messages), at: at, text: text, data: data})
}

// Tell puts a message into an account's queue.
func (s *Server) Tell(account, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.book.tell(account, s.opt.Now().UTC(), text, nil)
}

func (k *call) poll(id string) reply {
	queue := k.queues[k.account]
	switch {
	case k.op == "ack" && (len(queue) == 0 || queue[0].id != id):
		return refuse(2303, "no such message at the head of the queue", nil)
	case k.op == "ack":
		k.queues[k.account] = queue[1:]
		r := reply{code: 1000}
		if rest := queue[1:]; len(rest) > 0 {
			r.queue = eppEl("msgQ").With("count", fmt.Sprint(len(rest))).With("id", rest[0].id)
		}
		return r
	case k.op != "req":
		return refuse(2005, "op is req or ack", nil)
	case len(queue) == 0:
		return reply{code: 1300}
	}
	m := queue[0]
	return reply{code: 1301, data: m.data, queue: eppEl("msgQ", eppLeaf("qDate", wire.Time(m.at)), eppLeaf("msg", m.text)).
		With("count", fmt.Sprint(len(queue))).With("id", m.id)}
}
