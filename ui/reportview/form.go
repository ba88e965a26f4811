package reportview

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/staff"
)

// Field is a line at the head of a form.
type Field struct{ Label, Text string }

// Signature is a place for one at the foot of a form.
type Signature struct {
	Place string // above it: where and when, or what the signature means
	Role  string
	Name  string // "" leaves room to write it
}

// form puts head and foot on the parts that are forms.
func (w *writer) form(d *Document, part Part) {
	if part == Whole {
		return
	}
	field := func(id, text string) {
		if text != "" {
			d.Fields = append(d.Fields, Field{w.T("report.form." + id).String(), text})
		}
	}
	field("desk", line(w.Head.Name))
	field("unit", line(w.Head.Unit))
	field("period", d.About)
	field("basis", w.basis())
	if part == Coordination {
		field("with", w.T("report.form.pai").String())
	}
	place := w.T("report.form.dated", cmp.Or(line(w.Head.City), blank)).String()
	d.Signed = []Signature{
		{Place: w.T("report.form.known").String(), Role: w.T("report.form.head").String()},
		{Place: place, Role: w.T("report.form.lead").String(), Name: w.only(staff.Supervisor)},
	}
	if part == Coordination {
		d.Signed[0] = Signature{Place: w.T("report.form.minutes").String(), Role: w.T("report.form.scribe").String()}
	}
}

// blank is room for a pen in a line.
const blank = "………………"

// only is the name of the one who has a role, "" where there are none or several.
func (w *writer) only(role staff.Role) (name string) {
	for _, o := range w.Staff {
		if o.Disabled || !slices.Contains(o.Roles, role) {
			continue
		}
		if name != "" {
			return ""
		}
		name = line(o.Name)
	}
	return name
}

// basis names the documents that the services of the report come from.
func (w *writer) basis() string {
	var list []string
	for i := range w.Services {
		if svc, ok := w.Catalogue.Service(w.Services[i].ID); ok {
			if text := svc.Source.Document.In(domain.Lang(w.Lang)); text != "" && !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	return strings.Join(list, "; ")
}

// numbered heads a table whose rows have numbers; the second column names them.
func (w *writer) numbered(s *Section, ids ...string) {
	w.head(s, append([]string{"place"}, ids...)...)
	s.Named = 1
}

// place numbers a row.
func place(i int) Cell {
	f := float64(i + 1)
	return Cell{Text: strconv.Itoa(i + 1), Number: &f, Format: "0"}
}

// room adds empty rows for a pen.
func (s *Section) room(rows int) {
	for i := range rows {
		row := []Cell{place(i)}
		for range s.Columns[1:] {
			row = append(row, Cell{Blank: true})
		}
		s.Rows = append(s.Rows, row)
	}
}

// standard holds each service against what its standard says of time and people.
func (w *writer) standard(s *Section) {
	w.numbered(s, "-service", "-promise", "staff", "closed", "kept", "attainment", "close-median", "close-p90", "index")
	for i := range w.Services {
		v := &w.Services[i]
		people, promise, index := word(dash), word(dash), word(dash)
		if svc, ok := w.Catalogue.Service(v.ID); ok {
			if svc.Staff > 0 {
				people = w.count(svc.Staff)
			}
			promise = w.promise(svc.Target)
			if !svc.RevisionTarget.IsZero() {
				promise.Text += "; " + w.promise(svc.RevisionTarget).Text
			}
		}
		if v.Rated.Answers > 0 {
			index = w.decimal(v.Rated.Index, " "+string(v.Rated.Grade))
		}
		s.Rows = append(s.Rows, []Cell{place(i), word(w.service(v.ID)), promise, people, w.count(v.Closed), w.count(v.Kept), w.share(v.Kept, v.Judged),
			w.unit(v, v.ToClose.Median, v.ToClose.Count), w.unit(v, v.ToClose.P90, v.ToClose.Count), index})
	}
}

// people are the officers with room for what the assessor says.
func (w *writer) people(s *Section) {
	w.numbered(s, "-officer", "-role", "closed", "kept", "attainment", "elapsed-median", "letters", "verdicts", "returned", "breaches", "open", "-remark")
	for i := range w.Officers {
		o := &w.Officers[i]
		s.Rows = append(s.Rows, []Cell{place(i), word(w.officer(o.ID)), word(w.roles(o.ID)), w.count(o.Closed), w.count(o.Kept), w.share(o.Kept, o.Judged),
			w.days(o.ToClose.Median, o.ToClose.Count), w.count(o.Letters), w.count(o.Verdicts), w.count(o.Returned), w.count(o.Breaches), w.count(o.Open), {Blank: true}})
	}
}

func (w *writer) roles(id string) string {
	var list []string
	for _, r := range w.Staff[id].Roles {
		list = append(list, w.Lang.Word("report.role.", string(r)).String())
	}
	return cmp.Or(strings.Join(list, ", "), dash)
}

func (w *writer) followup(s *Section) {
	w.numbered(s, "-followup", "-responsible", "-until")
	s.room(3)
}

func (w *writer) decisions(s *Section) {
	w.numbered(s, "-matter", "-decision", "-responsible", "-until")
	s.room(4)
}

func (w *writer) attendance(s *Section) {
	w.numbered(s, "-name", "-agency", "-position", "-signature")
	s.room(8)
}

// addresses lists each address that the requests name.
func (w *writer) addresses(s *Section) {
	w.head(s, "-address", "-number", "-stands", "-since", "-told")
	for i := range w.Coordination {
		c := &w.Coordination[i]
		for _, a := range c.List {
			since, told := word(dash), word(dash)
			if !a.Since.IsZero() {
				since = w.day(a.Since)
			}
			if !a.Told.IsZero() {
				told = w.day(a.Told)
			}
			s.Rows = append(s.Rows, []Cell{word(line(a.URL)), word(line(c.Number)), word(w.Lang.Word("ticketview.url.", a.State).String()), since, told})
		}
	}
}

// agencies are those concerned, who are asked to the meeting.
func (w *writer) agencies(s *Section) {
	w.head(s, "-agency", "requests", "addresses", "-names")
	type concerned struct {
		requests, addresses int
		names               []string
	}
	by := map[string]*concerned{}
	var order []string
	for i := range w.Coordination {
		c := &w.Coordination[i]
		a := by[c.Agency]
		if a == nil {
			a = new(concerned)
			by[c.Agency], order = a, append(order, c.Agency)
		}
		a.requests++
		a.addresses += len(c.List)
		for _, n := range c.Names {
			if !slices.Contains(a.names, n) {
				a.names = append(a.names, n)
			}
		}
	}
	for _, agency := range order {
		a := by[agency]
		s.Rows = append(s.Rows, []Cell{word(line(agency)), w.count(a.requests), w.count(a.addresses), word(line(strings.Join(a.names, ", ")))})
	}
}
