package pull

import (
	"net"
	"time"
)

func (t Timing) OrDefaults() Timing { return t.orDefaults() }

func Backoff(t Timing, forPerson bool, tries int, luck float64) time.Duration {
	return t.orDefaults().backoff(forPerson, tries, luck)
}

func Loopback(a net.Addr) bool { return loopback(a) }
