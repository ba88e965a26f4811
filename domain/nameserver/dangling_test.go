package nameserver_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
)

func TestDangling(t *testing.T) {
	s := state(t, 7, `a IN CNAME toko.example.net.
b IN CNAME TOKO.example.net.
c IN CNAME ada.example.net.
d IN CNAME entah.example.net.
e IN CNAME tiada
f IN MX 10 hilang.example.net.
_x._tcp IN SRV 0 0 0 .
g IN TXT "toko.example.net."
`)
	asked := map[string]int{}
	found, err := nameserver.Dangling(t.Context(), zone, s.Sets, func(_ context.Context, name string) (bool, error) {
		asked[name]++
		if name == "entah.example.net." {
			return false, errors.New("SERVFAIL")
		}
		return name == "ada.example.net.", nil
	})
	var got []string
	for _, p := range found {
		got = append(got, p.Code+" "+p.Key)
	}
	if diff := cmp.Diff("dangling a.batam.go.id CNAME, dangling b.batam.go.id CNAME, dangling f.batam.go.id MX", strings.Join(got, ", ")); diff != "" {
		t.Error(diff)
	}
	if err == nil || !strings.Contains(err.Error(), "1 targets") {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]int{"toko.example.net.": 1, "ada.example.net.": 1, "entah.example.net.": 1, "hilang.example.net.": 1}, asked); diff != "" {
		t.Error(diff)
	}
}
