package report_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/domain/calendar"
	"loket/ticket"
	"loket/ticket/report"
)

// A second way to the same figures: requests are played on a line of minutes, and what
// the report counts from events is counted by looking at each minute of the period.

// minutes of a request, one letter each.
const (
	atDesk      = 'd'
	atRequester = 'r'
	atOthers    = 'o'
	ended       = 'x' // closed
	gone        = 'm' // merged
)

// played is a request as it went.
type played struct {
	service  string
	received time.Time
	line     []byte // who had it in each minute since
	rests    []bool // the clock rested in that minute
	answered int    // minute of the first letter, -1 for none
	events   []ticket.Event
}

// play draws a request that is received between from and to and lives for days.
func play(t *rapid.T, id ticket.ID, from, to time.Time, days int) *played {
	services := []string{"registration", "renewal", "access-termination", "transfer"}
	p := &played{service: rapid.SampledFrom(services).Draw(t, "service"), answered: -1,
		received: from.Add(time.Duration(rapid.IntRange(0, int(to.Sub(from)/time.Minute)-1).Draw(t, "received")) * time.Minute)}
	h := opened(id, p.service, oneDay, p.received, p.received.AddDate(0, 0, 90))
	now, rests := byte(atDesk), false
	for len(p.line) < days*24*60 && now != gone {
		for range rapid.IntRange(1, 6*24*60).Draw(t, "minutes") {
			p.line, p.rests = append(p.line, now), append(p.rests, rests)
		}
		now, rests = p.turn(t, h, now, rests)
	}
	if now == gone || now == ended {
		for len(p.line) < days*24*60 {
			p.line, p.rests = append(p.line, now), append(p.rests, now == ended)
		}
	}
	p.events = h.events
	return p
}

// turn draws what happens next, writes it down and returns how it goes on.
func (p *played) turn(t *rapid.T, h *history, now byte, rests bool) (byte, bool) {
	at := p.received.Add(time.Duration(len(p.line)) * time.Minute)
	if now == ended {
		h.add(at, "ani", ticket.TicketReopened{Reason: "belum aktif"})
		return atDesk, false
	}
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		pause := rapid.Bool().Draw(t, "pause")
		h.add(at, "ani", ticket.Waited{Party: "requester", Pause: pause})
		return atRequester, pause || rests
	case 1:
		pause := rapid.Bool().Draw(t, "pause")
		h.add(at, "ani", ticket.Waited{Party: "pandi", Pause: pause})
		return atOthers, pause || rests
	case 2:
		h.add(at, "ani", ticket.Resumed{})
		return atDesk, false
	case 3:
		h.add(at, "ani", letter(uint64(len(h.events)), "result", "ani", at))
		if p.answered < 0 {
			p.answered = len(p.line)
		}
	case 4:
		p.service = "officer-change"
		h.add(at, "ani", ticket.ServiceSet{Service: p.service})
	case 5:
		h.add(at, "ani", ticket.Resumed{}, ticket.TicketClosed{Outcome: "done"})
		return ended, true
	case 6:
		if rapid.IntRange(0, 3).Draw(t, "merge") == 0 {
			h.add(at, "ani", ticket.Resumed{}, ticket.MergedAway{Into: 99, Number: "2026-00099"})
			return gone, false
		}
	}
	return now, rests
}

// minute is who had the request at an instant, 0 before it was there.
func (p *played) minute(at time.Time) byte {
	if at.Before(p.received) {
		return 0
	}
	return p.line[int(at.Sub(p.received)/time.Minute)]
}

// office says whether a minute of a working day is one of office hours.
func office7(at time.Time) bool {
	m := at.Hour()*60 + at.Minute()
	if at.Weekday() == time.Friday {
		return m >= 450 && m < 690 || m >= 780 && m < 990
	}
	return m >= 450 && m < 720 || m >= 780 && m < 960
}

// spent counts the minutes from receipt to the n-th in which the clock ran.
func (p *played) spent(cal *calendar.Calendar, n int, pauses, clock bool) report.Length {
	sum := 0
	for i := range n {
		at := p.received.Add(time.Duration(i) * time.Minute).In(cal.Zone())
		if pauses && p.rests[i] || !clock && !(cal.IsWorkingDay(calendar.DateOf(at, cal.Zone())) && office7(at)) {
			continue
		}
		sum++
	}
	return length(time.Duration(sum) * time.Minute)
}

