package probe_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/naming"
	"loket/domain/probe"
)

// TestKinds: every kind is one that the catalogue's files may have, and those that
// come with the program use each.
func TestKinds(t *testing.T) {
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for i := range cat.Services {
		for _, s := range cat.Services[i].Steps {
			used[s.Probe] = true
		}
	}
	for _, k := range []probe.Kind{probe.Name, probe.NewName, probe.Servers, probe.Payment} {
		if !used[string(k)] {
			t.Errorf("no step asks about %s", k)
		}
		delete(used, string(k))
	}
	if delete(used, ""); len(used) != 0 {
		t.Errorf("unknown kinds: %v", used)
	}
}

// TestJudge: the rules first, then who knows; without anybody an officer looks.
func TestJudge(t *testing.T) {
	asked := 0
	free := func(context.Context, domain.Name) probe.Answer {
		asked++
		return probe.Answer{Verdict: probe.Good, Source: "epp"}
	}
	reserved := func() (r naming.Rules, err error) { r.Reserved, err = naming.ReservedNames(); return r, err }
	known := naming.NewNeighbours([]domain.Name{"contohkab.go.id"})
	for _, c := range []struct {
		set     probe.Set
		name    string
		verdict probe.Verdict
		codes   string
		asked   int
	}{
		{probe.Set{Rules: reserved, Free: free}, "barukab.go.id", probe.Good, "", 1},
		{probe.Set{Rules: reserved, Free: free}, "mail.go.id", probe.Bad, "reserved", 0},
		{probe.Set{Rules: reserved, Free: free}, "contohkab.go.id", probe.Bad, "taken", 0},
		{probe.Set{Rules: reserved, Free: free}, "contohkap.go.id", probe.Good, "alike", 1},
		{probe.Set{Free: free}, "mail.go.id", probe.Good, "", 1},
		{probe.Set{Rules: reserved}, "barukab.go.id", probe.Open, "by-hand", 0},
		{probe.Set{}, "bat\u0430m.go.id", probe.Bad, "form", 0},
	} {
		asked = 0
		a, err := c.set.Judge(t.Context(), naming.Request{Name: c.name}, known)
		var codes []string
		for _, f := range a.Findings {
			codes = append(codes, f.Code)
		}
		if err != nil || a.Verdict != c.verdict || strings.Join(codes, " ") != c.codes || asked != c.asked {
			t.Errorf("%s: %+v, asked %d times, %v", c.name, a, asked, err)
		}
	}
	broken := probe.Set{Rules: func() (naming.Rules, error) { return naming.Rules{}, errors.New("line 3") }}
	if _, err := broken.Judge(t.Context(), naming.Request{Name: "barukab.go.id"}, known); err == nil {
		t.Error("rules that cannot be read are no rules")
	}
}

// TestTidy bounds and cleans what another side said.
func TestTidy(t *testing.T) {
	evil := "\x1b[31mmerah\u202e" + strings.Repeat("x", 2000)
	a := probe.Answer{Target: evil, Findings: slices.Repeat([]probe.Finding{{What: domain.Text{ID: evil, EN: evil}}}, 90), Facts: slices.Repeat([]action.Fact{{Name: "name-server", Value: evil}}, 90)}.Tidy()
	if len(a.Findings) != 24 || len(a.Facts) != 48 {
		t.Errorf("%d findings, %d facts", len(a.Findings), len(a.Facts))
	}
	for _, s := range []string{a.Target, a.Findings[0].What.ID, a.Facts[47].Value} {
		if strings.ContainsAny(s, "\x1b\u202e") || len(s) > 500 {
			t.Errorf("%q", s[:40])
		}
	}
}
