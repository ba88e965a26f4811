package calendar

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var epoch = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)

// drawHours draws closed days, ordinary days and days to midnight.
func drawHours(t *rapid.T) Hours {
	return Hours(rapid.SampledFrom([]Hours{
		nil,
		{{Clock{7, 30}, Clock{12, 0}}, {Clock{13, 0}, Clock{16, 0}}},
		{{Clock{7, 30}, Clock{11, 30}}, {Clock{13, 0}, Clock{16, 30}}},
		{{Clock{8, 0}, Clock{8, 1}}},
		{{Clock{5, 0}, Clock{9, 0}}, {Clock{9, 30}, Clock{10, 0}}, {Clock{20, 0}, Clock{24, 0}}},
		{{Clock{0, 0}, Clock{24, 0}}},
	}).Draw(t, "hours"))
}

// drawCalendar draws a calendar that opens at least once a week, on Thursdays.
func drawCalendar(t *rapid.T) *Calendar {
	zone := rapid.SampledFrom([]string{"WIB", "WIT"}).Draw(t, "zone")
	c, err := Default(zone)
	if err != nil {
		t.Fatal(err)
	}
	c.day = DayMeaning(rapid.IntRange(0, 1).Draw(t, "day"))
	c.ends = Ends(rapid.IntRange(0, 1).Draw(t, "ends"))
	for n := range c.weekly {
		if n != int(time.Thursday) {
			c.weekly[n] = drawHours(t)
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "holidays") {
		d := DateOf(epoch, time.UTC).AddDays(rapid.IntRange(0, 60).Draw(t, "date"))
		if _, err := c.addHoliday(Holiday{Date: d, Name: "HUT", Kind: Local}); err != nil {
			t.Fatal(err)
		}
	}
	if rapid.Bool().Draw(t, "special") {
		first := DateOf(epoch, time.UTC).AddDays(rapid.IntRange(0, 30).Draw(t, "from"))
		c.special = []Special{{Name: "Ramadan", From: first, To: first.AddDays(20), Hours: [7]Hours{1: drawHours(t), 3: drawHours(t), 5: drawHours(t)}}}
	}
	return c.seal()
}

// drawInstant draws instants of which many lie on the edges of hours.
func drawInstant(t *rapid.T, name string) time.Time {
	at := epoch.Add(time.Duration(rapid.IntRange(0, 45*48).Draw(t, name)) * 30 * time.Minute)
	return at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, -1, 60, 717}).Draw(t, name+" s")) * time.Second)
}

func drawTarget(t *rapid.T) Target {
	u := Unit(rapid.IntRange(int(Day), int(Minute)).Draw(t, "unit"))
	return Target{rapid.IntRange(1, 12).Draw(t, "n"), u}
}

func drawPauses(t *rapid.T, after time.Time) []Pause {
	var pauses []Pause
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		from := later(after, drawInstant(t, "pause"))
		pauses = append(pauses, Pause{from, from.Add(time.Duration(rapid.IntRange(0, 200000).Draw(t, "length")) * time.Second), "sebab"})
	}
	return pauses
}

func mustDue(t *rapid.T, c *Calendar, start time.Time, promise Target, pauses []Pause, now time.Time) Deadline {
	d, err := c.Deadline(start, promise, pauses, now)
	if err != nil {
		t.Fatalf("%s + %s: %v", start, promise, err)
	}
	return d
}

func TestLaterStartIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise := drawCalendar(t), drawTarget(t)
		a, b := drawInstant(t, "a"), drawInstant(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		// A pause belongs to the request that it stops: it must begin after both clocks.
		began := mustDue(t, c, b, promise, nil, b).Started
		pauses := drawPauses(t, began)
		early, late := mustDue(t, c, a, promise, pauses, b), mustDue(t, c, b, promise, pauses, b)
		if late.At.Before(early.At) {
			t.Fatalf("start %s is due %s, but the earlier %s is due %s", b, late.At, a, early.At)
		}
		if early.At.Before(early.Started) || early.Started.Before(a) {
			t.Fatalf("start %s, clock %s, due %s", a, early.Started, early.At)
		}
	})
}

func TestLongerTargetIsDueLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise, start := drawCalendar(t), drawTarget(t), drawInstant(t, "start")
		pauses := drawPauses(t, start)
		longer := Target{promise.N + 1, promise.Unit}
		if a, b := mustDue(t, c, start, promise, pauses, start), mustDue(t, c, start, longer, pauses, start); !a.At.Before(b.At) {
			t.Fatalf("%s due %s, %s due %s", promise, a.At, longer, b.At)
		}
	})
}

// Nor is anything due while its clock stands still.
func TestWorkingTargetIsDueWithinHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise, start := drawCalendar(t), drawTarget(t), drawInstant(t, "start")
		pauses := drawPauses(t, epoch)
		d := mustDue(t, c, start, promise, pauses, start)
		for _, p := range pauses {
			if d.At.After(p.From) && d.At.Before(p.To) {
				t.Fatalf("due %s, within the pause from %s to %s", d.At, p.From, p.To)
			}
		}
		if c.working(promise) && !c.Open(d.At) && !c.Open(d.At.Add(-1)) {
			t.Fatalf("due %s, when the desk is closed", d.At)
		}
	})
}

func TestPauseNeverShortens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise, start := drawCalendar(t), drawTarget(t), drawInstant(t, "start")
		few := drawPauses(t, epoch)
		more := append(drawPauses(t, epoch), few...)
		a, b := mustDue(t, c, start, promise, few, start), mustDue(t, c, start, promise, more, start)
		if b.At.Before(a.At) {
			t.Fatalf("due %s with %d pauses, %s with %d", a.At, len(few), b.At, len(more))
		}
	})
}

