package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/ticket"
)

// MaxBytes returns the account's size limit in bytes, 0 for the default.
func (a *IMAP) MaxBytes() int64 {
	n, _ := parseSize(a.MaxSize) // Validate has seen it
	return n
}

// FetchBytes returns the bound on what is fetched by hand, 0 for the default.
func (a *IMAP) FetchBytes() int64 {
	n, _ := parseSize(a.MaxFetch) // Validate has seen it
	return n
}

// SinceTime returns the backfill bound, zero for none.
func (a *IMAP) SinceTime(zone *time.Location) time.Time {
	t, _ := time.ParseInLocation("2006-01-02", a.Since, zone) // Validate has seen it
	return t
}

// AsksKeys reports whether name servers are asked for the keys of senders and
// forwarders.
func (d *Desk) AsksKeys() bool { return d.DKIM || len(d.ARCSealers) > 0 }

// TicketSite returns the desk's part of the configuration.
func (c *Config) TicketSite() ticket.Site {
	duration := func(s string) time.Duration { d, _ := time.ParseDuration(s); return d } // Validate has seen them
	target := func(s string) calendar.Target { t, _ := calendar.ParseTarget(s); return t }
	site := ticket.Site{
		Name: c.Desk.Name, Unit: c.Desk.Unit, City: c.Desk.City, Address: strings.ToLower(c.Desk.Address), Aliases: c.Desk.Aliases,
		Official: c.Desk.Official, Contacts: c.Desk.Contacts, Hold: duration(c.Desk.Hold), Receipts: *c.Desk.Receipts, NoSurvey: !*c.Desk.Surveys,
		Plus: c.Desk.Plus, Verifies: c.Desk.AsksKeys() || c.Desk.AuthServID != "",
		ReceiptAge: duration(c.Desk.ReceiptAge), Grace: duration(c.Desk.Grace), LetterDays: c.Desk.LetterDays,
		ReviseIn: target(c.Desk.ReviseIn), Triage: target(c.Desk.Triage), Staff: c.staff(),
	}
	site.Records, site.Compare = c.DNS.check(), duration(c.DNS.Drift)
	site.Remind, site.Alerts, site.HeadMail = c.Payment.Remind, c.Alerts.site(c.SMTP.Host != ""), c.Trail.site()
	site.Retention = c.Retention.site()
	site.LookBefore = c.Webcheck.before()
	site.Second, site.ApproveIn, site.AuthcodeLife = c.Actions.SecondOfficer, duration(c.Actions.ApproveIn), duration(c.Actions.AuthcodeLife)
	return site
}

// staff are the officers of the configuration.
func (c *Config) staff() []staff.Officer {
	var out []staff.Officer
	zone := c.zone()
	for i := range c.Officers {
		o, _ := c.Officers[i].entry(zone) // Validate has seen it
		out = append(out, o)
	}
	return out
}

// zone is the desk's, UTC where the configuration names none that there is.
func (c *Config) zone() *time.Location {
	if z, err := time.LoadLocation(c.Calendar.Zone); err == nil {
		return z
	}
	return time.UTC
}

// entry is the officer as the desk has one.
func (o *Officer) entry(zone *time.Location) (staff.Officer, error) {
	out := staff.Officer{ID: o.ID, Name: cmp.Or(o.Name, o.ID), Email: o.Email, Lang: o.Lang, Services: o.Services}
	for _, r := range o.Roles {
		out.Roles = append(out.Roles, staff.Role(r))
	}
	if len(out.Roles) == 0 {
		out.Roles = []staff.Role{staff.Worker}
	}
	if o.Supervisor && !slices.Contains(out.Roles, staff.Supervisor) {
		out.Roles = append(out.Roles, staff.Supervisor)
	}
	for _, line := range o.Keys {
		k, err := staff.ParseKey(line, time.Time{}, zone)
		if err != nil {
			return out, fmt.Errorf("key %q: %w", fit(line, 40), err)
		}
		out.Keys = append(out.Keys, k)
	}
	return out, out.Check()
}
