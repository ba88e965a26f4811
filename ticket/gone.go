package ticket

import (
	"fmt"
	"slices"
)

// losses are what was destroyed of a ticket: for each thing the place in its list of
// events of that which says so. What came before that is folded without it.
type losses struct {
	mails  map[string]int // what was read in their files
	erased int            // all of it
}

func lossesOf(events []Event) (g losses) {
	for i, e := range events {
		switch b := e.Body.(type) {
		case SubjectErased:
			g.erased = i
		case DocumentsDestroyed:
			if g.mails == nil {
				g.mails = make(map[string]int)
			}
			g.mails[b.Mail] = i
		}
	}
	return g
}

// left is what is left of the body of the event at a place.
func (g *losses) left(at int, b Body) Body {
	if len(g.mails) == 0 && at >= g.erased {
		return b
	}
	list := levels(b)
	if at < g.erased && list != nil {
		return list[len(list)-1].body
	}
	for _, l := range list {
		if !slices.ContainsFunc(l.mails, func(m string) bool { return at < g.mails[m] }) {
			return l.body
		}
	}
	return b
}

// refold makes the working copy anew from its events, with those of this command.
func (d *decision) refold() error {
	events, err := d.tx.Events(d.t.ID)
	if err != nil {
		return fmt.Errorf("fold ticket %s: %w", d.t.Number, err)
	}
	*d.t = *Fold(append(events, d.events...))
	return nil
}

// sourced names in an event about files the mails that brought them: what was read
// in them is destroyed with the mail.
func (t *Ticket) sourced(b Body) Body {
	switch b := b.(type) {
	case DocumentInspected:
		b.Mail = t.mailOf(b.SHA)
		return b
	case DocumentMatched:
		b.Mail = t.mailOf(b.SHA)
		return b
	case VerdictGiven:
		b.Mails = nil
		if len(b.Evidence.Doubts) > 0 {
			b.Mails = t.mailsOf(b.Evidence.Attachments)
		}
		return b
	case SubjectMatterSet:
		var shas []string
		for _, f := range b.Form {
			shas = append(shas, f.File)
		}
		b.Mails = t.mailsOf(shas)
		return b
	}
	return b
}

// mailOf is the mail that brought a file, the last where several did; "" for none, and
// where it is destroyed.
func (t *Ticket) mailOf(sha string) (mail string) {
	t.eachAttachment(sha, func(a *Attachment) {
		if !slices.Contains(t.Destroyed, a.Mail) {
			mail = a.Mail
		}
	})
	return mail
}

func (t *Ticket) mailsOf(shas []string) (mails []string) {
	for _, sha := range shas {
		if m := t.mailOf(sha); m != "" && !slices.Contains(mails, m) {
			mails = append(mails, m)
		}
	}
	return mails
}
