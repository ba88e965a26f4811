package console

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/ticket"
)

// Histories gives one request that was received and closed at the fake's present.
func (f *fakeDesk) Histories(_ context.Context, _, to time.Time, _ []string, fn func([]ticket.Event, ticket.More) error) error {
	at := to.Add(-time.Hour)
	events := []ticket.Event{
		{Seq: 1, Cmd: 1, Ticket: 1, Version: 1, At: at, By: ticket.ByDesk, Body: ticket.TicketOpened{Number: "2026-00001", Received: at}},
		{Seq: 2, Cmd: 2, Ticket: 1, Version: 2, At: at, By: "rina", Body: ticket.ServiceSet{Service: "transfer"}},
		{Seq: 3, Cmd: 3, Ticket: 1, Version: 3, At: at, By: "rina", Body: ticket.TicketClosed{Outcome: "done"}},
	}
	return fn(events, func(...string) ([]ticket.Event, error) { return nil, nil })
}

func (f *fakeDesk) Hours() *calendar.Calendar {
	c, err := calendar.Default("WIB")
	if err != nil {
		panic(err)
	}
	return c
}

func (f *fakeDesk) Letterhead() ticket.Letterhead {
	return ticket.Letterhead{Name: "Helpdesk Nama Domain", Unit: "Tim JIP dan Nama Domain", City: "Jakarta"}
}

func (f *fakeDesk) Staff() staff.Roster { return nil }

func (f *fakeDesk) TakeReport(_ context.Context, by, name string, data []byte, how string) error {
	f.taken = append(f.taken, fmt.Sprintf("%s %s %s %d", by, how, name, len(data)))
	return nil
}

func TestMonthly(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 18}} {
		a, _ := supervised(t, size[0], size[1], false)
		a.press("M")
		now := a.text()
		if !strings.Contains(now, "Report") || !strings.Contains(now, "Volumes") {
			t.Errorf("%v: the report is not there:\n%s", size, now)
		}
		a.press("h")
		if before := a.text(); before == now || !strings.Contains(before, "Volumes") {
			t.Errorf("%v: the month before:\n%s", size, before)
		}
		a.press("l")
		if again := a.text(); again != now {
			t.Errorf("%v: there and back:\n%s\nwant\n%s", size, again, now)
		}
		a.press("tab")
		if s := a.text(); !strings.Contains(s, "Monthly performance assessment") {
			t.Errorf("%v: the assessment:\n%s", size, s)
		}
		a.press("q")
		if s := a.text(); strings.Contains(s, "Monthly performance assessment") {
			t.Errorf("%v: it does not close:\n%s", size, s)
		}
	}
}

// TestMonthlySaved: the report is written on the officer's own machine in the format of
// the name, and the copy is noted; over SSH nothing is written, and the way is said.
func TestMonthlySaved(t *testing.T) {
	for _, c := range []struct {
		name  string
		local bool
		said  string
		taken string
	}{
		{"2026-11.csv", true, "Saved", "rina save 2026-11.csv"},
		{"2026-11.pdf", true, "Not saved", ""},
		{"2026-11.csv", false, "scp DESK:report/", ""},
	} {
		a, f := supervised(t, 120, 40, false)
		a.opt.Local = c.local
		path := filepath.Join(t.TempDir(), c.name)
		a.press("M", "s")
		if c.local {
			a.press("ctrl+u")
			a.press(path)
			a.press("enter")
		}
		if s := a.text(); !strings.Contains(s, c.said) {
			t.Errorf("%s: %q is not said:\n%s", c.name, c.said, s)
		}
		data, err := os.ReadFile(path)
		if (err == nil) != (c.taken != "") || err == nil && !strings.HasPrefix(string(data), "section,of,figure") {
			t.Errorf("%s: %q, %v", c.name, data, err)
		}
		if got := strings.Join(f.taken, "; "); !strings.HasPrefix(got, c.taken) || c.taken == "" && got != "" {
			t.Errorf("%s: noted %q, want %q", c.name, got, c.taken)
		}
	}
}
