package ticket_test

import (
	"slices"
	"testing"

	"loket/ticket"
)

// raise has the desk tell of what it has to, and gives the shares.
func (o *office) raise(now string) (shares []ticket.Level) {
	o.t.Helper()
	o.clock.set(wibTime(o.t, now))
	raised, err := o.RaiseAlerts(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, a := range raised {
		shares = append(shares, a.Share)
	}
	return shares
}

func (o *office) wantRaised(now string, want ...ticket.Level) {
	o.t.Helper()
	if got := o.raise(now); !slices.Equal(got, want) {
		o.t.Errorf("%s: raised %v, want %v", now, got, want)
	}
}

func TestAlertsOnceForEachShare(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID // 13.5 h: three quarters at Tuesday 11:37
	o.wantRaised("2026-05-05 09:00")
	o.wantRaised("2026-05-05 11:38", ticket.Most)
	o.wantRaised("2026-05-05 11:39")
	again := openOffice(t, o.log, o.clock) // a restart repeats nothing
	again.wantRaised("2026-05-05 11:40")
	again.wantRaised("2026-05-05 14:39", ticket.Nearly)
	again.wantRaised("2026-05-05 16:30")                  // the desk is closed
	again.wantRaised("2026-05-06 07:30", ticket.Overtime) // and opens
	again.wantRaised("2026-05-06 07:31")
	if b := again.see(id).Clock.Breaches; len(b) != 1 {
		t.Errorf("breaches %+v: what people are told of as late is recorded", b)
	}
}

func TestAlertsOfHoursComeAtNight(t *testing.T) {
	o := newOffice(t)
	o.open("access-termination", "contohkab.go.id") // Monday 09:00 and 72 h: three quarters at Wednesday 15:00
	o.wantRaised("2026-05-06 23:00", ticket.Most)
	o.wantRaised("2026-05-07 02:00", ticket.Nearly)
}

func TestAlertsLeaveAPausedClockAlone(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true})
	o.wantRaised("2026-05-12 10:00")
}

// TestAlertsOfAnotherPromise: a switch of the target begins anew.
func TestAlertsOfAnotherPromise(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	o.wantRaised("2026-05-05 11:38", ticket.Most)
	o.revise(id) // four working days from the start
	o.wantRaised("2026-05-06 10:00")
	o.wantRaised("2026-05-08 10:00", ticket.Most)
}

func TestAlertsAsTheSiteSays(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Alerts = ticket.Alerts{At: []ticket.Level{ticket.Half}} })
	o.open("deactivation", "contohkab.go.id")
	o.wantRaised("2026-05-05 09:00", ticket.Half)
	o.wantRaised("2026-05-06 09:00")
	off := newOffice(t, func(d *ticket.Desk) { d.Site.Alerts.Off = true })
	off.open("deactivation", "contohkab.go.id")
	off.wantRaised("2026-05-06 09:00")
}
