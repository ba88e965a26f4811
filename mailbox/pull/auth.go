package pull

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// signIn authenticates as the account says.
func (l *Link) signIn(secret string) error {
	if l.Client.State() == imap.ConnStateAuthenticated { // PREAUTH
		return nil
	}
	caps := l.Client.Caps()
	mechanism, err := l.mechanism(caps)
	if err != nil {
		return err
	}
	if mechanism == "" {
		err = l.Client.Login(l.account.User, secret).Wait()
	} else {
		err = l.Client.Authenticate(SASL(mechanism, l.account.User, secret, l.endpoint))
	}
	var status *imap.Error
	if errors.As(err, &status) && status.Type == imap.StatusResponseTypeNo && meansCredentials(status.Code) {
		return &Refusal{
			Code: BadCredentials, Detail: words(statusText(status)), Err: err,
			Text: fmt.Sprintf("%s does not accept user %s with this %s", l.endpoint.addr(), l.account.User, l.credential(mechanism)),
		}
	}
	return err
}

// credential names what was shown, and what to do when it is refused.
func (l *Link) credential(mechanism string) string {
	if mechanism == "XOAUTH2" || mechanism == sasl.OAuthBearer {
		return "token; run the password command by hand and see whether its token is of this server, of this user and not expired"
	}
	return "password; check both"
}

// meansCredentials tells a wrong password from a server in trouble (RFC 5530).
func meansCredentials(code imap.ResponseCode) bool {
	switch code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeServerBug, imap.ResponseCodeLimit, imap.ResponseCodeInUse:
		return false
	}
	return true
}

// mechanism picks the SASL mechanism; "" is the LOGIN command.
func (l *Link) mechanism(caps imap.CapSet) (string, error) {
	want := strings.ToUpper(l.account.Auth)
	noLogin := caps.Has(imap.CapLoginDisabled)
	if want == "" && noLogin {
		want = sasl.Plain
	}
	if want == "" || want == "LOGIN" && !noLogin {
		return "", nil
	}
	if caps.Has(imap.AuthCap(want)) {
		return want, nil
	}
	return "", &Refusal{
		Code: NoMechanism, Detail: words(strings.Join(caps.AuthMechanisms(), " ")),
		Text: fmt.Sprintf("%s does not offer to sign in by %s; choose another auth", l.endpoint.addr(), strings.ToLower(want)),
	}
}

// SASL gives the client side of PLAIN, LOGIN, XOAUTH2 or OAUTHBEARER.
func SASL(mechanism, user, secret string, e Endpoint) sasl.Client {
	switch mechanism {
	case sasl.OAuthBearer:
		return bearer{sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: user, Token: secret, Host: e.Host, Port: e.Port})}
	case "XOAUTH2":
		return xoauth2{user, secret}
	case sasl.Login:
		return sasl.NewLoginClient(user, secret)
	}
	return sasl.NewPlainClient("", user, secret)
}

// bearer lets the server say NO in its own words: the library's client ends the
// exchange half-way when it sees the error document.
type bearer struct{ sasl.Client }

// Next answers the error document as RFC 7628, 3.2.3 asks.
func (bearer) Next([]byte) ([]byte, error) { return []byte{1}, nil }

// xoauth2 is the mechanism of Google and Microsoft that preceded OAUTHBEARER.
type xoauth2 struct{ user, token string }

func (x xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the error document with an empty line; the server then says NO.
func (x xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
