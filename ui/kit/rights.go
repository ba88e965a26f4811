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

// Within switches bindings off that the officer has no right to. needs gives the right
// of each by its id, "" for what everybody may.
func (e *Env) Within(bindings []Binding, service string, needs func(id string) staff.Right) []Binding {
	for i := range bindings {
		if why := e.Bar(needs(bindings[i].ID), service); !why.Empty() {
			bindings[i].Why = why
		}
	}
	return bindings
}
