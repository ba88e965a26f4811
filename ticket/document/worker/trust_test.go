package worker

import (
	"testing"
	"time"

	"loket/ticket/document/signature"
)

// A child gets the trust once, and anew when it changes.
func TestTrustReachesTheChild(t *testing.T) {
	trust := signature.Trust{}
	p := newPool(t, 1)
	p.Trust = func() signature.Trust { return trust }
	p.Now = func() time.Time { return time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC) }
	for i, want := range []signature.Trust{{}, {Roots: [][]byte{{1, 2, 3}}}, {Roots: [][]byte{{1, 2, 3}}}, {Roots: [][]byte{{4}}, CRLs: [][]byte{make([]byte, 1<<20)}}, {}} {
		trust = want
		r, err := p.Inspect(t.Context(), "trust", "", []byte("x"))
		if err != nil || r.Note != "2026-09-01 "+want.ID() {
			t.Errorf("%d: the child trusts %q, %v; want %q", i, r.Note, err, want.ID())
		}
	}
}
