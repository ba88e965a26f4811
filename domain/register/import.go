package register

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/table"
)

// importColumns are those that an import understands; every other one becomes a
// field of the entry.
var importColumns = []table.Column{
	{ID: "name", Titles: []string{"domain", "nama domain", "subdomain", "name"}, Required: true},
	{ID: "agency", Titles: []string{"instansi", "agency", "nama instansi", "opd"}},
	{ID: "officer", Titles: []string{"pejabat", "pejabat nama domain", "pnd", "officer"}},
	{ID: "officer-email", Titles: []string{"email pejabat", "surel pejabat", "officer email"}},
	{ID: "officer-phone", Titles: []string{"telepon pejabat", "hp pejabat", "officer phone"}},
	{ID: "responsible", Titles: []string{"penanggung jawab", "pic", "responsible"}},
	{ID: "responsible-email", Titles: []string{"email penanggung jawab", "surel penanggung jawab", "email pic", "responsible email"}},
	{ID: "responsible-phone", Titles: []string{"telepon penanggung jawab", "hp penanggung jawab", "responsible phone"}},
	{ID: "registered", Titles: []string{"terdaftar", "tanggal daftar", "registered"}},
	{ID: "until", Titles: []string{"berlaku sampai", "tanggal kedaluwarsa", "expired", "until"}},
	{ID: "ended", Titles: []string{"dihapus", "tanggal hapus", "ended"}},
	{ID: "records", Titles: []string{recordsTitle, "record", "records", "record dns", "dns records"}},
}

// Change is one entry that an import would change.
type Change struct {
	Line          int // of the import
	Before, After Entry
	Fields        []string // what differs, as titles of columns or labels of fields
}

// Plan is what an import would do.
type Plan struct {
	New      []Change // Before is empty
	Changed  []Change
	Same     int              // rows that change nothing
	Problems []domain.Problem // Refuse keeps a row out, Warn asks a person to look
}

// Refused reports whether any row was kept out: half an import is not to be
// believed.
func (p Plan) Refused() bool {
	return slices.ContainsFunc(p.Problems, func(q domain.Problem) bool { return q.Level == domain.Refuse })
}

// ByName finds entries by their names, as Import wants them.
func ByName(entries []Entry) map[domain.Name]Entry {
	known := make(map[domain.Name]Entry, len(entries))
	for _, e := range entries {
		known[e.Name] = e
	}
	return known
}

