package ticketview

import (
	"strings"

	"loket/domain"
	"loket/domain/clean"
)

// maxSuspects bounds what is listed.
const maxSuspects = 5

// suspects are what reads like a name in the mails of the ticket and is none: a
// letter of another alphabet, an invisible sign, an encoded form. Such a name is
// not among the names, and nobody should type it by its looks.
func (p *matter) suspects() (out []block) {
	var text strings.Builder
	for i := range p.s.l.t.Messages {
		if m := &p.s.l.t.Messages[i]; m.Machine == "" {
			text.WriteString(m.Subject + "\n" + m.Text + "\n")
		}
	}
	for i, found := range domain.FindSuspicious(text.String()) {
		if i == maxSuspects {
			break
		}
		out = append(out, p.fact("suspect"+itoa(i), p.s.env.T("ticketview.about.suspect"),
			line(found.Text), p.s.env.Theme.Late, glue(clean.Own("! "), p.s.in(found.Reason), clean.Own(". "), p.s.env.T("ticketview.about.suspect-do"))))
	}
	return out
}
