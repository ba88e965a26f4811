package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	bolt "go.etcd.io/bbolt"

	"loket/domain/term"
	"loket/ticket"
)

// The bounds of one query.
const (
	maxWords     = 128       // that one atom may stand for
	maxPostings  = 8_000_000 // that are read for a whole query
	relatedCount = 0.6       // what a relative counts beside the word itself
)

// scores are documents and how well they answer. A document is in list when at is
// above zero.
type scores struct {
	at   []float32
	list []uint32
}

func newScores(n int) *scores { return &scores{at: make([]float32, n)} }

func (s *scores) add(doc uint32, x float32) {
	if s.at[doc] == 0 {
		s.list = append(s.list, doc)
	}
	s.at[doc] += x
}

// both keeps what is in o too.
func (s *scores) both(o *scores) *scores {
	kept := s.list[:0]
	for _, d := range s.list {
		if o.at[d] > 0 {
			s.at[d] += o.at[d]
			kept = append(kept, d)
		} else {
			s.at[d] = 0
		}
	}
	s.list = kept
	return s
}

// without drops what is in o.
func (s *scores) without(o *scores) *scores {
	s.list = slices.DeleteFunc(s.list, func(d uint32) bool { return o.at[d] > 0 })
	return s
}

// search is one query on one state of the file.
type search struct {
	ctx   context.Context
	posts []*bolt.Cursor // of each run
	roots *bolt.Cursor
	docs  []document
	live  float64
	mean  float64 // length of a document
	left  int     // postings that may still be read
}

// find answers a query; see ticket.Finder.
func (f *file) find(ctx context.Context, q term.Query, keep func(ticket.Doc) bool, limit int) (found []ticket.Doc, total int, err error) {
	err = contained(func() error {
		return f.db.View(func(tx *bolt.Tx) error {
			f.mu.RLock()
			docs, live, words := slices.Clone(f.docs), len(f.places), f.words
			f.mu.RUnlock()
			s := &search{ctx: ctx, posts: runs(tx.Bucket(bucketPosts)), roots: tx.Bucket(bucketRoots).Cursor(),
				docs: docs, live: float64(max(live, 1)), mean: max(float64(words)/float64(max(live, 1)), 1), left: maxPostings}
			all, err := s.query(q)
			if err != nil {
				return err
			}
			found, total = best(all, docs, keep, limit)
			return nil
		})
	})
	return found, total, err
}

func runs(posts *bolt.Bucket) (out []*bolt.Cursor) {
	c := posts.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if run := posts.Bucket(k); v == nil && run != nil {
			out = append(out, run.Cursor())
		}
	}
	return out
}

