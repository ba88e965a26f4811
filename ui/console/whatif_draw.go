package console

import (
	"strconv"
	"strings"
	"time"

	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

const whatIfMoment = 11 // cells of a moment: 31 Des 2026

// mark says how a ticket fares, as it is and as supposed.
func (w *whatIf) mark(s *ticket.Supposed) kit.Mark {
	e, th := w.env, w.env.Theme
	switch {
	case s.NewLate() && !s.Late():
		return kit.Mark{Glyph: "!", Word: e.T("whatif.mark.worse"), Ink: th.Late}
	case s.Late() && !s.NewLate():
		return kit.Mark{Glyph: "✓", Word: e.T("whatif.mark.better"), Ink: th.OK}
	case s.Late():
		return kit.Mark{Glyph: "=", Word: e.T("whatif.mark.both"), Ink: th.Soon}
	}
	return kit.Mark{Glyph: "·", Word: e.T("whatif.mark.neither"), Ink: th.Muted}
}

// columns are the widths of what has no fixed one; a narrow list leaves the owner out.
func (w *whatIf) columns(width int) (service, owner int) {
	room := max(width-2-boardNumberWidth-4*whatIfMoment-7, 0)
	if room >= 30 {
		owner = 12
		room -= owner + 1
	}
	return min(room, 40), owner
}

func (w *whatIf) draw(s *ticket.Supposed, width int, look kit.Look) string {
	e, th := w.env, w.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	m := w.mark(s)
	service, owner := w.columns(width)
	cells := []kit.Cell{
		{Text: clean.Own(pointer), Width: 1, Ink: th.Accent}, {Text: clean.Own(m.Glyph), Width: 1, Ink: m.Ink},
		{Text: clean.Line(s.Row.Number, 20), Width: boardNumberWidth}, {Text: w.serviceName(s.Row.Service), Width: service},
	}
	if owner > 0 {
		cells = append(cells, kit.Cell{Text: firstName(e.OfficerName(s.Row.Owner)), Width: owner, Ink: th.Muted})
	}
	then := func(was, is time.Time, ink kit.Ink) kit.Cell {
		if was.Equal(is) {
			return kit.Cell{Text: clean.Own("="), Width: whatIfMoment, Ink: th.Faint}
		}
		return kit.Cell{Text: e.Moment(is), Width: whatIfMoment, Ink: ink}
	}
	return kit.Row(ground, width, append(cells,
		kit.Cell{Text: e.Moment(s.Due), Width: whatIfMoment}, then(s.Due, s.NewDue, th.Accent),
		kit.Cell{Text: e.Moment(s.Done), Width: whatIfMoment, Ink: lateInk(th, s.Late())}, then(s.Done, s.NewEnd, lateInk(th, s.NewLate())))...)
}

func lateInk(th *kit.Theme, late bool) kit.Ink {
	if late {
		return th.Late
	}
	return th.Text
}

func (w *whatIf) serviceName(id string) clean.Text {
	if id == "" {
		return w.env.T("board.no-service")
	}
	return w.opt.service(id, w.env.Lang)
}

// tabsLine names the lenses with their counts.
func (w *whatIf) tabsLine(width int) string {
	e, th := w.env, w.env.Theme
	var out strings.Builder
	for i := range whatIfLenses {
		name := clean.Own(" " + strconv.Itoa(i+1) + " " + e.T("whatif.lens."+whatIfLenses[i].key).String())
		count := e.Lang.Number(int64(w.tally(i)))
		ground, ink := kit.Ink{}, th.Muted
		if i == w.lens {
			ground, ink = th.Selected, th.Bold
		}
		n := kit.Width(name)
		out.WriteString(kit.Row(ground, n+kit.Width(count)+2, kit.Cell{Text: name, Width: n, Ink: ink}, kit.Cell{Text: count, Width: kit.Width(count), Ink: th.Accent}))
	}
	return kit.Pad(out.String(), width)
}

// sum is the difference in one sentence.
func (w *whatIf) sum() (clean.Text, kit.Ink) {
	e, th := w.env, w.env.Theme
	late, newLate := 0, 0
	for i := range w.all {
		late += count(w.all[i].Late())
		newLate += count(w.all[i].NewLate())
	}
	if !w.done {
		return e.T("whatif.counting"), th.Accent
	}
	words := e.T("whatif.short", len(w.all), late, newLate)
	switch {
	case w.old: // before what a narrow screen cuts off
		return clean.Own("(" + e.T("whatif.old").String() + ") " + words.String()), th.Soon
	case newLate > late:
		return words, th.Late
	}
	return words, th.Text
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (w *whatIf) View() string {
	r, e := w.rects, w.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	width := r.List.Dx()
	service, owner := w.columns(width)
	cell := func(key string, n int) kit.Cell { return kit.Cell{Text: e.T(key), Width: n, Ink: e.Theme.Muted} }
	cells := []kit.Cell{{Width: 1}, {Width: 1}, cell("col.number", boardNumberWidth), cell("col.service", service)}
	if owner > 0 {
		cells = append(cells, cell("col.owner", owner))
	}
	head := kit.Row(kit.Ink{}, width, append(cells, cell("whatif.col.due", whatIfMoment), cell("whatif.col.becomes", whatIfMoment),
		cell("whatif.col.done", whatIfMoment), cell("whatif.col.becomes", whatIfMoment))...)
	lines := w.list.Lines()
	if w.list.Len() == 0 && len(lines) > 1 && w.done {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("whatif.empty."+whatIfLenses[w.lens].key)), width)
	}
	words, ink := w.sum()
	return page(e, r, w.tabsLine(r.Tabs.Dx()), " "+ink.Fit(words, r.Query.Dx()-1), head, lines, w.detail(r.Preview.Dx(), r.Preview.Dy()))
}

