package ticketview_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/action"
	"loket/ticket"
	"loket/ui/kit"
)

// registry is the other side of the tests: it holds names and can fail.
type registry struct {
	mu     sync.Mutex
	held   map[string]bool
	byHand bool
	down   bool // answers no order
	lose   int  // answers that get lost after the change
	deaf   bool // cannot be asked what became of an order
	refuse string
	asked  int
	named  bool         // speaks as the registry's driver does
	evil   *action.Plan // says this instead
}

func (r *registry) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if r.down {
		return nil, action.Refuse("the registry does not answer", "test.down", "198.51.100.7:700")
	}
	seen, err := json.Marshal(r.held[o.Name])
	p := &action.Plan{Driver: "epp", Target: "epp.contoh.id:700", Seen: seen, Settled: r.held[o.Name] == (o.Reverts == nil), Effects: []action.Effect{
		{Sign: "+", Words: action.Say("effect.status-add"), After: "clientHold"},
		{Sign: "-", Words: action.Say("effect.status-remove"), Before: "ok"},
		{Sign: "~", Words: action.Say("effect.expiry", o.Name), Before: "2026-12-31", After: "2027-12-31"},
		{Sign: " ", Words: action.Say("effect.registrant"), After: "Pemerintah Kabupaten Contoh"},
	}, Notes: []action.Words{action.Say("test.note", "86400")}}
	if r.evil != nil {
		return r.evil, nil
	}
	if r.named {
		p.Effects[0].Words, p.Effects[1].Words = action.Say("registry.status", "clientHold"), action.Say("registry.status", "ok")
		p.Effects[2].Words, p.Effects[3].Words = action.Say("registry.expiry", "2027-12-31"), action.Say("registry.registrant")
		p.Notes = []action.Words{action.Say("registry.expires", "2027-01-15"), action.Say("registry.sponsor", "goid-registrar")}
	}
	if r.byHand {
		p.Driver, p.Target, p.ByHand, p.Script = "manual", "console.contoh.id", true, "domain: "+o.Name+"\nstatus: clientHold\nreason: "+o.Ticket
	}
	return p, err
}

func (r *registry) Do(_ context.Context, p *action.Plan, _ action.Try) action.Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := p.Order.Name
	switch {
	case r.refuse != "":
		return action.Outcome{State: action.Failed, Code: r.refuse, Words: action.Say("test.prohibited", name)}
	case string(p.Seen) != map[bool]string{true: "true", false: "false"}[r.held[name]]:
		return action.Outcome{State: action.Stale, Words: action.Say("test.changed"), Now: []action.Effect{
			{Sign: "~", Words: p.Effects[2].Words, Before: "2026-12-31", After: "2027-06-30"},
			{Sign: "+", Words: p.Effects[0].Words, After: "clientHold"},
		}}
	}
	r.held[name] = p.Order.Reverts == nil
	if r.lose > 0 {
		r.lose--
		return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	}
	return action.Outcome{State: action.Done, Proved: true, Code: "1000", Evidence: []action.Fact{{Name: "svTRID", Value: "SV-77"}}, Reverts: json.RawMessage(`{"was":"ok"}`)}
}

func (r *registry) Look(_ context.Context, p *action.Plan, _ action.Try) action.Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.deaf:
		return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	case r.held[p.Order.Name] == (p.Order.Reverts == nil):
		return action.Outcome{State: action.Done, Proved: true}
	}
	return action.Outcome{State: action.NotDone}
}

