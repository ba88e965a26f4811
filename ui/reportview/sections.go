package reportview

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/survey"
	"loket/ticket/report"
)

func (w *writer) volumes(s *Section) {
	w.head(s, "-service", "carried", "received", "back", "done", "otherwise", "merged", "open")
	most := 1
	for i := range w.Services {
		most = max(most, w.Services[i].Received)
	}
	w.each(s, func(v *report.Service, total bool) []Cell {
		done := v.Outcomes["done"]
		if !total {
			s.Bars = append(s.Bars, Bar{w.service(v.ID), report.Rate(v.Received, most), w.count(v.Received).Text})
		}
		return []Cell{w.count(v.Carried), w.count(v.Received), w.count(v.Back), w.count(done), w.count(v.Closed - done), w.count(v.Merged), w.count(v.Open)}
	})
}

// attainment has a row for each service, and below it one for each of its promises
// where it was judged by several.
func (w *writer) attainment(s *Section) {
	w.head(s, "-service", "-promise", "judged", "kept", "missed", "attainment")
	row := func(name string, promise Cell, judged, kept int) {
		rate := w.share(kept, judged)
		if judged > 0 {
			s.Bars = append(s.Bars, Bar{name, report.Rate(kept, judged), rate.Text})
		}
		s.Rows = append(s.Rows, []Cell{word(name), promise, w.count(judged), w.count(kept), w.count(judged - kept), rate})
	}
	for i := range w.Services {
		v := &w.Services[i]
		name, promise := w.service(v.ID), w.promise(v.Target)
		if len(v.Promises) == 1 {
			promise = w.promise(v.Promises[0].Target)
		}
		row(name, promise, v.Judged, v.Kept)
		if len(v.Promises) < 2 {
			continue
		}
		for _, p := range v.Promises {
			c := w.promise(p.Target)
			row(name+", "+c.Text, c, p.Judged, p.Kept)
		}
	}
	row(w.T("report.total").String(), word(dash), w.Total.Judged, w.Total.Kept)
}

func (w *writer) times(s *Section) {
	w.head(s, "-service", "answer-median", "answer-p90", "close-median", "close-p90", "elapsed-median", "elapsed-p90")
	w.each(s, func(v *report.Service, total bool) []Cell {
		cells := []Cell{word(dash), word(dash), word(dash), word(dash)}
		if !total {
			a, c := v.FirstAnswer, v.ToClose
			cells = []Cell{w.unit(v, a.Median, a.Count), w.unit(v, a.P90, a.Count), w.unit(v, c.Median, c.Count), w.unit(v, c.P90, c.Count)}
		}
		return append(cells, w.days(v.Elapsed.Median, v.Elapsed.Count), w.days(v.Elapsed.P90, v.Elapsed.Count))
	})
}

func (w *writer) revisions(s *Section) {
	w.head(s, "-service", "closed", "revised", "share", "rounds", "reopened")
	w.each(s, func(v *report.Service, _ bool) []Cell {
		return []Cell{w.count(v.Closed), w.count(v.Revised), w.share(v.Revised, v.Closed), w.count(v.Rounds), w.count(v.Reopened)}
	})
}

func (w *writer) rejections(s *Section) {
	w.head(s, "-requirement", "-reason", "times")
	for _, r := range w.Rejections {
		reason := dash
		if r.Reason != "" {
			reason = w.Lang.Word("ticketview.reason.", r.Reason).String()
		}
		s.Rows = append(s.Rows, []Cell{word(w.requirement(r.Requirement)), word(reason), w.count(r.Count)})
	}
}

func (w *writer) waiting(s *Section) {
	w.head(s, "-service", "desk", "requester", "others", "whole")
	w.each(s, func(v *report.Service, total bool) []Cell {
		var cells []Cell
		all := v.Waiting.Sum()
		for _, part := range []struct {
			who  string
			time report.Length
		}{{"desk", v.Waiting.Desk}, {"requester", v.Waiting.Requester}, {"others", v.Waiting.Others}} {
			c := w.percent(report.Rate(part.time, all), all > 0)
			if total && all > 0 {
				s.Bars = append(s.Bars, Bar{w.T("report.col." + part.who).String(), report.Rate(part.time, all), c.Text})
			}
			cells = append(cells, c)
		}
		return append(cells, w.days(all, int(all)))
	})
}

func (w *writer) backlog(s *Section) {
	w.head(s, "-service")
	from := 0
	for _, days := range report.AgeLimits {
		s.Columns = append(s.Columns, Column{w.T("report.age", from, days).String(), true})
		from = days
	}
	s.Columns = append(s.Columns, Column{w.T("report.age-over", from).String(), true})
	w.head(s, "open", "oldest")
	w.each(s, func(v *report.Service, total bool) []Cell {
		var cells []Cell
		for i, n := range v.Ages {
			if total && v.Open > 0 {
				s.Bars = append(s.Bars, Bar{s.Columns[i+1].Title, report.Rate(n, v.Open), w.count(n).Text})
			}
			cells = append(cells, w.count(n))
		}
		return append(cells, w.count(v.Open), w.days(v.Oldest, v.Open))
	})
}

