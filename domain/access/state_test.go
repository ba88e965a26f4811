package access

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loket/domain"
)

var events = []Event{SeenThere, SeenClean, SeenGone, Told, SentOn, CutOff, Lifted}

func TestNext(t *testing.T) {
	for _, tc := range []struct {
		name   string
		events []Event
		want   State
	}{
		{"the way of the standard", []Event{SeenThere, Told, SeenThere, SentOn, CutOff, SeenClean, Lifted}, Restored},
		{"taken down in time", []Event{SeenThere, Told, SeenClean}, Clean},
		{"nothing was there", []Event{SeenClean}, Clean},
		{"the page is gone", []Event{SeenThere, Told, SeenGone}, Gone},
		{"urgent: the parent is suspended", []Event{SeenThere, CutOff}, Cut},
		{"cut and looked at", []Event{SeenThere, Told, SeenThere, SentOn, CutOff, SeenGone}, Cut},
		{"taken down at Dit. PAI's", []Event{SeenThere, Told, SeenThere, SentOn, SeenClean}, Clean},
		{"it comes back", []Event{SeenThere, Told, SeenClean, Lifted, SeenThere, Told}, Notified},
		{"told twice", []Event{SeenThere, Told, Told, SeenThere, Told}, Still},
		{"restoration of what others cut", []Event{SeenClean, Lifted}, Restored},
	} {
		s := State("")
		for _, e := range tc.events {
			var err error
			if s, err = Next(s, e); err != nil {
				t.Errorf("%s: %s: %v", tc.name, e, err)
			}
		}
		if s != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, s, tc.want)
		}
	}
}

func TestNextRefuses(t *testing.T) {
	for _, tc := range []struct {
		s    State
		e    Event
		says string
	}{
		{Unseen, Told, "look at it first"}, {Unseen, SentOn, "look at it first"}, {Unseen, CutOff, "look at it first"}, {"", Lifted, "look at it first"},
		{Verified, SentOn, "tell its owner first"}, {Notified, SentOn, "still there"}, {Still, Lifted, "look at it first"},
		{Clean, CutOff, "nothing to do"}, {Clean, Told, "nothing to do"}, {Cut, SentOn, "nothing to do"}, {Restored, SentOn, "nothing to do"},
	} {
		s, err := Next(tc.s, tc.e)
		var r *Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Error(), tc.says) || r.In(domain.Indonesian) == r.Error() || tc.s != "" && s != tc.s {
			t.Errorf("%s, %s: %s, %v; want %q", tc.s, tc.e, s, err, tc.says)
		}
	}
}

// TestNextNeverSkips drives random events: nothing is with Dit. PAI unless its
// owner was told and a look after that found it.
func TestNextNeverSkips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var done []Event
		s := Unseen
		for _, e := range rapid.SliceOfN(rapid.SampledFrom(events), 1, 12).Draw(t, "events") {
			to, err := Next(s, e)
			if err != nil {
				continue
			}
			done = append(done, e)
			if s = to; !slices.Contains(domain.URLStates, string(s)) {
				t.Fatalf("%s after %v", s, done)
			}
			told := slices.Index(done, Told)
			if s == Forwarded && (told < 0 || !slices.Contains(done[told:], SeenThere)) {
				t.Fatalf("forwarded after %v", done)
			}
		}
	})
}

// TestStatesAreKnown ties the states to those that tickets keep.
func TestStatesAreKnown(t *testing.T) {
	for _, s := range domain.URLStates {
		if title := State(s).Title(); title.Empty() || title.ID == s {
			t.Errorf("state %s has no title", s)
		}
	}
	if len(titles) != len(domain.URLStates) {
		t.Errorf("%d states, of tickets %v", len(titles), domain.URLStates)
	}
}
