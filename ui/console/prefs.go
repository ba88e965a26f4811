package console

import (
	"context"
	"encoding/json"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// prefs is what comes back when an officer comes back.
type prefs struct {
	Lang    kit.Lang    `json:"lang,omitempty"`
	Theme   string      `json:"theme,omitempty"`
	NoMouse bool        `json:"no_mouse,omitempty"`
	Notify  bool        `json:"notify,omitempty"`
	Picture picture.Way `json:"picture,omitempty"`
	View    ticket.View `json:"view,omitempty"`
	Sort    ticket.Sort `json:"sort,omitempty"`
	Desc    bool        `json:"desc,omitempty"`
	Query   string      `json:"query,omitempty"`
	Ticket  ticket.ID   `json:"ticket,omitempty"` // the selected one
}

// rest is how long the keys must rest before a moved selection is kept: it moves
// with every key, and each keeping is a write.
const rest = 3 * time.Second

func (a *App) prefsKey() string { return "prefs/" + a.opt.Officer }

// restore reads the preferences. What cannot be read is forgotten: they are a
// comfort, and the console must open.
func (a *App) restore(q *queue) {
	text, err := a.opt.Desk.LoadDraft(a.prefsKey())
	var p prefs
	if err != nil || text == "" || json.Unmarshal([]byte(text), &p) != nil {
		if err != nil {
			a.opt.Logger.Warn("read preferences", "officer", a.opt.Officer, "err", err)
		}
		a.prefs = a.current()
		return
	}
	if !a.opt.LangAsked && (p.Lang == kit.Indonesian || p.Lang == kit.English) {
		a.env.Lang = p.Lang
	}
	if p.Theme != "" && a.opt.Theme != "none" {
		a.opt.Theme = p.Theme
		a.mode.auto = p.Theme == "auto"
		a.env.Theme = kit.Themes(p.Theme)
	}
	a.mode.mouse, a.alarm.notify = !p.NoMouse, p.Notify
	if p.Picture.Valid() {
		a.pics.setting = p.Picture
	}
	q.restore(p)
	a.prefs = a.current()
}

func (a *App) current() prefs {
	p := a.queue().prefs()
	p.Lang, p.Theme, p.NoMouse, p.Notify = a.env.Lang, a.opt.Theme, !a.mode.mouse, a.alarm.notify
	if a.pics.setting != picture.Auto {
		p.Picture = a.pics.setting
	}
	return p
}

// keep writes the preferences when they changed, the selection when the keys rest.
func (a *App) keep() tea.Cmd {
	now := a.current()
	if a.opt.Now().Sub(a.mode.last) < rest {
		now.Ticket = a.prefs.Ticket
	}
	return a.keepAs(now)
}

func (a *App) keepAs(now prefs) tea.Cmd {
	if now == a.prefs {
		return nil
	}
	a.prefs = now
	return a.run(kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		text, err := json.Marshal(now)
		if err != nil {
			return nil, err
		}
		if err := a.opt.Desk.SaveDraft(a.prefsKey(), string(text)); err != nil {
			a.opt.Logger.Warn("keep preferences", "officer", a.opt.Officer, "err", err)
		}
		return nil, nil
	}})
}
