package ticket

import (
	"regexp"
	"strings"

	"loket/domain"
)

// InMail is the text of a mail that may be what a requirement asks for: a form or
// a list that was pasted instead of attached. It is a proposal; an officer accepts
// it or asks for the document.
type InMail struct {
	Message uint32 // Message.Version
	Why     string // urls, form, letter
	N       int    // how many addresses or fields
}

// fewestFields are the fields of a form from which its text counts as the form.
const fewestFields = 6

var (
	letterHead  = regexp.MustCompile(`(?im)^[ \t]*(nomor|no\.?)[ \t]*(surat)?[ \t]*:`)
	letterAbout = regexp.MustCompile(`(?im)^[ \t]*(perihal|hal|lampiran|sifat)[ \t]*:`)
)

// inMail looks for a requirement in the text of the newest mail that has it. nil:
// no mail has, or the requirement has to be a document.
func (d *Desk) inMail(t *Ticket, r *domain.Requirement) *InMail {
	if r.InMail == "" {
		return nil
	}
	for i := len(t.Messages) - 1; i >= 0; i-- {
		m := &t.Messages[i]
		if m.Machine != "" {
			continue
		}
		if found := inText(r.InMail, m.Text); found != nil {
			found.Message = m.Version
			return found
		}
	}
	return nil
}

func inText(kind, text string) *InMail {
	switch kind {
	case "urls":
		if n := len(domain.FindURLs(text)); n > 0 {
			return &InMail{Why: "urls", N: n}
		}
	case "form":
		// A record in a sentence is a wish, not the form.
		if n := len(findForm(text)); n >= fewestFields {
			return &InMail{Why: "form", N: n}
		}
	case "letter":
		if letterHead.MatchString(text) && letterAbout.MatchString(text) {
			return &InMail{Why: "letter", N: 1}
		}
	}
	return nil
}

// LastWords returns the version of the newest message that a person wrote, 0 for
// none: what an officer accepts where the program saw nothing in it.
func (t *Ticket) LastWords() uint32 {
	for i := len(t.Messages) - 1; i >= 0; i-- {
		if m := &t.Messages[i]; m.Machine == "" && strings.TrimSpace(m.Text) != "" {
			return m.Version
		}
	}
	return 0
}

// Message returns the message of a version, nil if the ticket has none.
func (t *Ticket) Message(version uint32) *Message {
	for i := range t.Messages {
		if t.Messages[i].Version == version {
			return &t.Messages[i]
		}
	}
	return nil
}
