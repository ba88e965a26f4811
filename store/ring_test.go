package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"loket/ticket"
)

func testRing(t testing.TB) *ring {
	t.Helper()
	v, err := openVault(t.TempDir(), false, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.close() })
	r, err := newRing(v, func() ([]byte, error) { return bytes.Repeat([]byte("k"), MinKey), nil })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSealsAreBound: a sealed blob opens as itself alone, and a key wraps for one
// blob alone.
func TestSealsAreBound(t *testing.T) {
	r := testRing(t)
	list := []newBlob{{data: []byte("satu")}, {data: []byte("dua!")}}
	for i := range list {
		list[i].sum = sha256.Sum256(list[i].data)
	}
	if err := r.seal(list); err != nil {
		t.Fatal(err)
	}
	if got, err := r.open(list[0].sum, list[0].data); err != nil || string(got) != "satu" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := r.open(list[0].sum, list[1].data); !errors.Is(err, ErrDamaged) || got != nil {
		t.Errorf("opened another's: %q, %v", got, err)
	}
	wrapped, err := r.vault.dataKey(list[0].sum)
	if err != nil || len(wrapped) != wrappedSize {
		t.Fatalf("%d bytes, %v", len(wrapped), err)
	}
	if _, err := r.unwrap(list[1].sum, wrapped); !errors.Is(err, ErrDamaged) {
		t.Errorf("a key wrapped for another: %v", err)
	}
}

// FuzzSealed: whatever stands where a sealed blob should, reading it neither panics
// nor gives other bytes than were sealed.
func FuzzSealed(f *testing.F) {
	r := testRing(f)
	plain := []byte("surat permohonan")
	one := []newBlob{{sum: sha256.Sum256(plain), data: plain}}
	if err := r.seal(one); err != nil {
		f.Fatal(err)
	}
	f.Add(one[0].data)
	f.Add([]byte{})
	f.Add(one[0].data[:sealedExtra])
	f.Fuzz(func(t *testing.T, data []byte) {
		proof := sha256.Sum256(data)
		whole := append(recordBytes(one[0].sum, len(data)+hashSize, true), append(bytes.Clone(data), proof[:]...)...)
		got, err := readRecord(bytes.NewReader(whole), place{length: uint32(len(data) + hashSize)}, one[0].sum)
		if err != nil || !got.sealed || !bytes.Equal(got.data, data) {
			t.Fatalf("its record: %v", err)
		}
		if got, err := r.open(one[0].sum, data); err == nil && !bytes.Equal(got, plain) || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%q, %v", got, err)
		}
		_, _ = readRecord(bytes.NewReader(data), place{length: uint32(max(len(data)-recordHead, 0))}, one[0].sum)
	})
}

// TestKeysAreNotLostByADrop: dropping a secret or a key keeps everything else, and
// a crash before the new file has its name keeps all.
func TestKeysAreNotLostByADrop(t *testing.T) {
	r := testRing(t)
	v := r.vault
	sums := [][hashSize]byte{{1}, {2}}
	keys, err := v.dataKeys(sums, r.wrap)
	if err := errors.Join(err, v.put(7, "rahasia"), v.put(8, "lain"), v.drop(7)); err != nil {
		t.Fatal(err)
	}
	if err := writeVault(filepath.Join(v.dir, keysTmpName), content{}); err != nil { // a crash before the rename leaves it
		t.Fatal(err)
	}
	if err := v.close(); err != nil {
		t.Fatal(err)
	}
	if v, err = openVault(v.dir, false, time.Second); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.close() })
	for i, sum := range sums {
		if got, err := v.dataKey(sum); err != nil || !bytes.Equal(got, keys[i]) {
			t.Errorf("key %d is lost: %v", i, err)
		}
	}
	if err := v.dropKeys(sums[:1]); err != nil {
		t.Fatal(err)
	}
	if got, err := v.dataKey(sums[0]); err != nil || got != nil {
		t.Errorf("a dropped key: %x, %v", got, err)
	}
	if got, err := v.get(8); err != nil || got != "lain" {
		t.Errorf("a secret after dropping a key: %q, %v", got, err)
	}
	if _, err := v.get(7); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("a dropped secret: %v", err)
	}
}
