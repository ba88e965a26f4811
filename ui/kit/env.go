package kit

import (
	"time"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit/picture"
)

// Env is what all screens of one console share. The root alone changes it and
// then calls Resize on every screen, so a screen may cache what it made of it
// until then. Now moves with every tick.
type Env struct {
	Lang    Lang
	Theme   *Theme
	Now     time.Time
	Zone    *time.Location // of the desk; nil means UTC
	Officer string         // id
	Seat    *ticket.Seat   // of this console at the desk; may be nil
	Names   func(officer string) string
	May     func(right staff.Right, service string) bool // what the officer may do; nil: everything
	// HandsOver is what the officer needs to give away what somebody has; nil: Work.
	HandsOver func(owner string) staff.Right

	Terminal picture.Terminal // how pictures are drawn; Way is Auto until the terminal has answered
}

// T returns the catalogue's text for key in the console's language. Places {0},
// {1} ... take the arguments: clean.Text as it is, strings cleaned to a line,
// numbers in decimal.
func (e *Env) T(key string, args ...any) clean.Text { return e.Lang.T(key, args...) }

// OfficerName returns the name of an officer, or the id where none is known.
func (e *Env) OfficerName(id string) clean.Text {
	if e.Names != nil && id != "" {
		return clean.Line(e.Names(id), 60)
	}
	return clean.Line(id, 60)
}

// Time writes a moment in full: 22 Nov 2026 14.05 WIB.
func (e *Env) Time(t time.Time) clean.Text { return e.Lang.Time(t, e.Place()) }

// Moment writes a moment as short as it stays clear: 14.05 today, 22 Nov this
// year, 22 Nov 2025 before.
func (e *Env) Moment(t time.Time) clean.Text { return e.Lang.Moment(t, e.Now, e.Place()) }

// Place is the desk's zone, UTC where none was given.
func (e *Env) Place() *time.Location {
	if e.Zone == nil {
		return time.UTC
	}
	return e.Zone
}
