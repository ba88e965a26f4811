package console

import (
	"context"
	"strings"
	"testing"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/compose"
	"loket/ui/kit"
)

// writers are two consoles at one desk with a ticket that rina made.
func writers(t *testing.T) (d *ticket.Desk, id ticket.ID, rina, budi *App) {
	t.Helper()
	d = realDesk(t)
	m := ticket.Manual{Source: ticket.ByPhone, Subject: "Permohonan pendaftaran nama domain majujaya.desa.id", Requester: ticket.Party{Name: "Slamet", Email: "a@contohkab.go.id"}}
	made, err := d.OpenByHand(context.Background(), "rina", m)
	if err != nil {
		t.Fatal(err)
	}
	letters := &compose.Options{Desk: d, Catalogue: d.Catalogue}
	join := func(officer string) *App {
		a := testApp(t, newFake(nil), 120, 40, func(o *Options) {
			o.Desk, o.Officer, o.Catalogue = d, officer, d.Catalogue
			o.Compose = func(env *kit.Env, c kit.Compose) kit.Screen { return compose.New(env, letters, c) }
		})
		t.Cleanup(a.changes.close)
		a.press("6")
		return a
	}
	return d, made.ID, join("rina"), join("budi")
}

// told takes the seat's signal as the program would; it is there already.
func (a *App) told(t *testing.T) {
	t.Helper()
	select {
	case <-a.env.Seat.Ready():
		a.Update(seatMsg{}) // what it returns waits for the next signal
	default:
		t.Fatal("the seat gave no signal")
	}
}

func (a *App) write(id ticket.ID) {
	a.settle(a.do(kit.Compose{ID: id, Template: "plain"}))
	a.sit()
}

func TestTheQueueShowsWhoWrites(t *testing.T) {
	_, id, rina, budi := writers(t)
	rina.write(id)
	budi.told(t)
	if !strings.Contains(budi.text(), "✎ Rina") {
		t.Fatalf("budi does not see that rina writes:\n%s", budi.text())
	}
	rina.press("Sudah", "esc")
	budi.told(t)
	budi.settle(budi.apply())
	if text := budi.text(); strings.Contains(text, "✎ Rina") || !strings.Contains(text, "✐ naskah") {
		t.Errorf("rina left a draft, and budi sees:\n%s", text)
	}
	rina.leave()
}

func TestTakingALetterOver(t *testing.T) {
	d, id, rina, budi := writers(t)
	rina.write(id)
	rina.press("Sudah kami terima.")
	budi.write(id)
	if text := budi.text(); !strings.Contains(text, "Rina Kartika menulis sejak 14.05; ambil alih?") {
		t.Fatalf("budi is not asked:\n%s", text)
	}
	budi.press("esc")
	if len(budi.stack) != 1 {
		t.Fatal("budi writes without having said so")
	}
	budi.write(id)
	budi.press("y")
	if text := budi.text(); !strings.Contains(text, "Sudah kami terima.") {
		t.Fatalf("rina's words are not handed over:\n%s", text)
	}
	rina.told(t)
	if text := rina.text(); len(rina.stack) != 1 || !strings.Contains(text, "Budi Hartono mengambil alih surat 2026-00001") {
		t.Fatalf("rina is not told, or still writes:\n%s", text)
	}
	if !strings.Contains(rina.text(), "✎ Budi") {
		t.Errorf("rina does not see that budi writes:\n%s", rina.text())
	}
	events, err := d.History(id)
	if err != nil || events[len(events)-1].Kind() != "writing-taken" {
		t.Errorf("the record ends in %v, %v", events[len(events)-1].Kind(), err)
	}
}

