package ticketview_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain/action"
	"loket/ui/kit"
)

// scenes are what an officer sees of an action, one after the other of a ticket.
func scenes() map[string]func(*world, *registry) {
	ask := func(w *world, yes ...string) {
		w.press("n")
		w.toEnd("Ketik", "Type")
		w.press("text:lamakab.go.id", "enter")
		w.pass(time.Second)
		w.press(yes...)
	}
	return map[string]func(*world, *registry){
		"plan":    func(w *world, _ *registry) { w.press("n") },
		"by-hand": func(w *world, r *registry) { r.byHand = true; w.press("n") },
		"asked": func(w *world, _ *registry) {
			w.desk.Site.Second = []string{"client-hold"}
			ask(w)
			w.env.Officer = "budi"
			w.open(w.id, 100, 30)
			w.press("n")
		},
		"stale": func(w *world, r *registry) {
			w.press("n")
			r.held["lamakab.go.id"] = true
			w.toEnd("Ketik", "Type")
			w.press("text:lamakab.go.id", "enter")
			w.pass(time.Second)
			w.press("n")
		},
		"unknown": func(w *world, r *registry) { r.lose, r.deaf = 1, true; ask(w, "n") },
		"done":    func(w *world, _ *registry) { ask(w, "3"); w.choose() },
	}
}

func TestGoldenActs(t *testing.T) {
	for name, play := range scenes() {
		for _, size := range [][2]int{{80, 24}, {160, 45}} {
			for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
				atRegistry(t, func(t *testing.T, w *world, r *registry) {
					w.env.Lang = lang
					r.named = true
					play(w, r)
					got := w.box(size[0], size[1])
					if got == "" {
						w.screen.Resize(size[0], size[1]-2)
						got = w.view()
					}
					if strings.Contains(got, "[acts.") || strings.Contains(got, "outside.") {
						t.Errorf("a text is missing:\n%s", got)
					}
					for _, l := range strings.Split(got, "\n") {
						if n := kit.LineWidth(l); n > size[0] {
							t.Errorf("%d cells: %q", n, l)
						}
					}
					golden(t, fmt.Sprintf("act-%s_%dx%d_%s", name, size[0], size[1], lang), got)
				})
			}
		}
	}
}

// What a driver says is as hostile as a mail: nothing of it reaches the terminal,
// whatever its keys, places and values are.
func TestHostileDriver(t *testing.T) {
	evil := "\x1b]0;owned\x07\x1b[2J\u202egpj\u202c\x9b31m\u200b\r\n\x00"
	atRegistry(t, func(t *testing.T, w *world, r *registry) {
		r.evil = &action.Plan{Driver: evil, Target: evil, ByHand: true, Script: evil + "\n" + strings.Repeat("W\u0301", 500),
			Effects: []action.Effect{{Sign: evil, Words: action.Say(evil, evil), Before: evil, After: evil}, {Sign: "+"}},
			Notes:   []action.Words{action.Say(evil), action.Say("dns.record"), action.Say("act.", evil)}}
		w.press("n")
		for _, size := range [][2]int{{20, 5}, {60, 18}, {160, 45}} {
			lines, _ := w.overlays[0].View(size[0], size[1])
			checkTerminal(t, strings.Join(lines, "\n"))
		}
		w.toEnd("Ketik")
		w.press("text:lamakab.go.id", "enter", "3")
		w.pass(time.Second)
		for range 9 {
			checkTerminal(t, w.screen.View())
			w.press("j")
		}
	})
}
