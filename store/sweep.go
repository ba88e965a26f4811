package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sort"

	bolt "go.etcd.io/bbolt"
)

// Swept is what a sweep did.
type Swept struct {
	Dropped int   // blobs that nobody wanted
	Moved   int   // blobs that were copied into a new pack
	Freed   int64 // bytes of files
}

// Sweep takes away the blobs that keep does not want, by copying the others of
// the same packs into new ones. Packs without waste stay as they are. Blobs
// put, or put again, since the store was opened stay in any case: their event
// may be on its way. All writers wait while it runs; keep must not write.
func (s *Store) Sweep(keep func(hash string) bool) (Swept, error) {
	return s.sweep(&sweeper{keep: keep})
}

// Seal rewrites the packs that hold blobs as they were put before the site had a
// key, and overwrites the old files. All writers wait while it runs. Breaking it
// off loses nothing; what is sealed already stays so. Without a site key it is
// ErrNoKey. It returns how many blobs were copied.
func (s *Store) Seal() (moved int, err error) {
	if !s.ring.sealing() {
		return 0, ErrNoKey
	}
	swept, err := s.sweep(&sweeper{keep: func(string) bool { return true }, ring: s.ring})
	return swept.Moved, err
}

func (s *Store) sweep(w *sweeper) (Swept, error) {
	if s.o.ReadOnly {
		return Swept{}, ErrReadOnly
	}
	s.upkeep.Lock()
	defer s.upkeep.Unlock()
	s.writer.Lock()
	defer s.writer.Unlock()
	b, err := s.begin()
	if err != nil {
		return Swept{}, fmt.Errorf("sweep: %w", err)
	}
	defer func() { _ = b.Rollback() }()
	s.packs.writing.Lock()
	defer s.packs.writing.Unlock()
	w.p, w.index, w.packs = s.packs, b.Bucket(bucketBlobs), make(map[uint32]*sweptPack)
	done, err := w.run(b)
	if err != nil {
		return Swept{}, fmt.Errorf("sweep: %w", err)
	}
	if err := s.commit(b); err != nil {
		// Nobody knows whether the new places count, so both copies stay.
		s.packs.seal()
		return Swept{}, fmt.Errorf("sweep: %w", err)
	}
	s.packs.flushed(done)
	return w.swept, w.finish()
}

// sweptPack is what the index knows of one pack.
type sweptPack struct {
	size   int64
	used   int64 // header and wanted records
	wanted []sweptBlob
	drop   [][hashSize]byte
}

type sweptBlob struct {
	sum [hashSize]byte
	at  place
}

type sweeper struct {
	p      *packs
	index  *bolt.Bucket
	keep   func(string) bool
	ring   *ring // seals what is not sealed; nil: nothing is
	packs  map[uint32]*sweptPack
	writer *packWriter
	old    []uint32 // packs that are not needed after the commit
	swept  Swept
}

func (w *sweeper) run(b *bolt.Tx) (map[[hashSize]byte]place, error) {
	w.writer = &packWriter{p: w.p, n: w.p.current, at: w.p.size, sealed: true}
	done, err := w.p.flush(b)
	if err != nil {
		return nil, err
	}
	if err := w.survey(); err != nil {
		return nil, err
	}
	for n, pack := range w.packs {
		open, err := w.open(n, pack)
		if err != nil {
			return nil, w.writer.fail(err)
		}
		if pack.size <= pack.used && !open {
			continue
		}
		if err := w.rewrite(n, pack); err != nil {
			return nil, w.writer.fail(err)
		}
	}
	if err := w.writer.sync(); err != nil {
		return nil, w.writer.fail(err)
	}
	return done, b.Bucket(bucketDesk).Put([]byte(deskMark), mark{w.writer.n, w.writer.at}.bytes())
}

