package demo

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"slices"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// maxLetter bounds what SMTP accepts, in bytes.
const maxLetter = 32 << 20

// Letter is one mail the desk sent: as SMTP accepted it, or as a client appended it to Sent.
type Letter struct {
	From    string   // envelope sender; for Sent the From header's address
	To      []string // envelope recipients, cc and bcc included; for Sent those of To and Cc
	Subject string   // decoded; not cleaned
	At      time.Time
	Raw     []byte
}

// Outgoing returns the letters accepted by SMTP, oldest first.
func (s *Server) Outgoing() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outgoing)
}

// Sent returns the copies that clients appended to the folder Sent, oldest first.
func (s *Server) Sent() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// RefuseMail makes the SMTP server answer the next n letters with 451, as a full or failing server does.
func (s *Server) RefuseMail(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = n
}

func (s *Server) keepSent(raw []byte, at time.Time) {
	if at.IsZero() {
		at = s.clock.Now()
	}
	l := Letter{At: at, Raw: raw}
	if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		l.Subject = decoded(m.Header.Get("Subject"))
		if from, err := m.Header.AddressList("From"); err == nil {
			l.From = from[0].Address
		}
		for _, field := range []string{"To", "Cc"} {
			list, _ := m.Header.AddressList(field)
			for _, a := range list {
				l.To = append(l.To, a.Address)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, l)
}

// accept takes a letter from SMTP: it is kept, shown in Requesters, and the requesters may answer it.
func (s *Server) accept(from string, to []string, raw []byte) error {
	s.mu.Lock()
	if s.refuse > 0 {
		s.refuse--
		s.mu.Unlock()
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
	}
	s.mu.Unlock()
	l := Letter{From: from, To: slices.Clone(to), At: s.clock.Now(), Raw: raw}
	if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		l.Subject = decoded(m.Header.Get("Subject"))
	}
	if err := s.put(FolderRequesters, raw, l.At); err != nil {
		return err
	}
	s.mu.Lock()
	s.outgoing = append(s.outgoing, l)
	s.mu.Unlock()
	select {
	case s.posted <- struct{}{}:
	default:
	}
	return nil
}

// decoded is a header's text with its encoded words resolved, or as it is where they are broken.
func decoded(header string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(header)
	if err != nil {
		return header
	}
	return text
}

// submission is one SMTP connection.
type submission struct {
	server *Server
	from   string
	to     []string
}

func (c *submission) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *submission) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		right := subtle.ConstantTimeCompare([]byte(password), []byte(c.server.Password)) == 1
		if user != c.server.User || !right {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (c *submission) Mail(from string, _ *smtp.MailOptions) error {
	c.from = from
	return nil
}

func (c *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = append(c.to, to)
	return nil
}

func (c *submission) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read letter: %w", err)
	}
	return c.server.accept(c.from, c.to, raw)
}

func (c *submission) Reset()        { c.from, c.to = "", nil }
func (c *submission) Logout() error { return nil }
