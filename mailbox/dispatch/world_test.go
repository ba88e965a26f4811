package dispatch_test

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/domain"
	"loket/domain/calendar"
	"loket/mailbox/demo"
	"loket/mailbox/dispatch"
	"loket/mailbox/intake"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/store/storetest"
	"loket/ticket"
)

var wib = time.FixedZone("WIB", 7*3600)

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

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// sink is an SMTP server that does what its hook says.
type sink struct {
	addr    string
	server  *smtp.Server
	serving sync.WaitGroup

	mu     sync.Mutex
	mail   []taken
	onRun  func(n int) error // for the n-th letter, before it is taken
	after  func(conn net.Conn)
	noNull bool                  // refuses the null sender
	onRcpt func(to string) error // besides tiada@, who is never there
	froms  []string              // every sender that was named
}

type taken struct {
	from string
	to   []string
	raw  string

	envid string
}

func newSink(t *testing.T) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{addr: l.Addr().String()}
	s.serve(l)
	t.Cleanup(s.stop)
	return s
}

func (s *sink) serve(l net.Listener) {
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, conn: c.Conn()}, nil }))
	s.server.Domain, s.server.EnableDSN, s.server.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	server := s.server
	s.serving.Go(func() { _ = server.Serve(l) })
}

func (s *sink) stop() {
	_ = s.server.Close()
	s.serving.Wait()
}

// restart opens the same port again.
func (s *sink) restart(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.serve(l)
}

func (s *sink) letters() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.mail...)
}

func (s *sink) hook(f func(n int) error) { s.set(func() { s.onRun = f }) }

func (s *sink) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

type session struct {
	s    *sink
	conn net.Conn
	now  taken
}

func (c *session) Mail(from string, o *smtp.MailOptions) error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.froms = append(c.s.froms, from)
	if c.s.noNull && from == "" {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Sender required"}
	}
	c.now = taken{from: from, envid: o.EnvelopeID}
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.s.mu.Lock()
	hook := c.s.onRcpt
	c.s.mu.Unlock()
	if hook != nil {
		if err := hook(to); err != nil {
			return err
		}
	}
	if to == "tiada@contohkab.go.id" {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Alamat tidak dikenal"}
	}
	c.now.to = append(c.now.to, to)
	return nil
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.s.onRun != nil {
		if err := c.s.onRun(len(c.s.mail)); err != nil {
			return err
		}
	}
	c.now.raw = string(raw)
	c.s.mail = append(c.s.mail, c.now)
	if c.s.after != nil {
		c.s.after(c.conn)
	}
	return nil
}
func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }

// world is a desk with its mailbox and its way out.
type world struct {
	t     *testing.T
	log   *storetest.Memory
	desk  *ticket.Desk
	clock *clock
	box   *demo.Server // IMAP
	smtp  *sink
	lines *bytes.Buffer // of the log
	post  *dispatch.Post
	read  *intake.Reader
}

func newWorld(t *testing.T, hold time.Duration, change ...func(*ticket.Site)) *world {
	t.Helper()
	w := &world{t: t, log: storetest.NewMemory(), clock: &clock{at: time.Date(2026, 11, 20, 10, 0, 0, 0, wib)}, smtp: newSink(t), lines: new(bytes.Buffer)}
	cat, err := domain.LoadCatalogue(nil)
	must(t, err)
	cal, err := calendar.Default("WIB")
	must(t, err)
	site := ticket.Site{Name: "Helpdesk Contoh", Address: demo.HelpdeskAddress, Receipts: true, Hold: hold}
	for _, f := range change {
		f(&site)
	}
	letters, err := letter.New(cat, site, wib, nil)
	must(t, err)
	w.read = &intake.Reader{Mail: mail.Options{OwnAddresses: []string{site.Address}}, Log: w.log}
	w.desk, err = ticket.OpenDesk(&ticket.Desk{Log: w.log, Catalogue: cat, Calendar: cal, Letters: letters, Memos: letters, Reader: w.read, Site: site, Now: w.clock.now})
	must(t, err)
	w.read.Desk = w.desk
	w.box, err = demo.Start(t.Context(), demo.Options{Empty: true, Now: w.clock.now()})
	must(t, err)
	t.Cleanup(func() { _ = w.box.Close() })
	w.post = w.newPost()
	return w
}

