//go:build !testclock

package command

import "time"

// Clock is the clock that the desk goes by: the system's. A program built with the
// tag testclock, for scripts that play months, has one that is set.
func Clock(func(string) string) func() time.Time { return time.Now }
