package ticket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
	"loket/domain/staff"
)

// A desk for subdomains compares its zone with its register: what stands there
// without a ticket, what is missing, what differs. The desk keeps the last
// comparison of each zone, so that whoever supervises sees when that was and what
// it found; nothing in the zone is changed.

// Comparison is a zone beside the register at one instant.
type Comparison struct {
	At    time.Time        `json:"at"`
	By    string           `json:"by"` // officer, or ByDesk
	Zone  string           `json:"zone"`
	Drift nameserver.Drift `json:"drift"`
	Left  int              `json:"left,omitempty"` // sets that Drift has no room for
	Same  int              `json:"same,omitempty"` // sets that are as approved
	// Failed is why the zone could not be read; then the rest says nothing.
	Failed action.Words `json:"failed,omitzero"`
}

// Fails reports whether the zone could not be read.
func (c *Comparison) Fails() bool { return c.Failed.Key != "" }

// Clean reports whether all is as the register has it.
func (c *Comparison) Clean() bool {
	return !c.Fails() && len(c.Drift.Sets)+len(c.Drift.Unreadable)+len(c.Drift.Dangling)+c.Left == 0
}

// The events of a comparison; both are the desk's.
type (
	// ZoneCompared is what a comparison found.
	ZoneCompared struct {
		Comparison Comparison `json:"comparison"`
	}
	// RecordsAccepted says that records of the zone are right although no ticket
	// made them, such as the zone's own NS. List is everything accepted so far.
	RecordsAccepted struct {
		Zone   string                `json:"zone"`
		List   []nameserver.Approved `json:"list"`
		Reason string                `json:"reason"`
	}
)

func (ZoneCompared) kind() string    { return "zone-compared" }
func (RecordsAccepted) kind() string { return "records-accepted" }

func comparedKey(zone string) string { return "zone-compared/" + zone }
func acceptedKey(zone string) string { return "records-accepted/" + zone }

// comparer is a driver that can read a whole zone.
type comparer interface {
	Compare(ctx context.Context, zone string, approved []nameserver.Approved) (nameserver.Drift, error)
}

const (
	// dnsUpdate is the action whose driver knows the zone.
	dnsUpdate = "dns-update"
	// driftKept bounds the sets that are kept of a comparison, acceptedMost the
	// records that are accepted beside the register.
	driftKept    = 500
	acceptedMost = 2000
)

// Zones are those in which the desk keeps subdomains.
func (d *Desk) Zones() []string {
	var zones []string
	for i := range d.Catalogue.Services {
		if z := d.Catalogue.Services[i].Zone; z != "" && !slices.Contains(zones, z) {
			zones = append(zones, z)
		}
	}
	return zones
}

// CompareZone reads a zone of the desk, compares it with the register and keeps
// what it found, also that the zone could not be read. It takes as long as the name
// server does. The answer holds every set, what is kept the first 500 that differ.
func (d *Desk) CompareZone(ctx context.Context, by, zone string) (Comparison, error) {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return Comparison{}, err
	}
	if !slices.Contains(d.Zones(), zone) {
		return Comparison{}, refuse("no-zone", fmt.Sprintf("%q is no zone of this desk", zone), "choose one of "+strings.Join(d.Zones(), ", "), zone, strings.Join(d.Zones(), ", "))
	}
	reader, ok := d.Drivers[dnsUpdate].(comparer)
	if !ok {
		return Comparison{}, refuse("no-zone-reader", "no name server is configured to be read", "set address and key in [dns]")
	}
	approved, err := d.Approved(zone)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{By: by, Zone: zone}
	c.Drift, err = reader.Compare(ctx, zone, approved)
	if no := (*action.Refused)(nil); errors.As(err, &no) && ctx.Err() == nil {
		c.Failed, err = no.Words, nil
	}
	if err != nil {
		return Comparison{}, fmt.Errorf("compare %s: %w", zone, err)
	}
	c.At, c.Same = d.Now().UTC(), len(c.Drift.Same)
	kept := c
	kept.Drift.Same = nil
	if n := len(kept.Drift.Sets) - driftKept; n > 0 {
		kept.Drift.Sets, kept.Left = kept.Drift.Sets[:driftKept], n
	}
	return c, d.noteOfDesk(ctx, by, ZoneCompared{kept})
}

