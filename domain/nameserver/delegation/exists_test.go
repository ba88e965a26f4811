package delegation_test

import (
	"context"
	"net"
	"testing"

	"loket/domain/nameserver/delegation"

	"github.com/miekg/dns"
)

func TestExists(t *testing.T) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan struct{})
	s := &dns.Server{PacketConn: udp, NotifyStartedFunc: func() { close(up) }, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		m.RecursionAvailable = true
		switch name := q.Question[0]; {
		case name.Name == "tiada.example.net.":
			m.Rcode = dns.RcodeNameError
		case name.Name == "rusak.example.net.":
			m.Rcode = dns.RcodeServerFailure
		case name.Qtype == dns.TypeA:
			m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: name.Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(192, 0, 2, 1)}}
		}
		w.WriteMsg(m)
	})}
	go s.ActivateAndServe()
	<-up
	t.Cleanup(func() { s.Shutdown() })
	exists := delegation.Exists(&net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", udp.LocalAddr().String())
	}})
	for name, want := range map[string]bool{"ada.example.net.": true, "tiada.example.net.": false} {
		if got, err := exists(t.Context(), name); got != want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := exists(t.Context(), "rusak.example.net."); err == nil {
		t.Errorf("nobody knows, and it says %v", got)
	}
}
