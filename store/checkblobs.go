package store

import (
	"errors"
	"os"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// blobs reads every pack once, in order, and compares it with the index.
func (c *checker) blobs() error {
	numbers, err := packNumbers(c.s.packs.dir)
	if err != nil {
		c.problem("the packs cannot be listed: %v", err)
		return nil
	}
	c.sum.Packs = len(numbers)
	found := make(map[[hashSize]byte]bool)
	for _, n := range numbers {
		if err := c.pack(n, found); err != nil {
			return err
		}
	}
	return c.s.view(func(b *bolt.Tx) error {
		return b.Bucket(bucketBlobs).ForEach(func(k, v []byte) error {
			if len(k) != hashSize {
				c.problem("the index of blobs has a strange key %x", k)
				return nil
			}
			sum := [hashSize]byte(k)
			c.sum.Blobs++
			at, ok := parsePlace(v)
			c.sum.BlobBytes += int64(at.length)
			if !ok || !found[sum] {
				c.problem("blob %x is missing or damaged, at %d in %s", sum, at.offset, packName(at.pack))
			}
			return c.ctx.Err()
		})
	})
}

// pack notes in found the blobs that are whole where the index says. After a
// damaged record it looks for the next one at the places that the index knows.
func (c *checker) pack(n uint32, found map[[hashSize]byte]bool) error {
	f, err := c.s.packs.open(packPath(c.s.packs.dir, n), os.O_RDONLY)
	if err != nil {
		c.problem("%s cannot be opened: %v", packName(n), err)
		return nil
	}
	defer f.Close()
	limit := c.durable(n)
	note := func(sum [hashSize]byte, at place, sealed bool) error {
		indexed, ok := c.indexed(sum)
		switch {
		case ok && indexed == at:
			found[sum] = true
			if sealed {
				c.opens(sum)
			}
		case at.offset < limit:
			c.sum.Unindexed++
		}
		return c.ctx.Err()
	}
	end, torn, err := scanPack(f, n, 0, note)
	for torn && err == nil && end < limit {
		next, ok := c.nextIndexed(n, end)
		if !ok {
			return nil // the tail of a write that failed; nobody was told that it is there
		}
		c.problem("%s is damaged at %d", packName(n), end)
		if next == end {
			if next, ok = c.nextIndexed(n, end+1); !ok {
				return nil
			}
		}
		end, torn, err = scanPack(f, n, next, note)
	}
	return err
}

// opens tries a sealed blob as far as the site's key allows.
func (c *checker) opens(sum [hashSize]byte) {
	c.sum.Sealed++
	_, _, err := c.s.blob(sum)
	switch {
	case errors.Is(err, ticket.ErrDestroyed):
		c.sum.Destroyed++
	case err != nil && !errors.Is(err, ErrSealed):
		c.problem("blob %x cannot be opened: %v", sum, err)
	}
}

// durable returns how far a pack was acknowledged; what lies behind it is
// being written right now.
func (c *checker) durable(n uint32) uint64 {
	p := c.s.packs
	p.state.RLock()
	defer p.state.RUnlock()
	switch {
	case n == p.current:
		return p.size
	case n > p.current:
		return 0
	}
	return 1 << 62
}

func (c *checker) indexed(sum [hashSize]byte) (at place, ok bool) {
	p := c.s.packs
	p.state.RLock()
	at, ok = p.pending[sum]
	p.state.RUnlock()
	if ok {
		return at, true
	}
	_ = c.s.view(func(b *bolt.Tx) error {
		at, ok = parsePlace(b.Bucket(bucketBlobs).Get(sum[:]))
		return nil
	})
	return at, ok
}

// nextIndexed finds the first place from an offset on that the index knows.
func (c *checker) nextIndexed(n uint32, from uint64) (next uint64, ok bool) {
	_ = c.s.view(func(b *bolt.Tx) error {
		return b.Bucket(bucketBlobs).ForEach(func(_, v []byte) error {
			at, valid := parsePlace(v)
			if valid && at.pack == n && at.offset >= from && (!ok || at.offset < next) {
				next, ok = at.offset, true
			}
			return nil
		})
	})
	return next, ok
}
