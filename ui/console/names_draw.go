package console

import (
	"strings"
	"time"

	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/domain/register"
	"loket/ui/kit"
)

// stageMark is the mark of where a name stands in time.
func stageMark(e *kit.Env, s register.Stage) kit.Mark {
	m := kit.Mark{Glyph: "·", Word: e.Lang.Word("names.stage.", string(s)), Ink: e.Theme.Muted}
	switch s {
	case register.Lapsed, register.Expired:
		m.Glyph, m.Ink = "!", e.Theme.Late
	case register.Grace, register.Due:
		m.Glyph, m.Ink = "~", e.Theme.Soon
	case register.Unknown:
		m.Glyph = "?"
	case register.Ended:
		m.Glyph = "×"
	case register.Valid:
	}
	return m
}

// onDay writes a day, "–" for none.
func onDay(e *kit.Env, d calendar.Date) clean.Text {
	if d.IsZero() {
		return clean.Own("–")
	}
	return e.Lang.Day(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC), time.UTC)
}

// nameColumns are the widths of a row's cells; 0 leaves a cell out.
type nameColumns struct{ name, agency, officer int }

const (
	stageWidth = 14
	dayWidth   = 12
	heldWidth  = 7
)

func nameColumnsFor(w int) nameColumns {
	rest := w - (1 + 1 + stageWidth + 1 + dayWidth + 1 + heldWidth + 1)
	c := nameColumns{name: min(max(rest*5/9, 18), 34)}
	rest -= c.name + 1
	if rest >= 40 {
		c.officer = rest * 2 / 5
		rest -= c.officer + 1
	}
	c.agency = max(rest, 0)
	return c
}

func (n *names) draw(p *register.Position, w int, look kit.Look) string {
	e, th, c := n.env, n.env.Theme, nameColumnsFor(w)
	ground, pointer, held := kit.Ink{}, " ", clean.Text{}
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	if p.Entry.Held() {
		held = clean.Own("# " + e.T("names.held").String())
	}
	m := stageMark(e, p.Stage)
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Line(string(p.Entry.Name), 253), Width: c.name},
		kit.Cell{Text: clean.Own(m.Glyph + " " + m.Word.String()), Width: stageWidth, Ink: m.Ink},
		kit.Cell{Text: onDay(e, p.Entry.Until), Width: dayWidth},
		kit.Cell{Text: held, Width: heldWidth, Ink: th.Late},
		kit.Cell{Text: clean.Line(p.Entry.Agency, 160), Width: c.agency},
		kit.Cell{Text: clean.Line(p.Entry.Officer.Name, 120), Width: c.officer})
}

func (n *names) View() string {
	r, e := n.rects, n.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	c := nameColumnsFor(w)
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, cell("names.name", c.name), cell("col.state", stageWidth),
		cell("names.until", dayWidth), kit.Cell{Text: clean.Own(""), Width: heldWidth}, cell("col.agency", c.agency), cell("names.officer", c.officer))
	lines := n.list.Lines()
	if n.read && n.list.Len() == 0 && len(lines) > 1 {
		words := e.T("names.empty")
		if n.text != "" {
			words = e.T("search.empty")
		}
		for i, l := range kit.Wrap(words, max(w-6, 1)) {
			if i+1 < len(lines) {
				lines[i+1] = kit.Pad("   "+e.Theme.Muted.Render(clean.Own(l)), w)
			}
		}
	}
	return page(e, r, n.title("do.names", len(n.shown)), n.filterLine(e.T("names.filter")), head, lines, n.detail(r.Preview.Dx(), r.Preview.Dy()))
}

func (n *names) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	var out []string
	if p := n.position(); p != nil {
		out = append(out, n.env.Theme.Bold.Render(clean.Own(kit.Cut(clean.Line(string(p.Entry.Name), 253), w))))
		out = append(out, nameFacts(n.env, n.opt, p, w)...)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}

// nameFacts is all that the register has of a name, the most asked for first; what
// is not known is left out.
func nameFacts(e *kit.Env, o *Options, p *register.Position, w int) (out []string) {
	th, label := e.Theme, 16
	fact := func(key string, t clean.Text, ink kit.Ink) {
		for i, l := range kit.Wrap(t, max(w-label-1, 1)) {
			head := kit.Spaces(label)
			if i == 0 {
				head = th.Muted.Fit(e.T(key), label)
			}
			out = append(out, head+" "+ink.Render(clean.Own(l)))
		}
	}
	n := p.Entry
	m := stageMark(e, p.Stage)
	fact("col.state", clean.Own(m.Glyph+" "+m.Word.String()+stageEnd(e, p)), m.Ink)
	for _, h := range n.Holds {
		fact("names.held", clean.Own("# "+o.service(h.Reason, e.Lang).String()+", "+clean.Line(h.Ticket, 20).String()+", "+e.T("names.since", e.Time(h.Since)).String()), th.Late)
	}
	fact("names.agency", clean.Line(n.Agency, 200), th.Bold)
	fact("names.officer", clean.Line(n.Officer.String(), 400), th.Text)
	fact("names.responsible", clean.Line(n.Responsible.String(), 400), th.Text)
	for _, d := range []struct {
		key string
		day calendar.Date
	}{{"names.until", n.Until}, {"names.registered", n.Registered}, {"names.ended", n.Ended}} {
		if !d.day.IsZero() {
			fact(d.key, onDay(e, d.day), th.Text)
		}
	}
	fact("names.tickets", clean.Line(strings.Join(n.Tickets, ", "), 2000), th.Text)
	for _, r := range n.Records {
		fact("names.record", clean.Line(r.String(), 600), th.Text)
	}
	for _, f := range n.Fields {
		fact("names.field", clean.Line(f.Label+": "+f.Value, 1200), th.Text)
	}
	by := e.OfficerName(n.UpdatedBy)
	fact("names.changed", clean.Own(e.Time(n.Updated).String()+"  "+by.String()), th.Muted)
	return out
}

// stageEnd says when the day comes, or came, that counts, and of a reminder that
// it is due.
func stageEnd(e *kit.Env, p *register.Position) string {
	if p.End.IsZero() {
		return ""
	}
	words := e.T("names.in", onDay(e, p.End), p.Days)
	if p.Days < 0 {
		words = e.T("names.ago", onDay(e, p.End), -p.Days)
	}
	if p.Due() {
		return "  " + words.String() + "; " + e.T("names.reminder", p.Mark).String()
	}
	return "  " + words.String()
}
