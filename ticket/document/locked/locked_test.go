package locked_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"

	"loket/ticket/document/locked"
	"loket/ticket/document/locked/lockedtest"
)

func first(t *testing.T, data []byte) *zip.File {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return z.File[0]
}

func read(m *zip.File, password string) (string, error) {
	r, err := locked.Member(m, password)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

// TestMember: the right password gives what was packed, a wrong one says so, and a
// changed byte is no content.
func TestMember(t *testing.T) {
	for _, strong := range []bool{false, true} {
		data := lockedtest.ZIP("rahasia ñ", strong, "surat.txt", "isi surat yang terkunci")
		m := first(t, data)
		if got, err := read(m, "rahasia ñ"); got != "isi surat yang terkunci" || err != nil {
			t.Errorf("strong %v: %q, %v", strong, got, err)
		}
		for _, wrong := range []string{"", "salah", "Rahasia ñ"} {
			if got, err := read(m, wrong); !errors.Is(err, locked.ErrPassword) {
				t.Errorf("strong %v with %q: %q, %v", strong, wrong, got, err)
			}
		}
		at, _ := m.DataOffset()
		bad := bytes.Clone(data)
		bad[at+int64(m.CompressedSize64)-12] ^= 1
		if got, err := read(first(t, bad), "rahasia ñ"); err == nil {
			t.Errorf("strong %v: a changed file gives %q", strong, got)
		}
	}
}

// FuzzMember: whatever the archive, there is an end and no panic.
func FuzzMember(f *testing.F) {
	f.Add(lockedtest.ZIP("a", true, "a", "isi"))
	f.Add(lockedtest.ZIP("a", false, "a", "isi"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, m := range z.File[:min(len(z.File), 3)] {
			if r, err := locked.Member(m, "a"); err == nil {
				_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
			}
		}
	})
}

// FuzzOffice: the same for the description of an office file's encryption.
func FuzzOffice(f *testing.F) {
	f.Add([]byte("\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>"), make([]byte, 24))
	f.Add(append([]byte{3, 0, 2, 0, 0x24, 0, 0, 0, 32, 0, 0, 0}, make([]byte, 120)...), make([]byte, 24))
	f.Fuzz(func(_ *testing.T, info, sealed []byte) {
		_, _ = locked.Office(info, sealed, "a")
		_, _ = locked.OpenDocument(info, "content.xml", sealed, "a")
	})
}
