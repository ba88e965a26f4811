package ticket

import (
	"slices"
	"strconv"

	"loket/domain"
)

// agencyKey is under which key an agency's tickets are filed among the senders.
func agencyKey(email string) string {
	if a := domain.AgencyDomain(email); a != "" {
		return "@" + string(a)
	}
	return ""
}

// acquaint adds to the judgement on the sender what this desk remembers: whether
// the address wrote before, and whether anybody of its agency did. It is done in
// the transaction that keeps the mail, so that the same mailbox gives the same
// record however it is pulled. It weighs nothing: habit proves nobody.
func (in *intake) acquaint() error {
	email := in.mail.From.Email
	if in.mail.Sender == nil || email == "" {
		return nil
	}
	j := *in.mail.Sender
	j.Reasons = slices.DeleteFunc(slices.Clone(j.Reasons), func(f Finding) bool { return remembered(f.Code) })
	note := func(code string, args ...string) { j.Reasons = append(j.Reasons, Finding{Code: code, Args: args}) }
	known, err := in.tx.Count(BySender, email)
	if err != nil {
		return err
	}
	if known == 0 {
		note("first-time", email)
	} else {
		note("known", strconv.Itoa(known))
	}
	host, _ := domain.EmailHost(email)
	if in.desk.official(email) && !slices.ContainsFunc(in.desk.Catalogue.Official.Shared, host.Under) {
		seen, err := in.tx.Count(BySender, agencyKey(email))
		if err != nil {
			return err
		}
		if seen > 0 {
			note("agency-seen", agencyKey(email)[1:], strconv.Itoa(seen))
		} else {
			note("agency-new", agencyKey(email)[1:])
		}
	}
	in.mail.Sender = &j
	return nil
}

func remembered(code string) bool {
	return code == "first-time" || code == "known" || code == "agency-seen" || code == "agency-new"
}
