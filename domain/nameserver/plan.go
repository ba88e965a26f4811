package nameserver

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/domain"

	"github.com/miekg/dns"
)

// Bounds of one plan; one signed message of 64 KiB carries it.
const (
	maxNames   = 200
	maxRecords = 1000
)

// defaultTTL is the TTL of a new set where nobody says another, in seconds.
const defaultTTL = 3600

// Plan is an exact change of a zone. It is plain data in a canonical order: two
// plans that do the same over the same state are equal, byte by byte in JSON.
type Plan struct {
	Zone   string     `json:"zone"`
	Serial uint32     `json:"serial"`        // of the zone that was seen
	SOA    string     `json:"soa"`           // its value, for Pin
	Pin    bool       `json:"pin,omitempty"` // refuse when anything else in the zone has changed since
	Names  []NamePlan `json:"names"`
}

// NamePlan is everything at one touched name: all that stood there, all that
// shall stand there.
type NamePlan struct {
	Name   string  `json:"name"`
	Before []RRset `json:"before"`
	After  []RRset `json:"after"`
}

// Options are what a site or an officer chooses about a plan.
type Options struct {
	TTL  uint32 // seconds, of new sets; 0: 3600
	Pin  bool   // see Plan.Pin
	Apex bool   // the MX of the zone itself may change; its SOA and NS never do
	// Check is what the desk knows about records; its Zone is that of the state.
	Check domain.RecordCheck
}

// Unfit is returned for changes that no plan is made of, with every finding,
// refusals first.
type Unfit struct{ Problems []domain.Problem }

// Error gives the English lines.
func (u *Unfit) Error() string {
	s := "the records do not fit"
	for _, p := range u.Problems {
		s += "\n" + p.String()
	}
	return s
}

// NewPlan lays changes over what was seen. It returns ErrNothing where all is as
// wanted already, ErrUnseen for a name that the state does not cover, and *Unfit
// where a finding refuses. See Findings for those that warn.
func NewPlan(before State, changes []Change, o Options) (Plan, error) {
	p, found, err := lay(before, changes, o)
	switch {
	case err != nil:
		return Plan{}, err
	case slices.ContainsFunc(found, func(f domain.Problem) bool { return f.Level == domain.Refuse }):
		return Plan{}, &Unfit{found}
	case len(p.Names) == 0:
		return Plan{}, ErrNothing
	}
	return p, p.Check()
}

// Findings are all that is to be said about changes, each once: about every
// record that comes, about all of them together, about what an officer changed
// without a reason, and about the zone as it would be (Judge).
func Findings(before State, changes []Change, o Options) ([]domain.Problem, error) {
	_, found, err := lay(before, changes, o)
	return found, err
}

func lay(before State, changes []Change, o Options) (Plan, []domain.Problem, error) {
	p := Plan{Zone: before.Zone, Serial: before.Serial, SOA: before.SOA, Pin: o.Pin}
	d, err := draw(before, changes, o)
	if err != nil {
		return Plan{}, nil, err
	}
	for _, name := range d.order {
		was := before.At(name)
		shall := slices.DeleteFunc(d.at[name], func(r RRset) bool { return !r.Exists() })
		slices.SortFunc(shall, compareSets)
		if !slices.EqualFunc(was, shall, RRset.Equal) {
			p.Names = append(p.Names, NamePlan{Name: name, Before: was, After: shall})
		}
	}
	slices.SortFunc(p.Names, func(a, b NamePlan) int { return compareNames(a.Name, b.Name) })
	var come []domain.Record
	var rows []domain.RecordRow
	for _, c := range changes {
		if !c.comes() {
			continue
		}
		come = append(come, c.Record)
		if c.Asked != (domain.Record{}) {
			rows = append(rows, domain.RecordRow{Asked: c.Asked, Made: c.Record, Reason: c.Reason})
		}
	}
	o.Check.Zone = before.Zone
	return p, once(o.Check.Records(come), o.Check.Reasons(rows), d.found, Judge(p, before, o)), nil
}

// once joins findings, refusals first; a rule of records and one of the zone may
// find the same, and that a value does not fit is said once.
func once(lists ...[]domain.Problem) []domain.Problem {
	type found struct{ code, key, what string }
	seen := map[found]bool{}
	var all []domain.Problem
	for _, p := range slices.Concat(lists...) {
		key := strings.Replace(p.Key, ". ", " ", 1)
		if seen[found{p.Code, key, p.What.EN}] || p.Code == "value" && seen[found{key: key}] {
			continue
		}
		seen[found{p.Code, key, p.What.EN}] = true
		if p.Level == domain.Refuse {
			seen[found{key: key}] = true
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b domain.Problem) int { return strings.Compare(string(a.Level), string(b.Level)) })
	return all
}

// drawing is the state of the touched names while changes are laid over it.
type drawing struct {
	zone  string
	o     Options
	at    map[string][]RRset
	order []string
	put   map[string]bool   // sets that a Put has emptied
	ttl   map[string]uint32 // TTL that a row wishes, by set
	found []domain.Problem
}

