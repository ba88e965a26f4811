package ticket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"time"

	"loket/domain/action"
	"loket/domain/registry"
)

// The registry speaks by itself as well: how a request ended that it had taken, that
// somebody asks for a name. What it says waits in its queue until the desk has kept
// it; only then it is taken off there. A message that comes a second time, because
// the desk ended in between, is known and only taken off.

// Line is a registry's queue of messages, and what its connection shows.
type Line interface {
	registry.Inbox
	// Certificates are as known so far.
	Certificates() []registry.Certificate
}

// RegistrySaid is a message of the registry. It is an event of the desk.
type RegistrySaid struct {
	ID     string             `json:"id"` // the registry's
	At     time.Time          `json:"at"`
	Text   string             `json:"text"`
	Name   string             `json:"name,omitempty"` // of the object that it is about
	Ended  *registry.Ended    `json:"ended,omitempty"`
	Moved  *registry.Transfer `json:"moved,omitempty"`
	Ticket ID                 `json:"ticket,omitempty"` // that asked for it, or has the name
	Number string             `json:"number,omitempty"`
}

func (RegistrySaid) kind() string { return "registry-said" }

const (
	// readInboxEvery is how often the queue is read while all is well.
	readInboxEvery = 5 * time.Minute
	// saidKept is how many messages are at hand; all of them are in the record.
	saidKept = 200
	saidKey  = "registry-said"
)

// LineState is how the connection to the registry does.
type LineState struct {
	Asked        bool // it was asked at least once
	Up           bool
	At           time.Time // when it was asked last
	Problem      *registry.Problem
	Certificates []registry.Certificate
}

// CertificateSoon is how long before its end a certificate is worth a warning.
const CertificateSoon = 30 * 24 * time.Hour

// Ending returns the certificate that ends first, if that is soon or was; nil for
// none.
func (s *LineState) Ending(now time.Time) (first *registry.Certificate) {
	for i := range s.Certificates {
		c := &s.Certificates[i]
		if c.Until.Sub(now) < CertificateSoon && (first == nil || c.Until.Before(first.Until)) {
			first = c
		}
	}
	return first
}

// inboxState is what a desk remembers of the line while it runs.
type inboxState struct {
	mu    sync.Mutex
	state LineState
}

// LineState tells how the connection to the registry does; ok is false where there
// is none.
func (d *Desk) LineState() (st LineState, ok bool) {
	if d.Line == nil {
		return st, false
	}
	d.inbox.mu.Lock()
	defer d.inbox.mu.Unlock()
	st = d.inbox.state
	st.Certificates = d.Line.Certificates()
	return st, true
}

// RegistrySaid returns what the registry said, newest first.
func (d *Desk) RegistrySaid() (list []RegistrySaid, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		list, err = messagesIn(tx)
		return err
	})
	slices.Reverse(list)
	return list, err
}

