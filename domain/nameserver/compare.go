package nameserver

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Standing is how a plan stands to what is there now.
type Standing string

// Fresh: all that stands at the touched names is as it was approved, the plan can
// run. Done: every set that the plan changes is as wanted, it has run (or another
// did the same). Moved: what was approved no longer holds.
const (
	Fresh Standing = "fresh"
	Done  Standing = "done"
	Moved Standing = "moved"
)

// Difference is one set three ways: as approved, as it is now, as wanted.
type Difference struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Approved RRset  `json:"approved"`
	Now      RRset  `json:"now"`
	Wanted   RRset  `json:"wanted"`
}

// Compare says how the plan stands to a state. The differences of a plan that has
// Moved are the sets of touched names that are not as approved. A zone whose serial moved on while the touched names did not is
// Fresh, unless the plan is pinned; then one Difference of the type SOA says so.
func (p Plan) Compare(now State) (Standing, []Difference) {
	diffs := p.differences(now)
	done, fresh := true, len(diffs) == 0
	for _, n := range p.Names {
		if !now.Covers(n.Name) {
			done, fresh = false, false
		}
		done = done && n.done(now.At(n.Name))
	}
	if done {
		return Done, nil
	}
	if p.Pin && now.Serial != p.Serial {
		soa := func(v string) RRset { return RRset{Name: p.Zone, Type: "SOA", Data: []string{v}} }
		diffs, fresh = append(diffs, Difference{Name: p.Zone, Type: "SOA", Approved: soa(p.SOA), Now: soa(now.SOA)}), false
	}
	if fresh {
		return Fresh, nil
	}
	return Moved, diffs
}

// differences are the sets of touched names that are not as the plan found them.
func (p Plan) differences(now State) (diffs []Difference) {
	for _, n := range p.Names {
		stands := now.At(n.Name)
		for _, typ := range (NamePlan{Before: slices.Concat(n.Before, stands), After: n.After}).types() {
			d := Difference{Name: n.Name, Type: typ, Approved: pick(n.Before, n.Name, typ), Now: pick(stands, n.Name, typ), Wanted: pick(n.After, n.Name, typ)}
			if !d.Approved.Equal(d.Now) {
				diffs = append(diffs, d)
			}
		}
	}
	return diffs
}

// done reports whether the sets that change are as wanted.
func (n NamePlan) done(stands []RRset) bool {
	for _, typ := range n.types() {
		wanted := pick(n.After, n.Name, typ)
		if !wanted.Equal(pick(n.Before, n.Name, typ)) && !wanted.Equal(pick(stands, n.Name, typ)) {
			return false
		}
	}
	return true
}

// Inverse is the plan that puts back what stood before this one, from a state in
// which the touched names are exactly as it left them; otherwise a *Failure that
// is ErrMoved: what others did since is not thrown away. Its differences have as
// Approved what this plan left, as Wanted what would come back. The plan is guarded
// by what stands now as every plan is by its Before.
func (p Plan) Inverse(now State) (Plan, error) {
	back := Plan{Zone: p.Zone, Serial: now.Serial, SOA: now.SOA, Pin: p.Pin}
	moved := false
	for _, n := range p.Names {
		moved = moved || !now.Covers(n.Name) || !slices.EqualFunc(now.At(n.Name), n.After, RRset.Equal)
		back.Names = append(back.Names, NamePlan{Name: n.Name, Before: n.After, After: n.Before})
	}
	if moved {
		return Plan{}, &Failure{Code: Overtaken, Fate: NoEffect, Differences: back.differences(now)}
	}
	return back, back.Check()
}

// Touched are the names of the plan, for a Reader.
func (p Plan) Touched() []string {
	names := make([]string, len(p.Names))
	for i, n := range p.Names {
		names[i] = n.Name
	}
	return names
}

// negative is the last field of the SOA, in seconds.
func (p Plan) negative() uint32 {
	f := strings.Fields(p.SOA)
	if len(f) == 0 {
		return 0
	}
	n, _ := strconv.ParseUint(f[len(f)-1], 10, 32)
	return uint32(n)
}

// Lifetime is how long a signed message may still be taken by a server after it
// was signed (RFC 8945 section 5.2.3), with a margin for clocks.
const Lifetime = 10 * time.Minute

// Resolve finds out what became of a plan whose run has no known outcome: it
// looks, it changes nothing. Done means that the plan took effect. Fresh means
// that it did not; certain says that it no longer can, because a message that
// was sent at started has died since. Moved means that somebody must look.
func Resolve(ctx context.Context, r Reader, p Plan, started, now time.Time) (standing Standing, certain bool, at State, err error) {
	at, err = r.Read(ctx, p.Zone, p.Touched())
	if err != nil {
		return "", false, State{}, fmt.Errorf("look what became of the change: %w", err)
	}
	standing, _ = p.Compare(at)
	return standing, standing == Done || now.Sub(started) > Lifetime, at, nil
}
