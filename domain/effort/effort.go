// Package effort measures work by what it costs the processor, so that a test can
// say that hostile input costs little, and a busy machine makes no test fail.
//
// It counts the calling goroutine only: what it starts elsewhere, the collector's
// own threads and waiting cost nothing here. It serves tests alone; the program
// bounds its work by other means.
package effort

import (
	"runtime"
	"time"
)

// Of does the work and returns the processor time that it took. Where the system
// does not tell that for one thread it is the time that went by.
func Of(work func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began, counted := spent()
	if !counted {
		at := time.Now()
		work()
		return time.Since(at)
	}
	work()
	now, _ := spent()
	return now - began
}
