package registry

import (
	"fmt"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/clean"
)

// Problem is a failure that a person can be told about: what happened, what it
// means, what to do. It wraps its kind (ErrRefused, ErrNotSent, ErrUnknown) and
// its cause.
type Problem struct {
	Key    string // of its Explanation: "2304", or one of the Key constants
	Detail string // what the other side or the system said, one clean line; may be empty
	kind   error
	cause  error
}

// Keys of problems that have no EPP code.
const (
	KeySetup         = "setup"          // the configuration or one of its files
	KeyUnreachable   = "unreachable"    // no connection
	KeyTLS           = "tls"            // no trust in the server, for another reason than its date
	KeyServerExpired = "server-expired" // the server's certificate is past its date
	KeyClientExpired = "client-expired" // ours is
	KeyClientRefused = "client-refused" // the server does not take our certificate
	KeyNotEPP        = "not-epp"        // something else answers there
	KeyGarbled       = "garbled"        // a frame or a document that cannot be read
	KeyMismatch      = "mismatch"       // an answer to another request than ours
	KeyNoAnswer      = "no-answer"      // the connection broke or the time was over
	KeyNotOffered    = "not-offered"    // the registry does not offer what this needs
	KeyInvalid       = "invalid"        // ErrRequest
	KeyClosed        = "closed"         // the program is ending
	KeyBusy          = "busy"           // too many questions: wait
	KeyNotRDAP       = "not-rdap"       // something else answers there
	KeyRDAP          = "rdap"           // the RDAP service fails or refuses
)

const maxDetail = 400 // runes

// NewProblem makes a problem of one of the three kinds. detail may come from
// outside; cause may be nil.
func NewProblem(kind error, key, detail string, cause error) *Problem {
	return &Problem{Key: key, Detail: clean.Line(detail, maxDetail).String(), kind: kind, cause: cause}
}

// Refused makes the problem for an answer of 2000 and above, with every reason in
// it.
func Refused(o Outcome) *Problem {
	return NewProblem(ErrRefused, strconv.Itoa(o.Code), o.Said(), nil)
}

// Said joins everything that the registry wrote in its results, "; " between.
func (o Outcome) Said() string {
	var said []string
	for _, r := range o.Results {
		s := r.Message
		if r.Code != o.Code {
			s = strconv.Itoa(r.Code) + " " + s
		}
		said = append(said, s)
		for _, why := range r.Reasons {
			said = append(said, strings.TrimPrefix(strings.TrimSpace(why.Value+": "+why.Why), ": "))
		}
	}
	return strings.Join(said, "; ")
}

// Code returns the EPP code, 0 when there is none.
func (p *Problem) Code() int {
	n, err := strconv.Atoi(p.Key)
	if err != nil {
		return 0
	}
	return n
}

// Kind returns ErrRefused, ErrNotSent or ErrUnknown.
func (p *Problem) Kind() error { return p.kind }

// Explain returns the explanation of its key.
func (p *Problem) Explain() Explanation { return Explain(p.Key) }

// Error is for the log, in English.
func (p *Problem) Error() string {
	s := fmt.Sprintf("%v: %s", p.kind, p.Explain().What.EN)
	if n := p.Code(); n != 0 {
		s = fmt.Sprintf("%v: %d %s", p.kind, n, p.Explain().What.EN)
	}
	if p.Detail != "" {
		s += " (" + p.Detail + ")"
	}
	return s
}

// In says it to a person: what happened, with the number and the other side's
// words, and what to do.
func (p *Problem) In(l domain.Lang) string {
	e := p.Explain()
	s := e.What.In(l)
	if n := p.Code(); n != 0 {
		s = strconv.Itoa(n) + " " + s
	}
	if p.Detail != "" {
		s += " (" + p.Detail + ")"
	}
	return s + ". " + e.Do.In(l)
}

// Unwrap returns the kind and the cause.
func (p *Problem) Unwrap() []error {
	if p.cause == nil {
		return []error{p.kind}
	}
	return []error{p.kind, p.cause}
}
