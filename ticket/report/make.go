package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"loket/ticket"
)

// Source gives the histories of tickets; *ticket.Desk is one.
type Source interface {
	// Histories calls fn with the events of those kinds of every ticket that was received
	// before to and was open, or changed, after from. It calls from several goroutines.
	Histories(ctx context.Context, from, to time.Time, kinds []string, fn func(events []ticket.Event, more ticket.More) error) error
}

// Make reads what a period needs and makes its report.
func Make(ctx context.Context, src Source, r Rules) (*Report, error) {
	var mu sync.Mutex
	var stories []Story
	err := src.Histories(ctx, r.Period.From, r.asOf(), Kinds, func(events []ticket.Event, more ticket.More) error {
		s, ok := Read(&r, events)
		if !ok {
			return nil
		}
		if err := errors.Join(s.request(&r, more), s.late(&r, more)); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		stories = append(stories, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("make the report: %w", err)
	}
	return Sum(&r, stories), nil
}

// request reads the request of a ticket for which something is paid and of which nobody
// wrote down the years: it says for how many. Mails are most of a log, so no others are
// read.
func (s *Story) request(r *Rules, more ticket.More) error {
	svc, ok := r.Catalogue.Service(s.t.Service)
	if !ok || svc.Fee.Free() || s.t.Wanted.Years > 0 || !s.closed(r) || s.t.Outcome != "done" {
		return nil
	}
	mails, err := more("message-joined")
	if err != nil || len(mails) == 0 {
		return err
	}
	if b, ok := mails[0].Body.(ticket.MessageJoined); ok {
		s.t.Messages = []ticket.Message{b.Message}
		s.t.Wanted.Years = s.t.Years()
		s.t.Messages = nil // it may be long, and a year has many
	}
	return nil
}

// late reads when steps ended whose target was missed in the period; few tickets have
// such a one.
func (s *Story) late(r *Rules, more ticket.More) error {
	if !slices.ContainsFunc(s.t.Clock.Breaches, func(b ticket.Breach) bool { return b.What != service && r.Period.Holds(b.Deadline) }) {
		return nil
	}
	events, err := more("ticket-opened", "step-finished", "undone")
	if err != nil {
		return err
	}
	s.steps = map[string][]time.Time{}
	for _, e := range r.standing(events, r.asOf()) {
		if b, ok := e.Body.(ticket.StepFinished); ok {
			s.steps[b.Step] = append(s.steps[b.Step], e.At)
		}
	}
	return nil
}

// stepEnd is when the step ended whose target was missed; ok is false for one that had
// not ended before its ticket, and for a service.
func (s *Story) stepEnd(b ticket.Breach) (at time.Time, ok bool) {
	for _, at := range s.steps[b.What] {
		if at.After(b.Deadline) {
			return at, true
		}
	}
	return at, false
}
