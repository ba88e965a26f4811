package console

import (
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

func domainLang(e *kit.Env) domain.Lang { return domain.Lang(e.Lang) }

const (
	boardUsedWidth   = 4
	boardNumberWidth = 10
)

// boardColumns are the widths of what has no fixed one.
type boardColumns struct{ service, owner, waits int }

func (b *board) columns(w int) boardColumns {
	room := max(w-2-boardUsedWidth-kit.DueWidth-boardNumberWidth-5, 0)
	c := boardColumns{service: min(room/3, 22), owner: min(room/6, 14)}
	c.waits = max(room-c.service-c.owner, 0)
	return c
}

// due is how the promise stands, in the words of the queue.
func (b *board) due(p *ticket.Placed) (clean.Text, kit.Ink) {
	e := b.env
	switch {
	case p.Row.State.Done():
		return e.Due("done", 0)
	case p.Due.IsZero():
		return e.Due("none", 0)
	case !p.Row.PausedAt.IsZero():
		return e.Due("paused", p.Due.Sub(p.Row.PausedAt))
	case p.Late():
		return e.Due("late", p.Due.Sub(e.Now))
	case p.Level >= ticket.Most:
		return e.Due("soon", p.Due.Sub(e.Now))
	}
	return e.Due("ok", p.Due.Sub(e.Now))
}

// used is how much of the time is used up.
func (b *board) used(p *ticket.Placed) kit.Cell {
	th := b.env.Theme
	c := kit.Cell{Text: clean.Own(strconv.Itoa(int(p.Level)) + "%"), Width: boardUsedWidth, Ink: th.Text}
	switch {
	case p.Level >= ticket.Overtime:
		c.Text, c.Ink = clean.Own("!"), th.Late
	case p.Level >= ticket.Nearly:
		c.Ink = th.Late
	case p.Level >= ticket.Most:
		c.Ink = th.Soon
	case p.Level == ticket.Calm:
		c.Text, c.Ink = clean.Own("·"), th.Muted
	}
	return c
}

// waits is on whom the ticket waits and how long, else the step it is at.
func (b *board) waits(p *ticket.Placed) clean.Text {
	e := b.env
	if p.Row.Waiting == "" {
		return b.step(p.Row.Service, p.Row.Step)
	}
	words := "» " + b.party(p.Row.Waiting).String()
	if !p.Since.IsZero() {
		words += " " + e.Lang.Coarse(e.Now.Sub(p.Since)).String()
	}
	return clean.Own(words)
}

func (b *board) step(service, id string) clean.Text {
	if b.opt.Catalogue != nil {
		if s, ok := b.opt.Catalogue.Service(service); ok {
			if step, _, ok := s.Step(id); ok {
				return clean.Line(step.Title.In(domainLang(b.env)), 60)
			}
		}
	}
	return clean.Line(id, 30)
}

func (b *board) draw(p *ticket.Placed, w int, look kit.Look) string {
	e, th, c, r := b.env, b.env.Theme, b.columns(w), p.Row
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	mark, how := b.fresh(r), th.Late
	if look.Marked {
		mark, how = "+", th.Accent
	}
	due, ink := b.due(p)
	owner, face := firstName(e.OfficerName(r.Owner)), th.Text
	if r.Owner == "" {
		owner, face = e.T("board.none"), th.Muted
	}
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent}, kit.Cell{Text: clean.Own(mark), Width: 1, Ink: how},
		b.used(p), kit.Cell{Text: due, Width: kit.DueWidth, Ink: ink}, kit.Cell{Text: clean.Line(r.Number, 20), Width: boardNumberWidth},
		kit.Cell{Text: b.serviceName(r.Service), Width: c.service}, kit.Cell{Text: owner, Width: c.owner, Ink: face},
		kit.Cell{Text: b.waits(p), Width: c.waits, Ink: th.Muted})
}

// lensForm is how much the tabs of the lenses say.
type lensForm struct {
	keys  bool // the figures that choose them
	zeros bool // counts of those that have nothing
	most  int  // cells of a name, but for the chosen one's; 0: all
}

// tabsLine names the lenses with their counts, in the longest form that fits.
func (b *board) tabsLine(w int) string {
	forms := []lensForm{{keys: true, zeros: true}, {keys: true}, {}}
	for most := 11; most > 2; most-- {
		forms = append(forms, lensForm{most: most})
	}
	line, used := "", 0
	for _, f := range forms {
		if line, used = b.tabsIn(f); used <= w {
			break
		}
	}
	return kit.Pad(line, w)
}

func (b *board) tabsIn(f lensForm) (string, int) {
	e, th := b.env, b.env.Theme
	var out strings.Builder
	b.tabsAt = b.tabsAt[:0]
	x := 0
	for l := range lenses {
		name, n := e.T("board.lens."+lensKeys[l]), b.count(l)
		if f.most > 0 && l != b.lens {
			name = clean.Own(kit.Cut(name, f.most))
		}
		text, count := clean.Own(" "+name.String()), clean.Text{}
		if f.keys {
			text = clean.Own(" " + strconv.Itoa(int(l)+1) + text.String())
		}
		width := kit.Width(text)
		if n > 0 || f.zeros {
			count = e.Lang.Number(int64(n))
			width += 1 + kit.Width(count)
		}
		if f.keys {
			width++ // between two of them
		}
		ground, ink := kit.Ink{}, th.Muted
		if l == b.lens {
			ground, ink = th.Selected, th.Bold
		}
		out.WriteString(kit.Row(ground, width, kit.Cell{Text: text, Width: kit.Width(text), Ink: ink}, kit.Cell{Text: count, Width: kit.Width(count), Ink: th.Accent}))
		x += width
		b.tabsAt = append(b.tabsAt, x)
	}
	return out.String(), x
}

