package console

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// seatMsg says that somebody moved, or that there is something to tell.
type seatMsg struct{}

// about is a screen that belongs to one ticket.
type about interface {
	About() (id ticket.ID, writing bool)
}

// yielder is a letter that somebody else may take over.
type yielder interface {
	about
	Yield()
}

// awaitSeat waits for the seat's next signal.
func (a *App) awaitSeat() tea.Cmd {
	ready, ctx := a.env.Seat.Ready(), a.ctx
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-ready:
			return seatMsg{}
		}
	}
}

// leave ends the seat. What was typed and not kept is kept.
func (a *App) leave() {
	if err := a.env.Seat.Leave(); err != nil {
		a.opt.Logger.Error("keep a draft of a session that ended", "officer", a.opt.Officer, "err", err)
	}
}

// sit tells the desk where the officer is now.
func (a *App) sit() {
	at, writes := ticket.ID(0), false
	for _, s := range a.stack {
		if on, ok := s.(about); ok {
			id, writing := on.About()
			at, writes = id, writes || writing
		}
	}
	a.env.Seat.Look(at)
	if !writes {
		a.env.Seat.Stop()
	}
}

// meet takes what the seat has to tell. Rows are drawn anew by what they show.
func (a *App) meet() kit.Intent {
	a.env.Now = a.opt.Now()
	all := a.env.Seat.Notices()
	for _, n := range all {
		if n.Kind == ticket.NoticeTaken {
			a.yield(n.Ticket)
		}
	}
	if len(all) > 0 {
		n := gravest(all)
		words := a.noticeWords(n)
		told := len(all)
		if a.env.Now.Before(a.toast.until) {
			told += a.toast.told // those still stand there, and nobody said that they were read
		}
		if told > 1 {
			words = a.env.T("people.more", words, told-1)
		}
		level := kit.Warn
		if n.Kind == ticket.NoticeWatched {
			level = kit.Note
		}
		a.say(words, level, false)
		a.toast.told = told
	}
	return a.top().Tick(a.env.Now)
}

// gravest is the notice that is shown where there are several: the newest of the
// kind that wants the officer most.
func gravest(all []ticket.Notice) ticket.Notice {
	order := []ticket.NoticeKind{ticket.NoticeWatched, ticket.NoticeNamed, ticket.NoticeHanded, ticket.NoticeTaken}
	out := all[0]
	for _, n := range all[1:] {
		if slices.Index(order, n.Kind) >= slices.Index(order, out.Kind) {
			out = n
		}
	}
	return out
}

func (a *App) noticeWords(n ticket.Notice) clean.Text {
	e, by, text := a.env, a.env.OfficerName(n.By), clean.Line(n.Text, 200)
	switch n.Kind {
	case ticket.NoticeTaken:
		return e.T("people.taken", by, n.Number)
	case ticket.NoticeNamed:
		return e.T("people.named", by, n.Number, text)
	case ticket.NoticeHanded:
		if text.Empty() {
			return e.T("people.handed", by, n.Number)
		}
		return e.T("people.handed-note", by, n.Number, text)
	case ticket.NoticeWatched:
	}
	return e.T("people.watched", n.Number, by, e.Lang.Word("people.event.", n.Event))
}

// yield closes a letter that somebody took over, with what is above it.
func (a *App) yield(id ticket.ID) {
	for i, s := range a.stack {
		y, ok := s.(yielder)
		if !ok {
			continue
		}
		if on, _ := y.About(); on != id {
			continue
		}
		y.Yield()
		a.stack, a.overlays = a.stack[:i], nil
		return
	}
}

// compose opens a letter where nobody else writes one on the ticket, and asks before
// one is taken over.
func (a *App) compose(in kit.Compose) tea.Cmd {
	seat := a.env.Seat
	if in.Over {
		in.Over = false
		return a.run(kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
			return func() kit.Intent { return in }, seat.TakeOver(ctx, in.ID)
		}})
	}
	who, mine := seat.Write(in.ID)
	if mine {
		return a.show(a.opt.Compose(a.env, in))
	}
	e := a.env
	in.Over = true
	return a.do(kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("people.take-title"), Effect: e.T("people.take", e.OfficerName(who.Officer), e.Moment(who.Since)), Yes: e.T("people.take-yes"),
		Then: func() kit.Intent { return in },
	})})
}
