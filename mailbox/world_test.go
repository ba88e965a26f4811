package mailbox_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/domain"
	"loket/domain/calendar"
	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/dispatch"
	"loket/mailbox/intake"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/store"
	"loket/ticket"
	"loket/ticket/document"
)

var wib = time.FixedZone("WIB", 7*3600)

// start is the instant as of which the sample mailbox is filled.
var start = time.Date(2026, 11, 20, 10, 0, 0, 0, wib)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func port(addr string) int {
	_, p, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(p)
	return n
}

type inProcess struct{}

func (inProcess) Inspect(_ context.Context, name, claimed string, data []byte) (document.Report, error) {
	return document.Inspect(document.Surroundings{}, name, claimed, data), nil
}

// clock is turned by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// desk is a desk on a record of its own.
type desk struct {
	*ticket.Desk

	reader *intake.Reader
	clock  *clock
}

func openDesk(t testing.TB, record ticket.Log, c *clock, address string) *desk {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	must(t, err)
	cal, err := calendar.Default("WIB")
	must(t, err)
	site := ticket.Site{Name: "Helpdesk Contoh", Address: address, Receipts: true}
	letters, err := letter.New(cat, site, wib, nil)
	must(t, err)
	r := &intake.Reader{Mail: mail.Options{OwnAddresses: []string{address}}, Inspector: inProcess{}, Log: record}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: record, Catalogue: cat, Calendar: cal, Letters: letters, Reader: r, Site: site, Now: c.now})
	must(t, err)
	r.Desk = d
	return &desk{d, r, c}
}

func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, store.Options{})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// journal gives the rows in the order in which they came.
func (d *desk) journal(t testing.TB) []ticket.MailRecord {
	t.Helper()
	rows, _, err := d.Journal(0, 10_000)
	must(t, err)
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows
}

// until waits for changes of the desk until ok.
func (d *desk) until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	changed, done := d.Subscribe()
	defer done()
	// What mail servers keep gives no signal of the desk.
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(2 * time.Minute) // a machine that does much else is slow
	defer limit.Stop()
	for !ok() {
		select {
		case <-changed:
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("it never came to be that %s", what)
		}
	}
}

// exchange runs the traffic of a desk until the function it returns is called.
func run(t testing.TB, x *mailbox.Exchange) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { x.Run(ctx); close(done) }()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-done }) }
	t.Cleanup(stop)
	return stop
}

func quick() pull.Timing {
	return pull.Timing{
		Silence: 5 * time.Second, Probe: 10 * time.Second, Poll: time.Hour,
		Retry: 5 * time.Millisecond, RetryUp: 50 * time.Millisecond, Refused: 20 * time.Millisecond,
	}
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

// noted is a log that tests read while it is written.
type noted struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *noted) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(p)
}

func (n *noted) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()
}

func (n *noted) logger() *slog.Logger { return slog.New(slog.NewTextHandler(n, nil)) }

// sink is an SMTP server that takes everything.
type sink struct {
	addr string
	mu   sync.Mutex
	mail []taken
}

type taken struct {
	from string
	to   []string
	raw  []byte
}

func newSink(t testing.TB) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s := &sink{addr: l.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }))
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() { _ = l.Close(); _ = server.Close(); serving.Wait() })
	return s
}

func (s *sink) server() send.Server {
	return send.Server{Host: "127.0.0.1", Port: port(s.addr), TLS: "none"}
}

func (s *sink) letters() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.mail...)
}

type session struct {
	s   *sink
	now taken
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error { c.now = taken{from: from}; return nil }
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.now.to = append(c.now.to, to)
	return nil
}

func (c *session) Data(r io.Reader) (err error) {
	if c.now.raw, err = io.ReadAll(r); err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.mail = append(c.s.mail, c.now)
	return nil
}
func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }

// request is a new mail of a person.
func request(n int, more string) []byte {
	return fmt.Appendf(nil, "From: Ani <ani%d@contohkab.go.id>\r\nTo: %s\r\nSubject: Permohonan penonaktifan domain lama%d.go.id\r\nMessage-ID: <%d@contohkab.go.id>\r\n"+
		"Date: Fri, 20 Nov 2026 09:59:00 +0700\r\n%s\r\nYth. Helpdesk,\r\n\r\nmohon penonaktifan nama domain lama%d.go.id.\r\n\r\nAni\r\nDinas Contoh\r\n", n, demo.HelpdeskAddress, n, n, more, n)
}

// leftovers are the goroutines of the program that still run.
func leftovers() []string {
	buf := make([]byte, 4<<20)
	var out []string
	for g := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		for _, pkg := range []string{"loket/mailbox.(*Exchange)", "loket/mailbox/pull.", "loket/mailbox/send.", "loket/mailbox/dispatch.", "imapclient."} {
			if strings.Contains(g, pkg) {
				out = append(out, g)
				break
			}
		}
	}
	return out
}

// post is the way out of a desk.
func post(d *desk, s *sink, a pull.Account) *dispatch.Post {
	return &dispatch.Post{Desk: d.Desk, Server: s.server(), Mailbox: a, Zone: wib}
}

// secretFrom gives the password that the gate holds now.
func secretFrom(gate chan string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		s := <-gate
		gate <- s
		return s, nil
	}
}

// allEnded fails when something of the traffic runs on. A library's reader may
// need a moment to see that its connection is closed.
func allEnded(t *testing.T) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		left := leftovers()
		if len(left) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("%d goroutines run on after the end:\n%s", len(left), left[0])
		}
	}
}
