package report_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain/survey"
	"loket/store"
	"loket/ticket"
	"loket/ticket/report"
)

// of makes June's report of some requests.
func of(t *testing.T, list ...*history) *report.Report {
	t.Helper()
	return made(rules(t), eventsOf(list))
}

func eventsOf(list []*history) (all [][]ticket.Event) {
	for _, h := range list {
		all = append(all, h.events)
	}
	return all
}

// The verdict that stands is counted, once for each time something was handed in.
func TestRejectionsStand(t *testing.T) {
	t.Parallel()
	h := opened(1, "registration", oneDay, on(2, 8, 0), on(3, 16, 0))
	h.add(on(2, 9, 0), "ani", verdict("request-letter", ticket.Rejected, "unreadable"), verdict("staff-card", ticket.Rejected, "expired"),
		verdict("officer-appointment", ticket.Rejected, "missing"))
	h.add(on(2, 9, 5), "ani", verdict("request-letter", ticket.Rejected, "not-signed"), // another reason
		verdict("staff-card", ticket.Unjudged, ""), verdict("officer-appointment", ticket.Accepted, "")) // and two mistakes
	h.add(on(2, 10, 0), "ani", ticket.RevisionRequested{Round: 1})
	h.add(on(4, 8, 0), ticket.ByDesk, verdict("request-letter", ticket.Unjudged, "")) // a new file came
	h.add(on(4, 9, 0), "ani", verdict("request-letter", ticket.Rejected, "not-signed"))
	h.add(on(5, 8, 0), ticket.ByDesk, verdict("request-letter", ticket.Unjudged, ""))
	h.add(on(5, 9, 0), "ani", verdict("request-letter", ticket.Accepted, ""))
	want := []report.Rejection{{Requirement: "request-letter", Reason: "not-signed", Count: 2}}
	if diff := cmp.Diff(want, of(t, h).Rejections); diff != "" {
		t.Error(diff)
	}
}

// A letter is an answer to who asked then, also when somebody else is named later.
func TestFirstAnswerToWhoAsked(t *testing.T) {
	t.Parallel()
	h := opened(1, "renewal", oneDay, on(2, 9, 0), on(3, 16, 0))
	cancelled := letter(9, "plain", "ani", on(2, 9, 30))
	h.add(on(2, 9, 30), "ani", cancelled).add(on(2, 9, 31), "ani", ticket.LetterMoved{ID: 9, State: ticket.LetterCancelled})
	h.add(on(2, 10, 0), "ani", ticket.LetterQueued{Letter: ticket.Letter{ID: 10, Template: "plain", By: "ani", At: on(2, 10, 0), To: []string{"pandi@contoh.id"}}})
	h.add(on(2, 11, 0), "ani", letter(11, "plain", "ani", on(2, 11, 0)))
	h.add(on(3, 9, 0), "ani", ticket.RequesterSet{Requester: ticket.Party{Email: "lain@contohkab.go.id"}})
	h.add(on(3, 10, 0), "ani", ticket.LetterQueued{Letter: ticket.Letter{ID: 12, Template: "plain", By: "ani", At: on(3, 10, 0), To: []string{"lain@contohkab.go.id"}}})
	if got := service(t, of(t, h), "renewal").FirstAnswer; got != one(2*time.Hour) {
		t.Errorf("%+v", got)
	}
}

// A service with two promises is judged by the one that held.
func TestPromises(t *testing.T) {
	t.Parallel()
	kept := opened(1, "registration", oneDay, on(2, 9, 0), on(3, 16, 0)).add(on(3, 15, 0), "ani", ticket.TicketClosed{Outcome: "done"})
	late := opened(2, "registration", oneDay, on(2, 9, 0), on(3, 16, 0)).add(on(3, 16, 1), "ani", ticket.TicketClosed{Outcome: "done"})
	revised := opened(3, "registration", oneDay, on(2, 9, 0), on(3, 16, 0))
	revised.add(on(3, 9, 0), "ani", ticket.RevisionRequested{Round: 1}, ticket.DeadlineSet{From: on(2, 9, 0), Target: fourDays, Deadline: on(8, 16, 0), Why: "revision"})
	revised.add(on(8, 16, 0), "ani", ticket.TicketClosed{Outcome: "done"}) // at the last instant
	without := opened(4, "", oneDay, on(2, 9, 0), time.Time{}).add(on(3, 9, 0), "ani", ticket.TicketClosed{Outcome: "other"})
	r := of(t, kept, late, revised, without)
	want := []report.Promise{{Target: oneDay, Judged: 2, Kept: 1}, {Target: fourDays, Judged: 1, Kept: 1}}
	if diff := cmp.Diff(want, service(t, r, "registration").Promises); diff != "" {
		t.Error(diff)
	}
	if r.Total.Judged != 3 || r.Total.Kept != 2 || r.Total.Promises != nil {
		t.Errorf("in all %+v", r.Total)
	}
}

