package console

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestPreviewWaitsForRest: the preview follows one key at once. Of rows that are passed
// by fast it shows, and has read, only the one on which the selection comes to rest.
func TestPreviewWaitsForRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(fakeRows(40))
		a := testApp(t, f, 120, 40, func(o *Options) { o.Now = time.Now })
		a.press("6")
		q := a.queue()
		down := func(after time.Duration) tea.Cmd {
			time.Sleep(after)
			_, cmd := a.Update(named["down"])
			return cmd
		}
		shown := func(when string, want bool) {
			t.Helper()
			if got := q.prev.row == q.row() && q.prev.t != nil && q.prev.t.ID == q.row().ID; got != want {
				t.Errorf("%s: it shows %s, selected is %s", when, q.prev.row.Number, q.row().Number)
			}
		}
		for range 3 {
			a.settle(down(restFor))
			shown("a key by itself", true)
		}
		passed, last := down(restFor/3), down(restFor/3)
		shown("keys in a row", false)
		was := q.prev.row
		a.settle(passed)
		if q.prev.row != was {
			t.Error("a row was shown that the selection had left")
		}
		a.settle(last)
		shown("at rest", true)
	})
}