// atRegistry runs a test at the action of a deactivation of two names, with a
// registry whose actions run in the background.
func atRegistry(t *testing.T, test func(*testing.T, *world, *registry), names ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		r := &registry{held: map[string]bool{}}
		w.desk.Now = func() time.Time { // the desk asks from its own goroutine
			r.mu.Lock()
			defer r.mu.Unlock()
			return w.now
		}
		w.later = func(d time.Duration) {
			r.mu.Lock()
			defer r.mu.Unlock()
			w.now = w.now.Add(d)
		}
		w.desk.Drivers = map[string]action.Driver{"client-hold": r, "delete": r}
		if names == nil {
			names = []string{"lamakab.go.id"}
		}
		w.open(w.receive(ticket.Incoming{Subject: "Permohonan penonaktifan nama domain " + names[0], Text: "Mohon penonaktifan nama domain " + strings.Join(names, ", ") + ".",
			From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 100, 30)
		w.must(ticket.SetSubjectMatter{Names: names})
		w.settle()
		w.press("n", "y")
		w.overlays = nil
		if st := w.ticket().Step(); st == nil || st.ID != "hold" {
			t.Fatalf("at step %+v: %v", st, w.err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { _ = w.desk.RunActs(ctx, nil); close(ended) }()
		defer func() { stop(); <-ended }()
		test(t, w, r)
	})
}

// must gives a command as the officer.
func (w *world) must(c ticket.Command) {
	w.t.Helper()
	if _, err := w.desk.Do(context.Background(), w.env.Officer, w.id, 0, c); err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

// pass lets time go by, and what the desk does in it.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	synctest.Wait()
	w.later(d)
	w.env.Now = w.now
	time.Sleep(2 * time.Minute) // of the bubble: the desk looks at its clock again
	synctest.Wait()
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

// as lets another officer sit down.
func (w *world) as(officer string) {
	w.env.Officer = officer
	w.open(w.id, 100, 30)
}

// box is the overlay on top.
func (w *world) box(width, height int) string {
	w.t.Helper()
	if len(w.overlays) == 0 {
		return ""
	}
	lines, _ := w.overlays[len(w.overlays)-1].View(width, height)
	return ansi.Strip(strings.Join(lines, "\n"))
}

func (w *world) last() ticket.Act {
	w.t.Helper()
	acts := w.ticket().Acts
	if len(acts) == 0 {
		w.t.Fatal("no action")
	}
	return acts[len(acts)-1]
}

func (w *world) says(where string, words ...string) {
	w.t.Helper()
	for _, s := range words {
		if !strings.Contains(where, s) {
			w.t.Errorf("%q is not said:\n%s", s, where)
		}
	}
}

func TestPlanAndDo(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.press("n")
		if len(w.overlays) != 1 {
			t.Fatalf("%d overlays", len(w.overlays))
		}
		w.says(w.box(100, 40), "lamakab.go.id", "EPP", "epp.contoh.id:700", "+ effect.status-add", "clientHold", "- effect.status-remove", "2026-12-31 → 2027-12-31", "nama ke-1 dari 2", "test.note 86400")
		w.press("enter", "text:lain.go.id", "enter")
		w.says(w.box(100, 40), "seharusnya")
		if len(w.ticket().Acts) != 0 {
			t.Fatal("the wrong name was taken")
		}
		for range len("lain.go.id") {
			w.press("backspace")
		}
		w.press("text:lamakab.go.id", "enter")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActDone || len(w.overlays) != 0 {
			t.Fatalf("%s, %v, %d overlays", a.State, w.err, len(w.overlays))
		}
		w.says(w.view(), "1 dari 2 nama selesai; berikutnya lain.go.id")
		w.says(strings.Join(w.toasts, "\n"), "Tindakan dimulai", "lamakab.go.id: selesai")
		w.press("n")
		w.says(w.box(100, 40), "lain.go.id", "nama ke-2 dari 2")
		w.press("enter", "text:lain.go.id", "enter")
		w.pass(time.Second)
		if st := w.ticket().Step(); st == nil || st.ID == "hold" {
			t.Errorf("the step did not end: %v", w.err)
		}
		w.press("3", "g")
		for w.screen.View(); !strings.Contains(w.view(), "(svTRID): SV-77"); w.press("j") {
			if strings.Count(w.view(), "▌") == 0 {
				t.Fatal("no action on the list")
			}
			if w.later(time.Second); w.now.After(monday.Add(time.Hour)) {
				t.Fatalf("the evidence is nowhere:\n%s", w.view())
			}
		}
		w.press("5")
		w.says(w.view(), "Tindakan diajukan", "Tindakan dimulai", "Tindakan selesai", "SV-77")
	}, "lamakab.go.id", "lain.go.id")
}

func TestSecondOfficerApproves(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.desk.Site.Second = []string{"client-hold"}
		w.press("n")
		w.says(w.box(100, 40), "setelah disetujui petugas lain", "ajukan ke petugas kedua")
		if strings.Contains(w.box(100, 40), "tanpa rencana") {
			t.Error("the way without a plan is offered")
		}
		w.press("enter", "text:lamakab.go.id", "enter")
		w.pass(time.Minute)
		if a := w.last(); a.State != ticket.ActAsked {
			t.Fatalf("%s: %v", a.State, w.err)
		}
		w.says(w.view(), "menunggu petugas lain")
		w.press("n", "a") // who asked does not approve
		if a := w.last(); a.State != ticket.ActAsked {
			t.Fatalf("%s by who asked", a.State)
		}
		w.overlays = nil
		w.as("budi")
		w.says(w.view(), "diajukan Rina")
		w.press("n")
		w.says(w.box(100, 40), "menunggu persetujuan", "+ effect.status-add", "setujui", "tolak")
		w.press("enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActDone || a.By != "rina" || a.ApprovedBy != "budi" {
			t.Fatalf("%+v: %v", a, w.err)
		}
	})
}

