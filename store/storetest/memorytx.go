package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"loket/ticket"
)

type indexKey struct {
	index ticket.Index
	key   string
}

type filed struct {
	indexKey
	id ticket.ID
}

type folder struct{ account, name string }

// state is a whole record. Tickets and events are kept as stored bytes, so
// that nobody can change them through a pointer.
type state struct {
	events   [][]byte // event n at n-1
	hashes   [][]byte
	byTicket map[ticket.ID][]uint64
	tickets  map[ticket.ID][]byte
	open     map[ticket.ID][]byte
	closed   map[ticket.ID][]byte
	index    map[filed]bool
	ids      map[indexKey][]ticket.ID
	journal  []ticket.MailRecord // position n at n-1
	mailAt   map[string]int
	jobs     map[uint64]ticket.Job
	counters map[string]uint64
	cursors  map[folder][2]uint32
	drafts   map[string]string
	tables   map[string][]byte // table NUL key
	kept     map[string][]byte
}

// memoryTx changes the state in place and notes how to take it back.
type memoryTx struct {
	*state
	undo  []func()
	first uint64
}

var _ ticket.Tx = (*memoryTx)(nil)

// set changes a map, with the way back.
func set[K comparable, V any](tx *memoryTx, m map[K]V, k K, v V) {
	old, had := m[k]
	tx.undo = append(tx.undo, func() {
		if had {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

func unset[K comparable, V any](tx *memoryTx, m map[K]V, k K) {
	if old, had := m[k]; had {
		tx.undo = append(tx.undo, func() { m[k] = old })
		delete(m, k)
	}
}

func (tx *memoryTx) Ticket(id ticket.ID) (*ticket.Ticket, error) {
	data, ok := tx.tickets[id]
	if !ok {
		return nil, fmt.Errorf("ticket %s: %w", id, ticket.ErrNotFound)
	}
	t := new(ticket.Ticket)
	return t, json.Unmarshal(data, t)
}

func (tx *memoryTx) Events(id ticket.ID, kinds ...string) ([]ticket.Event, error) {
	var events []ticket.Event
	for _, seq := range tx.byTicket[id] {
		if !ticket.IsOf(tx.events[seq-1], kinds) {
			continue
		}
		e, err := ticket.DecodeEvent(tx.events[seq-1], nil)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

func (tx *memoryTx) Lookup(index ticket.Index, key string) ([]ticket.ID, error) {
	ids := slices.Clone(tx.ids[indexKey{index, key}])
	slices.Sort(ids)
	return ids, nil
}

func (tx *memoryTx) Count(index ticket.Index, key string) (int, error) {
	return len(tx.ids[indexKey{index, key}]), nil
}

func (tx *memoryTx) Mail(key string) (ticket.MailRecord, bool, error) {
	n, ok := tx.mailAt[key]
	if !ok {
		return ticket.MailRecord{}, false, nil
	}
	m, err := tx.row(n)
	return m, err == nil, err
}

func (tx *memoryTx) MailByHash(hash string) (ticket.MailRecord, bool, error) {
	for i := range tx.journal {
		if hash != "" && tx.journal[i].Hash == hash {
			m, err := tx.row(i + 1)
			return m, err == nil, err
		}
	}
	return ticket.MailRecord{}, false, nil
}

// row returns the row of the journal at a position.
func (tx *memoryTx) row(n int) (ticket.MailRecord, error) {
	m, err := clone(tx.journal[n-1])
	m.Position = uint64(n)
	return m, err
}

func (tx *memoryTx) Journal(before uint64, limit int) (rows []ticket.MailRecord, pos uint64, err error) {
	n := uint64(len(tx.journal))
	if before != 0 {
		n = min(n, before-1)
	}
	for ; n > 0 && len(rows) < limit; n-- {
		m, err := tx.row(int(n))
		if err != nil {
			return nil, 0, err
		}
		rows, pos = append(rows, m), n
	}
	return rows, pos, nil
}

func (tx *memoryTx) Cursor(account, name string) (validity, uid uint32, err error) {
	c := tx.cursors[folder{account, name}]
	return c[0], c[1], nil
}

func (tx *memoryTx) Jobs() ([]ticket.Job, error) {
	var jobs []ticket.Job
	for _, j := range tx.jobs {
		j, err := clone(j)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	sort.Slice(jobs, func(i, j int) bool {
		if !jobs[i].NotBefore.Equal(jobs[j].NotBefore) {
			return jobs[i].NotBefore.Before(jobs[j].NotBefore)
		}
		return jobs[i].Letter < jobs[j].Letter
	})
	return jobs, nil
}

func (tx *memoryTx) Entry(table ticket.Table, key string) ([]byte, error) {
	return bytes.Clone(tx.tables[string(table)+"\x00"+key]), nil
}

func (tx *memoryTx) Entries(table ticket.Table, fn func(data []byte) error) error {
	for _, key := range slices.Sorted(maps.Keys(tx.tables)) {
		if !strings.HasPrefix(key, string(table)+"\x00") {
			continue
		}
		if err := fn(bytes.Clone(tx.tables[key])); err != nil {
			return err
		}
	}
	return nil
}

func (tx *memoryTx) Draft(key string) (string, error) { return tx.drafts[key], nil }

func (tx *memoryTx) Drafts(prefix string, fn func(key, text string) error) error {
	for _, key := range slices.Sorted(maps.Keys(tx.drafts)) {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		if err := fn(key, tx.drafts[key]); err != nil {
			return err
		}
	}
	return nil
}

func (tx *memoryTx) Keep(key string) ([]byte, error) {
	v, ok := tx.kept[key]
	if !ok {
		return nil, nil
	}
	return append([]byte{}, v...), nil
}

func (tx *memoryTx) Head() (uint64, string, error) {
	n := len(tx.hashes)
	if n == 0 {
		return 0, "", nil
	}
	return uint64(n), hex.EncodeToString(tx.hashes[n-1]), nil
}

func (tx *memoryTx) count(name string) uint64 {
	set(tx, tx.counters, name, tx.counters[name]+1)
	return tx.counters[name]
}

func (tx *memoryTx) NextTicket() (ticket.ID, error) { return ticket.ID(tx.count("ticket")), nil }

func (tx *memoryTx) NextLetter() (uint64, error) { return tx.count("letter"), nil }

func (tx *memoryTx) NextNumber(year int) (int, error) { return int(tx.count(strconv.Itoa(year))), nil }

func (tx *memoryTx) Append(e *ticket.Event) error {
	ev := *e
	ev.Seq = uint64(len(tx.events)) + 1
	if tx.first == 0 {
		tx.first = ev.Seq
	}
	if ev.Cmd == 0 {
		ev.Cmd = tx.first
	}
	data, err := ticket.EncodeEvent(ev, nil)
	if err != nil {
		return err
	}
	h := sha256.New()
	if n := len(tx.hashes); n > 0 {
		h.Write(tx.hashes[n-1])
	} else {
		h.Write(make([]byte, sha256.Size))
	}
	h.Write(data)
	events, hashes := tx.events, tx.hashes
	tx.undo = append(tx.undo, func() { tx.events, tx.hashes = events, hashes })
	tx.events, tx.hashes = append(events, data), append(hashes, h.Sum(nil))
	set(tx, tx.byTicket, ev.Ticket, append(slices.Clip(tx.byTicket[ev.Ticket]), ev.Seq))
	*e = ev
	return nil
}

func (tx *memoryTx) SaveTicket(t *ticket.Ticket) error {
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	var rev uint64
	if seqs := tx.byTicket[t.ID]; len(seqs) > 0 {
		rev = seqs[len(seqs)-1]
	}
	row := ticket.RowOf(t, rev)
	here, other := tx.open, tx.closed
	if t.State.Done() {
		here, other = tx.closed, tx.open
	}
	unset(tx, other, t.ID)
	set(tx, here, t.ID, ticket.AppendRow(nil, &row))
	set(tx, tx.tickets, t.ID, data)
	return nil
}

func (tx *memoryTx) File(index ticket.Index, key string, id ticket.ID) error {
	k := indexKey{index, key}
	if !tx.index[filed{k, id}] {
		set(tx, tx.index, filed{k, id}, true)
		set(tx, tx.ids, k, append(slices.Clip(tx.ids[k]), id))
	}
	return nil
}

func (tx *memoryTx) Unfile(index ticket.Index, key string, id ticket.ID) error {
	k := indexKey{index, key}
	if tx.index[filed{k, id}] {
		unset(tx, tx.index, filed{k, id})
		left := slices.DeleteFunc(slices.Clone(tx.ids[k]), func(x ticket.ID) bool { return x == id })
		if unset(tx, tx.ids, k); len(left) > 0 {
			set(tx, tx.ids, k, left)
		}
	}
	return nil
}

func (tx *memoryTx) SaveMail(m ticket.MailRecord) error {
	if n, ok := tx.mailAt[m.Key]; ok {
		old := tx.journal[n-1]
		tx.undo = append(tx.undo, func() { tx.journal[n-1] = old })
		tx.journal[n-1] = m
		return nil
	}
	journal := tx.journal
	tx.undo = append(tx.undo, func() { tx.journal = journal })
	tx.journal = append(journal, m)
	set(tx, tx.mailAt, m.Key, len(tx.journal))
	return nil
}

func (tx *memoryTx) SetCursor(account, name string, validity, uid uint32) error {
	set(tx, tx.cursors, folder{account, name}, [2]uint32{validity, uid})
	return nil
}

func (tx *memoryTx) SaveJob(j ticket.Job) error {
	set(tx, tx.jobs, j.Letter, j)
	return nil
}

func (tx *memoryTx) DropJob(letter uint64) error {
	unset(tx, tx.jobs, letter)
	return nil
}

func (tx *memoryTx) SaveEntry(table ticket.Table, key string, data []byte) error {
	if at := string(table) + "\x00" + key; data == nil {
		unset(tx, tx.tables, at)
	} else {
		set(tx, tx.tables, at, bytes.Clone(data))
	}
	return nil
}

func (tx *memoryTx) SaveDraft(key, text string) error {
	if text == "" {
		unset(tx, tx.drafts, key)
	} else {
		set(tx, tx.drafts, key, text)
	}
	return nil
}

func (tx *memoryTx) SetKeep(key string, value []byte) error {
	if value == nil {
		unset(tx, tx.kept, key)
	} else {
		set(tx, tx.kept, key, append([]byte{}, value...))
	}
	return nil
}