func (w *writer) officers(s *Section) {
	w.head(s, "-officer", "closed", "judged", "kept", "attainment", "elapsed-median", "letters", "verdicts", "returned", "breaches", "open")
	for i := range w.Officers {
		o := &w.Officers[i]
		s.Rows = append(s.Rows, []Cell{word(w.officer(o.ID)), w.count(o.Closed), w.count(o.Judged), w.count(o.Kept), w.share(o.Kept, o.Judged),
			w.days(o.ToClose.Median, o.ToClose.Count), w.count(o.Letters), w.count(o.Verdicts), w.count(o.Returned), w.count(o.Breaches), w.count(o.Open)})
	}
}

func (w *writer) breaches(s *Section) {
	w.head(s, "-number", "-service", "-promise", "-deadline", "late", "-officer", "-cause")
	for i := range w.Breaches {
		b := &w.Breaches[i]
		what := w.promise(b.Target).Text
		if svc, ok := w.Catalogue.Service(b.Service); ok && b.What != "service" {
			if st, _, ok := svc.Step(b.What); ok {
				what += ", " + st.Title.In(domain.Lang(w.Lang))
			}
		}
		cause := w.T("report.no-cause").String()
		if b.Cause != "" {
			cause = line(b.Cause)
		}
		late := w.length(b.Late, 1, time.Hour, "hour")
		if !b.Ended {
			still := w.T("report.still", "").String()
			late.Text, late.Format = late.Text+still, late.Format+quoted(still)
		}
		s.Rows = append(s.Rows, []Cell{word(line(b.Number)), word(w.service(b.Service)), word(what), w.time(b.Deadline), late, word(w.officer(b.Owner)), word(cause)})
	}
}

func (w *writer) fees(s *Section) {
	w.head(s, "-service", "paid", "free", "base", "ppn", "sum")
	w.each(s, func(v *report.Service, _ bool) []Cell {
		f := v.Fees
		return []Cell{w.count(f.Requests), w.count(f.Free), w.money(f.Base), w.money(f.Tax), w.money(f.Total)}
	})
}

func (w *writer) satisfaction(s *Section) {
	w.head(s, "-service", "surveys", "answers", "noted", "index", "-grade")
	w.each(s, func(v *report.Service, total bool) []Cell {
		r := v.Rated
		if r.Answers == 0 {
			return []Cell{w.count(v.Asked), w.count(0), w.count(0), word(dash), word(dash)}
		}
		label := w.T("report.total").String()
		if !total {
			label = w.service(v.ID)
		}
		index := w.decimal(r.Index, "")
		s.Bars = append(s.Bars, Bar{label, r.Index / 100, index.Text + " " + string(r.Grade)})
		return []Cell{w.count(v.Asked), w.count(r.Answers), w.count(v.Noted), index, word(string(r.Grade) + " " + w.T("report.grade."+string(r.Grade)).String())}
	})
}

func (w *writer) elements(s *Section) {
	w.head(s, "-element", "mean")
	for i := range survey.Elements {
		mean := word(dash)
		if m := w.Total.Rated.Means[i]; m > 0 {
			mean = w.decimal(m, "")
			s.Bars = append(s.Bars, Bar{fmt.Sprintf("U%d", i+1), m / 4, mean.Text})
		}
		s.Rows = append(s.Rows, []Cell{word(fmt.Sprintf("U%d %s", i+1, w.T("report.element."+strconv.Itoa(i+1)))), mean})
	}
}

func (w *writer) comments(s *Section) {
	w.head(s, "-number", "-date", "-service", "index", "-comment")
	for i := range w.Comments {
		c := &w.Comments[i]
		var sum survey.Sum
		sum.Add(c.Marks)
		s.Rows = append(s.Rows, []Cell{word(line(c.Number)), w.day(c.At), word(w.service(c.Service)), w.decimal(sum.Result().Index, ""),
			word(line(strings.ReplaceAll(c.Text, "\n", " ")))})
	}
}

func (w *writer) coordination(s *Section) {
	w.head(s, "-number", "-service", "-agency", "-names", "-addresses", "-received", "-ended", "-stands")
	for i := range w.Coordination {
		c := &w.Coordination[i]
		ended, stands := word(dash), w.T("report.waits.desk").String()
		switch {
		case !c.Closed.IsZero():
			ended, stands = w.day(c.Closed), w.Catalogue.Outcome(c.Outcome).In(domain.Lang(w.Lang))
		case c.Waiting != "":
			stands = w.T("report.waits-for", w.Catalogue.Actor(c.Waiting).In(domain.Lang(w.Lang))).String()
		}
		if c.Late {
			stands += " (" + w.T("report.late").String() + ")"
		}
		s.Rows = append(s.Rows, []Cell{word(line(c.Number)), word(w.service(c.Service)), word(line(c.Agency)), word(line(strings.Join(c.Names, ", "))),
			word(w.states(c.URLs)), w.day(c.Received), ended, word(stands)})
	}
}

// states says how many addresses are in which state.
func (w *writer) states(states map[string]int) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, w.Lang.Word("ticketview.url.", state).String()+" "+w.count(states[state]).Text)
	}
	if len(parts) == 0 {
		return dash
	}
	return strings.Join(parts, ", ")
}
