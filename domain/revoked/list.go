package revoked

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // lists name keys by it
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/crypto/ssh"
)

// ErrList says that something is no list of revoked keys.
var ErrList = errors.New("not a list of revoked keys as RevokedKeys of OpenSSH takes it")

// List is a list of revoked keys. The zero value revokes none. It does not change and
// may be used by several goroutines.
type List struct {
	keys   map[string]bool // wire format
	sha1   map[string]bool
	sha256 map[string]bool
	certs  []certs
}

// certs are certificates that are revoked under one authority, or under any.
type certs struct {
	authority []byte // wire format; none: any
	ranges    [][2]uint64
	bitmaps   []bitmap
	ids       map[string]bool
}

// bitmap has a bit for each serial number from an offset on.
type bitmap struct {
	from uint64
	bits *big.Int
}

// Parse reads a list: a KRL where it begins as one, else public keys one a line.
func Parse(data []byte) (*List, error) {
	l := &List{keys: map[string]bool{}, sha1: map[string]bool{}, sha256: map[string]bool{}}
	if bytes.HasPrefix(data, []byte(magic)) {
		if err := l.krl(data); err != nil {
			return nil, fmt.Errorf("%w: KRL: %w", ErrList, err)
		}
		return l, nil
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, err := public(line)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrList, n, err)
		}
		l.keys[string(plain(key).Marshal())] = true
	}
	return l, nil
}

// public reads "ssh-ed25519 AAAA... comment". Options are no part of such a list.
func public(line string) (ssh.PublicKey, error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return nil, errors.New("no public key")
	}
	blob, err := base64.StdEncoding.DecodeString(words[1])
	if err != nil {
		return nil, errors.New("no public key")
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, err
	}
	if key.Type() != words[0] {
		return nil, fmt.Errorf("the key is %s and is called %.40q", key.Type(), words[0])
	}
	return key, nil
}

// plain is the key of a certificate, or the key itself.
func plain(k ssh.PublicKey) ssh.PublicKey {
	if c, ok := k.(*ssh.Certificate); ok {
		return c.Key
	}
	return k
}

// Has reports whether a key, or what certifies it, is revoked.
func (l *List) Has(k ssh.PublicKey) bool {
	if l.named(plain(k)) {
		return true
	}
	c, ok := k.(*ssh.Certificate)
	if !ok {
		return false
	}
	if l.named(plain(c.SignatureKey)) {
		return true
	}
	authority := c.SignatureKey.Marshal()
	for i := range l.certs {
		if s := &l.certs[i]; (len(s.authority) == 0 || bytes.Equal(s.authority, authority)) && s.has(c) {
			return true
		}
	}
	return false
}

func (l *List) named(k ssh.PublicKey) bool {
	blob := k.Marshal()
	s1, s256 := sha1.Sum(blob), sha256.Sum256(blob) //nolint:gosec // as above
	return l.keys[string(blob)] || l.sha1[string(s1[:])] || l.sha256[string(s256[:])]
}

func (s *certs) has(c *ssh.Certificate) bool {
	if s.ids[c.KeyId] {
		return true
	}
	if c.Serial == 0 {
		return false
	}
	for _, r := range s.ranges {
		if r[0] <= c.Serial && c.Serial <= r[1] {
			return true
		}
	}
	for _, b := range s.bitmaps {
		if c.Serial >= b.from && c.Serial-b.from < uint64(b.bits.BitLen()) && b.bits.Bit(int(c.Serial-b.from)) == 1 {
			return true
		}
	}
	return false
}
