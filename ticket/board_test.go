package ticket_test

import (
	"testing"
	"time"

	"loket/store/storetest"
	"loket/ticket"
)

// place finds a ticket on the board.
func place(t testing.TB, b *ticket.Board, id ticket.ID) ticket.Placed {
	t.Helper()
	for _, p := range b.Items {
		if p.Row.ID == id {
			return p
		}
	}
	t.Fatalf("ticket %d is not on the board", id)
	return ticket.Placed{}
}

// TestBoardCountsByEachClock: a target in days runs while the desk is open, one in
// hours day and night.
func TestBoardCountsByEachClock(t *testing.T) {
	o := newOffice(t)
	day := o.open("deactivation", "contohkab.go.id").ID          // 1d: Monday 09:00 to Tuesday 16:00
	hours := o.open("access-termination", "majujaya.desa.id").ID // 72h: to Thursday 09:00
	for _, k := range []struct {
		now        string
		day, hours ticket.Level
		today      int
	}{
		{"2026-05-04 09:30", ticket.Calm, ticket.Calm, 0},
		{"2026-05-05 08:14", ticket.Calm, ticket.Calm, 1}, // due today, and nothing used yet
		{"2026-05-05 08:15", ticket.Half, ticket.Calm, 1},
		{"2026-05-05 14:39", ticket.Nearly, ticket.Calm, 1},
		{"2026-05-05 16:00", ticket.Nearly, ticket.Calm, 1}, // on time up to and including the close
		{"2026-05-05 16:01", ticket.Overtime, ticket.Calm, 0},
		{"2026-05-06 23:00", ticket.Overtime, ticket.Most, 0},
		{"2026-05-07 00:01", ticket.Overtime, ticket.Most, 1},
		{"2026-05-07 09:01", ticket.Overtime, ticket.Overtime, 0},
	} {
		b := o.Board(wibTime(t, k.now))
		if d, h := place(t, b, day), place(t, b, hours); d.Level != k.day || h.Level != k.hours || b.Sum.Today != k.today || h.Clock == d.Clock {
			t.Errorf("%s: %d and %d percent, %d today; want %d, %d, %d", k.now, d.Level, h.Level, b.Sum.Today, k.day, k.hours, k.today)
		}
	}
}

func TestBoardLetsAPausedClockStand(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.clock.set(wibTime(t, "2026-05-05 08:30")) // past the half
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true})
	b := o.Board(wibTime(t, "2026-05-20 10:00"))
	p := place(t, b, id)
	if p.Level != ticket.Half || p.Today || p.Late() || b.Sum.Paused != 1 {
		t.Errorf("while it stands: %+v, %+v", p, b.Sum)
	}
	if len(b.Waiting) != 1 || b.Waiting[0].ID != "pandi" || !b.Waiting[0].Oldest.Equal(wibTime(t, "2026-05-05 08:30")) {
		t.Errorf("waiting: %+v", b.Waiting)
	}
	o.clock.set(wibTime(t, "2026-05-20 10:00"))
	o.do("ani", id, ticket.Resume{})
	for now, want := range map[string]ticket.Level{"2026-05-20 10:00": ticket.Half, "2026-05-20 15:59": ticket.Most, "2026-05-21 09:01": ticket.Overtime} {
		if p := place(t, o.Board(wibTime(t, now)), id); p.Level != want {
			t.Errorf("%s: %d percent, want %d (due %v)", now, p.Level, want, p.Due.In(o.Calendar.Zone()))
		}
	}
}

func TestBoardCounts(t *testing.T) {
	o := newOffice(t)
	o.open("deactivation", "contohkab.go.id")
	o.open("deactivation", "majujaya.desa.id")
	o.open("registration", "baru.desa.id")
	b := o.Board(wibTime(t, "2026-05-05 09:00"))
	if len(b.Services) != 2 || b.Services[0].ID != "deactivation" || b.Services[0].Open != 2 || b.Services[0].Half != 2 {
		t.Errorf("services %+v", b.Services)
	}
	mine := 0
	for _, tally := range b.Owners {
		if tally.ID == "ani" {
			mine = tally.Open
		}
	}
	if mine == 0 || b.Sum.Open != 3 || b.Sum.AtRisk() != 3 || b.Sum.Today != 3 {
		t.Errorf("owners %+v, sum %+v", b.Owners, b.Sum)
	}
	if want := wibTime(t, "2026-05-05 16:00"); !b.Closing.Equal(want) || b.Next.IsZero() || b.Next.After(want) {
		t.Errorf("closes %v, next change %v", b.Closing, b.Next)
	}
}

// TestBoardChangesWhenItSays: until Board.Next nothing is on another level.
func TestBoardChangesWhenItSays(t *testing.T) {
	o := newOffice(t)
	o.open("deactivation", "contohkab.go.id")
	o.open("access-termination", "majujaya.desa.id")
	now, sum := monday, o.Board(monday).Sum
	for range 8 {
		b := o.Board(now)
		if b.Next.IsZero() {
			break
		}
		if before := o.Board(b.Next.Add(-time.Nanosecond)).Sum; before.AtRisk() != b.Sum.AtRisk() || before.Late != b.Sum.Late {
			t.Fatalf("before %v: %+v, at %v %+v", b.Next, before, now, b.Sum)
		}
		now = b.Next
		if sum = o.Board(now).Sum; sum.Half == b.Sum.Half && sum.Most == b.Sum.Most && sum.Nearly == b.Sum.Nearly && sum.Late == b.Sum.Late {
			t.Fatalf("nothing changed at %v", now)
		}
	}
	if sum.Late != 2 {
		t.Errorf("in the end %+v", sum)
	}
}

func TestUnexplained(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.clock.set(wibTime(t, "2026-05-06 10:00"))
	if err := o.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows := o.Unexplained(); len(rows) != 1 || rows[0].ID != id {
		t.Fatalf("%d rows", len(rows))
	}
	o.do("citra", id, ticket.ExplainBreach{What: "service", Cause: "antrean panjang"})
	if rows := o.Unexplained(); len(rows) != 0 {
		t.Errorf("%d rows after the cause was given", len(rows))
	}
}

// BenchmarkBoard100k is one refresh of the board: 2,000 open tickets of 100,000.
func BenchmarkBoard100k(b *testing.B) {
	log := storetest.NewMemory()
	if err := storetest.Fill(log, 100_000, 2_000, monday); err != nil {
		b.Fatal(err)
	}
	o := openOffice(b, log, &handClock{now: monday})
	if err := o.LoadClosed(); err != nil {
		b.Fatal(err)
	}
	o.Board(monday)
	b.ReportAllocs()
	for b.Loop() {
		o.Board(monday)
	}
}
