package store

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// readTx reads one state of the record. under is where the projections are
// found: the root, or bucketRebuild while they are rebuilt.
type readTx struct {
	b     *bolt.Tx
	seals ticket.Sealer // of events; nil: what is sealed is not opened
	under *bolt.Bucket
	upto  uint64 // last event to be seen; 0: all
}

var _ ticket.ReadTx = (*readTx)(nil)

func (tx *readTx) bucket(name []byte) *bolt.Bucket { return tx.b.Bucket(name) }

func (tx *readTx) projection(name []byte) *bolt.Bucket {
	if tx.under != nil {
		return tx.under.Bucket(name)
	}
	return tx.b.Bucket(name)
}

// Ticket implements ticket.ReadTx.
func (tx *readTx) Ticket(id ticket.ID) (*ticket.Ticket, error) {
	data := tx.projection(bucketTickets).Get(ticketBytes(id))
	if data == nil {
		return nil, fmt.Errorf("ticket %s: %w", id, ticket.ErrNotFound)
	}
	t := new(ticket.Ticket)
	if err := json.Unmarshal(data, t); err != nil {
		return nil, fmt.Errorf("ticket %s: %w: %w", id, ErrDamaged, err)
	}
	return t, nil
}

// Events implements ticket.ReadTx.
func (tx *readTx) Events(id ticket.ID, kinds ...string) ([]ticket.Event, error) {
	var events []ticket.Event
	all := tx.bucket(bucketEvents)
	prefix := ticketBytes(id)
	c := tx.bucket(bucketLog).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		seq := binary.BigEndian.Uint64(k[8:])
		if tx.upto != 0 && seq > tx.upto {
			break
		}
		value := all.Get(k[8:])
		if len(value) > hashSize && !ticket.IsOf(value[hashSize:], kinds) {
			continue
		}
		e, err := decodeEvent(seq, value, tx.seals)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// decodeEvent reads a value of bucketEvents.
func decodeEvent(seq uint64, value []byte, seals ticket.Sealer) (ticket.Event, error) {
	if len(value) < hashSize {
		return ticket.Event{}, fmt.Errorf("event %d is missing or cut short: %w", seq, ErrDamaged)
	}
	e, err := ticket.DecodeEvent(value[hashSize:], seals)
	if err != nil {
		return e, fmt.Errorf("event %d: %w", seq, err)
	}
	if e.Seq != seq {
		return e, fmt.Errorf("event %d says that it is number %d: %w", seq, e.Seq, ErrDamaged)
	}
	return e, nil
}

// Lookup implements ticket.ReadTx.
func (tx *readTx) Lookup(index ticket.Index, key string) ([]ticket.ID, error) {
	var ids []ticket.ID
	prefix := indexPrefix(index, key)
	c := tx.projection(bucketIndex).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if len(k) == len(prefix)+8 {
			ids = append(ids, ticket.ID(binary.BigEndian.Uint64(k[len(prefix):])))
		}
	}
	return ids, nil
}

// Count implements ticket.ReadTx.
func (tx *readTx) Count(index ticket.Index, key string) (n int, err error) {
	prefix := indexPrefix(index, key)
	c := tx.projection(bucketIndex).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if len(k) == len(prefix)+8 {
			n++
		}
	}
	return n, nil
}

// Mail implements ticket.ReadTx.
func (tx *readTx) Mail(key string) (ticket.MailRecord, bool, error) {
	pos := tx.projection(bucketMail).Get(mailKey(key))
	if pos == nil {
		return ticket.MailRecord{}, false, nil
	}
	m, err := tx.mailAt(pos)
	return m, err == nil, err
}

// MailByHash implements ticket.ReadTx. An empty hash is never found.
func (tx *readTx) MailByHash(hash string) (ticket.MailRecord, bool, error) {
	prefix := hashPrefix(hash)
	k, _ := tx.projection(bucketMail).Cursor().Seek(prefix)
	if hash == "" || !bytes.HasPrefix(k, prefix) {
		return ticket.MailRecord{}, false, nil
	}
	m, err := tx.mailAt(k[len(prefix):])
	return m, err == nil, err
}

func (tx *readTx) mailAt(pos []byte) (ticket.MailRecord, error) {
	return readMail(pos, tx.projection(bucketJournal).Get(pos))
}

// readMail reads a row of the journal.
func readMail(pos, data []byte) (m ticket.MailRecord, err error) {
	if len(pos) != 8 {
		return m, fmt.Errorf("mail journal at %x: %w", pos, ErrDamaged)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("mail journal at %x: %w: %w", pos, ErrDamaged, err)
	}
	m.Position = binary.BigEndian.Uint64(pos)
	return m, nil
}

