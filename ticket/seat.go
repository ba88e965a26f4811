package ticket

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/domain/staff"
)

// Seat is one console at the desk: where its officer is, which letter they write and
// what they should be told at once. All of it lives in memory, as long as the console.
//
// Writing on a ticket is a lease: one seat has it. It is the seat's until that stops,
// leaves, is taken over from, or lapses because nobody has pressed a key there for
// LeaseFor; a key that is pressed later renews it, where nobody else has it. A lease
// forbids nothing: letters are sent by commands, which the desk decides as any other.
//
// Where a draft and a lease belong to different seats the lease wins: see KeepDraft.
// The zero pointer is a console that sits at no desk: it is told nothing and may write.
// All methods may be called from several goroutines.
type Seat struct {
	desk    *Desk
	officer string
	ready   chan struct{}

	// Under the room's mu.
	at      ID
	since   time.Time // it is at that ticket
	typed   time.Time // the last key
	letter  *letterAt
	notices []Notice
}

// letterAt is what a seat writes: kind and text of the draft as it is now, nil while
// it is as it is kept.
type letterAt struct {
	id    ID
	since time.Time
	kind  string
	draft *LetterDraft
}

// LeaseFor is how long somebody counts as being there without a key.
const LeaseFor = 15 * time.Minute

// Presence is somebody at a ticket.
type Presence struct {
	Officer string
	Writing bool
	Since   time.Time
}

// room is all seats of a desk.
type room struct {
	mu      sync.Mutex
	seats   map[*Seat]struct{}
	at      map[ID][]*Seat // in the order in which they came
	writers map[ID]*Seat
}

// Sit gives an officer's console a seat. Leave ends it.
func (d *Desk) Sit(officer string) *Seat {
	s := &Seat{desk: d, officer: officer, ready: make(chan struct{}, 1), typed: d.Now()}
	d.room.mu.Lock()
	defer d.room.mu.Unlock()
	d.room.seats[s] = struct{}{}
	return s
}

// Leave ends the seat. What was written and not kept is kept now.
func (s *Seat) Leave() error {
	if s == nil {
		return nil
	}
	r := &s.desk.room
	r.mu.Lock()
	left := s.letter
	holds := left != nil && r.writers[left.id] == s
	r.mu.Unlock()
	var err error
	if holds && left.draft != nil {
		err = s.desk.keepDraft(s, s.officer, left.id, left.kind, left.draft)
	}
	r.mu.Lock()
	r.stop(s)
	r.move(s, 0)
	delete(r.seats, s)
	r.mu.Unlock()
	return err
}

// Ready has a value when something changed that the console shows: who is where, or
// a notice.
func (s *Seat) Ready() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.ready
}

