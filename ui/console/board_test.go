package console

import (
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

func (f *fakeDesk) Board(now time.Time) *ticket.Board {
	f.made.At, f.made.Midnight = now, start.Add(10*time.Hour)
	made := f.made
	return &made
}

func (f *fakeDesk) Unexplained() (out []*ticket.Row) {
	for _, r := range f.rows {
		if r.Unexplained {
			out = append(out, r)
		}
	}
	return out
}

func (f *fakeDesk) Told(by string, r *ticket.Row) bool { return !f.bound || r.Owner == by }

// supervised is a console on whose board one ticket is late, one at risk and one waits.
func supervised(t *testing.T, w, h int, bound bool) (*App, *fakeDesk) {
	t.Helper()
	a, f := registered(t, w, h, func(o *Options) { o.Lang = kit.English })
	f.bound = bound
	late, risk, waits := f.rows[0], f.rows[1], f.rows[2]
	late.Unexplained, waits.Waiting = true, "pandi"
	f.tickets[late.ID] = &ticket.Ticket{ID: late.ID, Clock: ticket.Clock{Breaches: []ticket.Breach{{What: "service"}, {What: "verify", Cause: "known"}}}}
	f.made = ticket.Board{Items: []ticket.Placed{
		{Row: late, Level: ticket.Overtime, What: "service", Due: start.Add(-time.Hour)},
		{Row: risk, Level: ticket.Nearly, What: "service", Due: start.Add(time.Hour), Today: true},
		{Row: waits, What: "service", Due: start.Add(40 * time.Hour), Since: start.Add(-5 * time.Hour)},
	}, Sum: ticket.Tally{Open: 3, Late: 1, Nearly: 1, Waiting: 1, Today: 1}, Closing: start.Add(2 * time.Hour),
		Owners: []ticket.Tally{{ID: "sari", Open: 2}}}
	a.press("B")
	return a, f
}

func TestBoardListsByLens(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 18}} {
		a, f := supervised(t, size[0], size[1], false)
		numbers := func() (out []string) {
			for _, r := range f.rows[:3] {
				if strings.Contains(a.text(), r.Number) {
					out = append(out, r.Number)
				}
			}
			return out
		}
		for lens, want := range map[string][]int{"2": {1}, "3": {0}, "4": {2}, "5": {1}, "6": {0}} {
			a.press(lens)
			got := numbers()
			if len(got) != len(want) || got[0] != f.rows[want[0]].Number {
				t.Errorf("%v, lens %s lists %v:\n%s", size, lens, got, a.text())
			}
		}
		a.press("4")
		if s := a.text(); size[0] >= 80 && !strings.Contains(s, "5h") {
			t.Errorf("how long it waits is missing:\n%s", s)
		}
	}
}

// TestForecastSpeaksTheLanguage: the hour at which the desk closes is written as the
// rest of the screen is.
func TestForecastSpeaksTheLanguage(t *testing.T) {
	a, _ := supervised(t, 120, 40, false)
	closing := start.Add(2 * time.Hour).In(a.env.Place())
	if s := a.text(); !strings.Contains(s, "by "+closing.Format("15:04")) {
		t.Errorf("English, closing %s:\n%s", closing, s)
	}
}

func TestBoardReassignsMany(t *testing.T) {
	a, f := supervised(t, 120, 40, false)
	a.press("1", "space", "space", "A")
	a.press("tab")
	a.press("cuti mulai besok")
	a.press("ctrl+s")
	if len(f.did) != 2 || !strings.Contains(f.did[0], "ticket.Assign") {
		t.Errorf("did %v:\n%s", f.did, a.text())
	}
}

func TestBoardIsForSupervisorsToChange(t *testing.T) {
	a, f := supervised(t, 120, 40, true)
	a.press("A")
	a.press("3", "C")
	if len(f.did) != 0 || !strings.Contains(a.text(), "only a supervisor") {
		t.Errorf("did %v:\n%s", f.did, a.text())
	}
}

// TestBoardExplainsEachTarget: only those without a cause get one.
func TestBoardExplainsEachTarget(t *testing.T) {
	a, f := supervised(t, 120, 40, false)
	a.press("6", "C", "ctrl+s")
	if len(f.did) != 1 || !strings.Contains(f.did[0], "ticket.ExplainBreach") {
		t.Errorf("did %v:\n%s", f.did, a.text())
	}
}
