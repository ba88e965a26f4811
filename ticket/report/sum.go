package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/survey"
	"loket/ticket"
)

// Sum makes the report of the tickets' stories. Their order makes no difference.
func Sum(r *Rules, stories []Story) *Report {
	slices.SortFunc(stories, func(a, b Story) int { return cmp.Compare(a.id, b.id) })
	s := &summing{rules: r, services: map[string]*tally{}, officers: map[string]*officer{}, rejects: map[Rejection]int{}}
	s.out = &Report{Period: r.Period, AsOf: r.asOf(), Known: r.Known, Only: r.Services,
		WorkDay: workDay(r.Calendar, r.Period), Calendar: r.Calendar.Version(), AnyDay: r.Calendar.DayMeaning() == calendar.CalendarDays,
		Rejections: []Rejection{}, Officers: []Officer{}, Breaches: []Breach{}, Comments: []Comment{}, Coordination: []Coordinated{}}
	s.total.out.Outcomes = map[string]int{}
	for i := range stories {
		s.add(&stories[i])
	}
	return s.report()
}

type summing struct {
	rules    *Rules
	out      *Report
	total    tally
	services map[string]*tally
	officers map[string]*officer
	rejects  map[Rejection]int
}

// tally is a Service while it is counted.
type tally struct {
	out                     Service
	first, toClose, elapsed []Length
	rated                   survey.Sum
}

type officer struct {
	out     Officer
	elapsed []Length
}

func (s *summing) service(id string) *tally {
	t := s.services[id]
	if t == nil {
		t = &tally{out: Service{ID: id, Outcomes: map[string]int{}}}
		if svc, ok := s.rules.Catalogue.Service(id); ok {
			t.out.Target = svc.Target
			t.out.Clock = byClock(s.rules.Calendar, svc.Target)
		}
		s.services[id] = t
	}
	return t
}

func (s *summing) officer(id string) *officer {
	o := s.officers[id]
	if o == nil {
		o = &officer{out: Officer{ID: id}}
		s.officers[id] = o
	}
	return o
}

func (s *summing) add(st *Story) {
	svc := s.service(st.t.Service)
	fees := s.fees(st)
	for _, t := range []*tally{svc, &s.total} {
		t.volume(s.rules, st)
		t.standing(s.rules, st)
		t.out.Fees.add(fees)
	}
	if st.closed(s.rules) {
		svc.toClose = append(svc.toClose, used(s.rules.Calendar, svc.out.Clock, st.t.Received, st.t.ClosedAt, st.t.Clock.Pauses))
	}
	if s.rules.Period.Holds(st.first) {
		svc.first = append(svc.first, used(s.rules.Calendar, svc.out.Clock, st.t.Received, st.first, nil))
	}
	for _, j := range st.judged {
		if j.rejected {
			s.rejects[Rejection{Requirement: j.requirement, Reason: j.reason}]++
		}
	}
	s.work(st)
	s.breaches(st)
	s.comment(st)
	s.coordinate(st)
}

// volume counts what came, ended and was said in the period.
func (t *tally) volume(r *Rules, st *Story) {
	o := &t.out
	merged := st.t.State == ticket.Merged && r.Period.Holds(st.t.ClosedAt)
	switch {
	case r.Period.Holds(st.t.Received):
		o.Received++
	case !st.ended:
		o.Carried++
	case merged || st.closed(r) || !st.t.State.Done():
		o.Back++
	}
	o.Reopened += st.reopens
	if merged {
		o.Merged++
	}
	o.Asked += st.asked
	if a := st.rated(r); a != nil {
		t.rated.Add(a.Marks)
		if st.noted {
			o.Noted++
		}
	}
	if !st.closed(r) {
		return
	}
	o.Closed++
	o.Outcomes[st.t.Outcome]++
	t.elapsed = append(t.elapsed, Length(st.t.ClosedAt.Sub(st.t.Received)))
	t.judge(st)
	if st.t.Clock.Rounds > 0 {
		o.Revised++
		o.Rounds += st.t.Clock.Rounds
	}
}

// judge counts whether the promise was kept, and which it was.
func (t *tally) judge(st *Story) {
	c, o := &st.t.Clock, &t.out
	if c.Deadline.IsZero() {
		return
	}
	i := slices.IndexFunc(o.Promises, func(p Promise) bool { return p.Target == c.Target })
	if i < 0 {
		i = len(o.Promises)
		o.Promises = append(o.Promises, Promise{Target: c.Target})
	}
	o.Judged++
	o.Promises[i].Judged++
	if st.kept() {
		o.Kept++
		o.Promises[i].Kept++
	}
}

// standing counts what was open.
func (t *tally) standing(r *Rules, st *Story) {
	o := &t.out
	o.Waiting.Desk += st.spent.Desk
	o.Waiting.Requester += st.spent.Requester
	o.Waiting.Others += st.spent.Others
	if st.t.State.Done() {
		return
	}
	old := r.asOf().Sub(st.t.Received)
	o.Open++
	o.Ages[age(old)]++
	o.Oldest = max(o.Oldest, Length(old))
}

// fees is what the tariff asks for a request that was closed as done.
func (s *summing) fees(st *Story) (f Fees) {
	if !st.closed(s.rules) || st.t.Outcome != "done" {
		return f
	}
	quotes := ticket.Fees(s.rules.Catalogue, st.t, st.t.ClosedAt.In(s.rules.Calendar.Zone()))
	for _, q := range quotes {
		f.Base += q.Base
		f.Tax += q.Tax
		f.Total += q.Total
	}
	switch {
	case f.Total > 0:
		f.Requests = 1
	case len(quotes) > 0:
		f.Free = 1
	}
	return f
}

