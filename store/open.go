package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loket/ticket"
)

const dbName = "loket.db"

// Options say how to open a store. The zero value opens for writing.
type Options struct {
	ReadOnly bool
	Now      func() time.Time // for LOCK and backups; nil leaves times out
	Timeout  time.Duration    // to wait for another process; 0: 2 seconds
	Command  string           // named to a second process; "": the program and its subcommand
	// Key gives the site's key, of MinKey bytes at least: new blobs are sealed with
	// it (ring.go). nil: they are not.
	Key func() ([]byte, error)

	openPack openPack // tests put failing files in place
	// disk is asked before and after what is done to the disk; an error is as
	// if the disk had said it, and to wait is a slow disk.
	disk    func(op string) error
	space   func(dir string) (free, size int64, err error) // nil: the system's word
	maxSize int                                            // of loket.db, for tests of a full disk
	noSync  bool                                           // for tests that commit thousands of times
}

func (o *Options) now() time.Time {
	if o.Now == nil {
		return time.Time{}
	}
	return o.Now()
}

// Open opens the record in dir and makes it, with mode 0700, if there is none. A
// record that may not be written to is opened for reading, and for writing as
// soon as it may: until then what writes is refused with a *ticket.Fault.
// Errors: *HeldError if another process has it, ErrNewer, ErrDamaged, ErrMigrate.
func Open(dir string, o Options) (*Store, error) { return open(dir, o, migrations()) }

func open(dir string, o Options, steps []migration) (s *Store, err error) {
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if o.openPack == nil {
		o.openPack = openOSFile
	}
	if !o.ReadOnly {
		if err := create(dir, schemaOf(steps)); err != nil {
			return nil, fmt.Errorf("make the desk in %s: %w", dir, err)
		}
	}
	s = &Store{dir: dir, o: o, health: newHealth(dir, o), packs: newPacks(filepath.Join(dir, packsName), o.openPack)}
	db, err := openBolt(filepath.Join(dir, dbName), o)
	if err != nil && !o.ReadOnly && kindOf(err) == ticket.FaultReadOnly {
		// It can be read at least, and is written to when that is possible.
		s.frozen.Store(true)
		s.health.met(ticket.FaultOf(s.faulted(err)))
		o.ReadOnly = true
		db, err = openBolt(filepath.Join(dir, dbName), o)
	}
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, readHolder(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open the desk in %s: %w", dir, err)
	}
	s.db = db
	s.health.measure()
	if err := s.start(steps); err != nil {
		_ = s.packs.close()
		if !o.ReadOnly {
			dropHolder(dir)
		}
		_ = db.Close()
		return nil, fmt.Errorf("open the desk in %s: %w", dir, err)
	}
	if err := unlessFull(s.compactDue()); err != nil {
		return nil, errors.Join(fmt.Errorf("open the desk in %s: %w", dir, err), s.Close())
	}
	return s, nil
}

// layTables makes room for the tables that a record of a former version lacks. The
// rebuild that its older projections need fills them.
func (s *Store) layTables(readOnly bool) error {
	var missing [][]byte
	err := s.db.View(func(tx *bolt.Tx) error {
		for _, name := range tables() {
			if tx.Bucket(name) == nil {
				missing = append(missing, name)
			}
		}
		return nil
	})
	if err != nil || len(missing) == 0 || readOnly {
		return err
	}
	return s.db.Update(func(tx *bolt.Tx) error {
		for _, name := range missing {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) start(steps []migration) error {
	readOnly := s.o.ReadOnly || s.frozen.Load()
	if !readOnly {
		// A leftover names a process that is gone: ours is the lock now. It only
		// serves a message, so a full disk does not keep anybody from reading.
		if err := writeHolder(s.dir, s.o.now(), s.o.Command); err != nil {
			dropHolder(s.dir)
			s.health.met(ticket.FaultOf(s.faulted(err)))
		}
	}
	if err := migrate(s.db, s.dir, steps, readOnly); err != nil {
		return err
	}
	if err := s.layTables(readOnly); err != nil {
		return err
	}
	err := s.db.View(func(tx *bolt.Tx) (err error) {
		for _, name := range append(fixed(), projections()...) {
			if tx.Bucket(name) == nil && !slices.ContainsFunc(tables(), func(t []byte) bool { return bytes.Equal(t, name) }) {
				return fmt.Errorf("%s has no %s: %w", dbName, name, ErrDamaged)
			}
		}
		s.recovery, err = s.packs.recover(tx, readOnly)
		return err
	})
	if err != nil {
		return err
	}
	if s.vault, err = openVault(s.dir, readOnly, s.o.Timeout); err != nil {
		return err
	}
	if s.ring, err = newRing(s.vault, s.o.Key); err == nil {
		err = s.ring.prove(readOnly)
	}
	s.packs.ring = s.ring
	if err != nil {
		_ = s.vault.close()
	}
	return err
}

// create makes an empty record where there is none. bbolt may be left broken
// by a power cut during its very first writes only (etcd issue 16596), so the
// file gets its name when it is whole. Link never replaces a file that a
// second process made meanwhile.
func create(dir string, schema uint64) error {
	if err := os.MkdirAll(filepath.Join(dir, packsName), 0o700); err != nil {
		return err
	}
	name := filepath.Join(dir, dbName)
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if left, err := packNumbers(filepath.Join(dir, packsName)); err != nil {
		return err
	} else if len(left) > 0 {
		// An empty desk over the mail of an old one would hide the loss.
		return fmt.Errorf("%s is gone but %d packs are there, restore a backup: %w", dbName, len(left), ErrDamaged)
	}
	tmp, err := os.CreateTemp(dir, dbName+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := tmp.Close(); err != nil {
		return err
	}
	db, err := bolt.Open(tmp.Name(), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, Timeout: time.Second})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error { return lay(tx, schema) })
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), name); err != nil && !errors.Is(err, os.ErrExist) {
		if err := os.Rename(tmp.Name(), name); err != nil { // a file system without links
			return err
		}
	}
	return errors.Join(syncDir(dir), syncDir(filepath.Dir(dir)))
}

