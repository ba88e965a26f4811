package console

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

// campaign shows the reminders that are due as one batch, to be looked at and sent
// together, and what else there is to do about the ends of names: what lapsed, what
// is being renewed, and who has not re-registered.
type campaign struct {
	frameOf
	have ticket.Campaign
	rows []campaignRow
	out  map[string]bool // letters that are left out, by their key
	note string          // the officer's words in every letter
	read bool
	rev  uint64
	gen  uint64
	list *kit.List[string]
}

// campaignRow is one line: exactly one of the pointers is set.
type campaignRow struct {
	key     string
	letter  *ticket.Mailing
	lapsed  *register.Position
	renewed *ticket.Underway
	waiting *register.Position
}

func newCampaign(env *kit.Env, opt *Options) *campaign {
	c := &campaign{frameOf: frameOf{env: env, opt: opt}, out: map[string]bool{}}
	c.list = kit.NewList(
		func(i int) string { return c.rows[i].key },
		func(int) (uint64, string) { return c.gen, "" },
		func(i, w int, look kit.Look) string { return c.draw(&c.rows[i], w, look) })
	return c
}

func (c *campaign) row() *campaignRow {
	if i := c.list.Index(); i >= 0 {
		return &c.rows[i]
	}
	return nil
}

func (c *campaign) Resize(w, h int) {
	c.resize(w, h)
	c.list.Resize(c.rects.List.Dx(), c.rects.List.Dy())
}

// Apply works it out again where the register changed, or a ticket that renews.
func (c *campaign) Apply(changes kit.Changes) kit.Intent {
	if c.read && !changes.All && c.opt.Desk.RegisterRev() == c.rev && !c.renews(changes.Rows) {
		return nil
	}
	return c.reload()
}

func (c *campaign) renews(rows []*ticket.Row) bool {
	for _, r := range rows {
		for i := range c.have.Mailings {
			if c.have.Mailings[i].Service == r.Service {
				return true
			}
		}
		for _, u := range c.have.Underway {
			if u.Ticket == r.Number {
				return true
			}
		}
	}
	return false
}

func (c *campaign) reload() kit.Intent {
	c.gen++
	gen, note := c.gen, c.note
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		rev := c.opt.Desk.RegisterRev()
		have, err := c.opt.Desk.Campaign(c.opt.Officer, note)
		if err != nil {
			return nil, err
		}
		waiting := c.opt.Desk.Radar(have.Progress.Waiting)
		return func() kit.Intent {
			if gen == c.gen {
				c.have, c.read, c.rev = *have, true, rev
				c.arrange(waiting)
			}
			return nil
		}, nil
	}}
}

// arrange puts what there is to do into rows: first what can be done.
func (c *campaign) arrange(waiting []register.Position) {
	c.rows = nil
	for i := range c.have.Mailings {
		m := &c.have.Mailings[i]
		c.rows = append(c.rows, campaignRow{key: letterKey(m), letter: m})
	}
	for i := range c.have.Lapsed {
		p := &c.have.Lapsed[i]
		c.rows = append(c.rows, campaignRow{key: "lapsed " + string(p.Entry.Name), lapsed: p})
	}
	for i := range c.have.Underway {
		u := &c.have.Underway[i]
		c.rows = append(c.rows, campaignRow{key: "renewed " + string(u.Position.Entry.Name), renewed: u})
	}
	for i := range waiting {
		if p := &waiting[i]; p.Stage != register.Lapsed && !p.Due() { // those stand above
			c.rows = append(c.rows, campaignRow{key: "waiting " + string(waiting[i].Entry.Name), waiting: &waiting[i]})
		}
	}
	c.list.Redraw()
	c.list.SetCount(len(c.rows))
}

// letterKey is the same for a letter as long as its first name is.
func letterKey(m *ticket.Mailing) string { return "letter " + string(m.Batch.Positions[0].Entry.Name) }

// ready are the letters that go out: those that lack nothing and are not left out.
func (c *campaign) ready() (list []ticket.Mailing, names, lacking, left int) {
	for i := range c.have.Mailings {
		switch m := &c.have.Mailings[i]; {
		case m.Lacks != "":
			lacking++
		case c.out[letterKey(m)]:
			left++
		default:
			list = append(list, *m)
			names += len(m.Batch.Positions)
		}
	}
	return list, names, lacking, left
}

func (c *campaign) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if !reserved(msg.String()) && c.list.Key(msg) {
		return nil, true
	}
	return kit.Dispatch(msg, c.Bindings())
}