// recount counts a request at the minutes of a period.
func (p *played) recount(s *report.Service, cal *calendar.Calendar, period report.Period, first, toClose *[]report.Length) {
	begin, end := p.minute(period.From.Add(-time.Minute)), p.minute(period.To.Add(-time.Minute))
	done := func(b byte) bool { return b == ended || b == gone }
	stayed := func(since byte) bool { return begin == since && end == since }
	switch {
	case end == 0 || stayed(gone):
		return
	case begin == 0:
		s.Received++
	case !done(begin):
		s.Carried++
	}
	reopened, last := false, -1
	for at := period.From; at.Before(period.To); at = at.Add(time.Minute) {
		switch b := p.minute(at); b {
		case atDesk:
			s.Waiting.Desk += length(time.Minute)
		case atRequester:
			s.Waiting.Requester += length(time.Minute)
		case atOthers:
			s.Waiting.Others += length(time.Minute)
		case ended, gone:
			if before := p.minute(at.Add(-time.Minute)); before != b {
				last = int(at.Sub(p.received) / time.Minute)
			}
		}
		if p.minute(at) != ended && p.minute(at.Add(-time.Minute)) == ended && p.minute(at) != 0 {
			s.Reopened++
			reopened = true
		}
	}
	if begin == ended && reopened {
		s.Back++
	}
	switch {
	case end == gone:
		s.Merged++
	case end != ended:
		s.Open++
	case last >= 0:
		s.Closed++
		*toClose = append(*toClose, p.spent(cal, last, true, s.Clock))
	}
	if at := p.received.Add(time.Duration(p.answered) * time.Minute); p.answered >= 0 && period.Holds(at) {
		*first = append(*first, p.spent(cal, p.answered, false, s.Clock))
	}
}

// nearest is a percentile found by counting: the smallest that so many of ten do not exceed.
func nearest(list []report.Length, ofTen int) report.Length {
	for _, l := range slices.Sorted(slices.Values(list)) {
		below := 0
		for _, o := range list {
			if o <= l {
				below++
			}
		}
		if below*10 >= ofTen*len(list) {
			return l
		}
	}
	return 0
}

// TestRecount holds the report against the count by minutes, in three zones, in a month
// with a public holiday, in one that is a leap year's, and over the turn of a year; it
// balances, and what was open is carried on.
func TestRecount(t *testing.T) {
	t.Parallel()
	months := []string{"2026-06", "2024-02", "2025-12"}
	rapid.Check(t, func(t *rapid.T) {
		r := rulesIn(t, rapid.SampledFrom([]string{"WIB", "WITA", "WIT"}).Draw(t, "zone"))
		var err error
		if r.Period, err = report.Month(rapid.SampledFrom(months).Draw(t, "month"), r.Calendar.Zone()); err != nil {
			t.Fatal(err)
		}
		r.Now = r.Period.To.AddDate(1, 0, 0)
		var all []*played
		for id := range rapid.IntRange(0, 4).Draw(t, "requests") {
			all = append(all, play(t, ticket.ID(id+1), r.Period.From.AddDate(0, -1, 0), r.Period.To, 100))
		}
		var logs [][]ticket.Event
		for _, p := range all {
			logs = append(logs, p.events)
		}
		checkRecount(t, r, all, logs)
	})
}

func checkRecount(t *rapid.T, r *report.Rules, all []*played, logs [][]ticket.Event) {
	next := *r
	next.Period = r.Period.Next()
	out, after := made(r, logs), made(&next, logs)
	if out.Total.Open != after.Total.Carried {
		t.Fatalf("%d are open at the end, and %d are carried on", out.Total.Open, after.Total.Carried)
	}
	for _, s := range append(out.Services, out.Total) {
		if s.Carried+s.Received+s.Back != s.Closed+s.Merged+s.Open {
			t.Fatalf("%q does not balance: %+v", s.ID, s)
		}
	}
	for _, got := range out.Services {
		want := report.Service{Clock: got.Clock}
		var first, toClose []report.Length
		for _, p := range all {
			if served(p, r.Period) == got.ID {
				p.recount(&want, r.Calendar, r.Period, &first, &toClose)
			}
		}
		for _, f := range []struct {
			what      string
			got, want any
		}{
			{"carried", got.Carried, want.Carried}, {"received", got.Received, want.Received}, {"back", got.Back, want.Back},
			{"closed", got.Closed, want.Closed}, {"merged", got.Merged, want.Merged}, {"open", got.Open, want.Open},
			{"reopened", got.Reopened, want.Reopened}, {"waiting", got.Waiting, want.Waiting},
			{"answers", got.FirstAnswer.Count, len(first)}, {"first answer, 90%", got.FirstAnswer.P90, nearest(first, 9)},
			{"closings", got.ToClose.Count, len(toClose)}, {"to close, 90%", got.ToClose.P90, nearest(toClose, 9)},
		} {
			if f.got != f.want {
				t.Fatalf("%s of %s: %v, want %v", f.what, got.ID, f.got, f.want)
			}
		}
	}
}

// served is the service that a request had at the end of a period.
func served(p *played, period report.Period) (id string) {
	for _, e := range p.events {
		if b, ok := e.Body.(ticket.ServiceSet); ok && e.At.Before(period.To) {
			id = b.Service
		}
	}
	return id
}
