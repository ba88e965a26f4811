package ticket_test

import (
	"testing"
	"time"

	"loket/ticket"
	"loket/ticket/document"
)

// scanAll does what the intake does while nothing else waits.
func (o *office) scanAll() {
	o.t.Helper()
	for more, n := true, 0; more; n++ {
		var err error
		if more, err = o.ScanSome(o.t.Context()); err != nil || n > 100 {
			o.t.Fatalf("%d rounds, %v", n, err)
		}
	}
}

// TestScannedAgain: what was clean is scanned again when the signatures are others,
// once, and only what is found is spoken of.
func TestScannedAgain(t *testing.T) {
	o, g, files := guarded(t, "good", "sneaky")
	g.base = "27812"
	o.look(1, letterText)
	sneaky := files[1].SHA
	o.scanAll() // all open tickets are known by these
	before, asked := o.head(), g.asked
	if o.scanAll(); g.asked != asked {
		t.Errorf("%d scans with the same signatures", g.asked-asked)
	}
	g.base = "27813"
	o.clock.add(time.Minute)
	if o.scanAll(); g.asked == asked || o.head() != before {
		t.Errorf("with new signatures: %d scans, %d events", g.asked-asked, o.head()-before)
	}
	g.base, g.worse = "27814", "sneaky"
	g.not = &document.Scan{State: document.ScanNot, Code: document.ScanError}
	o.clock.add(time.Minute)
	if o.scanAll(); o.head() != before || o.file(1, sneaky).Scan.State != document.ScanClean {
		t.Error("a scan that came to nothing took an earlier word back")
	}
	g.base, g.not = "27815", nil
	o.clock.add(time.Minute)
	o.scanAll()
	if a := o.file(1, sneaky); !a.Quarantined() || a.Report != nil || o.file(1, files[0].SHA).Quarantined() || !o.Row(1).Quarantined {
		t.Fatalf("the file is %+v", a)
	}
	q, err := (*ticket.Words)(nil).Parse("is:karantina", o.Now())
	if err != nil || !q.Match(o.Row(1), "", o.Now()) {
		t.Errorf("not selected by is:karantina: %v", err)
	}
	again := openOffice(t, o.log, o.clock, func(d *ticket.Desk) { d.Scanner, d.Reader = g, shelf{} })
	asked = g.asked
	if again.scanAll(); g.asked != asked {
		t.Errorf("%d scans after a start", g.asked-asked)
	}
}

// TestScannedAgainLater: a scanner that goes away meanwhile is waited for.
func TestScannedAgainLater(t *testing.T) {
	o, g, files := guarded(t, "sneaky")
	g.base = "27812"
	o.look(1, letterText)
	o.scanAll()
	g.base, g.worse, g.down = "27813", "sneaky", true
	o.clock.add(time.Minute)
	o.scanAll()
	g.down = false
	o.clock.add(time.Minute)
	o.scanAll()
	if !o.file(1, files[0].SHA).Quarantined() {
		t.Error("it was never scanned again")
	}
}
