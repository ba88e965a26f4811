package driver_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loket/domain/probe"
	"loket/domain/registry/driver"
	"loket/domain/registry/epp"
	public "loket/domain/registry/rdap"
	"loket/domain/registry/sandbox"
)

func facts(a probe.Answer) string {
	var out []string
	for _, f := range a.Facts {
		out = append(out, f.Name)
	}
	return strings.Join(out, " ")
}

// TestCheckFree asks the sandbox: taken, free with its price, and a registry that
// cannot be reached, which says nothing about the name.
func TestCheckFree(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	ask := driver.CheckFree(o.Registry.(*epp.Client), o.Target)
	if a := ask(t.Context(), name); a.Verdict != probe.Bad || a.Source != "epp" || a.Target != o.side.Address || len(a.Findings) != 1 || a.Findings[0].Code != "registered" || !strings.Contains(facts(a), "svTRID answer-sha256") {
		t.Errorf("taken: %+v", a)
	}
	if a := ask(t.Context(), "bebaskab.go.id"); a.Verdict != probe.Good || len(a.Findings) != 0 || facts(a) != "available class fee svTRID answer-sha256" {
		t.Errorf("free: %+v", a)
	}
	bare := newOffice(t, sandbox.Options{Without: []string{sandbox.Fees}})
	if a := driver.CheckFree(bare.Registry.(*epp.Client), bare.Target)(t.Context(), "bebaskab.go.id"); a.Verdict != probe.Good || facts(a) != "available svTRID answer-sha256" {
		t.Errorf("without prices: %+v", a)
	}
	locked := newOffice(t, sandbox.Options{}, func(c *tls.Config) { c.Certificates = nil })
	a := driver.CheckFree(locked.Registry.(*epp.Client), locked.Target)(t.Context(), name)
	if a.Verdict != probe.Open || a.Blind || len(a.Findings) != 1 || a.Findings[0].What.ID == "" || a.Findings[0].Do.EN == "" {
		t.Errorf("without a certificate: %+v", a)
	}
}

// TestLookFree: 404 is free, 200 is taken, anything else says nothing.
func TestLookFree(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/bebaskab.go.id"):
			w.Header().Set("Content-Type", "application/rdap+json")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"errorCode":404}`)
		case strings.HasSuffix(r.URL.Path, "/"+name):
			fmt.Fprintf(w, `{"objectClassName":"domain","ldhName":%q,"status":["active"],"nameservers":[{"objectClassName":"nameserver","ldhName":"ns1.contoh.id"}],"events":[{"eventAction":"expiration","eventDate":"2027-01-15T00:00:00Z"}]}`, name)
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer service.Close()
	c, err := public.New(public.Config{Base: service.URL + "/rdap/", Pause: -1})
	if err != nil {
		t.Fatal(err)
	}
	ask := driver.LookFree(c, service.URL)
	if a := ask(t.Context(), name); a.Verdict != probe.Bad || a.Source != "rdap" || facts(a) != "available answer-sha256 expires" {
		t.Errorf("taken: %+v", a)
	}
	if a := ask(t.Context(), "bebaskab.go.id"); a.Verdict != probe.Good || facts(a) != "available answer-sha256" {
		t.Errorf("free: %+v", a)
	}
	if a := ask(t.Context(), "rusak.go.id"); a.Verdict != probe.Open || len(a.Findings) != 1 {
		t.Errorf("broken: %+v", a)
	}
	hosts, err := driver.Delegated(c)(t.Context(), name)
	if err != nil || strings.Join(hosts, " ") != "ns1.contoh.id" {
		t.Errorf("name servers: %v %v", hosts, err)
	}
	if _, err := driver.Delegated(c)(t.Context(), "rusak.go.id"); err == nil || errors.Is(err, http.ErrAbortHandler) {
		t.Errorf("broken: %v", err)
	}
}
