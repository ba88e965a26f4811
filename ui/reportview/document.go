// Package reportview puts a report of package ticket/report into words: tables and
// charts with what each figure counts, as text, Markdown, CSV, XLSX, HTML or JSON, and
// on the screen.
//
// Rules:
//   - Whatever somebody outside wrote has crossed package clean before it is in a cell.
//   - No cell of a file is a formula, and no file loads anything from elsewhere.
//   - The same report in the same language gives the same bytes.
//
// What it does not do: count (package ticket/report), or open files.
package reportview

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ticket/report"
	"loket/ui/kit"
)

// Part is what of a report is shown.
type Part string

// The parts that have a document of their own in the standard ("Evaluasi Kinerja
// Pelaksana"): a form with its head, room for a pen, and who signs. Whole is everything
// that was counted.
const (
	Whole        Part = "all"
	Assessment   Part = "assessment"   // Penilaian Kinerja Bulanan
	Coordination Part = "coordination" // of the coordination meeting
)

// sections are what each part shows, in order.
var sections = map[Part][]string{
	Whole: {"volumes", "attainment", "times", "revisions", "rejections", "waiting", "backlog", "officers", "breaches",
		"fees", "satisfaction", "elements", "comments", "coordination"},
	Assessment:   {"standard", "people", "breaches", "satisfaction", "followup"},
	Coordination: {"coordination", "addresses", "agencies", "decisions", "attendance"},
}

// Parts lists them.
func Parts() []Part { return []Part{Whole, Assessment, Coordination} }

// Names are the words that a report takes from the site.
type Names struct {
	Lang      kit.Lang
	Catalogue *domain.Catalogue
	Staff     staff.Roster
	Head      ticket.Letterhead
	Zone      *time.Location
}

// House is the desk as far as a report names it; *ticket.Desk is one.
type House interface {
	Staff() staff.Roster
	Letterhead() ticket.Letterhead
}

// NamesOf takes the names from a desk.
func NamesOf(h House, lang kit.Lang, cat *domain.Catalogue, zone *time.Location) Names {
	return Names{Lang: lang, Catalogue: cat, Staff: h.Staff(), Head: h.Letterhead(), Zone: zone}
}

// Document is a report in words.
type Document struct {
	Lang     kit.Lang
	Title    string
	About    string  // the period and as of when
	Fields   []Field // head of a form, none: it is none
	Sections []Section
	Signed   []Signature // foot of a form
	Report   *report.Report
}

// Section is a table with what it counts.
type Section struct {
	ID      string
	Title   string
	Note    string // what is counted, and where it comes from
	Columns []Column
	Rows    [][]Cell
	Named   int   // column whose cell names the row
	Bars    []Bar // a chart of the table, none: no chart
}

// Column is the head of a column.
type Column struct {
	Title string
	Right bool
}

// Cell is one value. Number is set where it is one for a spreadsheet, which writes it by
// Format as it stands in Text.
type Cell struct {
	Text   string
	Number *float64
	Format string
	Blank  bool // left for a pen
}

// Bar is a line of a chart.
type Bar struct {
	Label string
	Share float64 // of the full length, 0 to 1
	Text  string
}

// writer makes sections.
type writer struct {
	Names
	*report.Report
}

// Write puts a part of a report into words.
func Write(r *report.Report, n Names, part Part) *Document {
	w := &writer{n, r}
	last := r.Period.To.Add(-time.Second)
	d := &Document{Lang: w.Lang, Title: w.T("report.part." + string(part)).String(), Report: r,
		About: w.T("report.about", w.Lang.Day(r.Period.From, n.Zone), w.Lang.Day(last, n.Zone), w.Lang.Time(r.AsOf, n.Zone)).String()}
	if !r.Known.IsZero() {
		d.About += "; " + w.T("report.known", w.Lang.Time(r.Known, n.Zone)).String()
	}
	for _, id := range r.Only {
		d.About += "; " + w.service(id)
	}
	makers := map[string]func(*Section){
		"volumes": w.volumes, "attainment": w.attainment, "times": w.times, "revisions": w.revisions, "rejections": w.rejections,
		"waiting": w.waiting, "backlog": w.backlog, "officers": w.officers, "breaches": w.breaches, "fees": w.fees,
		"satisfaction": w.satisfaction, "elements": w.elements, "comments": w.comments, "coordination": w.coordination,
		"standard": w.standard, "people": w.people, "followup": w.followup,
		"addresses": w.addresses, "agencies": w.agencies, "decisions": w.decisions, "attendance": w.attendance,
	}
	w.form(d, part)
	for _, id := range sections[part] {
		s := Section{ID: id, Title: w.T("report.title." + id).String(), Note: w.T("report.note."+id, w.hours(r.WorkDay), r.Calendar).String()}
		makers[id](&s)
		d.Sections = append(d.Sections, s)
	}
	return d
}