func TestSecondOfficerRejects(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.desk.Site.Second = []string{"all"}
		w.press("n", "enter", "text:lamakab.go.id", "enter")
		w.as("budi")
		w.press("n", "x", "text:suratnya belum ditandatangani", "enter")
		if a := w.last(); a.State != ticket.ActRejected {
			t.Fatalf("%s: %v", a.State, w.err)
		}
		w.as("rina")
		w.says(w.view(), "ditolak petugas kedua")
		w.press("n")
		w.says(w.box(100, 40), "alasan: suratnya belum ditandatangani", "buat rencana baru")
		w.press("enter")
		w.says(w.box(100, 40), "ajukan ke petugas kedua")
		w.press("enter", "text:lamakab.go.id", "enter")
		w.press("n", "d", "text:keliru", "enter")
		if a := w.last(); a.State != ticket.ActWithdrawn || a.ID != "hold.2" {
			t.Fatalf("%s of %s: %v", a.State, a.ID, w.err)
		}
		if len(r.held) != 0 {
			t.Error("something was done")
		}
	})
}

func TestStaleShowsThreeWays(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.press("n")
		r.held["lamakab.go.id"] = true
		w.press("enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActStale {
			t.Fatalf("%s: %v", a.State, w.err)
		}
		w.says(w.view(), "keadaannya sudah berubah", "lihat sebabnya")
		w.press("n")
		w.says(w.box(100, 40), "disetujui  2026-12-31 → 2027-12-31", "sekarang   2027-06-30  ", "diminta    2027-12-31", "diminta    tidak ada")
		w.press("enter")
		w.says(w.box(100, 40), "Keadaannya sudah demikian", "catat sebagai selesai")
	})
}

func TestUnknownIsSettled(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		r.lose, r.deaf = 1, true
		w.press("n", "enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActUnknown {
			t.Fatalf("%s: %v", a.State, w.err)
		}
		w.says(w.view(), "belum pasti", "ditanyakan lagi")
		w.press("n")
		w.says(w.box(100, 40), "Jangan diulang", "putuskan hasilnya", "tanyakan sekarang")
		if strings.Contains(w.box(100, 40), "rencana baru") || strings.Contains(w.box(100, 40), "tanpa rencana") {
			t.Error("what may have been done can be done again")
		}
		w.press("o")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActUnknown || a.Looks == 0 {
			t.Fatalf("%s after %d looks: %v", a.State, a.Looks, w.err)
		}
		w.press("n", "f", "right", "tab", "text:terlihat di konsol", "enter")
		if a := w.last(); a.State != ticket.ActDone || !slices.ContainsFunc(a.Evidence, func(f action.Fact) bool { return f.Value == "terlihat di konsol" }) {
			t.Fatalf("%+v: %v", a, w.err)
		}
	})
}

