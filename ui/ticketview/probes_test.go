package ticketview_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/naming"
	"loket/domain/probe"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// outsideWorld answers what a desk asks about names.
type outsideWorld struct {
	free, ready, down bool
	asked             atomic.Int32
}

func (o *outsideWorld) set() *probe.Set {
	evidence := []action.Fact{{Name: "svTRID", Value: "SV-31"}}
	return &probe.Set{
		Rules: func() (r naming.Rules, err error) { r.Reserved, err = naming.ReservedNames(); return r, err },
		Free: func(_ context.Context, n domain.Name) probe.Answer {
			o.asked.Add(1)
			a := probe.Answer{Verdict: probe.Good, Source: "epp", Target: "epp.contoh.id:700", Facts: evidence}
			switch {
			case o.down:
				a.Verdict, a.Findings = probe.Open, []probe.Finding{{Level: domain.Warn, Code: "no-answer", What: domain.Text{ID: "registri tidak menjawab", EN: "the registry does not answer"}, Do: domain.Text{ID: "tanyakan lagi nanti", EN: "ask again later"}}}
			case !o.free:
				a.Verdict, a.Findings = probe.Bad, []probe.Finding{{Level: domain.Refuse, Code: "registered", What: domain.Text{ID: "nama sudah terdaftar di registri", EN: "the name is registered at the registry"}, Do: domain.Text{ID: "minta nama lain", EN: "ask for another name"}}}
			}
			return a
		},
		Servers: func(_ context.Context, _ domain.Name, said string) probe.Answer {
			o.asked.Add(1)
			a := probe.Answer{Verdict: probe.Good, Source: "dns", Facts: []action.Fact{{Name: "named-by", Value: "registry"}, {Name: "name-server", Value: "ns1.contohkab.go.id 192.0.2.1: NOERROR, SOA 7, NS ns1.contohkab.go.id"}}}
			if !o.ready {
				a.Verdict, a.Findings = probe.Bad, []probe.Finding{{Level: domain.Refuse, Code: "silent", Subject: "ns1.contohkab.go.id", What: domain.Text{ID: "192.0.2.1 tidak menjawab", EN: "192.0.2.1 does not answer"}, Do: domain.Text{ID: "nyalakan server", EN: "start the server"}}}
			}
			return a
		},
	}
}

// asking is a world at the check of a registration's name.
func asking(t *testing.T, o *outsideWorld, names ...string) *world {
	t.Helper()
	w := newWorld(t)
	w.desk.Probes = o.set()
	w.id = w.receive(registration())
	w.by("rina", ticket.Claim{})
	if len(names) > 0 {
		w.by("rina", ticket.SetSubjectMatter{Names: names})
	}
	w.open(w.id, 120, 40)
	w.press("3")
	return w
}

func (w *world) by(who string, c ticket.Command) *ticket.Ticket {
	w.t.Helper()
	t, err := w.desk.Do(context.Background(), who, w.id, 0, c)
	if err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
	return t
}

func (w *world) shows(words ...string) {
	w.t.Helper()
	v := strings.Join(strings.Fields(w.view()), " ")
	for _, s := range words {
		if !strings.Contains(v, s) {
			w.t.Errorf("%q is not on the screen:\n%s", s, w.view())
		}
	}
}

// TestFreeNameIsOneKey: asked, then done with one key and its evidence.
func TestFreeNameIsOneKey(t *testing.T) {
	o := &outsideWorld{free: true}
	w := asking(t, o)
	w.press("n") // nothing is known yet: the desk asks
	w.shows("✓ contohkab.go.id · bebas", "registri (EPP)", "Rina Wulandari")
	if got := o.asked.Load(); got != 1 {
		t.Errorf("asked %d times", got)
	}
	w.press("n")
	tk := w.ticket()
	if tk.Step().ID != "verify" || tk.Steps[0].Reference != "contohkab.go.id; epp; epp.contoh.id:700; SV-31" || len(w.overlays) != 0 {
		t.Errorf("%+v, %d overlays", tk.Steps[0], len(w.overlays))
	}
}

