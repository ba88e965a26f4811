package console

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/registry"
	"loket/ticket"
	"loket/ui/kit"
)

// registryLine shows how the connection to the registry does and what the registry
// said, newest first.
type registryLine struct {
	frameOf
	state ticket.LineState
	there bool // there is a connection at all
	said  []ticket.RegistrySaid
	gen   uint64
	list  *kit.List[int]
}

func newRegistryLine(env *kit.Env, opt *Options) *registryLine {
	l := &registryLine{frameOf: frameOf{env: env, opt: opt}}
	l.list = kit.NewList(
		func(i int) int { return len(l.said) - i },
		func(int) (uint64, string) { return l.gen, "" },
		func(i, w int, look kit.Look) string { return l.draw(&l.said[i], w, look) })
	return l
}

func (l *registryLine) Resize(w, h int) {
	l.resize(w, h)
	l.list.Resize(l.rects.List.Dx(), l.rects.List.Dy())
}

func (l *registryLine) Apply(kit.Changes) kit.Intent {
	l.gen++
	gen := l.gen
	l.state, l.there = l.opt.Desk.LineState()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		said, err := l.opt.Desk.RegistrySaid()
		return func() kit.Intent {
			if gen == l.gen {
				l.said = said
				l.list.SetCount(len(said))
			}
			return nil
		}, err
	}}
}

func (l *registryLine) Tick(time.Time) kit.Intent {
	l.state, l.there = l.opt.Desk.LineState()
	return nil
}

func (l *registryLine) message() *ticket.RegistrySaid {
	if i := l.list.Index(); i >= 0 {
		return &l.said[i]
	}
	return nil
}

// mark is what sort of message it is: a request that ended, a transfer, or news.
func (l *registryLine) mark(m *ticket.RegistrySaid) kit.Mark {
	e, th := l.env, l.env.Theme
	switch {
	case m.Ended != nil && m.Ended.OK:
		return kit.Mark{Glyph: "✓", Word: e.T("line.done"), Ink: th.OK}
	case m.Ended != nil:
		return kit.Mark{Glyph: "!", Word: e.T("line.refused"), Ink: th.Late}
	case m.Moved != nil:
		return kit.Mark{Glyph: "~", Word: e.T("line.transfer"), Ink: th.Soon}
	}
	return kit.Mark{Glyph: "i", Word: e.T("line.news"), Ink: th.Muted}
}

func (l *registryLine) draw(m *ticket.RegistrySaid, w int, look kit.Look) string {
	th, mark := l.env.Theme, l.mark(m)
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Own(mark.Glyph + " " + mark.Word.String()), Width: 12, Ink: mark.Ink},
		kit.Cell{Text: l.env.Moment(m.At), Width: 16, Ink: th.Muted},
		kit.Cell{Text: clean.Line(m.Number, 12), Width: 10, Ink: th.Muted},
		kit.Cell{Text: clean.Line(m.Name+"  "+m.Text, 300), Width: max(w-44, 8)})
}

func (l *registryLine) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if !reserved(msg.String()) && l.list.Key(msg) {
		return nil, true
	}
	return kit.Dispatch(msg, l.Bindings())
}

// Bindings are what keys do here.
func (l *registryLine) Bindings() []kit.Binding {
	why := clean.Text{}
	if m := l.message(); m == nil || m.Ticket == 0 {
		why = l.env.T("why.nothing")
	}
	return []kit.Binding{kit.Bind("open", l.env.T("do.open"), func() kit.Intent { return kit.Open{ID: l.message().Ticket} }, "enter", "o").Unless(why).Shown()}
}

func (l *registryLine) View() string {
	r, e := l.rects, l.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, cell("col.state", 12), cell("col.date", 16), cell("col.number", 10), cell("col.subject", 20))
	lines := l.list.Lines()
	if l.list.Len() == 0 && len(lines) > 1 {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("line.empty")), w)
	}
	state, ink := l.summary()
	query := kit.Pad(" "+ink.Fit(state, r.Query.Dx()-1), r.Query.Dx())
	return page(e, r, l.title("do.registry", len(l.said)), query, head, lines, l.detail(r.Preview.Dx(), r.Preview.Dy()))
}

