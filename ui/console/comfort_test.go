package console

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/ticket"
	"loket/ui/kit"
)

func TestFirstStartSaysWhatToDo(t *testing.T) {
	for _, size := range [][2]int{{60, 18}, {80, 24}, {160, 45}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			a := testApp(t, newFake(nil), size[0], size[1], func(o *Options) { o.Lang, o.Unset = lang, "/home/rina/.config/loket/loket.toml" })
			for _, want := range []string{"loket demo", "loket config init", "/home/rina/.config/loket/loket.toml", "loket config check"} {
				if !strings.Contains(a.text(), want) {
					t.Errorf("%v %s: %q is not said\n%s", size, lang, want, a.text())
				}
			}
			b := testApp(t, newFake(nil), size[0], size[1], func(o *Options) { o.Lang = lang })
			if text := b.text(); strings.Contains(text, "config init") || !strings.Contains(text, "WhatsApp") {
				t.Errorf("%v %s: an empty desk that is set up says\n%s", size, lang, text)
			}
		}
	}
	a := testApp(t, demoFake(), 80, 24, func(o *Options) { o.Unset = "x" })
	if strings.Contains(a.text(), "loket demo") {
		t.Error("a desk with tickets is welcomed")
	}
}

func TestFewMailsComeInQuietly(t *testing.T) {
	now, status := start, Status{State: "idle"}
	a := testApp(t, demoFake(), 120, 40, func(o *Options) {
		o.Now, o.Status = func() time.Time { return now }, func() Status { return status }
	})
	says := func(want bool, when string) {
		t.Helper()
		a.settle(a.do(a.tick()))
		if strings.Contains(a.text(), "menarik surat") != want {
			t.Errorf("%s: pulling said: %v\n%s", when, !want, a.text())
		}
	}
	says(false, "idle")
	status = Status{State: "pulling", Total: 4}
	says(false, "four mails begin")
	now = now.Add(3 * time.Second)
	says(true, "four mails take long")
	status = Status{State: "idle"}
	says(false, "idle again")
	status = Status{State: "pulling", Total: 40}
	says(true, "forty mails begin")
}

func TestOneKeyLeadsToParkedMail(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 120, 40)
	if !strings.Contains(a.text(), " p ? 2 surat perlu putusan") {
		t.Fatalf("no badge\n%s", a.text())
	}
	a.press("p")
	j, ok := a.top().(*journal)
	if !ok || j.list.Len() != 2 || j.mail().Fate != ticket.FateParked {
		t.Fatalf("p shows\n%s", a.text())
	}
	a.press("esc")
	if j.list.Len() != len(f.mails) {
		t.Errorf("esc leaves %d of %d mails", j.list.Len(), len(f.mails))
	}
	a.press("p")
	if len(a.stack) != 2 || j.list.Len() != 2 {
		t.Errorf("p again: %d screens, %d mails", len(a.stack), j.list.Len())
	}
}

func TestHintsWhileTypingAreNoLetters(t *testing.T) {
	for _, open := range [][]string{{"/"}, {"J", "/"}} {
		a := testApp(t, demoFake(), 120, 40)
		a.press(open...)
		lines := strings.Split(strings.TrimRight(a.text(), "\n"), "\n")
		hints := lines[len(lines)-1]
		if !strings.Contains(hints, "esc hapus saringan") || !strings.Contains(hints, "ctrl+p") || strings.Contains(hints, "? ") {
			t.Errorf("%v: hints %q", open, hints)
		}
		a.press("ctrl+p")
		if len(a.overlays) != 1 {
			t.Errorf("%v: the hinted ctrl+p does nothing", open)
		}
	}
}

func TestWorkThatCameBackIsSeen(t *testing.T) {
	f := demoFake()
	r := f.rows[4]
	r.State, r.Deadline, r.StepDue, r.TaskDue = ticket.Closed, time.Time{}, time.Time{}, start.Add(-time.Hour)
	tk := fakeTicket(r)
	tk.Tasks = []ticket.Task{{ID: "t1", Text: "hapus nama lama", Due: r.TaskDue}}
	f.tickets[r.ID] = tk
	a := testApp(t, f, 160, 45)
	a.press("3")
	a.settle(func() tea.Msg { a.queue().list.Choose(r.ID); return nil })
	a.settle(a.do(a.queue().follow(nil)))
	if text := a.text(); !strings.Contains(text, "~ tugas kembali") || !strings.Contains(text, "hapus nama lama") {
		t.Errorf("a closed ticket whose task is due shows as\n%s", text)
	}
}

