package rfc2136_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/miekg/dns"
)

// TestTransferRefuses: a signature says who speaks, not that it makes sense.
func TestTransferRefuses(t *testing.T) {
	const soa, other = "@ 60 IN SOA a b 7 1 1 1 1", "@ 60 IN SOA a b 8 1 1 1 1"
	const record = "x 60 IN A 192.0.2.1"
	for _, c := range []struct {
		name     string
		messages []string // records of each, "|" between
		ok       bool
	}{
		{"one message", []string{soa + "|" + record + "|" + soa}, true},
		{"three messages", []string{soa, record, soa}, true},
		{"no SOA at the start", []string{record + "|" + soa}, false},
		{"another serial at the end", []string{soa + "|" + record + "|" + other}, false},
		{"more after the end", []string{soa + "|" + record + "|" + soa + "|" + record}, false},
		{"the SOA of another zone", []string{"lain.go.id. 60 IN SOA a b 7 1 1 1 1|lain.go.id. 60 IN SOA a b 7 1 1 1 1"}, false},
		{"a name of another zone", []string{soa + "|x.lain.go.id. 60 IN A 192.0.2.1|" + soa}, false},
		{"nothing", []string{""}, false},
		{"nothing in between", []string{soa, "", soa}, false},
		{"no end", []string{soa, record}, false},
	} {
		s := &rfc2136.Server{Address: signing(t, c.messages), Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret}}
		state, err := s.Read(t.Context(), nameservertest.Zone, nil)
		if c.ok {
			if err != nil || len(state.Sets) != 1 || !state.Whole || state.Serial != 7 {
				t.Errorf("%s: %+v, %v", c.name, state, err)
			}
			continue
		}
		var f *nameserver.Failure
		if !errors.As(err, &f) || f.Fate != nameserver.NoEffect {
			t.Errorf("%s: %+v, %v", c.name, state, err)
		}
	}
}

// signing answers every question with messages that are properly signed.
func signing(t *testing.T, messages []string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan struct{})
	s := &dns.Server{Listener: l, TsigSecret: map[string]string{nameservertest.KeyName: nameservertest.Secret}, NotifyStartedFunc: func() { close(up) }}
	s.Handler = dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		for _, records := range messages {
			m := new(dns.Msg).SetReply(q)
			z := dns.NewZoneParser(strings.NewReader(strings.ReplaceAll(records, "|", "\n")), nameservertest.Zone, "")
			for rr, ok := z.Next(); ok; rr, ok = z.Next() {
				m.Answer = append(m.Answer, rr)
			}
			m.SetTsig(nameservertest.KeyName, dns.HmacSHA256, 300, time.Now().Unix())
			if err := w.WriteMsg(m); err != nil {
				t.Log(fmt.Errorf("answer: %w", err))
			}
			w.TsigTimersOnly(true)
		}
		w.Close()
	})
	go s.ActivateAndServe()
	<-up
	t.Cleanup(func() { s.Shutdown() })
	return l.Addr().String()
}