func TestRevert(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.press("n", "enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		w.press("3")
		w.choose()
		w.press("U")
		w.says(w.box(100, 40), "Pengembalian: Pasang status clientHold")
		w.press("enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		if a := w.last(); a.State != ticket.ActDone || a.Plan.Order.Reverts == nil || r.held["lamakab.go.id"] {
			t.Fatalf("%+v: %v", a, w.err)
		}
		w.press("5")
		w.says(w.view(), "Pengembalian")
	})
}

// choose goes down the list of steps until an action is selected.
func (w *world) choose() {
	w.t.Helper()
	w.press("g")
	for range 20 {
		if slices.ContainsFunc(strings.Split(w.view(), "\n"), func(l string) bool { return strings.HasPrefix(l, "▌") && strings.Contains(l, "(svTRID)") }) {
			return
		}
		w.press("j")
	}
	w.t.Fatalf("no action on the list:\n%s", w.view())
}

func TestByHandPlan(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		r.byHand = true
		w.press("n")
		w.says(w.box(100, 60), "Kerjakan sendiri", "1. Buka aplikasi registrar", "status: clientHold", "salin", "saya kerjakan sendiri", "tanpa rencana")
		w.press("y")
		if c, ok := w.out[len(w.out)-1].(kit.Copy); !ok || !strings.Contains(c.Text.String(), "domain: lamakab.go.id\nstatus: clientHold") || len(w.overlays) != 1 {
			t.Fatalf("%+v, %d overlays", w.out, len(w.overlays))
		}
		w.toEnd("Ketik")
		w.press("text:lamakab.go.id", "enter")
		if a := w.last(); a.State != ticket.ActByHand {
			t.Fatalf("%s: %v", a.State, w.err)
		}
		w.says(w.view(), "catat buktinya")
		w.press("n")
		w.toEnd("Bukti")
		w.press("text:EPP-9", "tab", "text:lewat konsol", "ctrl+s")
		if a := w.last(); a.State != ticket.ActDone || a.Reason != "lewat konsol" {
			t.Fatalf("%+v: %v", a, w.err)
		}
	})
}

// toEnd reads a plan page by page until the words are there.
func (w *world) toEnd(words ...string) {
	w.t.Helper()
	for range 9 {
		w.press("enter")
		if box := w.box(100, 30); slices.ContainsFunc(words, func(s string) bool { return strings.Contains(box, s) }) {
			return
		}
	}
	w.t.Fatalf("%q never came:\n%s", words, w.box(100, 30))
}

// Without a plan the officer does it as before, where nobody else has to approve.
func TestHandWithoutPlan(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		r.down = true
		w.press("n")
		w.says(w.box(100, 40), "the registry does not answer (test.down 198.51.100.7:700)", "coba lagi", "tanpa rencana")
		w.press("r")
		if r.asked != 2 {
			t.Errorf("asked %d times", r.asked)
		}
		w.press("m", "text:EPP-77", "ctrl+s", "text:lamakab.go.id", "enter")
		if st := w.ticket().Step(); st == nil || st.ID == "hold" || len(w.ticket().Acts) != 0 {
			t.Errorf("step %+v: %v", st, w.err)
		}
	})
}

// What failed says why, by the other side's own code.
func TestFailedSaysWhy(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		r.refuse = "2304"
		w.press("n", "enter", "text:lamakab.go.id", "enter")
		w.pass(time.Second)
		w.says(w.view(), "gagal, tidak ada yang berubah")
		w.press("n")
		w.says(w.box(100, 40), "2304", "test.prohibited lamakab.go.id", "buat rencana baru")
	})
}

// Esc calls the question off: what comes back then is dropped.
func TestPlanIsCalledOff(t *testing.T) {
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		w.hold = true
		w.press("n")
		w.says(w.box(100, 40), "Menanyakan keadaan", "belum ada yang diubah")
		w.press("enter", "esc")
		w.release()
		if len(w.overlays) != 0 || len(w.ticket().Acts) != 0 {
			t.Fatalf("%d overlays:\n%s", len(w.overlays), w.box(100, 40))
		}
	})
}
