package ticket

import (
	"fmt"
	"slices"

	"loket/domain"
)

// Reminders are dated work like any other: they come back by themselves, also
// after downtime. Those of a step that waits end with it; those of an obligation
// go on until it is met.

// reminderLetter is the letter that a reminder is done with.
const reminderLetter = "reminder"

// remind schedules when a step that waits is recalled: as the site says, else as
// the catalogue does.
func (d *decision) remind(s domain.Step) error {
	times := s.Remind
	if len(times) > 0 && d.desk.Site.Remind != nil {
		times = d.desk.Site.Remind
	}
	for i, after := range times {
		due, err := d.desk.after(d.now, after)
		if err != nil {
			return err
		}
		d.emit(TaskScheduled{Task{ID: fmt.Sprintf("%s.remind.%d", s.ID, i+1), Text: s.Title.ID, Due: due.UTC(), Step: s.ID, Letter: reminderLetter}})
	}
	return nil
}

// endReminders drops those of steps that are not current any more; except is the
// step that has just become so.
func (t *Ticket) endReminders(except string) {
	var kept []Task
	for _, k := range t.Tasks {
		if k.Step == "" || k.Step == except || !k.Done.IsZero() {
			kept = append(kept, k)
		}
	}
	t.Tasks = kept
}

// reminded notes that a reminder was written: what was due of a waiting step is
// done, an obligation comes back after its time once more.
func (d *decision) reminded(template string) error {
	if template != reminderLetter {
		return nil
	}
	service := d.service()
	for _, k := range slices.Clone(d.t.Tasks) {
		if k.Letter != template || !k.Done.IsZero() || k.Due.After(d.now) {
			continue
		}
		if k.Step != "" {
			d.emit(TaskFinished{ID: k.ID})
			continue
		}
		if service == nil {
			continue
		}
		s, _, ok := service.Step(k.ID)
		if !ok || s.After == "" {
			continue
		}
		due, err := d.desk.after(d.now, s.After)
		if err != nil {
			return err
		}
		k.Due = due.UTC()
		d.emit(TaskScheduled{k})
	}
	return nil
}
