package ticket

import (
	"strings"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
)

// Site is what a desk is called, where it writes from and how it likes to
// work. It is configuration: the zero value of a field has a plain default.
type Site struct {
	Name       string             // of the desk, in letters: "Helpdesk Nama Domain Pemerintah"
	Unit       string             // signature: the unit that answers
	City       string             // place line of letters
	Address    string             // From of letters
	Aliases    []string           // other addresses of the desk itself
	Official   []string           // suffixes of official addresses besides go.id and desa.id
	Staff      []staff.Officer    // who works here, until the record says otherwise
	Contacts   []string           // complaint channels for the letters' foot
	Hold       time.Duration      // how long a letter may be taken back
	ReviseIn   calendar.Target    // time a requester has for a revision
	Triage     calendar.Target    // promise while nobody knows the service
	Plus       bool               // the mail server delivers address+anything to the desk: letters ask for answers there
	Verifies   bool               // the desk learns who really wrote: it checks signatures or believes a server's results
	Receipts   bool               // answer a new request with a receipt
	NoSurvey   bool               // send no satisfaction survey when a ticket closes
	LookBefore time.Duration      // addresses are looked at this long before their owner's time is over, too; below 0: not
	ReceiptAge time.Duration      // older mail gets none (a backfill never answers)
	LetterDays int                // age of a letter, in days, that is worth a warning; below 0: none is
	Grace      time.Duration      // a reply this soon after closing reopens; later it makes a linked ticket
	Second     []string           // actions that a second officer approves, or "all"
	ApproveIn  time.Duration      // time a second officer has
	Records    domain.RecordCheck // what the desk knows about DNS records
	Compare    time.Duration      // between two comparisons of a zone with the register; 0: none by itself
	// Remind are the times after which a step that waits is recalled, as "3wd"; nil: as
	// the catalogue says.
	Remind []string
	// AuthcodeLife is how long an Authcode stays good at the registry.
	AuthcodeLife time.Duration
	Alerts       Alerts
	HeadMail     HeadMail
	Retention    Retention
	Key          []byte // of Message-IDs; the store keeps it
}

// Own reports whether the address is the desk's, also with something behind a
// plus sign.
func (s *Site) Own(email string) bool {
	if local, host, ok := strings.Cut(email, "@"); ok {
		bare, _, _ := strings.Cut(local, "+")
		email = bare + "@" + host
	}
	if strings.EqualFold(email, s.Address) {
		return true
	}
	for _, a := range s.Aliases {
		if strings.EqualFold(email, a) {
			return true
		}
	}
	return false
}

// second reports whether another officer has to approve an action. A look changes
// nothing that could be approved.
func (s *Site) second(action string) bool {
	return action != lookExpiry && (has(s.Second, action) || has(s.Second, "all"))
}

// WithDefaults fills what the site did not say.
func (s Site) WithDefaults() Site {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	def(&s.ReceiptAge, 24*time.Hour)
	def(&s.LookBefore, 24*time.Hour)
	def(&s.Grace, 14*24*time.Hour)
	def(&s.ApproveIn, 24*time.Hour)
	def(&s.AuthcodeLife, 7*24*time.Hour)
	if s.LetterDays == 0 {
		s.LetterDays = 90
	}
	if s.ReviseIn.IsZero() {
		s.ReviseIn = calendar.Target{N: 3, Unit: calendar.WorkingDay}
	}
	if s.Triage.IsZero() {
		s.Triage = calendar.Target{N: 1, Unit: calendar.Day}
	}
	return s
}

// Letterhead is what stands above a paper of the desk.
type Letterhead struct{ Name, Unit, City string }

// Letterhead gives the desk's.
func (d *Desk) Letterhead() Letterhead {
	return Letterhead{Name: d.Site.Name, Unit: d.Site.Unit, City: d.Site.City}
}
