package ticket

import (
	"slices"
	"strings"
	"time"
)

// applyLetters takes over what happened to a letter.
func (t *Ticket) applyLetters(e Event) {
	switch b := e.Body.(type) {
	case LetterQueued:
		b.Letter.Version = e.Version
		t.Letters = append(t.Letters, b.Letter)
	case LetterMoved:
		if l := t.Letter(b.ID); l != nil {
			l.apply(b, e.At)
		}
	}
}

func (l *Letter) apply(b LetterMoved, at time.Time) {
	if b.Copy != "" {
		l.Copy = b.Copy
		return
	}
	was := l.State
	l.State, l.Error, l.Code, l.Args, l.Settled = b.State, b.Error, b.Code, b.Args, b.Settled
	l.Results = merged(l.Results, b.Results)
	switch b.State {
	case LetterSent:
		if was != LetterSent {
			l.SentAt = at
		}
	case LetterHeld:
		if !b.Next.IsZero() {
			l.NotBefore = b.Next
		}
	case LetterRetry:
		l.Tries++
		l.NotBefore = b.Next
	case LetterSending, LetterFailed, LetterCancelled, LetterBounced, LetterUnknown, LetterPartial, LetterDelayed:
	}
	if l.SentAt.IsZero() && slices.ContainsFunc(b.Results, func(r RecipientResult) bool { return r.State == LetterSent }) {
		l.SentAt = at
	}
}

// merged is a new list: the projections of two versions share none.
func merged(old, news []RecipientResult) []RecipientResult {
	if len(news) == 0 {
		return old
	}
	out := slices.Clone(old)
	for _, r := range news {
		if i := indexOf(out, r.To); i >= 0 {
			out[i] = r
		} else {
			out = append(out, r)
		}
	}
	return out
}

func indexOf(list []RecipientResult, to string) int {
	return slices.IndexFunc(list, func(r RecipientResult) bool { return strings.EqualFold(r.To, to) })
}

// Letter finds a letter by its ID, nil if it is not on the ticket.
func (t *Ticket) Letter(id uint64) *Letter {
	for i := range t.Letters {
		if t.Letters[i].ID == id {
			return &t.Letters[i]
		}
	}
	return nil
}

// Recipients are all to whom the letter goes, each once.
func (l *Letter) Recipients() []string {
	var out []string
	for _, a := range slices.Concat(l.To, l.Cc) {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, a) }) {
			out = append(out, a)
		}
	}
	return out
}

// Pending are the recipients whom the next try, or the word on an unknown one,
// is about.
func (l *Letter) Pending() []string {
	open := LetterRetry
	if l.State == LetterUnknown {
		open = LetterUnknown
	}
	return slices.DeleteFunc(l.Recipients(), func(to string) bool {
		i := indexOf(l.Results, to)
		return i >= 0 && l.Results[i].State != open
	})
}

// moved makes the event of news about the pending recipients: b.State is that of
// those who have none of their own in b.Results. The event's state follows from
// all of them.
func (l *Letter) moved(b LetterMoved, at time.Time) LetterMoved {
	b.ID = l.ID
	if len(l.Results) == 0 && len(b.Results) == 0 {
		return b
	}
	all := merged(l.Results, nil)
	for _, to := range l.Pending() {
		r := RecipientResult{To: to, State: b.State, Words: b.Error, At: at}
		if b.State == LetterSent {
			r.Words = ""
		}
		if i := indexOf(b.Results, to); i >= 0 {
			r = b.Results[i]
		}
		all = merged(all, []RecipientResult{r})
	}
	for _, r := range b.Results { // those that were not pending: reports
		all = merged(all, []RecipientResult{r})
	}
	b.Results = nil
	for _, r := range all {
		if i := indexOf(l.Results, r.To); i < 0 || l.Results[i] != r {
			b.Results = append(b.Results, r)
		}
	}
	b.State = together(all, b.State)
	switch b.State {
	case LetterRetry, LetterUnknown:
		if b.State == LetterRetry && b.Next.IsZero() {
			b.Next = at
		}
	default:
		b.Next = zeroTime
	}
	return b
}

// together is the state of a letter whose recipients fared so. What a person
// has to know goes before what the program still does.
func together(all []RecipientResult, state LetterState) LetterState {
	n := map[LetterState]int{}
	for _, r := range all {
		n[r.State]++
	}
	there, lost := n[LetterSent]+n[LetterDelayed], n[LetterFailed]+n[LetterBounced]+n[LetterCancelled]
	switch {
	case n[LetterUnknown] > 0:
		return LetterUnknown
	case n[LetterRetry] > 0:
		return LetterRetry
	case there > 0 && lost > 0:
		return LetterPartial
	case there > 0:
		return LetterSent
	case n[LetterBounced] > 0:
		return LetterBounced
	case n[LetterFailed] > 0:
		return LetterFailed
	case n[LetterCancelled] > 0:
		return LetterCancelled
	}
	return state
}

// waits reports whether the letter is still to leave, or may have.
func (l *Letter) waits() bool {
	return l.State == LetterHeld || l.State == LetterRetry || l.State == LetterSending
}

// bad reports whether a person has to know: somebody does not get the letter, or
// nobody knows. An automatic letter of unknown fate is none of these: it is not
// worth a second one.
func (l *Letter) bad() bool {
	switch l.State {
	case LetterFailed, LetterBounced, LetterPartial:
		return !l.Settled
	case LetterUnknown:
		return !l.Auto && !l.Settled
	case LetterHeld, LetterSending, LetterSent, LetterRetry, LetterCancelled, LetterDelayed:
	}
	return false
}

// Bouncing returns the newest failure of an address that did not write since,
// false if mail to it arrives as far as anybody knows.
func (t *Ticket) Bouncing(email string) (worst RecipientResult, ok bool) {
	for i := range t.Letters {
		l := &t.Letters[i]
		j := indexOf(l.Results, email)
		if j < 0 {
			continue
		}
		r := l.Results[j]
		if (r.State == LetterBounced || r.State == LetterFailed) && !r.At.Before(worst.At) {
			worst, ok = r, true
		}
	}
	for i := range t.Messages {
		if m := &t.Messages[i]; ok && m.Machine == "" && strings.EqualFold(m.From.Email, email) && m.Date.After(worst.At) {
			return RecipientResult{}, false
		}
	}
	return worst, ok
}