func TestANoteReachesWhomItNames(t *testing.T) {
	d, id, rina, budi := writers(t)
	rina.press("N", "@budi tolong cek", "ctrl+s")
	budi.told(t)
	if text := budi.text(); !strings.Contains(text, "Rina Kartika menyebut Anda di 2026-00001: @budi tolong cek") {
		t.Fatalf("budi is not told:\n%s", text)
	}
	budi.settle(budi.apply())
	if row := budi.queue().row(); !row.Calls("budi") || !strings.Contains(budi.text(), "@ majujaya") {
		t.Errorf("no mark in the queue:\n%s", budi.text())
	}
	budi.press("@")
	rina.press("A", "budi", "enter", "Tinggal kirim surat", "ctrl+s")
	budi.told(t)
	if text := budi.text(); !strings.Contains(text, "Rina Kartika menyerahkan 2026-00001 kepada Anda: Tinggal kirim surat") {
		t.Fatalf("budi is not told of the handing over:\n%s", text)
	}
	rina.press("N", "selesai", "ctrl+s")
	budi.told(t)
	if text := budi.text(); !strings.Contains(text, "2026-00001 yang Anda ikuti: Rina Kartika menulis catatan") {
		t.Errorf("budi follows and is not told:\n%s", text)
	}
	budi.settle(budi.apply())
	budi.press("@")
	if d.Row(id).Watched("budi") {
		t.Error("still followed")
	}
}

// TestNoticesAddUp: a notice that comes while another still stands there says so.
func TestNoticesAddUp(t *testing.T) {
	_, _, rina, budi := writers(t)
	for _, note := range []string{"@budi satu", "@budi dua"} {
		rina.press("N", note, "ctrl+s")
		budi.told(t)
	}
	if text := budi.text(); !strings.Contains(text, "@budi dua (dan 1 lainnya)") {
		t.Errorf("budi is told of one only:\n%s", text)
	}
}

// TestWhatOneMayNotDoIsNotOffered: an overseer's keys say why, and do nothing.
func TestWhatOneMayNotDoIsNotOffered(t *testing.T) {
	d, _, _, _ := writers(t)
	if err := d.KeepOfficer(context.Background(), "rina", staff.Officer{ID: "tono", Name: "Tono", Roles: []staff.Role{staff.Overseer}}, "", true); err != nil {
		t.Fatal(err)
	}
	tono := sit(t, d, "tono")
	tono.press("6", "N")
	if text := tono.text(); !strings.Contains(text, "peran Anda tidak mengerjakan tiket") || len(tono.overlays) != 0 {
		t.Fatalf("a note is offered:\n%s", text)
	}
	for _, b := range tono.queue().Bindings() {
		if b.Barred != (needs(b.ID) != staff.Read && b.ID != "undo") {
			t.Errorf("%s is barred: %v (%s)", b.ID, b.Barred, b.Why)
		}
	}
	tono.press("@")
	if !d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, start)[0].Watched("tono") {
		t.Error("who may read may not follow")
	}
}

// TestTwoActOnOneTicket: the second one is told who was first and with what, and nothing
// of theirs is done.
func TestTwoActOnOneTicket(t *testing.T) {
	d, id, rina, budi := writers(t)
	rina.press("X", "tab", "kembar", "ctrl+s")
	if state := d.Row(id).State; state != ticket.Closed {
		t.Fatalf("rina did not close it: %s\n%s", state, rina.text())
	}
	budi.press("X", "tab", "ganda", "ctrl+s")
	if text := budi.text(); !strings.Contains(text, "Rina Kartika mendahului pada 14.05: menutupnya") {
		t.Errorf("budi is told:\n%s", text)
	}
}

// TestEveryDeedHasWords: of whatever somebody does on a ticket another can be told.
func TestEveryDeedHasWords(t *testing.T) {
	silent := map[string]bool{ // of the desk itself, or passed over when a ticket is old
		"act-started": true, "alert-raised": true, "document-scanned": true, "heeded": true, "looked": true, "probed": true, "survey-answered": true,
		"urls-seen": true, "watch-set": true, "writing-taken": true, "file-taken": true, "mail-fetched": true, "mail-moved": true, "mail-recorded": true,
		"mailbox-changed": true, "name-kept": true, "names-reminded": true, "officer-kept": true, "records-accepted": true, "registry-said": true,
		"sign-in-refused": true, "signed-in": true, "signed-out": true, "stray-destroyed": true, "zone-compared": true,
	}
	for _, kind := range ticket.Kinds() {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			if lang.Has("people.event."+kind) == silent[kind] {
				t.Errorf("%s in %s: silent %v", kind, lang, silent[kind])
			}
		}
	}
}
