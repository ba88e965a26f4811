package registry

import (
	"crypto/rand"
	"fmt"
	"io"
)

// Secret is an Authcode or a password. However it is printed, it reads
// "[secret]"; Reveal is the only way to its value.
//
// One that comes back from a record is lost: the record holds only that there was
// one, and a request with it is not valid until it gets a new one.
type Secret struct {
	value string
	lost  bool
}

const hidden = "[secret]"

// NewSecret hides a value.
func NewSecret(value string) Secret { return Secret{value: value} }

// Reveal returns the value, for the wire and for the one letter.
func (s Secret) Reveal() string { return s.value }

// Empty reports whether there is none and there was none.
func (s Secret) Empty() bool { return s == Secret{} }

// Lost reports whether there was a value that no record has kept.
func (s Secret) Lost() bool { return s.lost }

// Format prints hidden for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// String returns "[secret]", or nothing for the empty secret.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return hidden
}

// MarshalText keeps the value out of JSON and every other record.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText remembers that there was a value.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret{lost: len(b) > 0}
	return nil
}

// codeLetters are the printable ASCII characters that survive being typed, read
// aloud and wrapped by a mail program: no space, no quotes, no brackets of XML, no
// look-alikes.
const codeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#%*+-=?@"

// CodeLength gives more than 128 bits over codeLetters (RFC 9154 section 4.1).
const CodeLength = 24

// NewAuthcode makes an Authcode. It always has a capital, a small letter, a digit
// and a sign, as many registries demand.
func NewAuthcode() Secret {
	for {
		b := make([]byte, 0, CodeLength)
		for len(b) < CodeLength {
			b = append(b, pick(codeLetters))
		}
		if mixed(b) {
			return NewSecret(string(b))
		}
	}
}

// pick draws one letter, each as likely as the next.
func pick(from string) byte {
	limit := 256 - 256%len(from)
	var one [1]byte
	for {
		_, _ = rand.Read(one[:]) // never fails: crypto/rand ends the program instead
		if int(one[0]) < limit {
			return from[int(one[0])%len(from)]
		}
	}
}

func mixed(b []byte) bool {
	var capital, small, digit, sign bool
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			capital = true
		case c >= 'a' && c <= 'z':
			small = true
		case c >= '0' && c <= '9':
			digit = true
		default:
			sign = true
		}
	}
	return capital && small && digit && sign
}
