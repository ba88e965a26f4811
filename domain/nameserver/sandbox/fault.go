package sandbox

import (
	"github.com/miekg/dns"
)

// Kind is what goes wrong with an update.
type Kind int

// The faults. Those that say "done" carry the update out first.
const (
	LoseRequest Kind = iota + 1 // the connection ends before the update is read
	LoseReply                   // done, then the connection ends
	Silence                     // done, and no answer ever
	Unsigned                    // done, an answer without a signature
	Ignore                      // a signed yes, nothing done
	Refuse                      // Fault.Rcode, signed, nothing done
	Meddle                      // Fault.First runs, then the update as usual
)

// Fault is ordered for one update.
type Fault struct {
	Kind  Kind
	Rcode int    // of Refuse, such as dns.RcodeServerFailure
	First func() // runs before the update is decided, without any lock held
}

// Order lets a fault happen once. Faults wait in the order in which they were
// ordered.
func (s *Server) Order(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

func (s *Server) take() (f Fault) {
	s.mu.Lock()
	if len(s.faults) > 0 {
		f, s.faults = s.faults[0], s.faults[1:]
	}
	s.mu.Unlock()
	if f.First != nil {
		f.First()
	}
	return f
}

// update carries an update out, or lets the ordered fault happen.
func (s *Server) update(w dns.ResponseWriter, q, said *dns.Msg) {
	f := s.take()
	switch f.Kind {
	case LoseRequest:
		_ = w.Close() // it ends either way
		return
	case Refuse:
		said.Rcode = f.Rcode
	case Ignore:
	case LoseReply, Silence, Unsigned, Meddle, 0:
		said.Rcode = s.decide(q)
	}
	switch f.Kind {
	case LoseReply:
		_ = w.Close() // it ends either way
	case Silence:
	case Unsigned:
		_ = w.WriteMsg(said) // who asked may be gone
	case LoseRequest, Refuse, Ignore, Meddle, 0:
		s.write(w, q, said, 0)
	}
}
