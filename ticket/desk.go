package ticket

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"loket/domain"
	"loket/domain/access"
	"loket/domain/action"
	"loket/domain/calendar"
	"loket/domain/probe"
	"loket/domain/staff"
	"loket/ticket/document"
)

// Desk is the only writer of a site's record. Fill the exported fields and give
// it to OpenDesk; afterwards they do not change. All methods may be called from
// several goroutines.
type Desk struct {
	Log       Log
	Catalogue *domain.Catalogue
	Calendar  *calendar.Calendar
	Letters   Letters
	Memos     Memos  // may be nil where no officer is told anything by mail
	Reader    Reader // reads kept mail again; may be nil where nobody asks for files
	Finder    Finder // may be nil where nobody searches
	Site      Site
	Scanner   document.Scanner             // of malware; nil: files are not scanned
	Drivers   map[string]action.Driver     // of actions on the outside world, by their id; those that are missing are done by hand
	Looker    Looker                       // fetches pages; nil: nobody looks but officers
	Book      func() (*access.Book, error) // whom to write to about a name, and why that is not what the site has written; nil: nobody is known
	Probes    *probe.Set                   // ways to ask about the world; nil: officers look
	Line      Line                         // to the registry's messages; nil: they are not read
	Now       func() time.Time

	inbox     inboxState
	roster    atomic.Pointer[staff.Roster]
	reminders reminders
	keeping   sync.Mutex // rows are shown in the order in which they were kept
	renamed   bool       // what is being kept may change the register; under keeping
	spoken    []spoken   // what is being kept and somebody may want to hear of; under keeping
	erasing   []ID       // erased tickets whose keys are still there; under keeping
	room      room

	namesRev atomic.Uint64 // see RegisterRev
	courses  courses       // of open tickets; see Board

	mu        sync.RWMutex
	rows      []*Row     // every loaded ticket; scanned as a whole, so a slice
	place     map[ID]int // of a ticket in rows
	orders    map[orderKey]*order
	rev       uint64
	changes   []change        // newest last, bounded
	feedFrom  uint64          // changes holds everything after this rev
	awaiting  map[ID]struct{} // tickets with files to be inspected
	scans     map[ID]struct{} // tickets with files to be recognised
	unscanned map[ID]*tries   // open tickets with files to be scanned for malware
	rescan    rescan          // of clean files, with newer signatures
	actsOf    map[ID]struct{} // tickets with something to do about an action
	looksOf   map[ID]struct{} // tickets with addresses to be looked at, now or later
	tally     tally
	retries   retries
	drafts    map[ID]int // letters that are begun
	parked    int
	loaded    bool // closed tickets are in rows too
	waiters   map[chan struct{}]struct{}
	body      chan struct{} // holds one where a large mail is being fetched
}

// keepKey is where the key of Message-IDs is kept.
const keepKey = "message-id-key"

