package ticket_test

import (
	"testing"

	"loket/ticket"
)

// TestResubmittedFileIsJudgedAnew: a new file for a rejected requirement is the
// desk's next move, not a reason to return the request once more.
func TestResubmittedFileIsJudgedAnew(t *testing.T) {
	o := newOffice(t)
	tk := o.open("deactivation", "contohkab.go.id")
	verdict := func() ticket.Verdict { return evidence(o.see(tk.ID), "staff-card").Verdict }
	o.do("ani", tk.ID, ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "missing"})
	other := o.reply(tk.ID, "Suratnya saja.")
	other.Attachments = []ticket.File{{Name: "surat permohonan.pdf", SHA: "aa", Size: 10}}
	o.receive(other)
	if got := verdict(); got != ticket.Rejected {
		t.Fatalf("another file changed the verdict to %q", got)
	}
	card := o.reply(tk.ID, "Terlampir kartunya.")
	card.Attachments = []ticket.File{{Name: "kartu pegawai.pdf", SHA: "bb", Size: 10}}
	o.receive(card)
	if got := verdict(); got != ticket.Unjudged {
		t.Errorf("verdict %q after the new file, want none", got)
	}
}

func evidence(t *ticket.Ticket, requirement string) ticket.Evidence {
	for _, e := range t.Evidence {
		if e.Requirement == requirement {
			return e
		}
	}
	return ticket.Evidence{}
}

// TestReceiptIsSentOnce: where a service begins with its receipt, the one that
// left by itself is that step.
func TestReceiptIsSentOnce(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
	o.receive(o.mail("Pembuatan subdomain antrean.batam.go.id", "Mohon dibuatkan subdomain antrean.batam.go.id, formulir PA-16 terlampir.", "PA-16.pdf"))
	tk := o.see(o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, o.clock.Now())[0].ID)
	if tk.Service != "subdomain" || len(tk.Letters) != 1 || tk.Letters[0].Template != "receipt" {
		t.Fatalf("service %q, %d letters", tk.Service, len(tk.Letters))
	}
	if s := tk.Step(); s == nil || s.ID == tk.Steps[0].ID {
		t.Errorf("the current step is %+v, want the one after the receipt", s)
	}
}