// openBolt opens a bbolt file, again where another took its place meanwhile: who
// waits for the lock of a file may get it when that is no longer the record.
func openBolt(name string, o Options) (*bolt.DB, error) {
	for {
		before, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		db, err := openBoltFile(name, o)
		after, serr := os.Stat(name)
		if serr == nil && os.SameFile(before, after) {
			return db, err
		}
		if db != nil {
			err = errors.Join(serr, db.Close())
		}
		if err = errors.Join(err, serr); serr != nil {
			return nil, err
		}
	}
}

// openBoltFile opens a bbolt file. bbolt panics on some damage, and reading behind
// the end of a truncated file is a fault of the process; both become errors.
func openBoltFile(name string, o Options) (db *bolt.DB, err error) {
	defer func() {
		if r := recover(); r != nil {
			db, err = nil, fmt.Errorf("%s: %w: %v", filepath.Base(name), ErrDamaged, r)
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	size, err := wholeFile(name)
	if err != nil {
		return nil, err
	}
	db, err = bolt.Open(name, 0o600, &bolt.Options{
		InitialMmapSize: mapped(size, o.ReadOnly),
		Timeout:         o.Timeout, ReadOnly: o.ReadOnly, FreelistType: bolt.FreelistMapType,
		NoFreelistSync: true, NoStatistics: true, MaxSize: o.maxSize, NoSync: o.noSync,
	})
	if errors.Is(err, berrors.ErrInvalid) || errors.Is(err, berrors.ErrChecksum) || errors.Is(err, berrors.ErrVersionMismatch) {
		err = fmt.Errorf("%s: %w: %w", filepath.Base(name), ErrDamaged, err)
	}
	return db, err
}

// mapped is how much of the address space a file is given. When it outgrows that
// bbolt maps it anew, which waits for the readers there are, a backup say, and
// makes those that come wait behind it. So a file of some size gets room to grow
// in; a small one is mapped anew soon and fast, and would be made larger by it.
func mapped(size int64, readOnly bool) int {
	const grown, room = 16 << 20, 1 << 30
	if readOnly || size < grown || strconv.IntSize < 64 || runtime.GOOS == "windows" { // which makes the file as large
		return 0
	}
	return int(size)*2 + room
}

// wholeFile gives the size of a file, and refuses one that is shorter than its newer meta page says:
// bbolt maps it into memory, and a read behind the end would kill the process
// in a goroutine that nobody can recover.
func wholeFile(name string) (size int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	var need, newest uint64
	for _, at := range []int64{0, int64(os.Getpagesize()), 4096, 16384, 65536} {
		var m [80]byte
		if _, err := f.ReadAt(m[:], at); err != nil {
			continue
		}
		meta := m[16:] // behind the page's header
		sum := fnv.New64a()
		_, _ = sum.Write(meta[:56])
		if binary.NativeEndian.Uint32(meta) != 0xED0CDAED || sum.Sum64() != binary.NativeEndian.Uint64(meta[56:]) {
			continue
		}
		page, pages := binary.NativeEndian.Uint32(meta[8:]), binary.NativeEndian.Uint64(meta[40:])
		if at != 0 && at != int64(page) {
			continue
		}
		if txid := binary.NativeEndian.Uint64(meta[48:]); txid >= newest {
			newest, need = txid, pages*uint64(page)
		}
	}
	if uint64(info.Size()) < need {
		return 0, fmt.Errorf("%s has %d bytes and should have %d: %w", filepath.Base(name), info.Size(), need, ErrDamaged)
	}
	return info.Size(), nil
}
