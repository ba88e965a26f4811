package store_test

import (
	"os"
	"testing"

	"pgregory.net/rapid"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

func TestMachine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "desk")
		if err != nil {
			rt.Fatalf("%v", err)
		}
		s, err := store.Open(dir, store.Fast())
		if err != nil {
			rt.Fatalf("%v", err)
		}
		defer func() { checkClean(rt, s) }()
		storetest.Machine(rt, s, func() ticket.Log {
			if err := s.Close(); err != nil {
				rt.Fatalf("%v", err)
			}
			if s, err = store.Open(dir, store.Fast()); err != nil {
				rt.Fatalf("%v", err)
			}
			return s
		})
	})
}

// checkClean closes a store after a Check that may complain about the loose
// tickets of the random machine only.
func checkClean(rt *rapid.T, s *store.Store) {
	defer s.Close()
	_, err := s.Check(rt.Context(), func(line string) {
		if !loose(line) {
			rt.Errorf("check: %s", line)
		}
	})
	if err != nil {
		rt.Errorf("check: %v", err)
	}
}
