package console

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"loket/ticket"
	"loket/ui/kit"
)

// Alerts that an officer has not looked at are counted on the status line until the
// officer opens the ticket or the list of them. Which were looked at is kept with the
// officer's preferences.

func (a *App) concerned(r *ticket.Row) bool { return a.opt.Desk.Told(a.opt.Officer, r) }

func (a *App) seenKey() string { return "alerts/" + a.opt.Officer }

// hearken takes what was told of before this console came. What cannot be read of what
// was looked at is forgotten: the officer looks once more.
func (a *App) hearken(rows []*ticket.Row) {
	l := &a.alarm
	l.told, l.seen, l.unseen = make(map[ticket.ID]uint8), make(map[ticket.ID]uint8), make(map[ticket.ID]bool)
	text, err := a.opt.Desk.LoadDraft(a.seenKey())
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &l.seen)
	}
	if err != nil {
		a.opt.Logger.Warn("read which alerts were seen", "officer", a.opt.Officer, "err", err)
	}
	l.heard(rows, a.concerned)
	maps.DeleteFunc(l.seen, func(id ticket.ID, _ uint8) bool { return l.told[id] == 0 })
}

// see notes that the officer has looked at the alerts about tickets.
func (l *alarm) see(a *App, ids ...ticket.ID) kit.Intent {
	n := len(l.unseen)
	for _, id := range ids {
		if l.unseen[id] {
			l.seen[id] = l.told[id]
			delete(l.unseen, id)
		}
	}
	if len(l.unseen) == n {
		return nil
	}
	text, err := json.Marshal(l.seen)
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		if err == nil {
			err = a.opt.Desk.SaveDraft(a.seenKey(), string(text))
		}
		return func() kit.Intent { a.look(); return nil }, err
	}}
}

// toAlerts lists the alerts that concern the officer, and takes them as looked at.
func (a *App) toAlerts() kit.Intent {
	b := newBoard(a.env, &a.opt, &a.alarm)
	for _, s := range a.stack {
		if open, ok := s.(*board); ok {
			b = open
		}
	}
	a.alarm.fresh = maps.Clone(a.alarm.unseen)
	if b.lens = lensTold; b.made != nil {
		b.look(lensTold)
	}
	return kit.Many{kit.Push{Screen: b}, a.alarm.see(a, slices.Collect(maps.Keys(a.alarm.unseen))...)}
}

// fresh marks a row of the list whose alert the officer has not seen before.
func (b *board) fresh(r *ticket.Row) string {
	if b.alarm != nil && b.lens == lensTold && (b.alarm.fresh[r.ID] || b.alarm.unseen[r.ID]) {
		return "●"
	}
	return " "
}
