package console

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// alarm tells the officer of alerts: by a toast and, where they asked for it and the
// terminal is known to understand it, by a notification of the desktop. The
// notification has the ticket's number and words of our own only: what comes out of a
// mail never leaves the screen.
type alarm struct {
	told   map[ticket.ID]uint8 // the highest share of each ticket that was told of
	seen   map[ticket.ID]uint8 // that of them which the officer has looked at
	unseen map[ticket.ID]bool  // those of told that concern the officer and were not looked at
	fresh  map[ticket.ID]bool  // those that were not, when the list of them was opened last
	notify bool                // the officer wants notifications
	way    notifier            // "" where the terminal knows none
}

// notifier is how a terminal is told to notify.
type notifier string

const (
	osc9   notifier = "9"
	osc777 notifier = "777"
)

// notifierOf knows terminals by what they say of themselves. One that is not known is
// asked nothing: some print what they do not understand.
func notifierOf(env func(string) string) notifier {
	switch env("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "ghostty":
		return osc9
	}
	switch term := env("TERM"); {
	case term == "xterm-ghostty", term == "xterm-kitty", term == "wezterm":
		return osc9
	case term == "foot", term == "foot-extra", strings.HasPrefix(term, "rxvt-unicode"):
		return osc777
	}
	return ""
}

// sequence is what makes the terminal notify, "" where nothing does.
func (n notifier) sequence(text clean.Text) string {
	switch n {
	case osc9:
		return "\x1b]9;" + text.String() + "\x07"
	case osc777:
		return "\x1b]777;notify;Loket;" + text.String() + "\x07"
	}
	return ""
}

// share is how much of a promise people were told is used up, 0 for nothing.
func share(r *ticket.Row) uint8 {
	if r.Pace == nil {
		return 0
	}
	return r.Pace.Alerted.Worst()
}

// heard returns those of the rows that were told of just now and concern the officer.
func (l *alarm) heard(rows []*ticket.Row, concerns func(*ticket.Row) bool) (out []*ticket.Row) {
	for _, r := range rows {
		now, before := share(r), l.told[r.ID]
		if now == 0 { // it has ended, or has another promise
			delete(l.told, r.ID)
			delete(l.seen, r.ID)
			delete(l.unseen, r.ID)
			continue
		}
		l.told[r.ID] = now
		mine := concerns(r)
		if mine && now > before {
			out = append(out, r)
		}
		if delete(l.unseen, r.ID); mine && now > l.seen[r.ID] {
			l.unseen[r.ID] = true
		}
	}
	return out
}

// alarmed tells of the alerts among changed tickets that concern the officer.
func (a *App) alarmed(c kit.Changes) tea.Cmd {
	if c.All {
		a.alarm.heard(a.opt.Desk.Queue(ticket.ViewAll, a.opt.Officer, nil, ticket.SortNumber, false, a.env.Now), a.concerned)
	}
	mine := a.alarm.heard(c.Rows, a.concerned)
	if len(mine) == 0 {
		return nil
	}
	e, r := a.env, mine[0]
	text := e.T("alarm.many", len(mine))
	switch share := share(r); {
	case len(mine) > 1:
	case share >= uint8(ticket.Overtime):
		text = e.T("alarm.late", clean.Line(r.Number, 20))
	default:
		text = e.T("alarm.one", clean.Line(r.Number, 20), int(share))
	}
	a.say(text, kit.Warn, false)
	if seq := a.alarm.way.sequence(text); a.alarm.notify && seq != "" {
		return tea.Raw(seq)
	}
	return nil
}

// noNotify is why notifications cannot be had.
func (a *App) noNotify() clean.Text {
	if a.alarm.way == "" {
		return a.env.T("alarm.no-way")
	}
	return clean.Text{}
}

func (a *App) toggleNotify() kit.Intent {
	a.alarm.notify = !a.alarm.notify
	key := "alarm.off"
	if a.alarm.notify {
		key = "alarm.on"
	}
	return kit.Toast{Text: a.env.T(key), Level: kit.Note}
}
