package ticket_test

import (
	"testing"
	"time"

	"loket/domain"
	"loket/ticket"
)

// obligations are the dated tasks of the catalogue that outlive their ticket, with
// the step at which each begins and when it is due after the Monday of the tests.
var obligations = []struct {
	service, task string
	names         []string
	due           string
}{
	{"name-change", "delete-old", []string{"lama.go.id", "baru.go.id"}, "2028-05-04 10:00"},
	{"deactivation", "delete", []string{"contohkab.go.id"}, "2026-06-03 10:00"},
	{"registration", "name-servers", []string{"contohkab.go.id"}, "2026-05-11 10:00"},
}

// TestEveryObligationIsTested keeps the list above whole.
func TestEveryObligationIsTested(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, o := range obligations {
		known[o.service+" "+o.task] = true
	}
	for _, s := range cat.Services {
		for _, st := range s.Steps {
			if st.Kind == domain.KindTask && !known[s.ID+" "+st.ID] {
				t.Errorf("%s %s: no test that it comes back", s.ID, st.ID)
			}
		}
	}
}

// dueNow reports whether the view of what is due has the ticket, as the desk stands.
func (o *office) dueNow(id ticket.ID) bool {
	for _, r := range o.Queue(ticket.ViewDue, "ani", nil, ticket.SortDue, false, o.clock.Now()) {
		if r.ID == id {
			return true
		}
	}
	return false
}

// TestObligationsComeBack: the ticket is closed, the desk goes down before the day and
// comes up after it; what was due is there, once, until it is done.
func TestObligationsComeBack(t *testing.T) {
	for _, c := range obligations {
		t.Run(c.service, func(t *testing.T) {
			o := newOffice(t)
			o.clock.now = wibTime(t, "2026-05-04 10:00")
			id := o.open(c.service, c.names...).ID
			o.work(id, c.task)
			if tk := o.do("ani", id, ticket.CloseTicket{Outcome: "done"}); tk.State != ticket.Closed {
				t.Fatalf("%s", tk.State)
			}
			due := wibTime(t, c.due)
			if k := o.see(id).Tasks[0]; k.ID != c.task || !k.Due.Equal(due) {
				t.Fatalf("task %s is due %s, want %s", k.ID, k.Due, due)
			}
			o.clock.now = due.Add(-time.Minute)
			if o.dueNow(id) {
				t.Error("it came back before its day")
			}
			o.clock.now = due.Add(time.Minute)
			if !o.dueNow(id) {
				t.Error("it did not come back")
			}

			o.clock.now = due.AddDate(0, 3, 0) // the desk was down over the day
			after := openOffice(t, o.log, o.clock)
			if err := after.LoadClosed(); err != nil {
				t.Fatal(err)
			}
			if !after.dueNow(id) || after.Counts("ani", after.clock.Now())[ticket.ViewDue] != 1 {
				t.Fatal("it did not come back after downtime")
			}
			if err := after.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			if tk := after.see(id); len(tk.Clock.Breaches) > 0 || tk.State != ticket.Closed {
				t.Errorf("dated work of a closed ticket is no breach: %+v", tk.Clock.Breaches)
			}
			after.do("ani", id, ticket.FinishTask{ID: c.task, Note: "sudah dilakukan"})
			if after.dueNow(id) {
				t.Error("it is done, and still due")
			}
		})
	}
}

// TestObligationIsMetEarly: the agency asks for it before its day.
func TestObligationIsMetEarly(t *testing.T) {
	o := newOffice(t)
	id := o.open("name-change", "lama.go.id", "baru.go.id").ID
	o.work(id, "delete-old")
	o.do("ani", id, ticket.CloseTicket{Outcome: "done"})
	o.clock.add(90 * 24 * time.Hour)
	o.do("ani", id, ticket.FinishTask{ID: "delete-old", Note: "atas permintaan instansi"})
	o.clock.add(3 * 365 * 24 * time.Hour)
	if o.dueNow(id) {
		t.Error("what was done on request comes back on its day")
	}
}

// TestTwoYearsEndInTime: no obligation ends a day late for want of a 29 February.
func TestTwoYearsEndInTime(t *testing.T) {
	for begun, want := range map[string]string{"2028-02-29 10:00": "2030-02-28 10:00", "2026-05-31 23:30": "2028-05-31 23:30", "2026-03-01 06:00": "2028-03-01 06:00"} {
		o := newOffice(t)
		o.clock.now = wibTime(t, begun)
		id := o.open("name-change", "lama.go.id", "baru.go.id").ID
		o.work(id, "delete-old")
		if k := o.see(id).Tasks[0]; !k.Due.Equal(wibTime(t, want)) {
			t.Errorf("begun %s: due %s, want %s", begun, k.Due.In(o.Calendar.Zone()), want)
		}
	}
}
