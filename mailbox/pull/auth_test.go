package pull_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

// purse gives out tokens, each good for as long as the test wants.
type purse struct {
	mu   sync.Mutex
	n    int
	good map[string]bool
}

func (p *purse) token(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	token := fmt.Sprintf("token-%d", p.n)
	p.good[token] = true
	return token, nil
}

func (p *purse) accepts(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.good[token]
}

func (p *purse) revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.good)
}

// ServeHTTP answers what a server asks about a token (RFC 7662).
func (p *purse) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"active": p.accepts(r.PostFormValue("token")), "username": dovecottest.User})
}

// session is one of the in-memory server that knows both mechanisms.
type session struct {
	imapserver.SessionIMAP4rev2
	purse *purse
}

func (s *session) AuthenticateMechanisms() []string { return []string{"XOAUTH2", sasl.OAuthBearer} }

func (s *session) Authenticate(mechanism string) (sasl.Server, error) {
	enter := func(user, token string) error {
		if user != dovecottest.User || !s.purse.accepts(token) {
			return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "Token expired or revoked"}
		}
		return s.Login(dovecottest.User, dovecottest.Password)
	}
	if mechanism == "XOAUTH2" {
		return &xoauth2{enter: enter}, nil
	}
	return asNo{sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
		if enter(o.Username, o.Token) != nil {
			return &sasl.OAuthBearerError{Status: "invalid_token", Schemes: "bearer"}
		}
		return nil
	})}, nil
}

// asNo makes the end of a refused exchange the server's NO.
type asNo struct{ sasl.Server }

func (a asNo) Next(response []byte) ([]byte, bool, error) {
	challenge, done, err := a.Server.Next(response)
	if err != nil {
		err = &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: err.Error()}
	}
	return challenge, done, err
}

// xoauth2 is the server's side as Google and Microsoft have it: a refusal is
// first an error document, to be answered with an empty line.
type xoauth2 struct {
	enter   func(user, token string) error
	refused error
}

func (x *xoauth2) Next(response []byte) ([]byte, bool, error) {
	if x.refused != nil {
		if len(response) != 0 {
			return nil, false, errors.New("the error document was not answered with an empty line")
		}
		return nil, false, x.refused
	}
	if response == nil {
		return []byte{}, false, nil
	}
	parts := strings.Split(string(response), "\x01")
	if len(parts) != 4 || !strings.HasPrefix(parts[0], "user=") || !strings.HasPrefix(parts[1], "auth=Bearer ") {
		return nil, false, errors.New("no XOAUTH2")
	}
	if x.refused = x.enter(parts[0][5:], parts[1][12:]); x.refused != nil {
		return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
	}
	return nil, true, nil
}

// eachTokenWorld runs a test on both servers with a purse they ask.
func eachTokenWorld(t *testing.T, test func(t *testing.T, w world, p *purse)) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		p, m := &purse{good: map[string]bool{}}, newMemory(t)
		m.kill()
		m.session = func() imapserver.Session { return &session{m.backend.NewSession().(imapserver.SessionIMAP4rev2), p} }
		m.restart()
		test(t, m, p)
	})
	t.Run("dovecot", func(t *testing.T) {
		t.Parallel()
		p := &purse{good: map[string]bool{}}
		http := httptest.NewServer(p)
		t.Cleanup(http.Close)
		test(t, &dovecot{dovecottest.Start(t, dovecottest.OAuth(http.URL+"/periksa")), t, 7}, p)
	})
}

// Each connection asks for a token of its own; an old one that expired does not
// matter to the next connection.
func TestTokens(t *testing.T) {
	eachTokenWorld(t, func(t *testing.T, w world, p *purse) {
		c, n := other(t, w), 0
		for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
			a, s := w.account(), newSink()
			a.Auth, a.Secret = mechanism, p.token
			put(t, c, "INBOX", at, letter(n))
			n++
			once(t, a, s, n)
			p.revoke()
			put(t, c, "INBOX", at, letter(n))
			n++
			once(t, a, s, 1)
		}
		if p.n != 4 {
			t.Errorf("%d tokens were asked for 4 connections", p.n)
		}
	})
}

func TestRefusedToken(t *testing.T) {
	eachTokenWorld(t, func(t *testing.T, w world, p *purse) {
		for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
			a := w.account()
			a.Auth = mechanism
			a.Secret = func(context.Context) (string, error) { return "token-rahasia-basi", nil }
			_, err := pull.Once(t.Context(), a, newSink(), nil)
			if code(t, err) != pull.BadCredentials || !strings.Contains(err.Error(), "token") || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("%s: %v", mechanism, err)
			}
		}
	})
}

// A token that is not good any more is taken up again with a new one while the
// desk runs, without a person.
func TestTokenThatExpiredIsRenewed(t *testing.T) {
	eachTokenWorld(t, func(t *testing.T, w world, p *purse) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(0))
		a := w.account()
		a.Auth, a.Secret = "oauthbearer", p.token
		states := running(t, a, s)
		s.until(t, 1)
		state(t, states, "idle", is(pull.Idle))
		p.revoke()
		w.kill()
		state(t, states, "waiting", is(pull.Waiting))
		w.restart()
		put(t, other(t, w), "INBOX", at, letter(1))
		s.until(t, 2)
	})
}
