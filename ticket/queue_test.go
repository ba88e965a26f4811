package ticket

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Work that comes back on a closed ticket stands among the deadlines where its
// date belongs, not behind everything.
func TestDueOrderHasWorkThatComesBack(t *testing.T) {
	at := func(days int) time.Time { return time.Date(2026, 11, 20+days, 1, 0, 0, 0, time.UTC) }
	rows := []*Row{
		{ID: 1, State: Closed},
		{ID: 2, State: Open, Deadline: at(2)},
		{ID: 3, State: Closed, TaskDue: at(0), Deadline: at(-900)},
		{ID: 4, State: Open, Deadline: at(-1)},
		{ID: 5, State: Open, Deadline: at(-5), PausedAt: at(-6)},
		{ID: 6, State: Open},
	}
	SortRows(rows, SortDue, false)
	var got []ID
	for _, r := range rows {
		got = append(got, r.ID)
	}
	if diff := cmp.Diff([]ID{4, 3, 2, 5, 6, 1}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}
