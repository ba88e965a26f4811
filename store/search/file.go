package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loket/ticket"
)

// format is that of the file and of the terms in it: what raises it makes every
// index be made anew.
const format = 3

var (
	bucketMeta  = []byte("meta")
	bucketDocs  = []byte("docs")  // number -> key, length, words' hash
	bucketPosts = []byte("posts") // run -> term 0 first number -> chunk
	bucketRoots = []byte("roots") // root 0 word

	keyFormat = []byte("format")
	keySeq    = []byte("seq")  // last event that is in the index
	keyMark   = []byte("mark") // what that event looks like
	keyUpto   = []byte("upto") // last key, while the index is made; none: it is whole
	keyNext   = []byte("next") // number of the next document
	keyRun    = []byte("run")  // the newest run and how many documents are in it
	keyPurge  = []byte("purge")
)

// errDamaged says that the file cannot be used.
var errDamaged = errors.New("index is damaged")

// key names what is searched: the number of a ticket or, with mailKey, the position
// of a mail in the journal.
type key uint64

const mailKey key = 1 << 63

func (k key) doc() ticket.Doc {
	if k&mailKey != 0 {
		return ticket.Doc{Mail: uint64(k &^ mailKey)}
	}
	return ticket.Doc{Ticket: ticket.ID(k)}
}

func keyOf(d ticket.Doc) key {
	if d.Mail != 0 {
		return key(d.Mail) | mailKey
	}
	return key(d.Ticket)
}

// document is a ticket or a mail in the index under its number.
type document struct {
	of     key    // 0: replaced or removed
	length uint32 // words, by weight
}

// current is where a document stands.
type current struct {
	number uint32
	hash   uint64 // of its terms
}

// file is one index file.
type file struct {
	path string
	db   *bolt.DB

	mu       sync.RWMutex
	docs     []document
	places   map[key]current
	words    uint64 // the lengths of all documents
	progress progress
	run      newest
}

// newest is the run that takes what is put in. A run is a whole small index: what
// is put in does not touch those before it, so making an index costs memory for
// one run only.
type newest struct {
	number uint32
	docs   int
}

// The bounds of runs.
const (
	runDocs = 4000
	maxRuns = 64 // from then on the index is made anew
)

// progress is how far a file is.
type progress struct {
	seq   uint64
	mark  []byte
	upto  key
	whole bool
	purge bool // holds words of what was removed
}

// openFile opens or makes an index file. An error other than of the disk is
// errDamaged: drop the file. With noSync the disk is not waited for.
func openFile(path string, noSync bool) (f *file, err error) {
	// The list of free pages is kept: without it the database would walk the whole
	// file in a goroutine of its own, where damage cannot be contained.
	var db *bolt.DB
	err = contained(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType, NoSync: noSync, NoGrowSync: noSync})
		return err
	})
	if err != nil {
		var disk *os.PathError
		if errors.As(err, &disk) || errors.Is(err, berrors.ErrTimeout) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	f = &file{path: path, db: db, places: map[key]current{}}
	if err = contained(f.load); err != nil {
		_ = db.Close()
		return nil, err
	}
	return f, nil
}

// contained turns a page that cannot be read, and what the database makes of
// damaged pages, into errDamaged.
func contained(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return fn()
}

func (f *file) load() error {
	return f.db.Update(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil {
			return create(tx)
		}
		if v := meta.Get(keyFormat); len(v) != 1 || v[0] != format {
			return fmt.Errorf("%w: format %v", errDamaged, v)
		}
		for _, name := range [][]byte{bucketDocs, bucketPosts, bucketRoots} {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w: without %s", errDamaged, name)
			}
		}
		f.progress = readProgress(meta)
		run := meta.Get(keyRun)
		if len(run) == 8 {
			f.run = newest{number(run), int(number(run[4:]))}
		}
		f.docs = make([]document, number(meta.Get(keyNext)))
		return tx.Bucket(bucketDocs).ForEach(f.loadDocument)
	})
}

func create(tx *bolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketDocs, bucketPosts, bucketRoots} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	if err := meta.Put(keyUpto, be64(0)); err != nil {
		return err
	}
	return meta.Put(keyFormat, []byte{format})
}

func readProgress(meta *bolt.Bucket) progress {
	p := progress{seq: uint64From(meta.Get(keySeq)), mark: slices.Clone(meta.Get(keyMark)), purge: meta.Get(keyPurge) != nil}
	upto := meta.Get(keyUpto)
	p.upto, p.whole = key(uint64From(upto)), upto == nil
	return p
}

func (f *file) loadDocument(k, v []byte) error {
	n := number(k)
	if len(k) != 4 || len(v) != 20 || int(n) >= len(f.docs) {
		return fmt.Errorf("%w: document %x", errDamaged, k)
	}
	d := document{of: key(uint64From(v)), length: number(v[8:])}
	f.docs[n] = d
	f.places[d.of] = current{number: n, hash: uint64From(v[12:])}
	f.words += uint64(d.length)
	return nil
}

// wasteful reports whether most of the file is about documents as they once were.
func (f *file) wasteful() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.docs) > 2*len(f.places)+5000 || int(f.run.number) > maxRuns+len(f.places)/(runDocs/2)
}

func (f *file) close() error { return contained(f.db.Close) }

// drop closes the file and removes it.
func (f *file) drop() error { return errors.Join(f.close(), os.Remove(f.path)) }

// posting is that a document has a term.
type posting struct {
	doc    uint32
	weight uint8
}

func number(b []byte) uint32 {
	if len(b) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(b)
}

func uint64From(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
