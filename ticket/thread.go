package ticket

import (
	"errors"
	"regexp"
	"slices"
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

// repeat finds an open ticket of the same requester about the same names: the
// same request sent again, proposed and never joined by itself.
func (d *decision) repeat() (*Ticket, error) {
	ids, err := d.tx.Lookup(ByRequester, d.t.Requester.Email)
	if err != nil || len(d.t.Names) == 0 {
		return nil, err
	}
	for _, id := range ids[max(0, len(ids)-20):] {
		if id >= d.t.ID {
			continue
		}
		old, err := d.tx.Ticket(id)
		if err != nil {
			return nil, err
		}
		if !old.State.Done() && old.Service == d.t.Service && slices.Equal(old.Names, d.t.Names) {
			return old, nil
		}
	}
	return nil, nil
}

var subjectNumber = regexp.MustCompile(`\[#?(20\d\d-\d{5,})\]`)

// find looks for the ticket by our own Message-IDs, by any known id of
// References, then by the number in the subject. It follows merges.
func (in *intake) find() (t *Ticket, why string, err error) {
	var ids []ID
	for i := len(in.mail.Refs) - 1; i >= 0 && len(ids) == 0; i-- {
		ref := in.mail.Refs[i]
		if id, _, ok := in.desk.ownMessageID(ref); ok {
			ids, why = []ID{id}, "a reply to our letter"
			break
		}
		if ids, err = in.tx.Lookup(ByMessageID, ref); err != nil {
			return nil, "", err
		}
		why = "a reply in the thread"
	}
	if len(ids) == 0 && in.mail.MessageID != "" {
		if ids, err = in.tx.Lookup(ByMessageID, in.mail.MessageID); err != nil {
			return nil, "", err
		}
		why = "an earlier mail answers this one"
	}
	if g := subjectNumber.FindStringSubmatch(in.mail.Subject); len(ids) == 0 && g != nil {
		if ids, err = in.tx.Lookup(ByNumber, g[1]); err != nil {
			return nil, "", err
		}
		why = "the number in the subject"
	}
	if len(ids) == 0 {
		return nil, "", nil
	}
	t, err = in.ticket(ids[len(ids)-1])
	for hops := 0; err == nil && t.MergedInto != 0 && hops < 20; hops++ {
		t, err = in.ticket(t.MergedInto)
	}
	if errors.Is(err, ErrNotFound) {
		return nil, "", nil
	}
	return t, why, err
}

// belongs reports whether the sender has a part in the ticket or writes from
// the same agency: nobody gets onto a ticket by knowing its number.
func (in *intake) belongs(t *Ticket) bool {
	from := in.mail.From.Email
	return t.Participant(from) || in.desk.Catalogue.SameAgency(from, t.Requester.Email)
}

func (in *intake) answersSurvey(t *Ticket) bool {
	for _, l := range t.Letters {
		if l.Template == "survey" && has(in.mail.Refs, l.MessageID) {
			return true
		}
	}
	return false
}
