package sender

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strings"

	"loket/domain/clean"
)

// maxKeyRecord is the size of a TXT record that is read; a key of 8192 bits
// needs 1,500 bytes.
const maxKeyRecord = 4096

// keyRecord is a key as the domain publishes it (RFC 6376 section 3.6.1).
type keyRecord struct {
	text    string
	testing bool // t=y
	strict  bool // t=s
}

// takeKey reads the answer of the look-up.
func (s *signature) takeKey(txts []string, err error) {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		s.State, s.Detail = DKIMNoKey, "no such name"
	case err != nil:
		s.State, s.Detail = DKIMTemporary, clean.Line(err.Error(), 120).String()
	case len(txts) == 0:
		s.State, s.Detail = DKIMNoKey, "no record"
	case len(txts) > 1:
		s.State, s.Detail = DKIMNoKey, "more than one record"
	case len(txts[0]) > maxKeyRecord:
		s.State, s.Detail = DKIMNoKey, "record too large"
	default:
		s.readKey(txts[0])
	}
}

// readKey takes from the record what the verifier does not say.
func (s *signature) readKey(text string) {
	tags, ok := readTags(text)
	s.key.text = text
	if !ok {
		s.State, s.Detail = DKIMNoKey, "record not readable"
		return
	}
	for flag := range strings.SplitSeq(strings.ToLower(tags["t"]), ":") {
		s.key.testing = s.key.testing || flag == "y"
		s.key.strict = s.key.strict || flag == "s"
	}
	switch tags["k"] {
	case "", "rsa":
		s.Key, s.Bits = "rsa", rsaBits(tags["p"])
	case "ed25519":
		s.Key = "ed25519"
	}
}

func rsaBits(p string) int {
	b, err := base64.StdEncoding.DecodeString(p)
	if err != nil {
		return 0
	}
	key, err := x509.ParsePKIXPublicKey(b)
	if err != nil {
		if key, err = x509.ParsePKCS1PublicKey(b); err != nil {
			return 0
		}
	}
	if k, ok := key.(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}