// summary says in a line how the connection does.
func (l *registryLine) summary() (clean.Text, kit.Ink) {
	e, th := l.env, l.env.Theme
	switch {
	case !l.there:
		return clean.Own("– " + e.T("line.none").String()), th.Muted
	case l.state.Problem != nil:
		return clean.Own("! " + problemText(e, l.state.Problem).String()), th.Late
	case !l.state.Asked:
		return clean.Own("~ " + e.T("line.asking").String()), th.Soon
	}
	return clean.Own("✓ " + e.T("line.up", e.Moment(l.state.At)).String()), th.OK
}

// problemText is what happened and what to do, in the officer's language.
func problemText(e *kit.Env, p *registry.Problem) clean.Text {
	return clean.Line(p.In(domain.Lang(e.Lang)), 600)
}

func (l *registryLine) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	e, th := l.env, l.env.Theme
	var out []string
	put := func(t clean.Text, ink kit.Ink) {
		for _, line := range kit.Wrap(t, w) {
			out = append(out, ink.Render(clean.Own(line)))
		}
	}
	if m := l.message(); m != nil {
		put(clean.Line(strings.TrimSpace(m.Name+"  "+m.ID), 200), th.Bold)
		put(clean.Block(m.Text, 2000), th.Text)
		if m.Moved != nil {
			put(e.T("line.moved", clean.Line(m.Moved.By, 80), clean.Line(m.Moved.Status, 40)), th.Soon)
		}
		out = append(out, "")
	}
	if l.state.Problem != nil {
		put(problemText(e, l.state.Problem), th.Late)
		out = append(out, "")
	}
	for i := range l.state.Certificates {
		put(certificateText(e, &l.state.Certificates[i]))
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}

// certificateText says whose certificate it is and until when it is good.
func certificateText(e *kit.Env, c *registry.Certificate) (clean.Text, kit.Ink) {
	key, glyph, ink := "line.theirs", "· ", e.Theme.Muted
	if c.Ours {
		key = "line.ours"
	}
	days := int(c.Until.Sub(e.Now).Hours() / 24)
	when := e.T("line.days", days)
	switch {
	case !e.Now.Before(c.Until):
		glyph, ink, when = "! ", e.Theme.Late, e.T("line.expired")
	case c.Until.Sub(e.Now) < ticket.CertificateSoon:
		glyph, ink = "~ ", e.Theme.Soon
	}
	return clean.Own(glyph + e.T(key, clean.Line(c.Subject, 100)).String() + " " + e.Moment(c.Until).String() + ", " + when.String()), ink
}

// lineHealth is what the status line tells of the connection. It compares.
type lineHealth struct {
	down bool
	ends time.Time // of the certificate that ends first and soon, or has; zero for none
}

func healthOf(d Line, now time.Time) (h lineHealth) {
	st, _ := d.LineState()
	h.down = st.Problem != nil
	if c := st.Ending(now); c != nil {
		h.ends = c.Until
	}
	return h
}

// lineText says on every screen what is wrong with the connection to the registry;
// empty when nothing is, or there is none.
func (a *App) lineText() (clean.Text, kit.Ink) {
	e, h := a.env, a.status.line
	switch {
	case !h.ends.IsZero() && !e.Now.Before(h.ends):
		return clean.Own("! " + e.T("line.cert-expired").String()), e.Theme.Late
	case h.down:
		return clean.Own("! " + e.T("line.down").String()), e.Theme.Late
	case !h.ends.IsZero():
		return clean.Own("~ " + e.T("line.cert-soon", int(h.ends.Sub(e.Now).Hours()/24)).String()), e.Theme.Soon
	}
	return clean.Text{}, kit.Ink{}
}

func (l *registryLine) Paste(clean.Text) kit.Intent { return nil }

func (l *registryLine) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if l.list.Mouse(m.In(l.rects.List.Min.X, l.rects.List.Min.Y)) && l.message() != nil && l.message().Ticket != 0 {
		return kit.Open{ID: l.message().Ticket}, true
	}
	return nil, true
}

func (l *registryLine) Title() clean.Text   { return l.env.T("do.registry") }
func (l *registryLine) Busy() clean.Text    { return clean.Text{} }
func (l *registryLine) Cursor() *tea.Cursor { return nil }