// Journal implements ticket.ReadTx. The position is that of the oldest row
// returned, 0 if there are none: give it as before to go on.
func (tx *readTx) Journal(before uint64, limit int) ([]ticket.MailRecord, uint64, error) {
	var rows []ticket.MailRecord
	var pos uint64
	c := tx.projection(bucketJournal).Cursor()
	k, v := c.Last()
	if before != 0 {
		if k, v = c.Seek(be64(before)); k == nil {
			k, v = c.Last()
		}
		for k != nil && binary.BigEndian.Uint64(k) >= before {
			k, v = c.Prev()
		}
	}
	for ; k != nil && len(rows) < limit; k, v = c.Prev() {
		m, err := readMail(k, v)
		if err != nil {
			return nil, 0, err
		}
		rows, pos = append(rows, m), m.Position
	}
	return rows, pos, nil
}

// Cursor implements ticket.ReadTx.
func (tx *readTx) Cursor(account, folder string) (validity, uid uint32, err error) {
	v := tx.bucket(bucketDesk).Get(cursorKey(account, folder))
	if len(v) < 8 {
		return 0, 0, nil
	}
	return binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:]), nil
}

// Jobs implements ticket.ReadTx. The list of an outbox is short, so it is
// sorted when it is read and not when it is written.
func (tx *readTx) Jobs() ([]ticket.Job, error) {
	var jobs []ticket.Job
	err := tx.projection(bucketJobs).ForEach(func(k, v []byte) error {
		var j ticket.Job
		if err := json.Unmarshal(v, &j); err != nil {
			return fmt.Errorf("job %x: %w: %w", k, ErrDamaged, err)
		}
		jobs = append(jobs, j)
		return nil
	})
	sort.SliceStable(jobs, func(i, j int) bool { return jobs[i].NotBefore.Before(jobs[j].NotBefore) })
	return jobs, err
}

// Entry implements ticket.ReadTx.
func (tx *readTx) Entry(table ticket.Table, key string) ([]byte, error) {
	b := tx.projection([]byte(table))
	if b == nil { // a record of before there was this table, read only
		return nil, nil
	}
	return bytes.Clone(b.Get([]byte(safeKey(key)))), nil
}

// Entries implements ticket.ReadTx.
func (tx *readTx) Entries(table ticket.Table, fn func(data []byte) error) error {
	b := tx.projection([]byte(table))
	if b == nil {
		return nil
	}
	return b.ForEach(func(_, v []byte) error { return fn(bytes.Clone(v)) })
}

// Draft implements ticket.ReadTx.
func (tx *readTx) Draft(key string) (string, error) {
	return string(tx.bucket(bucketDesk).Get([]byte(deskDraft + safeKey(key)))), nil
}

// Drafts implements ticket.ReadTx.
func (tx *readTx) Drafts(prefix string, fn func(key, text string) error) error {
	c := tx.bucket(bucketDesk).Cursor()
	from := []byte(deskDraft + prefix)
	for k, v := c.Seek(from); bytes.HasPrefix(k, from); k, v = c.Next() {
		if err := fn(string(k[len(deskDraft):]), string(v)); err != nil {
			return err
		}
	}
	return nil
}

// Keep implements ticket.ReadTx.
func (tx *readTx) Keep(key string) ([]byte, error) {
	v := tx.bucket(bucketDesk).Get([]byte(deskKeep + safeKey(key)))
	if len(v) == 0 {
		return nil, nil
	}
	return append([]byte{}, v[1:]...), nil
}

// Head implements ticket.ReadTx. The hash of an empty record is "".
func (tx *readTx) Head() (uint64, string, error) {
	seq, hash, err := tx.head()
	if err != nil || seq == 0 {
		return 0, "", err
	}
	return seq, hex.EncodeToString(hash[:]), nil
}

func (tx *readTx) head() (seq uint64, hash [hashSize]byte, err error) {
	b := tx.bucket(bucketEvents)
	var k, v []byte
	if tx.upto != 0 {
		k = be64(tx.upto)
		v = b.Get(k)
	} else {
		k, v = b.Cursor().Last()
	}
	if k == nil {
		return 0, hash, nil
	}
	if len(k) != 8 || len(v) < hashSize {
		return 0, hash, fmt.Errorf("last event %x: %w", k, ErrDamaged)
	}
	copy(hash[:], v)
	return binary.BigEndian.Uint64(k), hash, nil
}
