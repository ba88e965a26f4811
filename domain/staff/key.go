package staff

import (
	"errors"
	"fmt"
	"net/netip"
	"path"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Key is a public key that somebody signs in with.
type Key struct {
	Line        string    `json:"line"`        // as in authorized_keys, without its comment
	Fingerprint string    `json:"fingerprint"` // SHA256:...
	Comment     string    `json:"comment,omitempty"`
	Added       time.Time `json:"added"`
	By          string    `json:"by,omitempty"`
	// From are the addresses and networks that it may come from, with "!" for
	// those it may not; none: all. Until is when it ends to be good, zero for never.
	From  []string  `json:"from,omitempty"`
	Until time.Time `json:"until,omitzero"`
}

// The reasons why a line is not taken.
var (
	ErrKey       = errors.New("this is no public key as ssh-keygen writes it into a .pub file")
	ErrPrivate   = errors.New("this is a private key: give the .pub file beside it, and make a new pair, for this one was shown")
	ErrOption    = errors.New("the desk does not carry this option out; leave it out, or give from=\"...\" or expiry-time=\"...\"")
	ErrAlgorithm = errors.New("this kind of key is too weak or not known; make one with ssh-keygen -t ed25519")
)

// maxKeyLine bounds a line; that of a key of 16,384 bits has 2,800 characters.
const maxKeyLine = 16 << 10

// ParseKey reads one line of an authorized_keys file. now is when it is added; times
// without a zone are the given one's.
func ParseKey(line string, now time.Time, zone *time.Location) (Key, error) {
	line = strings.TrimSpace(line)
	if strings.Contains(line, "PRIVATE KEY") {
		return Key{}, ErrPrivate
	}
	if len(line) > maxKeyLine || strings.ContainsAny(line, "\r\n\x00") {
		return Key{}, ErrKey
	}
	public, comment, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if err := strong(public); err != nil {
		return Key{}, err
	}
	k := Key{Line: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public))), Fingerprint: ssh.FingerprintSHA256(public), Comment: comment, Added: now.UTC()}
	for _, o := range options {
		if err := k.option(o, zone); err != nil {
			return Key{}, fmt.Errorf("option %q: %w", o, err)
		}
	}
	return k, nil
}

// strong refuses keys that can be broken, and certificates, which are not added
// one by one.
func strong(public ssh.PublicKey) error {
	switch public.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256:
		return nil
	case ssh.KeyAlgoRSA:
		if c, ok := public.(ssh.CryptoPublicKey); ok {
			if r, ok := c.CryptoPublicKey().(interface{ Size() int }); ok && r.Size() >= 2048/8 {
				return nil
			}
		}
	}
	return ErrAlgorithm
}

// option takes one option of the line. Those that forbid what the desk never
// allows anyway say nothing new.
func (k *Key) option(o string, zone *time.Location) error {
	name, value, _ := strings.Cut(o, "=")
	value = strings.Trim(value, `"`)
	switch strings.ToLower(name) {
	case "restrict", "no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc":
		return nil
	case "from":
		for _, p := range strings.Split(value, ",") {
			if p = strings.TrimSpace(p); !pattern(p) {
				return fmt.Errorf("%q: write addresses or networks, such as 192.0.2.0/24", p)
			}
			k.From = append(k.From, p)
		}
		return nil
	case "expiry-time":
		z := zone
		if strings.HasSuffix(value, "Z") {
			value, z = strings.TrimSuffix(value, "Z"), time.UTC
		}
		for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
			if t, err := time.ParseInLocation(layout, value, z); err == nil {
				k.Until = t.UTC()
				return nil
			}
		}
		return fmt.Errorf("%q: write the time as 20060102 or 200601021504", value)
	}
	return ErrOption
}

// pattern reports whether a part of from= is one that Good can judge: names of
// hosts would need a look-up that whoever signs in can influence.
func pattern(p string) bool {
	p = strings.TrimPrefix(p, "!")
	if _, err := netip.ParsePrefix(p); err == nil {
		return true
	}
	return p != "" && strings.Trim(p, "0123456789abcdefABCDEF.:*?") == ""
}

// Good reports whether the key may be used from an address now.
func (k *Key) Good(from netip.Addr, now time.Time) bool {
	if !k.Until.IsZero() && !now.Before(k.Until) {
		return false
	}
	if len(k.From) == 0 {
		return true
	}
	in := false
	for _, p := range k.From {
		not := strings.HasPrefix(p, "!")
		if !covers(strings.TrimPrefix(p, "!"), from) {
			continue
		}
		if not {
			return false
		}
		in = true
	}
	return in
}

func covers(p string, from netip.Addr) bool {
	from = from.Unmap()
	if n, err := netip.ParsePrefix(p); err == nil {
		return n.Contains(from)
	}
	ok, err := path.Match(strings.ToLower(p), from.String())
	return err == nil && ok
}
