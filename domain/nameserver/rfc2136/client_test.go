package rfc2136_test

import (
	"os"
	"path/filepath"
	"testing"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"

	"github.com/google/go-cmp/cmp"
)

// TestStrangersAgree runs the printed script through nsupdate and knsupdate on
// one server and the plan through this package on another; both zones end alike.
func TestStrangersAgree(t *testing.T) {
	nameservertest.Need(t, "bind9-dnsutils", "nsupdate")
	nameservertest.Need(t, "knot-dnsutils", "knsupdate")
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(`key "`+nameservertest.KeyName+`" { algorithm hmac-sha256; secret "`+nameservertest.Secret+`"; };`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		start   func(testing.TB, string) *nameservertest.Server
		program string
		args    []string
	}{
		{"nsupdate and BIND", nameservertest.BIND, "nsupdate", []string{"-v", "-k", key}},
		{"nsupdate and the sandbox", nameservertest.Sandbox, "nsupdate", []string{"-v", "-k", key}},
		{"knsupdate and the sandbox", nameservertest.Sandbox, "knsupdate", []string{"-v", "-y", "hmac-sha256:" + nameservertest.KeyName + ":" + nameservertest.Secret}},
		{"knsupdate and Knot", nameservertest.Knot, "knsupdate", []string{"-v", "-y", "hmac-sha256:" + nameservertest.KeyName + ":" + nameservertest.Secret}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ours, theirs := c.start(t, nameservertest.Records), c.start(t, nameservertest.Records)
			p := plan(t, officer(ours), nameserver.Options{Pin: true},
				change(nameserver.Put, "baru", "A", "192.0.2.20"),
				change(nameserver.Add, "dua", "A", "192.0.2.13"),
				change(nameserver.Put, "lama", "TXT", `kata "berkutip"; \ dan titik koma`),
				change(nameserver.Clear, "www", "CNAME", ""), change(nameserver.Put, "www", "A", "192.0.2.40"),
				change(nameserver.Put, "_sip._tcp", "SRV", "0 5 5060 mail"))
			apply(t, officer(ours), p)
			if out, err := theirs.Run(p.Script(theirs.Address), c.program, c.args...); err != nil {
				t.Fatalf("%v\n%s\n%s", err, out, p.Script(theirs.Address))
			}
			if diff := cmp.Diff(whole(t, officer(ours)), whole(t, officer(theirs))); diff != "" {
				t.Error(diff)
			}
			// What the printed conditions are for: the second run changes nothing.
			if out, err := theirs.Run(p.Script(theirs.Address), c.program, c.args...); err == nil {
				t.Errorf("the same script again succeeded:\n%s", out)
			}
			if diff := cmp.Diff(whole(t, officer(ours)), whole(t, officer(theirs))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
