package ticket_test

import (
	"testing"
	"time"

	"loket/domain/calendar"
	"loket/ticket"
)

func supposed(t *testing.T, o *office, then ticket.Plan) map[ticket.ID]ticket.Supposed {
	t.Helper()
	list, err := o.WhatIf(o.PlanNow(time.Hour), then)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[ticket.ID]ticket.Supposed)
	for _, s := range list {
		out[s.Row.ID] = s
	}
	return out
}

// TestWhatIfHoliday: a day off moves promises in working time and none in hours, and
// nothing of it is kept.
func TestWhatIfHoliday(t *testing.T) {
	o := newOffice(t)
	day := o.open("deactivation", "contohkab.go.id").ID
	hours := o.open("access-termination", "majujaya.desa.id").ID
	waits := o.open("deactivation", "baru.desa.id").ID
	o.do("ani", waits, ticket.Wait{Party: "pandi"})
	before := o.events(day)
	then := o.PlanNow(time.Hour)
	var err error
	if then.Calendar, err = o.Calendar.Off("uji", calendar.Date{Year: 2026, Month: 5, Day: 5}); err != nil {
		t.Fatal(err)
	}
	got := supposed(t, o, then)
	if d := got[day]; !d.Due.Equal(wibTime(t, "2026-05-05 16:00")) || !d.NewDue.Equal(wibTime(t, "2026-05-06 16:00")) {
		t.Errorf("in days: %v, then %v", d.Due, d.NewDue)
	}
	if h := got[hours]; !h.Due.Equal(h.NewDue) || h.Due.IsZero() {
		t.Errorf("in hours: %v, then %v", h.Due, h.NewDue)
	}
	if _, there := got[waits]; there || len(got) != 2 {
		t.Errorf("%d tickets; one that waits for another is left out", len(got))
	}
	o.wantDeadline(day, "1d", "2026-05-05 16:00")
	if o.events(day) != before {
		t.Error("something was kept")
	}
}

// TestWhatIfOfficers: 13 working hours are left, so that one officer does 13 tickets
// of an hour in time and three do 39.
func TestWhatIfOfficers(t *testing.T) {
	o := newOffice(t)
	for range 20 {
		o.open("deactivation", "contohkab.go.id")
	}
	late := func(officers int) (n int) {
		then := o.PlanNow(time.Hour)
		then.Officers = officers
		for _, s := range supposed(t, o, then) {
			if s.Late() {
				t.Errorf("%s is late as it is, with three", s.Row.Number)
			}
			if s.NewLate() {
				n++
			}
		}
		return n
	}
	if one, two := late(1), late(2); one != 7 || two != 0 {
		t.Errorf("late with one: %d, with two: %d; want 7 and 0", one, two)
	}
}