func TestSameTimeIsStricter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, start := drawCalendar(t), drawInstant(t, "start")
		promise, pauses := Target{rapid.IntRange(1, 9).Draw(t, "n"), WorkingDay}, drawPauses(t, epoch)
		closing := mustDue(t, c.With(WorkingDays, ClosingTime), start, promise, pauses, start)
		same := mustDue(t, c.With(WorkingDays, SameTime), start, promise, pauses, start)
		if same.At.After(closing.At) {
			t.Fatalf("same time %s, closing time %s", same.At, closing.At)
		}
	})
}

// The counted entries add up to what the target is worth without any pause.
func TestTraceAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise, start := drawCalendar(t), drawTarget(t), drawInstant(t, "start")
		d := mustDue(t, c, start, promise, drawPauses(t, epoch), start)
		plain := mustDue(t, c, start, promise, nil, start)
		want := plain.At.Sub(plain.Started)
		if d.Working {
			want = c.WorkingTime(plain.Started, plain.At)
		}
		var sum time.Duration
		for n, e := range d.Trace {
			sum += e.Counted
			if n > 0 && e.From.Before(d.Trace[n-1].From) {
				t.Fatalf("entry %d begins before the one above it", n)
			}
		}
		if sum != want {
			t.Fatalf("counted %s, target is worth %s: %+v", sum, want, d.Trace)
		}
		if first, last := d.Trace[0].Kind, d.Trace[len(d.Trace)-1].Kind; first != Start || last != Due {
			t.Fatalf("trace runs from %s to %s", first, last)
		}
	})
}

// remains is what is left of d at now, in working time where d runs in that.
func remains(c *Calendar, d Deadline, now time.Time) time.Duration {
	switch {
	case !d.Working:
		return d.At.Sub(now)
	case !now.After(d.At):
		return c.WorkingTime(now, d.At)
	}
	return -c.WorkingTime(d.At, now)
}

// While a pause lasts the time that remains stands still.
func TestOpenPauseFreezesRemaining(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, promise, start := drawCalendar(t), drawTarget(t), drawInstant(t, "start")
		free := mustDue(t, c, start, promise, nil, start)
		from := free.Started.Add(free.At.Sub(free.Started) / 3)
		open := []Pause{{From: from}}
		now := from.Add(time.Duration(rapid.IntRange(0, 3000000).Draw(t, "seconds")) * time.Second)
		d := mustDue(t, c, start, promise, open, now)
		if before, during := remains(c, free, from), remains(c, d, now); before != during {
			t.Fatalf("remaining %s when the pause began, %s during it", before, during)
		}
	})
}

// naive counts open minutes one by one.
func naive(c *Calendar, start time.Time, promise Target, pauses []Pause) time.Time {
	paused := func(at time.Time) bool {
		for _, p := range pauses {
			if !at.Before(p.From) && at.Before(p.To) {
				return true
			}
		}
		return false
	}
	at := start
	for !c.Open(at) && !c.Open(at.Add(-time.Minute)) { // the minute of closing still belongs to its day
		at = at.Add(time.Minute)
	}
	day, days, worth := DateOf(at.Add(-time.Minute), c.zone), 0, 0
	if c.Open(at) {
		day = DateOf(at, c.zone)
	}
	for end := at; ; end = end.Add(time.Minute) {
		if !c.Open(end) {
			continue
		}
		if today := DateOf(end, c.zone); today != day {
			if days++; days > promise.N {
				break
			}
			day = today
		}
		worth++
	}
	for ; worth > 0; at = at.Add(time.Minute) {
		if c.Open(at) && !paused(at) {
			worth--
		}
	}
	return at
}

func TestAgreesWithCountingMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t).With(WorkingDays, ClosingTime)
		start := drawInstant(t, "start").Truncate(time.Minute)
		promise := Target{rapid.IntRange(1, 3).Draw(t, "n"), Day}
		var pauses []Pause
		for _, p := range drawPauses(t, start) {
			pauses = append(pauses, Pause{From: p.From.Truncate(time.Minute), To: p.To.Truncate(time.Minute)})
		}
		if got, want := mustDue(t, c, start, promise, pauses, start).At, naive(c, start, promise, pauses); !got.Equal(want) {
			t.Fatalf("due %s, counting minutes %s", got, want.In(c.zone))
		}
	})
}

// Whatever it is given, Deadline returns, and fails only with its sentinels.
func TestAlwaysTerminates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		if rapid.Bool().Draw(t, "closed") {
			c.weekly = [7]Hours{}
		}
		instant := func(name string) time.Time { return time.Unix(rapid.Int64().Draw(t, name), 0) }
		promise := Target{rapid.Int().Draw(t, "n"), Unit(rapid.Byte().Draw(t, "unit"))}
		if rapid.Bool().Draw(t, "long") {
			promise = Target{1000, WorkingDay}
		}
		start := instant("start")
		if rapid.Bool().Draw(t, "ordinary") {
			start = drawInstant(t, "ordinary start")
		}
		_, err := c.Deadline(start, promise, []Pause{{From: instant("from"), To: instant("to")}, {From: instant("open")}}, instant("now"))
		if err != nil && !errors.Is(err, ErrTarget) && !errors.Is(err, ErrInstant) && !errors.Is(err, ErrNeverOpen) {
			t.Fatal(err)
		}
	})
}
