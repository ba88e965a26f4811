package kit

import (
	"context"

	"loket/domain/clean"
	"loket/ticket"
)

// Intent is what a screen or an overlay wants to happen; the root does it. The
// set is closed. nil means nothing.
type Intent interface{ intent() }

// The intents.
type (
	// Do gives one command to the desk. Version 0 means the latest. On success
	// the toast Done is shown (with a hint to undo it where Undo is set) and
	// Then runs in the event loop. Refusals and stale versions are shown by
	// the root; Else, if set, runs after them.
	Do struct {
		ID      ticket.ID
		Version uint32
		Command ticket.Command
		Done    clean.Text
		Undo    bool
		Then    func(*ticket.Ticket) Intent
		Else    func(error) Intent
	}
	// Bulk gives a command to many tickets, one after the other, and says how
	// many were done and why others were not. Ask with a Confirm first.
	Bulk struct {
		Items []Do
		Name  clean.Text // what is done
	}
	// Run does slow work outside the event loop with the session's context.
	// Work must not touch the screen; the function it returns runs in the
	// event loop and may. An error is shown like a refused command; Else, if
	// set, runs after it. Compare a generation of your own in the returned
	// function where a later Run may have overtaken this one.
	Run struct {
		Work func(ctx context.Context) (func() Intent, error)
		Else func(error) Intent
	}
	// Open shows a ticket, where At is set at that place.
	Open struct {
		ID ticket.ID
		At *ticket.Passage
	}
	// Compose opens the composer.
	Compose struct {
		ID       ticket.ID
		Template string        // "" for an empty letter
		Draft    *ticket.Draft // ready text instead of a template
		Step     string        // finishing this step sends the letter; "" for a plain reply
		Revision bool          // return for revision
		Back     uint64        // the letter that was taken back, whose text Draft is
		Over     bool          // whoever else writes one on the ticket is taken over from
	}
	// Push puts a screen on top; Back leaves the top one. Leave says that the
	// screen was asked and may go (see Screen.Busy).
	Push struct{ Screen Screen }
	Back struct{ Leave bool }
	// Show opens an overlay. Self marks one that opens by itself: it swallows
	// keys until typing pauses. Shut closes an overlay, if it is still open.
	Show struct {
		Overlay Overlay
		Self    bool
	}
	Shut struct{ Overlay Overlay }
	// Toast is a line that goes away by itself.
	Toast struct {
		Text  clean.Text
		Level Level
		Undo  bool // says that u takes it back
	}
	// Copy sends text to the terminal's clipboard.
	Copy struct{ Text clean.Text }
	// View switches the queue to a view and, where set, a query.
	View struct {
		View  string
		Query *string
	}
	// Set changes a preference: lang, theme, mouse.
	Set struct{ Name, Value string }
	// Exec hands the terminal to another program, $EDITOR say, and gives the
	// outcome to Then.
	Exec struct {
		Name string
		Args []string
		Then func(error) Intent
	}
	// Many are several intents in order.
	Many []Intent
	// Quit ends the console. Sure skips the question about unsent drafts.
	Quit struct{ Sure bool }
)

// Level is the weight of a toast.
type Level int

// The levels.
const (
	Good Level = iota
	Note
	Warn
	Bad
)

func (Do) intent()      {}
func (Bulk) intent()    {}
func (Run) intent()     {}
func (Open) intent()    {}
func (Compose) intent() {}
func (Push) intent()    {}
func (Back) intent()    {}
func (Show) intent()    {}
func (Shut) intent()    {}
func (Toast) intent()   {}
func (Copy) intent()    {}
func (View) intent()    {}
func (Set) intent()     {}
func (Exec) intent()    {}
func (Many) intent()    {}
func (Quit) intent()    {}
