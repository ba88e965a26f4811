package revoked

import (
	"crypto/sha1" //nolint:gosec // lists name keys by it
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/ssh"
)

const magic = "SSHKRL\n\x00"

// Sections of a list, and of what it says of an authority's certificates.
const (
	sectionCerts     = 1
	sectionKeys      = 2
	sectionSHA1      = 3
	sectionSHA256    = 5
	sectionExtension = 255

	certSerials   = 0x20
	certRange     = 0x21
	certBitmap    = 0x22
	certKeyIDs    = 0x23
	certExtension = 0x39
)

var errCritical = errors.New("it has a critical extension that is not known here")

// part is one section: its type, what is in it, and what follows.
type part struct {
	Type byte
	Data []byte
	Rest []byte `ssh:"rest"`
}

// each calls fn with every section.
func each(data []byte, fn func(kind byte, data []byte) error) error {
	for len(data) > 0 {
		var p part
		if err := ssh.Unmarshal(data, &p); err != nil {
			return err
		}
		if err := fn(p.Type, p.Data); err != nil {
			return err
		}
		data = p.Rest
	}
	return nil
}

// texts calls fn with every string of a section.
func texts(data []byte, fn func([]byte) error) error {
	for len(data) > 0 {
		var s struct {
			Value []byte
			Rest  []byte `ssh:"rest"`
		}
		if err := ssh.Unmarshal(data, &s); err != nil {
			return err
		}
		if err := fn(s.Value); err != nil {
			return err
		}
		data = s.Rest
	}
	return nil
}

// krl reads a key revocation list.
func (l *List) krl(data []byte) error {
	var head struct {
		Magic             uint64
		Format            uint32
		Version, At, Flag uint64
		Reserved          []byte
		Comment           string
		Rest              []byte `ssh:"rest"`
	}
	if err := ssh.Unmarshal(data, &head); err != nil {
		return err
	}
	if head.Format != 1 {
		return fmt.Errorf("its format is %d, and 1 is known", head.Format)
	}
	return each(head.Rest, l.section)
}

func (l *List) section(kind byte, data []byte) error {
	switch kind {
	case sectionCerts:
		return l.authority(data)
	case sectionKeys:
		return texts(data, func(blob []byte) error { l.keys[string(blob)] = true; return nil })
	case sectionSHA1:
		return hashes(data, l.sha1, sha1.Size)
	case sectionSHA256:
		return hashes(data, l.sha256, sha256.Size)
	case sectionExtension:
		return extension(data)
	}
	return fmt.Errorf("a section of type %d is not known", kind)
}

func hashes(data []byte, into map[string]bool, size int) error {
	return texts(data, func(h []byte) error {
		if len(h) != size {
			return fmt.Errorf("a hash has %d bytes instead of %d", len(h), size)
		}
		into[string(h)] = true
		return nil
	})
}

// extension passes over one that may be.
func extension(data []byte) error {
	var x struct {
		Name     string
		Critical bool
		Contents []byte
	}
	if err := ssh.Unmarshal(data, &x); err != nil {
		return err
	}
	if x.Critical {
		return fmt.Errorf("%.40q: %w", x.Name, errCritical)
	}
	return nil
}

// authority reads which certificates are revoked.
func (l *List) authority(data []byte) error {
	var head struct {
		Key, Reserved []byte
		Rest          []byte `ssh:"rest"`
	}
	if err := ssh.Unmarshal(data, &head); err != nil {
		return err
	}
	c := certs{authority: head.Key, ids: map[string]bool{}}
	if len(head.Key) > 0 {
		if _, err := ssh.ParsePublicKey(head.Key); err != nil {
			return fmt.Errorf("an authority: %w", err)
		}
	}
	if err := each(head.Rest, c.section); err != nil {
		return err
	}
	l.certs = append(l.certs, c)
	return nil
}

func (c *certs) section(kind byte, data []byte) error {
	switch kind {
	case certSerials:
		for len(data) > 0 {
			var s struct {
				Serial uint64
				Rest   []byte `ssh:"rest"`
			}
			if err := ssh.Unmarshal(data, &s); err != nil {
				return err
			}
			c.ranges, data = append(c.ranges, [2]uint64{s.Serial, s.Serial}), s.Rest
		}
		return nil
	case certRange:
		var r struct{ From, To uint64 }
		if err := ssh.Unmarshal(data, &r); err != nil {
			return err
		}
		c.ranges = append(c.ranges, [2]uint64{r.From, r.To})
		return nil
	case certBitmap:
		var b struct {
			From uint64
			Bits *big.Int
		}
		if err := ssh.Unmarshal(data, &b); err != nil {
			return err
		}
		if b.Bits.Sign() < 0 {
			return errors.New("a bitmap is negative")
		}
		c.bitmaps = append(c.bitmaps, bitmap{b.From, b.Bits})
		return nil
	case certKeyIDs:
		return texts(data, func(id []byte) error { c.ids[string(id)] = true; return nil })
	case certExtension:
		return extension(data)
	}
	return fmt.Errorf("certificates named in the way %#x are not known", kind)
}
