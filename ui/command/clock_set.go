//go:build testclock

package command

import (
	"fmt"
	"time"
)

// Clock is the clock that the desk goes by: LOKET_CLOCK says what it showed at which
// instant of the system's ("2026-11-23T09:00:00+07:00 2026-07-01T02:03:04.5Z"), and it
// goes on from there, so that one program after the other goes by the same. Without it
// the clock is the system's.
func Clock(env func(string) string) func() time.Time {
	var showed, at string
	if _, err := fmt.Sscan(env("LOKET_CLOCK"), &showed, &at); err != nil {
		return time.Now
	}
	from, err := time.Parse(time.RFC3339, showed)
	begun, berr := time.Parse(time.RFC3339Nano, at)
	if err != nil || berr != nil {
		panic("LOKET_CLOCK holds no two instants") // in a test only
	}
	return func() time.Time { return from.Add(time.Since(begun)) }
}
