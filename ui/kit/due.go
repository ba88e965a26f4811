package kit

import (
	"time"

	"loket/domain/clean"
)

// DueWidth is the number of cells that Due needs at most for spans below 1,000
// days.
const DueWidth = 16

// Due writes how a deadline stands: glyph, word and time to go, with its ink.
// state is late, soon, ok, paused, none, done or task (dated work of a ticket
// came back); d is negative when late, and what will be left when it resumes
// for a paused one.
func (e *Env) Due(state string, d time.Duration) (clean.Text, Ink) {
	th := e.Theme
	switch state {
	case "late":
		return clean.Own("! " + e.T("due.late").String() + " -" + e.Lang.Span(d).String()), th.Late
	case "soon":
		return clean.Own("~ " + e.T("due.soon").String() + " " + e.Lang.Span(d).String()), th.Soon
	case "paused":
		sign := " "
		if d < 0 {
			sign = " -"
		}
		return clean.Own("= " + e.T("due.paused").String() + sign + e.Lang.Coarse(d).String()), th.Paused
	case "task":
		return clean.Own("~ " + e.T("due.task").String()), th.Soon
	case "done":
		return clean.Own("✓ " + e.T("due.done").String()), th.Done
	case "none", "":
		return clean.Own("–"), th.Muted
	}
	return clean.Own("· " + e.Lang.Span(d).String()), th.OK
}

// Mark is a glyph, a word and an ink: how a state is shown everywhere.
type Mark struct {
	Glyph string // one cell
	Word  clean.Text
	Ink   Ink
}

// State returns the mark of a ticket's state.
func (e *Env) State(state string) Mark {
	m := Mark{Glyph: "?", Word: e.Lang.Word("state.", state)}
	switch state {
	case "new":
		m.Glyph, m.Ink = "○", e.Theme.Accent
	case "open":
		m.Glyph, m.Ink = "◐", e.Theme.Text
	case "waiting-requester":
		m.Glyph, m.Ink = "‹", e.Theme.Paused
	case "waiting-other":
		m.Glyph, m.Ink = "»", e.Theme.Paused
	case "closed":
		m.Glyph, m.Ink = "✓", e.Theme.Done
	case "merged":
		m.Glyph, m.Ink = "↳", e.Theme.Done
	}
	return m
}

// Verdict returns the mark of a verdict: accepted, rejected, not-applicable, "".
func (e *Env) Verdict(v string) Mark {
	switch v {
	case "accepted":
		return Mark{"✓", e.T("verdict.accepted"), e.Theme.OK}
	case "rejected":
		return Mark{"✗", e.T("verdict.rejected"), e.Theme.Late}
	case "not-applicable":
		return Mark{"–", e.T("verdict.not-applicable"), e.Theme.Muted}
	}
	return Mark{"○", e.T("verdict.unjudged"), e.Theme.Soon}
}

// Letter returns the mark of a letter's state.
func (e *Env) Letter(state string) Mark {
	m := Mark{Glyph: "·", Word: e.Lang.Word("letter.state.", state), Ink: e.Theme.Muted}
	switch state {
	case "held":
		m.Glyph, m.Ink = "=", e.Theme.Paused
	case "sending":
		m.Glyph, m.Ink = "→", e.Theme.Accent
	case "sent":
		m.Glyph, m.Ink = "✓", e.Theme.OK
	case "retry":
		m.Glyph, m.Ink = "~", e.Theme.Soon
	case "failed", "bounced", "partial":
		m.Glyph, m.Ink = "!", e.Theme.Late
	case "unknown":
		m.Glyph, m.Ink = "?", e.Theme.Late
	case "delayed":
		m.Glyph, m.Ink = "~", e.Theme.Soon
	case "cancelled":
		m.Glyph = "×"
	}
	return m
}
