package ticketview_test

import (
	"context"
	"strings"
	"testing"

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
