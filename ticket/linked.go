package ticket

import (
	"fmt"
	"slices"
	"strings"
)

// fromLinked marks the message by which files of a linked ticket came: nobody
// wrote it.
const fromLinked = "linked"

// LinkedFile is a file of a linked ticket that a requirement here has none for.
type LinkedFile struct {
	From        ID
	Number      string // of the linked ticket
	Requirement string
	File        Attachment
	Verdict     Verdict // given there, on this file
	By          string  // who gave it
}

// LinkedFiles returns the files of linked tickets that this one's requirements
// have none for: a change of name has the documents of the registration that
// follows it. They are offered with the verdict they have there; Bring takes them.
func (d *Desk) LinkedFiles(t *Ticket) ([]LinkedFile, error) {
	if len(t.Links) == 0 || t.State.Done() {
		return nil, nil
	}
	var open []string
	for _, it := range d.Checklist(t) {
		if len(it.Files) == 0 && it.Evidence.Verdict != Accepted && it.Evidence.Verdict != NotApplicable && it.Evidence.Exception == "" {
			open = append(open, it.Requirement.ID)
		}
	}
	var out []LinkedFile
	for _, l := range t.Links {
		if len(open) == 0 {
			break
		}
		other, err := d.Ticket(l.Other)
		if err != nil {
			return nil, fmt.Errorf("linked ticket %s: %w", l.Number, err)
		}
		for _, f := range filesFor(other, open) {
			if !slices.ContainsFunc(out, func(have LinkedFile) bool { return have.File.SHA == f.File.SHA }) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// filesFor returns a ticket's files for some requirements, less those that were
// rejected there, and what it thinks of them.
func filesFor(t *Ticket, requirements []string) []LinkedFile {
	var out []LinkedFile
	for _, m := range slices.Backward(t.Messages) {
		for _, a := range m.Attachments {
			if !slices.Contains(requirements, a.Requirement) {
				continue
			}
			f := LinkedFile{From: t.ID, Number: t.Number, Requirement: a.Requirement, File: a}
			for _, e := range t.Evidence {
				if e.Requirement == a.Requirement && slices.Contains(e.Attachments, a.SHA) {
					f.Verdict, f.By = e.Verdict, e.By
				}
			}
			if f.Verdict != Rejected {
				out = append(out, f)
			}
		}
	}
	return out
}

func (c Bring) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	i := slices.IndexFunc(d.t.Links, func(l Link) bool { return l.Other == c.From })
	s := d.service()
	if i < 0 || s == nil {
		return refuse("not-linked", "the files are of a ticket that is not linked with this one", "link the two first")
	}
	other, err := d.tx.Ticket(c.From)
	if err != nil {
		return fmt.Errorf("ticket %d: %w", c.From, err)
	}
	m := Message{Subject: other.Number, From: d.t.Requester, Date: d.now, Machine: fromLinked, Fate: string(FateJoined)}
	for _, f := range filesFor(other, s.RequirementIDs()) {
		if slices.Contains(c.SHAs, f.File.SHA) && d.t.Attachment(f.File.SHA) == nil {
			a := f.File
			a.Why = strings.TrimSpace(fromLinked + " " + other.Number + " " + string(f.Verdict))
			m.Attachments = append(m.Attachments, a)
		}
	}
	if len(m.Attachments) == 0 {
		return refuse("unknown-file", "that file is not on the ticket", "")
	}
	d.own()
	d.emit(MessageJoined{m})
	return nil
}

// FromLinked reads why a file is on the ticket where it came from a linked one:
// its number and the verdict given there.
func FromLinked(why string) (number string, v Verdict, ok bool) {
	rest, ok := strings.CutPrefix(why, fromLinked+" ")
	number, verdict, _ := strings.Cut(rest, " ")
	return number, Verdict(verdict), ok
}
