package send

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-smtp"

	"loket/domain/clean"
	"loket/mailbox/pull"
)

// Refused is one recipient the server does not accept.
type Refused struct {
	Address           string
	Code              int
	Enhanced, Message string
}

// Temporary reports whether the server may accept him later.
func (r Refused) Temporary() bool { return r.Code/100 == 4 }

// The kinds of errors that are not in the server's words.
const (
	TooLarge    = "too-large"    // kB of the letter, kB that the server takes
	NoUTF8      = "no-utf8"      // the server takes no addresses beyond ASCII
	NoRecipient = "no-recipient" // the letter has none
	NoAddress   = "no-address"   // what is none
	Unanswered  = "unanswered"   // handed over, and no answer came
)

// SendError says why a letter was not sent. Err, if set, is a *pull.Refusal for
// trouble with host, TLS or sign-in.
type SendError struct {
	Temporary bool      // trying again later may help
	Uncertain bool      // the server may have taken the letter all the same
	Kind      string    // of an error that is not in the server's words; else ""
	Args      []string  // what the error of that kind speaks of
	Code      int       // SMTP reply code, 0 if the server said none
	Enhanced  string    // RFC 3463, "5.1.1"; "" if none
	Message   string    // the server's words, cleaned and bounded, or ours
	Refused   []Refused // all recipients, or those refused before the letter failed
	Err       error
}

func ours(kind, message string, args ...string) *SendError {
	return &SendError{Kind: kind, Message: message, Args: args}
}

// Error gives the server's words.
func (e *SendError) Error() string {
	var b strings.Builder
	b.WriteString("the letter was not sent")
	if e.Uncertain {
		b.WriteString(", or perhaps it was")
	}
	if len(e.Refused) == 0 || e.Message != e.Refused[0].Message { // else it is said with the name
		b.WriteString(": " + reply(e.Code, e.Enhanced, e.Message))
	}
	for _, r := range e.Refused {
		fmt.Fprintf(&b, "; %s: %s", words(r.Address), reply(r.Code, r.Enhanced, r.Message))
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }

func reply(code int, enhanced, message string) string {
	var parts []string
	if code != 0 {
		parts = append(parts, fmt.Sprint(code))
	}
	if enhanced != "" {
		parts = append(parts, enhanced)
	}
	return strings.Join(append(parts, message), " ")
}

func words(s string) string { return clean.Line(s, 300).String() }

// said turns an error of the SMTP client into a SendError.
func said(err error) *SendError {
	var status *smtp.SMTPError
	if errors.As(err, &status) {
		return &SendError{
			Temporary: status.Code/100 == 4, Code: status.Code, Enhanced: enhanced(status.EnhancedCode),
			Message: words(status.Message), Err: err,
		}
	}
	return &SendError{Temporary: true, Message: words(err.Error()), Err: err}
}

func enhanced(c smtp.EnhancedCode) string {
	if c[0] <= 0 {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", c[0], c[1], c[2])
}

// hindered wraps what a person can mend.
func hindered(r *pull.Refusal) *SendError {
	e := &SendError{Temporary: true, Message: r.Error(), Err: r}
	var status *smtp.SMTPError
	if errors.As(r.Err, &status) {
		e.Code, e.Enhanced = status.Code, enhanced(status.EnhancedCode)
	}
	return e
}
