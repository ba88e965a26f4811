package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

const hashSize = sha256.Size

// writeTx is a transaction that writes. In a rebuild (upto is set) it may
// change projections only.
type writeTx struct {
	readTx
	first uint64               // seq of the first event of this transaction
	seq   uint64               // of the last event, once one was appended
	chain [hashSize]byte       // its hash
	last  map[ticket.ID]uint64 // seq of a ticket's last event, where known
	filed map[string]int       // by prefix of the index: what Count said, and what was filed since
	dirty bool
	keys  *newKeys // of events of this transaction
}

var _ ticket.Tx = (*writeTx)(nil)

func newWriteTx(b *bolt.Tx, r *ring) *writeTx {
	keys := &newKeys{ring: r}
	return &writeTx{readTx: readTx{b: b, seals: keys}, keys: keys, last: make(map[ticket.ID]uint64), filed: make(map[string]int)}
}

func (tx *writeTx) put(b *bolt.Bucket, key, value []byte) error {
	tx.dirty = true
	return b.Put(key, value)
}

func (tx *writeTx) remove(b *bolt.Bucket, key []byte) error {
	tx.dirty = true
	return b.Delete(key)
}

func (tx *writeTx) putJSON(b *bolt.Bucket, key []byte, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tx.put(b, key, data)
}

// lasting refuses, during a rebuild, what is not a projection.
func (tx *writeTx) lasting(what string) error {
	if tx.upto != 0 {
		return fmt.Errorf("%s: %w", what, ErrRebuilding)
	}
	return nil
}

func (tx *writeTx) count(name string) (uint64, error) {
	if err := tx.lasting("count " + name); err != nil {
		return 0, err
	}
	b, key := tx.bucket(bucketDesk), []byte(deskCounter+name)
	var n uint64
	if v := b.Get(key); len(v) == 8 {
		n = binary.BigEndian.Uint64(v)
	}
	n++
	return n, tx.put(b, key, be64(n))
}

// NextTicket implements ticket.Tx.
func (tx *writeTx) NextTicket() (ticket.ID, error) {
	n, err := tx.count("ticket")
	return ticket.ID(n), err
}

// NextLetter implements ticket.Tx.
func (tx *writeTx) NextLetter() (uint64, error) { return tx.count("letter") }

// NextNumber implements ticket.Tx.
func (tx *writeTx) NextNumber(year int) (int, error) {
	n, err := tx.count("number/" + strconv.Itoa(year))
	return int(n), err
}

// Append implements ticket.Tx. An event without Cmd belongs to the command
// whose first event was the first one of this transaction.
func (tx *writeTx) Append(e *ticket.Event) error {
	if err := tx.lasting("append"); err != nil {
		return err
	}
	if tx.first == 0 {
		var err error
		if tx.seq, tx.chain, err = tx.head(); err != nil {
			return err
		}
	}
	ev := *e
	ev.Seq = tx.seq + 1
	if tx.first == 0 {
		tx.first = ev.Seq
	}
	if ev.Cmd == 0 {
		ev.Cmd = tx.first
	}
	data, err := ticket.EncodeEvent(ev, tx.keys)
	if err != nil {
		return err
	}
	key := be64(ev.Seq)
	events := tx.bucket(bucketEvents)
	events.FillPercent = 1 // keys only ever grow
	value := chained(tx.chain, data)
	if err := tx.put(events, key, value); err != nil {
		return fmt.Errorf("append event %d: %w", ev.Seq, err)
	}
	if err := tx.put(tx.bucket(bucketLog), append(ticketBytes(ev.Ticket), key...), nil); err != nil {
		return fmt.Errorf("append event %d: %w", ev.Seq, err)
	}
	tx.last[ev.Ticket] = ev.Seq
	tx.seq, tx.chain = ev.Seq, [hashSize]byte(value)
	*e = ev
	return nil
}

// chained returns the stored value of an event: SHA-256(previous hash || bytes), bytes.
func chained(prev [hashSize]byte, data []byte) []byte {
	value := make([]byte, hashSize, hashSize+len(data))
	link := link(prev, data)
	copy(value, link[:])
	return append(value, data...)
}

func link(prev [hashSize]byte, data []byte) (sum [hashSize]byte) {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(data)
	h.Sum(sum[:0])
	return sum
}

// SaveTicket implements ticket.Tx.
func (tx *writeTx) SaveTicket(t *ticket.Ticket) error {
	rev := tx.lastEvent(t.ID)
	row := ticket.RowOf(t, rev)
	here, other := bucketOpen, bucketClosed
	if t.State.Done() {
		here, other = bucketClosed, bucketOpen
	}
	key := ticketBytes(t.ID)
	if old := tx.projection(other); old.Get(key) != nil {
		if err := tx.remove(old, key); err != nil {
			return fmt.Errorf("save ticket %s: %w", t.ID, err)
		}
	}
	if err := tx.put(tx.projection(here), key, ticket.AppendRow(nil, &row)); err != nil {
		return fmt.Errorf("save ticket %s: %w", t.ID, err)
	}
	if err := tx.putJSON(tx.projection(bucketTickets), key, t); err != nil {
		return fmt.Errorf("save ticket %s: %w", t.ID, err)
	}
	return nil
}

