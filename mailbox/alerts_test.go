package mailbox

import (
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/ticket"
)

// TestAlertMailSaysNothingOfTheRequest: an alert has numbers and times; what came in a
// mail stays at the desk.
func TestAlertMailSaysNothingOfTheRequest(t *testing.T) {
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)
	d := &ticket.Desk{Catalogue: cat, Calendar: cal, Now: func() time.Time { return now }, Site: ticket.Site{Name: "Helpdesk", Address: "helpdesk@loket.example"}}
	row := &ticket.Row{Number: "2026-00042", Service: "transfer", Subject: "rahasia perihal", Requester: "Pemohon Rahasia", Email: "pemohon@rahasia.example", Names: []string{"rahasia.id"}}
	m := ticket.AlertMail{To: staff.Officer{ID: "citra", Name: "Citra", Email: "citra@loket.example"}}
	for range alertLines + 3 {
		m.Alerts = append(m.Alerts, ticket.Alert{Row: row, What: "service", Share: ticket.Nearly, Due: now.Add(time.Hour)})
	}
	raw, err := alertMail(d, m)
	if err != nil {
		t.Fatal(err)
	}
	s := string(raw)
	for _, want := range []string{"To: citra@loket.example", "Auto-Submitted: auto-generated", "2026-00042", "04-05-2026 10.00 WIB", "dan 3 lagi"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
	if strings.Contains(strings.ToLower(s), "rahasia") {
		t.Errorf("it tells of the request:\n%s", s)
	}
}
