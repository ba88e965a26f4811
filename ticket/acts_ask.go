package ticket

import "slices"

// What screens and the queue ask about actions.

// Drives reports whether the desk can do an action by itself.
func (d *Desk) Drives(action string) bool { return d.Drivers[action] != nil }

// Seconds reports whether another officer has to approve an action.
func (d *Desk) Seconds(action string) bool { return d.Site.second(action) }

// ActNames are the names that a step's action is for, and those of them for which
// it is still to be done, in this order.
func (d *Desk) ActNames(t *Ticket, step string) (all, left []string) {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return nil, nil
	}
	s, _, ok := service.Step(step)
	if !ok || s.Action == "" {
		return nil, nil
	}
	return slices.Clone(d.subjects(t, s)), d.unacted(t, s)
}

// LastAct returns the last action that was asked for since a step was taken up,
// nil for none. What takes another back is no such action.
func (t *Ticket) LastAct(step string) *Act {
	i := slices.IndexFunc(t.Steps, func(s StepState) bool { return s.ID == step })
	for n := len(t.Acts) - 1; n >= 0; n-- {
		a := &t.Acts[n]
		if a.Step == step && a.Plan.Order.Reverts == nil && (i < 0 || !a.At.Before(t.Steps[i].From)) {
			return a
		}
	}
	return nil
}

// unsure reports whether nobody knows the outcome of an action.
func (t *Ticket) unsure() bool {
	return slices.ContainsFunc(t.Acts, func(a Act) bool { return a.State == ActUnknown })
}

// setBack reports whether the last action of work that is still to do came to
// nothing: an officer has to see why.
func (t *Ticket) setBack() bool {
	steps := make([]string, 0, len(t.Tasks)+1)
	if s := t.Step(); s != nil && !t.State.Done() {
		steps = append(steps, s.ID)
	}
	for _, k := range t.Tasks {
		if k.Done.IsZero() {
			steps = append(steps, k.ID)
		}
	}
	return slices.ContainsFunc(steps, func(step string) bool {
		a := t.LastAct(step)
		if a == nil {
			return false
		}
		switch a.State {
		case ActFailed, ActStale, ActRejected, ActExpired:
			return true
		case ActAsked, ActReady, ActByHand, ActRunning, ActPending, ActUnknown, ActDone, ActWithdrawn:
		}
		return false
	})
}
