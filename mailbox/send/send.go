package send

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"loket/mailbox/pull"
)

// The longest waits for an answer (RFC 5321, 4.5.3.2, is more patient; a person
// waits here).
const (
	answerWithin = time.Minute
	takenWithin  = 10 * time.Minute // after the last byte
)

// Server is where letters are handed in.
type Server struct {
	Host   string
	Port   int    // 0: 465 for TLS "tls", 587 otherwise
	TLS    string // "tls" (default), "starttls", or "none", which only loopback may use
	User   string // "": no sign-in
	Secret func(context.Context) (string, error)
	Auth   string // "plain", "login", "xoauth2", "oauthbearer"; "": what the server offers of plain and login
	CAFile string
	HELO   string // name given in EHLO; "": localhost
}

func (s Server) endpoint() pull.Endpoint {
	e := pull.Endpoint{Host: s.Host, Port: s.Port, TLS: s.TLS, CAFile: s.CAFile}
	if e.TLS == "" {
		e.TLS = "tls"
	}
	switch {
	case e.Port == 0 && e.TLS == "tls":
		e.Port = 465
	case e.Port == 0:
		e.Port = 587
	}
	return e
}

// Send hands in one letter. from "" is the null sender of automatic letters
// (RFC 3834, 3.3). Every error is a *SendError, except ctx's own.
func Send(ctx context.Context, s Server, from string, rcpt []string, raw []byte) error {
	return SendThen(ctx, s, from, rcpt, raw, func() {})
}

// SendThen is Send, and calls taken the moment the server has said that it takes
// the letter, before anything else: until that is noted somewhere, the end of
// the program leaves nobody who knows.
func SendThen(ctx context.Context, s Server, from string, rcpt []string, raw []byte, taken func()) error {
	if err := checkEnvelope(from, rcpt); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := hand(ctx, s, from, rcpt, raw, taken)
	if err == nil {
		return nil // also when ctx ended meanwhile: the letter has left
	}
	var e *SendError
	if ctx.Err() != nil && !(errors.As(err, &e) && (e.Uncertain || e.Code != 0)) {
		return ctx.Err()
	}
	return err
}

