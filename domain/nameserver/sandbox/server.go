package sandbox

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// The key of a sandbox that is given none.
const (
	KeyName = "loket-sandbox."
	Secret  = "a290YWstcGFzaXItbG9rZXQta290YWstcGFzaXItMTI="
)

// Options change a sandbox; Zone and Records are needed.
type Options struct {
	Zone    string           // its name
	Records string           // a zone file, with its SOA
	Address string           // host:port on loopback; "": any free port
	KeyName string           // of the TSIG key; KeyName
	Secret  string           // in base64; Secret
	Types   []string         // that the key may change; A AAAA CNAME TXT MX SRV CAA
	Now     func() time.Time // the server's clock; time.Now
}

// Server is a running sandbox; it is safe for concurrent use.
type Server struct {
	Address string // host:port on loopback, UDP and TCP
	ring    keyring
	types   []string
	now     func() time.Time
	doors   []*dns.Server
	open    sync.WaitGroup

	mu      sync.Mutex // guards what follows
	zone    *zone
	faults  []Fault
	journal []Entry
}

// Entry is an update that reached the zone.
type Entry struct {
	ID     uint16 // of the message
	Rcode  int    // as decided; a fault may have kept it from the client
	Serial uint32 // of the zone afterwards
}

// Start runs a sandbox on loopback until Close.
func Start(o Options) (*Server, error) {
	if o.KeyName == "" {
		o.KeyName, o.Secret = KeyName, Secret
	}
	if len(o.Types) == 0 {
		o.Types = []string{"A", "AAAA", "CNAME", "TXT", "MX", "SRV", "CAA"}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	z, err := parseZone(o.Zone, o.Records)
	if err != nil {
		return nil, fmt.Errorf("zone of the sandbox: %w", err)
	}
	s := &Server{types: o.Types, now: o.Now, zone: z, ring: keyring{name: dns.CanonicalName(o.KeyName), secret: o.Secret, now: o.Now}}
	if err := s.listen(o.Address); err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	return s, nil
}

// listen takes one port for UDP and TCP.
func (s *Server) listen(address string) error {
	tcp, err := net.Listen("tcp", address) //nolint:noctx // listening on loopback does not wait
	if err != nil {
		return err
	}
	s.Address = tcp.Addr().String()
	udp, err := net.ListenPacket("udp", s.Address) //nolint:noctx // listening on loopback does not wait
	if err != nil {
		return errors.Join(err, tcp.Close())
	}
	var ready sync.WaitGroup
	for _, door := range []*dns.Server{{Listener: tcp}, {PacketConn: udp}} {
		door.Handler, door.TsigProvider, door.MsgAcceptFunc = dns.HandlerFunc(s.serve), s.ring, accept
		door.NotifyStartedFunc = ready.Done
		s.doors = append(s.doors, door)
		ready.Add(1)
		s.open.Go(func() { _ = door.ActivateAndServe() }) // it ends with Close
	}
	ready.Wait()
	return nil
}

// accept lets updates in, which the library keeps out unless told.
func accept(h dns.Header) dns.MsgAcceptAction {
	const answer = 1 << 15
	switch opcode := int(h.Bits>>11) & 0xF; {
	case h.Bits&answer != 0:
		return dns.MsgIgnore
	case opcode != dns.OpcodeQuery && opcode != dns.OpcodeUpdate:
		return dns.MsgRejectNotImplemented
	case h.Qdcount != 1:
		return dns.MsgReject
	}
	return dns.MsgAccept
}

// Close ends the server and every connection.
func (s *Server) Close() error {
	var err error
	for _, door := range s.doors {
		if bad := door.Shutdown(); bad != nil && err == nil {
			err = bad
		}
	}
	s.open.Wait()
	return err
}

// serve answers one message.
func (s *Server) serve(w dns.ResponseWriter, q *dns.Msg) {
	said := new(dns.Msg).SetReply(q)
	if code := s.ring.judge(w, q); code != 0 {
		said.Rcode = dns.RcodeNotAuth
		s.write(w, q, said, code)
		return
	}
	kind := q.Question[0].Qtype
	switch {
	case q.Opcode == dns.OpcodeUpdate:
		s.update(w, q, said)
	case kind == dns.TypeAXFR || kind == dns.TypeIXFR:
		s.transfer(w, q, said)
	default:
		s.mu.Lock()
		s.zone.answer(said)
		s.mu.Unlock()
		s.write(w, q, said, 0)
	}
}

// Put gives a set one record behind everybody's back, as a colleague with an
// editor does. The record is a line of a zone file.
func (s *Server) Put(record string) error {
	rr, err := dns.NewRR("$ORIGIN " + s.zone.name + "\n" + record)
	if err != nil {
		return fmt.Errorf("%q: %w", record, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.zone.clone()
	next.replace(rr.Header().Name, ofType(rr.Header().Rrtype), rr)
	next.soa().Serial++
	s.zone = next
	return nil
}

// Set gives the values of a set as a zone file writes them, sorted.
func (s *Server) Set(name, typ string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var values []string
	for _, rr := range s.zone.set(dns.CanonicalName(name), dns.StringToType[typ]) {
		values = append(values, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	slices.Sort(values)
	return values
}

// Journal returns the updates so far, in the order in which they were decided.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal)
}
