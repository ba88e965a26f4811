package console

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// journal shows every mail that ever came and what became of it.
type journal struct {
	frameOf
	all   []ticket.MailRecord // newest first
	shown []int
	next  uint64 // position to read on from; 0 after the last
	from  uint64 // position before which the list begins; 0: with the newest
	done  bool
	busy  bool // a reading is under way
	gen   uint64
	list  *kit.List[string]
}

// journalPage is how many rows are read at a time.
const journalPage = 500

func newJournal(env *kit.Env, opt *Options) *journal {
	j := &journal{frameOf: frameOf{env: env, opt: opt}}
	j.list = kit.NewList(
		func(i int) string { return j.at(i).Key },
		func(i int) (uint64, string) { return uint64(j.at(i).At.UnixNano()), string(j.at(i).Fate) },
		func(i, w int, look kit.Look) string { return j.draw(j.at(i), w, look) })
	return j
}

func (j *journal) at(i int) *ticket.MailRecord { return &j.all[j.shown[i]] }

func (j *journal) mail() *ticket.MailRecord {
	if i := j.list.Index(); i >= 0 {
		return j.at(i)
	}
	return nil
}

func (j *journal) Resize(w, h int) {
	j.resize(w, h)
	j.list.Resize(j.rects.List.Dx(), j.rects.List.Dy())
}

// Apply reads the first page again: fates change when a person decides.
func (j *journal) Apply(kit.Changes) kit.Intent {
	j.gen++
	return j.read(0)
}

func (j *journal) read(before uint64) kit.Intent {
	gen := j.gen
	j.busy = true
	limit, at := journalPage, before
	if before == 0 {
		limit, at = max(journalPage, len(j.all)), j.from // as much as was there, so that the place stays
	}
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		rows, next, err := j.opt.Desk.Journal(at, limit)
		return func() kit.Intent {
			if gen != j.gen {
				return nil
			}
			if before == 0 {
				j.all = nil
			}
			j.all = append(j.all, rows...)
			j.next, j.done, j.busy = next, next == 0 || len(rows) < limit, false
			j.narrow()
			return nil
		}, err
	}, Else: func(error) kit.Intent { j.busy = false; return nil }}
}

func (j *journal) narrow() {
	j.shown = j.shown[:0]
	for i := range j.all {
		m := &j.all[i]
		if j.text == "" || j.fits(m.From+" "+m.Subject+" "+m.Number+" "+m.Reason+" "+j.reason(m).String()+" "+string(m.Fate)+" "+j.fate(m.Fate).Word.String()) {
			j.shown = append(j.shown, i)
		}
	}
	j.list.SetCount(len(j.shown))
}

// more reads the next page when the end comes near.
func (j *journal) more() kit.Intent {
	if j.done || j.busy || j.list.Index() < j.list.Len()-50 {
		return nil
	}
	return j.read(j.next)
}

func (j *journal) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if j.field != nil {
		return j.typed(msg)
	}
	if !reserved(msg.String()) && j.list.Key(msg) {
		return j.more(), true
	}
	if msg.String() == "esc" && j.text != "" {
		return j.clear(), true
	}
	return kit.Dispatch(msg, j.Bindings())
}

// typed edits the filter.
func (j *journal) typed(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch {
	case outside(msg.String()):
		return nil, false
	case j.field.Key(msg):
		j.text = j.field.Raw()
		j.narrow()
		return j.more(), true
	}
	in, _ := kit.Dispatch(msg, j.Bindings())
	return in, true
}

func (j *journal) clear() kit.Intent {
	j.field, j.text = nil, ""
	j.narrow()
	return j.more()
}

// reserved are keys of the list that mean something else here: there is nothing
// to mark, and g attaches.
func reserved(s string) bool { return s == "space" || s == "v" || s == "*" || s == "g" }

// Bindings are what keys do in the journal.
func (j *journal) Bindings() []kit.Binding {
	e := j.env
	if j.field != nil {
		return []kit.Binding{
			kit.Bind("filter-done", e.T("do.filter-done"), func() kit.Intent { j.field = nil; return nil }, "enter", "down").Shown(),
			kit.Bind("filter-clear", e.T("do.filter-clear"), j.clear, "esc").Shown(),
		}
	}
	why, used := clean.Text{}, clean.Text{}
	m := j.mail()
	if m == nil {
		why = e.T("why.nothing")
		used = why
	} else if m.Fate == ticket.FateNote {
		why = e.T("why.mail-note")
		used = why
	} else if m.Ticket != 0 {
		used = e.T("why.mail-used", m.Number)
	}
	retry := used
	if m != nil && m.Fate != ticket.FateFailed {
		retry = e.T("why.mail-fine")
	}
	noTicket := why
	if m != nil && m.Ticket == 0 {
		noTicket = e.T("why.mail-no-ticket")
	}
	return e.Within([]kit.Binding{
		kit.Bind("raw", e.T("do.raw"), j.raw, "enter").Unless(why).Shown(),
		kit.Bind("to-ticket", e.T("do.to-ticket"), j.toTicket, "t").Unless(used).Shown(),
		kit.Bind("attach", e.T("do.attach"), j.attach, "g").Unless(used).Shown(),
		kit.Bind("ignore", e.T("do.ignore"), j.ignore, "i").Unless(used).Shown(),
		kit.Bind("retry", e.T("do.retry"), j.retry, "R").Unless(retry).Shown(),
		kit.Bind("open", e.T("do.open"), func() kit.Intent { return kit.Open{ID: j.mail().Ticket} }, "o").Unless(noTicket).Shown(),
		kit.Bind("filter", e.T("do.filter"), j.openFilter, "/").Shown(),
	}, "", needs)
}

