package ticket

import "slices"

// A mail comes again where its server numbers a folder anew. One that was destroyed is
// destroyed again then: it is known by its hash. Its row has no words where those of
// the first were destroyed, too.

// returned records a mail whose bytes were here before.
func (in *intake) returned(first *MailRecord) (Fate, error) {
	in.gone, in.wordless = first.Destroyed, first.Destroyed
	if first.Ticket != 0 && !in.gone {
		t, err := in.tx.Ticket(first.Ticket)
		if err != nil {
			return "", err
		}
		in.gone = slices.Contains(t.Destroyed, in.hash)
		in.wordless = in.gone && t.Erased != nil
	}
	return in.record(FateDuplicate, first.Ticket, first.Number, sameBytes, 0)
}

// row is the mail's in the journal.
func (in *intake) row(f Fate, t ID, number string, why reason, proposal ID) MailRecord {
	m := in.mail
	row := MailRecord{
		Key: m.Key, MessageID: m.MessageID, Hash: in.hash, Internal: m.Internal, Size: m.Size,
		From: m.From.Email, Subject: m.Subject, Fate: f, Ticket: t, Number: number,
		Proposal: proposal, Attachments: len(m.Attachments), At: in.now,
	}
	if in.wordless {
		row = MailRecorded{row}.bare().(MailRecorded).Mail
		row.Destroyed = true
	}
	row.because(why)
	return row
}

// destroyAgain drops the keys that came with mails that were destroyed before.
func (d *Desk) destroyAgain(mails []string) error {
	v, ok := d.Log.(Vault)
	if !ok || len(mails) == 0 {
		return nil
	}
	return v.Destroy(mails...)
}
