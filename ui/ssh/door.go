package ssh

import (
	"net"
	"net/netip"
	"sync"
	"time"

	wire "charm.land/ssh"

	"loket/domain/clean"
	"loket/ticket"
)

// door counts who stands before it. An address that fails often waits longer each
// time before it is heard again. Of IPv6 a whole /64 is one address: that much
// everybody has.
type door struct {
	total, perAddress int
	now               func() time.Time

	mu     sync.Mutex
	inside int
	at     map[netip.Addr]*visitor
}

// visitor is one address.
type visitor struct {
	inside int
	fails  int // since the last success, in connections that offered no key
	shut   time.Time
	last   offer
	unsaid int       // refusals that the record does not have yet
	said   time.Time // when it was told of this address last
}

// Bounds of the door.
const (
	guess     = 8                // what a key that is turned away counts: ssh-keyscan comes five times without any
	patience  = 4 * guess        // of failures that cost nothing
	firstWait = 2 * time.Second  // doubled with every further guess
	longest   = 15 * time.Minute // of such a wait
	forget    = time.Hour        // after which an address is new again
	told      = 10 * time.Minute // in which refusals of one address for one reason are one event
	visitors  = 4096             // addresses that are remembered
)

func newDoor(o Options) *door {
	return &door{total: o.Total, perAddress: o.PerAddress, now: o.Now, at: make(map[netip.Addr]*visitor)}
}

// place is what the door takes for one address.
func place(a netip.Addr) netip.Addr {
	if p, err := a.Prefix(64); err == nil && a.Is6() {
		return p.Addr()
	}
	return a
}

// enter lets a connection begin, or drops it unheard.
func (d *door) enter(_ wire.Context, conn net.Conn) net.Conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.visitor(place(addrOf(conn.RemoteAddr())))
	if d.inside >= d.total || v.inside >= d.perAddress || d.now().Before(v.shut) {
		return nil
	}
	d.inside++
	v.inside++
	return conn
}

func (d *door) leave(a netip.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.at[place(a)]
	if v == nil {
		v = d.at[netip.Addr{}] // it came when too many were remembered
	}
	if v != nil && v.inside > 0 {
		d.inside--
		v.inside--
	}
}

// welcome forgets what an address did before it was known.
func (d *door) welcome(a netip.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.visitor(place(a))
	v.fails, v.shut = 0, time.Time{}
}

// fail counts a failure and gives what the record is to be told now: another reason
// than before at once, the same one again after a while.
func (d *door) fail(a netip.Addr, o offer) (out []ticket.SignInRefused) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, v := d.now(), d.visitor(place(a))
	other := o.why != v.last.why
	if other && v.unsaid > 0 {
		out = append(out, v.tell(a, now))
	}
	v.fails++
	if o.key != "" {
		v.fails += guess - 1
	}
	v.unsaid++
	v.last = o
	if n := (v.fails - patience + guess - 1) / guess; n > 0 {
		wait := longest
		if n < 10 {
			wait = min(firstWait<<n, longest)
		}
		v.shut = now.Add(wait)
	}
	if !other && !v.said.IsZero() && now.Sub(v.said) < told {
		return nil
	}
	return append(out, v.tell(a, now))
}

func (v *visitor) tell(a netip.Addr, now time.Time) ticket.SignInRefused {
	r := ticket.SignInRefused{Peer: a.String(), User: clean.Line(v.last.user, 64).String(), Key: v.last.key, Why: clean.Line(v.last.why, 200).String(), Times: v.unsaid}
	v.unsaid, v.said = 0, now
	return r
}

// all gives what the record was not told yet.
func (d *door) all() []ticket.SignInRefused {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []ticket.SignInRefused
	for a, v := range d.at {
		if v.unsaid > 0 {
			out = append(out, v.tell(a, d.now()))
		}
	}
	return out
}

// visitor finds an address. Where too many are remembered those go that are gone for
// long; where that is not enough all newcomers share one.
func (d *door) visitor(a netip.Addr) *visitor {
	if v := d.at[a]; v != nil {
		return v
	}
	if len(d.at) >= visitors {
		now := d.now()
		for other, v := range d.at {
			if v.inside == 0 && v.unsaid == 0 && now.Sub(v.said) > forget && now.After(v.shut) {
				delete(d.at, other)
			}
		}
	}
	if len(d.at) >= visitors {
		a = netip.Addr{}
		if v := d.at[a]; v != nil {
			return v
		}
	}
	v := new(visitor)
	d.at[a] = v
	return v
}
