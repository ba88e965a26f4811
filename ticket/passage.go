package ticket

import (
	"slices"
	"strings"
)

// Where is the part of a ticket in which something was found.
type Where string

// The parts of a ticket that are searched.
const (
	InHead      Where = "head"      // number and subject
	InRequester Where = "requester" // name, address, agency, telephone
	InNames     Where = "names"     // domain names, records, reported addresses
	InForm      Where = "form"
	InMessage   Where = "message"
	InQuoted    Where = "quoted" // what a message quotes
	InFile      Where = "file"   // name and text of an attachment
	InNote      Where = "note"
	InLetter    Where = "letter"
	InWork      Where = "work"    // remarks on steps, documents, conditions and tasks
	InJournal   Where = "journal" // a mail that made no ticket
)

// Passage is one searched text of a ticket. Texts are cleaned, as all texts of a
// ticket are.
type Passage struct {
	Where   Where
	Title   string // the file's name, a message's or a letter's subject, the author of a note
	Ref     string // of a file: its SHA-256
	Version uint32 // of the ticket, with which a message, note or letter came; 0: none
	Text    string // holds the title too where that is searched
	Weight  int    // what a word in it counts, 1 to 8
	Whole   string // of a file of which Text is the beginning: the blob that holds its whole text
}

// maxPassage bounds one text, in bytes.
const maxPassage = 64 << 10

// Passages returns everything on a ticket that is searched, the weightiest first.
// What is not on the ticket any more is not in it. Whole gives the whole text of a
// file by its name, "" where it cannot; nil: the beginnings are enough.
func Passages(t *Ticket, whole func(name string) string) []Passage {
	out := []Passage{
		{Where: InHead, Title: t.Subject, Text: t.Number + " " + t.Subject, Weight: 8},
		{Where: InRequester, Title: t.Requester.Name, Text: partyText(t.Requester), Weight: 6},
		{Where: InNames, Text: namesText(t), Weight: 6},
		{Where: InForm, Text: formText(t), Weight: 4},
	}
	for i := range t.Messages {
		m := &t.Messages[i]
		text := m.Text
		if m.Subject != t.Subject {
			text = m.Subject + "\n" + text
		}
		if m.From.Email != t.Requester.Email || m.From.Name != t.Requester.Name {
			text = partyText(m.From) + "\n" + text
		}
		out = append(out, Passage{Where: InMessage, Title: m.Subject, Version: m.Version, Text: text, Weight: 3})
		for j := range m.Attachments {
			out = append(out, filePassage(&m.Attachments[j], m.Version, whole))
		}
		out = append(out, Passage{Where: InQuoted, Title: m.Subject, Version: m.Version, Text: m.Quoted, Weight: 1})
	}
	for i := range t.Notes {
		n := &t.Notes[i]
		out = append(out, Passage{Where: InNote, Title: n.By, Version: n.Version, Text: n.Text, Weight: 3})
	}
	for i := range t.Letters {
		l := &t.Letters[i]
		text := l.Subject + "\n" + l.Body
		out = append(out, Passage{Where: InLetter, Title: l.Subject, Version: l.Version, Text: text, Weight: 2})
	}
	out = append(out, Passage{Where: InWork, Text: workText(t), Weight: 2})
	kept := out[:0]
	for _, p := range out {
		if p.Text = strings.TrimSpace(p.Text); p.Text == "" {
			continue
		}
		p.Text = bounded(p.Text)
		kept = append(kept, p)
	}
	return kept
}

func bounded(s string) string {
	if len(s) > maxPassage {
		s = strings.ToValidUTF8(s[:maxPassage], "")
	}
	return s
}

// filePassage is the name and the text of a file.
func filePassage(a *Attachment, version uint32, whole func(string) string) Passage {
	p := Passage{Where: InFile, Title: a.Name, Ref: a.SHA, Version: version, Text: a.Name, Weight: 2}
	if a.Report == nil {
		return p
	}
	p.Text, p.Whole = a.Name+"\n"+a.Report.Text, a.Report.Whole
	if whole != nil && p.Whole != "" {
		p.complete(whole(p.Whole))
	}
	return p
}

// complete puts the whole text of a file in the place of its beginning; "" leaves
// it as it is.
func (p *Passage) complete(text string) {
	if text != "" {
		p.Text, p.Whole = bounded(strings.TrimSpace(p.Title+"\n"+text)), ""
	}
}

func partyText(p Party) string { return lines(p.Name, p.Email, p.Agency, p.Phone) }

func lines(list ...string) string {
	var b strings.Builder
	for _, s := range list {
		if s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func namesText(t *Ticket) string {
	text := lines(t.Names...)
	for _, u := range t.URLs {
		text += lines(u.URL, u.Note)
	}
	for _, r := range t.Records {
		text += lines(r.Asked.String(), r.Reason)
		if made := r.Made.String(); made != r.Asked.String() {
			text += lines(made)
		}
	}
	return text
}

func formText(t *Ticket) (text string) {
	for _, f := range t.Form {
		text += f.Label + ": " + f.Value + "\n"
	}
	return text
}

func workText(t *Ticket) (text string) {
	for _, s := range t.Steps {
		text += lines(s.Note, s.Reference)
	}
	for _, e := range t.Evidence {
		text += lines(e.Note, e.Exception)
	}
	for _, c := range t.Conditions {
		text += lines(c.Note, c.Exception)
	}
	for _, k := range t.Tasks {
		text += lines(k.Text)
	}
	return text
}

// PlainReader gives the words of a mail without judging it or asking anybody; a
// Reader may be one.
type PlainReader interface {
	// Plain returns what the writer wrote and quoted and the names of the files,
	// cleaned.
	Plain(raw []byte) string
}

// Searched reports whether a mail of the journal is searched: people may look for
// what made no ticket, but not for copies, the desk's own letters and notes.
func (m *MailRecord) Searched() bool {
	return m.Ticket == 0 && !m.Destroyed && slices.Contains([]Fate{FateMachine, FateParked, FateFailed, FateIgnored}, m.Fate)
}

// MailPassages returns what is searched of a mail that made no ticket; text is what
// a PlainReader gives.
func MailPassages(m *MailRecord, text string) []Passage {
	return []Passage{
		{Where: InJournal, Title: m.Subject, Ref: m.Key, Text: lines(m.Subject, m.From), Weight: 4},
		{Where: InJournal, Title: m.Subject, Ref: m.Key, Text: bounded(text), Weight: 2},
		{Where: InJournal, Title: m.Subject, Ref: m.Key, Text: m.Reason, Weight: 1},
	}
}
