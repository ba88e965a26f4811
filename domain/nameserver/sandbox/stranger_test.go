package sandbox_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/sandbox"

	"github.com/miekg/dns"
)

// TestDigReadsTheZone: dig verifies our signatures and sees what our own client
// sees. That nsupdate and knsupdate change it as they change BIND and Knot is
// tested in package rfc2136.
func TestDigReadsTheZone(t *testing.T) {
	nameservertest.Need(t, "bind9-dnsutils", "dig")
	side, s := start(t, sandbox.Options{})
	host, port, _ := strings.Cut(side.Address, ":")
	dig := func(args ...string) string {
		cmd := exec.Command("dig", append([]string{"@" + host, "-p", port, "+noall", "+answer", "+comments", "+nocookie"}, args...)...)
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	key := "hmac-sha256:" + sandbox.KeyName + ":" + sandbox.Secret
	state, err := s.Read(t.Context(), zone, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, set := range state.Sets {
		for _, v := range set.Data {
			want = append(want, strings.Join([]string{set.Name, set.Type, v}, " "))
		}
	}
	for line := range strings.Lines(dig("-y", key, "axfr", zone)) {
		if strings.HasPrefix(line, ";") && !strings.Contains(line, "Couldn't verify") || strings.TrimSpace(line) == "" {
			continue
		}
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if typ := dns.Type(rr.Header().Rrtype).String(); typ != "SOA" && typ != "TSIG" {
			got = append(got, rr.Header().Name+" "+typ+" "+rr.String()[len(rr.Header().String()):])
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("dig sees\n%s\nwe see\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if out := dig("axfr", zone); !strings.Contains(out, "Transfer failed") {
		t.Errorf("a transfer without a key: %s", out)
	}
	for _, args := range [][]string{{"+tcp"}, {"+notcp"}} {
		if out := dig(append(args, "-y", key, "lama."+zone, "A")...); !strings.Contains(out, "192.0.2.9") || !strings.Contains(out, " aa") || strings.Contains(out, "verify") {
			t.Errorf("%v: %s", args, out)
		}
	}
	if out := dig("-y", strings.Replace(key, "a290", "b290", 1), "lama."+zone, "A"); !strings.Contains(out, "BADSIG") && !strings.Contains(out, "NOTAUTH") {
		t.Errorf("a wrong secret: %s", out)
	}
}
