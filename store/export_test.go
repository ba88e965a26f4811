package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"syscall"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// Fast returns options that leave out most fsyncs.
func Fast() Options {
	return Options{noSync: true, openPack: func(name string, flag int) (packFile, error) {
		f, err := os.OpenFile(name, flag, 0o600)
		return unsynced{f}, err
	}}
}

type unsynced struct{ *os.File }

func (unsynced) Sync() error { return nil }

// Wrapped returns the wrapped key of a blob.
func (s *Store) Wrapped(hash string) []byte {
	sum, _ := parseHash(hash)
	wrapped, _ := s.vault.dataKey(sum)
	return wrapped
}

// Small returns options with a bound for loket.db.
func Small(maxSize int) Options { return Options{maxSize: maxSize} }

// SetMaxPack makes packs end sooner.
func (s *Store) SetMaxPack(n uint64) { s.packs.max = n }

// Faults makes writes of packs fail: each call of fail decides about one.
func Faults(fail func(op string) bool) Options {
	return Options{openPack: func(name string, flag int) (packFile, error) {
		f, err := os.OpenFile(name, flag, 0o600)
		return faulty{f, fail}, err
	}}
}

type faulty struct {
	*os.File
	fail func(op string) bool
}

func (f faulty) WriteAt(b []byte, at int64) (int, error) {
	if f.fail("write") {
		n, _ := f.File.WriteAt(b[:len(b)/2], at)
		return n, &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return f.File.WriteAt(b, at)
}

func (f faulty) Sync() error {
	if f.fail("sync") {
		return &os.PathError{Op: "sync", Path: f.Name(), Err: syscall.EIO}
	}
	return f.File.Sync()
}

func (f faulty) Truncate(size int64) error {
	if f.fail("truncate") {
		return errors.New("truncate failed")
	}
	return f.File.Truncate(size)
}

// OpenWith opens with other migrations: the step from schema 1 writes a mark.
func OpenWith(dir string, o Options, step func(*bolt.Tx) error) (*Store, error) {
	return open(dir, o, append(migrations(), migration{"test", step}))
}

// Schema returns the schema number of the record.
func (s *Store) Schema() uint64 {
	n, err := schemaIn(s.db)
	if err != nil {
		return 0
	}
	return n
}

// CurrentSchema is what this program writes.
func CurrentSchema() uint64 { return schemaOf(migrations()) }

// Bolt gives the tests the database itself.
func (s *Store) Bolt() *bolt.DB { return s.db }

// Disk returns options whose disk fails or waits as the function says; it is
// asked before a commit ("commit"), after one ("committed") and before it is
// tried whether there is room again ("try").
func Disk(f func(op string) error) Options { return Options{disk: f} }

// Space returns options with a disk of which so much is free.
func Space(f func(dir string) (free, size int64, err error)) Options { return Options{space: f} }

// Tend does what Watch does at a tick.
func (s *Store) Tend() { s.tend() }

// Size is that of loket.db.
func (s *Store) Size() int64 {
	info, err := os.Stat(s.db.Path())
	if err != nil {
		return 0
	}
	return info.Size()
}

// HashAt returns the chain hash of one event, to compare with a noted one.
func (s *Store) HashAt(seq uint64) (hash string, err error) {
	err = s.view(func(b *bolt.Tx) error {
		v := b.Bucket(bucketEvents).Get(be64(seq))
		if len(v) < hashSize {
			return fmt.Errorf("event %d: %w", seq, ticket.ErrNotFound)
		}
		hash = hex.EncodeToString(v[:hashSize])
		return nil
	})
	return hash, err
}
