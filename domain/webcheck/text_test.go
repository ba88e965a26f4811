package webcheck

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	at := &url.URL{Scheme: "http", Host: "contohkab.go.id", Path: "/"}
	for _, tc := range []struct{ name, kind, said, in, title, text, refresh string }{
		{name: "windows-1252", kind: "text/html", said: "text/html; charset=windows-1252", in: "<title>caf\xe9</title>", title: "café"},
		{name: "utf-16", kind: "text/html", said: "text/html", in: "\xff\xfe<\x00p\x00>\x00h\x00i\x00", text: "hi\n"},
		{name: "an unknown charset", kind: "text/html", said: "text/html; charset=klingon-1", in: "<p>tetap", text: "tetap\n"},
		{name: "declared and not so", kind: "text/html", said: "text/html; charset=utf-8", in: "<p>a\xff\xc3z", text: "a\uFFFD\uFFFDz\n"},
		{name: "a table", kind: "text/html", in: "<tr><td>a</td><td>b", text: "a b\n"},
		{name: "alt of pictures", kind: "text/html", in: `<img alt="slot gacor" src=x>`, text: "slot gacor\n"},
		{name: "refresh", kind: "text/html", in: `<meta http-equiv=Refresh content="0; URL='/baru'">`, refresh: "http://contohkab.go.id/baru"},
		{name: "no end of a script", kind: "text/html", in: "<p>a<script>b", text: "a\n"},
		{name: "no end of a tag", kind: "text/html", in: "<p>a<div class='", text: "a\n"},
		{name: "an svg without end", kind: "text/html", in: "<svg><p>tampak", text: "tampak\n"},
		{name: "plain", kind: "text/plain", said: "text/plain; charset=utf-8", in: "<b>a\nb", text: "<b>a\nb"},
		{name: "json", kind: "application/json", in: `{"a":1}`, text: `{"a":1}`},
		{name: "a picture", kind: "image/png", in: "\x89PNG"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := read([]byte(tc.in), tc.kind, tc.said, at)
			if d.title != tc.title || d.text != tc.text || d.refresh != tc.refresh {
				t.Errorf("title %q, text %q, refresh %q; want %q, %q, %q", d.title, d.text, d.refresh, tc.title, tc.text, tc.refresh)
			}
		})
	}
}

func TestFind(t *testing.T) {
	c := checker(t, Options{Words: []Word{{Phrase: "promo desa*", Category: "site"}}})
	for in, want := range map[string]string{
		"S L O T": "", "Slot-Gacor": "slot gacor", "sl0t g4c0r": "slot gacor", "slot\u200b ga\u200bcor": "slot gacor",
		"\uff53\uff4c\uff4f\uff54 gacor": "slot gacor", "sl\u043et gac\u043er": "slot gacor", "MAXWIN88": "maxwin*", "submaxwin": "",
		"hacked by anon": "hacked by", "Promo Desaku": "promo desa*", "bahaya judi online": "judi online", "kajudian": "",
	} {
		got := ""
		if hits := c.find(in); len(hits) > 0 {
			got = hits[0].Phrase
		}
		if got != want {
			t.Errorf("find(%q) = %q, want %q", in, got, want)
		}
	}
	hits := c.find("slot slot slot gacor slot gacor togel")
	if len(hits) == 0 || hits[0].Phrase != "slot gacor" || hits[0].Times != 2 || hits[0].Weak || !hits[len(hits)-1].Weak {
		t.Errorf("hits %v", hits)
	}
}

