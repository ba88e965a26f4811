package search

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"loket/domain/term"
	"loket/ticket"
)

// list collects the postings of one term, in the order of the documents.
type list struct {
	first, last uint32
	data        []byte // weight of the first; then difference and weight of each
}

func (l *list) add(p posting) {
	if l.data == nil {
		l.first = p.doc
	} else {
		l.data = binary.AppendUvarint(l.data, uint64(p.doc-l.last))
	}
	l.last = p.doc
	l.data = append(l.data, p.weight)
}

// batch collects documents for one transaction.
type batch struct {
	f     *file
	next  uint32
	terms map[string]*list
	pairs []*list // by term.Pair
	docs  []entry
	gone  []key
	bytes int // roughly, in memory
}

type entry struct {
	document
	number uint32
	hash   uint64
}

func (f *file) batch() *batch {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return &batch{f: f, next: uint32(len(f.docs)), terms: map[string]*list{}, pairs: make([]*list, maxPairs)}
}

// The bounds of what is kept of one document.
const (
	maxTerms = 50_000  // different ones
	maxPairs = 1 << 16 // of words that follow each other, see term.Pair
)

// contents are what is found of a document.
type contents struct {
	weights map[string]int
	length  int      // words, by weight
	words   []string // in order
	pairs   []uint16 // of words that follow each other, in order
}

// read takes the terms of texts. Words of two texts do not follow each other.
func read(passages []ticket.Passage) *contents {
	c := &contents{weights: map[string]int{}}
	for _, p := range passages {
		before := ""
		term.Each(p.Text, func(x term.Term) bool {
			c.weights[x.Text] += p.Weight
			c.length += p.Weight
			if !x.Joined {
				if before != "" {
					c.pairs = append(c.pairs, term.Pair(before, x.Text))
				}
				before = x.Text
			}
			return len(c.weights) < maxTerms
		})
	}
	c.words = slices.Sorted(maps.Keys(c.weights))
	slices.Sort(c.pairs)
	c.pairs = slices.Compact(c.pairs)
	return c
}

// hash tells contents apart.
func (c *contents) hash() uint64 {
	sum := fnv.New64a() // never fails
	for _, w := range c.words {
		_, _ = sum.Write(append([]byte(w), 0, c.weight(w)))
	}
	for _, n := range c.pairs {
		_, _ = sum.Write([]byte{byte(n >> 8), byte(n)})
	}
	return sum.Sum64()
}

func (c *contents) weight(w string) uint8 { return uint8(min(c.weights[w], 255)) }

// add puts a document in, unless it is there with the same words in the same
// order. A batch takes a document once.
func (b *batch) add(k key, passages []ticket.Passage) {
	c := read(passages)
	hash := c.hash()
	b.f.mu.RLock()
	have, ok := b.f.places[k]
	b.f.mu.RUnlock()
	if ok && have.hash == hash {
		return
	}
	n := b.next
	b.next++
	for _, w := range c.words {
		l := b.terms[w]
		if l == nil {
			l = &list{}
			b.terms[w] = l
			b.bytes += 96 + len(w)
		}
		l.add(posting{n, c.weight(w)})
		b.bytes += 4
	}
	for _, i := range c.pairs {
		if b.pairs[i] == nil {
			b.pairs[i] = &list{}
			b.bytes += 96
		}
		b.pairs[i].add(posting{n, 1})
		b.bytes += 4
	}
	b.docs = append(b.docs, entry{document{k, uint32(c.length)}, n, hash})
}

// pairTerm is the term under which a pair is kept; no text has it.
func pairTerm(n uint16) string { return fmt.Sprintf("\x01%04x", n) }
