package webcheck

import "errors"

// Sentinels of this package, for errors.Is.
var (
	ErrOptions = errors.New("the settings of the web check do not work")
	ErrURL     = errors.New("not an address that may be fetched")

	errAddress = errors.New("the address is not public")
	errHops    = errors.New("too many redirects")
)

// Failure says why a page could not be looked at. It is part of stored evidence:
// the words do not change.
type Failure string

// The closed set of failures. Answered is a page that came, whatever its status.
const (
	Answered        Failure = ""
	RefusedURL      Failure = "refused-url"      // scheme, port, user name or host
	RefusedAddress  Failure = "refused-address"  // the host is not on the public network
	NoSuchHost      Failure = "no-such-host"     // DNS says that there is none
	ResolverFailed  Failure = "resolver-failed"  // DNS gave no answer
	Unreachable     Failure = "unreachable"      // nobody takes the connection
	TimedOut        Failure = "timed-out"        // before the head of the answer was complete
	BadTLS          Failure = "bad-tls"          // no handshake; a bad certificate is not one, see TLS
	BadAnswer       Failure = "bad-answer"       // not HTTP
	TooManyHops     Failure = "too-many-hops"    // redirects in a circle, or too many
	RefusedRedirect Failure = "refused-redirect" // to what may not be fetched
	Unasked         Failure = "unasked"          // its host had failed too often, see LookAll
)
