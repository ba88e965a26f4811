package domain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnwrap(t *testing.T) {
	for _, tc := range []struct{ name, in, names, urls, records string }{
		{name: "hyphen at the end of a line", in: "sedangkan nama domain pelayanan-satu-\npintu.go.id tidak.", names: "pelayanan-satu-pintu.go.id"},
		{name: "hyphen that is none", in: "nama domain yaitu -\npintu.go.id", names: "pintu.go.id"},
		{name: "first words of lines", in: "pelayanan publik\ncontoh.go.id tidak\nlagi.", names: "contoh.go.id"},
		{
			name: "host broken anywhere", in: "No              URL             Ket\n   https://e-office.contohkab.go.i\n1  d/wp-content/uploads/slot/ judi online\n   index.php?id=777\n2  https://a.contohkab.go.id/x  judi",
			names: "e-office.contohkab.go.id a.contohkab.go.id",
			urls:  "https://e-office.contohkab.go.id/wp-content/uploads/slot/index.php?id=777 https://a.contohkab.go.id/x",
		},
		{
			name: "host broken before its zone", in: "   https://e-arsip.kabupatenp\n1  anjangsekali.go.id/wp-con  judi\n   tent/x.php?id=7\n2  https://b.go.id/",
			names: "e-arsip.kabupatenpanjangsekali.go.id b.go.id", urls: "https://e-arsip.kabupatenpanjangsekali.go.id/wp-content/x.php?id=7 https://b.go.id/",
		},
		{
			name: "path broken at hyphens", in: "   http://ppid.contohkab.go.id/wp-\n2  content/hello-dolly/slot-hari-ini-  judi\n   2026.html",
			names: "ppid.contohkab.go.id", urls: "http://ppid.contohkab.go.id/wp-content/hello-dolly/slot-hari-ini-2026.html",
		},
		{
			name: "plain list", in: "http://a.contoh.go.id/slot/\nhttp://b.contoh.go.id/\nc.contoh.go.id/x\njudi",
			names: "a.contoh.go.id b.contoh.go.id c.contoh.go.id", urls: "http://a.contoh.go.id/slot/ http://b.contoh.go.id/ c.contoh.go.id/x",
		},
		{name: "remark below", in: "http://a.contoh.go.id/slot/\njudi", names: "a.contoh.go.id", urls: "http://a.contoh.go.id/slot/"},
		{name: "number below", in: "1\nhttp://a.contoh.go.id/\n2\nhttp://b.contoh.go.id/", names: "a.contoh.go.id b.contoh.go.id", urls: "http://a.contoh.go.id/ http://b.contoh.go.id/"},
		{
			name: "row of a form, type centred", in: " Host           Tipe  Value\n simpelbang-          203.0.113.\n                A\n baru.batam.go.id     240",
			names: "simpelbang-baru.batam.go.id", records: "simpelbang-baru.batam.go.id A 203.0.113.240",
		},
		{
			name: "row of a form in two lines", in: "Host                Tipe  Value\nsimpelbang-          A    203.0.113.\nbaru.batam.go.id          240\nb.batam.go.id        A    203.0.113.2",
			names: "simpelbang-baru.batam.go.id b.batam.go.id", records: "simpelbang-baru.batam.go.id A 203.0.113.240 b.batam.go.id A 203.0.113.2",
		},
		{
			name: "head of a table", in: "Host             Tipe  Value\napp.batam.go.id  A     192.0.2.1",
			names: "app.batam.go.id", records: "app.batam.go.id A 192.0.2.1",
		},
	} {
		got := Unwrap(tc.in)
		var names, records []string
		for _, n := range FindNames(got) {
			names = append(names, string(n))
		}
		for _, r := range FindRecords(got) {
			records = append(records, r.String())
		}
		want := []string{tc.names, tc.urls, tc.records}
		if diff := cmp.Diff(want, []string{strings.Join(names, " "), strings.Join(FindURLs(got), " "), strings.Join(records, " ")}); diff != "" {
			t.Errorf("%s: %s\n%s", tc.name, diff, got)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	for _, s := range []string{"a-\nb.go.id", "  http://x.go.i\n1 d/x  y\n", "a.\n1", "-\n-\n-", "\u00e9  x-\n   y.go.id"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		letters := func(s string) int { return len(strings.Join(strings.Fields(s), "")) }
		if got := Unwrap(s); letters(got) != letters(s) {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
