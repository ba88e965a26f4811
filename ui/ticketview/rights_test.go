package ticketview_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/ticketview"
)

var bound = regexp.MustCompile(`(kit\.Bind|\bset|\bbind)\("([a-z-]+)"`)

// TestEveryKeyHasARight: no key of the ticket is forgotten, and none is there that
// nothing binds.
func TestEveryKeyHasARight(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{"cancel-letter": true, "retry-letter": true, "settle-letter": true, // of kit
		"look.do.move": true, "look.do.part": true}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range bound.FindAllStringSubmatch(string(text), -1) {
			id := m[2]
			if m[1] == "bind" {
				id = "act-" + id
			}
			ids[id] = !strings.HasSuffix(name, "_test.go") || ids[id]
		}
	}
	delete(ids, "act-")                                                // in front of those that are bound
	for _, own := range []string{"next", "act", "assign", "release"} { // by what is shown
		delete(ids, own)
	}
	maps.DeleteFunc(ids, func(_ string, there bool) bool { return !there })
	if got, want := slices.Sorted(maps.Keys(ticketview.RightsOf)), slices.Sorted(maps.Keys(ids)); !slices.Equal(got, want) {
		t.Errorf("rights of %v\nkeys are  %v", got, want)
	}
}

// TestEachRoleAndKey presses, for each role and tab, every key that a ticket offers, and
// goes through with what opens: the desk refuses nothing because of the role. Who may
// change nothing changes nothing.
func TestEachRoleAndKey(t *testing.T) {
	for _, role := range append(staff.Roles(), "bound") {
		for _, tab := range []string{"1", "2", "3", "4", "7"} {
			t.Run(string(role)+"/"+tab, func(t *testing.T) {
				o := staff.Officer{ID: "tono", Name: "Tono", Roles: []staff.Role{role}}
				if role == "bound" {
					o.Roles, o.Services = []staff.Role{staff.Worker}, []string{"transfer"}
				}
				probe := roled(t, o, tab)
				if reads := !o.MayOn(staff.Work, "registration"); reads == strings.Contains(probe.view(), "\n  n ") {
					t.Errorf("the bar of who only reads (%v):\n%s", reads, probe.view())
				}
				for i, b := range probe.screen.Bindings() {
					if b.Barred || !b.Why.Empty() {
						continue
					}
					w := roled(t, o, tab)
					before := w.ticket().Version
					w.do(w.screen.Bindings()[i].Press())
					w.press("enter", "text:contoh", "ctrl+s", "enter")
					if no := (*ticket.Refusal)(nil); errors.As(w.err, &no) && strings.HasPrefix(no.Code, "not-allowed-") {
						t.Errorf("%s is offered and refused: %v", b.ID, w.err)
					}
					if !o.MayOn(staff.Work, "registration") && b.ID != "watch" && w.ticket().Version != before {
						t.Errorf("%s changed the ticket", b.ID)
					}
				}
			})
		}
	}
}

// roled is a ticket with files, letters and addresses, that budi has, before an officer.
func roled(t *testing.T, o staff.Officer, tab string) *world {
	t.Helper()
	w := newWorld(t)
	id := w.receive(registration())
	for _, c := range []ticket.Command{ticket.SetService{Service: "registration"}, ticket.SetSubjectMatter{URLs: []string{"https://contohkab.go.id/slot"}},
		ticket.SendLetter{Draft: ticket.Draft{To: []string{"a@contohkab.go.id"}, Subject: "x", Body: "Yth."}}} {
		if _, err := w.desk.Do(context.Background(), "budi", id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.desk.KeepOfficer(context.Background(), "budi", o, "", true); err != nil {
		t.Fatal(err)
	}
	w.env.Officer = o.ID
	w.open(id, 120, 40)
	w.press(tab)
	for _, h := range w.screen.Bindings() {
		if h.Barred && len(kit.BindingEntries([]kit.Binding{h})) > 0 {
			t.Errorf("%s is barred and offered", h.ID)
		}
	}
	return w
}