func TestSuggest(t *testing.T) {
	ok := Page{Status: 200, Text: "halo"}
	with := func(f func(*Page)) Page { p := ok; f(&p); return p }
	weak := with(func(p *Page) { p.Found = []Hit{{Word{"judi", "gambling", true}, 1}} })
	for _, tc := range []struct {
		name             string
		browser, crawler Page
		want             Verdict
	}{
		{"clean", ok, ok, Clean},
		{"a warning against gambling", weak, weak, Unsure},
		{"no such page", with(func(p *Page) { p.Status = 404 }), with(func(p *Page) { p.Status = 410 }), Gone},
		{"no such host", Page{Failure: NoSuchHost}, Page{Failure: NoSuchHost}, Gone},
		{"gone for one", with(func(p *Page) { p.Status = 404 }), ok, Unsure},
		{"down", Page{Failure: Unreachable}, Page{Failure: Unreachable}, Unsure},
		{"forbidden", with(func(p *Page) { p.Status = 403 }), with(func(p *Page) { p.Status = 403 }), Unsure},
		{"away", with(func(p *Page) { p.Away = "http://x.example.org/" }), ok, Unsure},
		{"cut", with(func(p *Page) { p.Cut = true }), ok, Unsure},
		{"needs JavaScript", with(func(p *Page) { p.Text = "" }), with(func(p *Page) { p.Text = "" }), Unsure},
		{"a page of gambling behind 404", with(func(p *Page) { p.Status = 404; p.Found = []Hit{{Word{"slot gacor", "gambling", false}, 1}} }), ok, StillThere},
	} {
		l := Look{Browser: tc.browser, Crawler: tc.crawler}
		l.Cloaking = cloaking(l.Browser, l.Crawler)
		if got, why := l.Suggest(); got != tc.want || why == "" {
			t.Errorf("%s: %s (%s), want %s", tc.name, got, why, tc.want)
		}
	}
}

func TestDifference(t *testing.T) {
	before := Look{Browser: Page{Status: 200, Title: "Slot", Text: "slot gacor maxwin", Found: []Hit{{Word{"slot gacor", "gambling", false}, 1}}, SHA256: "a"}}
	after := Look{Browser: Page{Status: 404, Title: "404", Text: "tidak ditemukan", SHA256: "b"}}
	want := []Change{
		{ByBrowser, "status", "200", "404"}, {ByBrowser, "title", "Slot", "404"}, {ByBrowser, "words", "slot gacor", ""},
		{ByBrowser, "text", "slot gacor maxwin", "tidak ditemukan"}, {ByBrowser, "bytes", "a", "b"},
	}
	if d := cmp.Diff(want, Difference(before, after)); d != "" {
		t.Error(d)
	}
	if d := Difference(before, before); len(d) != 0 {
		t.Errorf("the same look differs: %v", d)
	}
}

func TestNewRefusesSettings(t *testing.T) {
	_, err := New(Options{Timeout: time.Hour, MaxBody: -1, Words: []Word{{"x", "a", false}}, Browser: "a\r\nHost: b"})
	if !errors.Is(err, ErrOptions) {
		t.Fatal(err)
	}
	for _, want := range []string{"timeout", "max-body", `word "x"`, "user agent"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not speak of %s", err, want)
		}
	}
}

func TestBuiltInWords(t *testing.T) {
	words, err := builtIn()
	if err != nil || len(words) < 100 {
		t.Fatalf("%d words, %v", len(words), err)
	}
	for _, w := range words {
		if !w.plausible() {
			t.Errorf("word %+v", w)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"<title>a</title><p>b", "\xff\xfe<\x00", "<meta charset=utf-7><a href='http://[::1'>", "<svg><title><template>", "<!--", "<plaintext>\x00"} {
		f.Add([]byte(s), "text/html; charset=utf-8")
		f.Add([]byte(s), "text/html")
	}
	at := &url.URL{Scheme: "http", Host: "contohkab.go.id", Path: "/"}
	c, err := New(Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, said string) {
		d := read(b, "text/html", said, at)
		if !utf8.ValidString(d.title) || !utf8.ValidString(d.text) || len(d.title) > 3*maxTitle+maxTitle || len(d.outwards) > maxOutwards {
			t.Fatalf("title %q, outwards %q", d.title, d.outwards)
		}
		c.find(d.text)
		if _, err := c.parse(string(b)); err != nil && !errors.Is(err, ErrURL) {
			t.Fatal(err)
		}
	})
}
