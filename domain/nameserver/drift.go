package nameserver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loket/domain"

	"github.com/miekg/dns"
)

// Approved is one record that the desk knows to be right, and where it knows
// that from: a ticket's number, or the day on which it was taken over.
type Approved struct {
	Record domain.Record `json:"record"`
	Source string        `json:"source"`
}

// DriftKind is how a set differs from what was approved.
type DriftKind string

// Missing: approved and not there. Differs: other values than approved. Foreign:
// there, and approved by nobody. Same: as approved.
const (
	Same    DriftKind = "same"
	Missing DriftKind = "missing"
	Differs DriftKind = "differs"
	Foreign DriftKind = "foreign"
)

// Drifted is one set beside what was approved of it.
type Drifted struct {
	Kind     DriftKind `json:"kind"`
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Approved []string  `json:"approved,omitempty"` // values
	Now      []string  `json:"now,omitempty"`
	Sources  []string  `json:"sources,omitempty"` // of what was approved
}

// String writes the difference on one line: "-" is approved and not there, "+"
// there and not approved.
func (d Drifted) String() string {
	var parts []string
	for _, v := range d.Approved {
		if !slices.Contains(d.Now, v) {
			parts = append(parts, "-"+v)
		}
	}
	for _, v := range d.Now {
		if !slices.Contains(d.Approved, v) {
			parts = append(parts, "+"+v)
		}
	}
	return fmt.Sprintf("%s %s %s: %s", d.Kind, d.Name, d.Type, strings.Join(parts, " "))
}

// Records are what stands of the set.
func (d Drifted) Records() []domain.Record {
	out := make([]domain.Record, len(d.Now))
	for i, v := range d.Now {
		out[i] = domain.Record{Host: strings.TrimSuffix(d.Name, "."), Type: d.Type, Value: v}
	}
	return out
}

// Drift compares a zone with what was approved for it, value by value; TTLs may
// differ. The zone's own NS are foreign like all others until somebody approves
// them: Baseline takes a zone over as it is.
type Drift struct {
	Zone    string    `json:"zone"`
	Serial  uint32    `json:"serial"`
	Records int       `json:"records"`        // in the zone, without its SOA
	Sets    []Drifted `json:"sets"`           // that are not as approved
	Same    []Drifted `json:"same,omitempty"` // that are, with where that is known from
	// Dangling are records that point at names outside which are gone, where that
	// was asked for; Unsure says why it is not known of some.
	Dangling []domain.Problem `json:"dangling,omitempty"`
	Unsure   string           `json:"unsure,omitempty"`
	// Unreadable are approved records that no longer make sense in this zone.
	Unreadable []domain.Problem `json:"unreadable,omitempty"`
}

// Report reads the whole zone and compares it; exists, where it is not nil, is
// asked about the names outside that records point at.
func Report(ctx context.Context, r Reader, zone string, approved []Approved, exists Exists) (Drift, error) {
	state, err := r.Read(ctx, zone, nil)
	if err != nil {
		return Drift{}, fmt.Errorf("read %s: %w", zone, err)
	}
	d, err := state.Drift(approved)
	if err == nil && exists != nil {
		var unsure error
		if d.Dangling, unsure = Dangling(ctx, zone, state.Sets, exists); unsure != nil {
			d.Unsure = unsure.Error()
		}
	}
	return d, err
}

// Count gives how many sets are of a kind.
func (d *Drift) Count(k DriftKind) int {
	if k == Same {
		return len(d.Same)
	}
	n := 0
	for i := range d.Sets {
		if d.Sets[i].Kind == k {
			n++
		}
	}
	return n
}

// Drift compares a whole zone; a state of some names is ErrUnseen.
func (s State) Drift(approved []Approved) (Drift, error) {
	if !s.Whole {
		return Drift{}, fmt.Errorf("%w: %s", ErrUnseen, s.Zone)
	}
	d := Drift{Zone: s.Zone, Serial: s.Serial}
	sets := map[[2]string]*Drifted{}
	for _, a := range approved {
		name := owner(a.Record, s.Zone)
		v, err := value(a.Record, s.Zone)
		if err != nil || !dns.IsSubDomain(s.Zone, name) {
			d.Unreadable = append(d.Unreadable, domain.Finding("value", name+" "+a.Record.Type, a.Record.Value))
			continue
		}
		set := sets[[2]string{name, a.Record.Type}]
		if set == nil {
			set = &Drifted{Kind: Missing, Name: name, Type: a.Record.Type}
			sets[[2]string{name, a.Record.Type}] = set
		}
		set.Approved, set.Sources = insert(set.Approved, v), insert(set.Sources, a.Source)
	}
	for _, now := range s.Sets {
		set := sets[[2]string{now.Name, now.Type}]
		if set == nil {
			set = &Drifted{Kind: Foreign, Name: now.Name, Type: now.Type}
			sets[[2]string{now.Name, now.Type}] = set
		} else {
			set.Kind = Differs
		}
		set.Now = now.Data
		d.Records += len(now.Data)
	}
	for _, set := range sets {
		if slices.Equal(set.Approved, set.Now) {
			set.Kind = Same
			d.Same = append(d.Same, *set)
			continue
		}
		d.Sets = append(d.Sets, *set)
	}
	order := func(a, b Drifted) int {
		return compareSets(RRset{Name: a.Name, Type: a.Type}, RRset{Name: b.Name, Type: b.Type})
	}
	slices.SortFunc(d.Sets, order)
	slices.SortFunc(d.Same, order)
	return d, nil
}

// insert keeps a list sorted and each value in it once.
func insert(list []string, v string) []string {
	if at, ok := slices.BinarySearch(list, v); !ok {
		return slices.Insert(list, at, v)
	}
	return list
}

// Baseline takes every record of a zone as approved.
func (s State) Baseline(source string) []Approved {
	var all []Approved
	for _, set := range s.Sets {
		for _, d := range set.Data {
			all = append(all, Approved{domain.Record{Host: strings.TrimSuffix(set.Name, "."), Type: set.Type, Value: d}, source})
		}
	}
	return all
}
