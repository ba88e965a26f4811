package ticket

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"loket/domain"
	"loket/domain/access"
	"loket/domain/webcheck"
)

// Looks are the evidence about reported addresses: an officer asks for them, and
// some are made by themselves when the owner's time is nearly and when it is quite
// over. A look proposes a state and never sets one.

// Why a look was made.
const (
	LookAsked  = "asked"  // an officer wanted it
	LookBefore = "before" // the owner's time is nearly over
	LookAfter  = "after"  // it is over
)

// Sight is one look at an address.
type Sight struct {
	Why   string         `json:"why"`
	By    string         `json:"by,omitempty"` // who asked
	Brief webcheck.Brief `json:"brief"`
	// Look is the SHA-256 of the whole look, kept beside the mails; see Desk.Look.
	Look string `json:"look"`
	// Changed names what differs from the look before, as webcheck.Change does.
	Changed []string `json:"changed,omitempty"`
}

// Against is what speaks against an address, or did.
type Against struct {
	At       time.Time `json:"at"` // when it was first found, by a look or an officer
	Category string    `json:"category,omitempty"`
	Words    []string  `json:"words,omitempty"` // of the last look that found any
}

// keepSights bounds the looks that a ticket keeps of one address; all of them are
// in its history.
const keepSights = 4

// The events of looks.
type (
	// LooksAsked wants looks at addresses.
	LooksAsked struct {
		URLs []string `json:"urls"`
	}
	// URLsSeen is what looks showed.
	URLsSeen struct {
		Seen []URLSight `json:"seen"`
	}
	// URLSight is a look at one address of the ticket.
	URLSight struct {
		URL string `json:"url"` // as the ticket has it
		Sight
	}
)

func (LooksAsked) kind() string { return "looks-asked" }
func (URLsSeen) kind() string   { return "urls-seen" }

func (t *Ticket) url(address string) *URL {
	if i := slices.IndexFunc(t.URLs, func(u URL) bool { return u.URL == address }); i >= 0 {
		return &t.URLs[i]
	}
	return nil
}

func (t *Ticket) applyURLs(e Event) {
	switch b := e.Body.(type) {
	case URLMarked:
		if u := t.url(b.URL); u != nil {
			u.mark(e, &b)
		}
	case LooksAsked:
		for _, address := range b.URLs {
			if u := t.url(address); u != nil {
				u.Asked, u.AskedBy = e.At, e.By
			}
		}
	case URLsSeen:
		for i := range b.Seen {
			if u := t.url(b.Seen[i].URL); u != nil {
				u.see(b.Seen[i].Sight)
			}
		}
	}
}

func (u *URL) mark(e Event, b *URLMarked) {
	u.State, u.Note, u.By, u.At = b.State, b.Note, e.By, e.At
	if b.Untold {
		u.Told, u.Letter = zeroTime, 0
	}
	switch access.State(b.State) {
	case access.Notified:
		u.Told, u.Letter = e.At, b.Letter
	case access.Verified, access.Still:
		if u.Against == nil {
			u.Against = &Against{At: e.At}
		}
	default: // says nothing of when
	}
}

func (u *URL) see(s Sight) {
	if n := len(u.Sights); n > 0 { // the whole of it is in its own look
		last := &u.Sights[n-1]
		last.Brief = last.Brief.Short()
	}
	u.Sights = append(u.Sights, s)
	u.Sights = u.Sights[max(0, len(u.Sights)-keepSights):]
	if !s.Brief.At.Before(u.Asked) {
		u.Asked, u.AskedBy = zeroTime, ""
	}
	if s.Brief.Verdict != webcheck.StillThere {
		return
	}
	f := Against{At: s.Brief.At}
	if u.Against != nil {
		f.At = u.Against.At
	}
	f.Category, f.Words = s.Brief.Category, s.Brief.Words()
	u.Against = &f
}

// Last returns the newest look, nil for none.
func (u *URL) Last() *Sight {
	if len(u.Sights) == 0 {
		return nil
	}
	return &u.Sights[len(u.Sights)-1]
}

// Proposed returns the state that the newest look speaks for, "" where it says
// nothing, or where somebody judged the address after it.
func (u *URL) Proposed() string {
	last := u.Last()
	if last == nil || !last.Brief.At.After(u.At) {
		return ""
	}
	event, ok := map[webcheck.Verdict]access.Event{
		webcheck.StillThere: access.SeenThere, webcheck.Clean: access.SeenClean, webcheck.Gone: access.SeenGone,
	}[last.Brief.Verdict]
	if !ok {
		return ""
	}
	next, err := access.Next(access.State(u.State), event)
	again := next == access.Verified || next == access.Still // to be said anew in a step that looks again
	if err != nil || string(next) == u.State && !again {
		return ""
	}
	return string(next)
}

// Proposed returns the addresses with a proposal, in the ticket's order.
func (t *Ticket) Proposed() (out []string) {
	for i := range t.URLs {
		if t.URLs[i].Proposed() != "" {
			out = append(out, t.URLs[i].URL)
		}
	}
	return out
}

// pursued reports whether the address is looked at by itself: its owner was told
// and has still to act.
func (u *URL) pursued() bool {
	switch access.State(u.State) {
	case access.Notified, access.Still, access.Verified:
		return !u.Told.IsZero()
	default:
		return false
	}
}

// looks reports whether looks at the ticket's addresses are due, now or later.
func (t *Ticket) looks() bool {
	return !t.State.Done() && slices.ContainsFunc(t.URLs, func(u URL) bool { return !u.Asked.IsZero() || u.pursued() })
}

// Look reads a whole look by its hash, see Sight.Look.
func (d *Desk) Look(hash string) (l webcheck.Look, err error) {
	data, err := d.Log.Blob(hash)
	if err == nil {
		err = json.Unmarshal(data, &l)
	}
	if err != nil {
		return l, fmt.Errorf("look %.12s: %w", hash, err)
	}
	return l, nil
}

// Looking reports whether the desk can look at addresses by itself.
func (d *Desk) Looking() bool { return d.Looker != nil }

// Concerned returns the addresses that a step is about: those that doing it makes
// something of. Once it was done, they are those that it made so.
func Concerned(t *Ticket, s domain.Step) (out []URL) {
	for _, u := range t.URLs {
		if s.SetsURLs[u.State] != "" {
			out = append(out, u)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, u := range t.URLs {
		for _, to := range s.SetsURLs {
			if u.State == to {
				out = append(out, u)
				break
			}
		}
	}
	return out
}
