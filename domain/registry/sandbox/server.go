package sandbox

import (
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"time"

	"loket/domain/registry/internal/wire"
)

// Account is a registrar's access.
type Account struct{ ID, Password string }

// Desk and Other are the accounts of a sandbox that is given none.
var (
	Desk  = Account{"goid-registrar", "rahasia-123456"}
	Other = Account{"lain-registrar", "rahasia-654321"}
)

// Options change a sandbox; the zero value is a well-behaved one.
type Options struct {
	Accounts []Account                        // Desk and Other
	Now      func() time.Time                 // time.Now; certificates go by the system's clock
	Price    int64                            // of a year, in whole rupiah; 50000
	Reserved []string                         // names that policy refuses
	Balance  int64                            // of each account, in rupiah; 0 for no bound
	Without  []string                         // URIs that the greeting does not offer, see Fees and the like
	Life     time.Duration                    // that its certificates last from now, 1 year
	Expired  bool                             // the server's certificate is past its date
	Tap      func(of string, document []byte) // sees what the "client" and the "server" say, faults aside
}

// URIs for Options.Without.
const (
	Fees   = wire.Fee
	RGP    = wire.RGP
	SecDNS = wire.SecDNS
	Long   = wire.LoginSec // passwords of more than 16 characters
)

// Server is a running sandbox; it is safe for concurrent use.
type Server struct {
	Address string // host:port on loopback
	opt     Options
	authority
	listener net.Listener

	mu      sync.Mutex // guards what follows
	book    *book
	faults  []Fault
	waiting []waiting
	journal []Entry
	conns   map[net.Conn]bool
	closed  bool
	running sync.WaitGroup
}

// Entry is a command that reached the registry.
type Entry struct {
	Account string
	Verb    string // "domain:renew", "host:create" ...
	Op      string // of a transfer
	Object  string
	ClTRID  string
	SvTRID  string
	Code    int // as decided; a fault may have kept it from the client
}

// Start runs a sandbox on a free port of loopback until Close.
func Start(o Options) (*Server, error) {
	if len(o.Accounts) == 0 {
		o.Accounts = []Account{Desk, Other}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Life == 0 {
		o.Life = 365 * 24 * time.Hour
	}
	if o.Price == 0 {
		o.Price = 50_000
	}
	s := &Server{opt: o, conns: map[net.Conn]bool{}, book: newBook(o)}
	var err error
	if s.authority, err = newAuthority(time.Now(), o.Life, o.Expired); err != nil {
		return nil, fmt.Errorf("certificates of the sandbox: %w", err)
	}
	s.listener, err = net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // listening on loopback does not wait
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	s.Address = s.listener.Addr().String()
	s.running.Go(s.accept)
	return s, nil
}

// Close ends every connection and waits for them.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	err := s.listener.Close()
	for c := range s.conns {
		_ = c.Close() // it ends either way
	}
	s.mu.Unlock()
	s.running.Wait()
	return err
}

// Hangup ends the connections that there are, as a registry does with idle ones.
func (s *Server) Hangup() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close() // it ends either way
	}
}

func (s *Server) accept() {
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			return // closed
		}
		conn := tls.Server(raw, s.serverTLS())
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			_ = raw.Close()
			return
		}
		s.conns[conn] = true
		s.mu.Unlock()
		s.running.Go(func() {
			s.serve(conn)
			_ = conn.Close() // it ends either way
			s.mu.Lock()
			delete(s.conns, conn)
			s.mu.Unlock()
		})
	}
}

// Journal returns the commands on objects so far, in the order in which they were
// decided.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Entry(nil), s.journal...)
}

// Changes returns those of the journal that changed something.
func (s *Server) Changes() (list []Entry) {
	for _, e := range s.Journal() {
		if e.Code < 2000 && changes(e) {
			list = append(list, e)
		}
	}
	return list
}
