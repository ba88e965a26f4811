package ticket

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// keepUntold is where alerts are kept that were recorded and are in no memo yet. The
// transaction that records one puts it there, the one that queues the memos takes it
// away: a crash between them neither loses a memo nor doubles it.
const keepUntold = "alerts-untold"

// untold is one of them. The row is read again when the memo is written.
type untold struct {
	Ticket ID    `json:"ticket"`
	Alert  Alert `json:"alert"`
}

// untell keeps an alert for the memos, where there are any.
func (d *Desk) untell(tx Tx, a Alert) error {
	if !d.Site.Alerts.Mail || d.Memos == nil {
		return nil
	}
	all, err := readUntold(tx)
	if err != nil {
		return err
	}
	u := untold{a.Row.ID, a}
	u.Alert.Row = nil
	return saveUntold(tx, append(all, u))
}

func readUntold(tx ReadTx) (all []untold, err error) {
	data, err := tx.Keep(keepUntold)
	if err == nil && data != nil {
		err = json.Unmarshal(data, &all)
	}
	return all, err
}

func saveUntold(tx Tx, all []untold) error {
	if len(all) == 0 {
		return tx.SetKeep(keepUntold, nil)
	}
	data, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return tx.SetKeep(keepUntold, data)
}

// tellAlerts queues the memos about alerts that are in none yet: those about promises
// in working time while the desk is open.
func (d *Desk) tellAlerts(ctx context.Context) error {
	if d.Memos == nil {
		return nil
	}
	var all []untold
	err := d.Log.View(func(tx ReadTx) (err error) {
		all, err = readUntold(tx)
		return err
	})
	open := d.Calendar.Open(d.Now())
	now := func(u untold) bool { return open || u.Alert.Clock }
	if err != nil || !slices.ContainsFunc(all, now) {
		return err
	}
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		all, err := readUntold(tx)
		if err != nil {
			return nil, err
		}
		var alerts []Alert
		for _, u := range all {
			if u.Alert.Row = d.Row(u.Ticket); now(u) && u.Alert.Row != nil && !u.Alert.Row.State.Done() {
				if owner := u.Alert.Row.Owner; owner != "" {
					u.Alert.Owner = d.OfficerName(owner)
				}
				alerts = append(alerts, u.Alert)
			}
		}
		for _, m := range d.alertMemos(alerts) {
			if err := d.memo(tx, m); err != nil {
				return nil, err
			}
		}
		return nil, saveUntold(tx, slices.DeleteFunc(all, now))
	})
	if err != nil {
		return fmt.Errorf("tell of alerts: %w", err)
	}
	return nil
}

// Told reports whether an officer is told of alerts about a ticket: of their own ones
// or of those of somebody they stand in for today, and whoever supervises of all.
func (d *Desk) Told(by string, r *Row) bool {
	return d.Supervises(by) || r.Owner != "" && (r.Owner == by || slices.Contains(d.StandsFor(by, d.Now()), r.Owner))
}

// alertMemos says who is told of alerts by mail, in the order of their ids: the owner
// of a ticket, or who stands in for them today, and everybody who supervises; at a desk
// without supervisors that is everybody. Who cannot be reached gets none. Requesters
// never do.
func (d *Desk) alertMemos(alerts []Alert) (out []Memo) {
	now := d.Now()
	for _, o := range d.Staff().List() {
		if !d.reaches(&o) {
			continue
		}
		m := Memo{Kind: MemoAlert, To: o, Now: now}
		for _, a := range alerts {
			if !d.Told(o.ID, a.Row) {
				continue
			}
			if m.Alerts = append(m.Alerts, a); a.Clock {
				m.Kind = MemoUrgent
			}
		}
		if len(m.Alerts) > 0 {
			out = append(out, m)
		}
	}
	return out
}
