package ticket

import (
	"errors"
	"slices"
	"strings"
)

// again finds the ticket that holds the same message: the same Message-ID, the
// same words and files, other trace headers (two mailboxes, a resend).
func (in *intake) again() (*Ticket, error) {
	if in.mail.MessageID == "" {
		return nil, nil
	}
	ids, err := in.tx.Lookup(ByMessageID, in.mail.MessageID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		t, err := in.ticket(id)
		if err != nil {
			return nil, err
		}
		for i := range t.Messages {
			if t.Messages[i].MessageID == in.mail.MessageID && in.sameWords(&t.Messages[i]) {
				return t, nil
			}
		}
	}
	return nil, nil
}

func (in *intake) sameWords(m *Message) bool {
	if m.From.Email != in.mail.From.Email || m.Text != bound(in.mail.Text, keepText) || len(m.Attachments) != min(len(in.mail.Attachments), keepFiles) {
		return false
	}
	for i := range m.Attachments {
		if m.Attachments[i].SHA != in.mail.Attachments[i].SHA {
			return false
		}
	}
	return true
}

// repeat finds an open ticket of the same requester about the same names and for
// the same service. With the same files it is the same request sent again
// ("repeat"), else one that goes with it ("related"). It is proposed, and never
// joined by itself.
func (d *decision) repeat() (found *Ticket, kind string, err error) {
	ids, err := d.tx.Lookup(ByRequester, d.t.Requester.Email)
	if err != nil || len(d.t.Names) == 0 {
		return nil, "", err
	}
	for _, id := range slices.Backward(ids[max(0, len(ids)-20):]) {
		if id >= d.t.ID {
			continue
		}
		old, err := d.tx.Ticket(id)
		if err != nil {
			return nil, "", err
		}
		if old.State.Done() || old.Service != d.t.Service || !slices.Equal(old.Names, d.t.Names) {
			continue
		}
		if old.holdsFiles(d.t.Messages[0].Attachments) {
			return old, "repeat", nil
		}
		if found == nil {
			found, kind = old, "related"
		}
	}
	return found, kind, nil
}

// holdsFiles reports whether one message on the ticket brought just these files.
func (t *Ticket) holdsFiles(files []Attachment) bool {
	want := hashes(files)
	return slices.ContainsFunc(t.Messages, func(m Message) bool { return m.Machine == "" && slices.Equal(hashes(m.Attachments), want) })
}

