package console

import (
	"time"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// Record is how the record on disk does.
type Record struct {
	// State is "" when all is well, low (little space is left), slow, or the
	// ticket.FaultKind of what keeps it from keeping anything.
	State string
	Dir   string
	Free  int64         // bytes, -1 where unknown
	Took  time.Duration // with slow: the write that runs, or the last one
}

// bad reports whether nothing can be kept, or no mail.
func (r Record) bad() bool { return r.State != "" && r.State != "low" && r.State != "slow" }

// recordText says what is wrong with the record and what to do: words and ink.
func (a *App) recordText() (clean.Text, kit.Ink) {
	e, r := a.env, a.status.Record
	state := r.State
	if !e.Lang.Has("record." + state) {
		state = string(ticket.FaultBroken)
	}
	text := e.T("record."+state, clean.Line(r.Dir, 60).String(), ticket.Bytes(r.Free), e.Lang.Span(r.Took).String())
	if r.bad() {
		return clean.Own("! " + text.String()), a.env.Theme.Late
	}
	return clean.Own("~ " + text.String()), a.env.Theme.Soon
}

// typed gives a form back to who filled it in when the record could not keep
// it: what was typed must not be lost to a full disk.
func typed(o kit.Overlay, in kit.Intent) kit.Intent {
	sheet, ok := o.(*kit.Sheet)
	if !ok {
		return in
	}
	again := func(before func(error) kit.Intent) func(error) kit.Intent {
		return func(err error) kit.Intent {
			if own := orElse(before, err); own != nil || ticket.FaultOf(err) == nil {
				return own
			}
			return kit.Show{Overlay: sheet}
		}
	}
	switch in := in.(type) {
	case kit.Do:
		in.Else = again(in.Else)
		return in
	case kit.Run:
		in.Else = again(in.Else)
		return in
	case kit.Many:
		for i := range in {
			in[i] = typed(o, in[i])
		}
		return in
	}
	return in
}
