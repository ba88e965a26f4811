package console

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ui/kit"
)

var _ Desk = (*ticket.Desk)(nil)

// realDesk is a desk with its rules, on a record in memory.
func realDesk(t *testing.T) *ticket.Desk {
	t.Helper()
	return storetest.OpenDesk(t, storetest.NewMemory(), func() time.Time { return start },
		staff.Officer{ID: "rina", Name: "Rina Kartika", Roles: []staff.Role{staff.Worker}},
		staff.Officer{ID: "budi", Name: "Budi Hartono", Roles: []staff.Role{staff.Worker}})
}

func sit(t *testing.T, d *ticket.Desk, officer string) *App {
	t.Helper()
	a := testApp(t, newFake(nil), 120, 40, func(o *Options) { o.Desk, o.Officer, o.Catalogue = d, officer, d.Catalogue })
	t.Cleanup(a.changes.close)
	return a
}

// hear takes the desk's signal as the program would; it is there already.
func (a *App) hear(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	msg := a.changes.wait(ctx)()
	if msg == nil {
		t.Fatal("the desk gave no signal")
	}
	_, cmd := a.Update(msg)
	_ = cmd // the next wait; the test waits by itself
	for _, s := range a.stack {
		a.settle(a.do(s.Apply(kit.Changes{All: true})))
	}
}

func TestTwoOfficersAtOneDesk(t *testing.T) {
	d := realDesk(t)
	rina, budi := sit(t, d, "rina"), sit(t, d, "budi")
	rina.press("n", "tab", "tab", "Permohonan pendaftaran nama domain majujaya.desa.id", "tab", "Slamet", "tab", "Desa Maju Jaya", "ctrl+s")
	rina.hear(t)
	budi.hear(t)
	if !strings.Contains(budi.text(), "Tiket baru 2026-00001") || strings.Contains(rina.text(), "Tiket baru 2026-00001") {
		t.Errorf("budi is told of the ticket that came in, rina who made it is not:\n%s", budi.text())
	}
	rina.press("1")
	budi.press("6")
	for name, a := range map[string]*App{"rina": rina, "budi": budi} {
		if !strings.Contains(a.text(), "majujaya.desa.id") {
			t.Fatalf("%s does not see the new ticket:\n%s", name, a.text())
		}
	}

	rina.press("R")
	if !strings.Contains(rina.text(), "dilepaskan") {
		t.Fatalf("not released:\n%s", rina.text())
	}
	budi.press("c", "y") // budi still sees rina's name: version 1
	if text := budi.text(); !strings.Contains(text, "Rina Kartika mendahului") {
		t.Fatalf("budi was not told that rina acted first:\n%s", text)
	}
	budi.hear(t)
	budi.press("c")
	if row := d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, start)[0]; row.Owner != "budi" {
		t.Fatalf("owner is %q", row.Owner)
	}
	budi.press("u")
	if row := d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, start)[0]; row.Owner != "" {
		t.Errorf("undo left the owner %q", row.Owner)
	}
}

func TestPreferencesAreTheOfficersOwn(t *testing.T) {
	d := realDesk(t)
	rina := sit(t, d, "rina")
	rina.press("L", "7")
	again, budi := sit(t, d, "rina"), sit(t, d, "budi")
	if again.env.Lang != kit.English || again.queue().view != ticket.ViewClosed || budi.env.Lang != kit.Indonesian {
		t.Error(cmp.Diff(again.current(), budi.current()))
	}
}
