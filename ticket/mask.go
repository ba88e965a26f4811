package ticket

import "loket/domain"

// A NIP in the subject of a request or in the name of a file is masked wherever tickets,
// mails and files are listed: rows (RowOf), hits of a search, the journal, the outbox.
// Whoever may open documents about persons sees it on the ticket itself.

// MaskNumbers masks every NIP in subjects and names of files of the caller's copy, for
// somebody without staff.Personal.
func (t *Ticket) MaskNumbers() {
	t.Subject = domain.MaskNIPs(t.Subject)
	for i := range t.Messages {
		m := &t.Messages[i]
		m.Subject = domain.MaskNIPs(m.Subject)
		for j := range m.Attachments {
			m.Attachments[j].Name = domain.MaskNIPs(m.Attachments[j].Name)
		}
	}
	for i := range t.Letters {
		t.Letters[i].Subject = domain.MaskNIPs(t.Letters[i].Subject)
	}
}
