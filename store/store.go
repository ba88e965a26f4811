package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// Store is the record of a desk in a directory. It implements ticket.Log.
type Store struct {
	dir      string
	o        Options
	packs    *packs
	vault    *vault
	ring     *ring
	health   *health
	recovery Recovery
	upkeep   sync.Mutex // one backup, sweep, rebuild, check or close at a time
	closed   bool       // guarded by upkeep

	// db is opened anew where a failed commit leaves it in doubt: that takes
	// both locks. Who writes holds writer, who reads holds life for reading.
	writer sync.Mutex
	life   sync.RWMutex
	db     *bolt.DB
	shut   bool        // closed: not opened anew; guarded by writer
	frozen atomic.Bool // opened for reading because it may not be written to
}

var (
	_ ticket.Log   = (*Store)(nil)
	_ ticket.Vault = (*Store)(nil)
)

// Recovery returns what Open found behind the last commit.
func (s *Store) Recovery() Recovery { return s.recovery }

// Dir returns the directory.
func (s *Store) Dir() string { return s.dir }

// Close ends the store; it waits for transactions that run. Closing again does
// nothing.
func (s *Store) Close() error {
	s.upkeep.Lock()
	defer s.upkeep.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var first error
	keep := func(err error) {
		if err != nil && first == nil {
			first = err
		}
	}
	if !s.o.ReadOnly && !s.frozen.Load() {
		// Both only spare the next opening some work, so a full disk is no failure.
		keep(unlessFull(s.flush()))
		keep(unlessFull(s.faulted(s.saveFreelist())))
		dropHolder(s.dir) // while the lock is ours: the next one writes its own
	}
	s.writer.Lock()
	s.shut = true
	s.writer.Unlock()
	keep(s.db.Close())
	keep(s.packs.close())
	keep(s.vault.close())
	if first != nil {
		return fmt.Errorf("close the desk in %s: %w", s.dir, first)
	}
	return nil
}

// saveFreelist writes the list of free pages once. Commits leave it out, which
// makes them cheaper; without it the next opening would walk the whole file.
func (s *Store) saveFreelist() error {
	s.writer.Lock()
	defer s.writer.Unlock()
	tx, err := s.begin()
	if err != nil {
		return err
	}
	s.db.NoFreelistSync = false
	return tx.Commit()
}

// Update implements ticket.Log.
func (s *Store) Update(fn func(ticket.Tx) error) error {
	return s.update(fn)
}

// flush commits what waits for the index.
func (s *Store) flush() error {
	return s.update(func(ticket.Tx) error { return nil })
}

func (s *Store) update(fn func(ticket.Tx) error) (err error) {
	if s.o.ReadOnly {
		return ErrReadOnly
	}
	s.writer.Lock()
	defer s.writer.Unlock()
	id := s.health.begin()
	defer func() { s.health.end(id, ticket.FaultOf(err)) }()
	b, err := s.begin()
	if err != nil {
		return fmt.Errorf("begin: %w", s.faulted(err))
	}
	// After a commit this does nothing; it also ends a transaction whose fn panics.
	defer func() { _ = b.Rollback() }()
	tx := newWriteTx(b, s.ring)
	if err := s.contained(func() error { return fn(tx) }); err != nil {
		return err
	}
	done, err := s.packs.flush(b)
	if err != nil {
		return fmt.Errorf("index blobs: %w", err)
	}
	if !tx.dirty && len(done) == 0 {
		return nil // nothing to keep: save the two fsyncs
	}
	if err := tx.keys.keep(); err != nil {
		return fmt.Errorf("keep keys: %w", s.faulted(err))
	}
	if err := s.commit(b); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.packs.flushed(done)
	return nil
}

// View implements ticket.Log.
func (s *Store) View(fn func(ticket.ReadTx) error) error {
	return s.view(func(b *bolt.Tx) error { return fn(&readTx{b: b, seals: s.ring}) })
}

// Rows implements ticket.Log. The bytes are valid during the call of fn only.
func (s *Store) Rows(open bool, fn func(data []byte) bool) error {
	name := bucketClosed
	if open {
		name = bucketOpen
	}
	return s.view(func(b *bolt.Tx) error {
		c := b.Bucket(name).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if !fn(v) {
				return nil
			}
		}
		return nil
	})
}

// PutBlobs implements ticket.Log. The bytes are durable when it returns, also
// if no transaction ever names them; a blob has at most MaxBlob bytes.
func (s *Store) PutBlobs(blobs ...[]byte) ([]string, error) {
	if s.o.ReadOnly {
		return nil, ErrReadOnly
	}
	if s.frozen.Load() {
		return nil, fmt.Errorf("keep blobs: %w", s.faulted(syscall.EROFS))
	}
	id := s.health.begin()
	hashes, err := s.packs.put(blobs, func(sum [hashSize]byte) bool {
		// Damaged bytes are as good as none: writing them again heals the record.
		_, found, err := s.blob(sum)
		return found && err == nil
	}, s.health.room)
	err = s.faulted(err)
	s.health.end(id, ticket.FaultOf(err))
	if err != nil {
		return nil, fmt.Errorf("keep blobs: %w", err)
	}
	return hashes, nil
}

