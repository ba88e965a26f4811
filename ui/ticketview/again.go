package ticketview

import (
	"context"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// refresh inspects the files again whose report is out of date: of an older
// inspection, or of another trust than today's. It happens behind the screen, once for each file; one that
// cannot be inspected keeps the report it has.
func (s *Screen) refresh() kit.Intent {
	if s.opt.Inspector == nil || !s.env.Bar(staff.Work, s.l.t.Service).Empty() {
		return nil
	}
	var old []ticket.Attachment
	for i := range s.l.t.Messages {
		for _, a := range s.l.t.Messages[i].Attachments {
			if a.StaleFor(s.trust()) && !s.again[a.SHA] {
				if s.again == nil {
					s.again = map[string]bool{}
				}
				s.again[a.SHA] = true
				old = append(old, a)
			}
		}
	}
	if len(old) == 0 {
		return nil
	}
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		for i := range old {
			a := &old[i]
			data, err := s.opt.Desk.Attachment(a)
			if err != nil {
				continue
			}
			report, err := s.opt.Inspector.Inspect(ctx, a.Name, a.Report.Claimed, data)
			if err != nil {
				return nil, nil
			}
			_ = s.opt.Desk.Reinspect(ctx, s.env.Officer, s.id, ticket.Inspection{SHA: a.SHA, Report: a.Renewed(&report)}) // the old report stands
		}
		return nil, nil
	})
}

// both are two intents, either of which may be none.
func both(a, b kit.Intent) kit.Intent {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return kit.Many{a, b}
}
