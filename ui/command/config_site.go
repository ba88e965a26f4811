package command

import (
	"strings"
	"time"

	"loket/domain/calendar"
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
		ReviseIn: target(c.Desk.ReviseIn), Triage: target(c.Desk.Triage), Officers: make(map[string]string),
	}
	site.Records = c.DNS.check()
	site.Second, site.ApproveIn, site.AuthcodeLife = c.Actions.SecondOfficer, duration(c.Actions.ApproveIn), duration(c.Actions.AuthcodeLife)
	for _, o := range c.Officers {
		site.Officers[o.ID] = o.Name
		if o.Supervisor {
			site.Supervisor = append(site.Supervisor, o.ID)
		}
	}
	return site
}