// TestTakenNameIsNotPassedOver: the next key offers the letters and the ways on; a
// note lets the step end.
func TestTakenNameIsNotPassedOver(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		w := asking(t, &outsideWorld{}, "contohkab.go.id", "mail.go.id")
		w.env.Lang = lang
		w.press("n")
		if lang == kit.English {
			w.shows("✗ contohkab.go.id · cannot be registered", "! the name is registered at the registry. → ask for another name", "is reserved")
		} else {
			w.shows("✗ contohkab.go.id · tidak dapat didaftarkan", "! nama sudah terdaftar di registri. → minta nama lain", "dicadangkan")
		}
		w.press("n", "p")
		if c, ok := w.out[len(w.out)-1].(kit.Compose); !ok || c.Template != "refusal" {
			t.Errorf("%T %+v", w.out[len(w.out)-1], w.out[len(w.out)-1])
		}
		w.press("n", "d")
		w.press("ctrl+s")
		if w.ticket().Step().ID != "check-name" {
			t.Error("ended in silence")
		}
	}
}

// TestUnreachableRegistryIsNoVerdict: what nobody could say is neither free nor taken.
func TestUnreachableRegistryIsNoVerdict(t *testing.T) {
	w := asking(t, &outsideWorld{down: true})
	w.press("n")
	w.shows("? contohkab.go.id · belum diketahui", "~ registri tidak menjawab. → tanyakan lagi nanti")
	w.press("n")
	if len(w.overlays) != 1 {
		t.Errorf("%d overlays", len(w.overlays))
	}
}

// TestNameServersOnTheScreen: asked and reminded from the closed ticket's dated work.
func TestNameServersOnTheScreen(t *testing.T) {
	o := &outsideWorld{free: true}
	w := asking(t, o)
	for _, s := range []string{"check-name", "verify", "approve", "invoice", "payment", "activation", "result"} {
		for w.ticket().Step() != nil && w.ticket().Step().ID == s {
			w.by("sri", ticket.SkipStep{Reason: "uji"})
		}
		w.skipAccept()
	}
	w.by("rina", ticket.CloseTicket{Outcome: "done"})
	w.now = w.now.Add(8 * 24 * time.Hour)
	w.open(w.id, 120, 40)
	w.press("3", "G", "V", "o")
	w.shows("✗ contohkab.go.id · server nama belum siap", "! ns1.contohkab.go.id: 192.0.2.1 tidak menjawab. → nyalakan server")
	w.press("V", "r")
	if c, ok := w.out[len(w.out)-1].(kit.Compose); !ok || c.Template != "reminder" {
		t.Errorf("%+v", w.out[len(w.out)-1])
	}
	o.ready = true
	w.press("V", "o")
	w.shows("✓ contohkab.go.id · server nama menjawab")
	if k := w.ticket().Tasks; len(k) != 1 || k[0].Done.IsZero() {
		t.Errorf("%+v", k)
	}
}

// TestProofOnTheScreen: one that does not fit is shown with why, and can be taken.
func TestProofOnTheScreen(t *testing.T) {
	w := asking(t, &outsideWorld{free: true})
	for w.ticket().Step().ID != "payment" {
		w.by("sri", ticket.SkipStep{Reason: "uji"})
		w.skipAccept()
	}
	m := ticket.Incoming{Subject: "Re: Permohonan", From: registration().From, Text: "Bukti terlampir.", Refs: []string{w.ticket().Messages[0].MessageID},
		Attachments: []ticket.File{{Name: "bukti.pdf", SHA: "bukti", Size: 10, Report: &document.Report{Kind: document.KindPDF, Text: "Transfer berhasil\nBank BCA\nTanggal 23-11-2026\nNominal: Rp 50.000\n"}}}}
	w.receive(m)
	w.open(w.id, 120, 40)
	w.press("3")
	w.shows("✗ bukti.pdf · bukti tidak cocok", "! Rp 50.000, kurang Rp 5.500 dari Rp 55.500. → minta kekurangannya dibayar")
	w.press("n", "1")
	if tk := w.ticket(); tk.Step().ID != "activation" || !strings.HasPrefix(tk.Steps[5].Reference, "Rp 50.000; 2026-11-23; BCA") {
		t.Errorf("%+v", tk.Steps[5])
	}
}

// skipAccept lets the mandatory documents pass.
func (w *world) skipAccept() {
	w.t.Helper()
	for _, e := range w.ticket().Evidence {
		if e.Verdict == ticket.Unjudged && e.Exception == "" {
			w.by("sri", ticket.GrantException{Requirement: e.Requirement, Reason: "uji"})
		}
	}
}

// TestProbesGolden pins how answers are drawn.
func TestProbesGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w := asking(t, &outsideWorld{}, "contohkab.go.id", "tiban.desa.id")
			w.env.Lang = lang
			w.press("n")
			w.screen.Resize(size[0], size[1])
			w.press("j")
			golden(t, fmt.Sprintf("probes_%dx%d_%s", size[0], size[1], lang), w.view())
		}
	}
}
