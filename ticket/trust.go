package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
)

// What a desk may do on the word of an address follows from two things: whether
// the address is an agency's, and whether the mails that name it look as if they
// were really from there. A supervisor may let one address pass with a reason;
// the record has who, why, and which address.

// forged reports whether a mail on the ticket that names the address as its
// sender looks forged.
func (t *Ticket) forged(email string) bool {
	return t.judged(email, func(j *Judgement) bool { return j.Level == SenderForged })
}

// proven reports whether a mail from the address on the ticket is really from
// there, as far as signatures and the site's own server tell. That it was sent
// from a server of the domain (SPF) is less than that.
func (t *Ticket) proven(email string) bool {
	return t.judged(email, func(j *Judgement) bool {
		return (j.Level == SenderTrusted || j.Level == SenderPlausible) && j.Proof != "spf"
	})
}

func (t *Ticket) judged(email string, is func(*Judgement) bool) bool {
	return slices.ContainsFunc(t.Messages, func(m Message) bool {
		return m.Machine == "" && m.Sender != nil && strings.EqualFold(m.From.Email, email) && is(m.Sender)
	})
}

// officialSender reports whether the address is an agency's and not a forger's.
func (d *Desk) officialSender(t *Ticket, email string) bool {
	return d.official(email) && !t.forged(email)
}

// excepted reports whether a supervisor let this address pass.
func (d *Desk) excepted(t *Ticket, email string) bool {
	return slices.ContainsFunc(t.Conditions, func(c Condition) bool {
		return d.checksSender(c.ID) && c.Exception != "" && c.Note != "" && strings.EqualFold(c.Note, email)
	})
}

// checksSender reports whether a condition is the one on the sender's address.
func (d *Desk) checksSender(condition string) bool {
	c, ok := d.Catalogue.Condition(condition)
	return ok && c.Check == "official-email"
}

// guardsSender reports whether a service has the condition, or a secret that may
// go to such an address only.
func (d *Desk) guardsSender(s *domain.Service, condition string) bool {
	return slices.Contains(s.Conditions, condition) ||
		d.checksSender(condition) && slices.ContainsFunc(s.Steps, func(st domain.Step) bool { return st.Secret })
}

// MayKnow refuses to send a secret to an address that nothing shows to be the
// agency's, or that has no part in the ticket.
func (d *Desk) MayKnow(t *Ticket, email string) *Refusal {
	no := d.mayKnow(t, email)
	if no == nil && !t.Participant(email) {
		no = refuse("secret-to", fmt.Sprintf("%s has no part in this ticket; a letter with a secret does not go there", email),
			"send it to the requester", email)
	}
	return no
}

// mayKnow refuses to send a secret to an address that is not official, whose
// mail on this ticket looks forged, or, where the desk can tell, that is proven
// by none.
func (d *Desk) mayKnow(t *Ticket, email string) *Refusal {
	switch {
	case d.excepted(t, email):
	case !d.official(email):
		return refuse("not-official", fmt.Sprintf("a secret goes to an official address only, and %s is none", email),
			"ask for one and correct the requester, or ask a supervisor for an exception", email)
	case t.forged(email):
		return refuse("forged-sender", fmt.Sprintf("a mail that names %s as its sender looks forged", email),
			"speak to the agency by another way first, then correct the requester or ask a supervisor for an exception", email)
	case d.Site.Verifies && !t.proven(email):
		return refuse("unproven-sender", fmt.Sprintf("nothing proves that a mail on this ticket is from %s", email),
			"ask for a mail that is signed by the agency, or ask a supervisor for an exception", email)
	}
	return nil
}

// checkSender looks at the one condition that the program can see by itself:
// whether the requester writes from an official address that nobody forged. An
// officer's own word stands, an exception as long as the address stays.
func (d *decision) checkSender(s *domain.Service) {
	email := d.t.Requester.Email
	for _, id := range s.Conditions {
		if !d.desk.checksSender(id) || email == "" || d.wordOn(id) {
			continue
		}
		d.emit(ConditionChecked{Condition{ID: id, OK: d.desk.officialSender(d.t, email), Note: email, Auto: true}})
	}
}

// wordOn reports whether a person's word on a condition stands.
func (d *decision) wordOn(id string) bool {
	return slices.ContainsFunc(d.t.Conditions, func(c Condition) bool {
		return c.ID == id && c.By != ByDesk && !c.Auto && (c.Exception == "" || c.Note == "" || strings.EqualFold(c.Note, d.t.Requester.Email))
	})
}

// recheckSender looks again when a mail came: one that looks forged takes back
// what the program saw before.
func (d *decision) recheckSender() {
	s, email := d.service(), d.t.Requester.Email
	if s == nil || d.t.State.Done() {
		return
	}
	ok := d.desk.officialSender(d.t, email)
	if slices.ContainsFunc(d.t.Conditions, func(c Condition) bool { return c.Auto && d.desk.checksSender(c.ID) && c.OK != ok }) {
		d.checkSender(s)
	}
}
