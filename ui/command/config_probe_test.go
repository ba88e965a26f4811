package command

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/domain/naming"
	"loket/domain/probe"
)

// TestProbesAsConfigured: whom a desk asks follows from its registry, and the
// site's own files say what is reserved and which places there are.
func TestProbesAsConfigured(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/contohkab.go.id") {
			fmt.Fprint(w, `{"objectClassName":"domain","ldhName":"contohkab.go.id","status":["active"]}`)
			return
		}
		w.Header().Set("Content-Type", "application/rdap+json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"errorCode":404}`)
	}))
	defer service.Close()
	site := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(site, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("reserved.toml", "[[reserved]]\nlabels = [\"festival\"]\nlevel = \"refuse\"\nreason = { id = \"dipakai\", en = \"in use\" }\n")
	write("wilayah.csv", "kode,nama\n33.22.05.2003,Desa Sukajaya\n")
	set := func(c *Config) *probe.Set {
		c.Site = site
		c.completeOutside()
		out := c.Outside(none, time.Now, nil)
		t.Cleanup(func() { out.Close() })
		return out.Probes
	}
	for _, c := range []struct {
		name, region string
		config       Config
		verdict      probe.Verdict
		codes        string
	}{
		{"contohkab.go.id", "", Config{Registry: Registry{RDAP: service.URL + "/rdap/"}}, probe.Bad, "registered"},
		{"barukab.go.id", "", Config{Registry: Registry{RDAP: service.URL + "/rdap/"}}, probe.Good, ""},
		{"barukab.go.id", "", Config{}, probe.Open, "by-hand"},
		{"festival.go.id", "", Config{}, probe.Bad, "reserved"},
		{"lain.desa.id", "33.22.05.2003", Config{}, probe.Open, "region by-hand"},
		{"barukab.go.id", "", Config{Registry: Registry{Backend: "epp", Address: "127.0.0.1:1", Cert: "no", Key: "no", Secret: Secret{Env: "X"}}}, probe.Open, "no-answer"},
	} {
		a, err := set(&c.config).Judge(t.Context(), naming.Request{Name: c.name, Region: c.region}, nil)
		var codes []string
		for _, f := range a.Findings {
			codes = append(codes, f.Code)
		}
		if err != nil || a.Verdict != c.verdict || strings.Join(codes, " ") != c.codes {
			t.Errorf("%s: %+v %v", c.name, a, err)
		}
	}
	if by := set(&Config{}); by.Servers != nil {
		t.Error("name servers are asked although nobody said so")
	}
	if dns := set(&Config{Delegation: Delegation{Backend: "dns"}}); dns.Servers == nil {
		t.Error("name servers are not asked")
	}
	write("wilayah.csv", "kode,nama\n33.22.05.2003,Desa Sukajaya\n99,Salah\nx,Salah\n")
	if _, err := set(&Config{}).Judge(t.Context(), naming.Request{Name: "a.go.id"}, nil); err == nil || !strings.Contains(err.Error(), "wilayah.csv:4") {
		t.Errorf("a bad list of places: %v", err)
	}
}

// TestProbeSettings: what cannot be meant is named with what to write.
func TestProbeSettings(t *testing.T) {
	for want, c := range map[string]*Config{
		"delegation.backend": {Delegation: Delegation{Backend: "ask"}},
		"payment.remind":     {Payment: Payment{Remind: []string{"3wd", "soon"}}},
	} {
		c.complete(none)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	c := &Config{Payment: Payment{Remind: []string{"3wd", "72h"}}}
	c.complete(none)
	if err := c.Validate(); err != nil || len(c.TicketSite().Remind) != 2 {
		t.Errorf("%v %v", err, c.TicketSite().Remind)
	}
}
