package effort_test

import (
	"runtime"
	"testing"
	"time"

	"loket/domain/effort"
)

// Work counts, waiting does not.
func TestOf(t *testing.T) {
	sum := 0
	if got := effort.Of(func() {
		for i := range 20_000_000 {
			sum += i % 7
		}
	}); got <= 0 || sum == 0 {
		t.Errorf("work cost %v", got)
	}
	if runtime.GOOS != "linux" {
		return // there it is the time that goes by
	}
	if got := effort.Of(func() { <-time.After(100 * time.Millisecond) }); got > 90*time.Millisecond {
		t.Errorf("waiting cost %v", got)
	}
}
