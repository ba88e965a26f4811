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
	w := &sweeper{p: s.packs, index: b.Bucket(bucketBlobs), keep: keep, packs: make(map[uint32]*sweptPack)}
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
		if pack.size <= pack.used {
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
		data, err := readRecord(f, blob.at, blob.sum)
		if err != nil {
			return err
		}
		at, err := w.writer.append(blob.sum, data)
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
		errs = append(errs, w.p.files[n].Close(), os.Remove(packPath(w.p.dir, n)))
		delete(w.p.files, n)
	}
	return errors.Join(append(errs, syncDir(w.p.dir))...)
}
