package nameserver

import "errors"

// Sentinels of this package, for errors.Is.
var (
	// ErrPlan: a plan, or a value in it, is not one that NewPlan makes.
	ErrPlan = errors.New("not a valid plan")
	// ErrNothing: everything already is as wanted.
	ErrNothing = errors.New("nothing to change")
	// ErrUnseen: a name is to be changed that nobody looked at.
	ErrUnseen = errors.New("the state does not cover the name")
	// ErrMoved: what stands now is neither what was approved nor what is wanted.
	ErrMoved = errors.New("the zone has moved on")
)
