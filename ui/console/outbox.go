package console

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// outbox shows the letters that have not left. A held one counts down and may
// be taken back. Memos have no ticket, and are a supervisor's to see to.
type outbox struct {
	frameOf
	items []ticket.OutboxItem
	gen   uint64
	list  *kit.List[uint64]
}

func newOutbox(env *kit.Env, opt *Options) *outbox {
	o := &outbox{frameOf: frameOf{env: env, opt: opt}}
	o.list = kit.NewList(
		func(i int) uint64 { return o.items[i].Letter.ID },
		func(i int) (uint64, string) { return uint64(o.items[i].Letter.Version), o.when(&o.items[i]).String() },
		func(i, w int, look kit.Look) string { return o.draw(&o.items[i], w, look) })
	return o
}

func (o *outbox) Resize(w, h int) {
	o.resize(w, h)
	o.list.Resize(o.rects.List.Dx(), o.rects.List.Dy())
}

func (o *outbox) Apply(kit.Changes) kit.Intent {
	o.gen++
	gen := o.gen
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		items, err := o.opt.Desk.Outbox()
		return func() kit.Intent {
			if gen == o.gen {
				o.items = items
				o.list.SetCount(len(items))
			}
			return nil
		}, err
	}}
}

func (o *outbox) item() *ticket.OutboxItem {
	if i := o.list.Index(); i >= 0 {
		return &o.items[i]
	}
	return nil
}

// when says the state of a letter and the time until its next try.
func (o *outbox) when(it *ticket.OutboxItem) clean.Text {
	m := o.env.Letter(string(it.Letter.State))
	text := m.Glyph + " " + m.Word.String()
	switch d := it.Job.NotBefore.Sub(o.env.Now); {
	case d <= 0 || it.Letter.State == ticket.LetterSending:
	case d > 24*time.Hour: // put off
		text = m.Glyph + " " + o.env.Moment(it.Job.NotBefore).String()
	default:
		text += " " + o.env.Lang.Span(d).String()
	}
	return clean.Own(text)
}

// number is that of the letter's ticket.
func (o *outbox) number(it *ticket.OutboxItem) clean.Text {
	if it.Ticket == 0 {
		return o.env.T("outbox.memo")
	}
	return clean.Line(it.Number, 12)
}

func (o *outbox) draw(it *ticket.OutboxItem, w int, look kit.Look) string {
	th := o.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	to := 26
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: o.when(it), Width: 18, Ink: o.env.Letter(string(it.Letter.State)).Ink},
		kit.Cell{Text: o.number(it), Width: 10, Ink: th.Muted},
		kit.Cell{Text: clean.Line(strings.Join(it.Letter.To, ", "), 120), Width: to},
		kit.Cell{Text: clean.Line(domain.MaskNIPs(it.Letter.Subject), 160), Width: w - to - 33})
}

func (o *outbox) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if !reserved(msg.String()) && o.list.Key(msg) {
		return nil, true
	}
	return kit.Dispatch(msg, o.Bindings())
}

func (o *outbox) Bindings() []kit.Binding {
	e, it, why := o.env, o.item(), clean.Text{}
	switch {
	case it == nil:
		why = e.T("why.nothing")
	case it.Ticket == 0:
		why = e.T("outbox.no-ticket")
	}
	out := []kit.Binding{kit.Bind("open", e.T("do.open"), func() kit.Intent { return kit.Open{ID: o.item().Ticket} }, "enter", "o").Unless(why).Shown()}
	service := ""
	if it != nil {
		if r := o.opt.Desk.Row(it.Ticket); r != nil {
			service = r.Service
		}
		for _, b := range e.LetterBindings("x", "R", "a", it.Ticket, &it.Letter, nil) {
			b.Name = clean.Own(strings.ToLower(b.Name.String())) // as the others here
			if it.Ticket == 0 {
				b = b.Unless(e.Bar(staff.Supervise, ""))
			}
			out = append(out, b)
		}
	}
	return e.Within(out, service, needs)
}

func (o *outbox) View() string {
	r, e := o.rects, o.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, cell("col.state", 18), cell("col.number", 10), cell("col.to", 26), cell("col.subject", 20))
	lines := o.list.Lines()
	if o.list.Len() == 0 && len(lines) > 1 {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("outbox.empty")), w)
	}
	return page(e, r, o.title("do.outbox", len(o.items)), kit.Spaces(r.Query.Dx()), head, lines, o.detail(r.Preview.Dx(), r.Preview.Dy()))
}

func (o *outbox) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	var out []string
	th := o.env.Theme
	if it := o.item(); it != nil {
		out = append(out, th.Bold.Render(clean.Own(kit.Cut(clean.Line(domain.MaskNIPs(it.Letter.Subject), 300), w))))
		if it.Letter.Error != "" {
			text := o.env.T("outbox.error", strconv.Itoa(it.Job.Tries), o.env.LetterError(it.Letter.Code, it.Letter.Args, it.Letter.Error))
			for _, l := range kit.Wrap(clean.Own("! "+text.String()), w) {
				out = append(out, th.Late.Render(clean.Own(l)))
			}
		}
		out = append(out, "")
		out = append(out, kit.Wrap(clean.Block(it.Letter.Body, 8000), w)...)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}

func (o *outbox) Paste(clean.Text) kit.Intent { return nil }

func (o *outbox) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if o.list.Mouse(m.In(o.rects.List.Min.X, o.rects.List.Min.Y)) && o.item() != nil && o.item().Ticket != 0 {
		return kit.Open{ID: o.item().Ticket}, true
	}
	return nil, true
}

func (o *outbox) Tick(time.Time) kit.Intent { return nil }
func (o *outbox) Title() clean.Text         { return o.env.T("do.outbox") }
func (o *outbox) Busy() clean.Text          { return clean.Text{} }
func (o *outbox) Cursor() *tea.Cursor       { return nil }
