package kit

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
)

// LetterError says why a letter did not leave: in the officer's language what the
// program found out, in its own words what the server said.
func (e *Env) LetterError(code string, args []string, words string) clean.Text {
	given := make([]any, len(args))
	for i, a := range args {
		given[i] = a
	}
	own, ok := strings.CutPrefix(code, "letter.")
	switch {
	case ok && e.Lang.Has("letter.error."+own):
		return e.T("letter.error."+own, given...)
	case !ok && e.Lang.Has(code): // of the connection
		return e.T("letter.connection", e.T(code))
	}
	return clean.Line(words, 600)
}

// What can be done about a letter.
var (
	backFrom   = []ticket.LetterState{ticket.LetterHeld, ticket.LetterRetry, ticket.LetterFailed}
	againFrom  = []ticket.LetterState{ticket.LetterHeld, ticket.LetterRetry, ticket.LetterFailed, ticket.LetterBounced, ticket.LetterUnknown, ticket.LetterPartial}
	settleFrom = []ticket.LetterState{ticket.LetterUnknown, ticket.LetterFailed, ticket.LetterBounced, ticket.LetterPartial}
)

// LetterBindings are the keys of a letter that did not simply leave: take it back
// into the composer, send it now or again, say that it arrived or is seen to.
// then follows what was done; nil: nothing.
func (e *Env) LetterBindings(back, again, settle string, id ticket.ID, l *ticket.Letter, then func() Intent) (out []Binding) {
	do := func(c ticket.Command, done clean.Text, after Intent) Intent {
		return Do{ID: id, Command: c, Done: done, Then: func(*ticket.Ticket) Intent {
			if then == nil {
				return after
			}
			return Many{then(), after}
		}}
	}
	if slices.Contains(backFrom, l.State) {
		out = append(out, Bind("cancel-letter", e.T("letter.do.back"), func() Intent {
			return do(ticket.CancelLetter{Letter: l.ID}, e.T("letter.did.back"), rewrite(id, l))
		}, back).Shown())
	}
	if slices.Contains(againFrom, l.State) {
		name := e.T("letter.do.again")
		if l.State == ticket.LetterHeld || l.State == ticket.LetterRetry {
			name = e.T("letter.do.now")
		}
		out = append(out, Bind("retry-letter", name, func() Intent {
			send := do(ticket.RetryLetter{Letter: l.ID}, e.T("letter.did.again"), nil)
			if l.State != ticket.LetterUnknown {
				return send
			}
			return Show{Overlay: NewConfirm(e, Confirm{Title: e.T("letter.do.again"), Effect: e.T("letter.twice"), Yes: name, Then: func() Intent { return send }})}
		}, again).Shown())
	}
	if slices.Contains(settleFrom, l.State) && !l.Settled {
		name := e.T("letter.do.seen")
		if l.State == ticket.LetterUnknown {
			name = e.T("letter.do.arrived")
		}
		out = append(out, Bind("settle-letter", name, func() Intent {
			return do(ticket.SettleLetter{Letter: l.ID}, e.T("letter.did.settle"), nil)
		}, settle).Shown())
	}
	return out
}

// rewrite opens what was taken back in the composer; automatic letters are not
// written by a person.
func rewrite(id ticket.ID, l *ticket.Letter) Intent {
	if l.Auto {
		return nil
	}
	d := ticket.Draft{Template: l.Template, To: l.To, Cc: l.Cc, Subject: l.Subject, Body: l.Body, Attach: l.Attach, Annex: l.Annex}
	return Compose{ID: id, Template: l.Template, Draft: &d, Back: l.ID}
}
