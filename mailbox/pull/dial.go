package pull

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Endpoint is a mail server's address and how to secure the way to it. SMTP
// uses it as well.
type Endpoint struct {
	Host    string
	Port    int
	TLS     string // "tls", "starttls", "none"
	CAFile  string
	Silence time.Duration // longest wait for an answer; 0: 20 s
}

func (e Endpoint) addr() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }

func (e Endpoint) silence() time.Duration {
	if e.Silence <= 0 {
		return 20 * time.Second
	}
	return e.Silence
}

// Config gives the TLS configuration: at least TLS 1.2, the name verified, the
// CA file's authorities instead of the system's if there is one. The error is a
// *Refusal.
func (e Endpoint) Config() (*tls.Config, error) {
	cfg := &tls.Config{ServerName: e.Host, MinVersion: tls.VersionTLS12}
	if e.CAFile == "" {
		return cfg, nil
	}
	pem, err := os.ReadFile(e.CAFile)
	if err != nil {
		return nil, &Refusal{Code: BadAccount, Host: e.addr(), Text: "the ca_file cannot be read", Detail: words(err.Error()), Err: err}
	}
	cfg.RootCAs = x509.NewCertPool()
	if !cfg.RootCAs.AppendCertsFromPEM(pem) {
		return nil, &Refusal{Code: BadAccount, Host: e.addr(), Text: "the ca_file " + words(e.CAFile) + " holds no certificate in PEM form"}
	}
	return cfg, nil
}

// Dial connects and, for TLS "tls", secures the connection; for "starttls" that
// is still to be done by the protocol with Config. "none" is refused unless the
// other end is this machine. Cancelling ctx closes the connection, also later.
// The error is a *Refusal.
func (e Endpoint) Dial(ctx context.Context) (net.Conn, error) {
	conn, _, err := e.dial(ctx)
	return conn, err
}

// Explain turns an error of a handshake done by a protocol (STARTTLS) into a
// *Refusal.
func (e Endpoint) Explain(err error) *Refusal { return explainDial(e, err) }

func (e Endpoint) dial(ctx context.Context) (net.Conn, *watch, error) {
	cfg, err := e.Config()
	if err != nil {
		return nil, nil, err
	}
	dialer := net.Dialer{Timeout: e.silence()}
	raw, err := dialer.DialContext(ctx, "tcp", e.addr())
	if err != nil {
		return nil, nil, explainDial(e, err)
	}
	if e.TLS == "none" && !loopback(raw.RemoteAddr()) {
		raw.Close()
		return nil, nil, &Refusal{
			Code: Plaintext, Host: e.addr(), Err: ErrPlaintext,
			Text: e.addr() + " is another machine, so tls must be tls or starttls",
		}
	}
	w := newWatch(ctx, raw, e.silence())
	if e.TLS != "tls" {
		return w, w, nil
	}
	defer w.expect(e.silence())()
	secured := tls.Client(w, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		w.Close()
		if w.stalled.Load() {
			err = fmt.Errorf("%w: %w", ErrStalled, err)
		}
		return nil, nil, explainDial(e, err)
	}
	return secured, w, nil
}

func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// watch closes a connection that keeps somebody waiting: no byte for the
// silence allowed, or an answer that takes longer than its budget (a server that
// gives a byte now and then). The IMAP client sets read deadlines of its own,
// too long for us; they are ignored.
type watch struct {
	net.Conn
	silence time.Duration
	stalled atomic.Bool // closed by us for silence
	ended   atomic.Bool // reading ended or failed for another reason
	forget  func() bool // stop watching the context

	mu      sync.Mutex
	waiting int
	timer   *time.Timer
}

func newWatch(ctx context.Context, conn net.Conn, silence time.Duration) *watch {
	w := &watch{Conn: conn, silence: silence}
	w.timer = time.AfterFunc(silence, w.silent)
	w.timer.Stop()
	w.forget = context.AfterFunc(ctx, func() { conn.Close() })
	return w
}

func (w *watch) silent() {
	w.mu.Lock()
	waiting := w.waiting > 0
	w.mu.Unlock()
	if waiting {
		w.giveUp()
	}
}

func (w *watch) giveUp() {
	w.stalled.Store(true)
	w.Conn.Close()
}

// expect begins a wait for the server and returns what ends it.
func (w *watch) expect(budget time.Duration) (done func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting++
	w.timer.Reset(w.silence)
	whole := time.AfterFunc(max(budget, w.silence), w.giveUp)
	return func() {
		whole.Stop()
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.waiting--; w.waiting == 0 {
			w.timer.Stop()
		}
	}
}

func (w *watch) progress() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting > 0 {
		w.timer.Reset(w.silence)
	}
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 {
		w.progress()
	}
	if err != nil && !w.stalled.Load() {
		w.ended.Store(true)
	}
	return n, err
}

func (w *watch) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if n > 0 {
		w.progress()
	}
	return n, err
}

func (w *watch) SetReadDeadline(time.Time) error { return nil }

func (w *watch) Close() error {
	w.forget()
	return w.Conn.Close()
}
