package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// DefaultMaxSize is the largest message read whole when Account.MaxSize is 0.
const DefaultMaxSize = 50 << 20

// DefaultMaxFetch is the largest message fetched by hand when Account.MaxFetch
// is 0.
const DefaultMaxFetch = 200 << 20

// Account is one mailbox on one server.
type Account struct {
	Name string // shown to people and part of every cursor's key
	Host string
	Port int    // 0: 993 for TLS "tls", 143 otherwise
	TLS  string // "tls" (default), "starttls", or "none", which only loopback may use
	User string
	// Secret gives the password or, for xoauth2 and oauthbearer, the token. It
	// is asked anew for every connection and never kept.
	Secret func(context.Context) (string, error)
	Auth   string // "login", "plain", "xoauth2", "oauthbearer"; "": what the server offers of login and plain
	// Folders are pulled side by side, each over its own connection. Empty:
	// INBOX.
	Folders []string
	// Compress asks the server to compress (RFC 4978), for slow links: on a fast
	// one it makes a server many times slower.
	Compress bool
	CAFile   string // PEM file of the authorities to trust instead of the system's
	MoveTo   string // folder for messages whose batch was kept; "": leave all in place
	MaxSize  int64  // bytes; larger messages come as headers only. 0: DefaultMaxSize
	// MaxFetch is the largest message that FetchOne brings, in bytes. 0:
	// DefaultMaxFetch.
	MaxFetch int64
	// Since bounds the reading of an old mailbox: messages the server received
	// (INTERNALDATE) before it are passed over. Zero: everything.
	Since  time.Time
	Timing Timing
	Now    func() time.Time // nil: the machine's clock; used for Status only
}

// Timing holds the waits of an account. Zero fields take the defaults named.
type Timing struct {
	Silence time.Duration // the longest wait for the server's next byte: 20 s
	Probe   time.Duration // an idle connection is asked whether it lives: 25 s
	Poll    time.Duration // without IDLE, and to see renumbering: 2 min
	Retry   time.Duration // first wait after a lost connection, then doubling: 250 ms
	RetryUp time.Duration // longest wait after lost connections: 1 min
	// Refused is the wait after a refusal only a person can end (a password, a
	// folder's name, a certificate): 1 min, doubling to ten times that.
	Refused time.Duration
}

// Validate reports every problem of the account at once.
func (a Account) Validate() error {
	var problems []error
	bad := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if a.Name == "" {
		bad("account without a name")
	}
	if a.Host == "" {
		bad("account %q: no host", a.Name)
	}
	if a.Port < 0 || a.Port > 65535 {
		bad("account %q: port %d is not between 1 and 65535", a.Name, a.Port)
	}
	if !slices.Contains([]string{"", "tls", "starttls", "none"}, a.TLS) {
		bad("account %q: tls %q is none of tls, starttls, none", a.Name, a.TLS)
	}
	if !slices.Contains([]string{"", "login", "plain", "xoauth2", "oauthbearer"}, a.Auth) {
		bad("account %q: auth %q is none of login, plain, xoauth2, oauthbearer", a.Name, a.Auth)
	}
	if a.Secret == nil {
		bad("account %q: no password, password file or command", a.Name)
	}
	if a.MoveTo != "" && slices.Contains(a.folders(), a.MoveTo) {
		bad("account %q: folder %q is both read and the place to move mail to", a.Name, a.MoveTo)
	}
	return errors.Join(problems...)
}

func (a Account) folders() []string {
	if len(a.Folders) == 0 {
		return []string{"INBOX"}
	}
	return a.Folders
}

func (a Account) maxSize() int64 {
	if a.MaxSize <= 0 {
		return DefaultMaxSize
	}
	return a.MaxSize
}

func (a Account) maxFetch() int64 {
	if a.MaxFetch <= 0 {
		return DefaultMaxFetch
	}
	return a.MaxFetch
}

func (a Account) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}

func (a Account) endpoint() Endpoint {
	e := Endpoint{Host: a.Host, Port: a.Port, TLS: a.TLS, CAFile: a.CAFile, Silence: a.Timing.orDefaults().Silence}
	if e.TLS == "" {
		e.TLS = "tls"
	}
	if e.Port == 0 && e.TLS == "tls" {
		e.Port = 993
	}
	if e.Port == 0 {
		e.Port = 143
	}
	return e
}

func (t Timing) orDefaults() Timing {
	or := func(d *time.Duration, def time.Duration) {
		if *d <= 0 {
			*d = def
		}
	}
	or(&t.Silence, 20*time.Second)
	or(&t.Probe, 25*time.Second)
	or(&t.Poll, 2*time.Minute)
	or(&t.Retry, 250*time.Millisecond)
	or(&t.RetryUp, time.Minute)
	or(&t.Refused, time.Minute)
	return t
}
