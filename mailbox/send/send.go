package send

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
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
	// Once the letter is handed over, the program's end waits so long.
	answerAfterEnd = 15 * time.Second
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

// Letter is what is handed in.
type Letter struct {
	From    string // "" is the null sender of automatic letters (RFC 3834, 3.3)
	Instead string // the sender where the server refuses the null one; "": none
	To      []string
	Raw     []byte
	ID      string // comes back in delivery reports (ENVID); "": none
	// Handing is asked before the byte with which the server takes the letter.
	// Its error ends the try, and is returned as it is. nil: nothing to ask.
	Handing func() error
}

// Receipt says how it went with a letter that the server took.
type Receipt struct {
	Refused     []Refused // those who do not get it
	Answer      string    // the server's words, cleaned; often its name for the letter
	NullRefused bool      // it was taken with Letter.Instead only
}

// Send hands in one letter. Every error is a *SendError, except ctx's own and
// that of Handing. When ctx ends after the letter was handed over, the server's
// answer is waited for a little longer.
func Send(ctx context.Context, s Server, l Letter) (*Receipt, error) {
	if err := checkEnvelope(l.From, l.To); err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	h := &handing{Letter: l, outlive: func() bool {
		if !stop() {
			return false
		}
		stop = context.AfterFunc(ctx, func() { time.AfterFunc(answerAfterEnd, end) })
		return true
	}}
	err := h.hand(life, s)
	stop()
	if err == nil { // also when ctx ended meanwhile: the letter has left
		go h.leave(end) // its being noted need not wait for that
		return &h.r, nil
	}
	h.leave(end)
	var e *SendError
	if ctx.Err() != nil && !(errors.As(err, &e) && (e.Uncertain || e.Code != 0)) {
		return nil, ctx.Err()
	}
	return nil, err
}

// handing is one letter on one connection.
type handing struct {
	Letter

	outlive func() bool // no longer ends with ctx, but some time after; false: it has ended
	c       *smtp.Client
	polite  bool // the server waits for a command
	r       Receipt
}

// leave takes leave of the server, and waits for its answer only shortly.
func (h *handing) leave(end func()) {
	defer end()
	if h.c == nil {
		return
	}
	defer h.c.Close()
	if h.polite {
		h.c.CommandTimeout = 3 * time.Second
		h.c.Quit()
	}
}

func (h *handing) hand(ctx context.Context, s Server) (err error) {
	if h.c, err = connect(ctx, s); err != nil {
		return err
	}
	if err := signIn(ctx, h.c, s); err != nil {
		return err
	}
	if err := h.envelope(); err != nil {
		h.polite = true
		return err
	}
	if err := h.body(); err != nil {
		return err
	}
	h.polite = true
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

// envelope names sender and recipients. The null sender may be refused at either:
// many servers judge the sender when they hear the first recipient.
func (h *handing) envelope() error {
	if most, ok := h.c.MaxMessageSize(); ok && most > 0 && len(h.Raw) > most {
		return ours(TooLarge, fmt.Sprintf("the letter has %d bytes, the server takes %d at most", len(h.Raw), most),
			strconv.Itoa((len(h.Raw)+999)/1000), strconv.Itoa(most/1000))
	}
	refused, err := h.recipients(h.From)
	var e *SendError
	if h.From == "" && h.Instead != "" && errors.As(err, &e) && e.Code/100 == 5 && e.Code != 0 {
		if err := h.c.Reset(); err != nil {
			return said(err)
		}
		refused, err = h.recipients(h.Instead) // if that fails, its words are about the recipients
		h.r.NullRefused = err == nil
	}
	h.r.Refused = refused
	return err
}

// recipients begins a letter. It is an error when nobody is accepted.
func (h *handing) recipients(from string) (refused []Refused, err error) {
	options := &smtp.MailOptions{Size: int64(len(h.Raw))}
	for _, a := range append([]string{from}, h.To...) {
		options.UTF8 = options.UTF8 || !ascii(a)
	}
	if ok, _ := h.c.Extension("SMTPUTF8"); options.UTF8 && !ok {
		return nil, ours(NoUTF8, "the server takes no addresses with other than ASCII letters")
	}
	var wish *smtp.RcptOptions
	if from != "" {
		options.Return, options.EnvelopeID = smtp.DSNReturnHeaders, h.ID
		wish = &smtp.RcptOptions{Notify: []smtp.DSNNotify{smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}}
	}
	if err := h.c.Mail(from, options); err != nil {
		return nil, said(err)
	}
	temporary := false
	for _, to := range h.To {
		err := h.c.Rcpt(to, wish)
		if err == nil {
			continue
		}
		e := said(err)
		if e.Code == 0 {
			return nil, e
		}
		temporary = temporary || e.Temporary
		refused = append(refused, Refused{to, e.Code, e.Enhanced, e.Message})
	}
	if len(refused) == len(h.To) {
		first := refused[0]
		return refused, &SendError{Temporary: temporary, Code: first.Code, Enhanced: first.Enhanced, Message: first.Message, Refused: refused}
	}
	return refused, nil
}

// body hands the text over. Closing the connection before the last line makes
// the server forget it.
func (h *handing) body() error {
	w, err := h.c.Data()
	if err != nil {
		return h.beside(said(err))
	}
	if _, err := w.Write(h.Raw); err != nil {
		return h.beside(said(err))
	}
	if !h.outlive() {
		return h.beside(said(context.Canceled))
	}
	if h.Handing != nil {
		if err := h.Handing(); err != nil {
			return err
		}
	}
	answer, err := w.CloseWithResponse()
	if err != nil {
		e := said(err)
		if e.Uncertain = e.Code == 0; e.Uncertain {
			e.Kind = Unanswered
		}
		return h.beside(e)
	}
	h.r.Answer = words(answer.StatusText)
	return nil
}

// beside adds the recipients that were refused before.
func (h *handing) beside(e *SendError) *SendError {
	e.Refused = h.r.Refused
	return e
}

// checkEnvelope refuses what would become another command or parameter.
func checkEnvelope(from string, rcpt []string) error {
	if len(rcpt) == 0 {
		return ours(NoRecipient, "the letter has no recipient")
	}
	for i, a := range append([]string{from}, rcpt...) {
		if i == 0 && a == "" {
			continue
		}
		at := strings.LastIndexByte(a, '@')
		if at <= 0 || at == len(a)-1 || len(a) > 320 || strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' }) {
			return ours(NoAddress, fmt.Sprintf("%q is no address", words(a)), words(a))
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
