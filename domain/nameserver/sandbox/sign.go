package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"

	"github.com/miekg/dns"
)

// keyring signs and verifies with the one key of the sandbox, by its own clock.
type keyring struct {
	name   string
	secret string // base64
	now    func() time.Time
}

var _ dns.TsigProvider = keyring{}

var sums = map[string]func() hash.Hash{dns.HmacSHA256: sha256.New, dns.HmacSHA384: sha512.New384, dns.HmacSHA512: sha512.New}

// Generate gives the signature of a message.
func (k keyring) Generate(msg []byte, t *dns.TSIG) ([]byte, error) {
	sum := sums[dns.CanonicalName(t.Algorithm)]
	if sum == nil || dns.CanonicalName(t.Hdr.Name) != k.name {
		return nil, dns.ErrSecret
	}
	secret, err := base64.StdEncoding.DecodeString(k.secret)
	if err != nil {
		return nil, fmt.Errorf("secret of the sandbox: %w", err)
	}
	h := hmac.New(sum, secret)
	h.Write(msg)
	return h.Sum(nil), nil
}

// Verify reports ErrSecret for an unknown key, ErrSig for another's signature, and
// ErrTime where the clocks differ by more than the message allows.
func (k keyring) Verify(msg []byte, t *dns.TSIG) error {
	want, err := k.Generate(msg, t)
	if err != nil {
		return err
	}
	if got, err := hex.DecodeString(t.MAC); err != nil || !hmac.Equal(got, want) {
		return dns.ErrSig
	}
	if apart := k.now().Sub(time.Unix(int64(t.TimeSigned), 0)).Abs(); apart > time.Duration(t.Fudge)*time.Second {
		return dns.ErrTime
	}
	return nil
}

// judge gives the TSIG error of a question (RFC 8945 section 5.2), 0 for a good
// signature or none.
func (k keyring) judge(w dns.ResponseWriter, q *dns.Msg) uint16 {
	err := w.TsigStatus()
	switch {
	case q.IsTsig() == nil || err == nil:
		return 0
	case errors.Is(err, dns.ErrTime):
		return dns.RcodeBadTime
	case errors.Is(err, dns.ErrSecret):
		return dns.RcodeBadKey
	}
	return dns.RcodeBadSig
}

// write answers a question, signed as it was. A wrong clock is told the right
// time (RFC 8945 section 5.2.3).
func (s *Server) write(w dns.ResponseWriter, q, said *dns.Msg, code uint16) {
	if w.RemoteAddr().Network() == "udp" {
		size := dns.MinMsgSize
		if opt := q.IsEdns0(); opt != nil {
			size = max(size, int(opt.UDPSize()))
		}
		said.Truncate(size)
	}
	if asked := q.IsTsig(); asked != nil {
		now := s.now().Unix()
		said.SetTsig(asked.Hdr.Name, asked.Algorithm, asked.Fudge, now)
		t := said.IsTsig()
		t.Error = code
		if code == dns.RcodeBadTime {
			t.TimeSigned, t.OtherLen, t.OtherData = asked.TimeSigned, 6, fmt.Sprintf("%012x", now)
		}
	}
	_ = w.WriteMsg(said) // who asked may be gone
}
