package ticketview

import (
	tea "charm.land/bubbletea/v2"

	"loket/ui/kit"
)

// paper is text that scrolls and is searched. While something was searched, n
// and N go on to the next hit and esc ends it; otherwise these keys are the
// screen's.
type paper struct {
	kit.Pager
	w, h  int
	lines []string
	found bool
}

func (p *paper) resize(w, h int) {
	p.w, p.h = w, h
	p.Resize(w, h)
}

func (p *paper) set(lines []string) {
	p.lines = lines
	p.SetLines(lines)
}

func (p *paper) key(msg tea.KeyPressMsg) bool {
	s := msg.String()
	if p.Typing() {
		p.found = s != "esc" && (p.found || s == "enter")
		return p.Key(msg)
	}
	switch s {
	case "space":
		return false
	case "n", "N":
		return p.found && p.Key(msg)
	case "esc":
		if !p.found {
			return false
		}
		top := p.Line()
		p.found, p.Pager = false, kit.Pager{}
		p.Resize(p.w, p.h)
		p.SetLines(p.lines)
		p.Goto(top)
		return true
	}
	return p.Key(msg)
}
