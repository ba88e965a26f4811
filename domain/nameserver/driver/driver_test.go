package driver_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver/driver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"
)

const zone = `@ 3600 SOA ns1 admin 1 3600 600 86400 300
@ 3600 NS ns1
ns1 3600 A 192.0.2.53
lama 3600 A 192.0.2.9
`

// deaf is a connection whose answers never come once it is told.
type deaf struct {
	net.Conn
	now *bool
}

func (c deaf) Read(p []byte) (int, error) {
	if *c.now {
		return 0, errors.New("the line is dead")
	}
	return c.Conn.Read(p)
}

type office struct {
	*driver.Driver
	t    *testing.T
	deaf bool
	now  time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, now: time.Now()}
	at := nameservertest.BIND(t, zone)
	server := &rfc2136.Server{Address: at.Address, Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, address)
			return deaf{c, &o.deaf}, err
		}}
	o.Driver = &driver.Driver{Server: server, Name: "rfc2136", Target: at.Address, Now: func() time.Time { return o.now }}
	return o
}

func order(records ...domain.RecordRow) action.Order {
	return action.Order{Action: driver.Update, Ticket: "2026-00042", Step: "dns-update", Name: "batam.go.id", Records: records}
}

func rec(host, typ, value string) domain.RecordRow {
	r := domain.Record{Host: host, Type: typ, Value: value}
	return domain.RecordRow{Asked: r, Made: r}
}

func (o *office) plan(ord action.Order) *action.Plan {
	o.t.Helper()
	p, err := o.Plan(o.t.Context(), ord)
	if err != nil {
		o.t.Fatal(err)
	}
	p.Order = ord
	return p
}

func TestRecordsAreMadeProvedAndTakenBack(t *testing.T) {
	o := newOffice(t)
	ord := order(rec("aplikasi", "A", "198.51.100.7"), rec("lama", "A", "198.51.100.8"))
	p := o.plan(ord)
	signs := ""
	for _, e := range p.Effects {
		signs += e.Sign
	}
	if signs != "+~" {
		t.Fatalf("%q of %+v", signs, p.Effects)
	}
	out := o.Do(t.Context(), p, action.Try{Key: "k", Number: 1, Started: o.now})
	if out.State != action.Done || !out.Proved || out.Reverts == nil {
		t.Fatalf("%+v", out)
	}
	for _, fact := range []string{"serial-before", "serial-after", "records-before", "records-after", "key"} {
		if !slices.ContainsFunc(out.Evidence, func(f action.Fact) bool { return f.Name == fact && f.Value != "" }) {
			t.Errorf("no evidence %s in %v", fact, out.Evidence)
		}
	}
	if again := o.plan(ord); !again.Settled {
		t.Errorf("not settled: %+v", again)
	} else if got := o.Do(t.Context(), again, action.Try{}); got.State != action.Done {
		t.Errorf("%+v", got)
	}
	back := ord
	back.Reverts = out.Reverts
	if got := o.Do(t.Context(), o.plan(back), action.Try{Started: o.now}); got.State != action.Done || !got.Proved {
		t.Fatalf("%+v", got)
	}
	var no *action.Refused
	if _, err := o.Plan(t.Context(), back); !errors.As(err, &no) {
		t.Errorf("taken back twice: %v", err)
	}
}

// What is not made as it was asked for says so on the plan, with the reason.
func TestAdjustmentsAreNoted(t *testing.T) {
	o := newOffice(t)
	row := rec("aplikasi", "A", "203.0.113.7")
	row.Asked, row.Reason = domain.Record{Host: "aplikasi.batam.go.id", Type: "A", Value: "203.0.113.200"}, "lewat proksi"
	p := o.plan(order(row, rec("lama", "A", "203.0.113.8")))
	var notes []action.Words
	for _, n := range p.Notes {
		if n.Key == "dns.adjusted" {
			notes = append(notes, n)
		}
	}
	if len(notes) != 1 || !slices.Equal(notes[0].Args, []string{"aplikasi.batam.go.id A 203.0.113.200", "lewat proksi"}) {
		t.Errorf("%+v of %+v", notes, p.Notes)
	}
}

