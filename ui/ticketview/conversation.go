package ticketview

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// conversation shows messages, letters and notes in the order of time, newest
// last. One entry is selected; a bar stands beside it.
type conversation struct {
	s       *Screen
	paper   paper
	w, h    int
	side    int // cells of the column beside, 0 for none
	entries []entry
	at      int  // selected entry, -1 in an empty ticket
	open    bool // quotations and long letters in full
	marked  map[uint32]bool
	drawn   map[string][]string // finished bodies, which do not change
	beside  []string
	begun   bool
}

// entry is one thing that was said, with the lines it takes.
type entry struct {
	at       time.Time
	version  uint32
	message  *ticket.Message
	letter   *ticket.Letter
	note     *ticket.Note
	from, to int
}

// sideMin is the width from which documents stand beside the conversation.
const sideMin = 132

func newConversation(s *Screen) *conversation {
	return &conversation{s: s, at: -1, marked: map[uint32]bool{}}
}

func (c *conversation) offset() int { return 0 }

func (c *conversation) resize(w, h int) {
	c.side = 0
	if w >= sideMin {
		c.side = min(w*2/5, 64)
	}
	c.w, c.h, c.drawn = w-c.side, h, nil
	if c.side > 0 {
		c.w -= 3
	}
	c.paper.resize(c.w, h)
}

func (c *conversation) fill() {
	end, had := c.atEnd(), len(c.entries)
	c.collect()
	lines := c.draw()
	c.paper.set(lines)
	switch n := len(c.entries); {
	case !c.begun:
		c.begun, c.at = true, c.newest()
		c.reveal()
	case end && n > had:
		c.at = n - 1
		c.reveal()
	case end:
		c.paper.Goto(len(lines))
	}
	c.at = min(c.at, len(c.entries)-1)
	c.beside = nil
	if c.side > 0 {
		c.beside = c.s.summary(c.side, c.h)
	}
}

// atEnd reports whether the last line is in sight: then what comes next is
// shown, too.
func (c *conversation) atEnd() bool { return c.begun && !c.paper.More() }

// newest is the last thing that a person said; receipts and machines' mail say
// nothing new.
func (c *conversation) newest() int {
	for i := len(c.entries) - 1; i >= 0; i-- {
		en := &c.entries[i]
		if (en.letter == nil || !en.letter.Auto) && (en.message == nil || en.message.Machine == "") {
			return i
		}
	}
	return len(c.entries) - 1
}

func (c *conversation) collect() {
	t := c.s.l.t
	c.entries = c.entries[:0]
	for i := range t.Messages {
		m := &t.Messages[i]
		c.entries = append(c.entries, entry{at: m.Date, version: m.Version, message: m})
	}
	for i := range t.Letters {
		l := &t.Letters[i]
		c.entries = append(c.entries, entry{at: l.At, version: l.Version, letter: l})
	}
	for i := range t.Notes {
		n := &t.Notes[i]
		c.entries = append(c.entries, entry{at: n.At, version: n.Version, note: n})
	}
	slices.SortStableFunc(c.entries, func(a, b entry) int { return a.at.Compare(b.at) })
}

// live reports whether a letter's countdown is on the screen.
func (c *conversation) live() bool {
	for _, l := range c.s.l.t.Letters {
		if l.State == ticket.LetterHeld && l.NotBefore.After(c.s.env.Now.Add(-2*time.Second)) {
			return true
		}
	}
	return false
}

func (c *conversation) draw() []string {
	if c.drawn == nil {
		c.drawn = map[string][]string{}
	}
	var out []string
	for i := range c.entries {
		en := &c.entries[i]
		if i > 0 {
			out = append(out, "")
		}
		en.from = len(out)
		switch {
		case en.message != nil:
			out = append(out, c.message(en.message)...)
		case en.letter != nil:
			out = append(out, c.letter(en.letter)...)
		default:
			out = append(out, c.note(en.note)...)
		}
		en.to = len(out)
	}
	if len(out) == 0 {
		out = []string{"", "  " + c.s.env.Theme.Muted.Render(c.s.env.T("ticketview.talk.empty"))}
	}
	return out
}

// reveal scrolls to the selected entry: its end where it fits, else its head.
func (c *conversation) reveal() {
	if c.at < 0 || c.at >= len(c.entries) {
		return
	}
	en, top := c.entries[c.at], c.paper.Line()
	switch {
	case en.to-en.from >= c.h || en.from < top:
		c.paper.Goto(en.from)
	case en.to > top+c.h:
		c.paper.Goto(en.to - c.h)
	}
}

