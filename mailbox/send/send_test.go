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

func letter(from string, to ...string) send.Letter {
	return send.Letter{From: from, To: to, Raw: raw}
}

// hand hands a letter in and forgets the receipt.
func hand(t *testing.T, s send.Server, l send.Letter) error {
	t.Helper()
	_, err := send.Send(t.Context(), s, l)
	return err
}

func TestSend(t *testing.T) {
	for _, secure := range []bool{true, false} {
		for _, auth := range []string{"", "plain", "login", "xoauth2"} {
			p := newPost(t)
			s := p.serve(t, secure, nil)
			s.Auth = auth
			if err := hand(t, s, letter(us, them, "cc@example.go.id")); err != nil {
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
	if err := hand(t, p.serve(t, true, nil), letter("", them)); err != nil {
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
		{"unknown", []string{"tiada@contohkab.go.id"}, nil, false, 550, "5.1.1", "tiada@contohkab.go.id", "Alamat tidak dikenal"},
		{"full", []string{"penuh@contohkab.go.id"}, nil, true, 452, "4.2.2", "penuh@contohkab.go.id", "penuh"},
		{"full and unknown", []string{"penuh@contohkab.go.id", "tiada@contohkab.go.id"}, nil, true, 452, "4.2.2", "penuh@contohkab.go.id tiada@contohkab.go.id", "tiada@"},
		{"one of two unknown, and 5xx", []string{them, "tiada@contohkab.go.id"}, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Ditolak"}, false, 554, "5.7.1", "tiada@contohkab.go.id", "Ditolak"},
		{"4xx", []string{them}, &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted\x1b[31m"}, true, 451, "4.7.1", "", "Greylisted"},
		{"5xx", []string{them}, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Ditolak"}, false, 554, "5.7.1", "", "Ditolak"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPost(t)
			p.onData = tt.onData
			err := hand(t, p.serve(t, true, nil), letter(us, tt.to...))
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
			e := failure(t, hand(t, s, letter(us, them)))
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
		err := hand(t, p.serve(t, secure, nil), letter(us, them))
		if r := new(pull.Refusal); !errors.As(err, &r) || r.Code != pull.TLSExpired || r.Until.IsZero() {
			t.Error(err)
		}
	}
}

func TestStrippedStartTLSIsRefused(t *testing.T) {
	p := newPost(t)
	s := p.serve(t, false, func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = nil, true })
	err := hand(t, s, letter(us, them))
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
	if e := failure(t, hand(t, s, letter(us, them))); e.Temporary {
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
			e := failure(t, hand(t, script(t, tt.answers...), letter(us, them)))
			if !e.Temporary || e.Uncertain != tt.uncertain {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestEnvelopeIsChecked(t *testing.T) {
	s := send.Server{Host: "127.0.0.1", Port: 1, TLS: "none"}
	for _, to := range [][]string{nil, {"a@b\r\nDATA"}, {"a@b> SIZE=1"}, {"tanpa-at"}, {"a b@c"}, {""}} {
		if e := failure(t, hand(t, s, letter(us, to...))); e.Temporary {
			t.Errorf("%q: %+v", to, e)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := script(t, "220 hai", "250 localhost")
	s.User, s.Secret = "loket", func(context.Context) (string, error) { cancel(); return "x", nil }
	if _, err := send.Send(ctx, s, letter(us, them)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestHandedOver: before the last byte the letter may still be held back, and
// nothing has left; after it the server's answer is waited for though the program
// stops.
func TestHandedOver(t *testing.T) {
	p := newPost(t)
	s := p.serve(t, true, nil)
	back := errors.New("taken back")
	l := letter(us, them)
	l.Handing = func() error { return back }
	if err := hand(t, s, l); !errors.Is(err, back) || len(p.letters()) != 0 {
		t.Errorf("%v, %d letters left", err, len(p.letters()))
	}
	ctx, cancel := context.WithCancel(t.Context())
	l.Handing = func() error { cancel(); return nil }
	if _, err := send.Send(ctx, s, l); err != nil || len(p.letters()) != 1 {
		t.Errorf("%v, %d letters left", err, len(p.letters()))
	}
	asked := false
	l.Handing = func() error { asked = true; return nil }
	l.To = []string{"tiada@contohkab.go.id"}
	if err := hand(t, s, l); err == nil || asked {
		t.Errorf("%v; nothing was to be handed over", err)
	}
}

// TestSomeRefused: the letter goes to those who are accepted.
func TestSomeRefused(t *testing.T) {
	p := newPost(t)
	r, err := send.Send(t.Context(), p.serve(t, true, nil), letter(us, "penuh@contohkab.go.id", them, "tiada@contohkab.go.id"))
	if err != nil || len(r.Refused) != 2 || !r.Refused[0].Temporary() || r.Refused[1].Temporary() || r.Refused[1].Message != "Alamat tidak dikenal" {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := p.letters(); len(got) != 1 || len(got[0].to) != 1 || got[0].to[0] != them {
		t.Errorf("the server took %+v", got)
	}
}

// TestNullSenderRefused: some servers refuse it at once, some with the first
// recipient, some have a reason that is not the sender.
func TestNullSenderRefused(t *testing.T) {
	for name, refuse := range map[string]func(from, to string) bool{
		"at once":            func(from, to string) bool { return from == "" },
		"with the recipient": func(from, to string) bool { return from == "" && to != "" },
	} {
		p := newPost(t)
		p.refuse = refuse
		l := letter("", them)
		if err := hand(t, p.serve(t, true, nil), l); err == nil || len(p.letters()) != 0 {
			t.Errorf("%s, nothing to put instead: %v", name, err)
		}
		l.Instead, l.ID = us, "loket.1.1"
		r, err := send.Send(t.Context(), p.serve(t, true, func(s *smtp.Server) { s.EnableDSN = true }), l)
		if got := p.letters(); err != nil || !r.NullRefused || len(got) != 1 || got[0].from != us {
			t.Errorf("%s: %+v, %v, the server took %+v", name, r, err, got)
		}
		l.To = []string{"tiada@contohkab.go.id"}
		if e := failure(t, hand(t, p.serve(t, true, nil), l)); e.Code != 550 || e.Temporary {
			t.Errorf("%s: %+v", name, e)
		}
	}
	p := newPost(t)
	l := letter("", "tiada@contohkab.go.id")
	l.Instead = us
	if e := failure(t, hand(t, p.serve(t, true, nil), l)); e.Message != "Alamat tidak dikenal" {
		t.Errorf("the recipient is unknown with every sender: %+v", e)
	}
}

// TestDeliveryReportsAreAskedFor where the server offers it, for letters that have
// a sender.
func TestDeliveryReportsAreAskedFor(t *testing.T) {
	for _, v := range []struct {
		from         string
		offered      bool
		envid, notes string
	}{
		{us, true, "loket.7.9.abc", "HDRS FAILURE,DELAY"}, {us, false, "", ""}, {"", true, "", ""},
	} {
		p := newPost(t)
		l := letter(v.from, them)
		l.ID = "loket.7.9.abc"
		if err := hand(t, p.serve(t, true, func(s *smtp.Server) { s.EnableDSN = v.offered }), l); err != nil {
			t.Fatal(err)
		}
		if got := p.letters()[0]; got.envid != v.envid || got.dsn != v.notes {
			t.Errorf("from %q, offered %v: ENVID %q, %q", v.from, v.offered, got.envid, got.dsn)
		}
	}
}
