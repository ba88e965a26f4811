package ticket

import (
	"slices"

	"loket/domain/access"
)

// toldBy has the addresses of an owner's letter follow what became of it: when it
// reached nobody to whom it is the owner was not told, and their addresses are again what they were
// before; when it is sent once more they are told of again. Another letter that told of
// an address, and what an officer said of it since, stand.
func (d *decision) toldBy(letter uint64) error {
	l := d.t.Letter(letter)
	if l == nil || len(d.t.URLs) == 0 {
		return nil
	}
	kept, err := d.tx.Events(d.t.ID)
	if err != nil {
		return err
	}
	events := slices.Concat(kept, d.events)
	lost := l.missed()
	for _, u := range slices.Clone(d.t.URLs) {
		switch was, untold := before(events, u.URL, letter); {
		case lost && u.Letter == letter && u.State == string(access.Notified):
			d.emit(URLMarked{URL: u.URL, State: was, Note: u.Note, Letter: letter, Untold: true})
		case !lost && untold && u.State == was:
			d.emit(URLMarked{URL: u.URL, State: string(access.Notified), Note: u.Note, Letter: letter})
		}
	}
	return nil
}

// missed reports whether nobody to whom the letter is gets it, whoever has a copy.
func (l *Letter) missed() bool {
	for _, to := range l.To {
		state := l.State
		if i := indexOf(l.Results, to); i >= 0 {
			state = l.Results[i].State
		}
		if state != LetterBounced && state != LetterFailed && state != LetterCancelled {
			return false
		}
	}
	return len(l.To) > 0
}

// before is the state that an address had when a letter told of it; untold says that
// the letter did not arrive, and that nothing was said of the address since.
func before(events []Event, address string, letter uint64) (state string, untold bool) {
	now := ""
	for _, e := range events {
		b, ok := e.Body.(URLMarked)
		if !ok || b.URL != address {
			continue
		}
		if b.Letter == letter && !b.Untold {
			state = now
		}
		now, untold = b.State, b.Letter == letter && b.Untold
	}
	return state, untold
}
