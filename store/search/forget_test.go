package search_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/store"
	"loket/store/search"
	"loket/ticket"
)

// TestRetentionForgets: the search that runs while the desk destroys a mail finds it no
// more, no file of the record or of the index has its words, and the record is sound.
func TestRetentionForgets(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{Key: func() ([]byte, error) { return bytes.Repeat([]byte("kunci"), 8), nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cat, err1 := domain.LoadCatalogue(nil)
	cal, err2 := calendar.Default("WIB")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	x := search.New(filepath.Join(dir, "search"), s, mailbox{}, nil)
	defer x.Close()
	now := monday
	d, err := ticket.OpenDesk(&ticket.Desk{Log: s, Finder: x, Reader: mailbox{}, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: func() time.Time { return now },
		Site: ticket.Site{Address: "helpdesk@layanan.go.id", Retention: ticket.Retention{Mails: 30}}})
	if err != nil {
		t.Fatal(err)
	}
	junk := incoming(1, "promo kilat rahasia")
	junk.Machine, junk.Subject, junk.From.Email = "bulk", "Promo kilat", "toko@iklan.example"
	receive(t, d, junk, incoming(2, "permohonan biasa"))
	finds := func(words string, want int) {
		t.Helper()
		if err := x.Catch(t.Context()); err != nil {
			t.Fatal(err)
		}
		found, err := d.Search(t.Context(), ticket.Search{Text: words, Now: now})
		if err != nil || found.Total != want {
			t.Errorf("%q finds %+v, %v; want %d", words, found, err, want)
		}
	}
	finds("promo", 1)
	now = now.AddDate(0, 0, 31)
	if r, err := d.Retain(t.Context(), ticket.ByDesk); r != (ticket.Retained{Strays: 1}) || err != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	finds("promo", 0)
	finds("permohonan", 1)
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, words := range []string{"promo", "toko@iklan.example"} {
			if bytes.Contains(bytes.ToLower(data), []byte(words)) {
				t.Errorf("%s holds %q", filepath.Base(path), words)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Audit(t.Context(), ticket.Fold, func(line string) { t.Log(line) }); n != 0 || err != nil {
		t.Errorf("%d problems, %v", n, err)
	}
}

// TestHitsMaskNIPs: what is found has no NIP whole, wherever it stands.
func TestHitsMaskNIPs(t *testing.T) {
	const number, masked = "198609262015051001", "19860926**********"
	d, x := desk(t)
	named, junk := incoming(1, "Terlampir."), incoming(2, "promosi")
	named.Subject, named.Attachments = "Mutasi a.n. "+number, []ticket.File{{Name: "sk-" + number + ".pdf", SHA: "sk"}}
	junk.Subject, junk.Machine = "Tagihan "+number, "bulk"
	receive(t, d, named, junk)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{number, "mutasi", "sk " + number, "tagihan"} {
		found, err := d.Search(t.Context(), ticket.Search{Text: words, By: "ani", Now: monday})
		if err != nil || len(found.Hits) == 0 {
			t.Errorf("%s: %+v, %v", words, found, err)
			continue
		}
		for _, h := range found.Hits {
			if all := h.Subject + h.Passage.Title + h.Snippet; strings.Contains(all, number) || !strings.Contains(all, masked) {
				t.Errorf("%s finds %+v", words, h)
			}
		}
	}
}
