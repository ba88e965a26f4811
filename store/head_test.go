package store_test

import (
	"strings"
	"testing"

	"loket/store"
	"loket/ticket"
)

// TestKeptHeads: a head is found in the record that it is of and in what that became;
// not in another one, not in one that was cut back, and not where an event before it
// was changed.
func TestKeptHeads(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 5)
	before := keptHead(t, s)
	work(t, s, 5, 5)
	after := keptHead(t, s)
	audit(t, s, "head 5 is in the chain: the events up to it are those of then, and 5 came since", before)
	audit(t, s, "head 10 is in the chain", before, after)
	closed(t, s)

	older := openDir(t, t.TempDir(), store.Options{})
	work(t, older, 0, 5)
	audit(t, older, "head 10 is not in the chain: the record ends at event 5", after)

	other := openDir(t, t.TempDir(), store.Options{})
	work(t, other, 1, 10)
	audit(t, other, "head 5 is not in the chain: event 5 has the hash", before)
}

func keptHead(t *testing.T, s *store.Store) ticket.Head {
	t.Helper()
	seq, hash := headOf(t, s)
	return ticket.Head{Seq: seq, Hash: hash}
}

// audit fails unless a line of the audit begins with what is wanted, and is a problem
// exactly where it says that a head is not there.
func audit(t *testing.T, s *store.Store, want string, kept ...ticket.Head) {
	t.Helper()
	var lines []string
	n, err := s.Audit(t.Context(), ticket.Fold, func(line string) { lines = append(lines, line) }, kept...)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(lines, "\n")
	if !strings.Contains("\n"+all, "\n"+want) {
		t.Errorf("the audit says\n%s\nwant %q", all, want)
	}
	if lost := strings.Contains(want, "is not in"); lost != strings.Contains(all, "is not in") || lost && n == 0 {
		t.Errorf("%d problems:\n%s", n, all)
	}
}
