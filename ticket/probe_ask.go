package ticket

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/naming"
	"loket/domain/probe"
	"loket/domain/register"
	"loket/domain/staff"
)

// probeTime bounds the asking about one name.
const probeTime = time.Minute

// Probe asks about the names of a ticket and keeps the answers. kind "" takes what
// the current step or the ticket's dated work asks about. hint is what the officer
// knows: a Kode Wilayah, or name servers with their addresses; "" keeps what was
// said before. It takes as long as the other side takes.
func (d *Desk) Probe(ctx context.Context, by string, id ID, kind probe.Kind, hint string) (*Ticket, error) {
	t, err := d.Ticket(id)
	if err != nil {
		return nil, err
	}
	if err := d.allow(by, staff.Work, t.Service); err != nil {
		return nil, err
	}
	if kind == "" {
		kind = t.asks()
	}
	if t.State.Done() && kind != probe.Servers {
		return nil, refuse("closed", fmt.Sprintf("ticket %s is closed", t.Number), "reopen it first", t.Number)
	}
	names := slices.Clone(t.ProbeNames(kind))
	if len(names) == 0 {
		return nil, refuse("no-name", "the ticket does not say which name this is about", "set the domain name first")
	}
	asked, err := d.ask(ctx, t, kind, names, hint)
	if err != nil {
		return nil, fmt.Errorf("ask about ticket %d: %w", id, err)
	}
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		if t, err = tx.Ticket(id); err != nil {
			return nil, err
		}
		dec := &decision{desk: d, tx: tx, t: t, by: by, now: d.Now().UTC()}
		for _, b := range asked {
			dec.probed(b)
		}
		if err := dec.answered(kind); err != nil {
			return nil, err
		}
		return []*Ticket{t}, d.commit(tx, dec)
	})
	if err != nil {
		return nil, fmt.Errorf("ask about ticket %d: %w", id, err)
	}
	return t, nil
}

// asks is what the current step of a ticket asks about, else its dated work.
func (t *Ticket) asks() probe.Kind {
	if s := t.Step(); s != nil && s.Probe != "" {
		return s.Probe
	}
	for _, k := range t.Tasks {
		if k.Done.IsZero() && k.Probe != "" {
			return k.Probe
		}
	}
	return ""
}

