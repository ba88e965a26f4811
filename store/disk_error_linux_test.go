package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loket/store"
	"loket/store/storetest/disktest"
	"loket/ticket"
)

// TestDiskErrors lets real syncs fail. What was acknowledged is there, what was
// refused is not, and when the disk is well all goes on by itself.
func TestDiskErrors(t *testing.T) {
	mount, below := disktest.Breaking(t)
	dir := filepath.Join(mount, "desk")
	s := openDir(t, dir, store.Options{Now: time.Now})
	work(t, s, 0, 10)
	known := readHash(t, s, 1)
	full := ballast(t, below)
	kept, refused, commits := 10, 0, 0
	for n := 0; n < 60 && refused < 20; n++ {
		hashes, err := []string{known}, error(nil)
		if n%2 == 0 { // else only the commit meets the disk
			hashes, err = s.PutBlobs(numbered(1000+n), make([]byte, 30_000+n))
		}
		if err == nil {
			err = s.Update(func(tx ticket.Tx) error {
				return errors.Join(decide(tx, kept, hashes[0]), tx.SetKeep("large", make([]byte, 40_000)))
			})
		}
		switch f := ticket.FaultOf(err); {
		case err == nil:
			kept++
		case f == nil || f.Kind != ticket.FaultBroken && f.Kind != ticket.FaultUnsure && f.Kind != ticket.FaultFull:
			t.Fatalf("a sync that fails: %v", err)
		case f.Kind == ticket.FaultUnsure:
			t.Logf("unsure: %v", err)
			kept = int(check1(t, s))
			refused++
		default:
			refused++
			commits += n % 2
		}
		if n := int(check1(t, s)); n != kept {
			t.Fatalf("%d events are read, %d were acknowledged (%v)", n, kept, err)
		}
	}
	if commits == 0 || commits == refused {
		t.Errorf("of %d syncs that failed %d were commits: it tests less than it should", refused, commits)
	}
	removed(t, full)
	s.Tend()
	if h := s.Health(); h.Bad() {
		t.Errorf("health %+v", h)
	}
	work(t, s, kept, 10)
	sum := clean(t, s)
	closed(t, s)
	drop(t)
	s = openDir(t, dir, store.Options{})
	if again := clean(t, s); again.Events != sum.Events || again.Head != sum.Head {
		t.Errorf("%+v, was %+v", again, sum)
	}
	closed(t, s)
}

// drop empties the system's cache, so that what is read comes from the disk.
func drop(t *testing.T) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/vm/drop_caches", []byte("3"), 0); err != nil {
		t.Logf("the cache stays: %v", err)
	}
}