// Blob implements ticket.Log. Bytes that do not have the hash are ErrDamaged.
func (s *Store) Blob(hash string) ([]byte, error) {
	sum, ok := parseHash(hash)
	if !ok {
		return nil, fmt.Errorf("blob %q: %w", hash, ticket.ErrNotFound)
	}
	data, found, err := s.blob(sum)
	if !found && err == nil {
		err = ticket.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("blob %s: %w", hash, err)
	}
	return data, nil
}

// blob reads a blob and opens it.
func (s *Store) blob(sum [hashSize]byte) ([]byte, bool, error) {
	got, found, err := s.body(sum)
	if err == nil && found && got.sealed {
		got.data, err = s.ring.open(sum, got.data)
	}
	return got.data, found, err
}

// body reads a blob as it lies there.
func (s *Store) body(sum [hashSize]byte) (body, bool, error) {
	var verr error
	got, found, err := s.packs.read(sum, func() (at place, ok bool) {
		verr = s.view(func(b *bolt.Tx) error {
			at, ok = parsePlace(b.Bucket(bucketBlobs).Get(sum[:]))
			return nil
		})
		return at, ok
	})
	if err == nil {
		err = verr
	}
	return got, found, err
}

// PutSecret implements ticket.Log.
func (s *Store) PutSecret(letter uint64, secret string) error {
	return s.hidden(s.vault.put(letter, secret))
}

// Secret implements ticket.Log; ErrNotFound if there is none.
func (s *Store) Secret(letter uint64) (string, error) { return s.vault.get(letter) }

// DropSecret implements ticket.Log. When it returns, no file of the directory
// holds the bytes any more. Dropping what is not there is no error.
func (s *Store) DropSecret(letter uint64) error { return s.hidden(s.vault.drop(letter)) }

// Destroy destroys sealed blobs by their keys. When it returns, no file of the
// directory holds those any more: the bytes are ErrDestroyed for ever, unless they
// are put again. A blob that is not sealed is refused; those that are destroyed
// already, or unknown, are no error.
func (s *Store) Destroy(hashes ...string) error {
	var sums [][hashSize]byte
	for _, h := range hashes {
		sum, ok := parseHash(h)
		if !ok {
			return fmt.Errorf("destroy %q: %w", h, ticket.ErrNotFound)
		}
		at, found, err := s.body(sum)
		switch {
		case err != nil && !errors.Is(err, ErrDamaged): // which is no reason to keep a key
			return fmt.Errorf("destroy %s: %w", h, err)
		case found && !at.sealed:
			return fmt.Errorf("destroy %s: it is not sealed, run: loket seal: %w", h, ErrNotSealed)
		}
		sums = append(sums, sum)
	}
	return s.hidden(s.drop(sums))
}

// drop destroys keys, and notes first that what they sealed may lie in loket.db in
// clear: a projection that was made anew leaves its old pages.
func (s *Store) drop(names [][hashSize]byte) error {
	if s.o.ReadOnly || s.frozen.Load() {
		return ErrReadOnly
	}
	names, err := s.vault.present(names)
	if err != nil || len(names) == 0 {
		return err
	}
	if err := s.change(func(b *bolt.Tx) error { return b.Bucket(bucketDesk).Put([]byte(deskCompact), []byte{1}) }); err != nil {
		return err
	}
	s.writer.Lock() // no transaction seals with them now
	defer s.writer.Unlock()
	return s.ring.drop(names)
}

// DestroyTickets destroys the keys of tickets: what their events say of persons is gone
// when it returns. Those that have none are no error.
func (s *Store) DestroyTickets(ids ...ticket.ID) error {
	names := make([][hashSize]byte, len(ids))
	for i, id := range ids {
		names[i] = ticketKey(id)
	}
	return s.hidden(s.drop(names))
}

// hidden names the fault behind an error of the vault.
func (s *Store) hidden(err error) error {
	if err == nil || errors.Is(err, ErrReadOnly) && !s.frozen.Load() {
		return err
	}
	if errors.Is(err, ErrReadOnly) {
		err = syscall.EROFS
	}
	err = s.faulted(err)
	s.health.met(ticket.FaultOf(err))
	return err
}

// Events calls fn for every event after a number, in order. fn runs outside
// any transaction, so it may take its time and may use the store.
func (s *Store) Events(after uint64, fn func(ticket.Event) error) error {
	for {
		batch, err := s.eventsAfter(after, 500)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, e := range batch {
			if err := fn(e); err != nil {
				return err
			}
		}
		after = batch[len(batch)-1].Seq
	}
}

func (s *Store) eventsAfter(after uint64, limit int) (batch []ticket.Event, err error) {
	err = s.view(func(b *bolt.Tx) error {
		c := b.Bucket(bucketEvents).Cursor()
		for k, v := c.Seek(be64(after + 1)); k != nil && len(batch) < limit; k, v = c.Next() {
			e, err := decodeEvent(seqOf(k), v, s.ring)
			if err != nil {
				return err
			}
			batch = append(batch, e)
		}
		return nil
	})
	return batch, err
}

// canceled makes long walks end; it looks at the context every 256 steps.
func canceled(ctx context.Context, step int) error {
	if step%256 != 0 {
		return nil
	}
	return ctx.Err()
}
