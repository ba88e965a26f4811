package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

const canary = "KARTU PEGAWAI 19800101 200501 1 001"

var siteKey = bytes.Repeat([]byte("kunci"), 8)

func sealedOptions() store.Options { return store.Options{Key: given(siteKey)} }

func given(key []byte) func() ([]byte, error) { return func() ([]byte, error) { return key, nil } }

// nowhere fails if a file below dir holds the canary.
func nowhere(t *testing.T, dir, when string) {
	t.Helper()
	if name := holding(t, dir, []byte(canary)); name != "" {
		t.Errorf("%s: %s holds the canary", when, name)
	}
}

// holding names a file below dir that holds something, "" for none.
func holding(t *testing.T, dir string, what []byte) (name string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, what) {
			name = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func put(t *testing.T, s *store.Store, data string) (hash string) {
	t.Helper()
	hashes, err := s.PutBlobs([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return hashes[0]
}

// reads fails unless a blob says want, or its reading fails with wrong.
func reads(t *testing.T, s *store.Store, hash, want string, wrong error) {
	t.Helper()
	data, err := s.Blob(hash)
	if wrong == nil && (err != nil || string(data) != want) || wrong != nil && (!errors.Is(err, wrong) || data != nil) {
		t.Errorf("%.8s: %q, %v; want %q, %v", hash, data, err, want, wrong)
	}
}

// TestSealed: what is put where the site has a key is on no disk as it was, and
// reads the same; large blobs too, and after opening again.
func TestSealed(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	large := strings.Repeat(canary, 5000)
	one, two, none := put(t, s, canary), put(t, s, large), put(t, s, "")
	if put(t, s, canary) != one {
		t.Error("the same bytes have two hashes")
	}
	for range 2 {
		reads(t, s, one, canary, nil)
		reads(t, s, two, large, nil)
		reads(t, s, none, "", nil)
		if sum := clean(t, s); sum.Sealed != 3 || sum.Destroyed != 0 {
			t.Errorf("%+v", sum)
		}
		closed(t, s)
		nowhere(t, dir, "sealed")
		s = openDir(t, dir, sealedOptions())
	}
}

// TestSealLater: a record from before the site had a key is sealed by Seal, and the
// old files are gone.
func TestSealLater(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	old := put(t, s, canary)
	work(t, s, 0, 5)
	if _, err := s.Seal(); !errors.Is(err, store.ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
	closed(t, s)
	s = openDir(t, dir, sealedOptions())
	fresh := put(t, s, "baru")
	reads(t, s, old, canary, nil)
	if err := s.Destroy(old); !errors.Is(err, store.ErrNotSealed) {
		t.Errorf("destroyed what is not sealed: %v", err)
	}
	if holding(t, dir, []byte(canary)) == "" {
		t.Fatal("this shows nothing")
	}
	for i := range 2 {
		moved, err := s.Seal()
		if err != nil || (moved > 0) != (i == 0) {
			t.Errorf("%d: %d, %v", i, moved, err)
		}
	}
	reads(t, s, old, canary, nil)
	reads(t, s, fresh, "baru", nil)
	if sum := clean(t, s); sum.Sealed != sum.Blobs || sum.Blobs < 7 {
		t.Errorf("%+v", sum)
	}
	nowhere(t, dir, "sealed later")
}

// TestDestroyed: a destroyed blob is gone from the record and every copy of it that
// has no key, the others stay; the same bytes may come again.
func TestDestroyed(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	one, two := put(t, s, canary), put(t, s, "lain")
	wrapped := s.Wrapped(one)
	if holding(t, dir, wrapped) == "" {
		t.Fatal("this shows nothing")
	}
	if err := s.Destroy(one, one, strings.Repeat("0", 64)); err != nil {
		t.Fatal(err)
	}
	if name := holding(t, dir, wrapped); name != "" {
		t.Errorf("%s still holds the key", name)
	}
	reads(t, s, one, "", ticket.ErrDestroyed)
	closed(t, s)
	s = openDir(t, dir, sealedOptions())
	reads(t, s, one, "", ticket.ErrDestroyed)
	reads(t, s, two, "lain", nil)
	if sum := clean(t, s); sum.Destroyed != 1 || sum.Sealed != 2 {
		t.Errorf("%+v", sum)
	}
	if put(t, s, canary) != one {
		t.Error("another hash")
	}
	reads(t, s, one, canary, nil)
	nowhere(t, dir, "put again")
}

// TestSiteKey: a sealed record says what is missing, and takes no other key.
func TestSiteKey(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	hash := put(t, s, canary)
	work(t, s, 0, 2)
	closed(t, s)
	for _, c := range []struct {
		key  []byte
		want error
	}{{nil, store.ErrSealed}, {[]byte("kurang"), store.ErrSiteKey}, {bytes.Repeat([]byte("lain"), 8), store.ErrSiteKey}} {
		o := store.Options{}
		if c.key != nil {
			o.Key = given(c.key)
		}
		if _, err := store.Open(dir, o); !errors.Is(err, c.want) {
			t.Errorf("key %q: %v, want %v", c.key, err, c.want)
		}
	}
	r := openDir(t, dir, store.Options{ReadOnly: true}) // what needs no key can be looked at
	reads(t, r, hash, "", store.ErrSealed)
	if sum := clean(t, r); sum.Sealed == 0 {
		t.Errorf("%+v", sum)
	}
}

// TestSealedBackup: a backup has the wrapped keys and needs the site's.
func TestSealedBackup(t *testing.T) {
	dir, file, back := t.TempDir(), filepath.Join(t.TempDir(), "desk.tar"), filepath.Join(t.TempDir(), "back")
	s := openDir(t, dir, sealedOptions())
	hash := put(t, s, canary)
	work(t, s, 0, 3)
	if err := errors.Join(s.PutSecret(1, "KATA-KUNCI-77"), s.Backup(t.Context(), file)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range [][]byte{[]byte(canary), siteKey, []byte("KATA-KUNCI-77")} {
		if name := holding(t, filepath.Dir(file), secret); name != "" {
			t.Errorf("the backup holds %q", secret)
		}
	}
	if err := store.Restore(file, back); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(back, store.Options{}); !errors.Is(err, store.ErrSealed) {
		t.Errorf("opened without the key: %v", err)
	}
	r := openDir(t, back, sealedOptions())
	reads(t, r, hash, canary, nil)
	clean(t, r)
}

// TestDamagedSeal: a changed byte of a sealed blob is found, with the key and
// without.
func TestDamagedSeal(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	hash := put(t, s, canary)
	work(t, s, 0, 1)
	closed(t, s)
	pack := filepath.Join(dir, "packs", "00000001.pack")
	data, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	data[len("LOKETPK1")+4+4+32+30] ^= 1
	if err := os.WriteFile(pack, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []store.Options{sealedOptions(), {ReadOnly: true}} {
		s := openDir(t, dir, o)
		reads(t, s, hash, "", store.ErrDamaged)
		sum, err := s.Check(t.Context(), func(string) {})
		if err != nil || sum.Problems == 0 {
			t.Errorf("nothing found: %+v, %v", sum, err)
		}
		closed(t, s)
	}
}

// TestSealedSuite: a sealed store keeps the contract of every store.
func TestSealedSuite(t *testing.T) {
	storetest.StoreSuite(t, func(t *testing.T) (ticket.Log, func() ticket.Log) {
		dir := t.TempDir()
		s := openDir(t, dir, sealedOptions())
		t.Cleanup(func() { _ = s.Close() })
		return s, func() ticket.Log {
			closed(t, s)
			s = openDir(t, dir, sealedOptions())
			return s
		}
	})
}
