package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
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

	ring *ring // seals what is put; nil: nothing
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

// newBlob is a blob that is not in a pack yet.
type newBlob struct {
	sum    [hashSize]byte
	data   []byte
	sealed bool
	at     place
}

// put appends the blobs that indexed does not find whole, and syncs once. room
// may refuse so many bytes.
func (p *packs) put(blobs [][]byte, indexed func(sum [hashSize]byte) bool, room func(need int64) error) ([]string, error) {
	sums := make([][hashSize]byte, len(blobs))
	hashes := make([]string, len(blobs))
	for i, data := range blobs {
		if len(data) > MaxBlob {
			return nil, fmt.Errorf("blob of %d bytes: %w", len(data), ErrTooLarge)
		}
		sums[i] = sha256.Sum256(data)
		hashes[i] = hex.EncodeToString(sums[i][:])
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	var add []newBlob
	var need int64
	seen := make(map[[hashSize]byte]bool)
	for i, data := range blobs {
		if seen[sums[i]] || indexed(sums[i]) {
			p.touch(sums[i])
			continue
		}
		seen[sums[i]] = true
		add = append(add, newBlob{sum: sums[i], data: data})
		need += int64(len(data) + recordHead + sealedExtra + hashSize)
	}
	if len(add) == 0 {
		return hashes, nil
	}
	if err := room(need); err != nil {
		return nil, err
	}
	if p.ring != nil && p.ring.sealing() {
		if err := p.ring.seal(add); err != nil {
			return nil, err
		}
	}
	return hashes, p.append(add)
}

// append writes blobs and syncs once; all of them count, or none.
func (p *packs) append(add []newBlob) (err error) {
	w := &packWriter{p: p, n: p.current, at: p.size, sealed: p.sealed || p.current == 0}
	for i := range add {
		if add[i].at, err = w.append(add[i].sum, body{add[i].data, add[i].sealed}); err != nil {
			return w.fail(err)
		}
	}
	if err := w.sync(); err != nil {
		return w.fail(err)
	}
	p.state.Lock()
	defer p.state.Unlock()
	p.current, p.size, p.sealed = w.n, w.at, w.sealed
	for _, b := range add {
		p.pending[b.sum], p.fresh[b.sum] = b.at, true
	}
	return nil
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
func (p *packs) read(sum [hashSize]byte, indexed func() (place, bool)) (got body, found bool, err error) {
	p.state.RLock()
	defer p.state.RUnlock()
	at, ok := p.pending[sum]
	if !ok {
		if at, ok = indexed(); !ok {
			return body{}, false, nil
		}
	}
	f, err := p.file(at.pack)
	if err != nil {
		return body{}, true, err
	}
	got, err = readRecord(f, at, sum)
	return got, true, err
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
	doubt  bool     // a sync failed: nobody knows what is on the disk
	made   []uint32 // packs begun by it
	held   []byte   // small records that are not written yet, the last bytes before at
}

// heldBytes is how much of small records is gathered for one write.
const heldBytes = 1 << 20

func (w *packWriter) append(sum [hashSize]byte, b body) (place, error) {
	data := b.data
	if b.sealed {
		proof := sha256.Sum256(data)
		data = append(slices.Clip(data), proof[:]...)
	}
	if w.sealed || w.at >= w.p.max {
		if err := w.roll(); err != nil {
			return place{}, err
		}
	}
	at := place{w.n, w.at, uint32(len(data))}
	w.held = append(w.held, recordBytes(sum, len(data), b.sealed)...)
	w.at += uint64(recordHead)
	if len(data) > smallBlob {
		return at, w.write(data)
	}
	w.held = append(w.held, data...)
	w.at += uint64(len(data))
	if len(w.held) < heldBytes {
		return at, nil
	}
	return at, w.write(nil)
}

// write writes what is held, and data behind it.
func (w *packWriter) write(data []byte) error {
	f, err := w.current()
	if err != nil {
		return err
	}
	w.dirty = true
	if _, err := f.WriteAt(w.held, int64(w.at)-int64(len(w.held))); err != nil {
		return fmt.Errorf("write %s: %w", packName(w.n), err)
	}
	w.held = w.held[:0]
	if len(data) == 0 {
		return nil
	}
	if _, err := f.WriteAt(data, int64(w.at)); err != nil {
		return fmt.Errorf("write %s: %w", packName(w.n), err)
	}
	w.at += uint64(len(data))
	return nil
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
	next := w.p.after(w.n)
	f, err := w.p.open(packPath(w.p.dir, next), os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return fmt.Errorf("begin %s: %w", packName(next), err)
	}
	w.p.state.Lock() // not longer: who reads must not wait for the disk
	w.p.files[next] = f
	w.p.state.Unlock()
	w.n, w.at, w.dirty, w.sealed = next, 0, true, false
	w.made = append(w.made, next)
	if _, err := f.WriteAt([]byte(packMagic), 0); err != nil {
		return fmt.Errorf("begin %s: %w", packName(next), err)
	}
	w.at = uint64(len(packMagic))
	return syncDir(w.p.dir)
}

// after is the number behind a pack and every file that is open.
func (p *packs) after(n uint32) uint32 {
	p.state.RLock()
	defer p.state.RUnlock()
	for have := range p.files {
		n = max(n, have)
	}
	return n + 1
}

func (w *packWriter) sync() error {
	if len(w.held) > 0 {
		if err := w.write(nil); err != nil {
			return err
		}
	}
	if !w.dirty {
		return nil
	}
	f, err := w.current()
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		w.doubt = true
		return fmt.Errorf("sync %s: %w", packName(w.n), err)
	}
	w.dirty = false
	return nil
}

// fail undoes what was appended: the pack is cut to what counts, and packs that
// were begun are taken away, lest a disk that stays full is strewn with them.
// After a failed sync nobody knows what is on the disk, and behind bytes that
// could not be cut nothing may follow: then the next blob begins a new pack.
func (w *packWriter) fail(err error) error {
	p := w.p
	p.state.Lock()
	defer p.state.Unlock()
	if f := p.files[p.current]; f != nil && !p.sealed && f.Truncate(int64(p.size)) != nil {
		w.doubt = true
	}
	for _, n := range w.made {
		_ = p.files[n].Close()
		delete(p.files, n)
		_ = os.Remove(packPath(p.dir, n)) // what is left of it holds nothing that counts
	}
	p.sealed = p.sealed || w.doubt
	return err
}