// T is a text of the catalogue.
func (n Names) T(key string, args ...any) clean.Text { return n.Lang.T(key, args...) }

// head names the columns: those after a "-" stand to the left.
func (w *writer) head(s *Section, ids ...string) {
	for _, id := range ids {
		left := id[0] == '-'
		if left {
			id = id[1:]
		}
		s.Columns = append(s.Columns, Column{w.T("report.col." + id).String(), !left})
	}
}

// each adds a row for each service and one for all.
func (w *writer) each(s *Section, cells func(v *report.Service, total bool) []Cell) {
	for i := range w.Services {
		v := &w.Services[i]
		s.Rows = append(s.Rows, append([]Cell{word(w.service(v.ID))}, cells(v, false)...))
	}
	s.Rows = append(s.Rows, append([]Cell{word(w.T("report.total").String())}, cells(&w.Total, true)...))
}

func (w *writer) service(id string) string {
	if id == "" {
		return w.T("report.no-service").String()
	}
	s, ok := w.Catalogue.Service(id)
	if !ok {
		return line(id)
	}
	return cmp.Or(s.Short.In(domain.Lang(w.Lang)), s.Title.In(domain.Lang(w.Lang)))
}

func (w *writer) officer(id string) string {
	if id == "" {
		return dash
	}
	return line(cmp.Or(w.Staff[id].Name, id))
}

func (w *writer) requirement(id string) string {
	if r, ok := w.Catalogue.Requirement(id); ok {
		return r.Title.In(domain.Lang(w.Lang))
	}
	return line(id)
}

// maxCell bounds what a cell shows of somebody's words.
const maxCell = 600

const dash = "–"

func line(s string) string { return clean.Line(s, maxCell).String() }

func word(s string) Cell { return Cell{Text: s} }

func (w *writer) count(n int) Cell {
	f := float64(n)
	return Cell{Text: w.Lang.Number(int64(n)).String(), Number: &f, Format: "#,##0"}
}

// share is n of all in percent, a dash where all is nothing.
func (w *writer) share(n, all int) Cell {
	return w.percent(report.Rate(n, all), all > 0)
}

func (w *writer) percent(f float64, ok bool) Cell {
	if !ok {
		return word(dash)
	}
	return Cell{Text: w.Lang.Decimal(f*100, 1).String() + "%", Number: &f, Format: "0.0%"}
}

func (w *writer) money(r domain.Rupiah) Cell {
	f := float64(r)
	return Cell{Text: r.String(), Number: &f, Format: quoted("Rp ") + "#,##0"}
}

// decimal is a number with two places, and what stands behind it.
func (w *writer) decimal(f float64, behind string) Cell {
	return Cell{Text: w.Lang.Decimal(f, 2).String() + behind, Number: &f, Format: "0.00" + quoted(behind)}
}

// quoted is a text in the format of a number.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(s, `"`, "") + `"`
}

// days is a length by the clock in days of 24 hours, hours below one.
func (w *writer) days(l report.Length, count int) Cell {
	return w.length(l, count, 24*time.Hour, "day")
}

// unit is a length in the unit of a promise.
func (w *writer) unit(v *report.Service, l report.Length, count int) Cell {
	switch {
	case v.Clock:
		return w.length(l, count, time.Hour, "hour")
	case w.WorkDay == 0:
		return word(dash)
	}
	return w.length(l, count, time.Duration(w.WorkDay), "working-day")
}

func (w *writer) length(l report.Length, count int, one time.Duration, unit string) Cell {
	if count == 0 {
		return word(dash)
	}
	f := float64(l) / float64(one)
	digits, format := 1, "0.0"
	if unit == "working-day" { // most are below one
		digits, format = 2, "0.00"
	}
	before, behind, _ := strings.Cut(w.T("report.unit."+unit, "#").String(), "#")
	return Cell{Text: w.T("report.unit."+unit, w.Lang.Decimal(f, digits)).String(), Number: &f, Format: quoted(before) + format + quoted(behind)}
}

// hours is a length in hours.
func (w *writer) hours(l report.Length) string { return w.length(l, 1, time.Hour, "hour").Text }

// promise is a target with its unit in words; a bare day is what the calendar takes it for.
func (w *writer) promise(t calendar.Target) Cell {
	if t.IsZero() {
		return word(dash)
	}
	unit := map[calendar.Unit]string{calendar.Minute: "minute", calendar.Hour: "hour", calendar.Day: "working-day", calendar.WorkingDay: "working-day"}[t.Unit]
	if t.Unit == calendar.Day && w.AnyDay {
		unit = "day"
	}
	return word(w.T("report.unit."+unit, strconv.Itoa(t.N)).String())
}

func (w *writer) day(t time.Time) Cell { return word(w.Lang.Day(t, w.Zone).String()) }

func (w *writer) time(t time.Time) Cell { return word(w.Lang.Time(t, w.Zone).String()) }
