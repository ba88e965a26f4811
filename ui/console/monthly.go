package console

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/report"
	"loket/ui/kit"
	"loket/ui/reportview"
)

// monthly shows the report of a month. It is counted when the screen opens, when
// another month is asked for, and when it is asked for again: not at every change.
type monthly struct {
	env    *kit.Env
	opt    *Options
	pager  kit.Pager
	w, h   int
	period report.Period
	part   reportview.Part
	made   *report.Report // nil while it is counted
	gen    uint64
	begun  bool
}

func newMonthly(env *kit.Env, opt *Options) *monthly {
	return &monthly{env: env, opt: opt, period: report.MonthOf(env.Now.In(env.Place())), part: reportview.Whole}
}

func (m *monthly) Resize(w, h int) {
	m.w, m.h = w, h
	m.pager.Resize(w, h-1)
	m.fill()
}

// Apply counts once; later changes wait until they are asked for.
func (m *monthly) Apply(kit.Changes) kit.Intent {
	if m.begun {
		return nil
	}
	m.begun = true
	return m.count()
}

// count makes the report beside the console.
func (m *monthly) count() kit.Intent {
	m.gen++
	m.made = nil
	m.fill()
	gen, desk := m.gen, m.opt.Desk
	rules := report.Rules{Catalogue: m.opt.Catalogue, Calendar: desk.Hours(), Period: m.period, Now: m.env.Now}
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		made, err := report.Make(ctx, desk, rules)
		return func() kit.Intent {
			if gen == m.gen {
				m.made = made
				m.fill()
				m.pager.Top()
			}
			return nil
		}, err
	}}
}

func (m *monthly) turn(p report.Period) kit.Intent {
	m.period = p
	return m.count()
}

// next shows the next part of the same figures.
func (m *monthly) next() kit.Intent {
	parts := reportview.Parts()
	m.part = parts[(slices.Index(parts, m.part)+1)%len(parts)]
	m.fill()
	m.pager.Top()
	return nil
}

// barCells is how long the bars of charts are.
func (m *monthly) barCells() int { return min(max(m.w-50, 10), 60) }

func (m *monthly) fill() {
	if m.made == nil || m.w < 4 {
		m.pager.SetLines(nil)
		return
	}
	th, w := m.env.Theme, m.w-2
	d := m.document()
	var lines []string
	put := func(ink kit.Ink, list ...string) {
		for _, l := range list {
			lines = append(lines, " "+ink.Render(clean.Own(l)))
		}
	}
	for _, l := range d.Head() {
		for _, l := range kit.Wrap(clean.Own(l), w) {
			put(th.Muted, l)
		}
	}
	for i := range d.Sections {
		s := &d.Sections[i]
		lines = append(lines, "")
		put(th.Title, s.Title)
		head, rows := s.Grid(w)
		put(th.Muted, head...)
		put(th.Text, rows...)
		if bars := s.Chart(m.barCells()); len(bars) > 0 {
			lines = append(lines, "")
			put(th.Accent, bars...)
		}
		lines = append(lines, "")
		for _, l := range kit.Wrap(clean.Own(s.Note), w) {
			put(th.Muted, l)
		}
	}
	m.pager.SetLines(lines)
}

// document is what was made, in the words of who sits here.
func (m *monthly) document() *reportview.Document {
	return reportview.Write(m.made, reportview.NamesOf(m.opt.Desk, m.env.Lang, m.opt.Catalogue, m.env.Place()), m.part)
}

// save writes what is shown into a file, in the format that its name asks for.
func (m *monthly) save() kit.Intent {
	e := m.env
	form := kit.NewForm(e, kit.Input{ID: "path", Label: e.T("ticketview.form.path"), Value: reportview.FileName(m.period, m.part, ".xlsx"), Required: true, Max: 400})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("report.do.save"), Note: e.T("report.save.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent { return m.write(f.Value("path")) }})}
}

// write makes the file and notes who took it.
func (m *monthly) write(path string) kit.Intent {
	d, e, desk := m.document(), m.env, m.opt.Desk
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		var b bytes.Buffer
		err := d.Put(&b, reportview.FormatOf(path))
		if err == nil {
			err = kit.WriteNew(path, b.Bytes())
		}
		if err != nil {
			return func() kit.Intent { return kit.Toast{Text: e.T("ticketview.save.failed", err.Error()), Level: kit.Bad} }, nil
		}
		if err := desk.TakeReport(ctx, m.opt.Officer, filepath.Base(path), b.Bytes(), ticket.TakenSave); err != nil {
			return nil, err
		}
		return func() kit.Intent { return kit.Toast{Text: e.T("ticketview.did.save", path), Level: kit.Good} }, nil
	}}
}

// noSave is why nothing is written here, with the way that leads to the same file.
func (m *monthly) noSave() clean.Text {
	switch {
	case m.made == nil:
		return m.env.T("report.counting")
	case !m.opt.Local:
		return m.env.T("report.save.remote", reportview.FileName(m.period, m.part, ".xlsx"))
	}
	return clean.Text{}
}

func (m *monthly) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if m.pager.Typing() && outside(msg.String()) {
		return nil, false
	}
	if m.pager.Typing() || !reserved(msg.String()) {
		if m.pager.Key(msg) {
			return nil, true
		}
	}
	return kit.Dispatch(msg, m.Bindings())
}

// Bindings are what keys do here.
func (m *monthly) Bindings() []kit.Binding {
	e := m.env
	return []kit.Binding{
		kit.Bind("before", e.T("report.do.before"), func() kit.Intent { return m.turn(m.period.Before()) }, "left", "h").Shown(),
		kit.Bind("after", e.T("report.do.after"), func() kit.Intent { return m.turn(m.period.Next()) }, "right", "l").Shown(),
		kit.Bind("part", e.T("report.do.part"), m.next, "tab").Shown(),
		kit.Bind("longer", e.T("report.do.longer"), func() kit.Intent { return m.turn(m.period.Wider()) }, "w"),
		kit.Bind("save", e.T("report.do.save"), m.save, "s").Shown().Unless(m.noSave()),
		kit.Bind("again", e.T("report.do.again"), m.count, "R").Shown(),
	}
}

func (m *monthly) View() string {
	e, th := m.env, m.env.Theme
	title := e.T("report.part." + string(m.part))
	if m.made == nil {
		title = e.T("report.counting")
	}
	head := kit.Pad(" "+th.Title.Render(title)+"  "+th.Accent.Render(clean.Own(m.period.String())), m.w)
	return strings.Join(kit.Exactly(append([]string{head}, m.pager.Lines(th)...), m.h), "\n")
}

func (m *monthly) Paste(t clean.Text) kit.Intent { m.pager.Paste(t); return nil }

func (m *monthly) Mouse(k kit.Mouse) (kit.Intent, bool) { m.pager.Wheel(k.Wheel); return nil, true }

func (m *monthly) Tick(time.Time) kit.Intent { return nil }
func (m *monthly) Title() clean.Text         { return m.env.T("do.report") }
func (m *monthly) Busy() clean.Text          { return clean.Text{} }

func (m *monthly) Cursor() *tea.Cursor { return kit.Shift(m.pager.Cursor(), 0, 1) }