// Typed says that somebody is at the console.
func (s *Seat) Typed() {
	if s == nil {
		return
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	s.typed = s.desk.Now()
	if l := s.letter; l != nil && s.desk.room.writers[l.id] == nil {
		s.desk.room.writers[l.id] = s
	}
}

// Look says which ticket is on the screen, 0 for none.
func (s *Seat) Look(id ID) {
	if s == nil {
		return
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	if s.at != id {
		s.desk.room.move(s, id)
	}
}

// Others gives who else is at a ticket, who writes first.
func (s *Seat) Others(id ID) []Presence {
	if s == nil {
		return nil
	}
	r := &s.desk.room
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Presence
	now := s.desk.Now()
	for _, o := range r.at[id] {
		if o == s || o.away(now) {
			continue
		}
		p := Presence{Officer: o.officer, Since: o.since}
		if r.writers[id] == o {
			p.Writing, p.Since = true, o.letter.since
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Presence) int {
		switch {
		case a.Writing == b.Writing:
			return 0
		case a.Writing:
			return -1
		}
		return 1
	})
	return out
}

// Write takes the lease to write on a ticket. ok is false where somebody else has it,
// who is given. Who may not work on the ticket gets no lease: nothing that they write
// is kept.
func (s *Seat) Write(id ID) (holder Presence, ok bool) {
	if s == nil {
		return Presence{}, true
	}
	if !s.desk.May(s.officer, staff.Work, s.desk.serviceOf(id)) {
		return Presence{}, true
	}
	r := &s.desk.room
	r.mu.Lock()
	defer r.mu.Unlock()
	now := s.desk.Now()
	if o := r.writers[id]; o != nil && o != s && !o.away(now) {
		return Presence{Officer: o.officer, Writing: true, Since: o.letter.since}, false
	}
	r.give(s, id, now)
	return Presence{}, true
}

// TakeOver takes the lease from who has it. What they wrote is kept as the ticket's
// draft, they are told, and the record says so.
func (s *Seat) TakeOver(ctx context.Context, id ID) error {
	if s == nil {
		return nil
	}
	r, d := &s.desk.room, s.desk
	if err := d.allow(s.officer, staff.Work, d.serviceOf(id)); err != nil {
		return err
	}
	r.mu.Lock()
	now := d.Now()
	from, left := r.writers[id], (*letterAt)(nil)
	if from != nil && from != s {
		left = from.letter
		from.notice(Notice{Kind: NoticeTaken, Ticket: id, Number: d.number(id), By: s.officer, At: now})
	}
	r.give(s, id, now)
	r.mu.Unlock()
	if left == nil {
		return nil
	}
	if left.draft != nil {
		if err := d.keepDraft(s, from.officer, id, left.kind, left.draft); err != nil {
			return err
		}
	}
	_, err := d.Do(ctx, s.officer, id, 0, takeWriting{from.officer})
	return err
}

// Writes says what the letter is now; nil: as it is kept.
func (s *Seat) Writes(id ID, kind string, draft *LetterDraft) {
	if s == nil {
		return
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	if s.letter != nil && s.letter.id == id {
		s.letter = &letterAt{id, s.letter.since, kind, draft}
	}
}

// Stop gives the lease back.
func (s *Seat) Stop() {
	if s == nil {
		return
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	s.desk.room.stop(s)
}

// lost reports whether somebody else took over what the seat writes on a ticket.
func (s *Seat) lost(id ID) bool {
	if s == nil {
		return false
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	o := s.desk.room.writers[id]
	return o != nil && o != s
}

func (s *Seat) away(now time.Time) bool { return now.Sub(s.typed) > LeaseFor }

// signal wakes the console, without waiting for it.
func (s *Seat) signal() {
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// give makes a seat the one that writes. The lock is held.
func (r *room) give(s *Seat, id ID, now time.Time) {
	if s.letter != nil && s.letter.id != id {
		r.stop(s)
	}
	if o := r.writers[id]; o != nil && o != s {
		o.letter = nil
	}
	r.writers[id] = s
	if s.letter == nil {
		s.letter = &letterAt{id: id, since: now}
	}
	if s.at != id {
		r.move(s, id)
		return
	}
	r.tellOthers(s)
}

// stop takes the lease from a seat. The lock is held.
func (r *room) stop(s *Seat) {
	if s.letter == nil {
		return
	}
	if r.writers[s.letter.id] == s {
		delete(r.writers, s.letter.id)
	}
	s.letter = nil
	r.tellOthers(s)
}

// move puts a seat at a ticket. The lock is held.
func (r *room) move(s *Seat, id ID) {
	if s.at != 0 {
		left := slices.DeleteFunc(slices.Clone(r.at[s.at]), func(o *Seat) bool { return o == s })
		if r.at[s.at] = left; len(left) == 0 {
			delete(r.at, s.at)
		}
	}
	s.at, s.since = id, s.desk.Now()
	if id != 0 {
		r.at[id] = append(slices.Clone(r.at[id]), s)
	}
	r.tellOthers(s)
}

// tellOthers has the other consoles show who is where. The lock is held.
func (r *room) tellOthers(s *Seat) {
	for o := range r.seats {
		if o != s {
			o.signal()
		}
	}
}

func (d *Desk) serviceOf(id ID) string {
	if r := d.Row(id); r != nil {
		return r.Service
	}
	return ""
}

func (d *Desk) number(id ID) string {
	if r := d.Row(id); r != nil {
		return r.Number
	}
	return id.String()
}
