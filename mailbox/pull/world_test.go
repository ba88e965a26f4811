package pull_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

// world is a server under test: the in-memory one or a real Dovecot.
type world interface {
	account() pull.Account // over TLS, to host "localhost"
	plainPort() int        // speaks without TLS and offers STARTTLS
	kill()
	restart()
	renumber(folder string) // another UIDVALIDITY; the mail may be gone
}

// eachWorld runs a test on both servers.
func eachWorld(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) { t.Parallel(); test(t, newMemory(t)) })
	t.Run("dovecot", func(t *testing.T) { t.Parallel(); test(t, &dovecot{dovecottest.Start(t), t, 7}) })
}

func quick() pull.Timing {
	return pull.Timing{
		Silence: 5 * time.Second, Probe: 10 * time.Second, Poll: time.Hour,
		Retry: 5 * time.Millisecond, RetryUp: 50 * time.Millisecond, Refused: 20 * time.Millisecond,
	}
}

func newAccount(port int, ca string) pull.Account {
	return pull.Account{
		Name: "uji", Host: "localhost", Port: port, TLS: "tls", User: dovecottest.User, CAFile: ca, Timing: quick(),
		Secret: func(context.Context) (string, error) { return dovecottest.Password, nil },
	}
}

type dovecot struct {
	*dovecottest.Server
	t        *testing.T
	validity uint32
}

func (d *dovecot) account() pull.Account { return newAccount(d.TLSPort, d.CAFile) }
func (d *dovecot) plainPort() int        { return d.Port }
func (d *dovecot) kill()                 { d.Kill() }
func (d *dovecot) restart()              { d.Restart() }
func (d *dovecot) renumber(folder string) {
	d.validity++
	d.Renumber(folder, d.validity)
}

// memory is go-imap's server; its mail survives kill.
type memory struct {
	t           *testing.T
	user        *imapmemserver.User
	backend     *imapmemserver.Server
	ca          *dovecottest.Authority
	config      *tls.Config
	caps        imap.CapSet
	secure, raw string // addresses
	session     func() imapserver.Session
	server      *imapserver.Server
	served      sync.WaitGroup
	listeners   []net.Listener
}

func newMemory(t *testing.T) *memory {
	t.Helper()
	m := &memory{t: t, backend: imapmemserver.New(), ca: dovecottest.NewAuthority(t), secure: address(t), raw: address(t)}
	m.config = m.ca.Config(t, time.Now().Add(time.Hour), "localhost")
	m.caps = imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapMove: {}, imap.CapUIDPlus: {}}
	m.user = imapmemserver.NewUser(dovecottest.User, dovecottest.Password)
	must(t, m.user.Create("INBOX", nil))
	m.backend.AddUser(m.user)
	m.session = m.backend.NewSession
	m.restart()
	t.Cleanup(m.kill)
	return m
}

func (m *memory) account() pull.Account { return newAccount(port(m.secure), m.ca.File) }
func (m *memory) plainPort() int        { return port(m.raw) }

func (m *memory) kill() {
	for _, l := range m.listeners {
		l.Close() // Serve may not have taken it up yet
	}
	m.server.Close()
	m.served.Wait()
}

func (m *memory) restart() {
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return m.session(), nil, nil
		},
		Caps: m.caps, TLSConfig: m.config, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	plain, err := net.Listen("tcp", m.raw)
	must(m.t, err)
	secure, err := tls.Listen("tcp", m.secure, m.config)
	must(m.t, err)
	server := m.server
	m.listeners = []net.Listener{plain, secure}
	m.served.Go(func() { server.Serve(plain) })
	m.served.Go(func() { server.Serve(secure) })
}

func (m *memory) renumber(folder string) {
	must(m.t, m.user.Delete(folder))
	must(m.t, m.user.Create(folder, nil))
}

func address(t testing.TB) string { return fmt.Sprintf("127.0.0.1:%d", dovecottest.FreePort(t)) }

func port(addr string) int {
	_, p, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(p)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// other is another mail program at the same mailbox.
func other(t testing.TB, w world) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(w.plainPort())), nil)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	must(t, c.Login(dovecottest.User, dovecottest.Password).Wait())
	return c
}

func letter(n int) []byte {
	return fmt.Appendf(nil, "From: dinas%d@contohkab.go.id\r\nTo: loket@example.go.id\r\nSubject: Permohonan %d\r\nMessage-ID: <%d@contohkab.go.id>\r\n\r\nIsi surat %d.\r\n", n, n, n, n)
}