// newPost is the way out as a fresh run of the program makes it.
func (w *world) newPost() *dispatch.Post {
	return &dispatch.Post{
		Desk: w.desk, Zone: wib, Logger: slog.New(slog.NewTextHandler(w.lines, nil)), Mailbox: w.account(),
		Server: send.Server{Host: "127.0.0.1", Port: port(w.smtp.addr), TLS: "none"},
	}
}

func (w *world) account() pull.Account {
	return pull.Account{
		Name: "demo", Host: "127.0.0.1", Port: port(w.box.IMAPAddr()), TLS: "none", User: w.box.User,
		Secret: func(context.Context) (string, error) { return w.box.Password, nil },
	}
}

func port(addr string) int {
	_, p, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(p)
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// arrive has mails come in.
func (w *world) arrive(raw ...string) {
	w.t.Helper()
	b := pull.Batch{Account: "demo", Folder: "INBOX", Next: pull.Cursor{UIDValidity: 1, UID: uint32(len(raw))}}
	for i, r := range raw {
		b.Mails = append(b.Mails, pull.Fetched{Account: "demo", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: w.clock.now(), Raw: []byte(r)})
	}
	must(w.t, w.read.Deliver(w.t.Context(), b))
}

// ticket opens a request by hand.
func (w *world) ticket(email string) *ticket.Ticket {
	w.t.Helper()
	t, err := w.desk.OpenByHand(w.t.Context(), "sari", ticket.Manual{
		Source: ticket.ByPhone, Service: "renewal", Subject: "Perpanjangan", Text: "Mohon diperpanjang.",
		Requester: ticket.Party{Name: "Budi", Email: email}, Names: []string{"contohkab.go.id"},
	})
	must(w.t, err)
	return t
}

// write queues a letter and returns it.
func (w *world) write(t *ticket.Ticket, d ticket.Draft) *ticket.Letter {
	w.t.Helper()
	if d.To == nil {
		d.To = []string{t.Requester.Email}
	}
	if d.Subject == "" {
		d.Subject = "Surat [" + t.Number + "]"
	}
	if d.Body == "" {
		d.Body = "Isi surat.\n"
	}
	d.Template = "plain"
	got, err := w.desk.Do(w.t.Context(), "sari", t.ID, 0, ticket.SendLetter{Draft: d})
	must(w.t, err)
	return &got.Letters[len(got.Letters)-1]
}

// run serves until the function it returns is called, which waits for the end.
func (w *world) run(p *dispatch.Post) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { _ = p.Run(ctx); close(done) }()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-done }) }
	w.t.Cleanup(stop)
	return stop
}

// until waits until the letter is in a state.
func (w *world) until(id ticket.ID, l uint64, state ticket.LetterState) *ticket.Letter {
	w.t.Helper()
	changed, done := w.desk.Subscribe()
	defer done()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		t, err := w.desk.Ticket(id)
		must(w.t, err)
		if got := t.Letter(l); got != nil && got.State == state {
			return got
		}
		select {
		case <-changed:
		case <-limit.C:
			w.t.Fatalf("the letter is %+v, want it %s", t.Letter(l), state)
		}
	}
}

// nudge is any change of the desk.
func (w *world) nudge(id ticket.ID) {
	w.t.Helper()
	_, err := w.desk.Do(w.t.Context(), "sari", id, 0, ticket.AddNote{Text: "catatan"})
	must(w.t, err)
}

func (w *world) jobs() int {
	w.t.Helper()
	items, err := w.desk.Outbox()
	must(w.t, err)
	return len(items)
}
