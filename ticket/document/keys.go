package document

import (
	"slices"
	"sync"
)

// maxKeys bounds the passwords that are remembered.
const maxKeys = 500

// Keys remembers the passwords that opened files, so that a file can be inspected
// again, drawn and unpacked while the program runs. They are in memory and nowhere
// else: no record, log, backup or other process's file has them, and they are gone
// when the program ends; then an officer gives them again. What a file said when
// it was opened stays in its report. The zero value and nil are ready; it is safe
// for concurrent use.
type Keys struct {
	mu    sync.Mutex
	words map[string]string // by the SHA-256 of the file
	order []string          // the first kept first
}

// Keep remembers the password of a file, for the oldest if need be.
func (k *Keys) Keep(sha, password string) {
	if k == nil || password == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.words == nil {
		k.words = map[string]string{}
	}
	k.order = append(slices.DeleteFunc(k.order, func(s string) bool { return s == sha }), sha)
	k.words[sha] = password
	if len(k.order) > maxKeys {
		delete(k.words, k.order[0])
		k.order = slices.Delete(k.order, 0, 1)
	}
}

// Password returns that of a file, "" where nobody gave one.
func (k *Keys) Password(sha string) string {
	if k == nil {
		return ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.words[sha]
}

// Empty reports whether none is remembered.
func (k *Keys) Empty() bool {
	if k == nil {
		return true
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.words) == 0
}