// ask puts the questions, one name after the other.
func (d *Desk) ask(ctx context.Context, t *Ticket, kind probe.Kind, names []string, hint string) ([]Probed, error) {
	set := d.probes()
	var known *naming.Neighbours
	if kind != probe.Servers {
		var err error
		if known, err = d.neighbours(); err != nil {
			return nil, err
		}
	}
	var out []Probed
	if hint == "" && kind == probe.Servers {
		hint = strings.Join(t.Wanted.Hosts, ", ") // as an officer wrote them for the registry
	}
	for _, n := range names {
		b := Probed{Kind: kind, Subject: n, Hint: hint}
		if old := t.Probe(kind, n); hint == "" && old != nil {
			b.Hint = old.Hint
		}
		ctx, cancel := context.WithTimeout(ctx, probeTime)
		var err error
		switch {
		case kind != probe.Servers:
			b.Answer, err = set.Judge(ctx, naming.Request{Name: n, Region: t.region(b.Hint)}, known)
		case set.Servers == nil:
			b.Answer = probe.Answer{Verdict: probe.Open, Blind: true, Findings: []probe.Finding{probe.ByHand()}}
		default:
			b.Answer = set.Servers(ctx, domain.Name(n), b.Hint)
		}
		cancel()
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, ctx.Err()
}

func (d *Desk) probes() *probe.Set {
	if d.Probes == nil {
		return &probe.Set{}
	}
	return d.Probes
}

// JudgeName says whether a name could be registered, as Probe does, of no ticket.
// region is its Kode Wilayah, "" where it is not known.
func (d *Desk) JudgeName(ctx context.Context, name, region string) (probe.Answer, error) {
	known, err := d.neighbours()
	if err != nil {
		return probe.Answer{}, fmt.Errorf("judge name: %w", err)
	}
	return d.probes().Judge(ctx, naming.Request{Name: name, Region: region}, known)
}

// neighbours are the names of the register that still exist.
func (d *Desk) neighbours() (*naming.Neighbours, error) {
	var names []domain.Name
	err := d.Log.View(func(tx ReadTx) error {
		return tx.Entries(TableNames, func(data []byte) error {
			var e register.Entry
			if err := json.Unmarshal(data, &e); err != nil {
				return fmt.Errorf("register: %w", err)
			}
			if e.Ended.IsZero() {
				names = append(names, e.Name)
			}
			return nil
		})
	})
	return naming.NewNeighbours(names), err
}

// dotted is a Kode Wilayah of a desa or kelurahan as letters write it.
var dotted = regexp.MustCompile(`\b\d{2}\.\d{2}\.\d{2}\.\d{4}\b`)

// region is the Kode Wilayah that was said with the question, else that of the form,
// else the first that the request has.
func (t *Ticket) region(hint string) string {
	if hint != "" {
		return hint
	}
	if v := dotted.FindString(t.Field("kode wilayah", "kode desa")); v != "" {
		return v
	}
	if len(t.Messages) == 0 {
		return ""
	}
	return dotted.FindString(whole(&t.Messages[0]))
}

// probed keeps one answer, if the ticket is still about that name.
func (d *decision) probed(b Probed) {
	if !slices.Contains(d.t.ProbeNames(b.Kind), b.Subject) {
		return
	}
	looks := 0
	if old := d.t.Probe(b.Kind, b.Subject); old != nil && old.Verdict == b.Verdict {
		looks = old.Looks + 1
	}
	b.Next = probeNext(b.Kind, &b.Answer, looks, d.now)
	d.emit(b)
}

// answered ends the dated work whose question was answered with yes for every name.
func (d *decision) answered(kind probe.Kind) error {
	if kind != probe.Servers || !d.t.allGood(kind) {
		return nil
	}
	for _, k := range slices.Clone(d.t.Tasks) {
		if k.Probe != kind || !k.Done.IsZero() {
			continue
		}
		d.emit(TaskFinished{ID: k.ID})
		if s, ok := d.step(); ok && s.ID == k.ID && !d.t.State.Done() {
			d.emit(StepFinished{Step: s.ID, Reference: "DNS"})
			if err := d.advance(); err != nil {
				return err
			}
		}
	}
	return nil
}

// allGood reports whether every name has a good answer.
func (t *Ticket) allGood(kind probe.Kind) bool {
	names := t.ProbeNames(kind)
	return len(names) > 0 && len(names) == len(t.Names[:min(len(t.Names), probedAtOnce)]) && !slices.ContainsFunc(names, func(n string) bool {
		p := t.Probe(kind, n)
		return p == nil || p.Verdict != probe.Good
	})
}

// notFree refuses to end a step that checks names in silence while one of them may
// not be registered.
func (d *Desk) notFree(t *Ticket, s domain.Step) *Refusal {
	for _, n := range t.ProbeNames(probe.Kind(s.Probe)) {
		p := t.Probe(probe.Kind(s.Probe), n)
		if p == nil || p.Verdict != probe.Bad || p.Kind == probe.Servers {
			continue
		}
		var why domain.Text
		if i := slices.IndexFunc(p.Findings, func(f probe.Finding) bool { return f.Level == domain.Refuse }); i >= 0 {
			why = p.Findings[i].What
		}
		return refuse("name-not-free", fmt.Sprintf("%s: %s", n, why.EN), "ask for another name, or note why the step ends all the same", n, why.ID, why.EN)
	}
	return nil
}

// runProbe asks what is due now.
func (d *Desk) runProbe(ctx context.Context, id ID) error {
	t, err := d.Ticket(id)
	if err != nil {
		return err
	}
	if due, kind := t.probeDue(); !due.IsZero() {
		_, err = d.Probe(ctx, ByDesk, id, kind, "")
	}
	return err
}

// Asks reports whether the desk can ask about something by itself.
func (d *Desk) Asks(kind probe.Kind) bool {
	switch kind {
	case probe.Name, probe.NewName:
		return d.Probes != nil
	case probe.Servers:
		return d.Probes != nil && d.Probes.Servers != nil
	case probe.Payment:
	}
	return false
}
