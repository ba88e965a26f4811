package pull

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// flight is one FETCH on its way.
type flight struct {
	chunk
	got      map[uint32]Fetched
	bodiless []uint32 // messages that came without a body
	err      error
	done     chan struct{}
}

// launch sends the FETCH of a chunk and collects its answer aside, so that
// several can be under way and none blocks the client's reader.
func (l *Link) launch(ctx context.Context, c chunk) *flight {
	f := &flight{chunk: c, got: make(map[uint32]Fetched, len(c.want)), done: make(chan struct{})}
	if len(c.want) == 0 {
		close(f.done)
		return f
	}
	go func() {
		defer close(f.done)
		// At least 4 KB a second over the whole answer.
		budget := l.endpoint.silence() + time.Duration(c.bytes/4096)*time.Second
		f.err = l.Do(ctx, inFlight*budget, func() error { return f.collect(l) })
	}()
	return f
}

func (f *flight) collect(l *Link) error {
	section := &imap.FetchItemBodySection{Peek: true}
	if f.oversize {
		section.Specifier = imap.PartSpecifierHeader
		section.Partial = &imap.SectionPartial{Size: headerBytes}
	}
	cmd := l.Client.Fetch(f.set(), &imap.FetchOptions{
		UID: true, InternalDate: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{section},
	})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		if err := f.take(l, msg); err != nil {
			return err
		}
	}
	return cmd.Close()
}

// take reads one message. Its items are read to their end, as the library
// demands, except after a failed read: then the connection is gone, and reading
// on would race with the library's own reader. The command is left alone as well.
func (f *flight) take(l *Link, msg *imapclient.FetchMessageData) error {
	m := Fetched{Account: l.account.Name, Oversize: f.oversize}
	complete := false
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			m.UID = uint32(item.UID)
		case imapclient.FetchItemDataInternalDate:
			m.Internal = item.Time
		case imapclient.FetchItemDataRFC822Size:
			m.Size = item.Size
		case imapclient.FetchItemDataBodySection:
			if item.Literal != nil && !complete && f.expected(m.UID, item.Literal.Size()) {
				if err := m.read(item.Literal, l.account.maxSize()); err != nil {
					return err
				}
				complete = true
			}
		}
	}
	if f.wants(m.UID) == nil {
		return nil // never asked for, or here already
	}
	if complete {
		f.got[m.UID] = m
	} else if !slices.Contains(f.bodiless, m.UID) {
		f.bodiless = append(f.bodiless, m.UID)
	}
	return nil
}

// wants finds a message that was asked for and has not come.
func (f *flight) wants(uid uint32) *listed {
	if _, have := f.got[uid]; have {
		return nil
	}
	i := slices.IndexFunc(f.want, func(m listed) bool { return m.uid == uid })
	if i < 0 {
		return nil
	}
	return &f.want[i]
}

// expected refuses bodies never asked for, and those far larger than listed,
// which would undo the bounds of a batch; such a message is asked for again,
// alone. Servers that only estimate sizes are within the tolerance. A server
// that gives the number behind the body is understood when asked for one.
func (f *flight) expected(uid uint32, size int64) bool {
	if uid == 0 && len(f.want) == 1 {
		uid = f.want[0].uid
	}
	m := f.wants(uid)
	return m != nil && (f.oversize || f.alone || size <= 2*m.size+64<<10)
}

// read takes the literal into memory, within the limit whatever size the
// server announced before: a larger one is kept as headers.
func (m *Fetched) read(lit imap.LiteralReader, limit int64) error {
	size := lit.Size()
	if !m.Oversize && size > limit {
		m.Oversize = true
	}
	if m.Oversize {
		limit = headerBytes
	}
	m.Raw = make([]byte, min(size, limit))
	if _, err := io.ReadFull(lit, m.Raw); err != nil {
		return fmt.Errorf("read body of message %d: %w", m.UID, err)
	}
	if !m.Oversize {
		return nil
	}
	if end := bytes.Index(m.Raw, []byte("\r\n\r\n")); end >= 0 {
		m.Raw = m.Raw[:end+4]
	}
	return nil
}

// settle gives the chunk's messages in UID order. Messages the server no longer
// has are left out. Those it lists but would not give (a NO to the FETCH, a body
// that is NIL) are named in refused, why holding its words. err is anything that
// ended the connection.
func (f *flight) settle() (messages []Fetched, refused []uint32, why, err error) {
	var r *Refusal
	var status *imap.Error
	switch {
	case f.err == nil:
		refused, why = f.bodiless, errNoBody
	case errors.As(f.err, &r) && r.Code == ServerSays && errors.As(f.err, &status):
		why = f.err
		for _, m := range f.want {
			// RFC 5530: EXPUNGEISSUED says that what is missing is gone.
			if _, ok := f.got[m.uid]; !ok && status.Code != "EXPUNGEISSUED" {
				refused = append(refused, m.uid)
			}
		}
	default:
		return nil, nil, nil, f.err
	}
	for _, m := range f.want {
		if g, ok := f.got[m.uid]; ok {
			messages = append(messages, g)
		}
	}
	return messages, refused, why, nil
}
