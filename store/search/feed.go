package search

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"loket/ticket"
)

const (
	slabEvents = 2000     // that one transaction follows at most
	batchBytes = 32 << 20 // of postings in memory
)

// follow puts in what happened since.
func (x *Index) follow(ctx context.Context, f *file) error {
	for {
		slab, err := x.slab(ctx, f.progress.seq)
		if err != nil || slab.seq == 0 {
			return err
		}
		p := f.progress
		mark, err := x.mark(slab.seq)
		if err != nil {
			return err
		}
		p.seq, p.mark = slab.seq, mark
		if err := x.putAll(ctx, f, slab.changed, p); err != nil {
			return err
		}
	}
}

// putAll puts documents in. Only the last transaction says that all of p is done.
func (x *Index) putAll(ctx context.Context, f *file, keys []key, p progress) error {
	b := f.batch()
	for _, k := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := x.one(b, k); err != nil {
			return err
		}
		if b.bytes > batchBytes {
			if err := f.put(b, f.progress); err != nil {
				return err
			}
			b = f.batch()
		}
	}
	if len(b.docs)+len(b.gone) == 0 { // not worth a transaction: it is followed again after a start
		f.mu.Lock()
		f.progress = p
		f.mu.Unlock()
		return nil
	}
	return f.put(b, p)
}

// one puts a document as it stands into a batch.
func (x *Index) one(b *batch, k key) error {
	passages, err := x.passages(k.doc())
	if errors.Is(err, ticket.ErrNotFound) {
		b.gone = append(b.gone, k)
		return nil
	}
	if err == nil {
		b.add(k, passages)
	}
	return err
}

// make makes a whole index beside the one in use and puts it in its place. It goes
// on where a former try ended.
func (x *Index) make(ctx context.Context) error {
	f, err := x.begin()
	if err != nil {
		return err
	}
	keys, err := x.keys()
	if err != nil {
		return err
	}
	from, _ := slices.BinarySearch(keys, f.progress.upto+1)
	for from < len(keys) {
		x.tell(from, len(keys))
		if from, err = x.stretch(ctx, f, keys, from); err != nil {
			return err
		}
	}
	p := f.progress
	p.whole = true
	if err := f.put(f.batch(), p); err != nil {
		return err
	}
	return x.swap()
}

// stretch puts in as many documents as one transaction takes and returns how far it
// came.
func (x *Index) stretch(ctx context.Context, f *file, keys []key, from int) (int, error) {
	b, p := f.batch(), f.progress
	for ; from < len(keys) && b.bytes < batchBytes; from++ {
		if err := ctx.Err(); err != nil {
			return from, err
		}
		if err := x.one(b, keys[from]); err != nil {
			return from, err
		}
		if p.upto = keys[from]; from%512 == 0 {
			x.tell(from, len(keys))
		}
	}
	return from, f.put(b, p)
}

func (x *Index) tell(done, total int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.Done, x.state.Total = done, total
}

// begin opens the file that is being made. It will hold everything up to the event
// that is the last one now; the rest is followed afterwards.
func (x *Index) begin() (*file, error) {
	if x.next != nil {
		return x.next, nil
	}
	path := filepath.Join(x.dir, nextName)
	f, err := openFile(path, x.noSync)
	if errors.Is(err, errDamaged) {
		if err = os.Remove(path); err == nil {
			f, err = openFile(path, x.noSync)
		}
	}
	if err != nil {
		return nil, err
	}
	same, err := x.follows(f.progress)
	if err == nil && (!same || f.progress.whole) {
		if err = f.drop(); err == nil {
			f, err = openFile(path, x.noSync)
		}
	}
	if err == nil && f.progress.seq == 0 {
		err = x.start(f)
	}
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	x.next = f
	x.mu.Unlock()
	return f, nil
}

func (x *Index) start(f *file) error {
	p := f.progress
	err := x.record.View(func(tx ticket.ReadTx) (err error) {
		p.seq, _, err = tx.Head()
		return err
	})
	if err != nil || p.seq == 0 {
		return err
	}
	if p.mark, err = x.mark(p.seq); err != nil {
		return err
	}
	return f.put(f.batch(), p)
}

// swap puts the new file in the place of the old one.
func (x *Index) swap() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	path := filepath.Join(x.dir, fileName)
	if err := x.next.close(); err != nil {
		return err
	}
	x.next = nil
	if x.cur != nil {
		err := x.cur.close()
		if x.cur = nil; err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(x.dir, nextName), path); err != nil {
		return err
	}
	f, err := openFile(path, x.noSync)
	if err != nil {
		return err
	}
	x.cur, x.state = f, ticket.FinderState{}
	return nil
}

// abandon drops the file that is being made.
func (x *Index) abandon() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := x.next
	x.next = nil
	return f.drop()
}
