package ticket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"loket/domain/clean"
)

// A mail that is larger than its account takes comes as its headers: a stub. Its
// body stays on the server until an officer asks for it.

// Bodies brings the whole of a mail that came as a stub; the mailbox gives it.
// Its error is shown to the officer.
type Bodies interface {
	Body(ctx context.Context, m MailRecord) (Incoming, error)
}

// FetchBody puts the whole of a mail in the place of its stub: the raw bytes are
// kept, text and files appear on the ticket, the journal names the new bytes.
// version is the message's. It may take as long as the network does. A mail is
// held in memory whole while it is read, up to what its account lets be fetched, so
// they come one after the other, whoever asks.
func (d *Desk) FetchBody(ctx context.Context, by string, id ID, version uint32, from Bodies) error {
	if err := d.mayWork(by, id); err != nil {
		return err
	}
	select {
	case d.body <- struct{}{}:
		defer func() { <-d.body }()
	case <-ctx.Done():
		return ctx.Err()
	}
	row, head, err := d.stub(id, version)
	if err != nil {
		return err
	}
	in, err := from.Body(ctx, row)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		words := clean.Line(err.Error(), 300).String()
		return refuse("not-fetched", "the body was not fetched: "+words, "", words)
	}
	if in.Failed != "" || !bytes.HasPrefix(in.Raw, head) {
		return refuse("other-mail", "the server gave another mail under that number", "look for it in the journal")
	}
	hashes, err := d.Log.PutBlobs(in.Raw)
	if err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	in.Key, in.Oversize, in.Size = row.Key, false, int64(len(in.Raw))
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) { return d.replaceStub(tx, by, id, version, &in, row, hashes[0]) })
}

// replaceStub puts a mail that came whole in the place of its stub.
func (d *Desk) replaceStub(tx Tx, by string, id ID, version uint32, in *Incoming, row MailRecord, hash string) ([]*Ticket, error) {
	t, err := tx.Ticket(id)
	if err != nil {
		return nil, err
	}
	old := t.message(version)
	if old == nil || !old.Stub {
		return nil, refuse("no-stub", "the whole mail is here already", "")
	}
	in.Internal = old.Date
	work := &intake{desk: d, tx: tx, mail: in, hash: hash, now: d.Now().UTC(), changed: map[ID]*Ticket{}}
	fate := FateJoined
	if old.Fate == string(FateOversize) {
		fate = FateNew
	}
	dec := &decision{desk: d, tx: tx, t: t, by: by, now: work.now}
	dec.emit(BodyFetched{Version: version, Message: work.message(fate)})
	if err := dec.match(); err != nil {
		return nil, err
	}
	if err := work.keep(dec); err != nil {
		return nil, err
	}
	e := Event{At: work.now, By: by, Body: MailFetched{Key: row.Key, Hash: hash, Size: in.Size, Fate: fate, Attachments: len(in.Attachments)}}
	if err := tx.Append(&e); err != nil {
		return nil, err
	}
	if err := tx.SetKeep(headKey(row.Hash), []byte(row.Key)); err != nil {
		return nil, err
	}
	return []*Ticket{t}, index(tx, &e)
}

// headKey is where it is kept of which mail some headers are, once its whole is
// here: they come again when a folder is renumbered.
func headKey(hash string) string { return "mail-head\x00" + hash }

// wholeOf finds the row of a mail whose headers came again.
func (in *intake) wholeOf() (MailRecord, bool, error) {
	key, err := in.tx.Keep(headKey(in.hash))
	if err != nil || len(key) == 0 {
		return MailRecord{}, false, err
	}
	return in.tx.Mail(string(key))
}

// stub finds the journal's row of a stub, and its bytes.
func (d *Desk) stub(id ID, version uint32) (row MailRecord, head []byte, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		t, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		m := t.message(version)
		if m == nil || !m.Stub {
			return refuse("no-stub", "the whole mail is here already", "")
		}
		var ok bool
		if row, ok, err = tx.MailByHash(m.Hash); err == nil && !ok {
			err = fmt.Errorf("journal of message %d: %w", version, ErrNotFound)
		}
		return err
	})
	if err != nil {
		return row, nil, err
	}
	head, err = d.Log.Blob(row.Hash)
	return row, head, err
}

func (t *Ticket) message(version uint32) *Message {
	for i := range t.Messages {
		if t.Messages[i].Version == version {
			return &t.Messages[i]
		}
	}
	return nil
}

// ErrKey: a key is none of MailKey.
var ErrKey = errors.New("no key of a message")

// SplitMailKey takes a MailKey apart.
func SplitMailKey(key string) (account, folder string, validity, uid uint32, err error) {
	parts := strings.Split(key, "\x00")
	if len(parts) != 4 {
		return "", "", 0, 0, fmt.Errorf("%q: %w", key, ErrKey)
	}
	v, err1 := strconv.ParseUint(parts[2], 10, 32)
	u, err2 := strconv.ParseUint(parts[3], 10, 32)
	if err1 != nil || err2 != nil {
		return "", "", 0, 0, fmt.Errorf("%q: %w", key, ErrKey)
	}
	return parts[0], parts[1], uint32(v), uint32(u), nil
}