// Of ten the ninth, of twenty the eighteenth; the median of an even number lies between.
func TestPercentiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n           int
		median, p90 time.Duration
	}{{1, 1, 1}, {2, 0, 2}, {9, 5, 9}, {10, 0, 9}, {11, 6, 10}, {20, 0, 18}, {21, 11, 19}} {
		var list []*history
		for i := range c.n { // closed after 1, 2, 3 ... hours
			h := opened(ticket.ID(i+1), "access-termination", hours, on(2, 9, 0), on(5, 9, 0))
			list = append(list, h.add(on(2, 10+i, 0), "ani", ticket.TicketClosed{Outcome: "done"}))
		}
		got := service(t, of(t, list...), "access-termination").ToClose
		median := c.median * time.Hour
		if c.n%2 == 0 {
			median = time.Duration(c.n)*30*time.Minute + 30*time.Minute
		}
		if want := (report.Times{Count: c.n, Median: length(median), P90: length(c.p90 * time.Hour)}); got != want {
			t.Errorf("of %d: %+v, want %+v", c.n, got, want)
		}
	}
}

// A month in which nothing happened has a report.
func TestNothing(t *testing.T) {
	t.Parallel()
	r := of(t)
	if len(r.Services) != 0 || r.Total.Received != 0 || r.Total.Rated.Index != 0 || r.Total.ToClose != (report.Times{}) {
		t.Errorf("%+v", r)
	}
	h := opened(1, "renewal", oneDay, on(2, 9, 0), on(3, 16, 0)) // one that was not there yet
	feb := rules(t)
	feb.Period = report.Period{From: on(-120, 0, 0), To: on(-91, 0, 0)}
	if r := made(feb, [][]ticket.Event{h.events, nil}); r.Total.Open != 0 || len(r.Services) != 0 {
		t.Errorf("before anything: %+v", r.Total)
	}
}

// An answer that another replaces: within a month the last one counts; over the turn of
// one each month keeps the answer that it had.
func TestAnsweredAgain(t *testing.T) {
	t.Parallel()
	answer := func(mark uint8) ticket.SurveyAnswered {
		return ticket.SurveyAnswered{Letter: 12, Marks: survey.Marks{mark, mark, mark, mark, mark, mark, mark, mark, mark}}
	}
	h := opened(1, "renewal", oneDay, on(2, 9, 0), on(3, 16, 0))
	h.add(on(3, 10, 0), "ani", ticket.TicketClosed{Outcome: "done"}, letter(12, "survey", "ani", on(3, 10, 0)))
	h.add(on(10, 9, 0), ticket.ByDesk, answer(1)).add(on(11, 9, 0), ticket.ByDesk, answer(3)).add(on(40, 9, 0), "ani", answer(4))
	july := rules(t)
	july.Period = june.Next()
	both := rules(t)
	both.Period = report.Period{From: june.From, To: july.Period.To}
	for _, c := range []struct {
		what  string
		rules *report.Rules
		index float64
		asked int
	}{{"June", rules(t), 75, 1}, {"July", july, 100, 0}, {"both", both, 100, 1}} {
		c.rules.Now = on(62, 0, 0)
		got := made(c.rules, [][]ticket.Event{h.events}).Total
		if by := c.what != "June"; (got.Noted == 1) != by {
			t.Errorf("%s: %d answers written down by officers", c.what, got.Noted)
		}
		if got.Rated.Answers != 1 || got.Rated.Index != c.index || got.Asked != c.asked {
			t.Errorf("%s: %d answers to %d surveys, index %v, want 1, %d, %v", c.what, got.Rated.Answers, got.Asked, got.Rated.Index, c.asked, c.index)
		}
	}
}

// With the instant at which a report was handed in, it is made again as it was: what
// became known later about the month is not in it.
func TestAsItWas(t *testing.T) {
	t.Parallel()
	then := rules(t)
	then.Known = on(32, 9, 0) // 2 July
	all := log()
	got := made(then, all)
	if len(got.Breaches) != 1 || got.Breaches[0].Cause != "" || got.Total.Received != 4 {
		t.Errorf("on 2 July: %+v, received %d", got.Breaches, got.Total.Received)
	}
	then.Known = on(31, 0, 30) // before the last request of June was pulled
	if got := made(then, all); got.Total.Received != 3 {
		t.Errorf("half an hour into July: received %d, want 3", got.Total.Received)
	}
	if now := made(rules(t), all); now.Breaches[0].Cause != "Petugas cuti" || now.Total.Received != 4 {
		t.Errorf("today: %+v, received %d", now.Breaches, now.Total.Received)
	}
}

// A step is late until it ended, whenever its ticket does.
func TestLateStep(t *testing.T) {
	t.Parallel()
	h := opened(1, "subdomain", oneDay, on(2, 9, 0), on(12, 16, 0))
	h.add(on(5, 16, 1), ticket.ByDesk, breach(on(5, 16, 0), "check", "ani", oneDay))
	h.add(on(5, 18, 0), "ani", ticket.StepFinished{Step: "check"}) // taken back: by mistake
	h.add(on(5, 18, 5), "ani", ticket.Undone{Versions: []uint32{uint32(len(h.events))}})
	h.add(on(6, 16, 0), "ani", ticket.StepFinished{Step: "check"})
	h.add(on(12, 9, 0), "ani", ticket.TicketClosed{Outcome: "done"})
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Update(func(tx ticket.Tx) error {
		for i := range h.events {
			if err := tx.Append(&h.events[i]); err != nil {
				return err
			}
		}
		return tx.SaveTicket(ticket.Fold(h.events))
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Make(context.Background(), openDesk(t, s), *rules(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Breaches) != 1 || r.Breaches[0].Late != length(24*time.Hour) || !r.Breaches[0].Ended {
		t.Errorf("%+v", r.Breaches)
	}
}
