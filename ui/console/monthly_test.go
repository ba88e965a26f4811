package console

import (
	"context"
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