// noteOfDesk keeps an event of the desk itself.
func (d *Desk) noteOfDesk(ctx context.Context, by string, b Body) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		head, _, err := tx.Head()
		if err != nil {
			return nil, err
		}
		e := Event{At: d.Now().UTC(), By: by, Cmd: head + 1, Body: b}
		return nil, errors.Join(tx.Append(&e), indexZone(tx, b))
	})
}

// indexZone keeps what the desk knows of its zones where it is found.
func indexZone(tx Tx, b Body) error {
	var key string
	var kept any
	switch b := b.(type) {
	case ZoneCompared:
		key, kept = comparedKey(b.Comparison.Zone), b.Comparison
	case RecordsAccepted:
		key, kept = acceptedKey(b.Zone), b.List
	default:
		return nil
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	return tx.SetKeep(key, data)
}

// LastComparison gives what the last comparison of a zone found; ok is false where
// there was none.
func (d *Desk) LastComparison(zone string) (c Comparison, ok bool, err error) {
	err = d.kept(comparedKey(zone), &c)
	return c, !c.At.IsZero(), err
}

func (d *Desk) kept(key string, into any) error {
	return d.Log.View(func(tx ReadTx) error {
		data, err := tx.Keep(key)
		if err != nil || data == nil {
			return err
		}
		if err := json.Unmarshal(data, into); err != nil {
			return fmt.Errorf("what is kept as %s: %w", key, err)
		}
		return nil
	})
}

// Approved are the records that may stand in a zone: those of the register, with
// the ticket that made them, and those that were accepted.
func (d *Desk) Approved(zone string) (list []nameserver.Approved, err error) {
	if err := d.kept(acceptedKey(zone), &list); err != nil {
		return nil, err
	}
	entries, err := d.Register()
	if err != nil {
		return nil, err
	}
	for i := range entries {
		e := &entries[i]
		source := e.UpdatedBy
		if n := len(e.Tickets); n > 0 {
			source = e.Tickets[n-1]
		}
		if !e.Ended.IsZero() || !strings.HasSuffix("."+string(e.Name), "."+zone) {
			continue
		}
		for _, r := range e.Records {
			list = append(list, nameserver.Approved{Record: r, Source: cmp.Or(source, "register")})
		}
	}
	return list, nil
}

// AcceptRecords says that records of a zone are right although no ticket made
// them; a comparison no longer calls them foreign.
func (d *Desk) AcceptRecords(ctx context.Context, by, zone string, records []domain.Record, reason string) error {
	var list []nameserver.Approved
	if err := errors.Join(d.allow(by, staff.Supervise, ""), d.kept(acceptedKey(zone), &list)); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return refuse("no-reason", "a reason is needed", "write why")
	case len(list)+len(records) > acceptedMost:
		return refuse("too-many-accepted", fmt.Sprintf("at most %d records are accepted beside the register", acceptedMost), "put the rest into the register", fmt.Sprint(acceptedMost))
	}
	for _, r := range records {
		a := nameserver.Approved{Record: r, Source: by}
		if !slices.ContainsFunc(list, func(b nameserver.Approved) bool { return b.Record == r }) {
			list = append(list, a)
		}
	}
	return d.noteOfDesk(ctx, by, RecordsAccepted{Zone: zone, List: list, Reason: reason})
}

// compareDue is when the desk next compares a zone by itself, and does it when it
// is due; zero where it never does. One that failed is tried again as if it had
// not.
func (r *actRunner) compareDue(ctx context.Context) (next time.Time) {
	d := r.desk
	if _, ok := d.Drivers[dnsUpdate].(comparer); !ok || d.Site.Compare <= 0 {
		return time.Time{}
	}
	for _, zone := range d.Zones() {
		last, _, err := d.LastComparison(zone)
		if err != nil {
			r.warn("a zone cannot be compared", 0, err)
			continue
		}
		at, now := last.At.Add(d.Site.Compare), d.Now()
		r.mu.Lock()
		busy := r.busy[0]
		r.mu.Unlock()
		switch {
		case busy:
		case at.After(now):
			next = sooner(next, at)
		default:
			r.begin(ctx, 0, func() error { _, err := d.CompareZone(ctx, ByDesk, zone); return err })
		}
	}
	return next
}

// sooner is the earlier of two instants, of which zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
