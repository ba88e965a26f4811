package command

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/domain/action"
	registrar "loket/domain/registry/driver"
)

// TestRDAPProves: what a person did at the console a moment ago is seen, and not the
// answer that was kept from before it.
func TestRDAPProves(t *testing.T) {
	status := "active"
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"objectClassName":"domain","ldhName":"contohkab.go.id","status":[%q]}`, status)
	}))
	defer public.Close()
	c := &Config{Registry: Registry{RDAP: public.URL + "/rdap/"}}
	c.completeOutside()
	out := c.Outside(none, time.Now)
	defer out.Close()
	hand := out.Drivers[registrar.ClientHold]
	p, err := hand.Plan(t.Context(), action.Order{Action: registrar.ClientHold, Name: "contohkab.go.id", Ticket: "2026-00042"})
	if err != nil {
		t.Fatal(err)
	}
	status = "client hold"
	if got := hand.Look(t.Context(), p, action.Try{}); got.State != action.Done || !got.Proved {
		t.Errorf("the proof is %+v", got)
	}
	bad := &Config{Registry: Registry{RDAP: "rdap.contoh.id"}}
	bad.completeOutside()
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "registry.rdap") {
		t.Errorf("a bad address: %v", err)
	}
}
