package ticket

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"loket/domain"
	"loket/domain/register"
	facts "loket/ticket/document/reading"
)

// Person is whom a question about personal data is about: one of the three is set.
type Person struct {
	Email string // lower case
	NIP   string // 18 digits
	Name  string // words in lower case with a blank between them
}

// ParsePerson reads an e-mail address, a NIP or a name. A name has two words or more,
// or one of five letters: anything shorter would be found everywhere.
func ParsePerson(s string) (Person, error) {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "@") {
		if good, bad := Addresses(s); len(good) == 1 && len(bad) == 0 {
			return Person{Email: good[0]}, nil
		}
	}
	if n, err := domain.ParseNIP(s); err == nil {
		return Person{NIP: n.Digits}, nil
	}
	words := folded(s)
	if strings.ContainsFunc(s, unicode.IsDigit) || strings.Contains(s, "@") || len([]rune(words)) < 5 {
		return Person{}, refuse("bad-person", fmt.Sprintf("%q is no address, NIP or name", s), "write an e-mail address, the 18 digits of a NIP, or a name of five letters or more", s)
	}
	return Person{Name: words}, nil
}

// folded is the words of a text in lower case, each with a blank behind all but the last.
func folded(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
}

// Is reports whether a party is the person. Names count as a whole.
func (p Person) Is(name, email string) bool {
	switch {
	case p.Email != "":
		return strings.EqualFold(email, p.Email)
	case p.Name != "":
		return p.In(name)
	}
	return false
}

// In reports whether a text speaks of the person.
func (p Person) In(text string) bool {
	switch {
	case text == "":
		return false
	case p.Email != "":
		return within(strings.ToLower(text), p.Email, func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._%+-@", r)
		})
	case p.NIP != "":
		return spelled(text, p.NIP)
	}
	return within(folded(text), p.Name, unicode.IsLetter)
}

// spelled finds a number in a text, with blanks, dots and hyphens between its digits or
// without; no other digit touches it.
func spelled(text, number string) bool {
	before := ' '
	for i, r := range text {
		if r == rune(number[0]) && !unicode.IsDigit(before) && spelledHere(text[i:], number) {
			return true
		}
		before = r
	}
	return false
}

func spelledHere(text, number string) bool {
	for i, r := range text {
		switch {
		case number == "":
			return !unicode.IsDigit(r)
		case strings.HasPrefix(text[i:], number[:1]):
			number = number[1:]
		case !strings.ContainsRune(" .-\u00a0", r):
			return false
		}
	}
	return number == ""
}

// within finds a word in a text where nothing that is part of one stands around it. A
// full stop behind an address ends a sentence.
func within(text, word string, part func(rune) bool) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		before, behind := []rune(text[max(0, from+i-4):from+i]), strings.TrimPrefix(text[from+i+len(word):], ".")
		next, _ := firstRune(behind)
		if (len(before) == 0 || !part(before[len(before)-1])) && !part(next) {
			return true
		}
		from += i + 1
	}
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return ' ', false
}

// What a person has to do with a ticket.
const (
	PartRequester = "requester" // who asks
	PartSubject   = "subject"   // whom a form or a staff card is about, who is to hold the names; whose NIP the request gives
	PartWriter    = "writer"    // of a message
	PartRecipient = "recipient" // of a letter
	PartNamed     = "named"     // spoken of
)

// Parts lists what the person has to do with a ticket, the weightiest first; none:
// nothing that is known. whole as in Passages.
func (p Person) Parts(t *Ticket, whole func(string) string) (parts []string) {
	add := func(part string, is bool) {
		if is && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	add(PartRequester, p.Is(t.Requester.Name, t.Requester.Email))
	add(PartSubject, p.In(formText(t)) || p.NIP != "" && len(t.Messages) > 0 && p.In(t.Messages[0].Text))
	if o := t.Wanted.Officer; o != nil {
		add(PartSubject, p.Is(o.Name, o.Email))
	}
	for i := range t.Messages {
		for j := range t.Messages[i].Attachments {
			if a := &t.Messages[i].Attachments[j]; a.card() {
				add(PartSubject, p.In(filePassage(a, 0, whole).Text))
			}
		}
	}
	for i := range t.Messages {
		m := &t.Messages[i]
		add(PartWriter, m.Machine == "" && p.Is(m.From.Name, m.From.Email))
	}
	for i := range t.Letters {
		add(PartRecipient, p.Email != "" && (has(t.Letters[i].To, p.Email) || has(t.Letters[i].Cc, p.Email)))
	}
	if len(parts) == 0 {
		add(PartNamed, slices.ContainsFunc(Passages(t, whole), func(x Passage) bool { return p.In(x.Text) }))
	}
	return parts
}

// card reports whether a file holds a staff card.
func (a *Attachment) card() bool {
	return a.Report != nil && a.Report.Facts != nil && slices.ContainsFunc(a.Report.Facts.Parts, func(f facts.Part) bool { return f.Kind == facts.StaffCard })
}

// Concerns reports whether a ticket is the person's own: who asked, or whom it is about.
func Concerns(parts []string) bool {
	return slices.Contains(parts, PartRequester) || slices.Contains(parts, PartSubject)
}

// concerned calls fn for every ticket that has to do with the person, oldest first,
// each in a transaction of its own.
func (d *Desk) concerned(ctx context.Context, p Person, fn func(ReadTx, *Ticket, []string) error) error {
	if !d.hasClosed() {
		if err := d.LoadClosed(); err != nil {
			return err
		}
	}
	d.mu.RLock()
	ids := make([]ID, 0, len(d.rows))
	for _, r := range d.rows {
		ids = append(ids, r.ID)
	}
	d.mu.RUnlock()
	slices.Sort(ids)
	whole := func(name string) string {
		data, err := d.Log.Blob(name)
		if err != nil {
			return "" // destroyed; the beginning is gone with it
		}
		return string(data)
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := d.Log.View(func(tx ReadTx) error {
			t, err := tx.Ticket(id)
			if err != nil {
				return err
			}
			if parts := p.Parts(t, whole); len(parts) > 0 {
				return fn(tx, t, parts)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("ticket %d: %w", id, err)
		}
	}
	return nil
}

// onRegister lists the entries of the register that name the person.
func (p Person) onRegister(e *register.Entry) bool {
	if p.Is(e.Officer.Name, e.Officer.Email) || p.Is(e.Responsible.Name, e.Responsible.Email) {
		return true
	}
	return slices.ContainsFunc(e.Fields, func(f register.Field) bool { return p.In(f.Value) })
}