func (s *search) query(q term.Query) (*scores, error) {
	var all *scores
	parts := slices.Clone(q.Parts)
	slices.SortStableFunc(parts, func(a, b term.Part) int { return cmp.Compare(b2i(a.Not), b2i(b.Not)) })
	for _, p := range parts {
		if all == nil && p.Not {
			break
		}
		one, err := s.part(p)
		switch {
		case err != nil:
			return nil, err
		case all == nil:
			all = one
		case p.Not:
			all = all.without(one)
		default:
			all = all.both(one)
		}
	}
	if all == nil {
		all = newScores(0)
	}
	return all, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// part finds a part in any of its ways; the first that is found counts most.
func (s *search) part(p term.Part) (*scores, error) {
	out := newScores(len(s.docs))
	for i, way := range p.Ways {
		var one *scores
		for _, a := range way {
			next, err := s.atom(a)
			if err != nil {
				return nil, err
			}
			if one == nil {
				one = next
			} else {
				one = one.both(next)
			}
		}
		if one == nil {
			continue
		}
		for _, d := range one.list {
			x := one.at[d]
			if i < len(p.Ways)-1 {
				x *= 3 // a number as a whole, not its parts
			}
			out.add(d, x)
		}
	}
	return s.follow(p, out)
}

// follow keeps, of what has all words of a phrase, what has each pair of them one
// after the other; how often does not count.
func (s *search) follow(p term.Part, all *scores) (*scores, error) {
	for _, n := range p.Pairs() {
		list, err := s.postings(pairTerm(n))
		if err != nil {
			return nil, err
		}
		has := newScores(len(s.docs))
		for _, x := range list {
			has.add(x.doc, math.SmallestNonzeroFloat32)
		}
		all = all.both(has)
	}
	return all, nil
}

// atom finds a term and those that it stands for.
func (s *search) atom(a term.Atom) (*scores, error) {
	out, words, many := newScores(len(s.docs)), s.words(a), 0
	lists := make([][]posting, len(words))
	for i, w := range words {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if lists[i], err = s.postings(w); err != nil {
			return nil, err
		}
		many += len(lists[i])
	}
	// BM25 with its usual constants, on weights instead of counts. A rare relative
	// counts no more than the word itself.
	idf := math.Log(1 + (s.live+0.5)/(float64(many)+0.5))
	for i, list := range lists {
		count := idf
		if words[i] != a.Text {
			count *= relatedCount
		}
		for _, p := range list {
			w := float64(p.weight) / 3
			out.add(p.doc, float32(count*w*2.2/(w+1.2*(0.25+0.75*float64(s.docs[p.doc].length)/s.mean))))
		}
	}
	return out, nil
}

// words returns the words of the index that an atom stands for, itself first.
func (s *search) words(a term.Atom) []string {
	out := []string{a.Text}
	seen := map[string]bool{a.Text: true}
	add := func(w []byte) bool {
		if !seen[string(w)] {
			seen[string(w)] = true
			out = append(out, string(w))
		}
		return len(out) < maxWords
	}
	for _, r := range a.Roots {
		prefix := []byte(r + "\x00")
		for k, _ := s.roots.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = s.roots.Next() {
			if !add(k[len(prefix):]) {
				return out
			}
		}
	}
	if !a.Prefix {
		return out
	}
	prefix := []byte(a.Text)
	for _, run := range s.posts {
		for k, _ := run.Seek(prefix); bytes.HasPrefix(k, prefix); {
			w, _, _ := bytes.Cut(k, []byte{0})
			if !add(w) {
				return out
			}
			k, _ = run.Seek(append(bytes.Clone(w), 1))
		}
	}
	return out
}

// postings reads the living documents of a word.
func (s *search) postings(w string) (out []posting, err error) {
	prefix := []byte(w + "\x00")
	for _, run := range s.posts {
		for k, v := run.Seek(prefix); bytes.HasPrefix(k, prefix) && len(out) < s.left; k, v = run.Next() {
			if len(k) != len(prefix)+4 || !sealed(v) {
				return nil, fmt.Errorf("%w: chunk of a term", errDamaged)
			}
			if out, err = s.chunk(out, uint64(number(k[len(prefix):])), v[chunkHead:]); err != nil {
				return nil, err
			}
		}
	}
	s.left -= min(len(out), s.left)
	return out, nil
}

// chunk reads one chunk whose first document has the given number.
func (s *search) chunk(out []posting, doc uint64, data []byte) ([]posting, error) {
	for {
		if doc < uint64(len(s.docs)) && s.docs[doc].of != 0 {
			out = append(out, posting{uint32(doc), max(data[0], 1)})
		}
		if data = data[1:]; len(data) == 0 {
			return out, nil
		}
		more, n := binary.Uvarint(data)
		if n <= 0 || len(data) <= n {
			return nil, fmt.Errorf("%w: postings of a term", errDamaged)
		}
		doc, data = doc+more, data[n:]
	}
}

// ranked is a heap with the worst on top.
type ranked []hit

type hit struct {
	of    key
	score float32
}

func (r ranked) Len() int           { return len(r) }
func (r ranked) Less(i, j int) bool { return r[i].worse(r[j]) }
func (r ranked) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *ranked) Push(x any)        { *r = append(*r, x.(hit)) }
func (r *ranked) Pop() any {
	old := *r
	x := old[len(old)-1]
	*r = old[:len(old)-1]
	return x
}

func (h hit) worse(o hit) bool {
	if h.score != o.score {
		return h.score < o.score
	}
	return h.of < o.of
}

// best chooses from what was found, the best first.
func best(all *scores, docs []document, keep func(ticket.Doc) bool, limit int) ([]ticket.Doc, int) {
	var top ranked
	total := 0
	for _, d := range all.list {
		h := hit{docs[d].of, all.at[d]}
		if !keep(h.of.doc()) {
			continue
		}
		total++
		if len(top) < limit {
			heap.Push(&top, h)
		} else if limit > 0 && top[0].worse(h) {
			top[0] = h
			heap.Fix(&top, 0)
		}
	}
	out := make([]ticket.Doc, len(top))
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = heap.Pop(&top).(hit).of.doc()
	}
	return out, total
}
