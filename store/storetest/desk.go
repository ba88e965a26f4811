package storetest

import (
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/ticket"
)

// OpenDesk opens a desk with its rules on a log: the services that are built in, the
// calendar of WIB, letters of one word, and these officers. Closed tickets are loaded.
func OpenDesk(t testing.TB, log ticket.Log, now func() time.Time, officers ...staff.Officer) *ticket.Desk {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: now, Site: ticket.Site{Staff: officers}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.LoadClosed(); err != nil {
		t.Fatal(err)
	}
	return d
}

// letters are addressed to one agency, whoever asked.
type letters struct{}

// Draft implements ticket.Letters.
func (letters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	return ticket.Draft{Template: template, To: []string{"a@contohkab.go.id"}, Subject: "Re: " + in.Ticket.Subject, Body: "Yth."}, nil
}
