package ticket

import (
	"fmt"
	"time"

	"loket/domain/calendar"
)

// deadline counts a target from a start with the ticket's pauses.
func (d *Desk) deadline(t *Ticket, start time.Time, target calendar.Target, now time.Time) (calendar.Deadline, error) {
	return count(d.Calendar, t, start, target, now)
}

// count is Desk.deadline on any calendar.
func count(cal *calendar.Calendar, t *Ticket, start time.Time, target calendar.Target, now time.Time) (calendar.Deadline, error) {
	if target.IsZero() {
		return calendar.Deadline{Version: cal.Version()}, nil
	}
	pauses := make([]calendar.Pause, len(t.Clock.Pauses))
	for i, p := range t.Clock.Pauses {
		pauses[i] = calendar.Pause{From: p.From, To: p.To, Reason: p.Party}
	}
	dl, err := cal.Deadline(start, target, pauses, now)
	if err != nil {
		return dl, fmt.Errorf("count %s from %s: %w", target, start.Format(time.RFC3339), err)
	}
	return dl, nil
}