// OpenDesk readies a desk: it reads the rows of open tickets, no more, so that
// the first frame does not wait for history.
func OpenDesk(d *Desk) (*Desk, error) {
	d.Site = d.Site.WithDefaults()
	d.place = make(map[ID]int)
	d.awaiting = make(map[ID]struct{})
	d.scans = make(map[ID]struct{})
	d.unscanned = make(map[ID]*tries)
	d.actsOf = make(map[ID]struct{})
	d.looksOf = make(map[ID]struct{})
	d.tally = newTally()
	d.room = room{seats: make(map[*Seat]struct{}), at: make(map[ID][]*Seat), writers: make(map[ID]*Seat)}
	d.orders = make(map[orderKey]*order)
	d.waiters = make(map[chan struct{}]struct{})
	d.body = make(chan struct{}, 1)
	if err := d.readDrafts(); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	if err := d.Log.Rows(true, d.addRow); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	err := d.Log.View(func(tx ReadTx) error {
		var err error
		if d.rev, _, err = tx.Head(); err != nil {
			return err
		}
		d.feedFrom = d.rev
		key, err := tx.Keep(keepKey)
		if len(d.Site.Key) == 0 {
			d.Site.Key = key
		}
		if err == nil {
			d.erasing, err = readErasing(tx)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	if len(d.Site.Key) == 0 {
		if err := d.makeKey(); err != nil {
			return nil, fmt.Errorf("open desk: %w", err)
		}
	}
	return d, errors.Join(d.readStaff(), d.countParked())
}

func (d *Desk) addRow(data []byte) bool {
	r, err := DecodeRow(data)
	if err != nil {
		return true // a row that cannot be read is remade when its ticket changes; Check reports it
	}
	d.put(&r, false)
	return true
}

// put shows a row; one that is there already is replaced only when newer.
func (d *Desk) put(r *Row, newer bool) {
	i, ok := d.place[r.ID]
	r.Drafted = d.drafts[r.ID] > 0
	switch {
	case !ok:
		d.place[r.ID] = len(d.rows)
		d.rows = append(d.rows, r)
		d.tally.add(r, 1)
	case newer:
		d.tally.add(d.rows[i], -1)
		d.rows[i] = r
		d.tally.add(r, 1)
	}
	if ok && !newer {
		r = d.rows[i]
	}
	for _, list := range []struct {
		of    map[ID]struct{}
		holds bool
	}{{d.awaiting, r.Awaits}, {d.scans, r.Scans}, {d.actsOf, r.Acts}, {d.looksOf, r.Looks}} {
		if list.holds {
			list.of[r.ID] = struct{}{}
		} else {
			delete(list.of, r.ID)
		}
	}
	d.noteScan(r)
	d.touch(r.ID)
}

// LoadClosed reads the rows of closed tickets. Run it beside the console.
func (d *Desk) LoadClosed() error {
	var rows []Row
	err := d.Log.Rows(false, func(data []byte) bool {
		if r, err := DecodeRow(data); err == nil {
			rows = append(rows, r)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("load closed tickets: %w", err)
	}
	d.mu.Lock()
	for i := range rows {
		d.put(&rows[i], false)
	}
	d.loaded = true
	d.rev++
	d.changes, d.feedFrom = nil, d.rev
	d.mu.Unlock()
	d.signal()
	return nil
}

// Do decides and keeps one command. Version is the one the actor saw; 0 takes
// the latest. The error is a *Refusal, a *Stale, of a letter an *Overtaken, or
// internal.
func (d *Desk) Do(ctx context.Context, by string, id ID, version uint32, c Command) (*Ticket, error) {
	var dec *decision
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := bearer(tx, id)
		if err != nil {
			return nil, err
		}
		if id == 0 {
			if err := d.mayMemo(by, c); err != nil {
				return nil, err
			}
		}
		if err := overtaken(t, by, c); err != nil {
			return nil, err
		}
		if err := stale(tx, t, by, version); err != nil {
			return nil, err
		}
		if err := d.allow(by, d.right(t, by, c), t.Service); err != nil {
			return nil, err
		}
		dec = &decision{desk: d, tx: tx, t: t, by: by, now: d.Now().UTC()}
		changed, err := d.lateness(tx, t, dec.now)
		if err != nil {
			return nil, err
		}
		if err := c.decide(dec); err != nil || len(dec.events) == 0 {
			return changed, err
		}
		return []*Ticket{t}, d.commit(tx, dec)
	})
	if dec != nil {
		err = errors.Join(err, d.forget(dec.t, dec.events, err != nil && !unsure(err)))
	}
	if err != nil {
		return nil, fmt.Errorf("ticket %d: %w", id, err)
	}
	return dec.t, nil
}

// commit appends the events of one command on one or more tickets, projects
// them and keeps the tickets.
func (d *Desk) commit(tx Tx, decs ...*decision) error {
	head, _, err := tx.Head()
	if err != nil {
		return err
	}
	for _, dec := range decs {
		d.renamed = d.renamed || d.touchesNames(dec)
		for i := range dec.events {
			e := &dec.events[i]
			e.Cmd = head + 1
			d.hear(dec.t, e)
			if err := tx.Append(e); err != nil {
				return err
			}
			if err := index(tx, e); err != nil {
				return err
			}
		}
		for i := range dec.aside {
			e := &dec.aside[i]
			e.Cmd = head + 1
			if err := tx.Append(e); err != nil {
				return err
			}
			if err := index(tx, e); err != nil {
				return err
			}
		}
		if dec.t.ID == 0 {
			continue
		}
		dec.t.LastCmd = head + 1
		if err := tx.SaveTicket(dec.t); err != nil {
			return err
		}
	}
	return nil
}

// update runs fn in one transaction and shows its tickets to the queue once it
// is kept.
func (d *Desk) update(ctx context.Context, fn func(Tx) ([]*Ticket, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.keeping.Lock()
	defer d.keeping.Unlock()
	if err := d.dropErased(); err != nil {
		return err
	}
	return d.keep(fn)
}

// keep is update for who holds d.keeping.
func (d *Desk) keep(fn func(Tx) ([]*Ticket, error)) error {
	d.renamed, d.spoken = false, nil
	var changed []*Ticket
	var rev uint64
	err := d.Log.Update(func(tx Tx) error {
		var err error
		if changed, err = fn(tx); err != nil {
			return err
		}
		rev, _, err = tx.Head()
		return err
	})
	if err != nil && !unsure(err) {
		return err
	}
	if d.renamed {
		d.namesRev.Add(1)
	}
	d.publish(changed, rev)
	d.tell(d.spoken)
	return err
}

// Ticket reads a ticket. The caller owns it.
func (d *Desk) Ticket(id ID) (t *Ticket, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		t, err = tx.Ticket(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ticket %d: %w", id, err)
	}
	return t, nil
}

// History reads what happened to a ticket, oldest first.
func (d *Desk) History(id ID) (events []Event, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		events, err = tx.Events(id)
		return err
	})
	return events, err
}

// Find reads "2026-00042", "#2026-00042" or, for this year, "42".
func (d *Desk) Find(number string) (ID, error) {
	s := strings.TrimPrefix(strings.TrimSpace(number), "#")
	if !strings.Contains(s, "-") {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return 0, refuse("bad-number", fmt.Sprintf("%q is no ticket number", number), "write it as 2026-00042 or 42", number)
		}
		s = formatNumber(d.Now().In(d.Calendar.Zone()).Year(), n)
	}
	var ids []ID
	err := d.Log.View(func(tx ReadTx) (err error) {
		ids, err = tx.Lookup(ByNumber, s)
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, refuse("unknown-number", fmt.Sprintf("there is no ticket %s", s), "look it up in the queue", s)
	}
	return ids[0], nil
}

func formatNumber(year, n int) string { return fmt.Sprintf("%d-%05d", year, n) }

// Raw returns the bytes of a mail by their hash.
func (d *Desk) Raw(hash string) ([]byte, error) { return d.Log.Blob(hash) }

// RawMail is Raw for an officer, who needs the right to what is personal: the files
// of a mail are in its bytes.
func (d *Desk) RawMail(by, hash string) ([]byte, error) {
	if err := d.allow(by, staff.Personal, ""); err != nil {
		return nil, err
	}
	return d.Raw(hash)
}

// official reports whether an address is of an agency, by the catalogue and the
// site's own list.
func (d *Desk) official(email string) bool {
	return email != "" && (d.Catalogue.OfficialEmail(email) || domain.OfficialEmail(email, d.Site.Official))
}

// step returns the catalogue's word on the ticket's current step.
func (d *Desk) step(t *Ticket) (domain.Step, bool) {
	st := t.Step()
	s, ok := d.Catalogue.Service(t.Service)
	if st == nil || !ok {
		return domain.Step{}, false
	}
	step, _, ok := s.Step(st.ID)
	return step, ok
}
