package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/ticket"
)

// sit gives officers a seat each.
func (o *office) sit(ids ...string) []*ticket.Seat {
	out := make([]*ticket.Seat, len(ids))
	for i, id := range ids {
		out[i] = o.Sit(id)
	}
	return out
}

func (o *office) begun(id ticket.ID) (kinds []string) {
	o.t.Helper()
	all, err := o.LettersBegun(id)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, b := range all {
		kinds = append(kinds, b.By+" "+b.Kind)
	}
	return kinds
}

func (o *office) draft(id ticket.ID, kind string) string {
	o.t.Helper()
	k, err := o.LetterDraft(id, kind)
	if err != nil {
		o.t.Fatal(err)
	}
	if k == nil {
		return ""
	}
	return k.By + ": " + k.Body
}

func TestOneWritesAtATime(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	seats := o.sit("ani", "bayu")
	ani, bayu := seats[0], seats[1]
	if _, ok := ani.Write(id); !ok {
		t.Fatal("nobody writes, and ani may not")
	}
	o.clock.add(time.Minute)
	holder, ok := bayu.Write(id)
	if want := (ticket.Presence{Officer: "ani", Writing: true, Since: monday}); ok || holder != want {
		t.Fatalf("bayu may write: %v; %s", ok, cmp.Diff(want, holder))
	}
	bayu.Look(id)
	if got := ani.Others(id); len(got) != 1 || got[0].Officer != "bayu" || got[0].Writing {
		t.Errorf("ani sees %+v", got)
	}
	if got := bayu.Others(id); len(got) != 1 || !got[0].Writing {
		t.Errorf("bayu sees %+v", got)
	}
	ani.Stop()
	if _, ok := bayu.Write(id); !ok {
		t.Error("ani stopped, and bayu may not write")
	}
}

// TestALeaseLapses: who does not press a key for long has gone, and a key renews
// the lease only where nobody else has it.
func TestALeaseLapses(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	seats := o.sit("ani", "bayu")
	ani, bayu := seats[0], seats[1]
	ani.Write(id)
	o.clock.add(ticket.LeaseFor)
	ani.Typed()
	o.clock.add(ticket.LeaseFor)
	bayu.Typed()
	if _, ok := bayu.Write(id); ok {
		t.Fatal("the lease lapsed although a key was pressed")
	}
	o.clock.add(time.Second)
	if got := bayu.Others(id); len(got) != 0 {
		t.Errorf("who has gone is shown: %+v", got)
	}
	if _, ok := bayu.Write(id); !ok {
		t.Fatal("the lease of who has gone stands")
	}
	ani.Typed()
	if _, ok := ani.Write(id); ok {
		t.Error("coming back took the lease from bayu")
	}
}

