package ticketview_test

import (
	"context"
	"strings"
	"testing"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

func TestHistorySaysWhoFollowsAndTookOver(t *testing.T) {
	w := newWorld(t)
	id := w.receive(registration())
	do := func(by string, c ticket.Command) {
		t.Helper()
		if _, err := w.desk.Do(context.Background(), by, id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	do("budi", ticket.Watch{On: true})
	do("budi", ticket.Assign{Officer: "rina", Note: "Tinggal kirim surat."})
	do("rina", ticket.Look{})
	do("budi", ticket.Watch{})
	rina, budi := w.desk.Sit("rina"), w.desk.Sit("budi")
	rina.Write(id)
	if err := budi.TakeOver(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[kit.Lang][]string{
		kit.Indonesian: {"Diikuti", "Tidak lagi diikuti", "Tinggal kirim surat.", "sudah dibaca", "diambil alih dari"},
		kit.English:    {"Followed by", "No longer followed", "Tinggal kirim surat.", "was read", "taken over from"},
	} {
		w.env.Lang = lang
		w.open(id, 120, 60)
		w.press("5")
		for _, words := range want {
			if !strings.Contains(w.view(), words) {
				t.Errorf("%s: the history does not say %q:\n%s", lang, words, w.view())
			}
		}
	}
}

// TestKeysWithinOnesRights: what a role does not allow is off with the reason, and
// what only reads stays.
func TestKeysWithinOnesRights(t *testing.T) {
	for _, c := range []struct {
		role    staff.Role
		off, on []string
	}{
		{staff.Overseer, []string{"next", "reply", "claim", "accept", "pictures", "return", "merge"}, []string{"copy", "watch", "deadline"}},
		{staff.Auditor, []string{"reply", "accept"}, []string{"copy", "other-file"}},
		{staff.Verifier, nil, []string{"reply", "accept", "return"}},
	} {
		w := newWorld(t)
		id := w.receive(registration())
		who := staff.Officer{ID: "x", Name: "X", Roles: []staff.Role{c.role}}
		w.env.May = func(right staff.Right, service string) bool { return who.MayOn(right, service) }
		w.open(id, 120, 40)
		w.press("2", "down")
		seen := map[string]string{}
		for _, b := range w.screen.Bindings() {
			seen[b.ID] = b.Why.String()
		}
		for _, key := range c.off {
			if !strings.Contains(seen[key], "peran Anda") {
				t.Errorf("%s: %s is offered (%q)", c.role, key, seen[key])
			}
		}
		for _, key := range c.on {
			if strings.Contains(seen[key], "peran Anda") {
				t.Errorf("%s: %s is off: %s", c.role, key, seen[key])
			}
		}
	}
}

func TestWhatWasSaidIsShownFirst(t *testing.T) {
	w := newWorld(t)
	id := w.receive(registration())
	if _, err := w.desk.Do(context.Background(), "budi", id, 0, ticket.Assign{Officer: "rina", Note: "Pemohon minta ditelepon."}); err != nil {
		t.Fatal(err)
	}
	w.env.Seat = w.desk.Sit("rina")
	w.open(id, 120, 40)
	if len(w.overlays) != 1 {
		t.Fatalf("nothing is shown first: %v", w.err)
	}
	lines, _ := w.overlays[0].View(120, 40)
	if box := strings.Join(lines, "\n"); !strings.Contains(box, "Budi Hartono menyerahkan tiket ini: Pemohon minta ditelepon.") {
		t.Errorf("shown is\n%s", box)
	}
	if left := w.ticket().CallsFor("rina"); len(left) != 0 {
		t.Errorf("seen, and still called: %+v", left)
	}
	budi := w.desk.Sit("budi")
	budi.Write(id)
	w.screen.Tick(w.now)
	if !strings.Contains(w.view(), "✎ Budi Hartono menulis sejak 09.00") {
		t.Errorf("the head does not say who writes:\n%s", w.view())
	}
	budi.Stop()
	if err := w.desk.KeepDraft(budi, "budi", id, "plain", &ticket.LetterDraft{Body: "x"}); err != nil {
		t.Fatal(err)
	}
	budi.Look(0)
	w.open(id, 120, 40)
	if !strings.Contains(w.view(), "naskah: ") {
		t.Errorf("the head does not say that a letter is begun:\n%s", w.view())
	}
}
