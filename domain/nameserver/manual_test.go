package nameserver_test

import (
	"errors"
	"testing"

	"loket/domain"
	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
)

func TestManual(t *testing.T) {
	start := state(t, 7, standing)
	p := plan(t, start, put("lama", "A", "192.0.2.30"), put("baru", "TXT", `a "b" \c;d`))
	out, err := nameserver.Manual{Lang: domain.Indonesian, Server: "192.0.2.1:53"}.Apply(t.Context(), p)
	if err != nil || out.Result != nameserver.ByHand {
		t.Fatal(out, err)
	}
	if diff := cmp.Diff(`; zona batam.go.id., serial 7
; rencana `+p.Hash()+`
; hapus: lama.batam.go.id. 3600 IN A 192.0.2.10
baru.batam.go.id. 3600 IN TXT "a \"b\" \\c;d"
lama.batam.go.id. 3600 IN A 192.0.2.30
; naikkan serial SOA, lalu muat ulang zona
`, out.Snippet); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(`server 192.0.2.1 53
zone batam.go.id.
prereq nxdomain baru.batam.go.id.
prereq yxrrset lama.batam.go.id. IN A 192.0.2.10
prereq nxrrset lama.batam.go.id. IN CNAME
update delete lama.batam.go.id. IN A
update add baru.batam.go.id. 3600 IN TXT "a \"b\" \\c;d"
update add lama.batam.go.id. 3600 IN A 192.0.2.30
send
answer
`, out.Script); diff != "" {
		t.Error(diff)
	}
}

// TestManualProof: with somebody to look, Apply tells before and after apart.
func TestManualProof(t *testing.T) {
	start := state(t, 7, standing)
	p := plan(t, start, put("lama", "A", "192.0.2.30"))
	for _, c := range []struct {
		name string
		now  nameserver.State
		want nameserver.Result
		code nameserver.Code
	}{
		{"before", start, nameserver.ByHand, ""},
		{"after", after(t, 8, p), nameserver.Already, ""},
		{"something else", state(t, 8, "lama IN A 192.0.2.31\n"), "", nameserver.Stale},
	} {
		out, err := nameserver.Manual{Reader: fixed{state: c.now}}.Apply(t.Context(), p)
		var f *nameserver.Failure
		if out.Result != c.want || errors.As(err, &f) && f.Code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s: %+v, %v", c.name, out, err)
		}
	}
	var f *nameserver.Failure
	if _, err := (nameserver.Manual{}).Read(t.Context(), zone, nil); !errors.As(err, &f) || f.Code != nameserver.NoReader {
		t.Error(err)
	}
}

func TestBlind(t *testing.T) {
	changes := []nameserver.Change{put("Baru", "A", "192.0.2.20")}
	p, err := nameserver.NewPlan(nameserver.Blind("batam.go.id", nameserver.Names("batam.go.id", changes)...), changes, nameserver.Options{})
	if err != nil || len(p.Lines()) != 1 || p.Lines()[0].Mark != nameserver.Added {
		t.Fatal(p, err)
	}
}