func messagesIn(tx ReadTx) (list []RegistrySaid, err error) {
	data, err := tx.Keep(saidKey)
	if err == nil && len(data) > 0 {
		err = json.Unmarshal(data, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("messages of the registry: %w", err)
	}
	return list, nil
}

// keepSaid puts a message among those that are at hand.
func keepSaid(tx Tx, b RegistrySaid) error {
	list, err := messagesIn(tx)
	if err != nil {
		return err
	}
	list = append(list, b)
	data, err := json.Marshal(list[max(len(list)-saidKept, 0):])
	if err != nil {
		return fmt.Errorf("messages of the registry: %w", err)
	}
	return tx.SetKeep(saidKey, data)
}

// readInbox reads the registry's queue until ctx ends.
func (d *Desk) readInbox(ctx context.Context, logger *slog.Logger) {
	failed := 0
	for {
		wait := readInboxEvery
		if _, err := d.ReadInbox(ctx); err != nil && ctx.Err() == nil {
			if logger != nil && failed == 0 {
				logger.Warn("the registry's messages wait", "error", err)
			}
			wait = max(lookAfter(failed), time.Minute)
			failed++
		} else {
			failed = 0
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// inboxAtOnce bounds one reading of the queue: a registry that hands out the same
// message for ever does not hold the desk.
const inboxAtOnce = 1000

// ReadInbox keeps what waits in the registry's queue, takes it off there and returns
// how many messages that were. A failure is a *registry.Problem, or of the record;
// what was not kept stays in the queue.
func (d *Desk) ReadInbox(ctx context.Context) (n int, err error) {
	if d.Line == nil {
		return 0, refuse("no-line", "this desk has no connection to a registry", "")
	}
	defer func() { d.lineWas(err) }()
	for n < inboxAtOnce {
		m, ok, err := d.Line.Next(ctx)
		if err != nil || !ok {
			return n, err
		}
		if err := d.heard(&m); err != nil {
			return n, err
		}
		if err := d.Line.Ack(ctx, m.ID); err != nil && !gone(err) {
			return n, err
		}
		n++
	}
	return n, nil
}

// gone reports whether a message is not in the queue any more.
func gone(err error) bool {
	var p *registry.Problem
	return errors.As(err, &p) && p.Code() == 2303
}

func (d *Desk) lineWas(err error) {
	var p *registry.Problem
	if err != nil && !errors.As(err, &p) {
		return // of the record, not of the line
	}
	d.inbox.mu.Lock()
	d.inbox.state = LineState{Asked: true, Up: p == nil, At: d.Now().UTC(), Problem: p}
	d.inbox.mu.Unlock()
}

// heard keeps a message with what follows from it, unless it was kept before.
func (d *Desk) heard(m *registry.Message) error {
	return d.update(context.Background(), func(tx Tx) ([]*Ticket, error) {
		list, err := messagesIn(tx)
		if err != nil {
			return nil, err
		}
		b := RegistrySaid{ID: m.ID, At: m.At, Text: m.Text, Name: m.Name, Ended: m.Ended, Moved: m.Moved}
		if slices.ContainsFunc(list, func(o RegistrySaid) bool { return o.ID == b.ID && o.At.Equal(b.At) }) {
			return nil, nil
		}
		now := d.Now().UTC()
		t, act, err := d.saidOf(tx, &b)
		if err != nil {
			return nil, err
		}
		if t != nil {
			b.Ticket, b.Number = t.ID, t.Number
		}
		e := Event{At: now, By: ByDesk, Body: b}
		if act == nil {
			if err := tx.Append(&e); err != nil {
				return nil, err
			}
			return nil, keepSaid(tx, b)
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: now, aside: []Event{e}}
		dec.ended(act, m)
		if err := d.commit(tx, dec); err != nil {
			return nil, err
		}
		return []*Ticket{t}, keepSaid(tx, b)
	})
}

// ended has the registry asked at once for what it says it has done; what it has
// turned down is at its end.
func (d *decision) ended(a *Act, m *registry.Message) {
	b := ActMoved{ID: a.ID, State: a.State, Words: a.Words, Code: a.Code, Next: d.now, Evidence: []action.Fact{{Name: "message", Value: m.ID}}}
	if m.Ended.SvTRID != "" {
		b.Evidence = append(b.Evidence, action.Fact{Name: "svTRID", Value: m.Ended.SvTRID})
	}
	if !m.Ended.OK {
		b.State, b.Next, b.Words = ActFailed, zeroTime, action.Say("act.turned-down")
	}
	d.emit(b)
}

// keyForm is Act.Key.
var keyForm = regexp.MustCompile(`^LOKET-([0-9]{4}-[0-9]{5,})-(.+)$`)

// saidOf finds the ticket that a message is about and, where it says how a request
// ended that still waits for that, its action.
func (d *Desk) saidOf(tx ReadTx, b *RegistrySaid) (*Ticket, *Act, error) {
	if b.Ended != nil {
		if parts := keyForm.FindStringSubmatch(b.Ended.ClTRID); parts != nil {
			t, err := newest(tx, ByNumber, parts[1], false)
			if err != nil || t == nil {
				return t, nil, err
			}
			a := t.Act(parts[2])
			if a != nil && a.State != ActPending && a.State != ActUnknown {
				a = nil
			}
			return t, a, nil
		}
	}
	if b.Name == "" {
		return nil, nil, nil
	}
	t, err := newest(tx, ByName, b.Name, true)
	return t, nil, err
}

// newest is the newest ticket under a key, nil for none; of open ones only where
// that is asked.
func newest(tx ReadTx, index Index, key string, open bool) (*Ticket, error) {
	ids, err := tx.Lookup(index, key)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Backward(ids) {
		t, err := tx.Ticket(id)
		if errors.Is(err, ErrNotFound) || err == nil && open && t.State.Done() {
			continue
		}
		return t, err
	}
	return nil, nil
}
