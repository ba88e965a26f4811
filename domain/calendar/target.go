package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a target is counted in.
type Unit uint8

// The units, as written in the catalogue.
const (
	// Day ("d") is the standard's bare "hari": a working day, unless the
	// calendar says that it means a calendar day.
	Day Unit = iota + 1
	// WorkingDay ("wd") is a day on which the desk opens.
	WorkingDay
	// Hour ("h") is 60 minutes of clock time, day and night.
	Hour
	// Minute ("min") is a minute of working time.
	Minute
)

var unitNames = [...]string{Day: "d", WorkingDay: "wd", Hour: "h", Minute: "min"}

// unitLimits bound a target: beyond them it is a slip of the pen.
var unitLimits = [...]int{Day: 1000, WorkingDay: 1000, Hour: 24000, Minute: 480000}

// String returns the unit as written in a target.
func (u Unit) String() string {
	if u == 0 || int(u) >= len(unitNames) {
		return ""
	}
	return unitNames[u]
}

// Target is a promised time. Its zero value is no target.
type Target struct {
	N    int
	Unit Unit
}

// ParseTarget reads "1d", "4wd", "72h" or "60min". The error matches ErrTarget
// and says what to write instead.
func ParseTarget(s string) (Target, error) {
	text := strings.TrimSpace(s)
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	for u := Day; u <= Minute; u++ {
		if digits == 0 || text[digits:] != unitNames[u] {
			continue
		}
		n, err := strconv.Atoi(text[:digits])
		if err != nil || n < 1 || n > unitLimits[u] {
			return Target{}, fmt.Errorf("%w: %q: write a number from 1 to %d before %q", ErrTarget, shorten(text), unitLimits[u], unitNames[u])
		}
		return Target{N: n, Unit: u}, nil
	}
	return Target{}, fmt.Errorf("%w: %q: write a whole number and a unit without a space: "+
		`"1d" (days), "4wd" (working days), "72h" (hours, day and night) or "60min" (working minutes)`, ErrTarget, shorten(text))
}

// IsZero reports whether t is no target.
func (t Target) IsZero() bool { return t.N == 0 }

// String returns the notation ParseTarget reads, "" for no target.
func (t Target) String() string {
	if t.IsZero() {
		return ""
	}
	return strconv.Itoa(t.N) + t.Unit.String()
}

// MarshalText writes the notation, empty for no target.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the notation; empty text is no target.
func (t *Target) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = Target{}
		return nil
	}
	parsed, err := ParseTarget(string(text))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}

// check refuses what ParseTarget would not have produced.
func (t Target) check() error {
	if t.Unit < Day || t.Unit > Minute || t.N < 1 || t.N > unitLimits[t.Unit] {
		return fmt.Errorf("%w: %d %q", ErrTarget, t.N, t.Unit)
	}
	return nil
}

// shorten keeps a quotation of hostile input small; %q escapes the rest.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
