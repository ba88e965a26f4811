package access

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"https://ContohKab.go.id":                            "https://contohkab.go.id/|contohkab.go.id|contohkab.go.id",
		"hxxps[:]//dinas[.]contohkab[.]go[.]id/judi":         "https://dinas.contohkab.go.id/judi|contohkab.go.id|dinas.contohkab.go.id/judi",
		"www.contohkab.go.id/a/":                             "http://www.contohkab.go.id/a/|contohkab.go.id|contohkab.go.id/a",
		"http://contohkab.go.id:80/a/../b/./c/?x=1#top":      "http://contohkab.go.id/b/c/?x=1|contohkab.go.id|contohkab.go.id/b/c?x=1",
		"http://contohkab.go.id:8080/":                       "http://contohkab.go.id:8080/|contohkab.go.id|contohkab.go.id:8080",
		"http://contohkab.go.id/%7Euser/%e2%82%ac":           "http://contohkab.go.id/~user/%E2%82%AC|contohkab.go.id|contohkab.go.id/~user/%E2%82%AC",
		"http://contohkab.go.id/a%2Fb":                       "http://contohkab.go.id/a%2Fb|contohkab.go.id|contohkab.go.id/a%2Fb",
		"http://contohkab.go.id/?utm_source=x&id=7&fbclid=q": "http://contohkab.go.id/?utm_source=x&id=7&fbclid=q|contohkab.go.id|contohkab.go.id?id=7",
		"http://app_lama.majujaya.desa.id/":                  "http://app_lama.majujaya.desa.id/|majujaya.desa.id|app_lama.majujaya.desa.id",
		"http://192.0.2.7/judi":                              "http://192.0.2.7/judi||192.0.2.7/judi",
		"http://[2001:db8::1]:443/":                          "http://[2001:db8::1]:443/||[2001:db8::1]:443",
		"http://bat\u0430m.go.id/":                           "http://xn--batm-73d.go.id/||xn--batm-73d.go.id",
		"ftp://contohkab.go.id/x":                            "ftp://contohkab.go.id/x|contohkab.go.id|contohkab.go.id/x",
		"mailto:a@contohkab.go.id":                           "", "javascript:alert(1)": "", "": "", "http://": "", "localhost": "", "http://a:b@contohkab.go.id/": "",
		"http://a..go.id/": "", "http://x y.go.id/": "", strings.Repeat("a.", 3000): "", "http://.go.id/": "",
	} {
		a, err := Parse(in)
		got := ""
		if err == nil {
			got = a.URL + "|" + string(a.Name) + "|" + a.Key
		} else if !errors.Is(err, ErrAddress) {
			t.Errorf("Parse(%q): %v is no ErrAddress", in, err)
		}
		if got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestDefang(t *testing.T) {
	for in, want := range map[string]string{
		"https://contohkab.go.id/a.php?x=1.2": "hxxps://contohkab[.]go[.]id/a.php?x=1.2",
		"http://contohkab.go.id":              "hxxp://contohkab[.]go[.]id",
		"contohkab.go.id/a":                   "contohkab[.]go[.]id/a",
	} {
		if got := Defang(in); got != want {
			t.Errorf("Defang(%q) = %q, want %q", in, got, want)
		}
		a, _ := Parse(in)
		if b, err := Parse(Defang(in)); err != nil || a != b {
			t.Errorf("%q does not come back: %+v, %v", in, b, err)
		}
	}
}

func TestCollect(t *testing.T) {
	got, more := Collect(
		Source{Text: "Mohon ditutup hxxp://contohkab[.]go[.]id/slot dan www.contohkab.go.id/slot/ milik contohkab.go.id, surel a@contohkab.go.id"},
		Source{Name: "daftar.csv", List: true, Text: "No;URL;Keterangan\n1;https://contohkab.go.id/slot;\n2;arsip.contohkab.go.id;judi online\n3;\"http://contohkab.go.id/b;c\";phishing\n4;admin@contohkab.go.id;surel"},
		Source{Name: "daftar.xlsx", List: true, Text: "1\thttp://majujaya.desa.id/x\tjudi\t2026-11-01\n2\tarsip.contohkab.go.id\t\n"},
		Source{Name: "lampiran.pdf", List: true, Text: "1.   https://lainkab.go.id/y   judi, slot\n"},
	)
	var flat []string
	for _, r := range got {
		flat = append(flat, strings.Join([]string{r.URL, strings.Join(r.Written, " "), strings.Join(r.From, " "), r.Note}, "|"))
	}
	want := []string{
		"http://contohkab.go.id/slot|www.contohkab.go.id/slot/ https://contohkab.go.id/slot|daftar.csv|",
		"http://arsip.contohkab.go.id/|arsip.contohkab.go.id|daftar.csv daftar.xlsx|judi online",
		"http://contohkab.go.id/b;c||daftar.csv|phishing",
		"http://majujaya.desa.id/x||daftar.xlsx|judi",
		"https://lainkab.go.id/y||lampiran.pdf|judi, slot",
	}
	if d := cmp.Diff(want, flat); d != "" || more {
		t.Error(d, more)
	}
}

func TestCollectMany(t *testing.T) {
	var b strings.Builder
	for i := range maxReported + 10 {
		b.WriteString("http://contohkab.go.id/" + strings.Repeat("a", i%50) + string(rune('a'+i%26)) + "/" + strings.Repeat("b", i/50) + "\n")
	}
	got, more := Collect(Source{Text: b.String(), List: true})
	if len(got) != maxReported || !more {
		t.Errorf("%d addresses, more %v", len(got), more)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"https://contohkab.go.id/a%2f..", "hxxp[:]//a[.]go[.]id", "http://[::1%25x]/", "//", "http://a.go.id/%zz", "http://a.go.id/.../..%2e/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(a.URL); err != nil || again != a {
			t.Fatalf("%q: %+v is not stable: %+v, %v", s, a, again, err)
		}
	})
}