func hand(ctx context.Context, s Server, from string, rcpt []string, raw []byte, taken func()) error {
	c, err := connect(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := signIn(ctx, c, s); err != nil {
		return err
	}
	if err := envelope(c, from, rcpt, len(raw)); err != nil {
		c.Quit()
		return err
	}
	if err := body(c, raw); err != nil {
		return err
	}
	taken()
	c.Quit() // the letter is taken; what follows does not matter
	return nil
}

func connect(ctx context.Context, s Server) (*smtp.Client, error) {
	e := s.endpoint()
	conn, err := e.Dial(ctx)
	if err != nil {
		return nil, hindered(e.Explain(err))
	}
	// A server that accepts and says nothing is given up like any other.
	conn.SetDeadline(time.Now().Add(answerWithin))
	c, err := greet(conn, s, e)
	if err != nil {
		conn.Close()
		var status *smtp.SMTPError
		if errors.As(err, &status) {
			f := said(err)
			f.Temporary = true // 554 before any letter: the server refuses us, not it
			return nil, f
		}
		return nil, hindered(e.Explain(err))
	}
	c.CommandTimeout, c.SubmissionTimeout = answerWithin, takenWithin
	return c, nil
}

func greet(conn net.Conn, s Server, e pull.Endpoint) (*smtp.Client, error) {
	name := s.HELO
	if name == "" {
		name = "localhost"
	}
	if e.TLS != "starttls" {
		c := smtp.NewClient(conn)
		c.CommandTimeout = answerWithin
		return c, c.Hello(name)
	}
	cfg, err := e.Config()
	if err != nil {
		return nil, err
	}
	c, err := smtp.NewClientStartTLS(conn, cfg)
	if err != nil {
		var status *smtp.SMTPError
		var network net.Error
		if errors.As(err, &status) || !errors.As(err, &network) {
			err = &pull.Refusal{
				Code: pull.TLSMissing, Host: s.Host, Detail: words(err.Error()), Err: err,
				Text: fmt.Sprintf("%s offers no STARTTLS; without it nothing is sent; use tls and port 465 if the server has it", s.Host),
			}
		}
		return nil, err
	}
	return c, c.Hello(name) // the handshake happens here
}

func signIn(ctx context.Context, c *smtp.Client, s Server) error {
	if s.User == "" {
		return nil
	}
	if s.Secret == nil {
		return hindered(&pull.Refusal{Code: pull.BadAccount, Host: s.Host, Text: "no password, password file or command for " + s.User})
	}
	secret, err := s.Secret(ctx)
	if err != nil {
		return hindered(&pull.Refusal{
			Code: pull.NoSecret, Host: s.Host, Err: err, Detail: words(err.Error()),
			Text: "the password could not be read; check password command or file",
		})
	}
	mechanism := strings.ToUpper(s.Auth)
	if mechanism == "" {
		mechanism = sasl.Plain
		if !c.SupportsAuth(mechanism) && c.SupportsAuth(sasl.Login) {
			mechanism = sasl.Login
		}
	}
	if !c.SupportsAuth(mechanism) {
		_, offered := c.Extension("AUTH")
		return hindered(&pull.Refusal{
			Code: pull.NoMechanism, Host: s.Host, Detail: words(offered),
			Text: fmt.Sprintf("%s does not offer to sign in by %s; choose another auth", s.Host, strings.ToLower(mechanism)),
		})
	}
	err = c.Auth(pull.SASL(mechanism, s.User, secret, s.endpoint()))
	var status *smtp.SMTPError
	if errors.As(err, &status) && status.Code/100 == 5 {
		return hindered(&pull.Refusal{
			Code: pull.BadCredentials, Host: s.Host, Detail: words(status.Message), Err: err,
			Text: fmt.Sprintf("%s does not accept user %s with this password; check both", s.Host, s.User),
		})
	}
	if err != nil {
		return said(err)
	}
	return nil
}

func envelope(c *smtp.Client, from string, rcpt []string, size int) error {
	if most, ok := c.MaxMessageSize(); ok && most > 0 && size > most {
		return &SendError{Message: fmt.Sprintf("the letter has %d bytes, the server takes %d at most", size, most)}
	}
	options := &smtp.MailOptions{Size: int64(size)}
	for _, a := range append([]string{from}, rcpt...) {
		options.UTF8 = options.UTF8 || !ascii(a)
	}
	if ok, _ := c.Extension("SMTPUTF8"); options.UTF8 && !ok {
		return &SendError{Message: "the server takes no addresses with other than ASCII letters"}
	}
	if err := c.Mail(from, options); err != nil {
		return said(err)
	}
	var refused []Refused
	temporary := true
	for _, to := range rcpt {
		err := c.Rcpt(to, nil)
		if err == nil {
			continue
		}
		e := said(err)
		if e.Code == 0 {
			return e
		}
		temporary = temporary && e.Temporary
		refused = append(refused, Refused{words(to), e.Code, e.Enhanced, e.Message})
	}
	if len(refused) > 0 {
		first := refused[0]
		return &SendError{Temporary: temporary, Code: first.Code, Enhanced: first.Enhanced, Message: first.Message, Refused: refused}
	}
	return nil
}

func body(c *smtp.Client, raw []byte) error {
	w, err := c.Data()
	if err != nil {
		return said(err)
	}
	if _, err := w.Write(raw); err != nil {
		return said(err)
	}
	if _, err := w.CloseWithResponse(); err != nil {
		e := said(err)
		e.Uncertain = e.Code == 0
		return e
	}
	return nil
}

// checkEnvelope refuses what would become another command or parameter.
func checkEnvelope(from string, rcpt []string) error {
	if len(rcpt) == 0 {
		return &SendError{Message: "the letter has no recipient"}
	}
	for i, a := range append([]string{from}, rcpt...) {
		if i == 0 && a == "" {
			continue
		}
		at := strings.LastIndexByte(a, '@')
		if at <= 0 || at == len(a)-1 || len(a) > 320 || strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' }) {
			return &SendError{Message: fmt.Sprintf("%q is no address", words(a))}
		}
	}
	return nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
