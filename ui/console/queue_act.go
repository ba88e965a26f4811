package console

import (
	"context"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// Bindings are what keys do in the queue.
func (q *queue) Bindings() []kit.Binding {
	e := q.env
	if q.field != nil {
		leave := func() kit.Intent { q.field = nil; return nil }
		return []kit.Binding{
			kit.Bind("filter-done", e.T("do.filter-done"), leave, "enter", "down").Shown(),
			kit.Bind("filter-clear", e.T("do.filter-clear"), func() kit.Intent { leave(); return q.filter("") }, "esc").Shown(),
		}
	}
	none := q.why()
	return q.within([]kit.Binding{
		kit.Bind("open", e.T("do.open"), q.openTicket, "enter", "o").Unless(none).Shown(),
		kit.Bind("claim", e.T("do.claim"), q.claim, "c").Unless(q.whyClaim()).Shown(),
		kit.Bind("actions", e.T("do.actions"), q.actions, "a").Unless(none).Shown(),
		kit.Bind("filter", e.T("do.filter"), q.open, "/").Shown(),
		kit.Bind("mark", e.T("do.mark"), func() kit.Intent { q.list.Toggle(); return nil }, "space").Unless(none),
		kit.Bind("new", e.T("do.new"), q.byHand, "n").Shown(),
		kit.Bind("sort", e.T("do.sort"), q.sortMenu, "s"),
		kit.Bind("reverse", e.T("do.reverse"), func() kit.Intent { q.desc = !q.desc; return q.reload() }, "S"),
		kit.Bind("note", e.T("do.note"), q.note, "N").Unless(none),
		kit.Bind("assign", e.T("do.assign"), q.assign, "A").Unless(none),
		kit.Bind("watch", e.T(q.watchName()), q.watch, "@").Unless(none),
		kit.Bind("release", e.T("do.release"), q.release, "R").Unless(q.whyRelease()),
		kit.Bind("close", e.T("do.close"), q.closeSheet, "X").Unless(none).Danger(),
		kit.Bind("quarantined", e.T("do.quarantined"), func() kit.Intent { return q.filter(e.T("queue.query-quarantined").String()) }, "Q"),
		kit.Bind("copy", e.T("do.copy"), func() kit.Intent { return kit.Copy{Text: clean.Line(q.row().Number, 20)} }, "y").Unless(none),
	})
}

// within bars what the officer has no right to on any of the tickets meant.
func (q *queue) within(all []kit.Binding) []kit.Binding {
	giving := staff.Work
	for _, r := range q.targets() {
		if q.env.Giving(r.Owner) == staff.Supervise {
			giving = staff.Supervise
		}
	}
	of := func(id string) staff.Right {
		if id == "assign" || id == "release" {
			return giving
		}
		return needs(id)
	}
	if len(q.targets()) == 0 {
		return q.env.Within(all, "", of)
	}
	for _, r := range q.targets() {
		all = q.env.Within(all, r.Service, of)
	}
	return all
}

func (q *queue) why() clean.Text {
	if q.row() == nil {
		return q.env.T("why.nothing")
	}
	return clean.Text{}
}

func (q *queue) whyClaim() clean.Text {
	if r := q.row(); r != nil && len(q.list.MarkedRows()) == 0 {
		switch {
		case r.State.Done():
			return q.env.T("why.closed")
		case r.Owner == q.opt.Officer:
			return q.env.T("why.mine")
		}
		return clean.Text{}
	}
	return q.why()
}

func (q *queue) whyRelease() clean.Text {
	if r := q.row(); r != nil && len(q.list.MarkedRows()) == 0 && r.Owner == "" {
		return q.env.T("why.unclaimed")
	}
	return q.why()
}

func (q *queue) openTicket() kit.Intent { return kit.Open{ID: q.row().ID} }

// actions lists what can be done with the selected or marked tickets.
func (q *queue) actions() kit.Intent {
	title := q.env.T("actions.one", clean.Line(q.row().Number, 20))
	if n := len(q.targets()); n > 1 {
		title = q.env.T("actions.many", n)
	}
	var some []kit.Binding
	for _, b := range q.Bindings() {
		switch b.ID {
		case "open", "claim", "note", "assign", "release", "close", "copy":
			some = append(some, b)
		}
	}
	return kit.Show{Overlay: kit.NewChoose(q.env, kit.Choose{Title: title, Entries: kit.BindingEntries(some)})}
}

// act does one command at once and many after a question. key is the key of
// the catalogue's texts act.<key> (what is done) and did.<key>.
func (q *queue) act(key string, cmd ticket.Command) kit.Intent {
	rows, e := q.targets(), q.env
	if len(rows) == 1 {
		r := rows[0]
		return kit.Do{ID: r.ID, Version: r.Version, Command: cmd, Undo: true, Done: e.T("did."+key, clean.Line(r.Number, 20))}
	}
	items := make([]kit.Do, len(rows))
	names := make([]clean.Text, len(rows))
	for i, r := range rows {
		items[i] = kit.Do{ID: r.ID, Version: r.Version, Command: cmd}
		names[i] = clean.Line(r.Number+"  "+q.subject(r, 60).String(), 120)
	}
	verb := e.T("act." + key)
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("bulk.title", verb, len(rows)), Effect: e.T("bulk.effect."+key, len(rows)), Items: names,
		Yes: e.T("bulk.yes", verb, len(rows)),
		Then: func() kit.Intent {
			q.list.Unmark()
			return kit.Bulk{Items: items, Name: verb}
		},
	})}
}