// Bindings are what keys do with the batch.
func (c *campaign) Bindings() []kit.Binding {
	e, row := c.env, c.row()
	nothing, noLetter, noLapse, none := clean.Text{}, clean.Text{}, clean.Text{}, clean.Text{}
	if row == nil {
		nothing = e.T("why.nothing")
	}
	if row == nil || row.letter == nil {
		noLetter = e.T("campaign.only-letter")
	}
	if row == nil || row.lapsed == nil {
		noLapse = e.T("campaign.only-lapsed")
	}
	if list, _, _, _ := c.ready(); len(list) == 0 {
		none = e.T("campaign.nothing-ready")
	}
	return e.Within([]kit.Binding{
		kit.Bind("open", e.T("campaign.view"), c.open, "enter", "o").Unless(nothing).Shown(),
		kit.Bind("send", e.T("campaign.send"), c.send, "s").Unless(none).Danger().Shown(),
		kit.Bind("leave", e.T("campaign.leave"), c.leave, "space").Unless(noLetter).Shown(),
		kit.Bind("remind-note", e.T("campaign.note"), c.ask, "N").Shown(),
		kit.Bind("delete", e.T("campaign.delete"), c.lapse, "x").Unless(noLapse).Danger().Shown(),
	}, "", needs)
}

// open shows the whole letter, the ticket that renews, or the name.
func (c *campaign) open() kit.Intent {
	switch r := c.row(); {
	case r.letter != nil:
		m := r.letter
		return kit.Show{Overlay: kit.NewReview(c.env, kit.Review{Title: c.env.T("campaign.letter"), Draw: func(w int) []string { return c.letterLines(m, w) }})}
	case r.renewed != nil:
		return openNumber(c.opt.Desk, r.renewed.Ticket)
	case r.lapsed != nil:
		return kit.Push{Screen: newNamePage(c.env, c.opt, *r.lapsed)}
	default:
		return kit.Push{Screen: newNamePage(c.env, c.opt, *r.waiting)}
	}
}

// leave leaves a letter out of what is sent, or takes it in again.
func (c *campaign) leave() kit.Intent {
	key := c.row().key
	c.out[key] = !c.out[key]
	c.gen++
	c.list.Redraw()
	return nil
}

func (c *campaign) ask() kit.Intent {
	e := c.env
	form := kit.NewForm(e, kit.Input{ID: "note", Label: e.T("campaign.note-label"), Value: c.note, Rows: 4})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("campaign.note-title"), Form: form, Then: func(f *kit.Form) kit.Intent {
		c.note = f.Value("note")
		return c.reload()
	}})}
}

// send asks once for all letters, saying to whom and to how many.
func (c *campaign) send() kit.Intent {
	e := c.env
	list, names, lacking, left := c.ready()
	items := make([]clean.Text, len(list))
	for i := range list {
		items[i] = clean.Line(list[i].Batch.To.String(), 200)
	}
	note := c.note
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("campaign.send-title"), Effect: e.T("campaign.effect", len(list), names, lacking, left), Items: items, Yes: e.T("campaign.send-yes", len(list)),
		Then: func() kit.Intent {
			return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
				n, err := c.opt.Desk.Remind(ctx, c.opt.Officer, note, list)
				return func() kit.Intent { return kit.Many{kit.Toast{Text: e.T("campaign.sent", n)}, c.reload()} }, err
			}, Else: func(error) kit.Intent { return c.reload() }}
		},
	})}
}

// lapse offers the ticket by which a name is deleted.
func (c *campaign) lapse() kit.Intent {
	e, name := c.env, c.row().lapsed.Entry.Name
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("campaign.delete-title"), Effect: e.T("campaign.delete-effect"), Items: []clean.Text{clean.Line(string(name), 253)}, Yes: e.T("campaign.delete-yes"),
		Then: func() kit.Intent {
			return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
				t, err := c.opt.Desk.OpenLapse(ctx, c.opt.Officer, name)
				if err != nil {
					return nil, err
				}
				return func() kit.Intent {
					return kit.Many{kit.Toast{Text: e.T("campaign.deleted", clean.Line(t.Number, 20))}, kit.Open{ID: t.ID}}
				}, nil
			}}
		},
	})}
}

func (c *campaign) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if c.list.Mouse(m.In(c.rects.List.Min.X, c.rects.List.Min.Y)) && c.row() != nil {
		return c.open(), true
	}
	return nil, true
}

func (c *campaign) Paste(clean.Text) kit.Intent { return nil }
func (c *campaign) Tick(time.Time) kit.Intent   { return nil }
func (c *campaign) Title() clean.Text           { return c.env.T("campaign.title") }
func (c *campaign) Busy() clean.Text            { return clean.Text{} }
func (c *campaign) Cursor() *tea.Cursor         { return nil }
