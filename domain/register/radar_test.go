package register

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/calendar"
)

func site(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Default("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t *testing.T, cal *calendar.Calendar, s string) time.Time {
	t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", s, cal.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func TestRadar(t *testing.T) {
	cal := site(t)
	for _, tc := range []struct {
		now        string
		name       domain.Name
		registered string
		until      string
		want       string // stage end days mark sent
	}{
		{"2026-11-20 09:00", "contohkab.go.id", "", "2027-06-01", "valid 2027-06-01 193 0 -"},
		{"2026-11-20 09:00", "contohkab.go.id", "", "2027-01-20", "due 2027-01-20 61 60 2026-11-20"}, // its day is a Saturday: sent on Friday
		{"2026-11-20 09:00", "contohkab.go.id", "", "2027-01-19", "due 2027-01-19 60 60 2026-11-20"},
		{"2026-11-20 09:00", "contohkab.go.id", "", "2026-12-10", "due 2026-12-10 20 30 2026-11-10"},
		{"2026-11-20 09:00", "contohkab.go.id", "", "2026-11-24", "due 2026-11-24 4 7 2026-11-17"},
		{"2026-11-20 23:59", "contohkab.go.id", "", "2026-11-20", "due 2026-11-20 0 7 2026-11-13"},
		{"2026-11-21 00:00", "contohkab.go.id", "", "2026-11-20", "expired 2026-11-20 -1 0 -"},
		{"2026-11-20 09:00", "contohkab.go.id", "2026-01-01", "", "unknown  0 0 -"},
		{"2026-11-20 09:00", "app.contohkab.go.id", "", "2026-12-31", "due 2026-12-31 41 60 2026-10-30"}, // 1 November is a Sunday
		{"2026-11-20 09:00", "app.contohkab.go.id", "2026-03-01", "", "due 2026-12-31 41 60 2026-10-30"},
		{"2026-11-20 09:00", "app.contohkab.go.id", "2024-03-01", "", "unknown  0 0 -"},
		{"2026-12-24 09:00", "app.contohkab.go.id", "", "2026-12-31", "due 2026-12-31 7 7 2026-12-23"}, // 24 December is cuti bersama
		{"2027-01-02 09:00", "app.contohkab.go.id", "", "2026-12-31", "grace 2027-03-31 88 0 -"},
		{"2027-03-01 09:00", "app.contohkab.go.id", "", "2026-12-31", "grace 2027-03-31 30 30 2027-03-01"},
		{"2027-03-31 23:00", "app.contohkab.go.id", "", "2026-12-31", "grace 2027-03-31 0 7 2027-03-24"},
		{"2027-04-01 00:00", "app.contohkab.go.id", "", "2026-12-31", "lapsed 2027-03-31 -1 0 -"},
	} {
		e := Entry{Name: tc.name, Registered: day(t, tc.registered), Until: day(t, tc.until)}
		p := Radar([]Entry{e}, Rules{}, cal, at(t, cal, tc.now))[0]
		sent := "-"
		if p.Mark > 0 {
			sent = p.Sent.String()
		}
		if got := fmt.Sprintf("%s %s %d %d %s", p.Stage, written(p.End), p.Days, p.Mark, sent); got != tc.want {
			t.Errorf("%s, %s until %s: %s, want %s", tc.now, tc.name, tc.until, got, tc.want)
		}
		if p.Due() != (p.Mark > 0) {
			t.Errorf("due %t at mark %d", p.Due(), p.Mark)
		}
	}
}

func TestRadarOrder(t *testing.T) {
	cal := site(t)
	entries := []Entry{
		{Name: "a.go.id", Until: day(t, "2030-01-01")}, {Name: "b.go.id"}, {Name: "c.go.id", Until: day(t, "2026-11-25")},
		{Name: "d.go.id", Until: day(t, "2026-11-01")}, {Name: "x.c.go.id", Until: day(t, "2025-12-31")}, {Name: "e.go.id", Ended: day(t, "2026-01-01")},
	}
	var got []string
	for _, p := range Radar(entries, Rules{}, cal, at(t, cal, "2026-11-20 09:00")) {
		got = append(got, string(p.Entry.Name)+" "+string(p.Stage))
	}
	want := []string{"x.c.go.id lapsed", "d.go.id expired", "c.go.id due", "b.go.id unknown", "a.go.id valid", "e.go.id ended"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestEachReminderOnce walks over a year, with days on which nobody looks.
func TestEachReminderOnce(t *testing.T) {
	cal := site(t)
	entries := []Entry{{Name: "app.contohkab.go.id", Until: day(t, "2026-12-31"), Responsible: Person{Email: "budi@contohkab.go.id"}}}
	var log []string
	for now := at(t, cal, "2026-09-01 08:00"); now.Before(at(t, cal, "2027-05-01 00:00")); now = now.AddDate(0, 0, 1) {
		if now.Month() == time.November { // the desk is closed
			continue
		}
		for _, b := range Batches(Radar(entries, Rules{}, cal, now)) {
			for _, p := range b.Positions {
				entries[0] = entries[0].Remind(Reminder{End: p.End, Mark: p.Mark, At: now})
				log = append(log, fmt.Sprintf("%s %s/%s/%d", now.Format(time.DateOnly), p.Entry.Name, p.End, p.Mark))
			}
		}
	}
	want := []string{
		"2026-10-30 app.contohkab.go.id/2026-12-31/60", "2026-12-01 app.contohkab.go.id/2026-12-31/30", "2026-12-23 app.contohkab.go.id/2026-12-31/7",
		"2027-01-29 app.contohkab.go.id/2027-03-31/60", "2027-03-01 app.contohkab.go.id/2027-03-31/30", "2027-03-24 app.contohkab.go.id/2027-03-31/7",
	}
	if d := cmp.Diff(want, log); d != "" {
		t.Error(d)
	}
}

func TestBatches(t *testing.T) {
	cal := site(t)
	end := day(t, "2026-12-31")
	entries := []Entry{
		{Name: "a.contohkab.go.id", Until: end, Responsible: Person{Name: "Budi", Email: "budi@contohkab.go.id"}},
		{Name: "b.contohkab.go.id", Until: end, Responsible: Person{Name: "Budi", Email: "Budi@contohkab.go.id"}, Reminders: []Reminder{{End: end, Mark: 30}}},
		{Name: "f.contohkab.go.id", Until: end, Responsible: Person{Name: "Budi", Email: "Budi@contohkab.go.id"}, Reminders: []Reminder{{End: end, Mark: 60}}},
		{Name: "g.contohkab.go.id", Until: end, Agency: "Dinas Lain"},
		{Name: "h.contohkab.go.id", Until: day(t, "2025-12-31"), Responsible: Person{Email: "budi@contohkab.go.id"}},
		{Name: "c.contohkab.go.id", Until: end},
		{Name: "contohkab.go.id", Until: end, Officer: Person{Email: "budi@contohkab.go.id"}},
		{Name: "d.contohkab.go.id", Until: end, Officer: Person{Email: "ani@contohkab.go.id"}},
		{Name: "e.contohkab.go.id", Until: day(t, "2027-12-31"), Responsible: Person{Email: "budi@contohkab.go.id"}},
	}
	positions := Radar(entries, Rules{}, cal, at(t, cal, "2026-12-01 09:00"))
	var got []string
	for _, b := range Batches(positions) {
		s := b.To.Email
		for _, p := range b.Positions {
			s += " " + string(p.Entry.Name)
		}
		got = append(got, s)
	}
	want := []string{"ani@contohkab.go.id d.contohkab.go.id", "budi@contohkab.go.id a.contohkab.go.id f.contohkab.go.id", "budi@contohkab.go.id contohkab.go.id", " c.contohkab.go.id", " g.contohkab.go.id"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReregistration(t *testing.T) {
	p := Reregistration([]Entry{
		{Name: "contohkab.go.id", Until: day(t, "2026-12-31")},
		{Name: "a.contohkab.go.id", Until: day(t, "2027-12-31")}, {Name: "b.contohkab.go.id", Until: day(t, "2026-12-31")}, {Name: "c.contohkab.go.id"},
		{Name: "d.contohkab.go.id", Ended: day(t, "2027-04-02")}, {Name: "f.contohkab.go.id", Ended: day(t, "2024-04-02")}, {Name: "e.contohkab.go.id", Registered: day(t, "2027-02-01"), Until: day(t, "2027-12-31")},
	}, day(t, "2026-12-31"))
	if p.End != day(t, "2026-12-31") || len(p.Renewed) != 1 || len(p.Waiting) != 2 || len(p.Ended) != 1 {
		t.Errorf("%+v", p)
	}
}

func TestCampaignOfADay(t *testing.T) {
	for today, want := range map[string]string{
		"2026-10-01": "2025-12-31", "2026-10-30": "2026-12-31", "2026-12-31": "2026-12-31", "2027-01-01": "2026-12-31", "2027-04-30": "2026-12-31",
	} {
		if got := (Rules{}).Campaign(day(t, today)); got != day(t, want) {
			t.Errorf("%s: %s, want %s", today, got, want)
		}
	}
}
