package command

import (
	"loket/domain/action"
	"loket/ticket"
)

// The trail of a ticket as "loket export --json" gives it: every event, the steps, and
// what was done to the outside world with its evidence.

// exportedEvent is one event; its contents stay in the record.
type exportedEvent struct {
	Version uint32 `json:"version"`
	At      string `json:"at"`
	By      string `json:"by"`
	Kind    string `json:"kind"`
}

type exportedStep struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	Note      string `json:"note"`
	Reference string `json:"reference"`
}

type exportedTask struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Due  string `json:"due"`
	Done string `json:"done"`
}

type exportedAct struct {
	ID         string        `json:"id"`
	Step       string        `json:"step"`
	Action     string        `json:"action"`
	Name       string        `json:"name"`
	Driver     string        `json:"driver"`
	Target     string        `json:"target"`
	Hash       string        `json:"hash"` // of the plan
	State      string        `json:"state"`
	By         string        `json:"by"`
	ApprovedBy string        `json:"approved_by"`
	Tries      int           `json:"tries"`
	Ended      string        `json:"ended"`
	Code       string        `json:"code"`
	Proved     bool          `json:"proved"`
	Evidence   []action.Fact `json:"evidence"`
}

// exportedProbe is what the other side said when it was asked.
type exportedProbe struct {
	Kind    string        `json:"kind"`
	Subject string        `json:"subject"`
	Verdict string        `json:"verdict"`
	Source  string        `json:"source"`
	Target  string        `json:"target"`
	By      string        `json:"by"`
	At      string        `json:"at"`
	Facts   []action.Fact `json:"facts"`
}

func exportProbes(t *ticket.Ticket) []exportedProbe {
	out := make([]exportedProbe, len(t.Probes))
	for i := range t.Probes {
		p := &t.Probes[i]
		out[i] = exportedProbe{string(p.Kind), p.Subject, string(p.Verdict), p.Source, p.Target, p.By, stamp(p.At), append([]action.Fact{}, p.Facts...)}
	}
	return out
}

func exportHistory(events []ticket.Event) []exportedEvent {
	out := make([]exportedEvent, len(events))
	for i, e := range events {
		out[i] = exportedEvent{e.Version, stamp(e.At), e.By, e.Kind()}
	}
	return out
}

func exportSteps(t *ticket.Ticket) []exportedStep {
	out := make([]exportedStep, len(t.Steps))
	for i, s := range t.Steps {
		out[i] = exportedStep{s.ID, s.State, s.Note, s.Reference}
	}
	return out
}

func exportTasks(t *ticket.Ticket) []exportedTask {
	out := make([]exportedTask, len(t.Tasks))
	for i, k := range t.Tasks {
		out[i] = exportedTask{k.ID, k.Text, stamp(k.Due), stamp(k.Done)}
	}
	return out
}

func exportActs(t *ticket.Ticket) []exportedAct {
	out := make([]exportedAct, len(t.Acts))
	for i := range t.Acts {
		a := &t.Acts[i]
		out[i] = exportedAct{ID: a.ID, Step: a.Step, Action: a.Plan.Order.Action, Name: a.Plan.Order.Name, Driver: a.Plan.Driver, Target: a.Plan.Target,
			Hash: a.Hash, State: string(a.State), By: a.By, ApprovedBy: a.ApprovedBy, Tries: a.Tries, Ended: stamp(a.Ended), Code: a.Code, Proved: a.Proved, Evidence: a.Evidence}
		if a.Evidence == nil {
			out[i].Evidence = []action.Fact{}
		}
	}
	return out
}
