package pull

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Bounds of what is asked for and held at once.
const (
	batchBytes   = 8 << 20 // a batch, and as much again in flight
	batchCount   = 250
	chunkBytes   = 1 << 20 // one FETCH
	chunkCount   = 64
	inFlight     = 4
	headerBytes  = 1 << 20 // of an oversize message
	listedAtOnce = 100_000
)

// listed is what the server says of a message before its body is asked for.
type listed struct {
	uid      uint32
	size     int64
	internal time.Time
}

// chunk is one FETCH and the numbers it settles: everything up to upto,
// including what is passed over.
type chunk struct {
	want     []listed
	bytes    int64
	oversize bool
	alone    bool // asked for by itself, whatever size the server announces
	passed   int  // messages passed over
	upto     uint32
}

// plan cuts a listing, sorted by UID, into chunks. Messages received before
// since are passed over; those above maxSize stand alone, as headers. A chunk
// asks for most messages at the most.
func plan(all []listed, since time.Time, maxSize int64, most int) []chunk {
	var chunks []chunk
	var open chunk
	flush := func() {
		if open.upto > 0 {
			chunks = append(chunks, open)
		}
		open = chunk{}
	}
	for _, m := range all {
		switch {
		case m.internal.Before(since):
			open.upto = m.uid
			open.passed++
		case m.size > maxSize:
			flush()
			chunks = append(chunks, chunk{want: []listed{m}, bytes: headerBytes, oversize: true, upto: m.uid})
		default:
			if len(open.want) == most || len(open.want) > 0 && open.bytes+m.size > chunkBytes {
				flush()
			}
			open.want = append(open.want, m)
			open.bytes += m.size
			open.upto = m.uid
		}
	}
	flush()
	return chunks
}

func (c chunk) set() imap.UIDSet {
	var set imap.UIDSet
	for _, m := range c.want {
		set.AddNum(imap.UID(m.uid))
	}
	return set
}

// list asks for numbers and sizes of the messages from first to last (0: the
// newest), at most listedAtOnce of them, lowest numbers first.
func (l *Link) list(ctx context.Context, first, last uint32) ([]listed, error) {
	var all []listed
	var set imap.UIDSet
	set.AddRange(imap.UID(first), imap.UID(last))
	// A row is about 90 bytes: at least 4 KB a second, and time to begin.
	budget := 3 * l.endpoint.silence()
	if box := l.Client.Mailbox(); box != nil {
		budget += time.Duration(min(box.NumMessages, 1<<24)) * 20 * time.Millisecond
	}
	err := l.Do(ctx, budget, func() error {
		cmd := l.Client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			if len(all) >= 2*listedAtOnce {
				continue // drained, or the connection would stand still
			}
			if m, err := msg.Collect(); err == nil && m.UID != 0 {
				all = append(all, listed{uint32(m.UID), m.RFC822Size, m.InternalDate})
			}
		}
		return cmd.Close()
	})
	// "12:*" names the newest message even if its number is below 12
	// (RFC 9051, 9, seq-range).
	all = slices.DeleteFunc(all, func(m listed) bool { return m.uid < first })
	slices.SortFunc(all, func(a, b listed) int { return cmp.Compare(a.uid, b.uid) })
	all = slices.CompactFunc(all, func(a, b listed) bool { return a.uid == b.uid })
	return all[:min(len(all), listedAtOnce)], err
}