// draw applies the rows: first what goes away, then what comes.
func draw(before State, changes []Change, o Options) (*drawing, error) {
	d := &drawing{zone: before.Zone, o: o, at: map[string][]RRset{}, put: map[string]bool{}, ttl: map[string]uint32{}}
	for _, op := range []Op{Clear, Drop, Put, Add} {
		for _, c := range changes {
			if c.Op != op {
				continue
			}
			name := owner(c.Record, d.zone)
			if !dns.IsSubDomain(d.zone, name) {
				d.found = append(d.found, domain.Finding("outside-zone", name+" "+c.Record.Type, strings.TrimSuffix(d.zone, ".")))
				continue
			}
			if !before.Covers(name) {
				return nil, fmt.Errorf("%w: %s", ErrUnseen, name)
			}
			if _, ok := d.at[name]; !ok {
				d.at[name] = before.At(name)
				d.order = append(d.order, name)
			}
			d.change(c, name)
		}
	}
	return d, nil
}

func (d *drawing) change(c Change, name string) {
	set := d.set(name, c.Record.Type)
	if c.Op == Clear {
		set.Data = nil
		return
	}
	v, err := value(c.Record, d.zone)
	if err != nil {
		d.refuse(c, err)
		return
	}
	if c.Op == Drop {
		set.Data = slices.DeleteFunc(set.Data, func(s string) bool { return s == v })
		return
	}
	key := name + " " + c.Record.Type
	if c.Op == Put && !d.put[key] {
		d.put[key], set.Data = true, nil
	}
	d.wish(set, c.TTL, key)
	if at, ok := slices.BinarySearch(set.Data, v); !ok {
		set.Data = slices.Insert(set.Data, at, v)
	}
}

// set gives the set that is being drawn; a new one has the TTL of new sets.
func (d *drawing) set(name, typ string) *RRset {
	for i := range d.at[name] {
		if d.at[name][i].Type == typ {
			return &d.at[name][i]
		}
	}
	ttl := d.o.TTL
	if ttl == 0 {
		ttl = defaultTTL
	}
	d.at[name] = append(d.at[name], RRset{Name: name, Type: typ, TTL: ttl})
	return &d.at[name][len(d.at[name])-1]
}

// wish gives the set the TTL of a row. Rows of one set cannot wish two.
func (d *drawing) wish(set *RRset, ttl uint32, key string) {
	if ttl == 0 {
		return
	}
	d.found = append(d.found, domain.CheckTTL(key, ttl)...)
	if before, ok := d.ttl[key]; ok && before != ttl {
		d.found = append(d.found, domain.Finding("ttl-two", key, fmt.Sprint(before), fmt.Sprint(ttl)))
	}
	d.ttl[key], set.TTL = ttl, ttl
}

func (d *drawing) refuse(c Change, err error) {
	var r *domain.Refusal
	p := domain.Finding("value", owner(c.Record, d.zone)+" "+c.Record.Type, c.Record.Value)
	if errors.As(err, &r) {
		p.What, p.Fix = r.What, r.Do
	}
	d.found = append(d.found, p)
}

// Check reports whether the plan is one that NewPlan could have made: everything
// inside the zone, in canonical form and order, within bounds, changing
// something. It is for plans that come out of a store.
func (p Plan) Check() error {
	if p.Zone != dns.CanonicalName(p.Zone) || p.Zone == "." || len(p.Names) == 0 || len(p.Names) > maxNames {
		return fmt.Errorf("%w: zone %q with %d names", ErrPlan, p.Zone, len(p.Names))
	}
	if _, err := parse(p.Zone, "SOA", 0, p.SOA); err != nil && (p.SOA != "" || p.Pin) {
		return err
	}
	records := 0
	for i, n := range p.Names {
		if n.Name != dns.CanonicalName(n.Name) || !dns.IsSubDomain(p.Zone, n.Name) {
			return fmt.Errorf("%w: %q is not in %s", ErrPlan, n.Name, p.Zone)
		}
		if i > 0 && compareNames(p.Names[i-1].Name, n.Name) >= 0 {
			return fmt.Errorf("%w: %s is out of order", ErrPlan, n.Name)
		}
		if slices.EqualFunc(n.Before, n.After, RRset.Equal) {
			return fmt.Errorf("%w: %s does not change", ErrPlan, n.Name)
		}
		for _, sets := range [][]RRset{n.Before, n.After} {
			if err := n.check(sets); err != nil {
				return err
			}
			for _, s := range sets {
				records += len(s.Data)
			}
		}
	}
	if records > maxRecords {
		return fmt.Errorf("%w: %d records, the most is %d", ErrPlan, records, maxRecords)
	}
	return nil
}

func (n NamePlan) check(sets []RRset) error {
	for i, s := range sets {
		if s.Name != n.Name || s.Type == "SOA" || !s.Exists() || i > 0 && sets[i-1].Type >= s.Type {
			return fmt.Errorf("%w: %s %s is out of place", ErrPlan, s.Name, s.Type)
		}
		for k := range s.Data {
			if k > 0 && s.Data[k-1] >= s.Data[k] {
				return fmt.Errorf("%w: the values of %s %s are out of order", ErrPlan, s.Name, s.Type)
			}
		}
		if _, err := s.Records(); err != nil {
			return err
		}
	}
	return nil
}
