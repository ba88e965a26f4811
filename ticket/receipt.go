package ticket

import (
	"errors"
	"time"

	"loket/domain"
)

// receiptsADay is how many receipts one sender gets within a day: a program that
// answers receipts with new mail is not fed for ever.
const receiptsADay = 5

// receipt answers a new request at once, unless it is old (a backfill never
// answers), asks for no answer, or its sender has had enough of them. A receipt
// that cannot be written is noted and keeps no mail out.
func (in *intake) receipt(dec *decision) error {
	site, m := &in.desk.Site, in.mail
	if !site.Receipts || m.Quiet || m.Oversize || in.now.Sub(m.Internal) > site.ReceiptAge || len(addresses([]string{m.From.Email})) == 0 {
		return nil
	}
	if enough, err := in.enoughReceipts(m.From.Email); enough || err != nil {
		return err
	}
	draft, err := in.desk.Letters.Draft("receipt", LetterInput{Ticket: dec.t, Now: in.now, Officer: ByDesk})
	if err == nil {
		draft.Template, draft.To, draft.Cc = "receipt", []string{m.From.Email}, nil
		_, err = dec.queue(draft, "", true)
	}
	if err != nil {
		dec.emit(NoteAdded{"Tanda terima tidak dapat dibuat: " + err.Error()})
		return nil
	}
	return dec.receipted()
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

func (in *intake) enoughReceipts(email string) (bool, error) {
	ids, err := in.tx.Lookup(ByRequester, email)
	if err != nil {
		return false, err
	}
	n := 0
	for _, id := range ids[max(0, len(ids)-4*receiptsADay):] {
		t, err := in.ticket(id)
		if errors.Is(err, ErrNotFound) {
			continue // the ticket that is being made
		}
		if err != nil {
			return false, err
		}
		for i := range t.Letters {
			if l := &t.Letters[i]; l.Template == "receipt" && in.now.Sub(l.At) < 24*time.Hour {
				n++
			}
		}
	}
	return n >= receiptsADay, nil
}
