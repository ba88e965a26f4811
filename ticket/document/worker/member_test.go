package worker

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"

	"loket/ticket/document"
)

func packedZip(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(pairs[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A member comes whole, what cannot be unpacked is said, and the child goes on.
func TestUnpack(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 700_000)
	data := packedZip(t, "surat.pdf", "isi", "besar.bin", big, "bom", strings.Repeat("\x00", 40<<20))
	for name, p := range map[string]*Pool{"child": newPool(t, 1), "in process": New("", 1)} {
		for _, tt := range []struct {
			member string
			place  int
			want   string
			err    error
		}{
			{"surat.pdf", 0, "isi", nil},
			{"bom", 2, "", document.ErrBomb},
			{"lain.pdf", 0, "", document.ErrNoMember},
			{"surat.pdf", 0, "isi", nil},
		} {
			got, err := p.Unpack(t.Context(), data, tt.member, tt.place)
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%s, %s: %d bytes, %v; want %v", name, tt.member, len(got), err, tt.err)
			}
		}
		if r, err := p.Inspect(t.Context(), "a.zip", "", data); err != nil || len(r.Members) != 3 {
			t.Errorf("%s: inspected afterwards: %+v, %v", name, r, err)
		}
	}
}

// A password that opens a file is remembered for later inspections of it, and is
// in no report; a wrong one is not.
func TestPasswordIsRemembered(t *testing.T) {
	var b bytes.Buffer
	f := fpdf.New("P", "mm", "A4", "")
	f.SetProtection(0, "rahasia-buka", "rahasia-milik")
	f.AddPage()
	f.SetFont("Times", "", 12)
	f.Cell(0, 10, "Surat permohonan")
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	p := newPool(t, 1)
	for _, tt := range []struct{ password, text string }{{"", ""}, {"salah", ""}, {"", ""}, {"rahasia-buka", "Surat permohonan"}, {"", "Surat permohonan"}} {
		ask := func() (document.Report, error) {
			return p.InspectOpen(t.Context(), "a.pdf", "", b.Bytes(), tt.password)
		}
		if tt.password == "" {
			ask = func() (document.Report, error) { return p.Inspect(t.Context(), "a.pdf", "", b.Bytes()) }
		}
		r, err := ask()
		if err != nil || r.Text != tt.text || !r.Encrypted || r.Opened != (tt.text != "") || r.Has(document.ProblemEncrypted) == r.Opened || strings.Contains(fmt.Sprintf("%+v", r), "rahasia") {
			t.Errorf("%q: %+v, %v", tt.password, r, err)
		}
	}
}