// claim takes tickets. Taking one that a colleague has is asked first.
func (q *queue) claim() kit.Intent {
	rows := q.targets()
	if len(rows) != 1 || rows[0].Owner == "" {
		return q.act("claim", ticket.Claim{})
	}
	r, e := rows[0], q.env
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("steal.title", clean.Line(r.Number, 20)), Effect: e.T("steal.effect", e.OfficerName(r.Owner)), Yes: e.T("steal.yes"),
		Then: func() kit.Intent { return q.act("claim", ticket.Claim{Steal: true}) },
	})}
}

func (q *queue) release() kit.Intent { return q.act("release", ticket.Release{}) }

func (q *queue) note() kit.Intent {
	e := q.env
	form := kit.NewForm(e, kit.Input{ID: "text", Label: e.T("form.note"), Rows: 5, Required: true})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{
		Title: e.T("do.note"), Note: e.T("note.inside"), Form: form,
		Then: func(f *kit.Form) kit.Intent { return q.act("note", ticket.AddNote{Text: f.Value("text")}) },
	})}
}

// watchName is what the key does: follow where any of the targets is not followed.
func (q *queue) watchName() string {
	for _, r := range q.targets() {
		if !r.Watched(q.opt.Officer) {
			return "people.watch"
		}
	}
	return "people.unwatch"
}

// watch follows the tickets that are not followed, or, where all are, none of them.
func (q *queue) watch() kit.Intent {
	on, e := q.watchName() == "people.watch", q.env
	var out kit.Many
	for _, r := range q.targets() {
		done := e.T("people.unwatched", r.Number)
		if on {
			done = e.T("people.watching", r.Number)
		}
		if r.Watched(q.opt.Officer) != on {
			out = append(out, kit.Do{ID: r.ID, Command: ticket.Watch{On: on}, Done: done})
		}
	}
	return out
}

// assign gives tickets to an officer, with words.
func (q *queue) assign() kit.Intent {
	return q.env.HandOver(q.opt.Officers, "", func(officer, note string) kit.Intent {
		return q.act("assign", ticket.Assign{Officer: officer, Note: note})
	})
}

