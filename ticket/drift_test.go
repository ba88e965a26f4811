package ticket_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
	zone "loket/domain/nameserver/driver"
	"loket/domain/nameserver/rfc2136"
	"loket/domain/nameserver/sandbox"
	"loket/domain/register"
	"loket/ticket"
)

const driftZone = `@ 3600 SOA ns1 admin 1 3600 600 86400 300
@ 3600 NS ns1
ns1 3600 A 192.0.2.53
aplikasi 3600 A 198.51.100.7
judi 300 A 198.51.100.66
`

// withZone gives the office a zone on a name server.
func (o *office) withZone(change func(*rfc2136.Server)) {
	o.t.Helper()
	side, err := sandbox.Start(sandbox.Options{Zone: "batam.go.id", Records: driftZone})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { side.Close() })
	server := &rfc2136.Server{Address: side.Address, Key: rfc2136.Key{Name: sandbox.KeyName, Secret: sandbox.Secret}}
	if change != nil {
		change(server)
	}
	o.Drivers = map[string]action.Driver{zone.Update: &zone.Driver{Server: server, Name: "rfc2136", Target: side.Address, Now: o.Now}}
}

func kinds(d nameserver.Drift) map[string]nameserver.DriftKind {
	m := map[string]nameserver.DriftKind{}
	for _, s := range append(d.Same, d.Sets...) {
		m[s.Name+" "+s.Type] = s.Kind
	}
	return m
}

// TestZoneBesideTheRegister: what a ticket made is known by its number, what nobody
// made is foreign until a supervisor accepts it, and the desk remembers what it saw.
func TestZoneBesideTheRegister(t *testing.T) {
	o := newOffice(t)
	o.withZone(nil)
	for name, value := range map[domain.Name]string{"aplikasi.batam.go.id": "198.51.100.7", "hilang.batam.go.id": "198.51.100.8", "contohkab.go.id": "198.51.100.9"} {
		e := register.Entry{Name: name, Tickets: []string{"2026-00007"}, Records: []domain.Record{{Host: string(name), Type: "A", Value: value}}}
		if err := o.SetEntry(t.Context(), "ani", e); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := o.LastComparison("batam.go.id"); ok || err != nil {
		t.Fatalf("compared before anybody did: %v", err)
	}
	c, err := o.CompareZone(t.Context(), "ani", "batam.go.id")
	if err != nil || c.Clean() || c.Drift.Records != 4 {
		t.Fatalf("%+v %v", c, err)
	}
	got := kinds(c.Drift)
	for set, want := range map[string]nameserver.DriftKind{"aplikasi.batam.go.id. A": "same", "hilang.batam.go.id. A": "missing", "judi.batam.go.id. A": "foreign", "batam.go.id. NS": "foreign"} {
		if got[set] != want {
			t.Errorf("%s is %q, want %q", set, got[set], want)
		}
	}
	if len(got) != 5 || c.Drift.Same[0].Sources[0] != "2026-00007" {
		t.Errorf("%v", got)
	}
	last, ok, err := o.LastComparison("batam.go.id")
	if err != nil || !ok || last.By != "ani" || !last.At.Equal(c.At) || len(last.Drift.Sets) != 4 || last.Same != 1 || last.Drift.Same != nil {
		t.Errorf("kept %+v %v", last, err)
	}
	accepted := []domain.Record{{Host: "batam.go.id", Type: "NS", Value: "ns1.batam.go.id."}, {Host: "ns1.batam.go.id", Type: "A", Value: "192.0.2.53"}}
	if err := o.AcceptRecords(t.Context(), "citra", "batam.go.id", accepted, " "); ticket.IsRefusal(err) == nil {
		t.Errorf("accepted without a reason: %v", err)
	}
	if err := o.AcceptRecords(t.Context(), "ani", "batam.go.id", accepted, "dasar zona"); ticket.IsRefusal(err) == nil {
		t.Errorf("accepted by an officer: %v", err)
	}
	for range 2 {
		if err := o.AcceptRecords(t.Context(), "citra", "batam.go.id", accepted, "dasar zona"); err != nil {
			t.Fatal(err)
		}
	}
	if c, err = o.CompareZone(t.Context(), "ani", "batam.go.id"); err != nil || c.Drift.Count(nameserver.Foreign) != 1 || c.Same != 3 {
		t.Errorf("%+v %v", c, err)
	}
}

// TestZoneThatIsNotGiven: the reason is kept, too.
func TestZoneThatIsNotGiven(t *testing.T) {
	o := newOffice(t)
	if _, err := o.CompareZone(t.Context(), "ani", "contohkab.go.id"); ticket.IsRefusal(err) == nil {
		t.Errorf("a zone of others: %v", err)
	}
	o.Drivers = nil
	if _, err := o.CompareZone(t.Context(), "ani", "batam.go.id"); ticket.IsRefusal(err) == nil {
		t.Errorf("nobody reads: %v", err)
	}
	o.withZone(func(s *rfc2136.Server) { s.Now = func() time.Time { return time.Now().Add(-time.Hour) } })
	c, err := o.CompareZone(t.Context(), "ani", "batam.go.id")
	if err != nil || !c.Fails() || c.Clean() || c.Failed.Key != "dns.badtime" {
		t.Fatalf("%+v %v", c, err)
	}
	if last, ok, err := o.LastComparison("batam.go.id"); !ok || err != nil || !last.Fails() {
		t.Errorf("%+v %v", last, err)
	}
}

// watcher counts comparisons.
type watcher struct {
	action.Driver
	times []time.Time
}

func (w *watcher) Compare(context.Context, string, []nameserver.Approved) (nameserver.Drift, error) {
	w.times = append(w.times, time.Now())
	return nameserver.Drift{Zone: "batam.go.id."}, nil
}

// TestZoneIsComparedByItself: as often as the site says, and not at all unless it
// does.
func TestZoneIsComparedByItself(t *testing.T) {
	for every, want := range map[time.Duration]int{0: 0, 24 * time.Hour: 3} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			w := &watcher{}
			o.Drivers, o.Now, o.Site.Compare = map[string]action.Driver{zone.Update: w}, time.Now, every
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				if err := o.RunActs(ctx, nil); err != nil {
					t.Error(err)
				}
			}()
			time.Sleep(2*24*time.Hour + time.Hour)
			cancel()
			<-ended
			if len(w.times) != want {
				t.Errorf("every %v: compared at %v", every, w.times)
			}
		})
	}
}
