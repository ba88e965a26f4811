package send_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/mailbox/pull"
	"loket/mailbox/send"
)

var raw = []byte("From: loket@example.go.id\r\nTo: dinas@contohkab.go.id\r\nSubject: Tanda terima\r\nMessage-ID: <1.uji@example.go.id>\r\n\r\nBaris\r\n.titik\r\n")

const us, them = "loket@example.go.id", "dinas@contohkab.go.id"

func TestSend(t *testing.T) {
	for _, secure := range []bool{true, false} {
		for _, auth := range []string{"", "plain", "login", "xoauth2"} {
			p := newPost(t)
			s := p.serve(t, secure, nil)
			s.Auth = auth
			if err := send.Send(t.Context(), s, us, []string{them, "cc@example.go.id"}, raw); err != nil {
				t.Fatalf("tls %s, auth %q: %v", s.TLS, auth, err)
			}
			got := p.letters()
			if len(got) != 1 || got[0].from != us || len(got[0].to) != 2 || got[0].raw != string(raw) {
				t.Errorf("the server took %+v", got)
			}
		}
	}
}

func TestNullSender(t *testing.T) {
	p := newPost(t)
	if err := send.Send(t.Context(), p.serve(t, true, nil), "", []string{them}, raw); err != nil {
		t.Fatal(err)
	}
	if got := p.letters(); len(got) != 1 || got[0].from != "" {
		t.Errorf("the server took %+v", got)
	}
}

func TestRefusedByTheServer(t *testing.T) {
	tests := []struct {
		name      string
		to        []string
		onData    error
		temporary bool
		code      int
		enhanced  string
		refused   string
		text      string
	}{
		{"one of two unknown", []string{them, "tiada@contohkab.go.id"}, nil, false, 550, "5.1.1", "tiada@contohkab.go.id", "Alamat tidak dikenal"},
		{"full", []string{"penuh@contohkab.go.id"}, nil, true, 452, "4.2.2", "penuh@contohkab.go.id", "penuh"},
		{"full and unknown", []string{"penuh@contohkab.go.id", "tiada@contohkab.go.id"}, nil, false, 452, "4.2.2", "penuh@contohkab.go.id tiada@contohkab.go.id", "tiada@"},
		{"4xx", []string{them}, &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted\x1b[31m"}, true, 451, "4.7.1", "", "Greylisted"},
		{"5xx", []string{them}, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Ditolak"}, false, 554, "5.7.1", "", "Ditolak"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPost(t)
			p.onData = tt.onData
			err := send.Send(t.Context(), p.serve(t, true, nil), us, tt.to, raw)
			e := failure(t, err)
			var refused []string
			for _, r := range e.Refused {
				refused = append(refused, r.Address)
			}
			if e.Temporary != tt.temporary || e.Uncertain || e.Code != tt.code || e.Enhanced != tt.enhanced || strings.Join(refused, " ") != tt.refused {
				t.Errorf("got %+v", e)
			}
			if !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("text %q; want %q in it and no escape", err, tt.text)
			}
			if n := len(p.letters()); n != 0 {
				t.Errorf("%d letters sent all the same", n)
			}
		})
	}
}