func TestStalePlanIsShownThreeWays(t *testing.T) {
	o := newOffice(t)
	p := o.plan(order(rec("lama", "A", "198.51.100.8")))
	other := o.plan(order(rec("lama", "A", "203.0.113.1")))
	if out := o.Do(t.Context(), other, action.Try{Started: o.now}); out.State != action.Done {
		t.Fatal(out)
	}
	out := o.Do(t.Context(), p, action.Try{Started: o.now})
	if out.State != action.Stale || len(out.Now) != 1 || out.Now[0].Before != "192.0.2.9 (TTL 3600)" || out.Now[0].After != "203.0.113.1 (TTL 3600)" {
		t.Fatalf("%+v", out)
	}
}

// A lost answer is looked up; that it was not done is certain only when the
// message has died.
func TestLostAnswerIsLookedUp(t *testing.T) {
	o := newOffice(t)
	p := o.plan(order(rec("aplikasi", "A", "198.51.100.7")))
	try := action.Try{Number: 1, Started: o.now}
	if out := o.Look(t.Context(), p, try); out.State != action.Unknown || !out.Next.After(o.now) {
		t.Fatalf("%+v", out)
	}
	o.now = o.now.Add(time.Hour)
	if out := o.Look(t.Context(), p, try); out.State != action.NotDone {
		t.Fatalf("%+v", out)
	}
	o.now = try.Started
	if out := o.Do(t.Context(), p, try); out.State != action.Done {
		t.Fatalf("%+v", out)
	}
	if out := o.Look(t.Context(), p, try); out.State != action.Done || !out.Proved || out.Reverts == nil {
		t.Fatalf("%+v", out)
	}
	o.deaf = true
	if out := o.Look(t.Context(), p, try); out.State != action.Unknown {
		t.Fatalf("%+v", out)
	}
}

func TestRowsThatDoNotFitAreExplained(t *testing.T) {
	o := newOffice(t)
	_, err := o.Plan(t.Context(), order(rec("lama", "A", "198.51.100.8"), rec("lama", "CNAME", "batam.go.id")))
	var no *action.Refused
	if !errors.As(err, &no) || no.Words.What.ID == "" || no.Words.What.EN == "" || !no.Words.Do.Empty() || !strings.HasPrefix(no.Words.Key, "dns.") {
		t.Fatalf("%v", err)
	}
}

// By hand the plan has what to type; reading proves it, and without a reader that
// is said.
func TestByHand(t *testing.T) {
	o := newOffice(t)
	ord := order(rec("aplikasi", "A", "198.51.100.7"))
	seeing := &driver.ByHand{Reader: o.Server}
	p, err := seeing.Plan(t.Context(), ord)
	if err != nil || !p.ByHand || !strings.Contains(p.Script, "update add aplikasi.batam.go.id.") || !strings.Contains(p.Script, "aplikasi.batam.go.id. 3600 IN A 198.51.100.7") {
		t.Fatalf("%+v %v", p, err)
	}
	if out := seeing.Look(t.Context(), p, action.Try{}); out.State != action.NotDone {
		t.Fatalf("%+v", out)
	}
	if out := o.Do(t.Context(), o.plan(ord), action.Try{Started: o.now}); out.State != action.Done {
		t.Fatalf("%+v", out)
	}
	if out := seeing.Look(t.Context(), p, action.Try{}); out.State != action.Done || !out.Proved {
		t.Fatalf("%+v", out)
	}
	blind := new(driver.ByHand)
	if p, err = blind.Plan(t.Context(), ord); err != nil || !p.ByHand || p.Notes[0].Key != "dns.blind" {
		t.Fatalf("%+v %v", p, err)
	}
	if out := blind.Look(t.Context(), p, action.Try{}); out.State != action.Unknown {
		t.Fatalf("%+v", out)
	}
}