func put(t testing.TB, c *imapclient.Client, folder string, at time.Time, raws ...[]byte) {
	t.Helper()
	for _, raw := range raws {
		cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: at})
		_, err := cmd.Write(raw)
		must(t, err)
		must(t, cmd.Close())
		_, err = cmd.Wait()
		must(t, err)
	}
}

// stock fills the inbox with letters 0 to n-1, the quick way.
func stock(t testing.TB, w world, n int) {
	t.Helper()
	d, real := w.(*dovecot)
	if !real {
		c := other(t, w)
		for i := range n {
			put(t, c, "INBOX", at, letter(i))
		}
		return
	}
	count(t, other(t, w), "INBOX") // makes the maildir
	for i := range n {
		d.Drop("INBOX", fmt.Sprintf("%d.%d.uji", at.Unix()+int64(i), i), letter(i))
	}
}

func remove(t testing.TB, c *imapclient.Client, folder string, uids ...imap.UID) {
	t.Helper()
	_, err := c.Select(folder, nil).Wait()
	must(t, err)
	set := imap.UIDSetNum(uids...)
	must(t, c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	must(t, c.Expunge().Close())
	must(t, c.Unselect().Wait())
}

func count(t testing.TB, c *imapclient.Client, folder string) int {
	t.Helper()
	data, err := c.Status(folder, &imap.StatusOptions{NumMessages: true}).Wait()
	must(t, err)
	return int(*data.NumMessages)
}

// sink keeps mail in memory as a store would, and can be made to fail.
type sink struct {
	mu        sync.Mutex
	cursors   map[string]pull.Cursor
	mail      []pull.Fetched
	notes     []string
	batches   int
	fail      int // deliveries to refuse
	onDeliver func(batch []pull.Fetched)
	grown     chan struct{} // one signal per delivery, for waiting
}

func newSink() *sink {
	return &sink{cursors: map[string]pull.Cursor{}, grown: make(chan struct{}, 10_000)}
}

var errDiskFull = errors.New("no space left on device")

func (s *sink) Cursor(account, folder string) (pull.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[account+"\x00"+folder], nil
}

func (s *sink) Deliver(_ context.Context, b pull.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.onDeliver != nil {
		s.onDeliver(b.Mails)
	}
	if s.fail > 0 {
		s.fail--
		return errDiskFull
	}
	s.mail = append(s.mail, b.Mails...)
	s.batches++
	if b.Note != "" {
		s.notes = append(s.notes, b.Note)
	}
	s.cursors[b.Account+"\x00"+b.Folder] = b.Next
	s.grown <- struct{}{}
	return nil
}

func (s *sink) subjects() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mail {
		var n int
		fmt.Sscanf(string(m.Raw[min(len(m.Raw), len("From: dinas")):]), "%d@", &n)
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// until waits for deliveries until the sink holds n messages.
func (s *sink) until(t testing.TB, n int) {
	t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		s.mu.Lock()
		have := len(s.mail)
		s.mu.Unlock()
		if have >= n {
			return
		}
		select {
		case <-s.grown:
		case <-limit.C:
			t.Fatalf("%d messages arrived, want %d", have, n)
		}
	}
}

// running starts Run and gives its statuses; it is stopped with the test.
func running(t *testing.T, a pull.Account, s pull.Sink) <-chan pull.Status {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	states := make(chan pull.Status, 10_000)
	done := make(chan struct{})
	go func() {
		defer close(done)
		pull.Run(ctx, []pull.Account{a}, s, func(st pull.Status) { states <- st })
	}()
	t.Cleanup(func() { cancel(); <-done })
	return states
}

// state waits for a status that satisfies ok.
func state(t testing.TB, states <-chan pull.Status, what string, ok func(pull.Status) bool) pull.Status {
	t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	var last pull.Status
	for {
		select {
		case last = <-states:
			if ok(last) {
				return last
			}
		case <-limit.C:
			t.Fatalf("no status %s; the last was %+v", what, last)
		}
	}
}

func is(name string) func(pull.Status) bool {
	return func(s pull.Status) bool { return s.State == name }
}

func code(t testing.TB, err error) pull.Code {
	t.Helper()
	var r *pull.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("error %v (%T) is no *pull.Refusal", err, err)
	}
	return r.Code
}
