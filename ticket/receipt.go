package ticket

import (
	"errors"
	"time"

	"loket/domain"
)

// receiptsADay is how many receipts one sender gets within a day: a program that
// answers receipts with new mail is not fed for ever.
const receiptsADay = 5

// receipt answers a new request, unless it is old (a backfill never answers),
// asks for no answer, its sender looks forged or has had enough of them. It waits until the
// request's files are inspected. A receipt that cannot be written is noted and
// keeps no mail out.
func (d *decision) receipt() error {
	site, m := &d.desk.Site, &d.t.Messages[0]
	if !site.Receipts || m.Quiet || d.t.forged(m.From.Email) || m.Fate == string(FateOversize) || awaits(m) ||
		d.now.Sub(m.Date) > site.ReceiptAge || len(addresses([]string{m.From.Email})) == 0 || len(d.t.Letters) > 0 {
		return nil
	}
	if enough, err := d.enoughReceipts(m.From.Email); enough || err != nil {
		return err
	}
	draft, err := d.desk.Letters.Draft("receipt", LetterInput{Ticket: d.t, Now: d.now})
	if err == nil {
		draft.Template, draft.To, draft.Cc = "receipt", []string{m.From.Email}, nil
		_, err = d.queue(draft, "", true)
	}
	if err != nil {
		d.emit(NoteAdded{Text: "Tanda terima tidak dapat dibuat: " + err.Error()})
		return nil
	}
	return d.receipted()
}

// receipted ends the step of a service whose first letter the receipt is, so
// that nobody sends it twice.
func (d *decision) receipted() error {
	s, ok := d.step()
	if !ok || s.Kind != domain.KindLetter || s.Letter != "receipt" {
		return nil
	}
	d.emit(StepFinished{Step: s.ID})
	return d.advance()
}

func (d *decision) enoughReceipts(email string) (bool, error) {
	ids, err := d.tx.Lookup(ByRequester, email)
	if err != nil {
		return false, err
	}
	n := 0
	for _, id := range ids[max(0, len(ids)-4*receiptsADay):] {
		t, err := d.tx.Ticket(id)
		if errors.Is(err, ErrNotFound) {
			continue // the ticket that is being made
		}
		if err != nil {
			return false, err
		}
		for i := range t.Letters {
			if l := &t.Letters[i]; l.Template == "receipt" && d.now.Sub(l.At) < 24*time.Hour {
				n++
			}
		}
	}
	return n >= receiptsADay, nil
}
