package nameserver_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	p := plan(t, state(t, 7, standing), put("lama", "A", "192.0.2.30"), put("baru", "A", "192.0.2.20"))
	pinned := p
	pinned.Pin = true
	const (
		moved = "lama IN A 192.0.2.99\n"
		half  = "lama IN A 192.0.2.30\n"
		done  = half + "baru IN A 192.0.2.20\n"
	)
	for _, c := range []struct {
		name  string
		p     nameserver.Plan
		now   nameserver.State
		want  nameserver.Standing
		diffs string
	}{
		{"as approved", p, state(t, 7, standing), nameserver.Fresh, ""},
		{"elsewhere", p, state(t, 8, standing+"lain IN A 192.0.2.7\n"), nameserver.Fresh, ""},
		{"elsewhere, pinned", pinned, state(t, 8, standing), nameserver.Moved, "SOA"},
		{"done", p, state(t, 8, done), nameserver.Done, ""},
		{"done, and another type since", p, state(t, 8, done+"baru IN TXT x\n"), nameserver.Done, ""},
		{"done, pinned", pinned, state(t, 9, done), nameserver.Done, ""},
		{"done, other TTL", p, state(t, 8, half+"baru 60 IN A 192.0.2.20\n"), nameserver.Moved, "baru A, lama A"},
		{"another value", p, state(t, 8, moved), nameserver.Moved, "lama A"},
		{"half", p, state(t, 8, half), nameserver.Moved, "lama A"},
		{"another type beside", p, state(t, 8, "lama IN A 192.0.2.10\nlama IN TXT x\n"), nameserver.Moved, "lama TXT"},
		{"gone", p, state(t, 8, ""), nameserver.Moved, "lama A"},
		{"not looked at", p, state(t, 7, "", "lain."+zone), nameserver.Moved, "lama A"},
	} {
		got, diffs := c.p.Compare(c.now)
		var names []string
		for _, d := range diffs {
			names = append(names, strings.TrimPrefix(strings.TrimSuffix(d.Name, "."+zone)+" "+d.Type, zone+" "))
		}
		if got != c.want || strings.Join(names, ", ") != c.diffs {
			t.Errorf("%s: %s %q, want %s %q", c.name, got, names, c.want, c.diffs)
		}
	}
}

// TestThreeWays shows what the officer sees of a plan gone stale.
func TestThreeWays(t *testing.T) {
	p := plan(t, state(t, 7, standing), put("lama", "A", "192.0.2.30"))
	_, diffs := p.Compare(state(t, 8, "lama 60 IN A 192.0.2.99\n"))
	want := []nameserver.Difference{{
		Name: "lama." + zone, Type: "A",
		Approved: nameserver.RRset{Name: "lama." + zone, Type: "A", TTL: 3600, Data: []string{"192.0.2.10"}},
		Now:      nameserver.RRset{Name: "lama." + zone, Type: "A", TTL: 60, Data: []string{"192.0.2.99"}},
		Wanted:   nameserver.RRset{Name: "lama." + zone, Type: "A", TTL: 3600, Data: []string{"192.0.2.30"}},
	}}
	if diff := cmp.Diff(want, diffs); diff != "" {
		t.Error(diff)
	}
}

func TestInverse(t *testing.T) {
	start := state(t, 7, standing)
	p := plan(t, start, put("lama", "A", "192.0.2.30"), put("baru", "A", "192.0.2.20"), change(nameserver.Clear, "www", "CNAME", ""))
	if _, err := p.Inverse(start); !errors.Is(err, nameserver.ErrMoved) {
		t.Errorf("before it ran: %v", err)
	}
	now := after(t, 8, p)
	back, err := p.Inverse(now)
	if err != nil {
		t.Fatal(err)
	}
	if back.Serial != 8 || back.Hash() == p.Hash() {
		t.Errorf("%+v", back)
	}
	again, err := back.Inverse(after(t, 9, back))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Names, again.Names); diff != "" {
		t.Error(diff)
	}
	gone := plan(t, start, change(nameserver.Clear, "www", "CNAME", ""))
	if _, err := gone.Inverse(state(t, 9, "", "lain."+zone)); !errors.Is(err, nameserver.ErrMoved) {
		t.Errorf("nobody looked: %v", err)
	}
	if _, err := p.Inverse(state(t, 9, "lama IN A 192.0.2.31\nbaru IN A 192.0.2.20\n")); !errors.Is(err, nameserver.ErrMoved) {
		t.Errorf("after somebody else: %v", err)
	}
}

type fixed struct {
	state nameserver.State
	err   error
}

func (f fixed) Read(context.Context, string, []string) (nameserver.State, error) {
	return f.state, f.err
}

func TestResolve(t *testing.T) {
	start := state(t, 7, standing)
	p := plan(t, start, put("lama", "A", "192.0.2.30"))
	sent := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		now     nameserver.State
		later   time.Duration
		want    nameserver.Standing
		certain bool
	}{
		{"took effect", after(t, 8, p), time.Second, nameserver.Done, true},
		{"may still arrive", start, time.Minute, nameserver.Fresh, false},
		{"never arrived", start, nameserver.Lifetime + time.Second, nameserver.Fresh, true},
	} {
		got, certain, _, err := nameserver.Resolve(t.Context(), fixed{state: c.now}, p, sent, sent.Add(c.later))
		if err != nil || got != c.want || certain != c.certain {
			t.Errorf("%s: %s %v %v", c.name, got, certain, err)
		}
	}
	if _, _, _, err := nameserver.Resolve(t.Context(), fixed{err: errors.New("away")}, p, sent, sent); err == nil {
		t.Error("nobody looked")
	}
}
