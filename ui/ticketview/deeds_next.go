package ticketview

import (
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// actWords say what comes next at a step that the desk does by itself: its plan,
// or how far the action is; and whether it is held up.
func (s *Screen) actWords(title clean.Text) (do, note clean.Text, blocked bool) {
	e, st := s.env, s.l.next.Step
	a := s.pendingAct(st.ID)
	if a == nil {
		if n := s.wrongRecords(); n > 0 {
			return title, e.T("ticketview.next.records", n), true
		}
		second := clean.Text{}
		if s.opt.Desk.Seconds(st.Action) {
			second = e.T("acts.next.second")
		}
		return title, list(s.actProgress(st.ID), e.T("acts.next.plan"), second), false
	}
	m := s.actMark(a)
	note = list(m.Word, s.actSaid(a))
	switch a.State {
	case ticket.ActAsked:
		if a.By == e.Officer {
			return title, e.T("acts.next.wait-other", e.T("acts.expires", e.Moment(a.Expires))), false
		}
		return title, e.T("acts.next.approve", s.by(a.By)), true
	case ticket.ActByHand:
		return title, list(e.T("acts.next.record"), line(a.Plan.Order.Name)), true
	case ticket.ActPending, ticket.ActUnknown:
		if !a.Next.IsZero() {
			note = list(m.Word, e.T("acts.next-look", e.Moment(a.Next)), s.actSaid(a))
		}
		return title, note, a.State == ticket.ActUnknown
	case ticket.ActFailed, ticket.ActStale, ticket.ActRejected, ticket.ActExpired:
		return title, list(m.Word, e.T("acts.next.see"), s.actSaid(a)), true
	case ticket.ActReady, ticket.ActRunning, ticket.ActDone, ticket.ActWithdrawn:
	}
	return title, note, false
}

// actProgress says for how many of several names the step is done.
func (s *Screen) actProgress(step string) clean.Text {
	all, left := s.opt.Desk.ActNames(s.l.t, step)
	if len(all) < 2 || len(left) == 0 || len(left) == len(all) {
		return clean.Text{}
	}
	return s.env.T("acts.next.names", len(all)-len(left), len(all), line(left[0]))
}

// actNews tells of actions that came to something since the ticket was read last.
func (s *Screen) actNews(l *loaded) kit.Intent {
	if s.l == nil {
		return nil
	}
	for i := range l.t.Acts {
		a := &l.t.Acts[i]
		was := s.l.t.Act(a.ID)
		if was == nil || was.State == a.State || a.By != s.env.Officer {
			continue
		}
		level := kit.Bad
		switch a.State {
		case ticket.ActDone:
			level = kit.Good
		case ticket.ActPending, ticket.ActUnknown, ticket.ActRejected, ticket.ActExpired:
			level = kit.Warn
		case ticket.ActFailed, ticket.ActStale:
		case ticket.ActAsked, ticket.ActReady, ticket.ActByHand, ticket.ActRunning, ticket.ActWithdrawn:
			continue
		}
		return kit.Toast{Text: s.env.T("acts.did.news", line(a.Plan.Order.Name), s.actMark(a).Word), Level: level}
	}
	return nil
}
