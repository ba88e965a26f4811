package console

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// alarm tells the officer of alerts: by a toast and, where they asked for it and the
// terminal is known to understand it, by a notification of the desktop. The
// notification has the ticket's number and words of our own only: what comes out of a
// mail never leaves the screen.
type alarm struct {
	told   map[ticket.ID]uint8 // the highest share of each ticket that was told of
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

// open takes what was told of before this console came.
func (l *alarm) open(rows []*ticket.Row) {
	l.told = make(map[ticket.ID]uint8)
	l.heard(rows)
}

// heard returns those of the rows that were told of just now.
func (l *alarm) heard(rows []*ticket.Row) (out []*ticket.Row) {
	for _, r := range rows {
		if r.Pace == nil {
			delete(l.told, r.ID)
			continue
		}
		share, before := r.Pace.Alerted.Worst(), l.told[r.ID]
		if share > before {
			out = append(out, r)
		}
		if share > 0 || before > 0 {
			l.told[r.ID] = share
		}
	}
	return out
}

// alarmed tells of the alerts among changed tickets that concern the officer: their
// own, and for supervisors all.
func (a *App) alarmed(rows []*ticket.Row) tea.Cmd {
	var mine []*ticket.Row
	all := a.env.May(staff.Supervise, "")
	for _, r := range a.alarm.heard(rows) {
		if all || r.Owner == a.opt.Officer {
			mine = append(mine, r)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	e, r := a.env, mine[0]
	text := e.T("alarm.many", len(mine))
	switch share := r.Pace.Alerted.Worst(); {
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
