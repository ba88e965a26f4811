package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// A page of bbolt that is free keeps its bytes until it is used again. What was
// destroyed lay there in clear, in the ticket's old projections for example, so the
// file is made anew with what is named and the old one overwritten.

// compactName is the new file while it is made.
const compactName = dbName + ".compact"

// compactBytes is how much one transaction copies.
const compactBytes = 4 << 20

// Compact makes loket.db anew, without its free pages. Writers wait for all of it,
// readers for its end; it needs as much space as the file has. Breaking it off leaves
// the record as it was, and the compaction due.
func (s *Store) Compact() error {
	if s.o.ReadOnly || s.frozen.Load() {
		return ErrReadOnly
	}
	s.upkeep.Lock()
	defer s.upkeep.Unlock()
	if err := s.compact(); err != nil {
		err = s.faulted(err)
		s.health.met(ticket.FaultOf(err))
		return fmt.Errorf("compact the record: %w", err)
	}
	return nil
}

// compactDue does the compaction that is due, and takes away what one left that was
// cut off.
func (s *Store) compactDue() error {
	if s.o.ReadOnly || s.frozen.Load() {
		return nil
	}
	if err := shred(filepath.Join(s.dir, compactName)); err != nil {
		return err
	}
	due := false
	err := s.view(func(b *bolt.Tx) error {
		due = b.Bucket(bucketDesk).Get([]byte(deskCompact)) != nil
		return nil
	})
	if err != nil || !due {
		return err
	}
	return s.Compact()
}

func (s *Store) compact() error {
	s.writer.Lock()
	defer s.writer.Unlock()
	name := filepath.Join(s.dir, compactName)
	if err := shred(name); err != nil {
		return err
	}
	if err := s.copyTo(name); err != nil {
		return errors.Join(err, shred(name))
	}
	old, err := os.OpenFile(s.db.Path(), os.O_RDWR, 0)
	if err != nil {
		return errors.Join(err, shred(name))
	}
	defer old.Close()
	if err := s.swapIn(name); err != nil {
		return err
	}
	return overwrite(old)
}

// copyTo writes what is named of the database into a new file, durably.
func (s *Store) copyTo(name string) error {
	db, err := bolt.Open(name, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, NoSync: true, Timeout: time.Second})
	if err != nil {
		return err
	}
	err = s.contained(func() error { return bolt.Compact(db, s.db, compactBytes) })
	if err == nil {
		err = db.Update(func(b *bolt.Tx) error { return b.Bucket(bucketDesk).Delete([]byte(deskCompact)) })
	}
	if err == nil {
		err = db.Sync()
	}
	return errors.Join(err, db.Close())
}

// swapIn gives the new file the record's name once no reader is left. The old one is
// closed after the new one is locked: nobody else ever has the record in between.
func (s *Store) swapIn(name string) error {
	s.life.Lock()
	defer s.life.Unlock()
	if err := os.Rename(name, s.db.Path()); err != nil {
		return errors.Join(err, shred(name))
	}
	err := syncDir(s.dir)
	db, oerr := openBolt(s.db.Path(), s.o)
	if oerr != nil { // what is open has no name any more: whoever needs it opens it anew
		return errors.Join(err, oerr, s.db.Close())
	}
	old := s.db
	s.db = db
	return errors.Join(err, old.Close())
}