// lastEvent returns the number of a ticket's last event, 0 if it has none.
func (tx *writeTx) lastEvent(id ticket.ID) uint64 {
	if seq, ok := tx.last[id]; ok {
		return seq
	}
	seq := lastEvent(tx.bucket(bucketLog), id, tx.upto)
	tx.last[id] = seq
	return seq
}

// lastEvent finds a ticket's last event, not after upto unless that is 0.
func lastEvent(log *bolt.Bucket, id ticket.ID, upto uint64) uint64 {
	after := be64x2(uint64(id)+1, 0)
	if upto != 0 {
		after = be64x2(uint64(id), upto+1)
	}
	c := log.Cursor()
	k, _ := c.Seek(after)
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if !bytes.HasPrefix(k, ticketBytes(id)) {
		return 0
	}
	return binary.BigEndian.Uint64(k[8:])
}

// File implements ticket.Tx. Filing twice is the same as once.
func (tx *writeTx) File(index ticket.Index, key string, id ticket.ID) error {
	b := tx.projection(bucketIndex)
	prefix := indexPrefix(index, key)
	k := append(prefix, ticketBytes(id)...)
	if c, _ := b.Cursor().Seek(k); bytes.Equal(c, k) {
		return nil
	}
	if n, counted := tx.filed[string(prefix)]; counted {
		tx.filed[string(prefix)] = n + 1
	}
	return tx.put(b, k, nil)
}

// Unfile implements ticket.Tx.
func (tx *writeTx) Unfile(index ticket.Index, key string, id ticket.ID) error {
	prefix := indexPrefix(index, key)
	delete(tx.filed, string(prefix))
	return tx.remove(tx.projection(bucketIndex), append(prefix, ticketBytes(id)...))
}

// Count implements ticket.ReadTx. A transaction counts a key once: a large agency
// has as many tickets as the record, and a batch of mail asks for each mail.
func (tx *writeTx) Count(index ticket.Index, key string) (int, error) {
	prefix := string(indexPrefix(index, key))
	if n, counted := tx.filed[prefix]; counted {
		return n, nil
	}
	n, err := tx.readTx.Count(index, key)
	if err == nil {
		tx.filed[prefix] = n
	}
	return n, err
}

// SaveMail implements ticket.Tx. A row that is there keeps its position.
func (tx *writeTx) SaveMail(m ticket.MailRecord) error {
	journal, index := tx.projection(bucketJournal), tx.projection(bucketMail)
	pos := append([]byte(nil), index.Get(mailKey(m.Key))...)
	if len(pos) == 0 {
		k, _ := journal.Cursor().Last()
		next := uint64(1)
		if k != nil {
			next = binary.BigEndian.Uint64(k) + 1
		}
		pos = be64(next)
		if err := tx.put(index, mailKey(m.Key), pos); err != nil {
			return fmt.Errorf("save mail: %w", err)
		}
	} else if old, err := tx.mailAt(pos); err != nil {
		return err
	} else if old.Hash != m.Hash {
		if err := tx.remove(index, append(hashPrefix(old.Hash), pos...)); err != nil {
			return fmt.Errorf("save mail: %w", err)
		}
	}
	if m.Hash != "" {
		if err := tx.put(index, append(hashPrefix(m.Hash), pos...), nil); err != nil {
			return fmt.Errorf("save mail: %w", err)
		}
	}
	journal.FillPercent = 0.9 // rows are appended; a later fate changes little
	return tx.putJSON(journal, pos, m)
}

// SetCursor implements ticket.Tx.
func (tx *writeTx) SetCursor(account, folder string, validity, uid uint32) error {
	if err := tx.lasting("set cursor"); err != nil {
		return err
	}
	v := binary.BigEndian.AppendUint32(nil, validity)
	return tx.put(tx.bucket(bucketDesk), cursorKey(account, folder), binary.BigEndian.AppendUint32(v, uid))
}

// SaveJob implements ticket.Tx.
func (tx *writeTx) SaveJob(j ticket.Job) error {
	return tx.putJSON(tx.projection(bucketJobs), be64(j.Letter), j)
}

// DropJob implements ticket.Tx.
func (tx *writeTx) DropJob(letter uint64) error {
	return tx.remove(tx.projection(bucketJobs), be64(letter))
}

// SaveEntry implements ticket.Tx.
func (tx *writeTx) SaveEntry(table ticket.Table, key string, data []byte) error {
	if data == nil {
		return tx.remove(tx.projection([]byte(table)), []byte(safeKey(key)))
	}
	return tx.put(tx.projection([]byte(table)), []byte(safeKey(key)), data)
}

// SaveDraft implements ticket.Tx. An empty text takes the draft away.
func (tx *writeTx) SaveDraft(key, text string) error {
	return tx.setDesk(deskDraft+safeKey(key), []byte(text), text == "")
}

// SetKeep implements ticket.Tx. A nil value takes the entry away.
func (tx *writeTx) SetKeep(key string, value []byte) error {
	// The byte in front tells an empty value from none.
	return tx.setDesk(deskKeep+safeKey(key), append([]byte{1}, value...), value == nil)
}

func (tx *writeTx) setDesk(key string, value []byte, drop bool) error {
	if err := tx.lasting("set " + key); err != nil {
		return err
	}
	if drop {
		return tx.remove(tx.bucket(bucketDesk), []byte(key))
	}
	return tx.put(tx.bucket(bucketDesk), []byte(key), value)
}
