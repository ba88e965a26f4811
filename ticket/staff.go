package ticket

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loket/domain/calendar"
	"loket/domain/staff"
)

// Staff: who works at the desk. The configuration names officers to begin with;
// what an administrator changes is an event, the officer as a whole, and wins over
// the configuration from then on. Who signs in, leaves or is refused at the door is
// an event, too.

type (
	// OfficerKept is an officer as the desk has them from now on.
	OfficerKept struct {
		Officer staff.Officer `json:"officer"`
		Why     string        `json:"why,omitempty"` // in the words of who changed it
	}
	// SignedIn says that an officer came in over the network.
	SignedIn struct {
		Session string `json:"session"` // names it until SignedOut
		Kind    string `json:"kind"`    // console, command, files
		Peer    string `json:"peer"`    // address and port
		Key     string `json:"key"`     // fingerprint of the key, of a certificate that of its key
		Cert    string `json:"cert,omitempty"`
		Client  string `json:"client,omitempty"`  // what the other side calls itself
		Command string `json:"command,omitempty"` // of a session without a console
	}
	// SignedOut ends a session. Why is left, idle, time, link, stopped, disabled,
	// revoked.
	SignedOut struct {
		Session string        `json:"session"`
		Why     string        `json:"why"`
		Took    time.Duration `json:"took"`
	}
	// SignInRefused says that somebody was kept out. Those of one address for one
	// reason that come soon after one another are one event.
	SignInRefused struct {
		Peer  string `json:"peer"` // address
		User  string `json:"user,omitempty"`
		Key   string `json:"key,omitempty"`
		Why   string `json:"why"`
		Times int    `json:"times"`
	}
)

func (OfficerKept) kind() string   { return "officer-kept" }
func (SignedIn) kind() string      { return "signed-in" }
func (SignedOut) kind() string     { return "signed-out" }
func (SignInRefused) kind() string { return "sign-in-refused" }

func saveOfficer(tx Tx, o staff.Officer) error {
	data, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("officer %s: %w", o.ID, err)
	}
	return tx.SaveEntry(TableStaff, o.ID, data)
}

// Staff is everybody at the desk: those of the configuration, as the record has
// changed them. Nobody may change what it returns.
func (d *Desk) Staff() staff.Roster {
	if r := d.roster.Load(); r != nil {
		return *r
	}
	return nil
}

// readStaff makes the roster anew.
func (d *Desk) readStaff() error {
	r := make(staff.Roster)
	for _, o := range d.Site.Staff {
		r[o.ID] = o
	}
	err := d.Log.View(func(tx ReadTx) error {
		return tx.Entries(TableStaff, func(data []byte) error {
			var o staff.Officer
			if err := json.Unmarshal(data, &o); err != nil {
				return fmt.Errorf("officer: %w", err)
			}
			r[o.ID] = o
			return nil
		})
	})
	if err == nil {
		d.roster.Store(&r)
	}
	return err
}

// KeepOfficer enters an officer or changes one; why is for the record. While nobody
// is an administrator whoever sits at the machine that holds the record, which here
// says, may do it: somebody has to make the first one.
func (d *Desk) KeepOfficer(ctx context.Context, by string, o staff.Officer, why string, here bool) error {
	if err := d.allow(by, staff.Manage, ""); err != nil && (!here || !d.unmanaged()) {
		return err
	}
	if err := o.Check(); err != nil {
		return refuse("bad-officer", err.Error(), "", err.Error())
	}
	for _, l := range o.Leaves {
		if _, known := d.Staff()[l.StandIn]; !known && l.StandIn != "" {
			return refuse("unknown-officer", fmt.Sprintf("there is no officer %q", l.StandIn), "choose one of the list", l.StandIn)
		}
	}
	for _, k := range o.Keys {
		if other, _, ok := d.Staff().ByKey(k.Fingerprint); ok && other.ID != o.ID {
			return refuse("key-taken", fmt.Sprintf("the key %s is %s's", k.Fingerprint, other.ID), "every officer has keys of their own: the record must say who acted", k.Fingerprint, other.Name)
		}
	}
	err := d.keepAside(ctx, by, OfficerKept{o, why})
	if err != nil {
		return err
	}
	return d.readStaff()
}

// NoteAccess keeps who came in, left or was refused: SignedIn, SignedOut or
// SignInRefused. by is the officer, "" where nobody knows who it was.
func (d *Desk) NoteAccess(ctx context.Context, by string, what Body) error {
	switch what.(type) {
	case SignedIn, SignedOut, SignInRefused:
		return d.keepAside(ctx, by, what)
	}
	return fmt.Errorf("note access: %q is something else", what.kind())
}

// keepAside keeps one event of the desk itself.
func (d *Desk) keepAside(ctx context.Context, by string, b Body) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) { return nil, aside(tx, by, d.Now().UTC(), b) })
}

// aside appends one event of the desk itself.
func aside(tx Tx, by string, at time.Time, b Body) error {
	head, _, err := tx.Head()
	if err != nil {
		return err
	}
	e := Event{At: at, By: by, Cmd: head + 1, Body: b}
	if err := tx.Append(&e); err != nil {
		return err
	}
	return index(tx, &e)
}

// OfficerName gives an officer's name, or the id where none is known.
func (d *Desk) OfficerName(id string) string {
	if o, ok := d.Staff()[id]; ok && o.Name != "" {
		return o.Name
	}
	return id
}

// signer is who signs a letter, "" where the desk itself writes.
func (d *Desk) signer(id string) string {
	if id == ByDesk {
		return ""
	}
	return d.OfficerName(id)
}

// OfficerNames gives everybody who may be given work, by id.
func (d *Desk) OfficerNames() map[string]string {
	out := make(map[string]string)
	for id, o := range d.Staff() {
		if o.May(staff.Work) {
			out[id] = o.Name
		}
	}
	return out
}

// Supervises reports whether an officer may grant exceptions and do other people's
// work; see May.
func (d *Desk) Supervises(id string) bool { return d.May(id, staff.Supervise, "") }

// StandsFor gives the ids of those whose work an officer has today.
func (d *Desk) StandsFor(id string, now time.Time) []string {
	return d.Staff().StandsFor(id, calendar.DateOf(now, d.Calendar.Zone()).String())
}

// keepHostKey is where the fingerprint is kept that the desk is known by.
const keepHostKey = "ssh-host-key"

// HostKey gives the fingerprint of the key that the desk is known by over SSH, ""
// before it was first served.
func (d *Desk) HostKey() (print string, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		v, err := tx.Keep(keepHostKey)
		print = string(v)
		return err
	})
	return print, err
}

// KeepHostKey makes a key the one that the desk is known by, "" for none yet.
func (d *Desk) KeepHostKey(print string) error {
	return d.Log.Update(func(tx Tx) error { return tx.SetKeep(keepHostKey, []byte(print)) })
}
