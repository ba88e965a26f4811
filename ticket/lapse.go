package ticket

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/register"
	"loket/domain/staff"
)

// OpenLapse opens the ticket by which a person has a name deleted that was not
// renewed: of the service that the catalogue gives for that, with the name and what
// is known of it. Nothing is deleted here, and nothing is told to anybody. Refused
// with "not-lapsed" before the last day is past, with "lapse-open" where somebody
// has opened it, with "under-way" while the name is being renewed.
func (d *Desk) OpenLapse(ctx context.Context, by string, name domain.Name) (*Ticket, error) {
	var made *Ticket
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		e, err := entry(tx, name)
		if err != nil {
			return nil, err
		}
		s, err := d.mayLapse(tx, e)
		if err != nil {
			return nil, err
		}
		if err := d.allow(by, staff.Work, s.ID); err != nil {
			return nil, err
		}
		now, to := d.Now().UTC(), recipient(register.Batch{To: e.Contact(), Agency: e.Agency})
		dec, err := d.begin(tx, by, now, TicketOpened{Source: ByRegister, Subject: "Penghapusan " + string(name) + ": tidak didaftarkan ulang",
			Requester: to, Official: d.official(to.Email), Received: now})
		if err != nil {
			return nil, err
		}
		dec.emit(SubjectMatterSet{Names: []string{string(name)}})
		if err := dec.setService(s, nil); err != nil {
			return nil, err
		}
		for _, ev := range slices.Clone(dec.t.Evidence) { // nobody asked, so nobody has a form to send
			ev.Verdict, ev.Note = NotApplicable, "Tidak ada permohonan: tidak didaftarkan ulang"
			dec.emit(VerdictGiven{Evidence: ev})
		}
		dec.emit(Claimed{Officer: by})
		dec.emit(NoteAdded{Text: lapseNote(e)})
		if err := d.commit(tx, dec); err != nil {
			return nil, err
		}
		made = dec.t
		return []*Ticket{dec.t}, nil
	})
	return made, err
}

// mayLapse gives the service of the ticket, or why there is none to be opened now.
func (d *Desk) mayLapse(tx Tx, e register.Entry) (*domain.Service, error) {
	p := d.Radar([]register.Entry{e})[0]
	if p.Stage != register.Lapsed && p.Stage != register.Expired {
		return nil, refuse("not-lapsed", fmt.Sprintf("%s has not lapsed", e.Name), "wait until its last day is past", string(e.Name))
	}
	rules := d.validity()
	v := rules.Name
	if e.Subdomain() {
		v = rules.Subdomain
	}
	s, ok := d.Catalogue.Service(v.Lapses)
	if !ok {
		return nil, refuse("unknown-service", fmt.Sprintf("there is no service %q", v.Lapses), "choose one of the catalogue", v.Lapses)
	}
	o := renewals{d, tx}
	if number, err := o.number(v.Opens, e.Name); err != nil || number != "" {
		return nil, orRefusal(err, refuse("under-way", fmt.Sprintf("%s is being renewed by ticket %s", e.Name, number), "look at that first", string(e.Name), number))
	}
	rows, err := o.of(s.ID, e.Name)
	if i := slices.IndexFunc(rows, func(r *Row) bool { return r.Source == ByRegister }); err != nil || i >= 0 {
		number := ""
		if i >= 0 {
			number = rows[i].Number
		}
		return nil, orRefusal(err, refuse("lapse-open", fmt.Sprintf("ticket %s is about the deletion of %s", number, e.Name), "go on there", string(e.Name), number))
	}
	return s, nil
}

func orRefusal(err error, no *Refusal) error {
	if err != nil {
		return err
	}
	return no
}

// lapseNote is what an officer has to know before a deletion.
func lapseNote(e register.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s tidak didaftarkan ulang. Berlaku sampai %s.", e.Name, e.Until)
	for _, r := range e.Reminders {
		fmt.Fprintf(&b, "\nDiingatkan pada %s (tiket %s).", r.At.Format("2006-01-02"), r.Ticket)
	}
	for _, r := range e.Records {
		b.WriteString("\nRecord: " + r.String())
	}
	return b.String()
}