func TestHindered(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *post, s *send.Server)
		want   pull.Code
	}{
		{"password", func(_ *post, s *send.Server) {
			s.Secret = func(context.Context) (string, error) { return "salah", nil }
		}, pull.BadCredentials},
		{"token", func(_ *post, s *send.Server) {
			s.Auth, s.Secret = "xoauth2", func(context.Context) (string, error) { return "salah", nil }
		}, pull.BadCredentials},
		{"no password", func(_ *post, s *send.Server) {
			s.Secret = func(context.Context) (string, error) { return "", errors.New("exit status 1") }
		}, pull.NoSecret},
		{"mechanism", func(_ *post, s *send.Server) { s.Auth = "oauthbearer" }, pull.NoMechanism},
		{"name", func(_ *post, s *send.Server) { s.Host = "127.0.0.1" }, pull.TLSName},
		{"issuer", func(_ *post, s *send.Server) { s.CAFile = "" }, pull.TLSIssuer},
		{"nobody", func(_ *post, s *send.Server) { s.Port = 1 }, pull.ConnRefused},
		{"host", func(_ *post, s *send.Server) { s.Host = "surat.invalid" }, pull.HostNotFound},
	}
	for _, secure := range []bool{true, false} {
		for _, tt := range tests {
			p := newPost(t)
			s := p.serve(t, secure, nil)
			tt.change(p, &s)
			e := failure(t, send.Send(t.Context(), s, us, []string{them}, raw))
			var r *pull.Refusal
			if !errors.As(e, &r) || r.Code != tt.want || !e.Temporary {
				t.Errorf("%s, %s: %+v; want %s, temporary", s.TLS, tt.name, e, tt.want)
			}
			if len(p.letters()) != 0 {
				t.Errorf("%s: sent all the same", tt.name)
			}
		}
	}
}

func TestExpiredCertificate(t *testing.T) {
	p := newPost(t)
	p.config = p.authority.Config(t, time.Now().Add(-time.Hour), "localhost")
	for _, secure := range []bool{true, false} {
		err := send.Send(t.Context(), p.serve(t, secure, nil), us, []string{them}, raw)
		if r := new(pull.Refusal); !errors.As(err, &r) || r.Code != pull.TLSExpired || r.Until.IsZero() {
			t.Error(err)
		}
	}
}

func TestStrippedStartTLSIsRefused(t *testing.T) {
	p := newPost(t)
	s := p.serve(t, false, func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = nil, true })
	err := send.Send(t.Context(), s, us, []string{them}, raw)
	if r := new(pull.Refusal); !errors.As(err, &r) || r.Code != pull.TLSMissing {
		t.Errorf("without STARTTLS: %v", err)
	}
	if len(p.letters()) != 0 {
		t.Error("the letter went in clear")
	}
}

func TestTooLarge(t *testing.T) {
	p := newPost(t)
	s := p.serve(t, true, func(s *smtp.Server) { s.MaxMessageBytes = 100 })
	if e := failure(t, send.Send(t.Context(), s, us, []string{them}, raw)); e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestConnectionLost(t *testing.T) {
	tests := []struct {
		name      string
		answers   []string
		uncertain bool
	}{
		{"at once", nil, false},
		{"before the letter", []string{"220 hai", "250 localhost", "250 ok"}, false},
		{"after its last byte", []string{"220 hai", "250 localhost", "250 ok", "250 ok", "354 silakan"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := failure(t, send.Send(t.Context(), script(t, tt.answers...), us, []string{them}, raw))
			if !e.Temporary || e.Uncertain != tt.uncertain {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestEnvelopeIsChecked(t *testing.T) {
	s := send.Server{Host: "127.0.0.1", Port: 1, TLS: "none"}
	for _, to := range [][]string{nil, {"a@b\r\nDATA"}, {"a@b> SIZE=1"}, {"tanpa-at"}, {"a b@c"}, {""}} {
		if e := failure(t, send.Send(t.Context(), s, us, to, raw)); e.Temporary {
			t.Errorf("%q: %+v", to, e)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := script(t, "220 hai", "250 localhost")
	s.User, s.Secret = "loket", func(context.Context) (string, error) { cancel(); return "x", nil }
	if err := send.Send(ctx, s, us, []string{them}, raw); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestCancelAfterTaken: what has left has left, though the program stops.
func TestCancelAfterTaken(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := newPost(t)
	if err := send.SendThen(ctx, p.serve(t, true, nil), us, []string{them}, raw, cancel); err != nil {
		t.Error(err)
	}
	if n := len(p.letters()); n != 1 {
		t.Errorf("%d letters left", n)
	}
	refused := send.Server{Host: "127.0.0.1", Port: 1, TLS: "none"}
	if err := send.SendThen(t.Context(), refused, us, []string{them}, raw, func() { t.Error("not taken") }); err == nil {
		t.Error("nobody is there")
	}
}
