package report_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/survey"
	"loket/ticket"
	"loket/ticket/report"
)

// wib is Jakarta; office hours are 07:30-12:00 and 13:00-16:00, on Fridays 07:30-11:30
// and 13:00-16:30: 7.5 hours each.
var wib = time.FixedZone("WIB", 7*60*60)

// on is an instant of June 2026.
func on(day, hour, minute int) time.Time { return time.Date(2026, 6, day, hour, minute, 0, 0, wib) }

var june = report.Period{From: on(1, 0, 0), To: on(31, 0, 0)}

var (
	catalogue = sync.OnceValues(func() (*domain.Catalogue, error) { return domain.LoadCatalogue(nil) })
	office    = sync.OnceValues(func() (*calendar.Calendar, error) { return calendar.Default("WIB") })
)

func rules(tb testing.TB, services ...string) *report.Rules {
	tb.Helper()
	cat, err := catalogue()
	if err != nil {
		tb.Fatal(err)
	}
	cal, err := office()
	if err != nil {
		tb.Fatal(err)
	}
	return &report.Rules{Catalogue: cat, Calendar: cal, Period: june, Now: on(31, 12, 0), Services: services}
}

// rulesIn are the rules of a desk in a zone.
func rulesIn(t *rapid.T, zone string) *report.Rules {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default(zone)
	if err != nil {
		t.Fatal(err)
	}
	return &report.Rules{Catalogue: cat, Calendar: cal}
}

// history writes the events of a ticket.
type history struct {
	id     ticket.ID
	events []ticket.Event
}

func (h *history) add(at time.Time, by string, bodies ...ticket.Body) *history {
	cmd := uint64(h.id)*1000 + uint64(len(h.events)) + 1
	for _, b := range bodies {
		n := len(h.events) + 1
		h.events = append(h.events, ticket.Event{Seq: uint64(h.id)*1000 + uint64(n), Cmd: cmd, Ticket: h.id, Version: uint32(n), At: at, By: by, Body: b})
	}
	return h
}

