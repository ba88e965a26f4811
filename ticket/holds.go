package ticket

import (
	"errors"
	"slices"
	"time"

	"loket/domain"
	"loket/domain/action"
)

// Holds are the reasons for which a name does not answer, oldest first, by what
// the desk did: every ticket that had it held, less what others lifted.
func (d *Desk) Holds(name string) (holds []action.Hold, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		holds, err = d.holds(tx, name)
		return err
	})
	return holds, err
}

// holders are the tickets of services that hold names or lift that: all others need
// not be read to know what holds a name.
func (d *Desk) holders() (map[ID]bool, error) {
	out := make(map[ID]bool)
	note := func(r *Row) {
		if s, ok := d.Catalogue.Service(r.Service); ok && holds(s) {
			out[r.ID] = true
		}
	}
	d.mu.RLock()
	loaded := d.loaded
	for _, r := range d.rows {
		note(r)
	}
	d.mu.RUnlock()
	if loaded {
		return out, nil
	}
	err := d.Log.Rows(false, func(data []byte) bool {
		if r, err := DecodeRow(data); err == nil {
			note(&r)
		}
		return true
	})
	return out, err
}

// holds reports whether a service holds names, or lifts what others hold.
func holds(s *domain.Service) bool {
	return slices.ContainsFunc(s.Steps, func(st domain.Step) bool { return st.Action == "client-hold" || len(st.Lifts) > 0 })
}

func (d *Desk) holds(tx ReadTx, name string) ([]action.Hold, error) {
	ids, err := tx.Lookup(ByName, name)
	if err != nil {
		return nil, err
	}
	return d.holdsOf(tx, name, ids)
}

// holdsOf counts the holds of a name from those of its tickets.
func (d *Desk) holdsOf(tx ReadTx, name string, ids []ID) ([]action.Hold, error) {
	var holds []action.Hold
	lifted := make(map[string]time.Time) // by reason: the last time
	for _, id := range ids {
		t, err := tx.Ticket(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		service, ok := d.Catalogue.Service(t.Service)
		if !ok || !slices.Contains(t.Names, name) {
			continue
		}
		for _, st := range t.Steps {
			s, _, ok := service.Step(st.ID)
			at := actedAt(t, &st, name)
			if !ok || at.IsZero() {
				continue
			}
			if s.Action == "client-hold" {
				holds = append(holds, action.Hold{Name: name, Ticket: t.Number, Reason: service.ID, Since: at})
			}
			for _, reason := range s.Lifts {
				if at.After(lifted[reason]) {
					lifted[reason] = at
				}
			}
		}
	}
	holds = slices.DeleteFunc(holds, func(h action.Hold) bool { return !h.Since.After(lifted[h.Reason]) })
	slices.SortFunc(holds, func(a, b action.Hold) int { return a.Since.Compare(b.Since) })
	return holds, nil
}

// actedAt is when a step's action was done for a name, by the desk or by hand.
func actedAt(t *Ticket, st *StepState, name string) (at time.Time) {
	acted := false
	for i := range t.Acts {
		a := &t.Acts[i]
		if a.Step != st.ID {
			continue
		}
		acted = true
		switch {
		case a.State != ActDone || a.Plan.Order.Name != name:
		case a.Plan.Order.Reverts != nil:
			at = time.Time{}
		default:
			at = a.Ended
		}
	}
	if !acted && st.State == "done" {
		return st.At
	}
	return at
}
