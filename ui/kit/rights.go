package kit

import (
	"loket/domain/clean"
	"loket/domain/staff"
)

// Bar says why the officer may not do something on a ticket of a service, "" for any;
// empty where they may.
func (e *Env) Bar(right staff.Right, service string) clean.Text {
	if right == "" || e.May == nil || e.May(right, service) {
		return clean.Text{}
	}
	return e.Lang.Word("rights.", string(right))
}

// Giving is the right to give away or to put back a ticket that somebody has.
func (e *Env) Giving(owner string) staff.Right {
	if e.HandsOver == nil {
		return staff.Work
	}
	return e.HandsOver(owner)
}

// Within bars the bindings that the officer has no right to. needs gives the right of
// each by its id, "" for what everybody may.
func (e *Env) Within(bindings []Binding, service string, needs func(id string) staff.Right) []Binding {
	for i := range bindings {
		if why := e.Bar(needs(bindings[i].ID), service); !why.Empty() {
			bindings[i].Why, bindings[i].Barred = why, true
		}
	}
	return bindings
}

// Allowed leaves out the entries that the officer has no right to.
func (e *Env) Allowed(right staff.Right, service string, entries ...Entry) []Entry {
	if e.Bar(right, service).Empty() {
		return entries
	}
	return nil
}
