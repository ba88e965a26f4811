package pull

import "net"

func (t Timing) OrDefaults() Timing { return t.orDefaults() }

func Loopback(a net.Addr) bool { return loopback(a) }
