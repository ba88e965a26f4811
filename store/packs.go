package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// maxPack is where a new pack begins, in bytes.
const maxPack = 256 << 20

// packs are the append-only files of raw bytes.
//
// A blob is durable as soon as put returns: its record is fsynced, and opening
// scans what lies behind the mark. Its entry in the index waits in pending and
// is committed with the next transaction, the one that names it at the latest.
//
// Locks are taken in this order: the writer of bbolt, writing, state.
type packs struct {
	dir  string
	open openPack
	max  uint64

	writing sync.Mutex // one put, sweep or roll at a time

	state   sync.RWMutex // guards what follows
	files   map[uint32]packFile
	current uint32 // the pack that is written to, 0: none yet
	size    uint64 // of its whole, durable records
	sealed  bool   // the next blob begins a new pack
	pending map[[hashSize]byte]place
	fresh   map[[hashSize]byte]bool // put since opening: not swept
}

func newPacks(dir string, open openPack) *packs {
	return &packs{dir: dir, open: open, max: maxPack, files: make(map[uint32]packFile),
		pending: make(map[[hashSize]byte]place), fresh: make(map[[hashSize]byte]bool)}
}

// file returns an open pack; the caller holds state for writing or reading.
func (p *packs) file(n uint32) (packFile, error) {
	if f := p.files[n]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("%s is missing: %w", packName(n), ErrDamaged)
}

// put appends the blobs that indexed does not find whole, and syncs once.
func (p *packs) put(blobs [][]byte, indexed func(sum [hashSize]byte) bool) ([]string, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	hashes := make([]string, len(blobs))
	added := make(map[[hashSize]byte]place)
	w := &packWriter{p: p, n: p.current, at: p.size, sealed: p.sealed || p.current == 0}
	for i, data := range blobs {
		if len(data) > MaxBlob {
			return nil, fmt.Errorf("blob of %d bytes: %w", len(data), ErrTooLarge)
		}
		sum := sha256.Sum256(data)
		hashes[i] = hex.EncodeToString(sum[:])
		if _, ok := added[sum]; ok || indexed(sum) {
			p.touch(sum)
			continue
		}
		at, err := w.append(sum, data)
		if err != nil {
			return nil, w.fail(err)
		}
		added[sum] = at
	}
	if len(added) == 0 {
		return hashes, nil
	}
	if err := w.sync(); err != nil {
		return nil, w.fail(err)
	}
	p.state.Lock()
	defer p.state.Unlock()
	p.current, p.size, p.sealed = w.n, w.at, w.sealed
	for sum, at := range added {
		p.pending[sum], p.fresh[sum] = at, true
	}
	return hashes, nil
}

func (p *packs) touch(sum [hashSize]byte) {
	p.state.Lock()
	p.fresh[sum] = true
	p.state.Unlock()
}

// flush puts the pending entries into the index and returns them for flushed.
func (p *packs) flush(b *bolt.Tx) (map[[hashSize]byte]place, error) {
	p.state.RLock()
	defer p.state.RUnlock()
	if len(p.pending) == 0 {
		return nil, nil
	}
	index := b.Bucket(bucketBlobs)
	done := make(map[[hashSize]byte]place, len(p.pending))
	for sum, at := range p.pending {
		if err := index.Put(append([]byte(nil), sum[:]...), at.bytes()); err != nil {
			return nil, err
		}
		done[sum] = at
	}
	return done, b.Bucket(bucketDesk).Put([]byte(deskMark), mark{p.current, p.size}.bytes())
}

// flushed forgets what a committed transaction put into the index.
func (p *packs) flushed(done map[[hashSize]byte]place) {
	p.state.Lock()
	defer p.state.Unlock()
	for sum, at := range done {
		if p.pending[sum] == at {
			delete(p.pending, sum)
		}
	}
}

// seal makes the next blob begin a new pack.
func (p *packs) seal() {
	p.state.Lock()
	defer p.state.Unlock()
	p.sealed = true
}

// read returns a blob; indexed finds those that are not pending.
func (p *packs) read(sum [hashSize]byte, indexed func() (place, bool)) (data []byte, found bool, err error) {
	p.state.RLock()
	defer p.state.RUnlock()
	at, ok := p.pending[sum]
	if !ok {
		if at, ok = indexed(); !ok {
			return nil, false, nil
		}
	}
	f, err := p.file(at.pack)
	if err != nil {
		return nil, true, err
	}
	data, err = readRecord(f, at, sum)
	return data, true, err
}

func (p *packs) close() error {
	p.state.Lock()
	defer p.state.Unlock()
	var first error
	for _, f := range p.files {
		if err := f.Close(); err != nil && first == nil {
			first = err
		}
	}
	p.files = nil
	return first
}

// packWriter appends records behind the current pack's end; nothing of it
// counts before sync.
type packWriter struct {
	p      *packs
	n      uint32
	at     uint64
	dirty  bool
	sealed bool
}

func (w *packWriter) append(sum [hashSize]byte, data []byte) (place, error) {
	if w.sealed || w.at >= w.p.max {
		if err := w.roll(); err != nil {
			return place{}, err
		}
	}
	f, err := w.current()
	if err != nil {
		return place{}, err
	}
	at := place{w.n, w.at, uint32(len(data))}
	if err := writeRecord(f, w.at, sum, data); err != nil {
		return place{}, fmt.Errorf("write %s: %w", packName(w.n), err)
	}
	w.at, w.dirty = at.end(), true
	return at, nil
}

func (w *packWriter) current() (packFile, error) {
	w.p.state.RLock()
	defer w.p.state.RUnlock()
	return w.p.file(w.n)
}

// roll ends the pack and begins a new one, behind every file that exists.
func (w *packWriter) roll() error {
	if err := w.sync(); err != nil {
		return err
	}
	w.p.state.Lock()
	defer w.p.state.Unlock()
	next := w.n + 1
	for n := range w.p.files {
		next = max(next, n+1)
	}
	f, err := w.p.open(packPath(w.p.dir, next), os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return fmt.Errorf("begin %s: %w", packName(next), err)
	}
	w.p.files[next] = f
	w.n, w.at, w.dirty, w.sealed = next, 0, true, false
	if _, err := f.WriteAt([]byte(packMagic), 0); err != nil {
		return fmt.Errorf("begin %s: %w", packName(next), err)
	}
	w.at = uint64(len(packMagic))
	return syncDir(w.p.dir)
}

func (w *packWriter) sync() error {
	if !w.dirty {
		return nil
	}
	f, err := w.current()
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", packName(w.n), err)
	}
	w.dirty = false
	return nil
}

// fail undoes what was appended. After a failed sync nobody knows what is on
// disk, so the pack is left as it is, cut if possible, and the next blob
// begins a new one.
func (w *packWriter) fail(err error) error {
	w.p.state.Lock()
	defer w.p.state.Unlock()
	if f := w.p.files[w.p.current]; f != nil {
		_ = f.Truncate(int64(w.p.size))
	}
	if w.n != w.p.current {
		if f := w.p.files[w.n]; f != nil {
			_ = f.Truncate(0)
		}
	}
	w.p.sealed = true
	return err
}
