package effort

import (
	"time"

	"golang.org/x/sys/unix"
)

// spent is the processor time of this thread so far.
func spent() (time.Duration, bool) {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		return 0, false
	}
	return time.Duration(now.Nano()), true
}
