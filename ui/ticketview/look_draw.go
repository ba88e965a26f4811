package ticketview

import (
	"strings"

	"loket/domain/clean"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// View draws the sides and below each what it is.
func (l *look) View() string {
	if l.w <= 0 || l.h <= 0 {
		return ""
	}
	var out []string
	for i, d := range l.shown() {
		at := l.place(i)
		lines := append(l.body(d, at.Dx(), at.Dy()), l.foot(i, d, at.Dx()))
		if i == 0 {
			out = lines
			continue
		}
		gap := l.w - l.place(0).Dx() - at.Dx()
		out = kit.Beside(out, l.place(0).Dx(), kit.Pad(l.s.env.Theme.Faint.Render(clean.Own("│")), gap), lines)
	}
	return strings.Join(kit.Exactly(out, l.h), "\n")
}

// body is the picture in its place, or why there is none.
func (l *look) body(d *side, w, h int) []string {
	e, th := l.s.env, l.s.env.Theme
	out := make([]string, h)
	say := clean.Text{}
	switch {
	case !drawable(l.files[d.file]):
		say = e.T("look.none")
	case e.Terminal.Way == picture.Auto:
		say = e.T("look.no-terminal")
	case e.Terminal.Way == picture.Off:
		say = e.T("look.nothing")
	case d.fault != "":
		say = e.T("look.fault." + d.fault)
	case len(d.frame.Lines) == 0 || d.at.Max.X > w || d.at.Max.Y > h:
		say = e.T("look.drawing")
	}
	if !say.Empty() {
		lines := text(say, th.Muted, max(min(w-4, 60), 1), 0)
		for i, s := range lines {
			if y := h/3 + i; y < h {
				out[y] = kit.Spaces(max((w-60)/2, 2)) + s
			}
		}
		return padded(out, w)
	}
	for y := range out {
		if y < d.at.Min.Y || y >= d.at.Max.Y {
			out[y] = kit.Spaces(w)
			continue
		}
		out[y] = kit.Spaces(d.at.Min.X) + d.frame.Lines[y-d.at.Min.Y] + kit.Spaces(w-d.at.Max.X)
	}
	return out
}

// foot says what is shown: the verdict, the requirement that it is offered for, the
// file, the page, how large, and drawn by what.
func (l *look) foot(i int, d *side, w int) string {
	e, th := l.s.env, l.s.env.Theme
	where := e.T("look.page-alone", d.page+1)
	if d.all > 0 {
		where = e.T("look.page", d.page+1, d.all)
	}
	zoom := e.T("look.whole")
	if d.zoom != whole {
		zoom = e.T("look.zoom", int(d.zoom*100+0.5))
	}
	turned, how := clean.Text{}, clean.Text{}
	if d.turn > 0 {
		turned = e.T("look.turned", d.turn*90)
	}
	switch {
	case d.busy:
		how = e.T("look.drawing")
	case d.by != "" && len(d.frame.Lines) > 0:
		how = list(e.Lang.Word("look.by.", d.by), e.Lang.Word("look.way.", string(e.Terminal.Way)))
	}
	facts := list(where, zoom, turned, how)
	if kit.Width(facts) > w-24 {
		facts = list(where, zoom, turned)
	}
	fw := min(kit.Width(facts), max(w-12, 1))
	ink := th.Bold
	if l.two && i != l.focus {
		ink = th.Muted
	}
	mark, name := kit.Mark{Glyph: "·", Ink: th.Muted}, line(l.files[d.file].Name)
	if it, _ := l.item(d); it != nil {
		mark, name = l.s.verdict(it), e.T("look.for", l.s.in(it.Title), name)
	}
	return kit.Row(th.Strip, w, kit.Cell{Text: clean.Own(mark.Glyph), Width: 1, Ink: mark.Ink},
		kit.Cell{Text: name, Width: max(w-fw-3, 1), Ink: ink}, kit.Cell{Text: facts, Width: fw, Ink: th.Muted, Right: true})
}

// Painted are the pictures that are drawn beside the renderer.
func (l *look) Painted() []picture.Placed {
	var out []picture.Placed
	for i, d := range l.shown() {
		at := l.place(i)
		if d.frame.Raw != "" && d.at.Max.X <= at.Dx() && d.at.Max.Y <= at.Dy() && d.fault == "" {
			out = append(out, picture.Placed{Frame: d.frame, At: d.at.Add(at.Min)})
		}
	}
	return out
}