// Import reads a CSV against what the register knows and plans what would change.
// Nothing else happens: this is the dry run as well. The error is one of reading
// alone.
func Import(in io.Reader, known map[domain.Name]Entry) (Plan, error) {
	t, err := table.Read(in, importColumns)
	if err != nil {
		return Plan{}, fmt.Errorf("import of the register: %w", err)
	}
	i := &importer{known: known, lines: map[domain.Name]int{}, plan: Plan{Problems: t.Problems}}
	for _, row := range t.Rows {
		i.row(row)
	}
	i.orphans()
	slices.SortStableFunc(i.plan.Problems, func(a, b domain.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return i.plan, nil
}

type importer struct {
	known map[domain.Name]Entry
	lines map[domain.Name]int // line of each name in this import
	plan  Plan
	bad   bool // the row that is read has a problem
}

func (i *importer) refuse(line int, column string, what, fix domain.Text) {
	i.bad = true
	i.plan.Problems = append(i.plan.Problems, domain.Problem{Level: domain.Refuse, Line: line, Key: column, What: what, Fix: fix})
}

func (i *importer) warn(line int, column string, what, fix domain.Text) {
	i.plan.Problems = append(i.plan.Problems, domain.Problem{Level: domain.Warn, Line: line, Key: column, What: what, Fix: fix})
}

func (i *importer) row(row table.Row) {
	i.bad = false
	e := Entry{
		Name: i.name(row), Agency: row.Get("agency"),
		Officer:     Person{row.Get("officer"), i.email(row, "officer-email", "email pejabat"), row.Get("officer-phone")},
		Responsible: Person{row.Get("responsible"), i.email(row, "responsible-email", "email penanggung jawab"), row.Get("responsible-phone")},
		Registered:  i.day(row, "registered", "terdaftar"), Until: i.day(row, "until", "berlaku sampai"), Ended: i.day(row, "ended", "dihapus"),
		Records: i.records(row),
	}
	for _, c := range row.More {
		e.Fields = append(e.Fields, Field{Label: c.Title, Value: c.Value})
	}
	if !e.Registered.IsZero() && !e.Until.IsZero() && e.Until.Before(e.Registered) {
		i.refuse(row.Line, "berlaku sampai", domain.Text{ID: fmt.Sprintf("%s sebelum tanggal terdaftar %s", e.Until, e.Registered), EN: fmt.Sprintf("%s is before the day of registration %s", e.Until, e.Registered)},
			domain.Text{ID: "periksa kedua tanggal", EN: "check both dates"})
	}
	if i.bad {
		return
	}
	i.take(row.Line, e)
}

// take plans one row that is right.
func (i *importer) take(line int, e Entry) {
	before, was := i.known[e.Name]
	after := before.Merge(e)
	fields := differ(before, after)
	switch {
	case !was:
		i.plan.New = append(i.plan.New, Change{Line: line, After: after, Fields: fields})
	case len(fields) > 0:
		if !before.Until.IsZero() && after.Until.Before(before.Until) {
			i.warn(line, "berlaku sampai", domain.Text{ID: fmt.Sprintf("lebih awal dari yang tercatat, %s", before.Until), EN: fmt.Sprintf("earlier than what is recorded, %s", before.Until)},
				domain.Text{ID: "periksa pada registri", EN: "check at the registry"})
		}
		i.plan.Changed = append(i.plan.Changed, Change{Line: line, Before: before, After: after, Fields: fields})
	default:
		i.plan.Same++
	}
}

func (i *importer) name(row table.Row) domain.Name {
	n, err := domain.ParseName(row.Get("name"))
	var r *domain.Refusal
	switch {
	case errors.As(err, &r):
		i.refuse(row.Line, "domain", r.What, r.Do)
		return ""
	case err != nil:
		i.refuse(row.Line, "domain", domain.Text{ID: err.Error(), EN: err.Error()}, domain.Text{})
		return ""
	}
	if line, twice := i.lines[n]; twice {
		i.refuse(row.Line, "domain", domain.Text{ID: fmt.Sprintf("%s sudah ada di baris %d", n, line), EN: fmt.Sprintf("%s stands in line %d already", n, line)},
			domain.Text{ID: "gabungkan kedua baris", EN: "make one row of both"})
		return n
	}
	i.lines[n] = row.Line
	return n
}

func (i *importer) email(row table.Row, id, title string) string {
	s := row.Get(id)
	if s == "" {
		return ""
	}
	if _, err := domain.EmailHost(s); err != nil {
		i.refuse(row.Line, title, domain.Text{ID: fmt.Sprintf("%q bukan alamat surel", s), EN: fmt.Sprintf("%q is no mail address", s)},
			domain.Text{ID: "tulis satu alamat, misalnya nama@contohkab.go.id", EN: "write one address, for example name@contohkab.go.id"})
		return ""
	}
	return strings.ToLower(strings.Trim(s, "<>"))
}

// ParseDay reads a date as spreadsheets and people write it, and nothing beside it;
// see calendar.FindDate.
func ParseDay(s string) (calendar.Date, bool) {
	d, from, to := calendar.FindDate(s, false)
	return d, !d.IsZero() && from == 0 && to == len(s)
}

func (i *importer) day(row table.Row, id, title string) calendar.Date {
	s := row.Get(id)
	if s == "" {
		return calendar.Date{}
	}
	d, ok := ParseDay(s)
	if !ok {
		i.refuse(row.Line, title, domain.Text{ID: fmt.Sprintf("%q bukan tanggal", s), EN: fmt.Sprintf("%q is no date", s)},
			domain.Text{ID: "tulis tahun-bulan-tanggal, misalnya 2026-12-31, atau tanggal/bulan/tahun", EN: "write year-month-day, for example 2026-12-31, or day/month/year"})
	}
	return d
}

// orphans warns of subdomains whose registered name nobody knows.
func (i *importer) orphans() {
	for _, c := range i.plan.New {
		parent := c.After.Name.Registrable()
		_, known := i.known[parent]
		if _, here := i.lines[parent]; c.After.Subdomain() && !known && !here {
			i.warn(c.Line, "domain", domain.Text{ID: fmt.Sprintf("nama induk %s tidak ada di register", parent), EN: fmt.Sprintf("its parent name %s is not in the register", parent)},
				domain.Text{ID: "tambahkan barisnya bila nama itu dilayani", EN: "add a row if that name is served here"})
		}
	}
}

// Values gives what a field of the change was and is.
func (c Change) Values(field string) (before, after string) {
	return valueOf(c.Before.said(), field), valueOf(c.After.said(), field)
}

// said is what an import may say of a name beside it, under the titles of its columns.
func (e Entry) said() []Field {
	return append([]Field{
		{"instansi", e.Agency}, {"pejabat", e.Officer.String()}, {"penanggung jawab", e.Responsible.String()},
		{"terdaftar", written(e.Registered)}, {"berlaku sampai", written(e.Until)}, {"dihapus", written(e.Ended)}, {recordsTitle, records(e)},
	}, e.Fields...)
}

func valueOf(fields []Field, label string) string {
	if i := slices.IndexFunc(fields, func(f Field) bool { return f.Label == label }); i >= 0 {
		return fields[i].Value
	}
	return ""
}

// differ names what is different between two entries of one name.
func differ(a, b Entry) (out []string) {
	was := a.said()
	for _, f := range b.said() {
		if valueOf(was, f.Label) != f.Value {
			out = append(out, f.Label)
		}
	}
	return out
}

// Export writes entries as a table that Import reads.
func Export(out io.Writer, entries []Entry) error {
	var labels []string
	for _, e := range entries {
		for _, f := range e.Fields {
			if !slices.Contains(labels, f.Label) {
				labels = append(labels, f.Label)
			}
		}
	}
	titles := make([]string, 0, len(importColumns)+len(labels))
	for _, c := range importColumns {
		titles = append(titles, c.Titles[0])
	}
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{
			string(e.Name), e.Agency, e.Officer.Name, e.Officer.Email, e.Officer.Phone, e.Responsible.Name, e.Responsible.Email, e.Responsible.Phone,
			written(e.Registered), written(e.Until), written(e.Ended), records(e),
		}
		for _, l := range labels {
			rows[i] = append(rows[i], valueOf(e.Fields, l))
		}
	}
	return table.Write(out, append(titles, labels...), rows)
}

func written(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
