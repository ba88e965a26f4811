package nameserver_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// FuzzPlan makes plans out of whatever a form holds. A plan that is made must be
// in order, survive being kept, be fresh over what it was made from, take itself
// back, and print texts that a zone file parser reads as the same records.
func FuzzPlan(f *testing.F) {
	f.Add("baru", "A", "192.0.2.20", "put", uint32(0))
	f.Add("lama", "A", "192.0.2.30", "add", uint32(60))
	f.Add("dua", "A", "192.0.2.12", "drop", uint32(0))
	f.Add("www", "CNAME", "", "clear", uint32(0))
	f.Add("_dmarc", "TXT", `"v=DMARC1; p=none" "\195\"\\"`, "put", uint32(86400))
	f.Add("baru", "TXT", "a;b(c)$d\"e\\", "put", uint32(0))
	f.Add("baru", "CAA", `0 issue "ca.example.net; x=y"`, "put", uint32(0))
	f.Add("@", "MX", "mail", "add", uint32(0))
	f.Add("_a._b", "SRV", "0 0 0 .", "put", uint32(0))
	f.Add("*", "AAAA", "2001:db8::A", "put", uint32(0))
	f.Fuzz(func(t *testing.T, host, typ, value, op string, ttl uint32) {
		start := state(t, 7, standing)
		changes := []nameserver.Change{{Op: nameserver.Op(op), Record: domain.Record{Host: host, Type: typ, Value: value}, TTL: ttl}}
		nameserver.Names(zone, changes)
		p, err := nameserver.NewPlan(start, changes, nameserver.Options{Apex: true})
		if err != nil {
			return
		}
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var kept nameserver.Plan
		if err := json.Unmarshal(raw, &kept); err != nil || kept.Check() != nil || kept.Hash() != p.Hash() {
			t.Fatalf("%v %v %s", err, kept.Check(), raw)
		}
		if standing, diffs := p.Compare(start); standing != nameserver.Fresh {
			t.Fatalf("%s over what it was made from: %v", standing, diffs)
		}
		now := pasted(t, p)
		if standing, diffs := p.Compare(now); standing != nameserver.Done {
			t.Fatalf("%s after its own snippet: %v\n%s", standing, diffs, p.Snippet(domain.English))
		}
		back, err := p.Inverse(now)
		if err != nil {
			t.Fatal(err)
		}
		if standing, _ := back.Compare(start); standing != nameserver.Done {
			t.Fatalf("the inverse is %s at the start", standing)
		}
		for line := range strings.Lines(p.Script("192.0.2.1:53")) {
			if !strings.HasPrefix(line, "prereq ") && !strings.HasPrefix(line, "update ") && !slices.Contains([]string{"server 192.0.2.1 53", "zone " + zone, "send", "answer"}, strings.TrimSuffix(line, "\n")) {
				t.Fatalf("the script says %q", line)
			}
		}
	})
}

// pasted reads what stays at the touched names, and the plan's snippet, as a
// server would.
func pasted(t *testing.T, p nameserver.Plan) nameserver.State {
	t.Helper()
	var b strings.Builder
	for _, n := range p.Names {
		for _, s := range n.Before {
			if slices.ContainsFunc(n.After, s.Equal) {
				for _, d := range s.Data {
					fmt.Fprintf(&b, "%s %d IN %s %s\n", s.Name, s.TTL, s.Type, d)
				}
			}
		}
	}
	return state(t, 8, b.String()+p.Snippet(domain.English), p.Touched()...)
}

// FuzzKeptPlan reads plans out of a store that somebody spoilt: what Check lets
// through must be safe to use.
func FuzzKeptPlan(f *testing.F) {
	p := plan(f, state(f, 7, standing), put("lama", "A", "192.0.2.30"), put("baru", "TXT", `a "b"`))
	raw, err := json.Marshal(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"zone":"batam.go.id.","soa":"a. b. 1 2 3 4 5\nupdate delete batam.go.id. ANY","pin":true,"names":[{"name":"b.batam.go.id.","after":[{"name":"b.batam.go.id.","type":"A","data":["192.0.2.1"]}]}]}`))
	f.Add([]byte(`{"zone":"a.","names":[{"name":"b.a.","after":[{"name":"b.a.","type":"A","data":["192.0.2.1"]}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p nameserver.Plan
		if json.Unmarshal(raw, &p) != nil || p.Check() != nil {
			return
		}
		p.Lines()
		p.Settles()
		for _, step := range p.Steps() {
			if _, err := step.Set.Records(); err != nil && step.Set.Type != "SOA" {
				t.Fatal(err)
			}
			if _, ok := dns.IsDomainName(step.Set.Name); !ok {
				t.Fatalf("%q", step.Set.Name)
			}
		}
		for line := range strings.Lines(p.Script("") + p.Snippet(domain.English)) {
			ours := slices.ContainsFunc([]string{"; ", "prereq ", "update ", "zone ", "send\n", "answer\n"}, func(w string) bool { return strings.HasPrefix(line, w) })
			if !ours && !strings.Contains(line, p.Zone) || strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\x00\x1b") {
				t.Fatalf("%q", line)
			}
		}
	})
}

// FuzzGather reads records as servers send them, and reads its own words again.
func FuzzGather(f *testing.F) {
	for _, s := range []string{"a A 192.0.2.1", `a TXT "x" "\\"`, "a SRV 0 0 0 B", "a TYPE65000 \\# 2 abcd", "a HTTPS 1 . alpn=h2", "a LOC 1 N 1 E 1m"} {
		rr, err := dns.NewRR(s)
		if err != nil {
			f.Fatal(err)
		}
		wire := make([]byte, 512)
		n, err := dns.PackRR(rr, wire, 0, nil, false)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire[:n])
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		rr, _, err := dns.UnpackRR(wire, 0)
		if err != nil {
			return
		}
		for _, s := range nameserver.Gather([]dns.RR{rr}) {
			again, err := s.Records()
			if err != nil {
				continue // a type that the library writes and does not read
			}
			if diff := cmp.Diff([]nameserver.RRset{s}, nameserver.Gather(again)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
