package ticketview

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// sites shows the reported addresses, by whom to write to about them, with what is
// known of the selected one. A list of hundreds is drawn as far as it is visible.
type sites struct {
	s    *Screen
	w, h int
	list *kit.List[string]
	rows []siteRow
	urls map[string]*ticket.URL

	marked map[string]bool // addresses
	begun  bool            // the first address was selected
	only   string          // what is shown: a state, or one of the words below; "" for all
}

// What of the addresses is shown beside those in one state.
const (
	onlyOpen     = "open"     // the step has still to look at them
	onlyProposed = "proposed" // a look proposes a state
	onlyAsked    = "asked"    // a look is to come
	onlyUnsure   = "unsure"   // the last look says nothing for sure
)

// siteRow is an owner's heading, or one of its addresses.
type siteRow struct {
	owner *ticket.Owner
	url   *ticket.URL // nil: the heading
}

func (r siteRow) id() string {
	if r.url == nil {
		return "owner " + r.owner.Title()
	}
	return r.url.URL
}

func newSites(s *Screen) *sites {
	p := &sites{s: s, marked: map[string]bool{}}
	p.list = kit.NewList(func(i int) string { return p.rows[i].id() },
		func(int) (uint64, string) { return uint64(s.l.t.Version), "" }, p.drawRow)
	return p
}

// wide is how many columns let the detail stand beside the list.
const wide = 100

func (p *sites) resize(w, h int) {
	p.w, p.h = w, h
	p.list.Resize(p.listSize())
}

func (p *sites) listSize() (w, h int) {
	if p.w >= wide {
		return p.w * 3 / 5, max(p.h-1, 1)
	}
	return p.w, max((p.h-2)*3/5, 1)
}

func (p *sites) fill() {
	t := p.s.l.t
	p.urls = make(map[string]*ticket.URL, len(t.URLs))
	for i := range t.URLs {
		p.urls[t.URLs[i].URL] = &t.URLs[i]
	}
	open := map[string]bool{}
	for _, u := range ticket.Unseen(t, p.s.l.next.Step) {
		open[u] = true
	}
	p.rows = p.rows[:0]
	for i := range p.s.l.owners {
		o := &p.s.l.owners[i]
		head := false
		for _, address := range o.URLs {
			u := p.urls[address]
			if u == nil || !p.shows(u, open[address]) {
				continue
			}
			if !head {
				p.rows, head = append(p.rows, siteRow{owner: o}), true
			}
			p.rows = append(p.rows, siteRow{o, u})
		}
	}
	p.list.Redraw()
	p.list.SetCount(len(p.rows))
	if !p.begun && len(p.rows) > 1 {
		p.list.Select(1)
	}
	p.begun = true
}

// shows reports whether the filter lets an address through.
func (p *sites) shows(u *ticket.URL, open bool) bool {
	switch p.only {
	case "":
		return true
	case onlyOpen:
		return open
	case onlyProposed:
		return u.Proposed() != ""
	case onlyAsked:
		return !u.Asked.IsZero()
	case onlyUnsure:
		return u.Last() != nil && u.Last().Brief.Verdict == "unsure" && u.Last().Brief.At.After(u.At)
	}
	return u.State == p.only
}

func (p *sites) key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "space", "v", "*": // marks are kept here: those of an owner go together
		return false
	}
	return p.list.Key(msg)
}

func (p *sites) mouse(m kit.Mouse) { p.list.Mouse(m.In(0, 1)) }

// row is the selected one; ok is false where nothing is shown.
func (p *sites) row() (r siteRow, ok bool) {
	if i := p.list.Index(); i >= 0 && i < len(p.rows) {
		return p.rows[i], true
	}
	return r, false
}

func (p *sites) lines() []string {
	w, h := p.listSize()
	out := []string{p.summary()}
	rows := p.list.Lines()
	if len(p.rows) == 0 {
		rows = kit.Exactly([]string{kit.Pad("  "+p.s.env.Theme.Muted.Render(p.s.env.T("urls.none")), w)}, h)
	}
	if p.w < wide {
		out = append(out, rows...)
		out = append(out, p.s.env.Theme.Faint.Render(clean.Own(strings.Repeat("─", p.w))))
		return append(out, pads(kit.Exactly(p.detail(p.w), max(p.h-len(out), 0)), p.w)...)
	}
	detail := kit.Exactly(p.detail(p.w-w-2), h)
	for i := range rows {
		out = append(out, kit.Pad(rows[i], w)+p.s.env.Theme.Faint.Render(clean.Own("│ "))+kit.Pad(detail[i], p.w-w-2))
	}
	return out
}

func pads(lines []string, w int) []string {
	for i := range lines {
		lines[i] = kit.Pad(lines[i], w)
	}
	return lines
}

// summary counts the addresses by state and says what is shown of them.
func (p *sites) summary() string {
	s, th := p.s, p.s.env.Theme
	left := []span{{space, th.Text}}
	for _, state := range ticket.URLStates {
		if n := s.countURLs(state); n > 0 {
			m := s.urlMark(state)
			left = append(left, span{glue(clean.Own(m.Glyph+" "+itoa(n)+" "), m.Word, clean.Own("  ")), m.Ink})
		}
	}
	var right []span
	if n := len(s.l.t.Proposed()); n > 0 {
		right = append(right, span{s.env.T("urls.proposals", n), th.Accent})
	}
	if n := len(p.marked); n > 0 {
		right = append(right, span{glue(clean.Own("  ◆ "), clean.Own(itoa(n))), th.Bold})
	}
	if p.only != "" {
		right = append(right, span{glue(clean.Own("  "), s.env.T("urls.only", p.onlyWord(p.only))), th.Soon})
	}
	return sides(p.w, left, right)
}

func (p *sites) onlyWord(only string) clean.Text {
	if slices.Contains(ticket.URLStates, only) {
		return p.s.urlMark(only).Word
	}
	return p.s.env.Lang.Word("urls.filter.", only)
}

// urlCounts sums the addresses up by state.
func (s *Screen) urlCounts() clean.Text {
	var parts []clean.Text
	for _, state := range ticket.URLStates {
		if n := s.countURLs(state); n > 0 {
			m := s.urlMark(state)
			parts = append(parts, glue(clean.Own(m.Glyph+" "+itoa(n)+" "), m.Word))
		}
	}
	return list(parts...)
}

// countURLs counts the addresses in a state.
func (s *Screen) countURLs(state string) (n int) {
	for i := range s.l.t.URLs {
		if s.l.t.URLs[i].State == state {
			n++
		}
	}
	return n
}