// Plans that wait for a second officer have a tab and a count, and only then.
func TestPlansThatWaitAreSeen(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 160, 45)
	if strings.Contains(a.text(), "Persetujuan") || strings.Contains(a.text(), "menunggu persetujuan") {
		t.Fatalf("nothing waits, and yet\n%s", a.text())
	}
	f.rows[3].Approval, f.rows[5].Unsure = true, true
	for range 2 { // the counts follow with the next look
		a.settle(a.apply())
	}
	if text := a.text(); !strings.Contains(text, "8 Persetujuan 1") || !strings.Contains(text, " 8 ? 1 menunggu persetujuan") || !strings.Contains(text, "! 1 tindakan belum pasti") {
		t.Fatalf("what waits shows as\n%s", text)
	}
	a.press("8")
	if q := a.queue(); q.view != ticket.ViewApproval || len(q.rows) != 1 || q.rows[0] != f.rows[3] {
		t.Fatalf("8 shows %d rows of %s", len(q.rows), q.view)
	}
	a.press("tab")
	if a.queue().view != ticket.ViewMine {
		t.Errorf("after the last tab comes %s", a.queue().view)
	}
	a.press("J", "8")
	if a.queue().view != ticket.ViewApproval || len(a.stack) != 1 {
		t.Errorf("8 leads to %s, %d screens", a.queue().view, len(a.stack))
	}
}

func TestUnsentLettersAreSaid(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 120, 40)
	a.settle(a.do(a.unsent()))
	if !strings.Contains(a.text(), "~ 1 surat belum terkirim") {
		t.Errorf("a letter that is tried again is not said\n%s", a.text())
	}
	f.letters = f.letters[:1]
	a.settle(a.apply())
	if strings.Contains(a.text(), "belum terkirim") {
		t.Error("a letter that left is still said")
	}
}

func TestUndoOfManyIsNotUndone(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 120, 40)
	a.press("2", "space", "space", "c", "y", "u")
	if n := len(f.did); n != 4 || !strings.Contains(f.did[3], "UndoLast") {
		t.Fatalf("did %q", f.did)
	}
	if text := a.text(); !strings.Contains(text, "Diurungkan: 2 tiket") || strings.Contains(text, "u mengurungkan") {
		t.Errorf("after undo\n%s", text)
	}
	a.press("u")
	if len(f.did) != 4 {
		t.Errorf("the undo was undone: %q", f.did)
	}
}

// ticketStub is a ticket's screen: its undo key is its own.
type ticketStub struct {
	stub
	id ticket.ID
}

func (s *ticketStub) Undoes(id ticket.ID) bool { return id == s.id }

// The offer to take back is only made where the key does that, and only as long
// as it can.
func TestUndoIsOfferedWhereItWorks(t *testing.T) {
	now := start
	a := testApp(t, demoFake(), 120, 40, func(o *Options) {
		withStubs(o)
		o.Now = func() time.Time { return now }
		o.Ticket = func(env *kit.Env, id ticket.ID) kit.Screen {
			return &ticketStub{stub{settings: settings{env: env, opt: o}, name: "tiket"}, id}
		}
	})
	row := a.queue().rows[0]
	if !strings.Contains(a.env.T("did.undo-hint").String(), "u ") {
		t.Fatal("the offer has other words")
	}
	hint := a.env.T("did.undo-hint").String()
	offered := func(want bool, where string) {
		t.Helper()
		if strings.Contains(a.text(), hint) != want {
			t.Errorf("%s: offered %v\n%s", where, !want, a.text())
		}
	}
	a.settle(a.do(kit.Do{ID: row.ID, Command: ticket.Claim{}, Done: a.env.T("did.claim", row.Number), Undo: true}))
	offered(true, "in the queue")
	a.settle(a.do(kit.Open{ID: row.ID}))
	offered(true, "on the ticket")
	a.settle(a.do(kit.Back{}))
	a.settle(a.do(kit.Open{ID: row.ID + 1}))
	offered(false, "on another ticket")
	a.settle(a.do(kit.Back{}))
	a.press("/")
	offered(false, "while typing")
	a.press("esc")
	offered(true, "in the queue again")
	now = now.Add(11 * time.Second)
	a.settle(a.do(a.tick()))
	offered(false, "after its time")

	held := &ticket.Ticket{Updated: start, Letters: []ticket.Letter{
		{State: ticket.LetterHeld, At: start.Add(-time.Hour), NotBefore: start.Add(time.Second)},
		{State: ticket.LetterHeld, At: start, NotBefore: start.Add(4 * time.Second)},
	}}
	if got := holdEnds(held); !got.Equal(start.Add(4 * time.Second)) {
		t.Errorf("a letter held for four seconds can be taken back until %v", got)
	}
}

