package search

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"loket/domain/term"
)

// A chunk is: the last document's number (4 bytes), a checksum of the rest (2),
// the postings. Its key holds the first document's number.
const chunkHead = 6

// chunkFull is the size above which a chunk takes no more.
const chunkFull = 2 << 10

// put keeps a batch and the progress that it makes, both or neither.
func (f *file) put(b *batch, p progress) error {
	run := f.run // only this goroutine writes
	if run.docs += len(b.docs); run.number == 0 || run.docs > runDocs {
		run = newest{run.number + 1, len(b.docs)}
	}
	err := contained(func() error {
		return f.db.Update(func(tx *bolt.Tx) error {
			if err := b.posts(tx, run); err != nil {
				return err
			}
			if err := b.documents(tx); err != nil {
				return err
			}
			return saveProgress(tx.Bucket(bucketMeta), p, run, b.next)
		})
	})
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.progress, f.run = p, run
	for _, k := range b.gone {
		f.forget(k)
	}
	f.docs = append(f.docs, make([]document, int(b.next)-len(f.docs))...)
	for _, e := range b.docs {
		f.forget(e.of)
		f.docs[e.number] = e.document
		f.places[e.of] = current{e.number, e.hash}
		f.words += uint64(e.length)
	}
	return nil
}

// forget takes a document out of memory.
func (f *file) forget(k key) {
	if c, ok := f.places[k]; ok {
		f.words -= uint64(f.docs[c.number].length)
		f.docs[c.number] = document{}
		delete(f.places, k)
	}
}

func saveProgress(meta *bolt.Bucket, p progress, run newest, next uint32) error {
	pairs := [][2][]byte{{keyRun, append(be32(run.number), be32(uint32(run.docs))...)}, {keySeq, be64(p.seq)}, {keyMark, p.mark}, {keyNext, be32(next)}, {keyUpto, be64(uint64(p.upto))}}
	if p.purge {
		pairs = append(pairs, [2][]byte{keyPurge, {1}})
	}
	for _, kv := range pairs {
		if err := meta.Put(kv[0], kv[1]); err != nil {
			return err
		}
	}
	if p.whole {
		return meta.Delete(keyUpto)
	}
	return nil
}

// documents drops the former documents of the batch's keys and keeps the new.
func (b *batch) documents(tx *bolt.Tx) error {
	docs := tx.Bucket(bucketDocs)
	drop := func(k key) error {
		if c, ok := b.f.places[k]; ok {
			return docs.Delete(be32(c.number))
		}
		return nil
	}
	for _, k := range b.gone {
		if err := drop(k); err != nil {
			return err
		}
	}
	for _, e := range b.docs {
		if err := drop(e.of); err != nil {
			return err
		}
		v := binary.BigEndian.AppendUint32(be64(uint64(e.of)), e.length)
		if err := docs.Put(be32(e.number), binary.BigEndian.AppendUint64(v, e.hash)); err != nil {
			return err
		}
	}
	return nil
}

// posts adds the batch's postings to a run, term by term in the order of the file.
func (b *batch) posts(tx *bolt.Tx, run newest) error {
	if len(b.terms) == 0 {
		return nil
	}
	for n, l := range b.pairs {
		if l != nil {
			b.terms[pairTerm(uint16(n))] = l
		}
	}
	posts, err := tx.Bucket(bucketPosts).CreateBucketIfNotExists(be32(run.number))
	if err != nil {
		return err
	}
	roots := tx.Bucket(bucketRoots)
	posts.FillPercent, roots.FillPercent = 0.9, 0.8
	c := posts.Cursor()
	empty := run.docs == len(b.docs)
	var fresh []string
	for _, w := range slices.Sorted(maps.Keys(b.terms)) {
		l := b.terms[w]
		var k, v []byte
		if !empty {
			if k, v, err = lastChunk(c, w); err != nil {
				return err
			}
		}
		if k == nil {
			fresh = newRoots(fresh, roots, w)
		}
		key, value := append([]byte(w+"\x00"), be32(l.first)...), l.data
		if k != nil && len(v) < chunkFull {
			key = bytes.Clone(k)
			value = binary.AppendUvarint(bytes.Clone(v[chunkHead:]), uint64(l.first-number(v)))
			value = append(value, l.data...)
		}
		if err := posts.Put(key, seal(l.last, value)); err != nil {
			return err
		}
	}
	return addRoots(roots, fresh)
}

// newRoots adds a word's roots to a list, if the word is new.
func newRoots(list []string, roots *bolt.Bucket, w string) []string {
	of := term.Roots(w)
	if len(of) == 0 || roots.Get([]byte(w+"\x00"+w)) != nil { // the word is its first root
		return list
	}
	for _, r := range of {
		list = append(list, r+"\x00"+w)
	}
	return list
}

// addRoots files words under their roots. In order, because the database moves
// what stands behind the place at each.
func addRoots(roots *bolt.Bucket, list []string) error {
	slices.Sort(list)
	for _, k := range list {
		if err := roots.Put([]byte(k), []byte{}); err != nil {
			return err
		}
	}
	return nil
}

// lastChunk returns the last chunk of a term, nil if it has none.
func lastChunk(c *bolt.Cursor, w string) (k, v []byte, err error) {
	k, _ = c.Seek([]byte(w + "\x01"))
	if k == nil {
		k, v = c.Last()
	} else {
		k, v = c.Prev()
	}
	if len(k) != len(w)+5 || !bytes.HasPrefix(k, []byte(w+"\x00")) {
		return nil, nil, nil
	}
	if !sealed(v) {
		return nil, nil, fmt.Errorf("%w: chunk of a term", errDamaged)
	}
	return k, v, nil
}

func seal(last uint32, data []byte) []byte {
	out := make([]byte, chunkHead, chunkHead+len(data))
	binary.BigEndian.PutUint32(out, last)
	binary.BigEndian.PutUint16(out[4:], checksum(data))
	return append(out, data...)
}

func sealed(v []byte) bool {
	return len(v) > chunkHead && binary.BigEndian.Uint16(v[4:]) == checksum(v[chunkHead:])
}

func checksum(data []byte) uint16 {
	sum := crc32.ChecksumIEEE(data)
	return uint16(sum>>16 ^ sum)
}
