package console

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/calendar"
	"loket/ticket"
	"loket/ui/kit"
)

func (f *fakeDesk) PlanNow(each time.Duration) ticket.Plan {
	cal, err := calendar.Default("WIB")
	if err != nil {
		panic(err)
	}
	return ticket.Plan{Calendar: cal, Officers: 2, Each: each}
}

func (f *fakeDesk) BookFault() error { return f.book }

func (f *fakeDesk) WhatIf(ticket.Plan, ticket.Plan) (out []ticket.Supposed, err error) {
	for i, r := range f.rows[:3] {
		at := start.Add(time.Duration(i) * time.Hour)
		out = append(out, ticket.Supposed{Row: r, Due: at, NewDue: at.Add(time.Duration(i) * 24 * time.Hour), Done: at.Add(-time.Hour), NewEnd: at.Add(time.Minute)})
	}
	return out, nil
}

// supposing is a console before the what-if of a real desk with n tickets, of which each
// is promised in working days.
func supposing(t *testing.T, n, w, h int, lang kit.Lang) (*App, *ticket.Desk) {
	t.Helper()
	d := realDesk(t)
	for i := range n {
		m := ticket.Manual{Source: ticket.ByPhone, Service: "deactivation", Subject: fmt.Sprint("Penonaktifan ", i), Requester: ticket.Party{Name: "Slamet"}, Names: []string{fmt.Sprintf("contoh%d.go.id", i)}}
		if _, err := d.OpenByHand(context.Background(), "rina", m); err != nil {
			t.Fatal(err)
		}
	}
	a := testApp(t, newFake(nil), w, h, func(o *Options) { o.Desk, o.Officer, o.Catalogue, o.Lang = d, "rina", d.Catalogue, lang })
	t.Cleanup(a.changes.close)
	a.press("B", "w")
	return a, d
}

// TestWhatIfOfHolidaysAndPeople: fewer officers make tickets late that are not, days off
// move promises, and "as it is" takes it all back; nothing of it is kept.
func TestWhatIfOfHolidaysAndPeople(t *testing.T) {
	a, d := supposing(t, 24, 160, 45, kit.English)
	s, ok := a.top().(*whatIf)
	if !ok {
		t.Fatalf("w on the board shows %T", a.top())
	}
	before, _, err := d.Head()
	if err != nil {
		t.Fatal(err)
	}
	if s.tally(0) != 0 || s.tally(3) != 0 || s.tally(4) != 24 {
		t.Fatalf("without a supposition: %d worse, %d moved of %d", s.tally(0), s.tally(3), s.tally(4))
	}
	a.press("e")
	a.press("tab", "tab", "tab", "0") // 450 minutes for one ticket: a day's work
	a.press("ctrl+s")
	late := s.tally(2)
	if late == 0 || s.each != 450*time.Minute {
		t.Fatalf("%d are late at %s each:\n%s", late, s.each, a.text())
	}
	a.press("-")
	if s.tally(0) == 0 || !strings.Contains(a.text(), "as supposed") {
		t.Errorf("one officer makes %d late:\n%s", s.tally(0), a.text())
	}
	a.press("+", "+")
	if s.tally(1) == 0 || s.what.Officers != 3 {
		t.Errorf("three officers save %d:\n%s", s.tally(1), a.text())
	}
	a.press("0", "e", "2026-11-23..2026-11-24", "ctrl+s")
	if s.tally(3) != 24 || len(s.what.Closed) != 2 {
		t.Errorf("two days off move %d deadlines:\n%s", s.tally(3), a.text())
	}
	a.press("4")
	if text := a.text(); !strings.Contains(text, "2026-11-23..2026-11-24") || !strings.Contains(text, "2026-00001") {
		t.Errorf("what is supposed is not shown:\n%s", text)
	}
	a.press("0")
	if s.tally(3) != 0 || s.each != whatIfEach {
		t.Errorf("as it is: %d move", s.tally(3))
	}
	if after, _, err := d.Head(); err != nil || after != before {
		t.Errorf("%d events were kept, %v", after-before, err)
	}
}

// TestWhatIfRefusesNonsense: what cannot be supposed is said at the field.
func TestWhatIfRefusesNonsense(t *testing.T) {
	for _, typed := range []string{"besok", "2026-12-24..2026-12-20", "2026-01-01..2030-01-01"} {
		a, _ := supposing(t, 1, 100, 30, kit.English)
		a.press("e", typed, "ctrl+s")
		if len(a.overlays) != 1 || !strings.Contains(a.text(), "write days as") {
			t.Errorf("%q is taken:\n%s", typed, a.text())
		}
	}
}

// TestWhatIfSaysWhenItIsOld: a change is not counted in by itself.
func TestWhatIfSaysWhenItIsOld(t *testing.T) {
	a, d := supposing(t, 2, 120, 40, kit.Indonesian)
	if _, err := d.Do(context.Background(), "budi", 1, 0, ticket.AddNote{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	a.hear(t)
	if !strings.Contains(a.text(), "R menghitung lagi") {
		t.Errorf("it is not said:\n%s", a.text())
	}
	a.press("R")
	if strings.Contains(a.text(), "R menghitung lagi") {
		t.Error("it was counted and is old")
	}
}

// TestWhatIfFits: in every shape, in both languages, with its words there and nothing
// wider than the screen.
func TestWhatIfFits(t *testing.T) {
	for _, size := range [][2]int{{60, 18}, {80, 24}, {120, 40}, {160, 45}, {200, 60}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			a, _ := supposing(t, 3, size[0], size[1], lang)
			for _, keys := range [][]string{nil, {"-", "1"}, {"5"}, {"e", "2026-12-24, 2026-12-28..2026-12-31", "ctrl+s", "4"}, {"e"}} {
				a.press(keys...)
				for _, l := range strings.Split(a.View().Content, "\n") {
					if ansi.StringWidth(l) > size[0] {
						t.Fatalf("%v %v: a line of %d cells:\n%s", size, keys, ansi.StringWidth(l), a.text())
					}
				}
				if text := a.text(); strings.Contains(text, "[whatif") || strings.Contains(text, "whatif.") {
					t.Fatalf("%v %v: a word is missing:\n%s", size, keys, text)
				}
			}
		}
	}
}

func TestDaysText(t *testing.T) {
	for _, c := range []string{"", "2026-12-24", "2026-12-24, 2026-12-28..2026-12-31", "2026-12-31..2027-01-02"} {
		days, err := parseDays(c)
		if got := daysText(days); err != nil || got != c {
			t.Errorf("%q became %q, %v", c, got, err)
		}
	}
}
