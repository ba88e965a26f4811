package console

import (
	"cmp"
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/domain/term"
	"loket/ticket"
	"loket/ui/kit"
)

func (f *finder) View() string {
	r, e := f.rects, f.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: e.T("col.number"), Width: 10, Ink: e.Theme.Muted},
		kit.Cell{Text: e.T("search.where"), Width: whereWidth, Ink: e.Theme.Muted}, kit.Cell{Text: e.T("search.found"), Width: w - whereWidth - 14, Ink: e.Theme.Muted})
	lines := f.list.Lines()
	if f.list.Len() == 0 && len(lines) > 1 {
		for i, l := range kit.Wrap(f.nothing(), max(w-6, 1)) {
			if i+1 < len(lines) {
				lines[i+1] = kit.Pad("   "+e.Theme.Muted.Render(clean.Own(l)), w)
			}
		}
	}
	return page(e, r, f.head(), f.line(), head, lines, f.detail(r.Preview.Dx(), r.Preview.Dy()))
}

const whereWidth = 13

// head is the title, how many were found, and how far the index is.
func (f *finder) head() string {
	e, w := f.env, f.rects.Tabs.Dx()
	n := e.Lang.Number(int64(f.found.Total)).String()
	if f.found.AtLeast {
		n += "+"
	}
	left := " " + e.Theme.Title.Render(e.T("do.search")) + "  " + e.Theme.Accent.Render(clean.Own(n))
	note, ink := clean.Text{}, e.Theme.Soon
	switch s := f.found.State; {
	case s.Err != nil:
		note, ink = e.T("search.failed"), e.Theme.Late
	case s.Building && s.Total > 0:
		note = e.T("search.building", e.Lang.Number(int64(s.Done)), e.Lang.Number(int64(s.Total)))
	case s.Building:
		note = e.T("search.opening")
	}
	if room := w - kit.LineWidth(left) - 3; !note.Empty() && room > 8 {
		left += "  " + ink.Render(clean.Own(kit.Cut(note, room)))
	}
	return kit.Pad(left, w)
}

// line is the field, and what is wrong with what stands in it.
func (f *finder) line() string {
	w, th := f.rects.Query.Dx(), f.env.Theme
	slash := th.Accent.Render(clean.Own(" / "))
	if f.wrong == nil {
		return slash + f.field.View(w-3)
	}
	text := w / 2
	return slash + f.field.View(text) + " " + th.Late.Fit(clean.Own("! "+f.explain().String()), w-text-4)
}

func (f *finder) explain() clean.Text {
	if !f.env.Lang.Has("query." + f.wrong.Code) {
		return clean.Line(f.wrong.Error(), 160)
	}
	return f.env.T("query."+f.wrong.Code, f.wrong.Word, f.wrong.Hint)
}

// nothing says why the list is empty.
func (f *finder) nothing() clean.Text {
	switch {
	case strings.TrimSpace(f.asked) == "":
		return f.env.T("search.start")
	case f.found.State.Building:
		return f.env.T("search.empty-building")
	}
	return f.env.T("search.empty")
}

// spot is where in a ticket something was found; of a mail that made none it is
// what became of it.
func (f *finder) spot(h *ticket.Hit) clean.Text {
	if h.Mail != nil {
		return f.env.Lang.Word("fate.", string(h.Mail.Fate))
	}
	return f.where(h)
}

// facts say what ticket or mail was found.
func (f *finder) facts(h *ticket.Hit) clean.Text {
	if h.Mail != nil {
		return clean.Line(f.spot(h).String()+"  "+h.Mail.From+"  "+f.env.Moment(h.Mail.Internal).String(), 200)
	}
	m := f.env.State(string(h.State))
	return clean.Line(h.Number+"  "+m.Glyph+" "+m.Word.String()+"  "+f.env.Moment(h.Updated).String(), 200)
}

func (f *finder) where(h *ticket.Hit) clean.Text {
	return f.env.Lang.Word("where.", string(h.Passage.Where))
}

func (f *finder) draw(h *ticket.Hit, w int, look kit.Look) string {
	th := f.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	found, marks := unnumbered(h)
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Line(cmp.Or(h.Number, "-"), 12), Width: 10, Ink: th.Muted},
		kit.Cell{Text: f.spot(h), Width: whereWidth, Ink: th.Accent},
		kit.Cell{Text: pointed(found, near(found, marks, w-whereWidth-14), marks), Width: w - whereWidth - 14})
}

// near is where a snippet is to begin so that the first mark is in sight of a
// narrow cell.
func near(snippet string, marks []term.Span, room int) int {
	if len(marks) == 0 || marks[0].From < room/2 {
		return 0
	}
	from := max(marks[0].From-room/4, 0)
	if at := strings.IndexByte(snippet[from:marks[0].From], ' '); at >= 0 {
		return from + at + 1
	}
	return marks[0].From
}

// unnumbered is what was found without the ticket's number in front, which has a
// column of its own, unless it is the number that was looked for.
func unnumbered(h *ticket.Hit) (string, []term.Span) {
	rest, ok := strings.CutPrefix(h.Snippet, h.Number+" ")
	cut := len(h.Snippet) - len(rest)
	if !ok || h.Passage.Where != ticket.InHead || len(h.Marks) > 0 && h.Marks[0].From < cut {
		return h.Snippet, h.Marks
	}
	marks := slices.Clone(h.Marks)
	for i := range marks {
		marks[i].From, marks[i].To = marks[i].From-cut, marks[i].To-cut
	}
	return rest, marks
}

// pointed puts signs around what was found, which a colour alone would not show to
// everybody.
func pointed(s string, from int, marks []term.Span) clean.Text {
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	at := from
	for _, m := range marks {
		b.WriteString(s[at:m.From] + "»" + s[m.From:m.To] + "«")
		at = m.To
	}
	return clean.Line(b.String()+s[at:], 0)
}

// detail says of one hit what ticket it is and shows the place.
func (f *finder) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	e, th := f.env, f.env.Theme
	var out []string
	if hit := f.hit(); hit != nil {
		out = append(out, th.Bold.Render(clean.Own(kit.Cut(clean.Line(hit.Subject, 300), w))))
		out = append(out, th.Muted.Render(clean.Own(kit.Cut(f.facts(hit), w))), "")
		place := f.where(hit).String()
		if title := clean.Line(hit.Passage.Title, 120).String(); title != "" && hit.Passage.Where != ticket.InHead {
			place += ": " + title
		}
		if hit.More > 0 {
			place += "  " + e.T("search.more", hit.More).String()
		}
		out = append(out, th.Accent.Render(clean.Own(kit.Cut(clean.Line(place, 200), w))))
		out = append(out, f.snippet(hit, w)...)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}

// snippet wraps the place and lights up what was found, between its signs.
func (f *finder) snippet(h *ticket.Hit, w int) (out []string) {
	lit := false
	for _, l := range kit.Wrap(pointed(h.Snippet, 0, h.Marks), w) {
		line := ""
		for l != "" {
			sign := "»"
			if lit {
				sign = "«"
			}
			head, rest, ok := strings.Cut(l, sign)
			if ok && lit {
				head += sign
			}
			ink := f.env.Theme.Text
			if lit {
				ink = f.env.Theme.Found
			}
			line += ink.Render(clean.Own(head))
			if l = rest; ok {
				if lit = !lit; lit {
					line += f.env.Theme.Found.Render(clean.Own(sign))
				}
			}
		}
		out = append(out, line)
	}
	return out
}
