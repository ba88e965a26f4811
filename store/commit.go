package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loket/ticket"
)

// What a failed commit leaves, by bbolt v1.5.0 (tx.go, Commit and rollback):
//
//   - Pages are written and synced first, the meta page last. A failure before
//     the meta page leaves the old state; bbolt walks the file for its free
//     pages and the handle can be trusted.
//   - A failure to sync the meta page leaves it in the system's cache, where the
//     map shows it: the refused transaction is what everybody reads from then
//     on. Whether it is on the disk nobody knows, and a second sync proves
//     nothing, because the system may have called the page clean. Also the free
//     pages are counted as of the new state, under readers of the old one.
//   - A failure to map the grown file leaves no map at all.
//
// So after a failure it is looked up which state is the last. In the second and
// third case the file is opened anew once no reader is left, and in the second a
// further, empty commit writes the other meta page: its success proves what is
// below it, for that was synced before the first meta page was written.

// begin starts a transaction that writes; the caller holds writer.
func (s *Store) begin() (*bolt.Tx, error) {
	b, err := s.db.Begin(true)
	if errors.Is(err, berrors.ErrInvalidMapping) || errors.Is(err, berrors.ErrDatabaseNotOpen) || errors.Is(err, berrors.ErrDatabaseReadOnly) {
		if err := s.reopen(); err != nil {
			return nil, err
		}
		b, err = s.db.Begin(true)
	}
	return b, err
}

// view runs fn on one state of the database. Do not nest it.
func (s *Store) view(fn func(*bolt.Tx) error) error {
	s.life.RLock()
	defer s.life.RUnlock()
	return s.contained(func() error { return s.db.View(fn) })
}

// change runs fn in a transaction of an upkeep.
func (s *Store) change(fn func(*bolt.Tx) error) error {
	s.writer.Lock()
	defer s.writer.Unlock()
	b, err := s.begin()
	if err != nil {
		return s.faulted(err)
	}
	defer func() { _ = b.Rollback() }()
	if err := s.contained(func() error { return fn(b) }); err != nil {
		return err
	}
	return s.commit(b)
}

// contained turns a page that cannot be read into an error: the file is mapped,
// so a disk that fails would else end the program. Every other panic goes on.
func (s *Store) contained(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface {
			runtime.Error
			Addr() uintptr
		}:
			err = fmt.Errorf("%s cannot be read: %w: %w", dbName, ErrDamaged, r)
		default:
			panic(r)
		}
	}()
	return fn()
}

// commit keeps a transaction; the caller holds writer. The error is a
// *ticket.Fault.
func (s *Store) commit(b *bolt.Tx) error {
	id := b.ID()
	err := s.push(b)
	if err == nil {
		s.health.kept()
		return nil
	}
	landed, serr := s.landed(id)
	switch {
	case serr == nil && !landed:
		return s.faulted(err)
	case serr == nil:
		serr = s.confirm()
	}
	if serr == nil {
		s.health.kept()
		return nil
	}
	if !landed { // nothing can be read either, so it did not count
		return s.faulted(errors.Join(err, serr))
	}
	free, _ := s.health.measure()
	return &ticket.Fault{Kind: ticket.FaultUnsure, Dir: s.dir, Free: free, Err: errors.Join(err, serr)}
}

func (s *Store) push(b *bolt.Tx) error {
	if err := s.point("commit"); err != nil {
		return err
	}
	if err := b.Commit(); err != nil {
		return err
	}
	return s.point("committed")
}

// landed reports whether the transaction is the state that is read now.
func (s *Store) landed(id int) (bool, error) {
	state := func() (is bool, err error) {
		err = s.contained(func() error {
			return s.db.View(func(b *bolt.Tx) error {
				is = b.ID() >= id
				return nil
			})
		})
		return is, err
	}
	is, err := state()
	if err == nil {
		return is, nil
	}
	if err := s.reopen(); err != nil {
		return false, err
	}
	return state()
}

// confirm makes the state that is read durable, whatever was said of it.
func (s *Store) confirm() error {
	if err := s.reopen(); err != nil {
		return err
	}
	b, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = b.Rollback() }()
	return s.push(b)
}

// reopen opens the database anew, after the last reader; the caller holds writer.
func (s *Store) reopen() error {
	if s.shut {
		return berrors.ErrDatabaseNotOpen
	}
	name := filepath.Join(s.dir, dbName)
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err // what can still be read stays open
	}
	if err := f.Close(); err != nil {
		return err
	}
	s.life.Lock()
	defer s.life.Unlock()
	if err := s.db.Close(); err != nil {
		return err
	}
	db, err := openBolt(name, s.o)
	if err != nil {
		return fmt.Errorf("open %s anew: %w", dbName, err)
	}
	s.db = db
	if s.frozen.Load() {
		return s.thaw()
	}
	return nil
}

// thaw makes the rest of a record that was opened for reading fit for writing;
// the caller holds writer and life.
func (s *Store) thaw() error {
	err := s.db.View(func(b *bolt.Tx) (err error) {
		_, err = s.packs.reopen(b)
		return err
	})
	if err != nil {
		return errors.Join(err, s.db.Close()) // tried again from the start
	}
	if err := s.vault.thaw(); err != nil {
		return errors.Join(err, s.db.Close())
	}
	if err := writeHolder(s.dir, s.o.now(), s.o.Command); err != nil {
		dropHolder(s.dir)
	}
	s.frozen.Store(false)
	return nil
}

// unlessFull drops an error that only says that there is no space.
func unlessFull(err error) error {
	if f := ticket.FaultOf(err); f != nil && f.Kind != ticket.FaultBroken && f.Kind != ticket.FaultUnsure {
		return nil
	}
	return err
}
