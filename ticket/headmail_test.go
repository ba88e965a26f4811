package ticket_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loket/domain/staff"
	"loket/ticket"
)

func (o *office) mailHead(now string) (day string, queued int) {
	o.t.Helper()
	o.clock.set(wibTime(o.t, now))
	day, queued, err := o.MailHead(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return day, queued
}

func headMailing(d *ticket.Desk) {
	mailing(d)
	d.Site.HeadMail = ticket.HeadMail{On: true, After: time.Hour}
}

// TestHeadIsMailedOnceADay: an hour after closing, on days off as well, to supervisors
// with an address; once, also after a restart; a day that was missed is made good.
func TestHeadIsMailedOnceADay(t *testing.T) {
	o := newOffice(t, headMailing)
	o.open("deactivation", "contohkab.go.id")
	o.mailHead("2026-05-04 10:00") // switched on: the newest day that is over is made good at once
	steps := []struct{ now, day string }{
		{"2026-05-04 16:59", ""},
		{"2026-05-04 17:00", "2026-05-04"},
		{"2026-05-04 17:01", ""},
		{"2026-05-05 08:00", ""},
		{"2026-05-05 17:30", "2026-05-05"},
		{"2026-05-08 08:00", "2026-05-07"}, // the desk was away for two days
		{"2026-05-08 17:00", ""},           // Friday closes at 16:30
		{"2026-05-08 17:30", "2026-05-08"},
		{"2026-05-09 17:29", ""},
		{"2026-05-09 17:30", "2026-05-09"}, // Saturday
	}
	for _, s := range steps {
		o = openOffice(t, o.log, o.clock, headMailing)
		day, queued := o.mailHead(s.now)
		if day != s.day || (queued == 1) != (s.day != "") {
			t.Errorf("%s: day %q, %d queued; want %q", s.now, day, queued, s.day)
		}
	}
	if got := o.memosOf(); len(got) != 6 || slices.Index(got, "head for citra") != 0 {
		t.Errorf("memos %q", got)
	}
}

// TestMailedHeadIsTheRecords: the head is that of everything before the memo.
func TestMailedHeadIsTheRecords(t *testing.T) {
	o := newOffice(t, headMailing)
	o.open("deactivation", "contohkab.go.id")
	seq, hash, err := o.Head()
	if err != nil {
		t.Fatal(err)
	}
	o.mailHead("2026-05-04 17:00")
	o.mailHead("2026-05-05 17:00")
	due := o.due()
	if want := fmt.Sprintf("%d:%s new %d\n", seq, hash, seq); due[0].Letter.Body != want {
		t.Errorf("the memo says %q, want %q", due[0].Letter.Body, want)
	}
	if !strings.HasSuffix(due[1].Letter.Body, " new 1\n") {
		t.Errorf("the next one says %q: one event came, the memo", due[1].Letter.Body)
	}
}

func TestHeadIsNotMailedByItself(t *testing.T) {
	o := newOffice(t, mailing)
	if day, n := o.mailHead("2026-05-04 20:00"); day != "" || n != 0 {
		t.Errorf("%q, %d", day, n)
	}
}

func TestParseHead(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for _, text := range []string{"42:" + hash, " 42:" + strings.ToUpper(hash) + "\n", "42 " + hash} {
		if h, err := ticket.ParseHead(text); err != nil || h.Seq != 42 || h.Hash != hash || h.String() != "42:"+hash {
			t.Errorf("%q: %+v, %v", text, h, err)
		}
	}
	for _, text := range []string{"", "42", "0:" + hash, "-1:" + hash, "42:" + hash[1:], "42:" + hash[1:] + "g", "x:" + hash} {
		if h, err := ticket.ParseHead(text); err == nil {
			t.Errorf("%q is read as %+v", text, h)
		}
	}
}

// TestRunDated: the desk itself looks whether an hour has come, and says where a memo
// has nobody to go to.
func TestRunDated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, func(d *ticket.Desk) {
			headMailing(d)
			d.Site.Staff = d.Site.Staff[:2] // nobody who supervises and has an address
			d.Site.Staff = append(d.Site.Staff, staff.Officer{ID: "dedi", Name: "Dedi", Roles: []staff.Role{staff.Supervisor}})
		})
		o.open("deactivation", "contohkab.go.id")
		o.clock.set(wibTime(t, "2026-05-05 11:30"))
		lines := new(said)
		ctx, cancel := context.WithCancel(t.Context())
		go o.RunDated(ctx, slog.New(slog.NewTextHandler(lines, nil)))
		synctest.Wait()
		if got := lines.take(); strings.Count(got, "went to nobody") != 1 || len(o.memosOf()) != 0 {
			t.Errorf("the log says\n%s, memos %q", got, o.memosOf())
		}
		o.clock.set(wibTime(t, "2026-05-05 11:38"))
		time.Sleep(time.Minute) // of the bubble
		synctest.Wait()
		if got, want := o.memosOf(), []string{"alert for ani", "alert for bayu"}; !slices.Equal(got, want) || lines.take() != "" {
			t.Errorf("memos %q, want %q", got, want)
		}
		cancel()
		synctest.Wait()
	})
}
