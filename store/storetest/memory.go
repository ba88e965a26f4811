// Package storetest holds what every store of a desk's record is tested with:
// a trivial store in memory, the contract of ticket.Log as a suite of tests,
// and a random machine that compares a store with the one in memory.
//
// It is for tests only. Memory is also a fast double for other packages' tests.
package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"sync"

	"loket/ticket"
)

// Memory is a ticket.Log in memory. View may run beside other Views, but not
// beside an Update, and neither may be called from inside the other.
type Memory struct {
	mu sync.RWMutex
	st state

	side    sync.Mutex // blobs and secrets may be used inside of transactions
	blobs   map[string][]byte
	secrets map[uint64]string
}

var _ ticket.Log = (*Memory)(nil)

// NewMemory returns an empty record.
func NewMemory() *Memory {
	return &Memory{blobs: make(map[string][]byte), secrets: make(map[uint64]string), st: state{
		byTicket: make(map[ticket.ID][]uint64), tickets: make(map[ticket.ID][]byte),
		open: make(map[ticket.ID][]byte), closed: make(map[ticket.ID][]byte),
		index: make(map[filed]bool), ids: make(map[indexKey][]ticket.ID), mailAt: make(map[string]int),
		jobs: make(map[uint64]ticket.Job), counters: make(map[string]uint64), cursors: make(map[folder][2]uint32),
		drafts: make(map[string]string), tables: make(map[string][]byte), kept: make(map[string][]byte),
	}}
}

// Update implements ticket.Log.
func (m *Memory) Update(fn func(ticket.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memoryTx{state: &m.st}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			for i := len(tx.undo) - 1; i >= 0; i-- {
				tx.undo[i]()
			}
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	done = true
	return nil
}

// View implements ticket.Log.
func (m *Memory) View(fn func(ticket.ReadTx) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return fn(&memoryTx{state: &m.st})
}

// Rows implements ticket.Log, in the order of tickets.
func (m *Memory) Rows(open bool, fn func(data []byte) bool) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	rows := m.st.closed
	if open {
		rows = m.st.open
	}
	ids := make([]ticket.ID, 0, len(rows))
	for id := range rows {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	for _, id := range ids {
		if !fn(rows[id]) {
			break
		}
	}
	return nil
}

// PutBlobs implements ticket.Log.
func (m *Memory) PutBlobs(blobs ...[]byte) ([]string, error) {
	m.side.Lock()
	defer m.side.Unlock()
	hashes := make([]string, len(blobs))
	for i, b := range blobs {
		sum := sha256.Sum256(b)
		hashes[i] = hex.EncodeToString(sum[:])
		m.blobs[hashes[i]] = append([]byte{}, b...)
	}
	return hashes, nil
}

// Blob implements ticket.Log.
func (m *Memory) Blob(hash string) ([]byte, error) {
	m.side.Lock()
	defer m.side.Unlock()
	b, ok := m.blobs[hash]
	if !ok {
		return nil, fmt.Errorf("blob %q: %w", hash, ticket.ErrNotFound)
	}
	if b == nil {
		return nil, fmt.Errorf("blob %q: %w", hash, ticket.ErrDestroyed)
	}
	return append([]byte{}, b...), nil
}

// Seal implements ticket.Vault: nothing is on a disk.
func (m *Memory) Seal() (int, error) { return 0, nil }

// Compact implements ticket.Vault: there are no files.
func (m *Memory) Compact() error { return nil }

// DestroyTickets implements ticket.Vault: what events say is not sealed here.
func (m *Memory) DestroyTickets(...ticket.ID) error { return nil }

// Destroy implements ticket.Vault.
func (m *Memory) Destroy(hashes ...string) error {
	m.side.Lock()
	defer m.side.Unlock()
	for _, h := range hashes {
		if _, ok := m.blobs[h]; ok {
			m.blobs[h] = nil
		}
	}
	return nil
}

// PutSecret implements ticket.Log.
func (m *Memory) PutSecret(letter uint64, secret string) error {
	m.side.Lock()
	defer m.side.Unlock()
	m.secrets[letter] = secret
	return nil
}

// Secret implements ticket.Log.
func (m *Memory) Secret(letter uint64) (string, error) {
	m.side.Lock()
	defer m.side.Unlock()
	s, ok := m.secrets[letter]
	if !ok {
		return "", fmt.Errorf("secret of letter %d: %w", letter, ticket.ErrNotFound)
	}
	return s, nil
}

// DropSecret implements ticket.Log.
func (m *Memory) DropSecret(letter uint64) error {
	m.side.Lock()
	defer m.side.Unlock()
	delete(m.secrets, letter)
	return nil
}

// Events calls fn for every event after a number, in order.
func (m *Memory) Events(after uint64, fn func(ticket.Event) error) error {
	m.mu.RLock()
	stored := m.st.events
	m.mu.RUnlock()
	for ; after < uint64(len(stored)); after++ {
		e, err := ticket.DecodeEvent(stored[after], nil)
		if err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func clone[T any](v T) (T, error) {
	var out T
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	return out, err
}
