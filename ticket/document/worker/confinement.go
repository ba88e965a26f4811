package worker

import (
	"context"
	"fmt"
	"strings"
)

// Confinement says what keeps a stranger's file from doing harm here. Systems
// differ in what they give; a desk should know.
type Confinement struct {
	Process  bool `json:"process"`            // inspected in processes of their own
	Limits   bool `json:"limits,omitempty"`   // memory, processor time and files are bounded
	Network  bool `json:"network,omitempty"`  // no network
	Landlock int  `json:"landlock,omitempty"` // version of Landlock that denies every file; 0: none
}

// String says it in English, what is missing included.
func (c Confinement) String() string {
	if !c.Process {
		return "none: files are inspected in this process"
	}
	has, lacks := []string{"process of its own"}, []string{}
	for _, p := range []struct {
		on   bool
		what string
	}{{c.Limits, "limits on memory and time"}, {c.Network, "no network"}, {c.Landlock > 0, fmt.Sprintf("no files (Landlock %d)", c.Landlock)}} {
		if p.on {
			has = append(has, p.what)
		} else {
			lacks = append(lacks, strings.TrimSuffix(p.what, " (Landlock 0)"))
		}
	}
	if len(lacks) == 0 {
		return strings.Join(has, ", ")
	}
	return strings.Join(has, ", ") + "; this system does not give: " + strings.Join(lacks, ", ")
}

// Known is what the child said that answered last, false where none has yet.
func (p *Pool) Known() (Confinement, bool) {
	if p.start == nil {
		return Confinement{}, true
	}
	if c := p.known.Load(); c != nil {
		return *c, true
	}
	return Confinement{}, false
}

// Confinement asks a child how it is confined, starting one where none has
// answered yet. The error is that of ctx, or ErrClosed.
func (p *Pool) Confinement(ctx context.Context) (Confinement, error) {
	if c := p.known.Load(); c != nil {
		return *c, nil
	}
	if p.start == nil {
		return Confinement{}, nil
	}
	if _, err := p.Inspect(ctx, "", "", []byte(" ")); err != nil {
		return Confinement{}, err
	}
	if c := p.known.Load(); c != nil {
		return *c, nil
	}
	return Confinement{}, nil
}