// hashes are the different files of a list, in an order of their own.
func hashes(files []Attachment) []string {
	out := make([]string, 0, len(files))
	for i := range files {
		out = append(out, files[i].SHA)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// place is the ticket that a mail seems to belong to, and what says so.
type place struct {
	t     *Ticket
	why   reason
	doubt reason // why a person has to decide, empty where the program may
	own   bool   // only a participant may, not a colleague
}

// find looks for the ticket by our own Message-IDs, by the plus address that the
// mail was sent to, by any known id of the thread, and by the token in the
// subject, in this order; a bare number is a proposal only. It follows merges.
// nil: it is about nothing that is known.
func (in *intake) find() (*place, error) {
	for _, by := range []func() (*place, error){in.byOwnID, in.byPlus, in.byThread, in.byToken, in.byNumber} {
		p, err := by()
		if p == nil && err == nil {
			continue
		}
		for hops := 0; err == nil && p.t.MergedInto != 0 && hops < 20; hops++ {
			p.t, err = in.ticket(p.t.MergedInto)
		}
		if errors.Is(err, ErrNotFound) {
			continue
		}
		return p, err
	}
	return nil, nil
}

// at returns the place of a ticket, nil where there is no such ticket.
func (in *intake) at(id ID, why reason) (*place, error) {
	t, err := in.ticket(id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &place{t: t, why: why}, nil
}

// byOwnID: nobody can make up the id of a letter, so it counts before all else.
func (in *intake) byOwnID() (*place, error) {
	for _, ref := range slices.Backward(in.mail.Refs) {
		if id, _, ok := in.desk.ownMessageID(ref); ok {
			if p, err := in.at(id, ofReply); p != nil || err != nil {
				return p, err
			}
		}
	}
	return nil, nil
}

// byPlus: the address was made for one ticket; only who got a letter knows it.
func (in *intake) byPlus() (*place, error) {
	for _, list := range [][]string{in.mail.To, in.mail.Cc, in.mail.Delivered} {
		for _, a := range list {
			if id, ok := in.desk.ownPlus(a); ok {
				if p, err := in.at(id, ofPlus); p != nil || err != nil {
					return p, err
				}
			}
		}
	}
	return nil, nil
}

// byThread: every id that any mail or letter of a ticket named is known, so that
// answers to mails that never came here are found, too.
func (in *intake) byThread() (*place, error) {
	for _, ref := range slices.Backward(in.mail.Refs) {
		if p, err := in.thread(ref, ofThread); p != nil || err != nil {
			return p, err
		}
	}
	if in.mail.MessageID == "" {
		return nil, nil
	}
	return in.thread(in.mail.MessageID, ofAnswer)
}

func (in *intake) thread(ref string, why reason) (*place, error) {
	ids, err := in.tx.Lookup(ByMessageID, ref)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return in.at(ids[len(ids)-1], why)
}

// byToken: a number in brackets with the right check. One with a wrong check, or
// with none where no letter ever went without, is a proposal.
func (in *intake) byToken() (*place, error) {
	var doubted *place
	for _, g := range numberToken.FindAllStringSubmatch(in.mail.Subject, maxTokens) {
		t, err := in.numbered(g[1])
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		p := &place{t: t, why: ofNumber}
		switch {
		case strings.EqualFold(g[2], in.desk.check(t.ID)):
			return p, nil
		case g[2] != "":
			p.doubt = wrongCheck(t.Number)
		case t.lettersWithout("[" + t.Number + "]"):
			p.own = true
		default:
			p.doubt = noCheck(t.Number)
		}
		if doubted == nil || doubted.doubt.code != "" && p.doubt.code == "" {
			doubted = p
		}
	}
	return doubted, nil
}

// byNumber: "tiket 2026-00042", as a person types it, is a proposal.
func (in *intake) byNumber() (*place, error) {
	for _, g := range typedNumber.FindAllStringSubmatch(in.mail.Subject, maxTokens) {
		if t, err := in.numbered(g[1]); t != nil || err != nil {
			if t == nil {
				return nil, err
			}
			return &place{t: t, why: ofSubject, doubt: spokenOf(t.Number)}, err
		}
	}
	return nil, nil
}

// numbered returns the ticket with that number, nil if there is none.
func (in *intake) numbered(number string) (*Ticket, error) {
	ids, err := in.tx.Lookup(ByNumber, number)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	t, err := in.ticket(ids[len(ids)-1])
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return t, err
}

// lettersWithout reports whether a letter left with the bare number in its
// subject, as they did before numbers had checks.
func (t *Ticket) lettersWithout(number string) bool {
	return slices.ContainsFunc(t.Letters, func(l Letter) bool { return strings.Contains(l.Subject, number) })
}

// refused says why a mail may not join the ticket by itself, nothing if it may.
// Nobody gets onto a ticket by knowing its number.
func (in *intake) refused(p *place) reason {
	from := in.mail.From.Email
	switch {
	case p.doubt.code != "":
		return p.doubt
	case in.mail.Sender != nil && in.mail.Sender.Level == SenderForged:
		return forged(p.why, p.t.Number, from)
	case p.own && !p.t.Participant(from), !in.belongs(p.t):
		return stranger(p.why, p.t.Number, from)
	}
	return reason{}
}

// later returns the open ticket that follows a closed one in the same thread, so
// that a second late reply makes no second ticket; nil where there is none.
func (in *intake) later(t *Ticket) (*Ticket, error) {
	for _, ref := range slices.Backward(in.mail.Refs) {
		ids, err := in.tx.Lookup(ByMessageID, ref)
		if err != nil {
			return nil, err
		}
		for _, id := range slices.Backward(ids) {
			if id <= t.ID {
				break
			}
			next, err := in.ticket(id)
			if err != nil {
				return nil, err
			}
			if !next.State.Done() && in.belongs(next) && slices.ContainsFunc(next.Links, func(l Link) bool { return l.Other == t.ID && l.Kind == "follows" }) {
				return next, nil
			}
		}
	}
	return nil, nil
}

// belongs reports whether the sender has a part in the ticket or writes from
// the same agency: nobody gets onto a ticket by knowing its number.
func (in *intake) belongs(t *Ticket) bool {
	from := in.mail.From.Email
	return t.Participant(from) || in.desk.Catalogue.SameAgency(from, t.Requester.Email)
}

// reopens reports whether the mail came within the time in which a reply takes a
// closed ticket up again: the service's own, else the site's.
func (in *intake) reopens(t *Ticket) bool {
	s, ok := in.desk.Catalogue.Service(t.Service)
	if !ok || s.Reopen.IsZero() {
		return in.mail.Internal.Sub(t.ClosedAt) <= in.desk.Site.Grace
	}
	until, err := in.desk.Calendar.Deadline(t.ClosedAt, s.Reopen, nil, in.now)
	return err == nil && !in.mail.Internal.After(until.At)
}
