package calendar

import "errors"

// Sentinels, to be matched with errors.Is.
var (
	// ErrTarget: the target cannot be read, is zero, or is absurdly long.
	ErrTarget = errors.New("target not understood")
	// ErrNeverOpen: the calendar has not enough working time within forty
	// years to reach the deadline, usually because every day is closed.
	ErrNeverOpen = errors.New("the desk never opens long enough")
	// ErrInstant: an instant or date lies outside the years 1900 to 2200.
	ErrInstant = errors.New("instant outside the years 1900 to 2200")
	// ErrZone: the time zone is unknown.
	ErrZone = errors.New("unknown time zone")
	// ErrData: holiday data (site file, iCalendar) cannot be used.
	ErrData = errors.New("calendar data not usable")
)
