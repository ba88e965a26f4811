package ticket

import "time"

// reopensADay is how often mail alone reopens a ticket within a day. What comes
// then waits for a person: two programs that thank one another end there.
const reopensADay = 3

// ownLetter says how a mail is known to be a letter of this desk that came back,
// "" if it is none: by its keyed id, from our address or through a list; or from
// our address with the mark of a letter and the ticket's token, where a relay
// gave it another id.
func (in *intake) ownLetter() (reason, error) {
	m := in.mail
	_, _, keyed := in.desk.ownMessageID(m.MessageID)
	switch own := in.desk.Site.Own(m.From.Email); {
	case keyed && own:
		return ownLetter, nil
	case keyed && m.Machine == "list":
		return ownByList, nil
	case own && m.Marked:
		p, err := in.byToken()
		if err == nil && p != nil && p.doubt.code == "" && !p.own {
			return ownOtherID, nil
		}
		return reason{}, err
	}
	return reason{}, nil
}

// reopened counts how often mail reopened the ticket within a day.
func (t *Ticket) reopened(now time.Time) int {
	n := 0
	for _, p := range t.Clock.Pauses {
		if p.Party == "closed" && p.Reason == "reply" && now.Sub(p.To) < 24*time.Hour {
			n++
		}
	}
	return n
}
