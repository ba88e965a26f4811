//go:build !linux

package effort

import "time"

func spent() (time.Duration, bool) { return 0, false }