// follow keeps the selection in sight when the text is scrolled.
func (c *conversation) follow() {
	top := c.paper.Line()
	for c.at >= 0 && c.at < len(c.entries)-1 && c.entries[c.at].to <= top {
		c.at++
	}
	for c.at > 0 && c.entries[c.at].from >= top+c.h {
		c.at--
	}
}

func (c *conversation) selected() *entry {
	if c.at < 0 || c.at >= len(c.entries) {
		return nil
	}
	return &c.entries[c.at]
}

func (c *conversation) key(msg tea.KeyPressMsg) bool {
	if c.paper.Typing() {
		return c.paper.key(msg)
	}
	switch msg.String() {
	case ",", "[", "shift+up":
		c.at = max(c.at-1, min(0, len(c.entries)-1))
		c.reveal()
	case ".", "]", "shift+down":
		c.at = min(c.at+1, len(c.entries)-1)
		c.reveal()
	default:
		if !c.paper.key(msg) {
			return false
		}
		c.follow()
	}
	return true
}

func (c *conversation) mouse(m kit.Mouse) {
	if m.Wheel != 0 {
		c.paper.Wheel(m.Wheel)
		c.follow()
		return
	}
	y := c.paper.Line() + m.Y
	for i, en := range c.entries {
		if m.Left && m.X < c.w && y >= en.from && y < en.to {
			c.at = i
		}
	}
}

func (c *conversation) lines() []string {
	th := c.s.env.Theme
	out := c.paper.Lines(th)
	if en := c.selected(); en != nil {
		gutter := th.Accent.Render(bar)
		for y := range out {
			if n := c.paper.Line() + y; n >= en.from && n < en.to && strings.HasPrefix(out[y], " ") {
				out[y] = gutter + out[y][1:]
			}
		}
	}
	if c.side == 0 {
		return out
	}
	return kit.Beside(out, c.w, " "+th.Faint.Render(clean.Own("│"))+" ", c.beside)
}

func (c *conversation) bindings() []kit.Binding {
	e := c.s.env
	fold := e.T("ticketview.do.unfold")
	if c.open {
		fold = e.T("ticketview.do.fold")
	}
	out := []kit.Binding{
		kit.Bind("unfold", fold, func() kit.Intent { c.open = !c.open; c.drawn = nil; c.fill(); c.reveal(); return nil }, "z").Shown(),
		kit.Bind("mark", e.T("ticketview.do.mark"), c.mark, "space"),
		kit.Bind("earlier", e.T("ticketview.do.earlier"), func() kit.Intent { return nil }, ","),
		kit.Bind("later", e.T("ticketview.do.later"), func() kit.Intent { return nil }, "."),
		kit.Bind("search", e.T("ticketview.do.search"), func() kit.Intent { return nil }, "/"),
	}
	en := c.selected()
	if en != nil && en.message != nil && en.message.Stub {
		return append(out, kit.Bind("fetch-body", e.T("ticketview.do.fetch-body"), c.fetchBody, "b").Unless(c.noBodies()).Shown())
	}
	if en == nil || en.letter == nil {
		return out
	}
	return append(out, e.LetterBindings("x", "v", "a", c.s.id, en.letter, c.s.load)...)
}

// mark marks the selected message, for splitting.
func (c *conversation) mark() kit.Intent {
	en := c.selected()
	if en == nil || en.message == nil {
		return kit.Toast{Text: c.s.env.T("ticketview.mark.message"), Level: kit.Warn}
	}
	if c.marked[en.version] {
		delete(c.marked, en.version)
	} else {
		c.marked[en.version] = true
	}
	c.fill()
	return nil
}

// chosen returns the marked messages, else the selected one.
func (c *conversation) chosen() (versions []uint32, subjects []clean.Text) {
	for _, en := range c.entries {
		if en.message != nil && c.marked[en.version] {
			versions = append(versions, en.version)
			subjects = append(subjects, line(en.message.Subject))
		}
	}
	if en := c.selected(); len(versions) == 0 && en != nil && en.message != nil {
		return []uint32{en.version}, []clean.Text{line(en.message.Subject)}
	}
	return versions, subjects
}
