package console

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"loket/ticket"
	"loket/ui/kit"
)

// watch follows the desk. The channel has one slot and its sender never waits,
// so a console that stands still stops nobody.
type watch struct {
	ch     <-chan struct{}
	cancel func()
	rev    uint64
	newest ticket.ID // the last ticket that was there or was told of
}

func (w *watch) open(d Desk) {
	w.ch, w.cancel = d.Subscribe()
	_, w.rev, _ = d.Changed(0)
}

func (w *watch) close() {
	if w.cancel != nil {
		w.cancel()
	}
}

func (w *watch) wait(ctx context.Context) tea.Cmd {
	ch := w.ch
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case _, ok := <-ch:
			if !ok {
				return nil
			}
			return deskMsg{}
		}
	}
}

// since returns what changed after the last call. A signal without changes
// means that closed tickets were loaded.
func (w *watch) since(d Desk) kit.Changes {
	rows, rev, all := d.Changed(w.rev)
	all = all || rev == w.rev
	w.rev = rev
	return kit.Changes{Rows: rows, All: all}
}

// came returns the tickets that are new since the last call and that the
// officer did not make.
func (w *watch) came(c kit.Changes, officer string) []*ticket.Row {
	var out []*ticket.Row
	last := w.newest
	for _, r := range c.Rows {
		if r.ID > w.newest && r.Owner != officer {
			out = append(out, r)
		}
		last = max(last, r.ID)
	}
	w.newest = last
	return out
}
