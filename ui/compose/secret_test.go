package compose_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"loket/domain/action"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

func TestSecret(t *testing.T) {
	w := registration(t)
	const code = "Xy7!kQ-secret"
	w.open(kit.Compose{Template: "authcode"}, 80, 24)
	w.press("ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "Rahasia") {
		t.Fatalf("sent without the secret: %v", w.toasts)
	}
	w.press("text:" + code)
	w.screen.Paste(clean.Own("Z9"))
	if strings.Contains(w.screen.View(), code[:4]) {
		t.Fatal("the secret is on the screen")
	}
	if w.screen.Busy().Empty() {
		t.Fatal("leaving would lose the secret without a word")
	}
	w.press("tab", "text:isi", "ctrl+r")
	if strings.Contains(w.screen.View(), code[:4]) {
		t.Fatal("the secret is in the preview")
	}
	w.press("esc")
	// A secret written into the text is neither sent nor kept.
	w.screen.Paste(clean.Own(code + "Z9"))
	w.pause()
	if k := w.kept("authcode"); strings.Contains(k, code) || k == "" {
		t.Fatalf("draft %q", k)
	}
	w.press("ctrl+s")
	if len(w.overlays) != 0 {
		t.Fatal("the secret in the text was not noticed")
	}
	for range len(code) + 2 {
		w.press("backspace")
	}
	// Only official addresses of the ticket.
	for _, to := range []string{"orang@example.com", "lain@lainkab.go.id"} {
		w.press("shift+tab", "shift+tab", "shift+tab", "text:"+to, "ctrl+s")
		if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), to) {
			t.Fatalf("a secret goes to %s: %v", to, w.toasts)
		}
		for range to {
			w.press("backspace")
		}
		w.press("tab", "tab", "tab") // back to the text
	}
	w.press("ctrl+s", "y")
	l := w.ticket().Letters
	if len(l) != 1 || !l[0].HasSecret || strings.Contains(l[0].Body, code) {
		t.Fatalf("letters %+v, err %v, toasts %v", l, w.err, w.toasts)
	}
	if got, err := w.log.Secret(l[0].ID); err != nil || got != code+"Z9" {
		t.Fatalf("secret %q, %v", got, err)
	}
}

// atAuthcode brings a transfer to the step at which its Authcode is made.
func atAuthcode(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.receive("Permohonan transfer nama domain koperasicontoh.id ke registrar lain", "Mohon Authcode nama domain koperasicontoh.id.", requester)
	if w.ticket().Service != "transfer" {
		w.must(ticket.SetService{Service: "transfer"})
	}
	w.must(ticket.FinishStep{Step: "check-name", Note: "boleh"})
	for _, e := range w.ticket().Evidence {
		w.must(ticket.GiveVerdict{Requirement: e.Requirement, Verdict: ticket.NotApplicable, Note: "contoh"})
	}
	w.must(ticket.FinishStep{Step: "verify"})
	return w
}

func (w *world) must(c ticket.Command) {
	w.t.Helper()
	if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
		w.t.Fatal(err)
	}
}

// maker makes a code that nobody is to see.
type maker struct{}

func (maker) Plan(context.Context, action.Order) (*action.Plan, error) {
	return &action.Plan{Driver: "epp"}, nil
}

func (maker) Do(context.Context, *action.Plan, action.Try) action.Outcome {
	return action.Outcome{State: action.Done, Proved: true, Secret: "Kode-Yang-Dibuat-7"}
}

func (maker) Look(context.Context, *action.Plan, action.Try) action.Outcome {
	return action.Outcome{State: action.NotDone}
}

// A code that the desk made is put into the letter by the desk: nobody types it.
func TestSecretOfAnAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := atAuthcode(t)
		w.desk.Drivers = map[string]action.Driver{"authcode": maker{}}
		p, err := w.desk.PlanAct(t.Context(), w.id, "", "")
		if err != nil {
			t.Fatal(err)
		}
		w.must(ticket.ProposeAct{Plan: *p, Confirm: "koperasicontoh.id"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { _ = w.desk.RunActs(ctx, nil); close(ended) }()
		synctest.Wait()
		stop()
		<-ended
		w.open(kit.Compose{Template: "authcode", Step: "send-authcode"}, 80, 24)
		if v := w.screen.View(); !strings.Contains(v, "diisi saat surat dikirim: Authcode koperasicontoh.id") || strings.Contains(v, "tempel di sini") || !w.screen.Busy().Empty() {
			t.Fatalf("the code is asked for:\n%s", v)
		}
		w.press("shift+tab", "text:x", "backspace", "tab", "ctrl+s", "text:koperasicontoh.id", "enter")
		l := w.ticket().Letters
		if len(l) != 1 || !l[0].HasSecret || l[0].Vault == 0 || !strings.Contains(l[0].Body, ticket.SecretMark) {
			t.Fatalf("letters %+v, err %v, toasts %v", l, w.err, w.toasts)
		}
		if got, err := w.desk.LetterSecret(l[0].ID); err != nil || got != "Kode-Yang-Dibuat-7" {
			t.Fatalf("secret %q, %v", got, err)
		}
		w.open(kit.Compose{Template: "authcode"}, 80, 24)
		if v := w.screen.View(); !strings.Contains(v, "tempel di sini") {
			t.Fatalf("a second letter takes the same code:\n%s", v)
		}
	})
}

// TestDangerousLetter sends an Authcode as the step of a transfer: the name has
// to be typed.
func TestDangerousLetter(t *testing.T) {
	w := atAuthcode(t)
	w.must(ticket.FinishStep{Step: "authcode", Note: "diambil", Confirm: "koperasicontoh.id"})
	w.open(kit.Compose{Template: "authcode", Step: "send-authcode"}, 80, 24)
	w.press("text:S3cret-42", "ctrl+s", "y", "enter")
	if len(w.overlays) != 1 || len(w.ticket().Letters) != 0 {
		t.Fatalf("sent without the name: %v", w.err)
	}
	w.overlays = nil
	w.press("ctrl+s", "text:koperasicontoh.id", "enter")
	got := w.ticket()
	if len(got.Letters) != 1 || !got.Letters[0].HasSecret || got.Letters[0].Step != "send-authcode" {
		t.Fatalf("letters %+v, err %v", got.Letters, w.err)
	}
	if got.Step() != nil && got.Step().ID == "send-authcode" {
		t.Fatal("the step is not done")
	}
}
