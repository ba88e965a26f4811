package ticketview

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// tab is one of the parts of a ticket.
type tab int

const (
	talk tab = iota
	papers
	steps
	about
	past
	due
	addresses // of a ticket that has any
	tabs
)

func (t tab) key() string {
	return [...]string{"ticketview.tab.talk", "ticketview.tab.papers", "ticketview.tab.steps", "ticketview.tab.about", "ticketview.tab.past", "ticketview.tab.due", "ticketview.tab.urls"}[t]
}

// pane is the part of the screen below the tabs.
type pane interface {
	resize(w, h int)
	// fill takes what was read anew, without losing its place.
	fill()
	key(msg tea.KeyPressMsg) bool
	lines() []string
	bindings() []kit.Binding
}

// Screen shows one ticket. It implements kit.Screen.
type Screen struct {
	env  *kit.Env
	opt  *Options
	id   ticket.ID
	w, h int

	l      *loaded         // nil until the first reading came back
	gen    uint64          // of the latest reading
	looked uint32          // version that was marked as read
	again  map[string]bool // files that were inspected anew
	want   *ticket.Passage // where to open; nil: done
	tab    tab
	panes  [tabs]pane

	head     []string // drawn without what moves with time
	headDue  clean.Text
	headWho  clean.Text
	tabsAt   [tabs][2]int
	talkPane *conversation
	docsPane *documents
	histPane *history
	urlsPane *sites
}

// New returns the screen of a ticket. It reads nothing yet: the first Apply does.
func New(env *kit.Env, opt *Options, id ticket.ID) *Screen {
	s := &Screen{env: env, opt: opt, id: id}
	s.talkPane, s.docsPane, s.histPane = newConversation(s), newDocuments(s), newHistory(s)
	s.urlsPane = newSites(s)
	s.panes = [tabs]pane{s.talkPane, s.docsPane, newStepList(s), newMatter(s), s.histPane, newDeadline(s), s.urlsPane}
	return s
}

// headLines is how many lines the head, the next action and the tabs take.
const headLines = 6

// Resize sets the size and drops what was drawn.
func (s *Screen) Resize(w, h int) {
	s.w, s.h = w, h
	s.head = nil
	for _, p := range s.panes {
		p.resize(w, max(h-headLines, 1))
	}
	s.fill()
}

func (s *Screen) fill() {
	s.head = nil
	if s.l == nil || s.w == 0 {
		return
	}
	for _, p := range s.panes {
		p.fill()
	}
	s.tab = min(s.tab, s.count()-1)
}

// Apply reads the ticket again when it may have changed.
func (s *Screen) Apply(c kit.Changes) kit.Intent {
	if s.l != nil && !c.Has(s.id) {
		return nil
	}
	return s.load()
}

// load reads the ticket outside the event loop; the latest reading wins.
func (s *Screen) load() kit.Intent {
	s.gen++
	gen, lang, now := s.gen, s.env.Lang, s.env.Now
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		l, err := s.read(lang, now)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			if gen != s.gen {
				return nil
			}
			news := s.actNews(l)
			first := s.l == nil
			s.l = l
			if first && s.want == nil {
				s.openOnChange()
			}
			s.fill()
			s.reveal()
			return both(news, both(s.look(), s.refresh()))
		}, nil
	}}
}

// look marks what is new as read when its owner sees it.
func (s *Screen) look() kit.Intent {
	t := s.l.t
	if list := t.CallsFor(s.env.Officer); len(list) > 0 && s.looked != t.Version {
		s.looked = t.Version
		return s.calls(list)
	}
	if !t.Unread || t.Owner != s.env.Officer || t.State.Done() || s.looked == t.Version {
		return nil
	}
	s.looked = t.Version
	return kit.Do{ID: s.id, Command: ticket.Look{}}
}

// Tick lets the countdowns move.
func (s *Screen) Tick(time.Time) kit.Intent {
	if s.l == nil || s.w == 0 {
		return nil
	}
	if d, _ := s.dueText(); !d.Equal(s.headDue) || !s.env.Present(s.id).Equal(s.headWho) {
		s.head = nil
	}
	if s.talkPane.live() {
		s.talkPane.fill()
	}
	return nil
}

// Key routes: a search being typed, the pane's movement, then the bindings.
func (s *Screen) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if s.l == nil {
		return nil, false
	}
	p := s.panes[s.tab]
	if p.key(msg) {
		return nil, true
	}
	switch k := msg.String(); k {
	case "1", "2", "3", "4", "5", "6", "7":
		if t := tab(k[0] - '1'); t < s.count() {
			s.show(t)
		}
		return nil, true
	case "l", "right", "tab":
		s.show((s.tab + 1) % s.count())
		return nil, true
	case "h", "left", "shift+tab":
		s.show((s.tab + s.count() - 1) % s.count())
		return nil, true
	}
	return kit.Dispatch(msg, s.Bindings())
}

// count is how many tabs there are: the last is for addresses.
func (s *Screen) count() tab {
	if len(s.l.t.URLs) == 0 {
		return addresses
	}
	return tabs
}

func (s *Screen) show(t tab) { s.tab = t; s.head = nil }

// Paste goes to a search field.
func (s *Screen) Paste(t clean.Text) kit.Intent {
	if p := s.typing(); p != nil {
		p.Paste(t)
	}
	return nil
}

// typing returns the pane's paper while its search field is open.
func (s *Screen) typing() *paper {
	for _, p := range []*paper{&s.talkPane.paper, &s.docsPane.text, &s.histPane.paper} {
		if p.Typing() {
			return p
		}
	}
	return nil
}

// Mouse turns pages, presses tabs and the next action, selects rows.
func (s *Screen) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if s.l == nil {
		return nil, false
	}
	switch {
	case m.Wheel == 0 && m.Left && m.Y == headLines-2:
		return s.press("next"), true
	case m.Wheel == 0 && m.Left && m.Y == headLines-1:
		for t, at := range s.tabsAt {
			if m.X >= at[0] && m.X < at[1] {
				s.show(tab(t))
			}
		}
		return nil, true
	}
	if p, ok := s.panes[s.tab].(interface{ mouse(kit.Mouse) }); ok {
		p.mouse(m.In(0, headLines))
	}
	return nil, true
}

// View draws the screen.
func (s *Screen) View() string {
	if s.w <= 0 || s.h <= 0 {
		return ""
	}
	if s.l == nil {
		lines := kit.Exactly([]string{"", "  " + s.env.Theme.Muted.Render(s.env.T("ticketview.loading"))}, s.h)
		for i := range lines {
			lines[i] = kit.Pad(lines[i], s.w)
		}
		return strings.Join(lines, "\n")
	}
	if s.head == nil {
		s.head = s.drawHead()
	}
	lines := append(s.head[:len(s.head):len(s.head)], s.panes[s.tab].lines()...)
	return strings.Join(kit.Exactly(lines, s.h), "\n")
}

// Cursor is that of a search field.
func (s *Screen) Cursor() *tea.Cursor {
	if p := s.typing(); p != nil {
		x := 0
		if p == &s.docsPane.text {
			x = s.docsPane.left + 3
		}
		return kit.Shift(p.Cursor(), x, headLines+s.panes[s.tab].(interface{ offset() int }).offset())
	}
	return nil
}

// Title names the ticket.
func (s *Screen) Title() clean.Text {
	if s.l == nil {
		return s.env.T("ticketview.title", "")
	}
	return s.env.T("ticketview.title", s.l.t.Number)
}

// Busy is empty: nothing is lost by leaving.
func (s *Screen) Busy() clean.Text { return clean.Text{} }