// forecast is what happens today if nobody does anything.
func (b *board) forecast() clean.Text {
	e, s := b.env, &b.made.Sum
	switch {
	case s.Today == 0:
		return e.T("board.no-forecast")
	case b.made.Closing.IsZero() || !e.Now.Before(b.made.Closing):
		return e.T("board.forecast-night", s.Today)
	}
	return e.T("board.forecast-until", s.Today, s.Today-s.Clock, e.Moment(b.made.Closing), s.Clock)
}

func (b *board) queryLine(w int) string {
	if b.field != nil || b.text != "" {
		return b.filterLine(clean.Text{})
	}
	right := ""
	if n := b.list.Marked(); n > 0 {
		right = "+ " + b.env.T("queue.marked", n).String() + " "
	}
	ink := b.env.Theme.Muted
	if b.made.Sum.Today > 0 {
		ink = b.env.Theme.Soon
	}
	return " " + ink.Fit(b.forecast(), w-1-kit.Width(clean.Own(right))) + b.env.Theme.Accent.Render(clean.Own(right))
}

func (b *board) View() string {
	r, e := b.rects, b.env
	if r.Shape == kit.TooSmall || b.made == nil {
		return ""
	}
	w := r.List.Dx()
	c := b.columns(w)
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: clean.Own("%"), Width: boardUsedWidth, Ink: e.Theme.Muted},
		cell("col.due", kit.DueWidth), cell("col.number", boardNumberWidth), cell("col.service", c.service), cell("col.owner", c.owner), cell("board.step", c.waits))
	lines := b.list.Lines()
	if b.list.Len() == 0 && len(lines) > 1 {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("board.empty."+lensKeys[b.lens])), w)
	}
	return page(e, r, b.tabsLine(r.Tabs.Dx()), b.queryLine(r.Query.Dx()), head, lines, b.summary(r.Preview.Dx(), r.Preview.Dy()))
}

// summary counts by service, officer, step and party: below one another where the
// place is high, else side by side.
func (b *board) summary(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	if b.tallies != nil && b.talliesW == w {
		return b.tallies
	}
	blocks := []struct {
		key  string
		list []ticket.Tally
		name func(string) clean.Text
	}{
		{"board.services", b.made.Services, b.serviceName},
		{"board.officers", b.made.Owners, b.ownerName},
		{"board.waiting", b.made.Waiting, b.party},
		{"board.steps", b.made.Steps, b.stepName},
	}
	var out []string
	if b.rects.Shape == kit.Stacked {
		half := (w - 2) / 2
		left := kit.Exactly(b.tally(blocks[0].key, blocks[0].list, blocks[0].name, half, h), h)
		right := kit.Exactly(b.tally(blocks[1].key, blocks[1].list, blocks[1].name, w-half-2, h), h)
		for i := range left {
			out = append(out, kit.Pad(left[i], half)+"  "+kit.Pad(right[i], w-half-2))
		}
	} else {
		for _, t := range blocks {
			out = append(out, b.tally(t.key, t.list, t.name, w, max(h/len(blocks), 3))...)
			out = append(out, "")
		}
		out = kit.Exactly(out, h)
		for i := range out {
			out[i] = kit.Pad(out[i], w)
		}
	}
	b.tallies, b.talliesW = out, w
	return out
}

func (b *board) serviceName(id string) clean.Text {
	if id == "" {
		return b.env.T("board.no-service")
	}
	return b.opt.service(id, b.env.Lang)
}

func (b *board) ownerName(id string) clean.Text {
	if id == "" {
		return b.env.T("board.nobody")
	}
	return b.env.OfficerName(id)
}

// stepName is the title of the step in the first service that has one of that id.
func (b *board) stepName(id string) clean.Text {
	if b.opt.Catalogue != nil {
		for i := range b.opt.Catalogue.Services {
			if step, _, ok := b.opt.Catalogue.Services[i].Step(id); ok {
				return clean.Line(step.Title.In(domainLang(b.env)), 60)
			}
		}
	}
	return clean.Line(id, 30)
}

// tally lists counts: open, at risk (half of the time used), late, and clocks that stand.
func (b *board) tally(key string, list []ticket.Tally, name func(string) clean.Text, w, h int) []string {
	e, th := b.env, b.env.Theme
	const number = 4
	line := func(name clean.Text, ink kit.Ink, cells ...kit.Cell) string {
		return kit.Row(kit.Ink{}, w, append([]kit.Cell{{Text: name, Width: max(w-len(cells)*(number+1)-1, 4), Ink: ink}}, cells...)...)
	}
	cell := func(s string, ink kit.Ink) kit.Cell {
		return kit.Cell{Text: clean.Own(s), Width: number, Ink: ink, Right: true}
	}
	count := func(n int, ink kit.Ink) kit.Cell {
		if n == 0 {
			return cell("·", th.Faint)
		}
		return cell(strconv.Itoa(n), ink)
	}
	out := []string{line(e.T(key), th.Bold, cell(e.T("board.open").String(), th.Muted), cell("50%+", th.Muted), cell("!", th.Muted), cell("=", th.Muted))}
	for i, t := range list {
		if len(out) >= h {
			break
		}
		if len(out) == h-1 && i < len(list)-1 {
			out = append(out, line(e.T("board.more", len(list)-i), th.Muted))
			break
		}
		out = append(out, line(name(t.ID), th.Text, count(t.Open, th.Text), count(t.AtRisk(), th.Soon), count(t.Late, th.Late), count(t.Paused, th.Paused)))
	}
	return out
}
