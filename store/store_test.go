package store_test

import (
	"testing"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

func openDir(t testing.TB, dir string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoreSuite(t *testing.T) {
	storetest.StoreSuite(t, func(t *testing.T) (ticket.Log, func() ticket.Log) {
		dir := t.TempDir()
		s := openDir(t, dir, store.Options{})
		t.Cleanup(func() { _ = s.Close() })
		return s, func() ticket.Log {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openDir(t, dir, store.Options{})
			return s
		}
	})
}