// opened is a request with a promise.
func opened(id ticket.ID, service string, target calendar.Target, received, deadline time.Time, names ...string) *history {
	h := &history{id: id}
	bodies := []ticket.Body{
		ticket.TicketOpened{Number: "2026-0000" + id.String(), Source: ticket.ByMail, Subject: "Permohonan", Received: received,
			Requester: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id", Agency: "Dinas Contoh"}},
		ticket.ServiceSet{Service: service},
	}
	if len(names) > 0 {
		bodies = append(bodies, ticket.SubjectMatterSet{Names: names})
	}
	if !deadline.IsZero() {
		bodies = append(bodies, ticket.DeadlineSet{From: received, Target: target, Deadline: deadline, Why: "received"})
	}
	return h.add(received, ticket.ByDesk, bodies...)
}

func letter(id uint64, template, by string, at time.Time) ticket.LetterQueued {
	return ticket.LetterQueued{Letter: ticket.Letter{ID: id, Template: template, By: by, At: at, To: []string{"budi@contohkab.go.id"}, State: ticket.LetterHeld}}
}

func verdict(requirement string, v ticket.Verdict, reason string) ticket.VerdictGiven {
	return ticket.VerdictGiven{Evidence: ticket.Evidence{Requirement: requirement, Verdict: v, Reason: reason}}
}

func breach(deadline time.Time, what, owner string, target calendar.Target) ticket.BreachRecorded {
	return ticket.BreachRecorded{Breach: ticket.Breach{What: what, Target: target, Deadline: deadline, Noticed: deadline.Add(time.Minute), State: ticket.Open, Owner: owner}}
}

var (
	oneDay   = calendar.Target{N: 1, Unit: calendar.Day}
	fourDays = calendar.Target{N: 4, Unit: calendar.WorkingDay}
	hours    = calendar.Target{N: 72, Unit: calendar.Hour}
)

// log is a small log, worked out by hand.
func log() [][]ticket.Event {
	// 1: a renewal, kept: Tuesday 09:00 to Wednesday 10:00. Working time: Tuesday 3h + 3h, Wednesday 2.5h = 8.5h.
	renewal := opened(1, "renewal", oneDay, on(2, 9, 0), on(3, 16, 0), "contohkab.go.id")
	renewal.add(on(2, 9, 0), ticket.ByDesk, ticket.LetterQueued{Letter: ticket.Letter{ID: 10, Template: "receipt", Auto: true, By: ticket.ByDesk, At: on(2, 9, 0), To: []string{"budi@contohkab.go.id"}}})
	renewal.add(on(2, 10, 0), "ani", ticket.Claimed{Officer: "ani"})
	renewal.add(on(2, 11, 0), "ani", letter(11, "invoice", "ani", on(2, 11, 0)))
	renewal.add(on(3, 10, 0), "ani", ticket.TicketClosed{Outcome: "done"}, letter(12, "survey", "ani", on(3, 10, 0)))
	renewal.add(on(5, 10, 0), ticket.ByDesk, ticket.SurveyAnswered{Letter: 12, Marks: survey.Marks{4, 4, 4, 4, 4, 4, 4, 4, 4}, Comment: "Cepat."})

	// 2: a registration with a revision and a breach: received on the 3rd, returned on the 4th, waits for the
	// requester to the 8th, closed on the 11th after its deadline on the 9th.
	reg := opened(2, "registration", oneDay, on(3, 8, 0), on(4, 16, 0), "majujaya.desa.id")
	reg.add(on(3, 9, 0), "bayu", ticket.Claimed{Officer: "bayu"})
	reg.add(on(4, 8, 0), "bayu", verdict("request-letter", ticket.Rejected, "not-signed"), verdict("staff-card", ticket.Accepted, ""))
	reg.add(on(4, 8, 0), "bayu", ticket.RevisionRequested{Round: 1, ReviseBy: on(12, 0, 0)}, letter(20, "revision", "bayu", on(4, 8, 0)),
		ticket.DeadlineSet{From: on(3, 8, 0), Target: fourDays, Deadline: on(9, 16, 0), Why: "revision"}, ticket.Waited{Party: "requester"})
	reg.add(on(8, 8, 0), ticket.ByDesk, ticket.Resumed{Why: "reply"})
	reg.add(on(9, 16, 1), ticket.ByDesk, breach(on(9, 16, 0), "service", "bayu", fourDays))
	reg.add(on(11, 8, 0), "bayu", ticket.TicketClosed{Outcome: "done"})
	reg.add(on(40, 8, 0), "citra", ticket.BreachExplained{What: "service", Cause: "Petugas cuti"}) // in July

	// 3: addresses, still open at the end, waiting for Dit. PAI since the 20th, when its clock was stopped.
	access := opened(3, "access-termination", hours, on(19, 8, 0), on(22, 8, 0), "contoh.go.id")
	access.add(on(19, 9, 0), "ani", ticket.Claimed{Officer: "ani"}, ticket.SubjectMatterSet{URLs: []string{"https://contoh.go.id/a", "https://contoh.go.id/b"}})
	access.add(on(20, 8, 0), "ani", ticket.URLMarked{URL: "https://contoh.go.id/a", State: "forwarded"}, ticket.Waited{Party: "pai", Pause: true})
	access.add(on(32, 8, 0), "ani", ticket.TicketClosed{Outcome: "done"}) // in July

	// 4: of May, open all of June; its verdict was taken back.
	may := opened(4, "transfer", oneDay, on(-10, 8, 0), time.Time{})
	may.add(on(10, 9, 0), "ani", verdict("request-letter", ticket.Rejected, "missing"))
	may.add(on(10, 9, 1), "ani", ticket.Undone{Versions: []uint32{uint32(len(may.events))}})

	// 5: closed in May, before the period.
	past := opened(5, "renewal", oneDay, on(-15, 8, 0), on(-14, 16, 0))
	past.add(on(-14, 9, 0), "ani", ticket.TicketClosed{Outcome: "done"})

	// 6: reached the mail server at the end of June and was pulled in July.
	late := opened(6, "renewal", oneDay, on(30, 23, 0), on(32, 16, 0))
	for i := range late.events {
		late.events[i].At = on(31, 1, 0)
	}
	// 7: of July.
	july := opened(7, "renewal", oneDay, on(31, 0, 0), on(32, 16, 0))
	var all [][]ticket.Event
	for _, h := range []*history{renewal, reg, access, may, past, late, july} {
		all = append(all, h.events)
	}
	return all
}

func made(r *report.Rules, all [][]ticket.Event) *report.Report {
	var stories []report.Story
	for _, events := range all {
		if s, ok := report.Read(r, events); ok {
			stories = append(stories, s)
		}
	}
	return report.Sum(r, stories)
}

func length(d time.Duration) report.Length { return report.Length(d) }

func one(d time.Duration) report.Times {
	return report.Times{Count: 1, Median: length(d), P90: length(d)}
}

func service(t *testing.T, r *report.Report, id string) report.Service {
	t.Helper()
	i := slices.IndexFunc(r.Services, func(s report.Service) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("there is nothing of %s", id)
	}
	return r.Services[i]
}

func TestVolumes(t *testing.T) {
	r := made(rules(t), log())
	type volume struct{ received, closed, open, judged, kept, revised, rounds int }
	for id, want := range map[string]volume{
		"renewal":            {received: 2, closed: 1, open: 1, judged: 1, kept: 1},
		"registration":       {received: 1, closed: 1, judged: 1, revised: 1, rounds: 1},
		"access-termination": {received: 1, open: 1},
		"transfer":           {open: 1},
	} {
		s := service(t, r, id)
		if got := (volume{s.Received, s.Closed, s.Open, s.Judged, s.Kept, s.Revised, s.Rounds}); got != want {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
	tot := r.Total
	if got := (volume{tot.Received, tot.Closed, tot.Open, tot.Judged, tot.Kept, tot.Revised, tot.Rounds}); got != (volume{4, 2, 3, 2, 1, 1, 1}) {
		t.Errorf("in all %+v", got)
	}
	if want := (report.Ages{1, 0, 0, 1, 1}); tot.Ages != want { // 1 hour, 12 days, 41 days
		t.Errorf("ages %v, want %v", tot.Ages, want)
	}
	if want := length(40*24*time.Hour + 16*time.Hour); tot.Oldest != want {
		t.Errorf("oldest %v, want %v", time.Duration(tot.Oldest), time.Duration(want))
	}
}

func TestTimes(t *testing.T) {
	r := made(rules(t), log())
	renewal := service(t, r, "renewal")
	if renewal.FirstAnswer != one(2*time.Hour) || renewal.ToClose != one(8*time.Hour+30*time.Minute) || renewal.Elapsed != one(25*time.Hour) {
		t.Errorf("renewal: first answer %+v, to close %+v, elapsed %+v", renewal.FirstAnswer, renewal.ToClose, renewal.Elapsed)
	}
	if got := r.WorkDay; got != length(7*time.Hour+30*time.Minute) {
		t.Errorf("a working day of %v", time.Duration(got))
	}
	// Friday 19 June 08:00 is the receipt of the addresses: until Saturday 08:00 the desk, then others.
	w := service(t, r, "access-termination").Waiting
	if want := (report.Waiting{Desk: length(24 * time.Hour), Others: length(11*24*time.Hour - 8*time.Hour)}); w != want {
		t.Errorf("waiting %+v, want %+v", w, want)
	}
	w = service(t, r, "registration").Waiting
	if want := (report.Waiting{Desk: length(4 * 24 * time.Hour), Requester: length(4 * 24 * time.Hour)}); w != want {
		t.Errorf("waiting %+v, want %+v", w, want)
	}
}

func TestLists(t *testing.T) {
	r := made(rules(t), log())
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"rejections", r.Rejections, []report.Rejection{{Requirement: "request-letter", Reason: "not-signed", Count: 1}}},
		{"officers", r.Officers, []report.Officer{
			{ID: "ani", Closed: 1, Judged: 1, Kept: 1, Letters: 1, Open: 1, ToClose: one(25 * time.Hour)},
			{ID: "bayu", Closed: 1, Judged: 1, Letters: 1, Verdicts: 2, Returned: 1, Breaches: 1, ToClose: one(8 * 24 * time.Hour)},
		}},
		{"breaches", r.Breaches, []report.Breach{{Number: "2026-00002", Service: "registration", What: "service", Target: fourDays, Deadline: on(9, 16, 0),
			Owner: "bayu", State: "open", Late: length(40 * time.Hour), Ended: true, Cause: "Petugas cuti"}}},
		{"comments", r.Comments, []report.Comment{{Number: "2026-00001", Service: "renewal", At: on(5, 10, 0), Marks: survey.Marks{4, 4, 4, 4, 4, 4, 4, 4, 4}, Text: "Cepat."}}},
		{"coordination", r.Coordination, []report.Coordinated{{Number: "2026-00003", Service: "access-termination", Agency: "Dinas Contoh", Names: []string{"contoh.go.id"},
			URLs: map[string]int{"forwarded": 1, "reported": 1}, Received: on(19, 8, 0), Deadline: on(22, 8, 0), Waiting: "pai",
			List: []report.Address{{URL: "https://contoh.go.id/a", State: "forwarded", Since: on(20, 8, 0)}, {URL: "https://contoh.go.id/b", State: "reported"}}}}},
		{"satisfaction", r.Total.Rated, survey.Result{Answers: 1, Means: [9]float64{4, 4, 4, 4, 4, 4, 4, 4, 4}, Index: 100, Grade: "A"}},
		{"surveys", r.Total.Asked, 1},
		// Rp 50.000 and PPN of 11% for the renewal; the first year of a desa.id is free.
		{"fees", r.Total.Fees, report.Fees{Requests: 1, Free: 1, Base: 50_000, Tax: 5_500, Total: 55_500}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

func TestOnly(t *testing.T) {
	r := made(rules(t, "renewal"), log())
	if len(r.Services) != 1 || r.Total.Received != 2 || len(r.Officers) != 1 || len(r.Breaches) != 0 {
		t.Errorf("of one service: %+v", r)
	}
}

// A month is what it is, whenever its report is made and in whatever order it is read.
func TestSame(t *testing.T) {
	want := text(t, made(rules(t), log()))
	later := rules(t)
	later.Now = on(400, 0, 0)
	if got := text(t, made(later, log())); got != want {
		t.Errorf("a year later:\n%s\nwant\n%s", got, want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		all := log()
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := text(t, made(rules(t), all)); got != want {
			rt.Fatalf("in another order:\n%s\nwant\n%s", got, want)
		}
	})
}

// Of a month that runs, what is shown is now.
func TestRunning(t *testing.T) {
	r := rules(t)
	r.Now = on(3, 9, 0)
	got := made(r, log())
	if got.Total.Received != 2 || got.Total.Open != 3 || got.Total.Closed != 0 || !got.AsOf.Equal(r.Now) {
		t.Errorf("on the 3rd: %+v", got.Total)
	}
}

func text(t *testing.T, r *report.Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
