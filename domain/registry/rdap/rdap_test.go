package rdap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/registry"
)

const batam = domain.Name("batam.go.id")

// page is an answer as a registry gives it.
const page = `{
 "rdapConformance": ["rdap_level_0"], "objectClassName": "domain", "handle": "PANDI-DO000001", "ldhName": "BATAM.GO.ID",
 "status": ["client hold", "clientTransferProhibited", "auto renew period", "something new"],
 "events": [
  {"eventAction": "registration", "eventDate": "2003-05-06T07:08:09Z"},
  {"eventAction": "expiration", "eventDate": "2027-01-15T23:59:59+07:00"},
  {"eventAction": "last changed", "eventDate": "2026-11-20T02:00:00.123Z"},
  {"eventAction": "last update of RDAP database", "eventDate": "2026-11-22T03:00:00Z"},
  {"eventAction": "hidden", "eventDate": "soon"}, "nonsense"],
 "nameservers": [{"objectClassName": "nameserver", "ldhName": "NS2.BATAM.GO.ID."}, {"ldhName": "ns1.batam.go.id"}, {"ldhName": 7}],
 "entities": [{"objectClassName": "entity", "handle": "GOV-1", "roles": ["registrar"],
   "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Registrar\u001b[31m Pemerintah"]]]}, {"roles": ["abuse"]}],
 "secureDNS": {"delegationSigned": true, "dsData": [{"keyTag": 12345, "algorithm": 13, "digestType": 2, "digest": "abcd"}]},
 "premiumDomain": false}`

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// serve answers by path; the paths asked for are counted.
func serve(t *testing.T, answers map[string]func(w http.ResponseWriter)) (*Client, map[string]int) {
	t.Helper()
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		if !strings.Contains(r.Header.Get("Accept"), "application/rdap+json") {
			t.Errorf("accepts %q", r.Header.Get("Accept"))
		}
		if answer := answers[r.URL.Path]; answer != nil {
			answer(w)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(Config{Base: server.URL + "/rdap", Pause: -1})
	if err != nil {
		t.Fatal(err)
	}
	return c, asked
}

func say(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/rdap+json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestLook(t *testing.T) {
	c, asked := serve(t, map[string]func(http.ResponseWriter){"/rdap/domain/batam.go.id": say(200, page)})
	want := registry.State{
		Name: batam, Registered: true, Source: "rdap", Redacted: true, Handle: "PANDI-DO000001", Sponsor: "Registrar Pemerintah",
		Statuses: []registry.Status{registry.ClientHold, registry.ClientTransferProhibited, "something new"},
		Grace:    []registry.Status{registry.AutoRenewPeriod}, Hosts: []string{"ns1.batam.go.id", "ns2.batam.go.id"},
		Created: at("2003-05-06T07:08:09Z"), Expires: at("2027-01-15T16:59:59Z"), Updated: at("2026-11-20T02:00:00.123Z"), AsOf: at("2026-11-22T03:00:00Z"),
		DS: []registry.DS{{KeyTag: 12345, Algorithm: 13, DigestType: 2, Digest: "ABCD"}}, Evidence: evidence([]byte(page)),
	}
	for range 2 {
		got, err := c.Look(t.Context(), batam)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
	if _, err := c.Fresh(t.Context(), batam); err != nil || asked["/rdap/domain/batam.go.id"] != 2 {
		t.Errorf("asked %v, %v", asked, err)
	}
}

// TestStatuses has every spelling that was seen.
func TestStatuses(t *testing.T) {
	for raw, want := range map[string]string{
		`["client hold"]`: "[clientHold] []", `["clientHold"]`: "[clientHold] []", `["CLIENT HOLD"]`: "[clientHold] []",
		`["active"]`: "[ok] []", `["ok"]`: "[ok] []", `"client hold"`: "[clientHold] []",
		`["clientHold https://icann.org/epp#clientHold"]`: "[clientHold] []",
		`["pending delete", "redemption period"]`:         "[pendingDelete] [redemptionPeriod]",
		`["renew period"]`:                                "[] [renewPeriod]", `["locked"]`: "[locked] []", `[""]`: "[] []",
		`["server update prohibited", 7, null]`: "[serverUpdateProhibited] []", `null`: "[] []", `7`: "[] []", ``: "[] []",
	} {
		plain, periods := statuses([]byte(raw))
		if got := fmt.Sprint(plain, " ", periods); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestSparse(t *testing.T) {
	for _, body := range []string{
		`{"objectClassName":"domain","ldhName":"batam.go.id"}`,
		`{"objectClassName":"domain","ldhName":"batam.go.id.","status":7,"events":{},"nameservers":"x","entities":[[]],"secureDNS":[],"handle":{}}`,
		`{"objectClassName":"domain","ldhName":"batam.go.id","entities":[{"roles":["registrar"],"handle":"","vcardArray":["vcard",[["fn"],[],7]]}]}`,
	} {
		s, err := parse(batam, []byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(registry.State{Name: batam, Registered: true, Source: "rdap", Redacted: true}, s); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
}

// wants checks an error's kind and key.
func wants(t *testing.T, err, kind error, key string) {
	t.Helper()
	var p *registry.Problem
	if !errors.As(err, &p) || !errors.Is(err, kind) || p.Key != key {
		t.Errorf("got %v, want %v with key %s", err, kind, key)
	}
}

func TestRefusals(t *testing.T) {
	const path = "/rdap/domain/batam.go.id"
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter)
		kind   error
		key    string
	}{
		{"another name", say(200, strings.ReplaceAll(page, "BATAM", "BATANG")), registry.ErrUnknown, registry.KeyNotRDAP},
		{"another object", say(200, `{"objectClassName":"entity","handle":"x"}`), registry.ErrUnknown, registry.KeyNotRDAP},
		{"a web page", say(200, "<html>"), registry.ErrUnknown, registry.KeyNotRDAP},
		{"nothing", say(200, ""), registry.ErrUnknown, registry.KeyNotRDAP},
		{"too long", say(200, `{"x":"`+strings.Repeat("a", maxBody)+`"}`), registry.ErrUnknown, registry.KeyNotRDAP},
		{"deep", say(200, strings.Repeat("[", 100_000)), registry.ErrUnknown, registry.KeyNotRDAP},
		{"trouble", say(503, ""), registry.ErrRefused, registry.KeyRDAP},
		{"forbidden", say(403, "{}"), registry.ErrRefused, registry.KeyRDAP},
		{"wait", say(429, ""), registry.ErrRefused, registry.KeyBusy},
		{"in a circle", func(w http.ResponseWriter) { w.Header().Set("Location", path); w.WriteHeader(302) }, registry.ErrNotSent, registry.KeyUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := serve(t, map[string]func(http.ResponseWriter){path: c.answer})
			_, err := client.Look(t.Context(), batam)
			wants(t, err, c.kind, c.key)
		})
	}
}

// TestNotFound: only from something that speaks RDAP does 404 mean a free name.
func TestNotFound(t *testing.T) {
	free := func(t *testing.T, c *Client) {
		t.Helper()
		s, err := c.Look(t.Context(), "baru.go.id")
		if err != nil || s.Registered || s.Name != "baru.go.id" || s.Source != "rdap" {
			t.Errorf("got %+v, %v", s, err)
		}
	}
	t.Run("with a reason", func(t *testing.T) {
		c, asked := serve(t, map[string]func(http.ResponseWriter){"/rdap/domain/baru.go.id": say(404, `{"errorCode":404,"title":"Not Found"}`)})
		free(t, c)
		if asked["/rdap/help"] != 0 {
			t.Error("asked for help")
		}
	})
	t.Run("with a help page", func(t *testing.T) {
		c, asked := serve(t, map[string]func(http.ResponseWriter){"/rdap/help": say(200, `{"rdapConformance":["rdap_level_0"]}`)})
		free(t, c)
		if _, err := c.Fresh(t.Context(), "lain.go.id"); err != nil || asked["/rdap/help"] != 1 {
			t.Errorf("asked %v, %v", asked, err)
		}
	})
	t.Run("after an answer", func(t *testing.T) {
		c, _ := serve(t, map[string]func(http.ResponseWriter){"/rdap/domain/batam.go.id": say(200, page)})
		if _, err := c.Look(t.Context(), batam); err != nil {
			t.Fatal(err)
		}
		free(t, c)
	})
	t.Run("from a web server", func(t *testing.T) {
		c, _ := serve(t, nil)
		_, err := c.Look(t.Context(), "baru.go.id")
		wants(t, err, registry.ErrUnknown, registry.KeyNotRDAP)
		if _, _, ok := c.Last("baru.go.id"); ok {
			t.Error("a doubtful answer is kept")
		}
	})
}

func TestDowngrade(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("asked over HTTP") }))
	defer plain.Close()
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	defer secure.Close()
	c, err := New(Config{Base: secure.URL, Transport: secure.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Look(t.Context(), batam)
	wants(t, err, registry.ErrNotSent, registry.KeyUnreachable)
	c, err = New(Config{Base: secure.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Look(t.Context(), batam)
	wants(t, err, registry.ErrNotSent, registry.KeyTLS)
}

func TestNew(t *testing.T) {
	for _, base := range []string{"", "rdap.example/rdap", "ftp://rdap.example/", "https://", "https://rdap.example/?x=1"} {
		if _, err := New(Config{Base: base}); err == nil {
			t.Errorf("%q is taken", base)
		}
	}
	c, err := New(Config{Base: "https://rdap.example/rdap"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Look(t.Context(), "../../etc")
	wants(t, err, registry.ErrNotSent, registry.KeyInvalid)
}

// fake answers without a network, for tests under a false clock.
type fake func(*http.Request) (int, http.Header, string)

func (f fake) RoundTrip(r *http.Request) (*http.Response, error) {
	status, header, body := f(r)
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// TestManners: requests keep their distance, answers are kept, 429 is obeyed.
func TestManners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Duration
		begin := time.Now()
		status, header := 200, http.Header{}
		c, err := New(Config{Base: "https://rdap.example/", Transport: fake(func(r *http.Request) (int, http.Header, string) {
			asked = append(asked, time.Since(begin))
			name := strings.TrimPrefix(r.URL.Path, "/domain/")
			return status, header, fmt.Sprintf(`{"objectClassName":"domain","ldhName":%q}`, name)
		})})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(name domain.Name) error { _, err := c.Look(t.Context(), name); return err }
		for _, n := range []domain.Name{"a.go.id", "b.go.id", "a.go.id", "c.go.id"} {
			if err := ask(n); err != nil {
				t.Error(err)
			}
		}
		if want := []time.Duration{0, time.Second, 2 * time.Second}; !cmp.Equal(asked, want) {
			t.Errorf("asked at %v, want %v", asked, want)
		}
		time.Sleep(time.Minute)
		if err := ask("a.go.id"); err != nil || len(asked) != 4 {
			t.Errorf("an old answer served: %v, %v", asked, err)
		}
		time.Sleep(time.Second)
		status, header = 429, http.Header{"Retry-After": {"120"}}
		wants(t, ask("d.go.id"), registry.ErrRefused, registry.KeyBusy)
		status = 200
		time.Sleep(100 * time.Second)
		wants(t, ask("d.go.id"), registry.ErrNotSent, registry.KeyBusy)
		time.Sleep(21 * time.Second)
		if err := ask("d.go.id"); err != nil || len(asked) != 6 {
			t.Errorf("asked at %v, %v", asked, err)
		}
		status = 0
		time.Sleep(time.Hour)
		wants(t, ask("a.go.id"), registry.ErrNotSent, registry.KeyUnreachable)
		if s, since, ok := c.Last("a.go.id"); !ok || !s.Registered || time.Since(since) < time.Hour {
			t.Errorf("the last answer is %+v of %v, %v", s, since, ok)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = c.Fresh(ctx, "a.go.id")
		wants(t, err, registry.ErrNotSent, registry.KeyUnreachable)
	})
}

func TestRetryAfter(t *testing.T) {
	now := at("2026-11-22T03:00:00Z")
	for header, want := range map[string]time.Duration{
		"": time.Minute, "x": time.Minute, "5": 5 * time.Second, "-5": time.Second, "999999999999": time.Hour, "86400": time.Hour,
		"Sun, 22 Nov 2026 03:02:00 GMT": 2 * time.Minute, "Sun, 22 Nov 2026 02:02:00 GMT": time.Second, "9999999": time.Hour,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte(`{"objectClassName":"domain","ldhName":"batam.go.id","status":"x"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parse(batam, b)
		if err != nil {
			return
		}
		if s.Name != batam || !s.Registered || len(s.Statuses)+len(s.Hosts)+len(s.DS) > 4*maxList {
			t.Errorf("%+v", s)
		}
		for _, text := range append([]string{s.Sponsor, s.Handle}, s.Hosts...) {
			if strings.ContainsAny(text, "\x1b\n\x00") {
				t.Errorf("%q", text)
			}
		}
	})
}
