package console

import (
	"strings"
	"testing"

	"loket/ticket"
	"loket/ui/kit"
)

// alarmedApp is a console beside which two promises run out, of which the second is
// rina's.
func alarmedApp(t *testing.T, bound bool, change ...func(*Options)) (*App, *fakeDesk) {
	t.Helper()
	_, f := supervised(t, 80, 24, bound)
	for i, share := range []uint8{100, 90} {
		f.rows[i].Pace, f.rows[i].Owner = &ticket.Pace{Alerted: ticket.Alerted{Service: share}}, []string{"budi", "rina"}[i]
	}
	a := testApp(t, f, 80, 24, append([]func(*Options){func(o *Options) { o.Officer, o.Lang = "rina", kit.English }}, change...)...)
	a.settle(a.do(a.unsent()))
	return a, f
}

// TestUnseenAlerts: the status line counts the alerts that concern the officer; the key
// on it lists them, and then they are seen, here and when the officer comes back. One
// that goes on to the next share counts anew.
func TestUnseenAlerts(t *testing.T) {
	for _, bound := range []bool{false, true} {
		a, f := alarmedApp(t, bound)
		badge := map[bool]string{false: "! 2 alerts", true: "! 1 alert "}[bound]
		if s := a.text(); !strings.Contains(s, badge) {
			t.Fatalf("bound %v: no %q on\n%s", bound, badge, s)
		}
		a.press("!")
		s := a.text()
		if strings.Contains(s, badge) || !strings.Contains(s, f.rows[1].Number) || strings.Contains(s, f.rows[0].Number) == bound || !strings.Contains(s, "●") {
			t.Errorf("bound %v: the list is\n%s", bound, s)
		}
		again, _ := alarmedApp(t, bound, func(o *Options) { o.Desk.(*fakeDesk).drafts = f.drafts })
		if s := again.text(); strings.Contains(s, "! 1 alert") || strings.Contains(s, "! 2 alert") {
			t.Errorf("bound %v: a new console has\n%s", bound, s)
		}
		f.rows[1].Pace = &ticket.Pace{Alerted: ticket.Alerted{Service: 100}}
		a.settle(a.alarmed(kit.Changes{Rows: f.rows[1:2]}))
		a.press("q")
		a.look()
		a.toast = toast{}
		if s := a.text(); !strings.Contains(s, "! 1 alert ") {
			t.Errorf("bound %v: after the next share\n%s", bound, s)
		}
	}
}

// TestOpenedAlertIsSeen: who opens the ticket needs no list.
func TestOpenedAlertIsSeen(t *testing.T) {
	a, f := alarmedApp(t, false, withStubs)
	a.settle(a.do(kit.Open{ID: f.rows[0].ID}))
	if n := len(a.alarm.unseen); n != 1 || a.alarm.unseen[f.rows[0].ID] {
		t.Errorf("%d are not seen", n)
	}
}

// TestEndedAlertIsForgotten: a ticket that ends is on no list, and may come again.
func TestEndedAlertIsForgotten(t *testing.T) {
	a, f := alarmedApp(t, false)
	f.rows[0].Pace = nil
	a.settle(a.alarmed(kit.Changes{Rows: f.rows[:1]}))
	if a.look(); a.status.alerts != 1 {
		t.Errorf("%d are counted", a.status.alerts)
	}
}
