package webcheck

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLook(t *testing.T) {
	const body = `<!doctype html><html><head><title>Beranda &amp; Berita</title>
<meta name="description" content="Situs resmi"><style>p{}</style><script>var x = "slot gacor"</script></head>
<body><p>Selamat datang<br>di <b>Conto</b>h</p><a href="https://luar.example.org/x" style="display:none">tersembunyi</a></body></html>`
	at := site(t, page(body))
	l := look(t, checker(t, Options{}), at("contohkab.go.id", "/berita"))
	p := l.Browser
	sum := sha256.Sum256([]byte(body))
	if p.Failure != Answered || p.Status != 200 || p.Title != "Beranda & Berita" || p.SHA256 != hex.EncodeToString(sum[:]) || p.Size != int64(len(body)) || p.Cut {
		t.Errorf("page %+v", p)
	}
	if want := "Situs resmi\nSelamat datang\ndi Contoh\ntersembunyi\n"; p.Text != want {
		t.Errorf("text %q, want %q", p.Text, want)
	}
	if !slices.Equal(p.Outwards, []string{"example.org"}) || len(p.Found) != 0 || p.Type != "text/html" || p.TLS != nil {
		t.Errorf("outwards %q, found %v, type %q", p.Outwards, p.Found, p.Type)
	}
	if l.URL != at("contohkab.go.id", "/berita") || p.Final != l.URL || !l.At.Equal(noon) || len(l.Cloaking) != 0 {
		t.Errorf("look %+v", l)
	}
	if v, why := l.Suggest(); v != Clean {
		t.Errorf("suggests %s: %s", v, why)
	}
}

func TestCloaking(t *testing.T) {
	honest := "<title>Dinas</title><p>Pelayanan publik kami buka setiap hari kerja sampai sore"
	at := site(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.UserAgent(), "Googlebot") {
			io.WriteString(w, "<title>SL0T G4COR</title><p>Situs \U0001d5e6\U0001d5df\U0001d5e2\U0001d5e7 gacor maxwin hari ini")
			return
		}
		io.WriteString(w, honest)
	})
	l := look(t, checker(t, Options{}), at("contohkab.go.id", "/"))
	var what []string
	for _, c := range l.Cloaking {
		what = append(what, c.What)
	}
	if !slices.Contains(what, "words") || !slices.Contains(what, "text") || !slices.Contains(what, "title") {
		t.Errorf("cloaking %v", l.Cloaking)
	}
	if v, why := l.Suggest(); v != StillThere || !strings.Contains(why, "slot gacor") {
		t.Errorf("suggests %s: %s", v, why)
	}
	b := l.Brief()
	if b.Verdict != StillThere || !slices.Contains(b.Crawler.Words, "slot gacor") || len(b.Crawler.Words) > 5 || len(b.Browser.Words) != 0 || !slices.Equal(b.Cloaked, what) || b.Browser.Title != "Dinas" {
		t.Errorf("brief %+v", b)
	}
}

func TestRedirects(t *testing.T) {
	at := site(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/a": "/b", "/b": "http://www.contohkab.go.id:" + port(r) + "/ok", "/circle": "/circle",
			"/away": "http://lainkab.go.id:" + port(r) + "/slot-gacor", "/file": "file:///etc/passwd", "/user": "http://a:b@contohkab.go.id/",
		}[r.URL.Path]
		if to != "" {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusMovedPermanently)
		}
		io.WriteString(w, "halaman "+r.Host)
	})
	for _, tc := range []struct {
		path    string
		away    bool
		failure Failure
		hops    int
		leads   string
		status  int
	}{
		{"/a", false, Answered, 2, "", 200},
		{"/away", false, Answered, 0, "/slot-gacor", 301},
		{"/away", true, Answered, 1, "", 200},
		{"/circle", false, TooManyHops, 5, "", 301},
		{"/file", false, RefusedRedirect, 0, "file:///etc/passwd", 301},
		{"/user", false, RefusedRedirect, 0, "contohkab.go.id/", 301},
	} {
		p := look(t, checker(t, Options{Away: tc.away}), at("contohkab.go.id", tc.path)).Browser
		if p.Failure != tc.failure || len(p.Hops) != tc.hops || !strings.HasSuffix(p.Away, tc.leads) || (p.Away == "") != (tc.leads == "") || p.Status != tc.status {
			t.Errorf("%s: %+v; want %+v", tc.path, p, tc)
		}
	}
	l := look(t, checker(t, Options{}), at("contohkab.go.id", "/away"))
	if v, why := l.Suggest(); v != StillThere {
		t.Errorf("a redirect to a page of gambling: %s, %s", v, why)
	}
}

func port(r *http.Request) string { return r.Host[strings.LastIndexByte(r.Host, ':')+1:] }

