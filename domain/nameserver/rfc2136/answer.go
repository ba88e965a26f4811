package rfc2136

import (
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"loket/domain/nameserver"

	"github.com/miekg/dns"
)

// fail makes a failure that has changed nothing.
func (s *Server) fail(code nameserver.Code, err error) *nameserver.Failure {
	return &nameserver.Failure{Code: code, Fate: nameserver.NoEffect, Server: s.Address, Err: err}
}

// codes translate what a server answers.
var codes = map[int]nameserver.Code{
	dns.RcodeFormatError: nameserver.FormErr, dns.RcodeServerFailure: nameserver.ServFail,
	dns.RcodeNotImplemented: nameserver.NotImp, dns.RcodeRefused: nameserver.Refused,
	dns.RcodeYXDomain: nameserver.YXDomain, dns.RcodeYXRrset: nameserver.YXRRset, dns.RcodeNXRrset: nameserver.NXRRset,
	dns.RcodeNotAuth: nameserver.NotAuth, dns.RcodeNotZone: nameserver.NotZone,
}

// tsigCodes are the errors inside the signature record (RFC 8945 section 3).
var tsigCodes = map[uint16]nameserver.Code{
	dns.RcodeBadSig: nameserver.BadSig, dns.RcodeBadKey: nameserver.BadKey,
	dns.RcodeBadTime: nameserver.BadTime, dns.RcodeBadTrunc: nameserver.BadTrunc,
}

// judge reads an answer: nil is a proved yes. Err is what receive said.
func (s *Server) judge(e *exchange, m *dns.Msg, err error) *nameserver.Failure {
	switch {
	case m == nil && errors.Is(err, errNoMatch):
		return s.fail(nameserver.BadAnswer, err)
	case m == nil && e.change:
		return s.fail(nameserver.NoAnswer, err)
	case m == nil:
		return s.fail(nameserver.Unreachable, err)
	case m.Rcode != dns.RcodeSuccess:
		return s.refusal(e, m, err)
	case errors.Is(err, errUnsigned):
		return s.fail(nameserver.Unsigned, nil)
	case err != nil:
		return s.fail(nameserver.Forged, err)
	}
	return nil
}

// refusal explains a no. Servers cannot sign it when they do not know the key;
// the library cannot check the signature of a NOTAUTH.
func (s *Server) refusal(e *exchange, m *dns.Msg, err error) *nameserver.Failure {
	code, known := codes[m.Rcode]
	if !known {
		code = nameserver.OtherRcode
	}
	f := s.fail(code, nil)
	f.Signed = err == nil
	f.Args = map[string]string{"rcode": rcode(m), "key": s.keyName()}
	t := m.IsTsig()
	if t == nil {
		return f
	}
	if code, ok := tsigCodes[t.Error]; ok && m.Rcode == dns.RcodeNotAuth {
		f.Code = code
	}
	if f.Code == nameserver.BadTime {
		here := time.Unix(int64(e.signed), 0).UTC()
		there := clock(t)
		f.Args["skew"], f.Args["there"], f.Args["here"] = there.Sub(here).Abs().String(), there.Format(plainly), here.Format(plainly)
	}
	return f
}

// plainly is how two clocks are written beside each other.
const plainly = "2 Jan 15:04:05 UTC"

// clock is the server's: it sends its own time along with BADTIME (RFC 8945
// section 5.2.3).
func clock(t *dns.TSIG) time.Time {
	seconds := t.TimeSigned
	if b, err := hex.DecodeString(t.OtherData); err == nil && len(b) == 6 {
		seconds = 0
		for _, c := range b {
			seconds = seconds<<8 | uint64(c)
		}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

func rcode(m *dns.Msg) string {
	if s, ok := dns.RcodeToString[m.Rcode]; ok {
		return s
	}
	return strconv.Itoa(m.Rcode)
}
