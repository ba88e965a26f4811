package ticket

import "strings"

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
	InWork      Where = "work" // remarks on steps, documents, conditions and tasks
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
}

// maxPassage bounds one text, in bytes.
const maxPassage = 64 << 10

// Passages returns everything on a ticket that is searched, the weightiest first.
// What is not on the ticket any more is not in it.
func Passages(t *Ticket) []Passage {
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
			a := &m.Attachments[j]
			text := a.Name
			if a.Report != nil {
				text += "\n" + a.Report.Text
			}
			out = append(out, Passage{Where: InFile, Title: a.Name, Ref: a.SHA, Version: m.Version, Text: text, Weight: 2})
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
		if len(p.Text) > maxPassage {
			p.Text = strings.ToValidUTF8(p.Text[:maxPassage], "")
		}
		kept = append(kept, p)
	}
	return kept
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
