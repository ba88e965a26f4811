package console

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/nameserver"
	"loket/ticket"
	"loket/ui/kit"
)

// drift shows the zone of a desk for subdomains beside its register: what the last
// comparison found, and another one when it is asked for.
type drift struct {
	frameOf
	zone    string
	last    ticket.Comparison
	known   bool // there was one
	read    bool // that was asked
	running bool // the name server is being read
	shown   []driftRow
	gen     uint64
	list    *kit.List[string]
}

// driftRow is a set of records that is not as the register has it, or something to
// say about a record.
type driftRow struct {
	kind string // a nameserver.DriftKind, dangling or unreadable
	set  nameserver.Drifted
	what domain.Problem // of dangling and unreadable
}

func (r *driftRow) key() string {
	return r.kind + " " + r.set.Name + " " + r.set.Type + " " + r.what.Key
}

func newDrift(env *kit.Env, opt *Options) *drift {
	d := &drift{frameOf: frameOf{env: env, opt: opt}}
	if zones := opt.Desk.Zones(); len(zones) > 0 {
		d.zone = zones[0]
	}
	d.list = kit.NewList(
		func(i int) string { return d.shown[i].key() },
		func(int) (uint64, string) { return d.gen, "" },
		func(i, w int, look kit.Look) string { return d.draw(&d.shown[i], w, look) })
	return d
}

func (d *drift) Resize(w, h int) {
	d.resize(w, h)
	d.list.Resize(d.rects.List.Dx(), d.rects.List.Dy())
}

// Apply reads what the last comparison found; it may have been another's.
func (d *drift) Apply(kit.Changes) kit.Intent {
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		last, ok, err := d.opt.Desk.LastComparison(d.zone)
		return func() kit.Intent {
			d.read = true
			if ok {
				d.put(last)
			}
			return nil
		}, err
	}}
}

func (d *drift) put(c ticket.Comparison) {
	d.last, d.known = c, true
	d.narrow()
}

// compare reads the zone while everything else goes on.
func (d *drift) compare() kit.Intent {
	d.running = true
	return kit.Run{
		Work: func(ctx context.Context) (func() kit.Intent, error) {
			c, err := d.opt.Desk.CompareZone(ctx, d.opt.Officer, d.zone)
			return func() kit.Intent {
				d.running = false
				d.put(c)
				return nil
			}, err
		},
		Else: func(error) kit.Intent { d.running = false; return nil },
	}
}

func (d *drift) narrow() {
	d.gen++
	d.shown = d.shown[:0]
	for _, s := range d.last.Drift.Sets {
		if d.fits(s.String() + " " + strings.Join(s.Sources, " ")) {
			d.shown = append(d.shown, driftRow{kind: string(s.Kind), set: s})
		}
	}
	d.problems("dangling", d.last.Drift.Dangling)
	d.problems("unreadable", d.last.Drift.Unreadable)
	d.list.Redraw()
	d.list.SetCount(len(d.shown))
}

func (d *drift) problems(kind string, list []domain.Problem) {
	for _, p := range list {
		if d.fits(p.In(domain.Lang(d.env.Lang))) {
			d.shown = append(d.shown, driftRow{kind: kind, what: p})
		}
	}
}

func (d *drift) row() *driftRow {
	if i := d.list.Index(); i >= 0 {
		return &d.shown[i]
	}
	return nil
}

func (d *drift) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch {
	case d.field != nil && outside(msg.String()):
		return nil, false
	case d.field != nil && d.field.Key(msg):
		d.text = d.field.Raw()
		d.narrow()
		return nil, true
	case d.field != nil:
		in, _ := kit.Dispatch(msg, d.Bindings())
		return in, true
	case !reserved(msg.String()) && d.list.Key(msg):
		return nil, true
	case msg.String() == "esc" && d.text != "":
		return d.clear(), true
	}
	return kit.Dispatch(msg, d.Bindings())
}

func (d *drift) clear() kit.Intent {
	d.field, d.text = nil, ""
	d.narrow()
	return nil
}

// Bindings are what keys do beside the zone.
func (d *drift) Bindings() []kit.Binding {
	e := d.env
	if d.field != nil {
		return []kit.Binding{
			kit.Bind("filter-done", e.T("do.filter-done"), func() kit.Intent { d.field = nil; return nil }, "enter", "down").Shown(),
			kit.Bind("filter-clear", e.T("do.filter-clear"), d.clear, "esc").Shown(),
		}
	}
	busy, noTicket, noForeign := clean.Text{}, e.T("names.no-ticket"), e.T("drift.none-foreign")
	if d.running {
		busy = e.T("drift.running", d.zone)
	}
	r := d.row()
	if r != nil && len(r.set.Sources) > 0 {
		noTicket = clean.Text{}
	}
	if r != nil && r.kind == string(nameserver.Foreign) {
		noForeign = clean.Text{}
	}
	all := d.foreign()
	noneForeign := clean.Text{}
	if len(all) == 0 {
		noneForeign = e.T("drift.none-foreign")
	}
	return e.Within([]kit.Binding{
		kit.Bind("compare", e.T("drift.compare"), d.compare, "c").Unless(busy).Shown(),
		kit.Bind("open", e.T("names.open"), func() kit.Intent { return openNumber(d.opt.Desk, d.row().set.Sources[0]) }, "enter", "o").Unless(noTicket).Shown(),
		kit.Bind("accept", e.T("drift.accept"), func() kit.Intent { return d.accept([]nameserver.Drifted{d.row().set}) }, "a").Unless(noForeign).Shown(),
		kit.Bind("accept-all", e.T("drift.accept-all"), func() kit.Intent { return d.accept(all) }, "A").Unless(noneForeign),
		kit.Bind("filter", e.T("do.filter"), d.openFilter, "/").Shown(),
	}, "", needs)
}

// foreign are the shown sets that nobody approved.
func (d *drift) foreign() (sets []nameserver.Drifted) {
	for i := range d.shown {
		if d.shown[i].kind == string(nameserver.Foreign) {
			sets = append(sets, d.shown[i].set)
		}
	}
	return sets
}

// accept asks why records are right that no ticket made, and compares again.
func (d *drift) accept(sets []nameserver.Drifted) kit.Intent {
	e := d.env
	var records []domain.Record
	var names []string
	for _, s := range sets {
		names = append(names, s.Name+" "+s.Type)
		records = append(records, s.Records()...)
	}
	form := kit.NewForm(e, kit.Input{ID: "reason", Label: e.T("drift.reason"), Required: true, Max: 300})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{
		Title: e.T("drift.accept-of", len(records)), Note: clean.Line(strings.Join(names, ", "), 400), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			reason := f.Value("reason")
			return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
				err := d.opt.Desk.AcceptRecords(ctx, d.opt.Officer, d.zone, records, reason)
				return d.compare, err
			}}
		}})}
}

func (d *drift) Paste(t clean.Text) kit.Intent {
	if d.field != nil {
		d.field.Paste(t)
		d.text = d.field.Raw()
		d.narrow()
	}
	return nil
}

func (d *drift) Mouse(m kit.Mouse) (kit.Intent, bool) {
	d.list.Mouse(m.In(d.rects.List.Min.X, d.rects.List.Min.Y))
	return nil, true
}

func (d *drift) Tick(time.Time) kit.Intent { return nil }
func (d *drift) Title() clean.Text         { return d.env.T("do.zone") }
func (d *drift) Busy() clean.Text          { return clean.Text{} }

func (d *drift) Cursor() *tea.Cursor {
	if d.field == nil {
		return nil
	}
	return kit.Shift(d.field.Cursor(), 3, d.rects.Query.Min.Y)
}
