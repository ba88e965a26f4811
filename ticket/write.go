package ticket

import (
	"strings"
	"time"
)

// Purpose is what a letter is written for: the step that it ends, the return of a
// request for revision, or neither.
type Purpose struct {
	Template string // "" is a plain letter
	Step     string // of the service, "" for none
	Revision bool
}

// Write begins a letter: its text from the template with the officer's own words in
// it, and until when the requester has time, of a revision.
func (d *Desk) Write(t *Ticket, p Purpose, by, note string) (draft Draft, reviseBy time.Time, err error) {
	if p.Revision || p.Template == "revision" {
		return d.Revision(t, by, note)
	}
	if p.Template == "" {
		p.Template = "plain"
	}
	draft, err = d.Draft(t, p.Template, by, note)
	return draft, reviseBy, err
}

// Sending is the one command that sends a letter. Confirm is what was typed before
// a dangerous step, reviseBy is for a revision.
func (p Purpose) Sending(draft Draft, confirm string, reviseBy time.Time) Command {
	switch {
	case p.Revision:
		return ReturnForRevision{Draft: draft, ReviseBy: reviseBy}
	case p.Step != "":
		return FinishStep{Step: p.Step, Confirm: confirm, Draft: &draft}
	}
	return SendLetter{Draft: draft}
}

// Addresses reads a list of addresses as people write them, and gives back what is
// none.
func Addresses(text string) (good, bad []string) {
	for _, a := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) }) {
		a = strings.Trim(a, "<>")
		local, host, ok := strings.Cut(a, "@")
		if !ok || local == "" || !strings.Contains(host, ".") || strings.ContainsAny(host, "@()[]\"") {
			bad = append(bad, a)
			continue
		}
		good = append(good, strings.ToLower(a))
	}
	return good, bad
}
