package search_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/store/search"
	"loket/store/storetest"
	"loket/ticket"
)

type letters struct{}

func (letters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	return ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: template, Body: "Tanda terima " + in.Ticket.Number}, nil
}

var monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// desk is a desk with an index, and tickets that came by telephone.
func desk(t testing.TB, texts ...string) (*ticket.Desk, *search.Index) {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	log := storetest.NewMemory()
	x := search.New(filepath.Join(t.TempDir(), "search"), log, mailbox{}, nil)
	t.Cleanup(func() { _ = x.Close() })
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Finder: x, Reader: mailbox{}, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: func() time.Time { return monday },
		Site: ticket.Site{Address: "helpdesk@layanan.go.id", Staff: []staff.Officer{{ID: "ani", Name: "Ani", Roles: []staff.Role{staff.Worker}}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		service := "registration"
		if i%2 == 1 {
			service = "transfer"
		}
		if _, err := d.OpenByHand(t.Context(), "ani", ticket.Manual{Source: ticket.ByPhone, Service: service, Subject: "telepon", Text: text,
			Requester: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(x.Catch(t.Context()), d.LoadClosed()); err != nil {
		t.Fatal(err)
	}
	return d, x
}

func TestSearchOfADesk(t *testing.T) {
	d, x := desk(t, "surat kuasa dan surat permohonan, NIP 19800101 200501 1 001",
		"kuasa atas surat, nomor 800/123/Kominfo/2026", "mengirimkan berkas \x1b[31mmerah", "jum'at di Kota Maju, telepon 0812-3456-7890")
	if _, err := d.Do(t.Context(), "ani", 3, 0, ticket.AddNote{Text: "sudah ditelepon, belum lengkap"}); err != nil {
		t.Fatal(err)
	}
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`surat kuasa`:                  "1 2",
		`"surat kuasa"`:                "1 message",
		`surat -"surat kuasa"`:         "2 message",
		`surat -permohonan`:            "2 message",
		`surat layanan:transfer`:       "2 message",
		`surat -service:transfer`:      "1 message",
		`198001012005011001`:           "1 message",
		`19800101 200501 1 001`:        "1 message",
		`800/123/kominfo/2026`:         "2 message",
		`800-123`:                      "2 message",
		`pengiriman`:                   "3 message",
		`lengkapi`:                     "3 note",
		`jumat "kota maju"`:            "4 message",
		`+6281234567890`:               "4 message",
		`permo*`:                       "1 message",
		`budi@contohkab.go.id`:         "1 2 3 4",
		`BUDI telepon berkas`:          "3 head",
		`tidakada`:                     "",
		`-surat`:                       "",
		`""`:                           "",
		`layanan:transfer`:             "2 4",
		`* ? ** "`:                     "",
		strings.Repeat("surat ", 80):   "1 2",
		strings.Repeat("a*", 240):      "",
		strings.Repeat(`"surat" `, 60): "1 2",
	} {
		found, err := d.Search(t.Context(), ticket.Search{Text: query, By: "ani", Now: monday})
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var got []string
		for id := ticket.ID(1); id <= 4; id++ {
			for _, h := range found.Hits {
				if h.ID != id {
					continue
				}
				got = append(got, id.String())
				if len(found.Hits) == 1 && want != "" {
					got = append(got, string(h.Passage.Where))
				}
				if strings.ContainsRune(h.Snippet, 0x1b) {
					t.Errorf("%s: snippet %q", query, h.Snippet)
				}
			}
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
		if found.Total != len(found.Hits) || found.AtLeast {
			t.Errorf("%s: total %d, %d hits, %v", query, found.Total, len(found.Hits), found.AtLeast)
		}
	}
}

// TestPhrasesOfAPage: what is beyond the page is not read, and not counted.
func TestPhrasesOfAPage(t *testing.T) {
	d, _ := desk(t, "surat kuasa", "surat kuasa", "kuasa surat", "surat kuasa")
	for limit, want := range map[int]ticket.Found{1: {Total: 1, AtLeast: true}, 2: {Total: 2, AtLeast: true}, 4: {Total: 3}} {
		found, err := d.Search(t.Context(), ticket.Search{Text: `"surat kuasa"`, Now: monday, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		if found.Total != want.Total || found.AtLeast != want.AtLeast || len(found.Hits) != want.Total {
			t.Errorf("limit %d: total %d, %d hits, at least %v", limit, found.Total, len(found.Hits), found.AtLeast)
		}
	}
}

// TestRunFollows lets the index follow a desk by itself.
func TestRunFollows(t *testing.T) {
	d, x := desk(t)
	changed, stop := d.Subscribe()
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { x.Run(ctx, changed); close(done) }()
	made, err := d.OpenByHand(ctx, "ani", ticket.Manual{Source: ticket.ByPhone, Service: "registration", Subject: "perihal khusus", Text: "x", Requester: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id"}})
	if err != nil {
		t.Fatal(err)
	}
	for tick := time.NewTicker(10 * time.Millisecond); ; <-tick.C {
		found, err := d.Search(ctx, ticket.Search{Text: "khusus", Now: monday})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Hits) == 1 && found.Hits[0].ID == made.ID {
			break
		}
	}
	cancel()
	<-done
}

func FuzzSearch(f *testing.F) {
	d, _ := desk(f, "surat kuasa 800/123/Kominfo", "kirim berkas")
	for _, s := range []string{"surat*", `"surat kuasa" -kirim`, "layanan:transfer a*b*c", "-", "\"", "0812 3456 7890 1 2 3"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, typing bool) {
		found, err := d.Search(t.Context(), ticket.Search{Text: text, Now: monday, Typing: typing, Limit: 3})
		var wrong *ticket.QueryError
		if err != nil && !errors.As(err, &wrong) {
			t.Fatal(err)
		}
		if err == nil && len(found.Hits) > found.Total {
			t.Fatalf("%+v", found)
		}
	})
}
