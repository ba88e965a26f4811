package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// Summary is what Check counted.
type Summary struct {
	Events    uint64
	Head      string // chain hash of the last event, hex
	Tickets   int
	Open      int
	Closed    int
	Mails     int
	Jobs      int
	Blobs     int
	BlobBytes int64
	Sealed    int // of Blobs
	Destroyed int // of Sealed: their keys are gone
	Unindexed int // whole records in packs that no entry points to; Sweep takes them away
	Packs     int
	Problems  int

	SealedEvents int // of Events: what they say of persons is sealed
	Bare         int // of SealedEvents: some of it or all is destroyed
}

// Check reads everything: bbolt's own structure, the chain of events, every
// snapshot, row and index, and every blob. report gets one line for each
// problem. It holds the writer while bbolt checks its pages, so use it while
// nobody works. An error means that the check itself could not go on.
func (s *Store) Check(ctx context.Context, report func(string)) (sum Summary, err error) {
	s.upkeep.Lock()
	defer s.upkeep.Unlock()
	c := &checker{ctx: ctx, s: s, sum: &sum, report: report}
	for _, part := range []func() error{c.pages, c.database, c.blobs} {
		if err := c.guarded(part); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

type checker struct {
	ctx    context.Context
	s      *Store
	sum    *Summary
	report func(string)
	b      *bolt.Tx
}

func (c *checker) problem(format string, args ...any) {
	c.sum.Problems++
	c.report(fmt.Sprintf(format, args...))
}

// guarded runs a part; bytes that make bbolt panic, or a read behind the end
// of the file, are a problem like any other.
func (c *checker) guarded(part func() error) error {
	defer func() {
		if r := recover(); r != nil {
			c.problem("%s cannot be read on: %v", dbName, r)
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return part()
}

func (c *checker) pages() error {
	if _, err := wholeFile(c.s.db.Path()); err != nil {
		c.problem("%v", err)
		return nil
	}
	// bbolt's check is not safe beside a writer, so be the writer.
	c.s.writer.Lock()
	defer c.s.writer.Unlock()
	tx, err := c.s.db.Begin(!c.s.o.ReadOnly && !c.s.frozen.Load())
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	// bbolt checks in a goroutine of its own, where a read behind the end of the
	// file could not be caught: read everything here first.
	if err := touch(tx); err != nil {
		return err
	}
	for err := range tx.Check() {
		c.problem("%s: %v", dbName, err)
	}
	return c.ctx.Err()
}

// touch reads a byte of every key and both ends of every value.
func touch(tx *bolt.Tx) error {
	var sum byte
	var walk func(b *bolt.Bucket) error
	walk = func(b *bolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if len(k) > 0 {
				sum += k[len(k)-1]
			}
			if v == nil {
				if inner := b.Bucket(k); inner != nil {
					return walk(inner)
				}
				return nil
			}
			for i := 0; i < len(v); i += 512 {
				sum += v[i]
			}
			return nil
		})
	}
	return tx.ForEach(func(_ []byte, b *bolt.Bucket) error { return walk(b) })
}

func (c *checker) database() error {
	return c.s.view(func(b *bolt.Tx) error {
		c.b = b
		for _, part := range []func() error{c.events, c.log, c.tickets, c.rows, c.indexes, c.journal, c.mail, c.jobs} {
			if err := part(); err != nil {
				return err
			}
		}
		return nil
	})
}

// each walks a bucket of keys with 8 bytes or more.
func (c *checker) each(name []byte, fn func(k, v []byte)) error {
	step := 0
	return c.b.Bucket(name).ForEach(func(k, v []byte) error {
		step++
		if len(k) < 8 && !bytes.Equal(name, bucketMail) {
			c.problem("%s has a strange key %x", name, k)
		} else {
			fn(k, v)
		}
		return canceled(c.ctx, step)
	})
}

func (c *checker) events() error {
	var prev [hashSize]byte
	log := c.b.Bucket(bucketLog)
	err := c.each(bucketEvents, func(k, v []byte) {
		seq := seqOf(k)
		c.sum.Events++
		if seq != c.sum.Events {
			c.problem("event %d is missing: %d follows", c.sum.Events, seq)
			c.sum.Events = seq
		}
		if len(v) < hashSize {
			c.problem("event %d is cut short", seq)
			return
		}
		if want := link(prev, v[hashSize:]); !bytes.Equal(want[:], v[:hashSize]) {
			c.problem("event %d breaks the chain", seq)
		}
		copy(prev[:], v)
		e, err := decodeEvent(seq, v, c.s.ring)
		if err != nil {
			c.problem("%v", err)
			return
		}
		c.sealed(e.Seal)
		if key := append(ticketBytes(e.Ticket), k...); !has(log, key) {
			c.problem("event %d is not listed with ticket %s", seq, e.Ticket)
		}
	})
	if c.sum.Events > 0 {
		c.sum.Head = hex.EncodeToString(prev[:])
	}
	return err
}

// sealed counts how an event is kept.
func (c *checker) sealed(s ticket.Seal) {
	if s != ticket.InClear {
		c.sum.SealedEvents++
	}
	if s == ticket.InPart || s == ticket.Bare && c.s.ring.sealing() {
		c.sum.Bare++
	}
}

// has reports whether a key is there, also one with an empty value.
func has(b *bolt.Bucket, key []byte) bool {
	k, _ := b.Cursor().Seek(key)
	return bytes.Equal(k, key)
}

func (c *checker) log() error {
	var n uint64
	events := c.b.Bucket(bucketEvents)
	err := c.each(bucketLog, func(k, _ []byte) {
		n++
		if len(k) != 16 || !has(events, k[8:]) {
			c.problem("the list of events names %x, which is not there", k)
		}
	})
	if n != c.sum.Events {
		c.problem("the list of events has %d entries for %d events", n, c.sum.Events)
	}
	return err
}

func (c *checker) tickets() error {
	log, open, closed := c.b.Bucket(bucketLog), c.b.Bucket(bucketOpen), c.b.Bucket(bucketClosed)
	return c.each(bucketTickets, func(k, v []byte) {
		c.sum.Tickets++
		var t ticket.Ticket
		if err := json.Unmarshal(v, &t); err != nil || uint64(t.ID) != seqOf(k) {
			c.problem("ticket %d cannot be read (it says it is %s): %v", seqOf(k), t.ID, err)
			return
		}
		here, other := open, closed
		if t.State.Done() {
			here, other = closed, open
		}
		row := ticket.RowOf(&t, lastEvent(log, t.ID, 0))
		if !bytes.Equal(here.Get(k), ticket.AppendRow(nil, &row)) {
			c.problem("ticket %s: its row in the queue is missing or old", t.ID)
		}
		if other.Get(k) != nil {
			c.problem("ticket %s is both among the open and the closed", t.ID)
		}
		for _, m := range t.Messages {
			if m.Hash != "" && m.Fate != string(ticket.FateOversize) && !c.hasBlob(m.Hash) {
				c.problem("ticket %s: the bytes of a mail are missing: %s", t.ID, m.Hash)
			}
		}
		for _, hash := range t.OwnFiles() {
			if !c.hasBlob(hash) {
				c.problem("ticket %s: a look at an address or a list of addresses is missing: %s", t.ID, hash)
			}
		}
	})
}

func (c *checker) hasBlob(hash string) bool {
	sum, ok := parseHash(hash)
	return ok && c.b.Bucket(bucketBlobs).Get(sum[:]) != nil
}

func (c *checker) rows() error {
	tickets := c.b.Bucket(bucketTickets)
	count := func(name []byte, n *int) error {
		return c.each(name, func(k, _ []byte) {
			*n++
			if tickets.Get(k) == nil {
				c.problem("the queue has a row of ticket %d, which is not there", seqOf(k))
			}
		})
	}
	if err := count(bucketOpen, &c.sum.Open); err != nil {
		return err
	}
	return count(bucketClosed, &c.sum.Closed)
}

func (c *checker) indexes() error {
	tickets := c.b.Bucket(bucketTickets)
	return c.each(bucketIndex, func(k, _ []byte) {
		if id := k[len(k)-8:]; tickets.Get(id) == nil {
			c.problem("the index %q names ticket %d, which is not there", k[:len(k)-8], seqOf(id))
		}
	})
}

func (c *checker) journal() error {
	index := c.b.Bucket(bucketMail)
	return c.each(bucketJournal, func(k, v []byte) {
		c.sum.Mails++
		var m ticket.MailRecord
		if err := json.Unmarshal(v, &m); err != nil {
			c.problem("row %d of the mail journal cannot be read: %v", seqOf(k), err)
			return
		}
		if !bytes.Equal(index.Get(mailKey(m.Key)), k) {
			c.problem("row %d of the mail journal is not found by its key", seqOf(k))
		}
		if m.Hash != "" && !has(index, append(hashPrefix(m.Hash), k...)) {
			c.problem("row %d of the mail journal is not found by its hash", seqOf(k))
		}
	})
}

func (c *checker) mail() error {
	journal := c.b.Bucket(bucketJournal)
	return c.each(bucketMail, func(k, v []byte) {
		pos := v
		if k[0] == 'h' && len(k) > 8 {
			pos = k[len(k)-8:]
		}
		if journal.Get(pos) == nil {
			c.problem("the index of mails names row %x, which is not there", pos)
		}
	})
}

func (c *checker) jobs() error {
	return c.each(bucketJobs, func(k, v []byte) {
		c.sum.Jobs++
		var j ticket.Job
		if err := json.Unmarshal(v, &j); err != nil || j.Letter != seqOf(k) {
			c.problem("job of letter %d cannot be read: %v", seqOf(k), err)
		}
	})
}

// CompareReplay folds the events of every ticket and reports the tickets whose
// stored snapshot is not what comes out. It returns how many were compared and
// how many of them differ.
func (s *Store) CompareReplay(ctx context.Context, replay func([]ticket.Event) (*ticket.Ticket, error), report func(string)) (n, differ int, err error) {
	bad := func(format string, args ...any) {
		differ++
		report(fmt.Sprintf(format, args...))
	}
	err = s.view(func(b *bolt.Tx) error {
		tx := &readTx{b: b, seals: s.ring}
		return b.Bucket(bucketTickets).ForEach(func(k, stored []byte) error {
			n++
			id := ticket.ID(binary.BigEndian.Uint64(k))
			events, err := tx.Events(id)
			if err != nil {
				bad("%v", err)
				return canceled(ctx, n)
			}
			t, err := replay(events)
			if err != nil {
				bad("ticket %s cannot be replayed: %v", id, err)
				return canceled(ctx, n)
			}
			data, err := json.Marshal(t)
			if err != nil {
				return err
			}
			if !bytes.Equal(data, stored) {
				bad("ticket %s: the snapshot is not what its events give; rebuild the projections", id)
			}
			return canceled(ctx, n)
		})
	})
	return n, differ, err
}