// closeSheet asks for the outcome first; done is not the one in front, because
// a ticket is done by its steps.
func (q *queue) closeSheet() kit.Intent {
	e := q.env
	var options []kit.Option
	if q.opt.Catalogue != nil {
		for _, o := range q.opt.Catalogue.Outcomes {
			options = append(options, kit.Option{Value: o.ID, Text: clean.Line(o.Title.In(domain.Lang(e.Lang)), 60)})
		}
	}
	if len(options) == 0 {
		return kit.Toast{Text: e.T("why.nothing"), Level: kit.Warn}
	}
	form := kit.NewForm(e, kit.Input{ID: "outcome", Label: e.T("form.outcome"), Options: options, Value: "duplicate"},
		kit.Input{ID: "note", Label: e.T("form.reason")})
	title := e.T("actions.close", len(q.targets()))
	check := func(f *kit.Form) (string, clean.Text) {
		if o := f.Value("outcome"); o != "done" && o != "duplicate" && strings.TrimSpace(f.Value("note")) == "" {
			return "note", e.T("refusal.no-reason")
		}
		return "", clean.Text{}
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: title, Form: form, Check: check, Then: func(f *kit.Form) kit.Intent {
		return q.act("close", ticket.CloseTicket{Outcome: f.Value("outcome"), Note: f.Value("note")})
	}})}
}

func (q *queue) sortMenu() kit.Intent {
	e := q.env
	var entries []kit.Entry
	for _, s := range ticket.Sorts {
		note := clean.Text{}
		if s == q.sort {
			note = e.T("sort.now")
		}
		entries = append(entries, kit.Entry{Key: string(s[0]), Text: e.T("sort." + string(s)), Note: note, Then: func() kit.Intent {
			q.sort = s
			return q.follow(q.reload())
		}})
	}
	entries[len(entries)-1].Key = "v" // service; s is taken by no other, but u and r are near
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("do.sort"), Entries: entries})}
}

// byHand enters a request that did not come by mail.
func (q *queue) byHand() kit.Intent {
	e := q.env
	sources := []kit.Option{}
	for _, s := range []ticket.Source{ticket.ByPhone, ticket.ByWhatsApp, ticket.ByLetter} {
		sources = append(sources, kit.Option{Value: string(s), Text: e.T("source." + string(s))})
	}
	services := []kit.Option{{Text: e.T("form.service-guess")}}
	if q.opt.Catalogue != nil {
		for _, s := range q.opt.Catalogue.Services {
			services = append(services, kit.Option{Value: s.ID, Text: clean.Line(s.Title.In(domain.Lang(e.Lang)), 60)})
		}
	}
	form := kit.NewForm(e,
		kit.Input{ID: "source", Label: e.T("form.source"), Options: sources},
		kit.Input{ID: "service", Label: e.T("form.service"), Options: services},
		kit.Input{ID: "subject", Label: e.T("form.subject"), Required: true},
		kit.Input{ID: "name", Label: e.T("form.name"), Required: true},
		kit.Input{ID: "agency", Label: e.T("form.agency")},
		kit.Input{ID: "email", Label: e.T("form.email")},
		kit.Input{ID: "phone", Label: e.T("form.phone")},
		kit.Input{ID: "names", Label: e.T("form.names"), Hint: e.T("form.names-hint")},
		kit.Input{ID: "text", Label: e.T("form.text"), Rows: 4},
	)
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("do.new"), Form: form, Then: q.enter})}
}

func (q *queue) enter(f *kit.Form) kit.Intent {
	m := ticket.Manual{
		Source: ticket.Source(f.Value("source")), Service: f.Value("service"), Subject: f.Value("subject"), Text: f.Value("text"),
		Requester: ticket.Party{Name: f.Value("name"), Email: f.Value("email"), Agency: f.Value("agency"), Phone: f.Value("phone")},
		Names:     strings.FieldsFunc(strings.ToLower(f.Value("names")), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }),
	}
	again := kit.Show{Overlay: kit.NewSheet(q.env, kit.Sheet{Title: q.env.T("do.new"), Form: f, Then: q.enter})}
	return kit.Run{
		Work: func(ctx context.Context) (func() kit.Intent, error) {
			t, err := q.opt.Desk.OpenByHand(ctx, q.opt.Officer, m)
			return func() kit.Intent {
				return kit.Many{kit.Toast{Text: q.env.T("did.new", clean.Line(t.Number, 20))}, kit.Open{ID: t.ID}}
			}, err
		},
		Else: func(error) kit.Intent { return again }, // nothing that was typed is lost
	}
}
