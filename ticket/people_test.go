package ticket_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain/staff"
	"loket/ticket"
)

var overseer = staff.Officer{ID: "tono", Name: "Tono", Roles: []staff.Role{staff.Overseer}}

func TestNamed(t *testing.T) {
	r := staff.Roster{
		"bima": {ID: "bima", Name: "Bima Aditya"}, "sari": {ID: "sari", Name: "Sari Puspita"}, "sari.w": {ID: "sari.w", Name: "Sari Wulan"},
		"d-1": {ID: "d-1", Name: "Dewi"}, "lama": {ID: "lama", Name: "Lama", Disabled: true},
	}
	for text, want := range map[string][]string{
		"@bima tolong":                 {"bima"},
		"tolong @Bima, @BIMA!":         {"bima"},
		"(@sari.w) dan @sari.":         {"sari.w", "sari"},
		"@dewi":                        {"d-1"},
		"kirim ke a@bima.go.id":        nil,
		"@lama @siapa @ bima":          nil,
		"@":                            nil,
		"lihat surel bima@bima @d-1\n": {"d-1"},
	} {
		if got := ticket.Named(text, r); !cmp.Equal(want, got) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func (o *office) found(by, query string) (n int) {
	o.t.Helper()
	q, err := ticket.NewWords(nil, nil).Parse(query, o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return len(o.Queue(ticket.ViewAll, by, q, ticket.SortNumber, false, o.clock.Now()))
}

func TestANoteCallsWhomItNames(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	bayu := o.Sit("bayu")
	o.do("ani", id, ticket.AddNote{Text: "@bayu @ani tolong lihat"})
	got := bayu.Notices()
	if len(got) != 1 || got[0].Kind != ticket.NoticeNamed || got[0].By != "ani" || got[0].Text != "@bayu @ani tolong lihat" {
		t.Fatalf("bayu is told %+v", got)
	}
	if o.found("bayu", "is:mention") != 1 || o.found("ani", "yang:disebut") != 0 {
		t.Error("is:mention is not bayu's alone")
	}
	o.do("citra", id, ticket.Look{})
	o.do("ani", id, ticket.Look{})
	if o.found("bayu", "is:mention") != 1 {
		t.Error("others looked, and bayu's call is gone")
	}
	unread := o.see(id).Unread
	o.do("bayu", id, ticket.Look{})
	if o.found("bayu", "is:mention") != 0 || o.see(id).Unread != unread {
		t.Errorf("bayu looked: mention %d, unread %v, before %v", o.found("bayu", "is:mention"), o.see(id).Unread, unread)
	}
	// A stored row has it as well.
	o.do("ani", id, ticket.AddNote{Text: "@bayu lagi"})
	if again := openOffice(t, o.log, o.clock); again.found("bayu", "is:mention") != 1 {
		t.Error("the call is gone from the stored row")
	}
}

func TestHandingOver(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	bayu := o.Sit("bayu")
	o.do("ani", id, ticket.Assign{Officer: "bayu", Note: " Pemohon minta ditelepon. "})
	want := []ticket.Call{{Officer: "bayu", By: "ani", Version: o.see(id).Version, Text: "Pemohon minta ditelepon.", Handed: true}}
	if got := o.see(id).CallsFor("bayu"); !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	if got := bayu.Notices(); len(got) != 1 || got[0].Kind != ticket.NoticeHanded || got[0].Text != "Pemohon minta ditelepon." {
		t.Errorf("bayu is told %+v", got)
	}
}

func TestWatching(t *testing.T) {
	o := newOffice(t)
	id, other := o.open("").ID, o.open("").ID
	o.keep("ani", overseer)
	tono := o.Sit("tono")
	o.do("tono", id, ticket.Watch{On: true}) // who may read may follow
	o.refused("tono", id, ticket.Watch{On: true}, "nothing-changes")
	if o.found("tono", "is:watched") != 1 || o.found("ani", "yang:dipantau") != 0 {
		t.Error("is:watched is not tono's alone")
	}
	seen := o.see(id).Version
	o.do("ani", other, ticket.AddNote{Text: "x"})
	o.do("ani", id, ticket.Claim{})
	o.do("ani", id, ticket.Watch{On: true})
	if _, err := o.Do(context.Background(), "bayu", id, seen+1, ticket.AddNote{Text: "y"}); err != nil {
		t.Errorf("following made the ticket stale for others: %v", err)
	}
	var got []string
	for _, n := range tono.Notices() {
		got = append(got, string(n.Kind)+" "+n.By+" "+n.Event)
	}
	if want := []string{"watched ani claimed", "watched bayu note-added"}; !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	if err := o.Merge(context.Background(), "ani", id, other); err != nil {
		t.Fatal(err)
	}
	if !o.Row(other).Watched("tono") || o.Row(id).Watched("tono") {
		t.Error("who followed a ticket does not follow the one it lives on in")
	}
	o.do("tono", other, ticket.Watch{On: false})
	if o.found("tono", "is:watched") != 0 {
		t.Error("still followed")
	}
}

// TestALetterThatWasOvertaken: a letter is refused that was written before the
// requester said something new, until its writer has seen that.
func TestALetterThatWasOvertaken(t *testing.T) {
	o := newOffice(t)
	tk := o.open("deactivation", "contohkab.go.id")
	seen := tk.Version
	letter := func(seen uint32) ticket.SendLetter {
		return ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{asker}, Subject: "Re", Body: "Yth.", Seen: seen}}
	}
	send := func(by string, seen uint32) *ticket.Overtaken {
		t.Helper()
		var news *ticket.Overtaken
		_, err := o.Do(context.Background(), by, tk.ID, 0, letter(seen))
		if err != nil && !errors.As(err, &news) {
			t.Fatal(err)
		}
		return news
	}
	if news := send("ani", seen); news != nil {
		t.Fatalf("refused without news: %+v", news)
	}
	if news := send("ani", seen); news != nil {
		t.Errorf("one's own letter overtakes: %+v", news)
	}
	if news := send("bayu", seen); news == nil || news.Letter == nil || news.Letter.By != "ani" || news.Message != nil {
		t.Errorf("bayu's letter crossed ani's: %+v", news)
	}
	seen = o.see(tk.ID).Version
	m := o.mail("Re: Permohonan ["+tk.Number+"]", "Ada tambahan.")
	m.Refs = []string{"m1@contohkab.go.id"}
	o.receive(m)
	if news := send("ani", seen); news == nil || news.Message == nil || news.Message.Text != "Ada tambahan." {
		t.Fatalf("the new message does not stop the letter: %+v", news)
	}
	if news := send("ani", o.see(tk.ID).Version); news != nil {
		t.Errorf("seen, and still refused: %+v", news)
	}
	if news := send("ani", 0); news != nil {
		t.Errorf("nobody asked: %+v", news)
	}
}