// detail is what is supposed beside what is, and the selected ticket.
func (w *whatIf) detail(width, h int) []string {
	if width == 0 || h == 0 {
		return nil
	}
	th := w.env.Theme
	table, about := w.table, w.about
	var out []string
	if w.rects.Shape == kit.Stacked {
		half := (width - 2) / 2
		left, right := kit.Exactly(table(half), h), kit.Exactly(about(width-half-2), h)
		for i := range left {
			out = append(out, kit.Pad(left[i], half)+"  "+right[i])
		}
	} else {
		out = append(append(table(width), ""), about(width)...)
		out = append(out, "")
		for _, l := range kit.Wrap(w.env.T("whatif.note"), width) {
			out = append(out, th.Muted.Render(clean.Own(l)))
		}
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], width)
	}
	return out
}

// table is what is supposed, line by line; what differs from how it is stands out.
func (w *whatIf) table(width int) []string {
	e, th := w.env, w.env.Theme
	const value = 12
	label := max(width-2*value-2, 8)
	line := func(key string, was, is clean.Text) string {
		ink := th.Text
		if !was.Equal(is) {
			ink = th.Accent
		}
		return kit.Row(kit.Ink{}, width, kit.Cell{Text: e.T(key), Width: label, Ink: th.Muted}, kit.Cell{Text: was, Width: value}, kit.Cell{Text: is, Width: value, Ink: ink})
	}
	minutes := e.T("whatif.minutes", int(w.each/time.Minute))
	number := func(n int) clean.Text { return e.Lang.Number(int64(n)) }
	out := []string{kit.Row(kit.Ink{}, width, kit.Cell{Width: label}, kit.Cell{Text: e.T("whatif.is"), Width: value, Ink: th.Bold}, kit.Cell{Text: e.T("whatif.then"), Width: value, Ink: th.Bold}),
		line("whatif.officers", number(w.now.Officers), number(w.what.Officers)),
		line("whatif.each-short", minutes, minutes), // of both
		line("whatif.day-short", w.dayWord(w.now.Calendar), e.T(dayKeys[w.what.Day])),
		line("whatif.ends-short", w.endsWord(w.now.Calendar), e.T(endsKeys[w.what.Ends])),
	}
	for _, part := range []struct {
		key  string
		days []calendar.Date
	}{{"whatif.closed", w.what.Closed}, {"whatif.open", w.what.Open}} {
		if len(part.days) == 0 {
			continue
		}
		out = append(out, th.Muted.Render(e.T(part.key)))
		for _, l := range kit.Wrap(clean.Own(daysText(part.days)), width-2) {
			out = append(out, "  "+th.Accent.Render(clean.Own(l)))
		}
	}
	return out
}

var (
	dayKeys  = [...]string{calendar.WorkingDays: "whatif.day-working", calendar.CalendarDays: "whatif.day-calendar"}
	endsKeys = [...]string{calendar.ClosingTime: "whatif.ends-closing", calendar.SameTime: "whatif.ends-same"}
)

func (w *whatIf) dayWord(c *calendar.Calendar) clean.Text {
	if c == nil {
		return clean.Text{}
	}
	return w.env.T(dayKeys[c.DayMeaning()])
}

func (w *whatIf) endsWord(c *calendar.Calendar) clean.Text {
	if c == nil {
		return clean.Text{}
	}
	return w.env.T(endsKeys[c.Ends()])
}

// about is the selected ticket in words.
func (w *whatIf) about(width int) (out []string) {
	e, th, s := w.env, w.env.Theme, w.item()
	if s == nil {
		return nil
	}
	put := func(t clean.Text, ink kit.Ink) {
		for _, l := range kit.Wrap(t, width) {
			out = append(out, ink.Render(clean.Own(l)))
		}
	}
	m := w.mark(s)
	put(clean.Own(s.Row.Number+"  "+m.Glyph+" "+m.Word.String()), m.Ink.And(th.Bold))
	put(w.serviceName(s.Row.Service), th.Text)
	if s.Row.Owner != "" {
		put(e.OfficerName(s.Row.Owner), th.Muted)
	}
	put(e.T("whatif.due-line", e.Time(s.Due), e.Time(s.NewDue)), th.Text)
	put(e.T("whatif.done-line", e.Time(s.Done), e.Time(s.NewEnd)), th.Text)
	return out
}