// TestHostile serves what wants to fill the memory or hold the connection.
func TestHostile(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 16 {
		z.Write(bytes.Repeat([]byte("<p>0"), 256<<10))
	}
	z.Close()
	const most = 1 << 20
	for _, tc := range []struct {
		name    string
		timeout time.Duration // 0 for one that is never reached
		h       http.HandlerFunc
		want    func(Page) bool
	}{
		{"bomb", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}, func(p Page) bool { return p.Size == most && p.Cut && len(p.Text) <= 64<<10 }},
		{"not packed", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "<p>tidak")
		}, func(p Page) bool { return p.Status == 200 && p.Cut && p.Detail != "" }},
		{"a coding that was not asked for", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "\x0b\x02slot gacor")
		}, func(p Page) bool { return p.Size == 12 && p.SHA256 != "" && p.Text == "" && p.Detail != "" }},
		{"endless", 0, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(bytes.Repeat([]byte("halo "), 1000)); err != nil {
					return
				}
			}
		}, func(p Page) bool { return p.Size == most && p.Cut && p.Status == 200 }},
		{"stops in the body", 3 * time.Second, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<p>awal")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, func(p Page) bool { return p.Text == "awal\n" && p.Cut && p.Failure == Answered && p.Detail != "" }},
		{"stops before the head", 3 * time.Second, func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		}, func(p Page) bool { return p.Failure == TimedOut }},
		{"a head without end", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("a", 128<<10))
		}, func(p Page) bool { return p.Failure == BadAnswer }},
		{"no HTTP", 0, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n")
				conn.Close()
			}
		}, func(p Page) bool { return p.Failure == BadAnswer }},
		{"escape sequences", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, "<title>a\x1b]0;x\x07b</title>\x1b[31mmerah\u202e")
		}, func(p Page) bool { return p.Title == "ab" && p.Text == "merah\n" }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			at := site(t, tc.h)
			c := checker(t, Options{MaxBody: most, Timeout: tc.timeout})
			if p := c.fetch(t.Context(), mustParse(t, c, at("contohkab.go.id", "/")), "x"); !tc.want(p) {
				p.Text = p.Text[:min(len(p.Text), 200)]
				t.Errorf("page %+v", p)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	c := checker(t, Options{Resolver: &names{table: map[string][]string{"contohkab.go.id": {"127.0.0.1"}}}})
	closed := httptest.NewServer(http.NotFoundHandler())
	gone := closed.URL
	closed.Close()
	plain := site(t, page("x"))
	for address, want := range map[string]Failure{
		"http://tiadakab.go.id/": NoSuchHost,
		gone:                     Unreachable,
		strings.Replace(plain("contohkab.go.id", "/"), "http:", "https:", 1): BadTLS,
	} {
		if p := look(t, c, address).Browser; p.Failure != want || p.Detail == "" {
			t.Errorf("%s: %q (%s), want %q", address, p.Failure, p.Detail, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Look(ctx, plain("contohkab.go.id", "/")); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewTLSServer(page("<p>aman"))
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	known := look(t, checker(t, Options{Roots: roots}), s.URL).Browser
	if known.TLS == nil || known.TLS.Problem != "" || known.TLS.Version != "TLS 1.3" || known.TLS.NotAfter.IsZero() {
		t.Errorf("a good certificate: %+v", known.TLS)
	}
	stranger := look(t, checker(t, Options{Roots: x509.NewCertPool()}), s.URL).Browser
	if stranger.TLS == nil || stranger.TLS.Problem == "" || stranger.Text != "aman\n" {
		t.Errorf("a stranger's certificate: %+v, text %q", stranger.TLS, stranger.Text)
	}
}

func TestLookAll(t *testing.T) {
	at := site(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "halaman "+r.URL.Path) })
	var list []string
	for i := range 40 {
		list = append(list, at([]string{"contohkab.go.id", "lainkab.go.id"}[i%2], fmt.Sprintf("/%d", i)))
	}
	list = append(list, "ftp://contohkab.go.id/")
	seen := map[string]bool{}
	err := checker(t, Options{}).LookAll(t.Context(), list, func(r Result) {
		seen[r.Asked] = true
		if bad := strings.HasPrefix(r.Asked, "ftp"); bad != errors.Is(r.Err, ErrURL) || !bad && r.Look.Browser.Status != 200 {
			t.Errorf("%s: %v, %+v", r.Asked, r.Err, r.Look.Browser)
		}
	})
	if err != nil || len(seen) != len(list) {
		t.Errorf("%d of %d, %v", len(seen), len(list), err)
	}
	states := map[Failure]int{}
	var dead []string
	for i := range 10 {
		dead = append(dead, fmt.Sprintf("http://tiadakab.go.id/%d", i))
	}
	err = checker(t, Options{}).LookAll(t.Context(), dead, func(r Result) { states[r.Look.Browser.Failure]++ })
	if err != nil || states[NoSuchHost] != 3 || states[Unasked] != 7 {
		t.Errorf("a host that is not there: %v, %v", states, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = checker(t, Options{}).LookAll(ctx, list, func(Result) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended early: %v", err)
	}
}

func mustParse(t *testing.T, c *Checker, address string) *url.URL {
	t.Helper()
	u, err := c.parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