// rawBytes bounds what the raw view shows.
const rawBytes = 64 << 10

func (j *journal) raw() kit.Intent {
	m := *j.mail()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		raw, err := j.opt.Desk.RawMail(j.opt.Officer, m.Hash)
		if err != nil {
			return nil, err
		}
		cut := ""
		if len(raw) > rawBytes {
			raw, cut = raw[:rawBytes], "\n…"
		}
		text := clean.Own(clean.Block(string(raw), rawBytes).String() + cut)
		return func() kit.Intent {
			return kit.Show{Overlay: kit.NewInfo(j.env, j.env.T("raw.title", j.env.Lang.Size(m.Size)), text)}
		}, nil
	}}
}

// then gives a mail another fate and reads the journal again.
func (j *journal) then(done clean.Text, work func(ctx context.Context) (ticket.ID, error)) kit.Intent {
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		id, err := work(ctx)
		return func() kit.Intent {
			out := kit.Many{kit.Toast{Text: done}, j.Apply(kit.Changes{All: true})}
			if id != 0 {
				out = append(out, kit.Open{ID: id})
			}
			return out
		}, err
	}}
}

func (j *journal) toTicket() kit.Intent {
	key, d := j.mail().Key, j.opt.Desk
	return j.then(j.env.T("did.to-ticket"), func(ctx context.Context) (ticket.ID, error) {
		t, err := d.MailToTicket(ctx, j.opt.Officer, key)
		if err != nil {
			return 0, err
		}
		return t.ID, nil
	})
}

func (j *journal) attach() kit.Intent {
	m, d, e := *j.mail(), j.opt.Desk, j.env
	proposal := ""
	if m.Proposal != 0 {
		if r := d.Row(m.Proposal); r != nil {
			proposal = r.Number
		}
	}
	return kit.Show{Overlay: kit.NewAsk(e, e.T("do.attach"), e.T("col.number"), proposal, func(number string) kit.Intent {
		return j.then(e.T("did.attach", number), func(ctx context.Context) (ticket.ID, error) {
			id, err := d.Find(number)
			if err != nil {
				return 0, err
			}
			return 0, d.AttachMail(ctx, j.opt.Officer, m.Key, id)
		})
	})}
}

func (j *journal) ignore() kit.Intent {
	key, d, e := j.mail().Key, j.opt.Desk, j.env
	return kit.Show{Overlay: kit.NewAsk(e, e.T("do.ignore"), e.T("form.reason"), "", func(reason string) kit.Intent {
		return j.then(e.T("did.ignore"), func(ctx context.Context) (ticket.ID, error) {
			return 0, d.IgnoreMail(ctx, j.opt.Officer, key, reason)
		})
	})}
}

func (j *journal) retry() kit.Intent {
	key, d := j.mail().Key, j.opt.Desk
	return j.then(j.env.T("did.retry"), func(ctx context.Context) (ticket.ID, error) {
		return 0, d.RetryMail(ctx, j.opt.Officer, key)
	})
}

func (j *journal) Paste(t clean.Text) kit.Intent {
	if j.field != nil {
		j.field.Paste(t)
		j.text = j.field.Raw()
		j.narrow()
	}
	return nil
}

func (j *journal) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if j.list.Mouse(m.In(j.rects.List.Min.X, j.rects.List.Min.Y)) && j.mail() != nil {
		return j.raw(), true
	}
	return j.more(), true
}

func (j *journal) Tick(time.Time) kit.Intent { return nil }
func (j *journal) Title() clean.Text         { return j.env.T("do.journal") }
func (j *journal) Busy() clean.Text          { return clean.Text{} }

func (j *journal) Cursor() *tea.Cursor {
	if j.field == nil {
		return nil
	}
	return kit.Shift(j.field.Cursor(), 3, j.rects.Query.Min.Y)
}
