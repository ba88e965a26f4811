package ticket_test

import (
	"testing"

	"loket/ticket"
)

// TestRowsMaskNIPs: a row has no NIP that stands in the subject; a filter finds it, and
// the ticket itself has it.
func TestRowsMaskNIPs(t *testing.T) {
	const number, masked = "198609262015051001", "19860926**********"
	o := newOffice(t)
	o.receive(o.mail("Mutasi a.n. "+number, "Terlampir.", "sk-"+number+".pdf"))
	q, err := (*ticket.Words)(nil).Parse(number, o.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	rows := o.Queue(ticket.ViewAll, "", q, ticket.SortNumber, false, o.clock.Now())
	if len(rows) != 1 || rows[0].Subject != "Mutasi a.n. "+masked {
		t.Fatalf("rows %+v", rows)
	}
	whole := o.see(rows[0].ID)
	if whole.Subject != "Mutasi a.n. "+number || whole.Messages[0].Attachments[0].Name != "sk-"+number+".pdf" {
		t.Errorf("the ticket has lost it: %+v", whole.Subject)
	}
	whole.MaskNumbers()
	if whole.Subject != rows[0].Subject || whole.Messages[0].Subject != whole.Subject || whole.Messages[0].Attachments[0].Name != "sk-"+masked+".pdf" {
		t.Errorf("masked is %+v", whole.Messages[0])
	}
}
