package pull

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Link is a signed-in connection to an account's server. Its methods are for
// one goroutine, except Client's own commands.
type Link struct {
	Client   *imapclient.Client
	account  Account
	endpoint Endpoint
	watch    *watch
	stream   *stream
	// news holds one signal when the server said that a folder grew. The
	// client's reader must never block on it.
	news chan struct{}
}

// Connect dials, secures and signs in. Cancelling ctx closes the connection at
// any time. The error is a *Refusal or ctx's error.
func Connect(ctx context.Context, a Account) (*Link, error) {
	if err := a.Validate(); err != nil {
		return nil, &Refusal{Code: BadAccount, Account: a.Name, Text: "the account's configuration is incomplete", Detail: words(err.Error()), Err: err}
	}
	secret, err := a.Secret(ctx)
	if err != nil {
		return nil, &Refusal{
			Code: NoSecret, Account: a.Name, Host: a.endpoint().addr(), Err: err,
			Text: "the password could not be read; check password command or file", Detail: words(err.Error()),
		}
	}
	l := &Link{account: a, endpoint: a.endpoint(), news: make(chan struct{}, 1)}
	if err := l.open(ctx); err != nil {
		return nil, l.name(ctx, err)
	}
	if err := l.Do(ctx, 0, func() error { return l.signIn(secret) }); err != nil {
		l.Close()
		return nil, l.name(ctx, err)
	}
	if err := l.compress(ctx); err != nil {
		l.Close()
		return nil, l.name(ctx, err)
	}
	return l, nil
}

// name puts the account's name on a refusal, and lets a cancelled context speak
// first.
func (l *Link) name(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if r := new(Refusal); errors.As(err, &r) {
		r.Account = l.account.Name
		r.Host = l.endpoint.addr()
	}
	return err
}

func (l *Link) open(ctx context.Context) error {
	conn, watch, err := l.endpoint.dial(ctx)
	if err != nil {
		return err
	}
	l.watch = watch
	options := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages == nil {
				return
			}
			select {
			case l.news <- struct{}{}:
			default:
			}
		},
	}}
	first := ""
	if l.endpoint.TLS == "starttls" {
		if conn, err = l.startTLS(ctx, conn); err != nil {
			l.watch.Close()
			return err
		}
		first = "* OK secured\r\n" // the library waits for a greeting
	}
	l.stream = newStream(conn, first)
	l.Client = imapclient.New(l.stream, options)
	if err := l.Do(ctx, 0, l.Client.WaitGreeting); err != nil {
		l.Close()
		if l.watch.stalled.Load() {
			return explainDial(l.endpoint, ErrStalled)
		}
		return err
	}
	return nil
}

// startTLS secures the connection or fails; there is no way on in clear
// (RFC 3501, 6.2.1; RFC 9051, 11.1). Nothing that was said in clear is believed
// afterwards.
func (l *Link) startTLS(ctx context.Context, conn net.Conn) (net.Conn, error) {
	cfg, err := l.endpoint.Config()
	if err != nil {
		return nil, err
	}
	defer l.watch.expect(0)()
	no, err := startTLS(conn)
	if err == nil && no != "" {
		return nil, &Refusal{
			Code: TLSMissing, Host: l.endpoint.addr(), Detail: words(no),
			Text: l.endpoint.addr() + " offers no STARTTLS; without it no password is sent; use tls and port 993 if the server has it",
		}
	}
	secured := tls.Client(conn, cfg)
	if err == nil {
		err = secured.HandshakeContext(ctx)
	}
	if err != nil {
		if l.watch.stalled.Load() {
			err = fmt.Errorf("%w: %w", ErrStalled, err)
		}
		return nil, explainDial(l.endpoint, err)
	}
	return secured, nil
}

// compress switches compression on where the account asks for it and the server
// offers it. Without it everything works as well.
func (l *Link) compress(ctx context.Context) error {
	if !l.account.Compress || !l.Client.Caps().Has("COMPRESS=DEFLATE") {
		return nil
	}
	err := l.Do(ctx, 0, l.stream.compress)
	if errors.Is(err, errNoCompression) {
		return nil
	}
	return err
}

// Do runs one exchange with the server under the watchdog. It may take budget
// in all (0: the silence allowed), and no silence in it may be longer than the
// account's. A panic of the client library is contained. After an error other
// than a plain NO the link is closed. The error is a *Refusal or ctx's error.
func (l *Link) Do(ctx context.Context, budget time.Duration, exchange func() error) (err error) {
	done := l.watch.expect(budget)
	defer done()
	err = contain(exchange)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		l.watch.Close()
		return ctx.Err()
	}
	var status *imap.Error
	if errors.Is(err, errNoCompression) {
		return err
	}
	if !errors.As(err, &status) || status.Type == imap.StatusResponseTypeBye {
		l.watch.Close()
	}
	return l.explain(err)
}

func contain(exchange func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Refusal{
				Code: Internal, Text: "reading the server's answer failed in an unforeseen way",
				Detail: words(fmt.Sprint(v)), Err: fmt.Errorf("panic: %v\n%s", v, debug.Stack()),
			}
		}
	}()
	return exchange()
}

// Close ends the connection without ceremony; IMAP needs no goodbye.
func (l *Link) Close() {
	l.watch.Close()
	if l.Client != nil {
		l.Client.Close()
	}
}
