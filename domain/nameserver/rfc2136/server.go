// Package rfc2136 carries plans out on a name server by signed dynamic updates
// (RFC 2136 with the transaction signatures of RFC 8945) over TCP.
//
// Rules:
//   - One plan is one message. What does not fit is refused, not parted.
//   - A yes counts only with a valid signature, and only when reading back shows
//     what was wanted. A no may come without a signature; the failure says so.
//   - After the first byte of an update has left, nothing is sent again. Without
//     an answer the zone is looked at; what cannot be told stays Unknown.
//   - Bounds: one deadline for each exchange, 64 KiB for a message, MaxRecords
//     for a transfer.
//
// What it does not do: retries, approval, and choosing what to change.
package rfc2136

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// MaxRecords is the most that is read of one zone.
const MaxRecords = 500_000

// defaultTimeout is for one exchange, a transfer included.
const defaultTimeout = 15 * time.Second

// Key is a TSIG key. The secret is never printed.
type Key struct {
	Name      string
	Algorithm string // "hmac-sha256" (also where empty), "hmac-sha384", "hmac-sha512"
	Secret    Secret
}

// Secret is the shared secret of a key in base64.
type Secret string

// String hides the secret; so do GoString and MarshalText.
func (Secret) String() string { return "(secret)" }

// GoString hides the secret.
func (Secret) GoString() string { return "(secret)" }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// algorithms are those that are worth signing with; MD5 and SHA-1 are not.
var algorithms = map[string]string{
	"": dns.HmacSHA256, "hmac-sha256": dns.HmacSHA256, "hmac-sha384": dns.HmacSHA384, "hmac-sha512": dns.HmacSHA512,
}

// Server is the primary server of a zone. Fields are set before its first use;
// its methods may be called at once from several goroutines.
type Server struct {
	Address string // host:port of the primary
	Key     Key
	// ByName reads name by name, for servers that do not let the key transfer the
	// zone. What points at a name from elsewhere is then not seen.
	ByName  bool
	Timeout time.Duration    // of one exchange; 0: 15 s
	Now     func() time.Time // for signatures; nil: time.Now
	// Dial opens connections; nil: net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Validate reports what is wrong with the settings.
func (s *Server) Validate() error {
	var errs []error
	if _, _, err := net.SplitHostPort(s.Address); err != nil {
		errs = append(errs, fmt.Errorf("the server's address %q is not host:port: %w", s.Address, err))
	}
	if _, ok := dns.IsDomainName(s.Key.Name); !ok || s.Key.Name == "" {
		errs = append(errs, fmt.Errorf("%q is not the name of a TSIG key", s.Key.Name))
	}
	if _, ok := algorithms[strings.ToLower(s.Key.Algorithm)]; !ok {
		errs = append(errs, fmt.Errorf("the TSIG algorithm %q is not served; choose hmac-sha256, hmac-sha384 or hmac-sha512", s.Key.Algorithm))
	}
	if n, err := decoded(s.Key.Secret); err != nil || n < 16 {
		errs = append(errs, errors.New("the TSIG secret must be base64 of 16 bytes or more"))
	}
	return errors.Join(errs...)
}

func (s *Server) algorithm() string { return algorithms[strings.ToLower(s.Key.Algorithm)] }

func (s *Server) keyName() string { return dns.CanonicalName(s.Key.Name) }

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Server) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return defaultTimeout
}
