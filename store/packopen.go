package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// Recovery is what opening found behind the last commit.
type Recovery struct {
	Adopted   int   // whole blobs that no transaction had taken into the index
	TornPacks int   // packs with a torn tail
	TornBytes int64 // bytes of torn tails; cut unless the store is read-only
	Short     int   // packs that end before bytes the index knows: run Check
}

// recover opens all packs, adopts the whole records behind the mark and cuts
// torn tails. What is cut was never acknowledged, or never named by an event.
func (p *packs) recover(b *bolt.Tx, readOnly bool) (r Recovery, err error) {
	from := parseMark(b.Bucket(bucketDesk).Get([]byte(deskMark)))
	numbers, err := packNumbers(p.dir)
	if readOnly && errors.Is(err, fs.ErrNotExist) {
		numbers, err = nil, nil
	}
	if err != nil {
		return r, err
	}
	flag := os.O_RDWR
	if readOnly {
		flag = os.O_RDONLY
	}
	p.current, p.size, p.sealed = from.pack, from.offset, true
	for _, n := range numbers {
		f, err := p.open(filepath.Join(p.dir, packName(n)), flag)
		if err != nil {
			return r, fmt.Errorf("open %s: %w", packName(n), err)
		}
		p.files[n] = f
		if n < from.pack {
			continue
		}
		if err := p.recoverPack(b, f, n, from, readOnly, &r); err != nil {
			return r, fmt.Errorf("recover %s: %w", packName(n), err)
		}
	}
	return r, nil
}

// reopen opens all packs anew, for writing.
func (p *packs) reopen(b *bolt.Tx) (Recovery, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.state.Lock()
	defer p.state.Unlock()
	for n, f := range p.files {
		_ = f.Close() // it was only read from
		delete(p.files, n)
	}
	return p.recover(b, false)
}

func (p *packs) recoverPack(b *bolt.Tx, f packFile, n uint32, from mark, readOnly bool, r *Recovery) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size, start := uint64(info.Size()), uint64(0)
	if n == from.pack {
		start = from.offset
	}
	if size < start {
		r.Short++
		return nil // stays sealed: nothing may be written where the index expects older bytes
	}
	index := b.Bucket(bucketBlobs)
	end, torn, err := scanPack(f, n, start, func(sum [hashSize]byte, at place, _ bool) error {
		if index.Get(sum[:]) == nil {
			p.pending[sum], p.fresh[sum] = at, true
			r.Adopted++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if torn {
		r.TornPacks++
		r.TornBytes += int64(size - end)
		if !readOnly {
			if err := f.Truncate(int64(end)); err != nil {
				return err
			}
			if err := f.Sync(); err != nil {
				return err
			}
		}
	}
	p.current, p.size, p.sealed = n, end, end == 0
	return nil
}
