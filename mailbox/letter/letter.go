// Package letter writes what the desk sends: drafts from templates in formal
// Indonesian, and the mail that carries a letter (plain text with a simple HTML
// twin, threaded, marked as automatic where it is).
//
// Templates are text/template files; the first line is the subject. A letter of
// the catalogue is drafted from "<letter>-<service>.txt" where there is one, else
// from "<letter>.txt". Files whose name begins with "_" hold parts that all
// letters share. A site's own file of the same name wins; Matter is what it may
// speak of. Templates run within bounds: one that loops fails and says so.
//
// What is not known when a letter is drafted (an address the site has not filled
// in, a new expiry date) is written into the draft behind OpenMark for the
// officer to see. A letter that still holds the mark is not sent.
//
// The package decides nothing about tickets and sends nothing.
package letter

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
)

// OpenMark stands in a draft where an officer has to fill in or decide
// something. No text from outside can bring it into a letter.
const OpenMark = ticket.OpenMark

// ErrNoTemplate says that there is no letter of that name.
var ErrNoTemplate = errors.New("no such letter")

// Writer drafts letters. It implements ticket.Letters. It is read-only after
// New and safe for concurrent use.
type Writer struct {
	catalogue *domain.Catalogue
	site      ticket.Site
	zone      *time.Location
	templates map[string]*template.Template
	memos     *template.Template
}

var _ ticket.Letters = (*Writer)(nil)

// maxSubject bounds a subject, in runes; what stands at its end (the ticket's
// number) is kept.
const maxSubject = 180

// Draft writes a letter. Recipients come from the service's step that sends it,
// else it goes to the requester. The error is a *ticket.Refusal that wraps
// ErrNoTemplate where there is no such letter; other errors name the file.
func (w *Writer) Draft(id string, in ticket.LetterInput) (ticket.Draft, error) {
	t := w.templates[id+"-"+in.Ticket.Service]
	if t == nil {
		t = w.templates[id]
	}
	if t == nil {
		return ticket.Draft{}, fmt.Errorf("%w: %w", ErrNoTemplate, &ticket.Refusal{
			Code: "unknown-letter", Args: []string{id}, Text: fmt.Sprintf("there is no letter %q", id), Next: "choose one of the catalogue",
		})
	}
	to, cc, open := w.recipients(id, in.Ticket)
	if in.Owner != nil {
		to, cc, open = owners(&in.Owner.Contact)
	}
	m := w.matter(id, in)
	text, err := execute(t, m)
	if err != nil {
		return ticket.Draft{}, fmt.Errorf("letter %s: %w", t.Name(), err)
	}
	subject, body, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimSpace(subject) == "" {
		return ticket.Draft{}, fmt.Errorf("letter %s has no subject: the first line is the subject", t.Name())
	}
	var b strings.Builder
	for _, what := range open {
		b.WriteString(OpenMark + " " + what + "\n")
	}
	b.WriteString("\n" + body)
	return ticket.Draft{Template: id, To: to, Cc: cc, Subject: shorten(subject), Body: tidy(b.String()), Attach: m.attach, Annex: m.annex}, nil
}

// shorten cuts a long subject in front of the ticket's number.
func shorten(s string) string {
	s = clean.Line(s, 0).String()
	number := ""
	if i := strings.LastIndex(s, " ["); i >= 0 && strings.HasSuffix(s, "]") && len(s)-i < 40 {
		s, number = s[:i], s[i:]
	}
	return clean.Line(s, maxSubject-len(number)).String() + number
}

// tidy folds runs of empty lines, which conditions in templates leave behind.
func tidy(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}
