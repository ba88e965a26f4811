package ticket_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/store/storetest"
	"loket/ticket"
)

// forgetting is a desk that keeps mails on no ticket for 30 days.
func forgetting(d *ticket.Desk) { d.Site.Retention, d.Reader = ticket.Retention{Mails: 30}, shelf{} }

// strew has mails come of which no ticket is made: junk, a bounce, one that waits for a
// person, one that could not be read; and one that makes a ticket.
func (o *office) strew() {
	o.t.Helper()
	junk := o.mail("Promo kilat", "Diskon rahasia.")
	junk.Machine, junk.From = "bulk", ticket.Party{Name: "Toko", Email: "toko@iklan.example"}
	bounce := o.mail("Undelivered", "")
	bounce.Machine = "bounce"
	failed := o.mail("Rusak", "")
	failed.Failed = "cannot be read"
	waits := o.mail("Re: [2026-00001-XXX] tanya", "Kata kunci.")
	waits.From.Email = "orang@lain.example"
	if got := o.receive(o.mail("Permohonan", "Mohon."), junk, bounce, failed, waits); got[ticket.FateMachine] != 2 || got[ticket.FateFailed] != 1 || got[ticket.FateParked] != 1 || got[ticket.FateNew] != 1 {
		o.t.Fatalf("fates %v", got)
	}
}

func (o *office) strays(want int) []ticket.Stray {
	o.t.Helper()
	list, err := o.Strays(context.Background(), o.clock.Now())
	if err != nil || len(list) != want {
		o.t.Fatalf("strays are %+v, %v; want %d", list, err, want)
	}
	return list
}

// TestStrays: mails on no ticket go when their time is over, and their rows lose what
// was said of persons; those of tickets stay, what a person made something of, and what
// still waits for one.
func TestStrays(t *testing.T) {
	o := newOffice(t, forgetting)
	o.strew()
	o.strays(0)
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	list := o.strays(2)
	again := o.mail("Promo kilat", "Diskon rahasia.") // the same bytes come once more
	again.Raw, again.Machine = []byte("raw 1 Promo kilat Diskon rahasia."), "bulk"
	if got := o.receive(again); got[ticket.FateDuplicate] != 1 {
		t.Fatal(got)
	}
	o.strays(1)
	_, err := o.DestroyStrays(context.Background(), "ani", list)
	refusal(t, err, "not-allowed-supervise")
	rows, _, err := o.Journal(0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		if m.Waits() {
			if err := o.IgnoreMail(context.Background(), "ani", m.Key, "bukan permohonan"); err != nil {
				t.Fatal(err)
			}
		}
	}
	list = o.strays(3)
	at := slices.IndexFunc(rows, func(m ticket.MailRecord) bool { return m.Fate == ticket.FateParked })
	if err := o.AttachMail(context.Background(), "ani", rows[at].Key, 1); err != nil { // since it was listed
		t.Fatal(err)
	}
	if n, err := o.DestroyStrays(context.Background(), "citra", list); n != 2 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	o.strays(0)
	rows, _, err = o.Journal(0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		_, err := o.Raw(m.Hash)
		if gone := errors.Is(err, ticket.ErrDestroyed); gone != m.Destroyed {
			t.Errorf("%s: destroyed %v, its bytes: %v", m.Fate, m.Destroyed, err)
		}
		if m.Destroyed && (m.From+m.Subject+m.MessageID != "" || m.Code != "retention" || m.Searched() || m.Fate == ticket.FateFailed) {
			t.Errorf("%+v", m)
		}
		if m.Destroyed {
			refusal(t, o.AttachMail(context.Background(), "ani", m.Key, 1), "mail-destroyed")
		}
	}
	if o.Parked() != 0 {
		t.Errorf("%d wait", o.Parked())
	}
}

// TestStraysGoOn: where the program ended between the record's word and the keys, the
// next pass drops them.
func TestStraysGoOn(t *testing.T) {
	cut := errors.New("cut")
	o := openOffice(t, &broken{storetest.NewMemory(), cut}, &handClock{now: monday}, forgetting)
	o.strew()
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	list := o.strays(2)
	if _, err := o.DestroyStrays(context.Background(), "citra", list); !errors.Is(err, cut) {
		t.Fatalf("it went on: %v", err)
	}
	if _, err := o.Raw(list[0].Hash); err != nil {
		t.Fatal(err)
	}
	if r, err := o.Retain(context.Background(), "citra"); r.Strays != 0 || err != nil {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := o.Raw(list[0].Hash); !errors.Is(err, ticket.ErrDestroyed) {
		t.Errorf("the mail is still there: %v", err)
	}
}

// said is a log that a test reads while the desk writes to it.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// take gives what was written since it was called last.
func (s *said) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.b.Reset()
	return s.b.String()
}

// TestRetentionRunsDaily: the desk itself destroys once a day what was kept long enough,
// and says so; a pass that fails is made again later.
func TestRetentionRunsDaily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cut := errors.New("cut")
		o, _ := keeping(t, &broken{storetest.NewMemory(), cut}, forgetting)
		o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
		o.clock.add(31 * 24 * time.Hour)
		lines := new(said)
		ctx, cancel := context.WithCancel(t.Context())
		go o.RunRetention(ctx, slog.New(slog.NewTextHandler(lines, nil)))
		wait := func(after time.Duration, want ...string) {
			t.Helper()
			lines.take()
			time.Sleep(after) // of the bubble
			synctest.Wait()
			got := lines.take()
			if strings.Count(got, "\n") != len(want) {
				t.Errorf("the log says\n%s", got)
			}
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("the log lacks %q:\n%s", w, got)
				}
			}
		}
		wait(2*time.Minute, "mails=1", "error=cut")
		wait(30 * time.Minute)
		wait(time.Hour) // the keys that were left are dropped, which is no news
		if _, err := o.Raw(o.see(1).Messages[0].Hash); !errors.Is(err, ticket.ErrDestroyed) {
			t.Errorf("the mail: %v", err)
		}
		o.strew()
		o.clock.add(31 * 24 * time.Hour)
		wait(2*time.Minute, "mails=0 stay=0 \"mails without a ticket\"=2")
		wait(24 * time.Hour)
		cancel()
		synctest.Wait()
	})
}

// TestRetentionIsOff: where nothing has a time, or the site says so, nothing runs.
func TestRetentionIsOff(t *testing.T) {
	for name, change := range map[string]func(*ticket.Desk){
		"nothing has a time": func(*ticket.Desk) {},
		"the site says so":   func(d *ticket.Desk) { d.Site.Retention = ticket.Retention{Off: true, Mails: 1} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, change)
				o.RunRetention(t.Context(), nil) // else it never returns
			})
		})
	}
}
