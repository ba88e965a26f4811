package console

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// board is the supervisor's screen: the open tickets by how pressing they are, and
// what there is of each kind. It is made of rows in memory, and made again only when
// a ticket changes or a promise passes a mark.
type board struct {
	frameOf
	lens     lens
	made     *ticket.Board
	unsaid   []*ticket.Row // targets missed without a cause, closed tickets too
	alerts   int           // open tickets with an alert that concerns the officer
	alarm    *alarm        // of this console
	shown    []ticket.Placed
	list     *kit.List[ticket.ID]
	tabsAt   []int // where the tabs end, as drawn
	tallies  []string
	talliesW int
}

// lens is what of the board is listed.
type lens int

const (
	lensNext lens = iota // all that runs, the most pressing first
	lensRisk             // half of the time used, not late
	lensLate
	lensWaiting
	lensToday
	lensUnsaid // missed targets without a cause
	lensTold   // alerts that concern the officer
	lenses
)

var lensKeys = [lenses]string{"next", "risk", "late", "waiting", "today", "unsaid", "told"}

// has reports whether the lens lists an open ticket.
func (l lens) has(p *ticket.Placed) bool {
	switch l {
	case lensNext:
		return p.What != "" && (p.Row.PausedAt.IsZero() || p.Late())
	case lensRisk:
		return p.Level > ticket.Calm && !p.Late()
	case lensLate:
		return p.Late()
	case lensWaiting:
		return p.Row.Waiting != ""
	case lensToday:
		return p.Today
	case lensUnsaid, lensTold, lenses:
	}
	return false
}

func newBoard(env *kit.Env, opt *Options, l *alarm) *board {
	b := &board{frameOf: frameOf{env: env, opt: opt}, alarm: l}
	b.list = kit.NewList(
		func(i int) ticket.ID { return b.shown[i].Row.ID },
		func(i int) (uint64, string) { return b.stamp(&b.shown[i]) },
		func(i, w int, look kit.Look) string { return b.draw(&b.shown[i], w, look) })
	return b
}

// stamp changes with what a row shows.
func (b *board) stamp(p *ticket.Placed) (uint64, string) {
	left, _ := b.due(p)
	return p.Row.Rev, strconv.Itoa(int(p.Level)) + b.fresh(p.Row) + left.String() + b.waits(p).String()
}

func (b *board) Resize(w, h int) {
	b.resize(w, h)
	b.list.Resize(b.rects.List.Dx(), b.rects.List.Dy())
	b.tallies = nil
}

// Apply makes the board again: it reads no ticket.
func (b *board) Apply(kit.Changes) kit.Intent { b.make(); return nil }

// Tick makes it again once a promise has passed a mark, and at midnight.
func (b *board) Tick(now time.Time) kit.Intent {
	if next := b.made.Next; !next.IsZero() && !now.Before(next) || now.After(b.made.Midnight) {
		b.make()
	}
	return nil
}

func (b *board) make() {
	b.made = b.opt.Desk.Board(b.env.Now)
	b.unsaid = b.opt.Desk.Unexplained()
	b.alerts = 0
	for i := range b.made.Items {
		if b.told(b.made.Items[i].Row) {
			b.alerts++
		}
	}
	b.tallies = nil
	b.narrow()
}

// narrow lists what the lens and the filter let through.
func (b *board) narrow() {
	b.shown = b.shown[:0]
	put := func(p ticket.Placed) {
		if b.text == "" || b.fits(p.Row.Search+" "+p.Row.Service+" "+p.Row.Owner+" "+p.Row.Waiting) {
			b.shown = append(b.shown, p)
		}
	}
	if b.lens == lensUnsaid {
		for _, r := range b.unsaid {
			put(ticket.Placed{Row: r, Level: ticket.Overtime, Due: r.Due()})
		}
	} else {
		for i := range b.made.Items {
			if b.lists(&b.made.Items[i]) {
				put(b.made.Items[i])
			}
		}
	}
	b.list.SetCount(len(b.shown))
}

// lists reports whether the board as it is set lists an open ticket.
func (b *board) lists(p *ticket.Placed) bool {
	if b.lens == lensTold {
		return b.told(p.Row)
	}
	return b.lens.has(p)
}

// told reports whether somebody was told of the ticket's promise, and it concerns the
// officer.
func (b *board) told(r *ticket.Row) bool { return share(r) > 0 && b.opt.Desk.Told(b.opt.Officer, r) }

func (b *board) count(l lens) int {
	s := &b.made.Sum
	switch l {
	case lensNext:
		return s.Open - s.Paused
	case lensRisk:
		return s.AtRisk()
	case lensLate:
		return s.Late
	case lensWaiting:
		return s.Waiting
	case lensToday:
		return s.Today
	case lensTold:
		return b.alerts
	case lensUnsaid, lenses:
	}
	return len(b.unsaid)
}

func (b *board) look(l lens) kit.Intent {
	b.lens = (l + lenses) % lenses
	b.list.Unmark()
	b.narrow()
	b.list.Select(0)
	return nil
}

func (b *board) item() *ticket.Placed {
	if i := b.list.Index(); i >= 0 {
		return &b.shown[i]
	}
	return nil
}

func (b *board) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch key := msg.String(); {
	case b.field != nil && outside(key):
		return nil, false
	case b.field != nil && b.field.Key(msg):
		b.text = b.field.Raw()
		b.narrow()
		return nil, true
	case b.field != nil:
		in, _ := kit.Dispatch(msg, b.Bindings())
		return in, true
	case b.list.Key(msg):
		return nil, true
	case key == "esc" && b.list.Marked() > 0:
		b.list.Unmark()
		return nil, true
	case key == "esc" && b.text != "":
		return b.clear(), true
	case len(key) == 1 && key[0] >= '1' && key[0] < '1'+byte(lenses):
		return b.look(lens(key[0] - '1')), true
	}
	return kit.Dispatch(msg, b.Bindings())
}

func (b *board) clear() kit.Intent {
	b.field, b.text = nil, ""
	b.narrow()
	return nil
}

func (b *board) Paste(t clean.Text) kit.Intent {
	if b.field != nil {
		b.field.Paste(t)
		b.text = b.field.Raw()
		b.narrow()
	}
	return nil
}

func (b *board) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if m.Left && m.Y == b.rects.Tabs.Min.Y {
		for l, end := range b.tabsAt {
			if m.X < end {
				return b.look(lens(l)), true
			}
		}
		return nil, true
	}
	if b.list.Mouse(m.In(b.rects.List.Min.X, b.rects.List.Min.Y)) {
		return kit.Open{ID: b.item().Row.ID}, true
	}
	return nil, true
}

func (b *board) Title() clean.Text { return b.env.T("do.board") }
func (b *board) Busy() clean.Text  { return clean.Text{} }

func (b *board) Cursor() *tea.Cursor {
	if b.field == nil {
		return nil
	}
	return kit.Shift(b.field.Cursor(), 3, b.rects.Query.Min.Y)
}

// party is who is waited for, in words.
func (b *board) party(id string) clean.Text {
	if b.opt.Catalogue != nil {
		for _, a := range b.opt.Catalogue.Actors {
			if a.ID == id {
				return clean.Line(strings.TrimSpace(a.Title.In(domainLang(b.env))), 40)
			}
		}
	}
	return clean.Line(id, 30)
}
