package ticketview

import (
	"strings"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document/reading"
	"loket/ui/kit"
)

// doubt is what an officer should look at, in words.
func (s *Screen) doubt(d *ticket.Doubt) clean.Text {
	e := s.env
	args := make([]any, 3)
	for i := range args {
		args[i] = clean.Text{}
		if i < len(d.Args) {
			args[i] = line(d.Args[i])
		}
	}
	switch d.Code {
	case "letter-old", "letter-future":
		if len(d.Args) > 0 {
			args[0] = s.dated(d.Args[0])
		}
	case "other-service":
		if len(d.Args) > 0 {
			args[0] = s.serviceTitle(d.Args[0])
		}
	case "sent-before":
		if len(d.Args) > 1 {
			args[1] = e.Verdict(d.Args[1]).Word
		}
	}
	words := e.T("ticketview.doubt."+d.Code, args...)
	if d.Page > 0 {
		words = glue(words, clean.Own(" ("), s.pageRange(d.Page, d.Page), clean.Own(")"))
	}
	return words
}

func (s *Screen) pageRange(from, to int) clean.Text {
	if from == to {
		return s.env.T("ticketview.file.page", from)
	}
	return s.env.T("ticketview.file.page-range", from, to)
}

// filesOf says how many files are offered for a requirement, or on which pages of
// one that holds more.
func (s *Screen) filesOf(it *ticket.CheckItem) clean.Text {
	e := s.env
	switch n := len(it.Files); n {
	case 0:
		return clean.Text{}
	case 1:
		a := it.Files[0]
		if from, to := a.Pages(it.Requirement.ID); from > 0 {
			return s.pageRange(from, to)
		}
		return e.T("ticketview.docs.file")
	default:
		return e.T("ticketview.docs.files", n)
	}
}

// doubtful counts the doubts about the files of a requirement that nobody judged.
func (s *Screen) doubtful(it *ticket.CheckItem) clean.Text {
	n := 0
	for _, a := range it.Files {
		n += len(a.DoubtsFor(it.Requirement.ID))
	}
	if n == 0 || it.Evidence.Verdict != ticket.Unjudged {
		return clean.Text{}
	}
	return s.env.T("ticketview.docs.doubts", n)
}

// shownFacts are what is listed of a document, in this order.
var shownFacts = []reading.Field{reading.Number, reading.Date, reading.Addressee, reading.Subject, reading.Agency,
	reading.Signer, reading.SignerTitle, reading.Name, reading.NIP, reading.Rank, reading.Domain}

// maxValue bounds the lines of one value.
const maxValue = 4

// readLines is what was read in a file for a requirement: where, what is doubtful,
// how it was read, and the facts.
func (s *Screen) readLines(a *ticket.Attachment, it *ticket.CheckItem, w int) []string {
	th, e := s.env.Theme, s.env
	var out []string
	var part reading.Part
	if it != nil {
		if from, to := a.Pages(it.Requirement.ID); from > 0 {
			part.From, part.To = from, to
			out = append(out, text(e.T("ticketview.file.holds", s.pageRange(from, to)), th.Text, w, 0)...)
		}
	}
	doubts := a.Doubts
	if it != nil {
		doubts = a.DoubtsFor(it.Requirement.ID)
	}
	for i := range doubts {
		out = append(out, text(glue(clean.Own("? "), s.doubt(&doubts[i])), th.Soon, w, 0)...)
	}
	r := a.Report
	if r == nil {
		return out
	}
	switch {
	case r.OCR != nil && r.OCR.Words > 0:
		out = append(out, text(e.T("ticketview.file.recognised", int(r.OCR.Confidence)), th.Muted, w, 0)...)
	case r.OCR != nil && len(r.Unread) > 0:
		out = append(out, text(e.T("ticketview.file.not-recognised", line(r.OCR.Note)), th.Muted, w, 0)...)
	}
	if r.Facts == nil {
		return out
	}
	return append(out, s.factLines(r.Facts, part, w)...)
}

// factLines lists the first values of each field with their pages.
func (s *Screen) factLines(f *reading.Facts, part reading.Part, w int) []string {
	var out []string
	for _, field := range shownFacts {
		count, seen := 0, ""
		for i := range f.Found {
			g := &f.Found[i]
			if g.Field != field || count >= 3 || part.To > 0 && (g.Page < part.From || g.Page > part.To) || strings.Contains(seen, "\x00"+g.Value+"\x00") {
				continue
			}
			count++
			seen += "\x00" + g.Value + "\x00"
			label := clean.Text{}
			if count == 1 {
				label = s.env.Lang.Word("ticketview.fact.", string(field))
			}
			value := line(g.Value)
			if field == reading.Date {
				value = s.dated(g.Value)
			}
			if field == reading.NIP { // whole on the document's own page alone
				value = line(domain.MaskNIPs(g.Value))
			}
			out = append(out, s.factRows(label, value, s.pageRange(g.Page, g.Page), w)...)
		}
	}
	return out
}

// factRows is a value beside its label, and its page after its end. A long value
// goes on below: a subject names the domain last.
func (s *Screen) factRows(label, value, page clean.Text, w int) []string {
	th := s.env.Theme
	lw, pw := min(18, max(w/3, 15)), kit.Width(page)
	vw := max(w-lw-1, 1)
	lines := kit.Wrap(value, vw)
	if len(lines) > maxValue {
		lines = lines[:maxValue]
		lines[maxValue-1] = kit.Cut(clean.Own(lines[maxValue-1]), vw-1) + "…"
	}
	if n := len(lines); n == 0 || kit.Width(clean.Own(lines[n-1]))+1+pw > vw {
		lines = append(lines, "")
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		v := clean.Own(l)
		cells := []kit.Cell{{Text: label, Width: lw, Ink: th.Muted}, {Text: v, Width: kit.Width(v), Ink: th.Text}}
		if i == len(lines)-1 {
			cells = append(cells, kit.Cell{Text: page, Width: pw, Ink: th.Muted})
		}
		out[i], label = kit.Row(kit.Ink{}, w, cells...), clean.Text{}
	}
	return out
}

// dated is a date that was read in a file, as the console writes one.
func (s *Screen) dated(iso string) clean.Text {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return line(iso)
	}
	return s.env.Lang.Day(at, time.UTC)
}

// origin says where a field or row of a form was read: a person confirms it there.
// Nothing is said of what an officer wrote.
func (s *Screen) origin(o ticket.Origin) clean.Text {
	if o.Mail {
		return s.env.T("ticketview.form.from-mail")
	}
	a := s.l.t.Attachment(o.File)
	if o.File == "" || a == nil {
		return clean.Text{}
	}
	where := line(a.Name)
	if o.Page > 0 {
		where = glue(where, space, s.pageRange(o.Page, o.Page))
	}
	if o.OCR {
		return s.env.T("ticketview.form.from-picture", where)
	}
	return s.env.T("ticketview.form.from", where)
}

// confirmation says who compared what was read, or that nobody did yet.
func (s *Screen) confirmation() clean.Text {
	switch t := s.l.t; {
	case t.Confirmed != nil:
		return s.env.T("ticketview.form.confirmed", s.by(t.Confirmed.By), s.env.Moment(t.Confirmed.At))
	case t.Unconfirmed():
		return s.env.T("ticketview.form.unconfirmed")
	}
	return clean.Text{}
}
