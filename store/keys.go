package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"loket/ticket"
)

// Top-level buckets: few, because each one that a commit touches is at least
// one more page to write. bucketDesk holds all small things.
var (
	bucketEvents  = []byte("events")  // seq -> chain hash, stored event
	bucketLog     = []byte("log")     // ticket, seq -> nothing
	bucketDesk    = []byte("desk")    // counters, cursors, drafts, kept values, marks
	bucketBlobs   = []byte("blobs")   // SHA-256 -> place in a pack
	bucketRebuild = []byte("rebuild") // new projections while they are made
	bucketTickets = []byte("tickets") // ticket -> snapshot, JSON
	bucketOpen    = []byte("open")    // ticket -> row
	bucketClosed  = []byte("closed")  // ticket -> row
	bucketIndex   = []byte("index")   // index NUL key NUL ticket -> nothing
	bucketJournal = []byte("journal") // position -> mail record, JSON
	bucketMail    = []byte("mail")    // "k" key -> position; "h" hash NUL position -> nothing
	bucketJobs    = []byte("jobs")    // letter -> job, JSON
)

// projections lists the buckets that Rebuild makes anew.
func projections() [][]byte {
	out := [][]byte{bucketTickets, bucketOpen, bucketClosed, bucketIndex, bucketJournal, bucketMail, bucketJobs}
	return append(out, tables()...)
}

// tables lists the buckets of the desk's tables: key -> entry, JSON. A record of a
// former version may lack some.
func tables() [][]byte {
	var out [][]byte
	for _, t := range ticket.Tables() {
		out = append(out, []byte(t))
	}
	return out
}

func fixed() [][]byte {
	return [][]byte{bucketEvents, bucketLog, bucketDesk, bucketBlobs}
}

// Keys of bucketDesk.
const (
	deskSchema     = "!schema"
	deskProjection = "!projection"
	deskMark       = "!packs"   // up to where the packs are in the index
	deskCompact    = "!compact" // is there while a compaction is due
	deskCounter    = "counter/" // + name
	deskCursor     = "cursor/"
	deskDraft      = "draft/"
	deskKeep       = "keep/"
)

func be64(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func be64x2(a, b uint64) []byte { return binary.BigEndian.AppendUint64(be64(a), b) }

// maxKey bounds what is stored of a key from outside; bbolt refuses 32 KiB.
const maxKey = 512

// safeKey returns the key itself where it is short and has no NUL, else a hash
// of it: then a prefix of one key can never be the prefix of another.
func safeKey(key string) string {
	if len(key) <= maxKey && !strings.Contains(key, "\x00") && !strings.HasPrefix(key, "\x01") {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "\x01" + hex.EncodeToString(sum[:])
}

func indexPrefix(index ticket.Index, key string) []byte {
	return []byte(safeKey(string(index)) + "\x00" + safeKey(key) + "\x00")
}

func cursorKey(account, folder string) []byte {
	return []byte(deskCursor + safeKey(account) + "\x00" + safeKey(folder))
}

func mailKey(key string) []byte {
	// Message keys hold NULs by design; they need no prefix search.
	if len(key) > maxKey || strings.HasPrefix(key, "\x01") {
		key = safeKey(key)
	}
	return []byte("k" + key)
}

func hashPrefix(hash string) []byte { return []byte("h" + safeKey(hash) + "\x00") }

// ticketBytes is the key of a ticket in every bucket that has one.
func ticketBytes(id ticket.ID) []byte { return be64(uint64(id)) }

// seqOf reads a key of 8 bytes; 0 for any other.
func seqOf(k []byte) uint64 {
	if len(k) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k)
}
