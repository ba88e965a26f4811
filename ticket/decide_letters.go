package ticket

import (
	"slices"
	"strings"
	"time"
)

// sendWithin bounds how far ahead a letter may be put off.
const sendWithin = 60 * 24 * time.Hour

func (c SendLetter) decide(d *decision) error {
	if d.t.State == Merged {
		return refuse("merged", "the ticket lives on in another", "write from there")
	}
	if _, err := d.queue(c.Draft, "", false); err != nil {
		return err
	}
	return d.reminded(c.Draft.Template)
}

// secretTo refuses to send a secret, or the letter of a step that is about one, to
// anybody who may not have it.
func (d *decision) secretTo(draft *Draft, step string) error {
	s, _ := d.step()
	if draft.Secret == "" && (s.ID != step || !s.Secret) {
		return nil
	}
	for _, a := range slices.Concat(draft.To, draft.Cc) {
		if no := d.desk.MayKnow(d.t, a); no != nil {
			return no
		}
	}
	return nil
}

// sendAt refuses a time that cannot be meant.
func (d *decision) sendAt(at time.Time) error {
	switch {
	case at.IsZero():
		return nil
	case at.Before(d.now):
		return refuse("send-past", "the time at which the letter is to leave is over", "give a later one, or none")
	case at.Sub(d.now) > sendWithin:
		return refuse("send-far", "the letter would wait for more than 60 days", "give an earlier time, or schedule a task")
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b.UTC()
}

func (d *decision) letter(id uint64) (*Letter, error) {
	if l := d.t.Letter(id); l != nil {
		return l, nil
	}
	return nil, refuse("unknown-letter", "there is no such letter on the ticket", "")
}

func (c CancelLetter) decide(d *decision) error {
	l, err := d.letter(c.Letter)
	if err != nil {
		return err
	}
	if l.State != LetterHeld && l.State != LetterRetry && l.State != LetterFailed {
		return refuse("letter-gone", "the letter has left already", "send another to correct it")
	}
	b := l.moved(LetterMoved{State: LetterCancelled}, d.now)
	b.Settled = b.State == LetterPartial // who cancels the rest has seen it
	d.emit(b)
	return d.toldBy(l.ID)
}

func (c RetryLetter) decide(d *decision) error {
	l, err := d.letter(c.Letter)
	if err != nil {
		return err
	}
	switch l.State {
	case LetterHeld:
		d.emit(LetterMoved{ID: l.ID, State: LetterHeld, Next: d.now})
		return nil
	case LetterFailed, LetterRetry, LetterUnknown:
	case LetterBounced, LetterPartial:
		if l.HasSecret { // it was dropped when the letter left
			return refuse("secret-gone", "the letter's secret is no longer kept", "write the letter anew with a fresh one")
		}
	case LetterSending, LetterSent, LetterCancelled, LetterDelayed:
		return refuse("letter-fine", "the letter did not fail", "")
	}
	b := LetterMoved{ID: l.ID, State: LetterRetry, Next: d.now}
	for _, r := range l.Results {
		if r.State == LetterFailed || r.State == LetterBounced || r.State == LetterUnknown || r.State == LetterCancelled {
			b.Results = append(b.Results, RecipientResult{To: r.To, State: LetterRetry, Code: r.Code, Enhanced: r.Enhanced, Words: r.Words, At: d.now})
		}
	}
	d.emit(b)
	return d.toldBy(l.ID)
}

func (c SettleLetter) decide(d *decision) error {
	l, err := d.letter(c.Letter)
	if err != nil {
		return err
	}
	switch l.State {
	case LetterUnknown:
		d.emit(l.moved(LetterMoved{State: LetterSent}, d.now))
	case LetterFailed, LetterBounced, LetterPartial:
		if l.Settled {
			return refuse("letter-fine", "the letter did not fail", "")
		}
		d.emit(LetterMoved{ID: l.ID, State: l.State, Error: l.Error, Code: l.Code, Args: l.Args, Settled: true})
	case LetterHeld, LetterSending, LetterSent, LetterRetry, LetterCancelled, LetterDelayed:
		return refuse("letter-fine", "the letter did not fail", "")
	}
	return nil
}

// reported takes over a delivery report (RFC 3464). One that names no recipient
// speaks of all. A report on a letter of unknown fate says that it did leave.
func (d *decision) reported(letter uint64, why string, reports []RecipientResult) error {
	l := d.t.Letter(letter)
	if l == nil || l.State == LetterCancelled {
		return nil
	}
	rcpt := l.Recipients()
	var known []RecipientResult
	lost := len(reports) == 0
	for _, r := range reports {
		r.At, r.Words = d.now, oneLine(r.Words)
		i := slices.IndexFunc(rcpt, func(a string) bool { return strings.EqualFold(a, r.To) })
		switch {
		case i >= 0:
			r.To = rcpt[i]
		case len(rcpt) == 1: // it was forwarded to where it failed
			r.To, r.Words = rcpt[0], strings.TrimSpace(r.To+" "+r.Words)
		default:
			lost = lost || r.State == LetterBounced // nobody knows for whom of them
			continue
		}
		known = append(known, r)
	}
	if len(known) == 0 {
		if !lost {
			return nil
		}
		for _, to := range rcpt {
			known = append(known, RecipientResult{To: to, State: LetterBounced, Words: why, At: d.now})
		}
	}
	// Those of whom the report says nothing are as they were.
	all := merged(l.Results, nil)
	for _, to := range rcpt {
		if indexOf(all, to) < 0 {
			all = append(all, RecipientResult{To: to, State: reportedState(l.State), At: l.SentAt})
		}
	}
	all = merged(all, known)
	b := LetterMoved{ID: l.ID, State: together(all, l.State), Results: all}
	if b.State == LetterRetry {
		b.Next = l.NotBefore
	}
	if b.State != LetterSent {
		b.Error = why
	}
	d.emit(b)
	return d.toldBy(l.ID)
}

// reportedState is the state of a recipient of whom a letter's report is silent:
// it left for all to whom the try was made.
func reportedState(s LetterState) LetterState {
	if s == LetterUnknown || s == LetterSending || s == LetterHeld {
		return LetterSent
	}
	return s
}