// A key is listed once: the screen's own meaning hides the root's.
func TestHelpListsAKeyOnce(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40, withStubs)
	seen := map[string]string{}
	for _, b := range a.bindings() {
		for _, k := range b.Key.Keys() {
			if other, twice := seen[k]; twice {
				t.Errorf("%s is for %s and for %s", k, other, b.ID)
			}
			seen[k] = b.ID
		}
	}
}

// A query that fits nothing in this view says in which it fits, and its words are
// completed in the officer's language.
func TestQueryHelps(t *testing.T) {
	f := demoFake()
	closed := f.rows[3]
	closed.State, closed.Outcome, closed.ClosedAt, closed.TaskDue = ticket.Closed, "refused", start, time.Time{}
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	a := testApp(t, f, 160, 45, func(o *Options) { o.Catalogue = cat })
	a.press("2", "/")
	for _, r := range "hasil:dit" {
		a.press(string(r))
	}
	if !strings.Contains(a.text(), "tab ditolak diteruskan") {
		t.Fatalf("the ways to go on are not offered:\n%s", a.text())
	}
	a.press("tab", "tab")
	if got := a.queue().text; got != "hasil:ditolak" && got != "hasil:diteruskan-ke-pihak-lain" {
		t.Fatalf("completed to %q", got)
	}
	a.press("esc", "/")
	for _, r := range "hasil:dito" {
		a.press(string(r))
	}
	a.press("tab")
	if got := a.queue().text; got != "hasil:ditolak" {
		t.Fatalf("completed to %q", got)
	}
	if !strings.Contains(a.text(), "1 tiket selesai cocok: Enter, lalu 7") {
		t.Fatalf("where it fits is not said:\n%s", a.text())
	}
	a.press("enter", "7")
	if len(a.queue().rows) != 1 || a.queue().rows[0] != closed {
		t.Errorf("%d rows", len(a.queue().rows))
	}
}

// The journal gives the desk's reasons in the language of the screen, and the
// words of others as they are.
func TestReasonsOfTheJournal(t *testing.T) {
	for _, c := range []struct {
		lang kit.Lang
		mail ticket.MailRecord
		want string
	}{
		{kit.Indonesian, ticket.MailRecord{Reason: "the subject names it", Code: "stranger", Args: []string{"2026-00042", "budi@contohkab.go.id"}}, "2026-00042: budi@contohkab.go.id bukan pihak pada tiket itu"},
		{kit.English, ticket.MailRecord{Reason: "x", Code: "stranger", Args: []string{"2026-00042", "a\x1b[31m@b.id"}}, "2026-00042: a@b.id has no part in that ticket"},
		{kit.Indonesian, ticket.MailRecord{Reason: "said by a former version"}, "said by a former version"},
		{kit.Indonesian, ticket.MailRecord{Reason: "said by a later version", Code: "other"}, "said by a later version"},
	} {
		a := testApp(t, demoFake(), 120, 40, func(o *Options) { o.Lang = c.lang })
		if got := newJournal(a.env, &a.opt).reason(&c.mail).String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// The queue shows the bare subject, whoever answered or forwarded it.
func TestBareSubject(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40)
	for subject, want := range map[string]string{
		"Re: Bls: FW: [2026-00042-K7M] Permohonan": "Permohonan", "Permohonan": "Permohonan", "Re:": "Re:",
	} {
		if got := a.queue().subject(&ticket.Row{Subject: subject}, 60).String(); got != want {
			t.Errorf("%q shows %q, want %q", subject, got, want)
		}
	}
}

func TestRemindersAreSaid(t *testing.T) {
	f := demoFake()
	f.due = 3
	a := testApp(t, f, 140, 40)
	a.settle(a.apply())
	if !strings.Contains(a.text(), "D R ~ 3 nama perlu diingatkan") {
		t.Errorf("names to be reminded of are not said\n%s", a.text())
	}
	f.due, f.renamed = 0, f.renamed+1
	a.settle(a.apply())
	if strings.Contains(a.text(), "diingatkan") {
		t.Error("a reminder that was sent is still said")
	}
}