// survey sorts the index by packs.
func (w *sweeper) survey() error {
	w.p.state.RLock()
	defer w.p.state.RUnlock()
	for n, f := range w.p.files {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		w.packs[n] = &sweptPack{size: info.Size(), used: int64(len(packMagic))}
	}
	return w.index.ForEach(func(k, v []byte) error {
		at, ok := parsePlace(v)
		pack := w.packs[at.pack]
		if !ok || len(k) != hashSize || pack == nil {
			return nil // damage is for Check to tell
		}
		sum := [hashSize]byte(k)
		if !w.p.fresh[sum] && !w.keep(hex.EncodeToString(k)) {
			pack.drop = append(pack.drop, sum)
			return nil
		}
		pack.used += int64(at.end() - at.offset)
		pack.wanted = append(pack.wanted, sweptBlob{sum, at})
		return nil
	})
}

// rewrite copies what is wanted of a pack. A pack with a damaged record that
// is wanted stays as it is: somebody may still want to look at the bytes.
func (w *sweeper) rewrite(n uint32, pack *sweptPack) error {
	f, err := w.file(n)
	if err != nil {
		return err
	}
	sort.Slice(pack.wanted, func(i, j int) bool { return pack.wanted[i].at.offset < pack.wanted[j].at.offset })
	for _, blob := range pack.wanted {
		if _, err := readRecord(f, blob.at, blob.sum); errors.Is(err, ErrDamaged) {
			return nil
		}
	}
	for _, blob := range pack.wanted {
		got, err := w.read(f, blob)
		if err != nil {
			return err
		}
		at, err := w.writer.append(blob.sum, got)
		if err != nil {
			return err
		}
		if err := w.index.Put(append([]byte(nil), blob.sum[:]...), at.bytes()); err != nil {
			return err
		}
		w.swept.Freed -= int64(at.end() - at.offset)
	}
	for _, sum := range pack.drop {
		if err := w.index.Delete(sum[:]); err != nil {
			return err
		}
	}
	w.old = append(w.old, n)
	w.swept.Freed += pack.size
	w.swept.Dropped += len(pack.drop)
	w.swept.Moved += len(pack.wanted)
	return nil
}

// open reports whether a pack has blobs to seal, and makes their keys, at once: each
// time that is done costs a sync.
func (w *sweeper) open(n uint32, pack *sweptPack) (bool, error) {
	if w.ring == nil {
		return false, nil
	}
	f, err := w.file(n)
	if err != nil {
		return false, err
	}
	var sums [][hashSize]byte
	var magic [len(sealedMagic)]byte
	for _, b := range pack.wanted {
		if _, err := f.ReadAt(magic[:], int64(b.at.offset)); err == nil && string(magic[:]) != sealedMagic {
			sums = append(sums, b.sum)
		}
	}
	if len(sums) == 0 {
		return false, nil
	}
	_, err = w.ring.vault.dataKeys(sums, w.ring.wrap)
	return true, err
}

// read reads a blob as it is to be kept.
func (w *sweeper) read(f packFile, b sweptBlob) (body, error) {
	got, err := readRecord(f, b.at, b.sum)
	if err != nil || got.sealed || w.ring == nil {
		return got, err
	}
	one := []newBlob{{sum: b.sum, data: got.data}}
	err = w.ring.seal(one)
	return body{one[0].data, true}, err
}

func (w *sweeper) file(n uint32) (packFile, error) {
	w.p.state.RLock()
	defer w.p.state.RUnlock()
	return w.p.file(n)
}

// finish takes the old packs away, once no reader has them in hand.
func (w *sweeper) finish() error {
	w.p.state.Lock()
	defer w.p.state.Unlock()
	if !w.writer.sealed { // a new pack was begun
		w.p.current, w.p.size, w.p.sealed = w.writer.n, w.writer.at, false
	}
	var errs []error
	for _, n := range w.old {
		w.p.sealed = w.p.sealed || n == w.p.current
		remove := os.Remove
		if w.ring != nil {
			remove = shred
		}
		errs = append(errs, w.p.files[n].Close(), remove(packPath(w.p.dir, n)))
		delete(w.p.files, n)
	}
	return errors.Join(append(errs, syncDir(w.p.dir))...)
}
