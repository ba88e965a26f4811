package mail

import (
	"fmt"
	"strings"

	"loket/domain/clean"
)

// AuthState says whether the results of Auth may be used.
type AuthState string

// The states of Auth.
const (
	AuthNone       AuthState = ""           // no server of ours said anything
	AuthRead       AuthState = "read"       // the results are those of our server
	AuthUnreadable AuthState = "unreadable" // our server said something that could not be read
	AuthRefused    AuthState = "refused"    // the message itself is not to be believed, see Reason
)

// AuthResult is one method's result.
type AuthResult struct {
	Value  string // pass, fail, none, ...; "" if the method was not tried
	Domain string // the domain it is about, lower-case
}

// Pass reports whether the method said pass.
func (r AuthResult) Pass() bool { return r.Value == "pass" }

// Auth is what the site's own mail server found out about the sender (RFC
// 8601). Only the topmost Authentication-Results with the configured
// authserv-id counts. A message with more than one From, Subject, Date or To is
// refused: a signature covers only the lower one.
type Auth struct {
	State  AuthState
	SPF    AuthResult
	DKIM   AuthResult // the one that passed for the domain of From, else the first that passed, else the first
	DMARC  AuthResult
	Reason string
}

func readAuth(m *Message, opt Options) Auth {
	if opt.AuthServID == "" {
		return Auth{Reason: "no authserv-id configured"}
	}
	if why := doubled(m); why != "" {
		return Auth{State: AuthRefused, Reason: why}
	}
	for _, v := range m.header.all("authentication-results", 50) {
		v = dropComments(v)
		id, rest, _ := strings.Cut(v, ";")
		fields := strings.Fields(id)
		if len(fields) == 0 || !strings.EqualFold(fields[0], opt.AuthServID) {
			continue
		}
		return authOf(m, rest)
	}
	return Auth{Reason: "no Authentication-Results of " + opt.AuthServID}
}

// doubled names what a message has more of than it may.
func doubled(m *Message) string {
	for _, name := range []string{"From", "Subject", "Date", "To"} {
		if n := len(m.header.all(name, 100)); n > 1 {
			return fmt.Sprintf("%d %s fields", n, name)
		}
	}
	if len(m.From) != 1 || m.From[0].Email == "" {
		return fmt.Sprintf("%d senders in From", len(m.From))
	}
	return ""
}

func authOf(m *Message, s string) Auth {
	a := Auth{State: AuthUnreadable, Reason: "Authentication-Results not readable"}
	rank := 0
	for item := range strings.SplitSeq(s, ";") {
		method, r, ok := authItem(item)
		if !ok {
			if strings.EqualFold(strings.TrimSpace(item), "none") {
				a.State, a.Reason = AuthRead, ""
			}
			continue
		}
		a.State, a.Reason = AuthRead, ""
		switch method {
		case "spf":
			if a.SPF.Value == "" {
				a.SPF = r
			}
		case "dmarc":
			if a.DMARC.Value == "" {
				a.DMARC = r
			}
		case "dkim":
			if n := dkimRank(m, r); n > rank {
				a.DKIM, rank = r, n
			}
		}
	}
	return a
}

func dkimRank(m *Message, r AuthResult) int {
	from := m.From[0].Domain()
	switch {
	case !r.Pass():
		return 1
	case r.Domain != "" && (from == r.Domain || strings.HasSuffix(from, "."+r.Domain)):
		return 3
	}
	return 2
}

// authItem reads "dkim=pass header.d=contohkab.go.id".
func authItem(s string) (method string, r AuthResult, ok bool) {
	words := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(s, " =", "="), "= ", "="))
	for i, w := range words {
		key, val, found := strings.Cut(w, "=")
		if !found {
			continue
		}
		key = strings.ToLower(key)
		val = strings.Trim(val, `"`)
		if i == 0 {
			method, _, _ = strings.Cut(key, "/")
			r.Value = clean.Line(strings.ToLower(val), 20).String()
			ok = r.Value != ""
			continue
		}
		switch key {
		case "header.d", "header.from", "smtp.mailfrom", "smtp.mail", "envelope-from":
			r.Domain = authDomain(val)
		case "header.i", "smtp.helo":
			if r.Domain == "" {
				r.Domain = authDomain(val)
			}
		}
	}
	return method, r, ok
}

func authDomain(s string) string {
	s = strings.ToLower(strings.Trim(s, `<>"`))
	return clean.Line(strings.TrimSuffix(s[strings.LastIndexByte(s, '@')+1:], "."), 253).String()
}

// dropComments takes (comments) out, nested ones too, and leaves quotes alone.
func dropComments(s string) string {
	var out strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			if depth == 0 {
				out.WriteString(s[i : i+2])
			}
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
			out.WriteByte(c)
		case c == '(' && !quoted:
			depth++
		case c == ')' && !quoted && depth > 0:
			depth--
		case depth == 0:
			out.WriteByte(c)
		}
	}
	return out.String()
}
