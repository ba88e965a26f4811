package console

import (
	"strings"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

const (
	kindWidth  = 12
	countWidth = 9
)

// whomWidth is that of whom a row is about; the rest of the row is what to know.
func whomWidth(w int) int { return min(max((w-kindWidth-countWidth-5)*11/20, 10), 40) }

func (c *campaign) draw(r *campaignRow, w int, look kit.Look) string {
	e, th := c.env, c.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	mark, whom, count, more := c.cells(r)
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Own(mark.Glyph + " " + e.T("campaign."+kindOf(r)).String()), Width: kindWidth, Ink: mark.Ink},
		kit.Cell{Text: whom, Width: whomWidth(w)},
		kit.Cell{Text: count, Width: countWidth},
		kit.Cell{Text: more, Width: max(w-kindWidth-whomWidth(w)-countWidth-5, 0), Ink: mark.Ink})
}

func kindOf(r *campaignRow) string {
	switch {
	case r.letter != nil:
		return "letter"
	case r.lapsed != nil:
		return "lapsed"
	case r.renewed != nil:
		return "underway"
	}
	return "waiting"
}

// cells are what a row says: its mark, whom or what it is about, how many, and what
// there is to know.
func (c *campaign) cells(r *campaignRow) (mark kit.Mark, whom, count, more clean.Text) {
	e, th := c.env, c.env.Theme
	switch {
	case r.letter != nil:
		m := r.letter
		whom = clean.Line(m.Batch.To.Email, 200)
		if m.Batch.To.Email == "" {
			whom = clean.Line(m.Batch.Agency, 200)
		}
		count, more = e.T("campaign.names", len(m.Batch.Positions)), e.T("campaign.on-new")
		if m.Ticket != "" {
			more = clean.Line(m.Ticket, 20)
		}
		switch {
		case m.Lacks != "":
			return kit.Mark{Glyph: "!", Ink: th.Late}, whom, count, e.Lang.Word("campaign.lacks.", m.Lacks)
		case c.out[r.key]:
			return kit.Mark{Glyph: "·", Ink: th.Muted}, whom, count, e.T("campaign.left-out")
		}
		return kit.Mark{Glyph: "✓", Ink: th.Text}, whom, count, more
	case r.lapsed != nil:
		p := r.lapsed
		return kit.Mark{Glyph: "×", Ink: th.Late}, clean.Line(string(p.Entry.Name), 253), clean.Text{}, clean.Own(strings.TrimSpace(stageEnd(e, p)))
	case r.renewed != nil:
		return kit.Mark{Glyph: "~", Ink: th.Soon}, clean.Line(string(r.renewed.Position.Entry.Name), 253), clean.Text{}, clean.Line(r.renewed.Ticket, 20)
	}
	p, told := r.waiting, e.T("campaign.untold")
	if n := len(p.Entry.Reminders); n > 0 {
		told = e.T("campaign.told", e.Lang.Day(p.Entry.Reminders[n-1].At, e.Place()))
	}
	return kit.Mark{Glyph: "·", Ink: th.Muted}, clean.Line(string(p.Entry.Name), 253), clean.Text{}, told
}

func (c *campaign) View() string {
	r, e := c.rects, c.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, cell("campaign.kind", kindWidth), cell("campaign.whom", whomWidth(w)))
	lines := c.list.Lines()
	if c.read && c.list.Len() == 0 && len(lines) > 1 {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("campaign.empty")), w)
	}
	p, progress := &c.have.Progress, kit.Spaces(r.Query.Dx())
	if c.read {
		words := e.T("campaign.progress", onDay(e, p.End), len(p.Renewed), len(p.Waiting), len(p.Ended))
		progress = kit.Pad(" "+e.Theme.Muted.Fit(words, max(r.Query.Dx()-1, 1)), r.Query.Dx())
	}
	return page(e, r, c.title("campaign.title", len(c.have.Mailings)), progress, head, lines, c.detail(r.Preview.Dx(), r.Preview.Dy()))
}

func (c *campaign) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	var out []string
	if row := c.row(); row != nil {
		out = c.about(row, w)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}

func (c *campaign) about(r *campaignRow, w int) []string {
	facts := func(p *register.Position) []string {
		bold := c.env.Theme.Bold.Render(clean.Own(kit.Cut(clean.Line(string(p.Entry.Name), 253), w)))
		return append([]string{bold}, nameFacts(c.env, c.opt, p, w)...)
	}
	switch {
	case r.letter != nil:
		return c.letterLines(r.letter, w)
	case r.lapsed != nil:
		return facts(r.lapsed)
	case r.renewed != nil:
		return append(kit.Wrap(c.env.T("campaign.renewed-by", clean.Line(r.renewed.Ticket, 20)), w), facts(&r.renewed.Position)...)
	}
	return facts(r.waiting)
}

// letterLines are a letter as it would go out, behind what keeps it from going.
func (c *campaign) letterLines(m *ticket.Mailing, w int) (out []string) {
	e, th := c.env, c.env.Theme
	if m.Lacks != "" {
		for _, l := range kit.Wrap(clean.Own("! "+e.Lang.Word("campaign.lacks.", m.Lacks).String()), w) {
			out = append(out, th.Late.Render(clean.Own(l)))
		}
	}
	for _, f := range [][2]clean.Text{{e.T("campaign.to"), clean.Line(m.Batch.To.String(), 300)}, {e.T("campaign.subject"), clean.Line(m.Draft.Subject, 400)}} {
		for _, l := range kit.Wrap(clean.Own(f[0].String()+": "+f[1].String()), w) {
			out = append(out, th.Bold.Render(clean.Own(l)))
		}
	}
	return append(append(out, ""), kit.Wrap(clean.Block(m.Draft.Body, 32<<10), w)...)
}
