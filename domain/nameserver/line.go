package nameserver

import (
	"fmt"
	"slices"
	"time"
)

// Mark is what happens to a line of a plan.
type Mark byte

// The marks of a line.
const (
	Added   Mark = '+'
	Removed Mark = '-'
	Changed Mark = '~' // another value in the place of a single one, or another TTL
	Kept    Mark = ' '
)

// Line is one record of the plan as a person reads it.
type Line struct {
	Mark   Mark
	Name   string
	Type   string
	Old    string // value before; "" where Added
	New    string // value after; "" where Removed
	OldTTL uint32 // seconds
	NewTTL uint32
	// WholeSet says that the TTL changes only because it is one for the whole set
	// (RFC 2181 section 5.2): nobody asked for this record.
	WholeSet bool
}

// String writes the line as in a diff.
func (l Line) String() string {
	switch {
	case l.Mark == Removed:
		return fmt.Sprintf("- %s %d %s %s", l.Name, l.OldTTL, l.Type, l.Old)
	case l.Mark != Changed:
		return fmt.Sprintf("%c %s %d %s %s", l.Mark, l.Name, l.NewTTL, l.Type, l.New)
	case l.Old == l.New:
		return fmt.Sprintf("~ %s %d -> %d %s %s", l.Name, l.OldTTL, l.NewTTL, l.Type, l.New)
	case l.OldTTL == l.NewTTL:
		return fmt.Sprintf("~ %s %d %s %s -> %s", l.Name, l.NewTTL, l.Type, l.Old, l.New)
	}
	return fmt.Sprintf("~ %s %d -> %d %s %s -> %s", l.Name, l.OldTTL, l.NewTTL, l.Type, l.Old, l.New)
}

// Lines gives the plan as a diff, by name and type; what stays at a touched name
// is there too, as Kept.
func (p Plan) Lines() []Line {
	var lines []Line
	for _, n := range p.Names {
		for _, typ := range n.types() {
			lines = append(lines, setLines(pick(n.Before, n.Name, typ), pick(n.After, n.Name, typ))...)
		}
	}
	return lines
}

func (n NamePlan) types() []string {
	var types []string
	for _, s := range slices.Concat(n.Before, n.After) {
		types = append(types, s.Type)
	}
	slices.Sort(types)
	return slices.Compact(types)
}

func setLines(before, after RRset) []Line {
	in := func(s RRset) func(string) bool {
		return func(d string) bool { return slices.Contains(s.Data, d) }
	}
	gone := slices.DeleteFunc(slices.Clone(before.Data), in(after))
	come := slices.DeleteFunc(slices.Clone(after.Data), in(before))
	line := func(m Mark, old, value string) Line {
		return Line{Mark: m, Name: before.Name, Type: before.Type, Old: old, New: value, OldTTL: before.TTL, NewTTL: after.TTL}
	}
	if len(before.Data) == 1 && len(after.Data) == 1 && len(gone) == 1 {
		return []Line{line(Changed, gone[0], come[0])}
	}
	var lines []Line
	for _, d := range after.Data {
		if !in(before)(d) {
			continue
		}
		kept := line(Kept, d, d)
		if before.TTL != after.TTL {
			kept.Mark, kept.WholeSet = Changed, len(gone)+len(come) > 0
		}
		lines = append(lines, kept)
	}
	for _, d := range gone {
		lines = append(lines, line(Removed, d, ""))
	}
	for _, d := range come {
		lines = append(lines, line(Added, "", d))
	}
	return lines
}

// Removes reports whether records go away without another value in their place:
// the dangerous plans.
func (p Plan) Removes() bool {
	return slices.ContainsFunc(p.Lines(), func(l Line) bool { return l.Mark == Removed })
}

// Settles is how long others may still see what was: the longest TTL of what
// changes or goes; for what is new, the time that its absence may be kept (the
// last field of the SOA, RFC 2308 section 4).
func (p Plan) Settles() time.Duration {
	var seconds uint32
	for _, l := range p.Lines() {
		switch l.Mark {
		case Added:
			seconds = max(seconds, p.negative())
		case Removed, Changed:
			seconds = max(seconds, l.OldTTL)
		case Kept:
		}
	}
	return time.Duration(seconds) * time.Second
}
