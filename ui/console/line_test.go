package console

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/domain/registry"
	"loket/ticket"
	"loket/ui/kit"
)

// TestLineText: an officer learns on every screen that the registry does not answer,
// and of a certificate before it ends; nothing is said while all is well.
func TestLineText(t *testing.T) {
	cert := func(days int) ticket.LineState {
		return ticket.LineState{Asked: true, Up: true, Certificates: []registry.Certificate{
			{Subject: "CN=server", Until: start.Add(300 * 24 * time.Hour)}, {Ours: true, Subject: "CN=desk", Until: start.Add(time.Duration(days) * 24 * time.Hour)}}}
	}
	for name, c := range map[string]struct {
		st   ticket.LineState
		want string
	}{
		"none":    {ticket.LineState{}, ""},
		"well":    {cert(31), ""},
		"soon":    {cert(29), "~ sertifikat EPP habis 29 hari lagi"},
		"expired": {cert(-1), "! sertifikat EPP kedaluwarsa"},
		"down":    {ticket.LineState{Asked: true, Problem: registry.NewProblem(registry.ErrNotSent, registry.KeyUnreachable, "", nil)}, "! registri tidak menjawab"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(nil)
			f.line, f.said = c.st, []ticket.RegistrySaid{}
			a := &App{env: &kit.Env{Lang: kit.Indonesian, Theme: kit.Themes("dark"), Now: start}}
			a.status.line = healthOf(f, start)
			if got, _ := a.lineText(); !strings.HasPrefix(got.String(), c.want) || (c.want == "") != got.Empty() {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestRegistryScreen: the ticket that a message is about opens from it.
func TestRegistryScreen(t *testing.T) {
	f := demoFake()
	f.line.Certificates[0].Until = start.Add(12 * 24 * time.Hour)
	a := testApp(t, f, 120, 40)
	a.press("E")
	for _, want := range []string{"registri menjawab", "lain-registrar", "2026-00001", "CN=loket.contoh.id", "12 hari lagi", "sertifikat EPP habis 12 hari lagi"} {
		if !strings.Contains(a.text(), want) {
			t.Errorf("%q is not shown:\n%s", want, a.text())
		}
	}
}

// TestWrongContactBookIsSaid: on every screen, with what is wrong first.
func TestWrongContactBookIsSaid(t *testing.T) {
	f := demoFake()
	f.book = errors.New("access.contacts: kontak.csv: line 3, owner: tidak ada alamat\nline 4: x")
	a := testApp(t, f, 160, 40)
	if text := a.text(); !strings.Contains(text, "! buku kontak: access.contacts: kontak.csv: line 3") || strings.Contains(text, "line 4") {
		t.Errorf("it is not said:\n%s", text)
	}
	f.book = nil
	a.look()
	if strings.Contains(a.text(), "buku kontak") {
		t.Error("it is still said")
	}
}
