package store

import (
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loket/ticket"
)

// One transaction of a rebuild takes at most so many events, or so many bytes
// of them: bbolt keeps all that a transaction changed in memory.
const (
	rebuildEvents = 1000
	rebuildBytes  = 4 << 20
)

// ProjectionVersion returns what SetProjectionVersion kept, 0 at first. When
// the program's own number differs, Rebuild is due.
func (s *Store) ProjectionVersion() (version uint64, err error) {
	err = s.view(func(b *bolt.Tx) error {
		version = seqOf(b.Bucket(bucketDesk).Get([]byte(deskProjection)))
		return nil
	})
	return version, err
}

// SetProjectionVersion notes which code made the projections.
func (s *Store) SetProjectionVersion(version uint64) error {
	return s.update(func(tx ticket.Tx) error {
		w := tx.(*writeTx)
		return w.put(w.bucket(bucketDesk), []byte(deskProjection), be64(version))
	})
}

// Project rebuilds the projections when another version of the code made them.
func (s *Store) Project(version uint64, fold func(tx ticket.Tx, e ticket.Event) error) error {
	have, err := s.ProjectionVersion()
	if err != nil || have == version {
		return err
	}
	if err := s.Rebuild(fold, nil); err != nil {
		return err
	}
	return s.SetProjectionVersion(version)
}

// Rebuild makes tickets, rows, indexes, mail journal and jobs anew: fold gets
// every event in order and writes what follows from it. Cursors, drafts,
// counters and kept values stay; a fold that writes them, or appends, gets
// ErrRebuilding. Inside fold the record is as it was just after the event.
//
// The old projections count until the new ones are whole; a rebuild that was
// cut off leaves no trace but free space. Nothing else may write meanwhile.
func (s *Store) Rebuild(fold func(tx ticket.Tx, e ticket.Event) error, progress func(done, total uint64)) error {
	if s.o.ReadOnly {
		return ErrReadOnly
	}
	s.upkeep.Lock()
	defer s.upkeep.Unlock()
	if err := s.foldAll(fold, progress); err != nil {
		err = errors.Join(err, s.change(dropRebuild))
		return fmt.Errorf("rebuild: %w", err)
	}
	return nil
}

func dropRebuild(b *bolt.Tx) error {
	if err := b.DeleteBucket(bucketRebuild); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

func (s *Store) foldAll(fold func(tx ticket.Tx, e ticket.Event) error, progress func(done, total uint64)) error {
	if err := s.change(dropRebuild); err != nil { // of one that was cut off
		return err
	}
	err := s.change(func(b *bolt.Tx) error {
		under, err := b.CreateBucket(bucketRebuild)
		if err != nil {
			return err
		}
		for _, name := range projections() {
			if _, err := under.CreateBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
	var done, total uint64
	for more := true; more && err == nil; {
		err = s.change(func(b *bolt.Tx) error {
			if total, _, err = (&readTx{b: b}).Head(); err != nil {
				return err
			}
			if done == total {
				more = false
				return swap(b)
			}
			done, err = s.foldSome(b, done, fold)
			return err
		})
		if err == nil && progress != nil {
			progress(done, total)
		}
	}
	return err
}

// foldSome folds the events after done and returns the number of the last.
func (s *Store) foldSome(b *bolt.Tx, done uint64, fold func(tx ticket.Tx, e ticket.Event) error) (uint64, error) {
	tx := newWriteTx(b, s.ring)
	tx.under = b.Bucket(bucketRebuild)
	c := b.Bucket(bucketEvents).Cursor()
	size, n := 0, 0
	for k, v := c.Seek(be64(done + 1)); k != nil && n < rebuildEvents && size < rebuildBytes; k, v = c.Next() {
		e, err := decodeEvent(seqOf(k), v, s.ring)
		if err != nil {
			return done, err
		}
		tx.upto = e.Seq
		tx.last[e.Ticket] = e.Seq
		if err := fold(tx, e); err != nil {
			return done, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		done, n, size = e.Seq, n+1, size+len(v)
	}
	if n == 0 {
		return done, fmt.Errorf("event %d is missing: %w", done+1, ErrDamaged)
	}
	return done, nil
}

// swap puts the new projections in the place of the old ones.
func swap(b *bolt.Tx) error {
	under := b.Bucket(bucketRebuild)
	for _, name := range projections() {
		// A record of before there was this projection has none of it.
		if err := b.DeleteBucket(name); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
			return err
		}
		if err := b.MoveBucket(name, under, nil); err != nil {
			return err
		}
	}
	return b.DeleteBucket(bucketRebuild)
}