func TestTakingOverHandsTheTextOver(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	seats := o.sit("ani", "bayu")
	ani, bayu := seats[0], seats[1]
	ani.Write(id)
	ani.Writes(id, "plain", &ticket.LetterDraft{Body: "Yth. Bapak, sudah kami"})
	if err := bayu.TakeOver(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	if got := o.draft(id, "plain"); got != "ani: Yth. Bapak, sudah kami" {
		t.Errorf("handed over is %q", got)
	}
	<-ani.Ready()
	got := ani.Notices()
	if want := []ticket.Notice{{Kind: ticket.NoticeTaken, Ticket: id, Number: o.see(id).Number, By: "bayu", At: monday}}; !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	events, _ := o.History(id)
	if last := events[len(events)-1]; last.By != "bayu" || !cmp.Equal(last.Body, ticket.Body(ticket.WritingTaken{From: "ani"})) {
		t.Errorf("the record ends in %+v", last)
	}
	// What ani's console still wanted to keep comes too late.
	if err := o.KeepDraft(ani, "ani", id, "plain", &ticket.LetterDraft{Body: "lama"}); err != nil || o.draft(id, "plain") != "ani: Yth. Bapak, sudah kami" {
		t.Errorf("%v, draft %q", err, o.draft(id, "plain"))
	}
	if err := ani.Leave(); err != nil || len(bayu.Others(id)) != 0 {
		t.Errorf("ani left (%v), bayu sees %+v", err, bayu.Others(id))
	}
}

// TestALostSessionKeepsItsText: a seat that ends lets go and loses nothing.
func TestALostSessionKeepsItsText(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	seats := o.sit("ani", "bayu")
	seats[0].Write(id)
	seats[0].Writes(id, "revision", &ticket.LetterDraft{Body: "setengah"})
	if err := seats[0].Leave(); err != nil {
		t.Fatal(err)
	}
	if got := o.draft(id, "revision"); got != "ani: setengah" {
		t.Errorf("kept is %q", got)
	}
	if _, ok := seats[1].Write(id); !ok || len(seats[1].Others(id)) != 0 {
		t.Error("who left is still there")
	}
}

func TestDraftsAreTheTickets(t *testing.T) {
	o := newOffice(t)
	a, b := o.open("").ID, o.open("").ID
	keep := func(by string, id ticket.ID, kind, text string) {
		t.Helper()
		var k *ticket.LetterDraft
		if text != "" {
			k = &ticket.LetterDraft{Body: text}
		}
		if err := o.KeepDraft(nil, by, id, kind, k); err != nil {
			t.Fatal(err)
		}
	}
	rev := o.Rev()
	keep("ani", a, "plain", "satu")
	rows, _, _ := o.Changed(rev)
	if len(rows) != 1 || !rows[0].Drafted {
		t.Fatalf("the queue is not told of a draft: %+v", rows)
	}
	rev = o.Rev()
	keep("bayu", a, "plain", "satu dua")
	if o.Rev() != rev {
		t.Error("every pause in typing reaches every console")
	}
	keep("bayu", b, "plain", "tiga")
	keep("bayu", b, "revision", "empat")
	if err := o.Merge(context.Background(), "ani", b, a); err != nil {
		t.Fatal(err)
	}
	want := []string{"bayu plain", "bayu revision"}
	if got := o.begun(a); !cmp.Equal(want, got) || len(o.begun(b)) != 0 || o.Row(b).Drafted {
		t.Errorf("after the merge: %v, %v", got, o.begun(b))
	}
	if got := o.draft(a, "plain"); got != "bayu: satu dua\n\n--- "+o.see(b).Number+" ---\ntiga" {
		t.Errorf("joined: %q", got)
	}
	keep("bayu", b, "plain", "ditulis saat digabung") // a console that had it open
	if len(o.begun(b)) != 0 {
		t.Error("a draft was kept on a ticket that ended in another")
	}
	keep("ani", a, "plain", "")
	keep("ani", a, "revision", "")
	if o.Row(a).Drafted {
		t.Error("no letter is begun, and the queue says so")
	}
	again := openOffice(t, o.log, o.clock)
	if again.Row(a).Drafted {
		t.Error("a desk that was opened anew knows of a draft")
	}
}

// TestOwnDraftsOfFormerVersions: they were kept for each officer alone.
func TestOwnDraftsOfFormerVersions(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	for key, text := range map[string]string{"plain/ani": `{"subject":"S","body":"dari Ani"}`, "plain/bayu": `{"subject":"S","body":"dari Bayu"}`, "revision/bayu": `{"body":"R"}`} {
		if err := o.SaveDraft("letter/"+id.String()+"/"+key, text); err != nil {
			t.Fatal(err)
		}
	}
	again := openOffice(t, o.log, o.clock)
	if got := again.draft(id, "plain"); got != "ani: dari Ani\n\n--- bayu ---\ndari Bayu" {
		t.Errorf("plain: %q", got)
	}
	if want, got := []string{"ani plain", "bayu revision"}, again.begun(id); !cmp.Equal(want, got) || !again.Row(id).Drafted {
		t.Error(cmp.Diff(want, got))
	}
}

func TestWhoMayNotWorkKeepsNoDraft(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	o.keep("ani", overseer)
	refusal(t, o.KeepDraft(nil, "tono", id, "plain", &ticket.LetterDraft{Body: "x"}), "not-allowed-work")
}
