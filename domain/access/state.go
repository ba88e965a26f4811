package access

import (
	"fmt"
	"slices"

	"loket/domain"
)

// State is where one reported address stands. It is kept in records: the words do
// not change.
type State string

// The closed set of states. The words in brackets are those of the standard.
const (
	Unseen    State = "reported"  // dilaporkan: nobody looked yet
	Verified  State = "found"     // terverifikasi: the content is there
	Notified  State = "notified"  // owner and CSIRT were told
	Clean     State = "clean"     // the content is not there (any more)
	Gone      State = "gone"      // neither is the page
	Still     State = "still"     // masih ada: there after the notice
	Forwarded State = "forwarded" // diteruskan to Dit. PAI
	Cut       State = "blocked"   // diputus
	Restored  State = "restored"  // dipulihkan
)

// Event is what happens to an address.
type Event string

// The closed set of events.
const (
	SeenThere Event = "seen-there" // a look found the content
	SeenClean Event = "seen-clean" // a look did not
	SeenGone  Event = "seen-gone"  // the page or its host is no more
	Told      Event = "told"       // the letter to owner and CSIRT went out
	SentOn    Event = "sent-on"    // the list went to Dit. PAI
	CutOff    Event = "cut-off"    // Dit. PAI cut it, or its parent name was suspended
	Lifted    Event = "lifted"     // access is back
)

// steps is the whole of the service: what an event makes of a state. What is not
// in it is refused.
var steps = map[Event]map[State]State{
	SeenThere: {
		Unseen: Verified, Verified: Verified, Clean: Verified, Gone: Verified,
		Notified: Still, Still: Still,
		Forwarded: Forwarded, Cut: Cut, // they are with others; a look changes nothing
		Restored: Verified, // it came back: all begins again
	},
	SeenClean: {
		Unseen: Clean, Verified: Clean, Notified: Clean, Still: Clean, Gone: Clean, Clean: Clean,
		Forwarded: Clean, Cut: Clean, // Dit. PAI is to be told, or asked to restore
		Restored: Restored,
	},
	SeenGone: {
		Unseen: Gone, Verified: Gone, Notified: Gone, Still: Gone, Gone: Gone, Clean: Gone, Forwarded: Gone,
		Cut: Cut, // that is what cutting does
	},
	Told:   {Verified: Notified, Notified: Notified, Still: Still},
	SentOn: {Still: Forwarded, Forwarded: Forwarded},
	CutOff: {Verified: Cut, Notified: Cut, Still: Cut, Forwarded: Cut, Cut: Cut},
	Lifted: {Clean: Restored, Gone: Restored, Cut: Restored, Restored: Restored},
}

// Refusal says why an event cannot happen to an address in a state.
type Refusal struct {
	State State
	Event Event
	Do    domain.Text
}

// Error returns the English text.
func (r *Refusal) Error() string { return r.In(domain.English) }

// In returns the text in the language.
func (r *Refusal) In(l domain.Lang) string {
	what := domain.Text{
		ID: fmt.Sprintf("alamat yang %s tidak dapat %s", r.State.Title().ID, doings[r.Event].ID),
		EN: fmt.Sprintf("an address that is %s cannot be %s", r.State.Title().EN, doings[r.Event].EN),
	}
	return what.In(l) + "; " + r.Do.In(l)
}

// Next returns the state after an event. An address that was never verified is
// not told of, sent on or cut; one is sent on only after the owner was told and
// the content was still there. The error is a *Refusal.
func Next(s State, e Event) (State, error) {
	if s == "" {
		s = Unseen
	}
	if to, ok := steps[e][s]; ok {
		return to, nil
	}
	r := &Refusal{State: s, Event: e, Do: domain.Text{ID: "tidak ada yang perlu dilakukan", EN: "there is nothing to do"}}
	switch {
	case s == Unseen, e == Lifted:
		r.Do = domain.Text{ID: "periksa dahulu isinya", EN: "look at it first"}
	case e == SentOn && s == Verified:
		r.Do = domain.Text{ID: "beri tahu dahulu pemiliknya", EN: "tell its owner first"}
	case e == SentOn && s == Notified:
		r.Do = domain.Text{ID: "periksa dahulu apakah isinya masih ada", EN: "look first whether it is still there"}
	}
	return s, r
}

// Settled reports whether nothing more is to be done by the desk about an address
// of an access termination.
func (s State) Settled() bool {
	return slices.Contains([]State{Clean, Gone, Cut, Restored}, s)
}

// titles and doings are the words of the screens and lists.
var (
	titles = map[State]domain.Text{
		Unseen:    {ID: "dilaporkan", EN: "reported"},
		Verified:  {ID: "terverifikasi memuat konten negatif", EN: "verified"},
		Notified:  {ID: "sudah diberitahukan", EN: "notified"},
		Clean:     {ID: "bersih", EN: "clean"},
		Gone:      {ID: "tidak dapat dibuka", EN: "gone"},
		Still:     {ID: "masih memuat konten negatif", EN: "still there"},
		Forwarded: {ID: "diteruskan ke Dit. PAI", EN: "forwarded"},
		Cut:       {ID: "diputus aksesnya", EN: "cut"},
		Restored:  {ID: "dipulihkan", EN: "restored"},
	}
	doings = map[Event]domain.Text{
		SeenThere: {ID: "dicatat memuat konten negatif", EN: "seen with the content"},
		SeenClean: {ID: "dicatat bersih", EN: "seen clean"},
		SeenGone:  {ID: "dicatat tidak dapat dibuka", EN: "seen gone"},
		Told:      {ID: "diberitahukan", EN: "told of"},
		SentOn:    {ID: "diteruskan", EN: "sent on"},
		CutOff:    {ID: "diputus", EN: "cut off"},
		Lifted:    {ID: "dipulihkan", EN: "restored"},
	}
)

// Title is the state as it stands in a list; empty for one that there is not.
func (s State) Title() domain.Text { return titles[s] }
