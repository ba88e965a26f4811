package rfc2136_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/miekg/dns"
)

func TestValidate(t *testing.T) {
	good := rfc2136.Server{Address: "192.0.2.1:53", Key: rfc2136.Key{Name: "officer-key", Secret: nameservertest.Secret}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*rfc2136.Server){
		"address":       func(s *rfc2136.Server) { s.Address = "192.0.2.1" },
		"no key":        func(s *rfc2136.Server) { s.Key.Name = "" },
		"MD5":           func(s *rfc2136.Server) { s.Key.Algorithm = "hmac-md5" },
		"SHA-1":         func(s *rfc2136.Server) { s.Key.Algorithm = "hmac-sha1" },
		"short secret":  func(s *rfc2136.Server) { s.Key.Secret = "cmFoYXNpYQ==" },
		"no base64":     func(s *rfc2136.Server) { s.Key.Secret = "rahasia rahasia rahasia" },
		"empty":         func(s *rfc2136.Server) { *s = rfc2136.Server{} },
		"a line in it":  func(s *rfc2136.Server) { s.Address = "192.0.2.1\n:53:" },
		"secret pasted": func(s *rfc2136.Server) { s.Key.Secret = "" },
	} {
		s := good
		spoil(&s)
		if err := s.Validate(); err == nil {
			t.Errorf("%s: nothing said", name)
		} else if strings.Contains(err.Error(), "cmFoYX") || strings.Contains(err.Error(), nameservertest.Secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSecretIsNotPrinted prints the settings in every way that logs do.
func TestSecretIsNotPrinted(t *testing.T) {
	s := &rfc2136.Server{Key: rfc2136.Key{Name: "officer-key", Secret: nameservertest.Secret}}
	raw, err := json.Marshal(s.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{fmt.Sprint(s.Key), fmt.Sprintf("%v", s.Key), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s.Key), fmt.Sprintf("%s", s.Key), fmt.Sprintf("%q", s.Key.Secret), string(raw)} {
		if strings.Contains(out, nameservertest.Secret) {
			t.Errorf("printed: %s", out)
		}
	}
}

// FuzzAnswer answers a transfer and a question with whatever bytes come: nothing
// hangs, nothing panics, and nothing is believed, since nobody signed it.
func FuzzAnswer(f *testing.F) {
	soa := &dns.SOA{Hdr: dns.RR_Header{Name: nameservertest.Zone, Rrtype: dns.TypeSOA, Class: dns.ClassINET}, Ns: "a.", Mbox: "b."}
	m := new(dns.Msg).SetReply(new(dns.Msg).SetAxfr(nameservertest.Zone))
	m.Answer = []dns.RR{soa, soa}
	for _, key := range []string{"", nameservertest.KeyName} {
		if key != "" {
			m.SetTsig(key, dns.HmacSHA256, 300, 1)
		}
		raw, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte{0, 0, 0x80, 9})
	f.Fuzz(func(t *testing.T, answer []byte) {
		s := &rfc2136.Server{Address: "192.0.2.1:53", Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret}}
		s.Dial = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				q := make([]byte, 1024)
				n, err := theirs.Read(q)
				if err != nil || n < 4 {
					return
				}
				reply := append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...)
				if len(reply) > 4 {
					copy(reply[2:4], q[2:4]) // with the question's id it is looked at
				}
				theirs.Write(reply)
				theirs.Write(reply)
			}()
			return ours, nil
		}
		for _, byName := range []bool{false, true} {
			s.ByName = byName
			if state, err := s.Read(t.Context(), nameservertest.Zone, []string{"lama." + nameservertest.Zone}); err == nil {
				t.Fatalf("believed: %+v", state)
			}
		}
		p := nameserver.Plan{Zone: nameservertest.Zone, Names: []nameserver.NamePlan{{Name: "x." + nameservertest.Zone, After: []nameserver.RRset{{Name: "x." + nameservertest.Zone, Type: "A", Data: []string{"192.0.2.1"}}}}}}
		if out, err := s.Apply(t.Context(), p); err == nil {
			t.Fatalf("believed: %+v", out)
		}
	})
}