func (f *Fees) add(g Fees) {
	f.Requests += g.Requests
	f.Free += g.Free
	f.Base += g.Base
	f.Tax += g.Tax
	f.Total += g.Total
}

// work counts what officers did.
func (s *summing) work(st *Story) {
	for id, d := range st.deeds {
		if id == ticket.ByDesk {
			continue
		}
		o := &s.officer(id).out
		o.Letters += d.letters
		o.Verdicts += d.verdicts
		o.Returned += d.returned
	}
	if !st.t.State.Done() && st.t.Owner != "" {
		s.officer(st.t.Owner).out.Open++
	}
	if !st.closed(s.rules) || st.closer == ticket.ByDesk {
		return
	}
	o := s.officer(st.closer)
	o.out.Closed++
	o.elapsed = append(o.elapsed, Length(st.t.ClosedAt.Sub(st.t.Received)))
	if !st.t.Clock.Deadline.IsZero() {
		o.out.Judged++
		if st.kept() {
			o.out.Kept++
		}
	}
}

func (s *summing) breaches(st *Story) {
	end := s.out.AsOf
	if st.t.State.Done() && st.t.ClosedAt.Before(end) {
		end = st.t.ClosedAt
	}
	for _, b := range st.t.Clock.Breaches {
		if !s.rules.Period.Holds(b.Deadline) {
			continue
		}
		until, ended := end, st.t.State.Done()
		if at, ok := st.stepEnd(b); ok {
			until, ended = at, true
		}
		s.out.Breaches = append(s.out.Breaches, Breach{Number: st.t.Number, Service: st.t.Service, What: b.What, Target: b.Target, Deadline: b.Deadline,
			Owner: b.Owner, State: string(b.State), Late: Length(max(until.Sub(b.Deadline), 0)), Ended: ended, Cause: b.Cause})
		if b.Owner != "" {
			s.officer(b.Owner).out.Breaches++
		}
	}
}

func (s *summing) comment(st *Story) {
	if a := st.rated(s.rules); a != nil && a.Comment != "" {
		s.out.Comments = append(s.out.Comments, Comment{Number: st.t.Number, Service: st.t.Service, At: a.At, Marks: a.Marks, Text: a.Comment})
	}
}

// coordinate lists requests about addresses: of services that ask for a list of them.
func (s *summing) coordinate(st *Story) {
	svc, ok := s.rules.Catalogue.Service(st.t.Service)
	if !ok || !slices.Contains(svc.RequirementIDs(), "url-list") || st.t.State == ticket.Merged || st.t.State.Done() && !st.closed(s.rules) {
		return
	}
	c := Coordinated{Number: st.t.Number, Service: st.t.Service, Agency: cmp.Or(st.t.Requester.Agency, st.t.Requester.Name, st.t.Requester.Email),
		Names: slices.Clone(st.t.Names), URLs: map[string]int{}, List: []Address{}, Received: st.t.Received, Deadline: st.t.Clock.Deadline, Closed: st.t.ClosedAt, Outcome: st.t.Outcome,
		Waiting: st.t.Clock.Waiting, Late: !st.kept() || st.t.ClosedAt.IsZero() && !st.t.Clock.Deadline.IsZero() && !st.t.Clock.Paused() && s.out.AsOf.After(st.t.Clock.Deadline)}
	for _, u := range st.t.URLs {
		c.URLs[u.State]++
		c.List = append(c.List, Address{URL: u.URL, State: u.State, Since: u.At, Told: u.Told})
	}
	s.out.Coordination = append(s.out.Coordination, c)
}

func (t *tally) done() Service {
	t.out.FirstAnswer, t.out.ToClose, t.out.Elapsed = timesOf(t.first), timesOf(t.toClose), timesOf(t.elapsed)
	t.out.Rated = t.rated.Result()
	slices.SortFunc(t.out.Promises, func(a, b Promise) int {
		return cmp.Or(cmp.Compare(a.Target.N, b.Target.N), strings.Compare(a.Target.String(), b.Target.String()))
	})
	return t.out
}

func (s *summing) report() *Report {
	out := s.out
	out.Total = s.total.done()
	out.Total.Promises = nil // of several units
	out.Services = []Service{}
	ids := slices.Sorted(maps.Keys(s.services))
	place := func(id string) int {
		if i := slices.Index(s.rules.Catalogue.IDs(), id); i >= 0 {
			return i
		}
		return len(s.rules.Catalogue.Services)
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	for _, id := range ids {
		out.Services = append(out.Services, s.services[id].done())
	}
	for _, id := range slices.Sorted(maps.Keys(s.officers)) {
		o := s.officers[id]
		o.out.ToClose = timesOf(o.elapsed)
		out.Officers = append(out.Officers, o.out)
	}
	for r, n := range s.rejects {
		r.Count = n
		out.Rejections = append(out.Rejections, r)
	}
	slices.SortFunc(out.Rejections, func(a, b Rejection) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Requirement, b.Requirement), strings.Compare(a.Reason, b.Reason))
	})
	slices.SortStableFunc(out.Breaches, func(a, b Breach) int {
		return cmp.Or(a.Deadline.Compare(b.Deadline), strings.Compare(a.Number, b.Number), strings.Compare(a.What, b.What))
	})
	slices.SortStableFunc(out.Comments, func(a, b Comment) int { return a.At.Compare(b.At) })
	return out
}

// Rate is n of all, 0 to 1; 0 where all is nothing.
func Rate[N ~int | ~int64](n, all N) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// Unknown returns those of the ids that are no service of a catalogue.
func Unknown(c *domain.Catalogue, ids []string) (unknown []string) {
	for _, id := range ids {
		if _, ok := c.Service(id); !ok {
			unknown = append(unknown, id)
		}
	}
	return unknown
}
