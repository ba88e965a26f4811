package ticketview

import (
	"strings"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// Bounds on what one line takes from a ticket.
const (
	lineMax  = 300
	blockMax = 64 << 10
)

var (
	bar  = clean.Own("▌")
	dash = clean.Own("–")
)

func line(t string) clean.Text    { return clean.Line(t, lineMax) }
func passage(t string) clean.Text { return clean.Block(t, blockMax) }

// glue joins texts.
func glue(parts ...clean.Text) clean.Text {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.String())
	}
	return clean.Own(b.String())
}

var (
	space = clean.Own(" ")
	dot   = clean.Own(" · ")
)

// list joins the texts that are not empty with a dot between them.
func list(parts ...clean.Text) clean.Text {
	var b strings.Builder
	for _, p := range parts {
		if p.Empty() {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(dot.String())
		}
		b.WriteString(p.String())
	}
	return clean.Own(b.String())
}

// in is a text of the catalogue in the console's language.
func (s *Screen) in(t domain.Text) clean.Text {
	return clean.Block(t.In(domain.Lang(s.env.Lang)), 4000)
}

// both returns the words in id and en of what a step is called.
func (s *Screen) stepTitle(id string) clean.Text {
	if s.l.service != nil {
		if st, _, ok := s.l.service.Step(id); ok {
			return s.in(st.Title)
		}
	}
	return line(id)
}

func (s *Screen) serviceTitle(id string) clean.Text {
	if svc, ok := s.opt.Catalogue.Service(id); ok {
		return s.in(svc.Title)
	}
	if id == "" {
		return s.env.T("ticketview.no-service")
	}
	return line(id)
}

func (s *Screen) requirementTitle(id string) clean.Text {
	if s.l.service != nil {
		return s.in(s.opt.Catalogue.RequirementTitle(s.l.service, id))
	}
	if r, ok := s.opt.Catalogue.Requirement(id); ok {
		return s.in(r.Title)
	}
	return line(id)
}

func (s *Screen) conditionTitle(id string) clean.Text {
	if c, ok := s.opt.Catalogue.Condition(id); ok {
		return s.in(c.Title)
	}
	return line(id)
}

// actor is who has a step, in words.
func (s *Screen) actor(id string) clean.Text { return s.in(s.opt.Catalogue.Actor(id)) }

func (s *Screen) letterTitle(id string) clean.Text {
	if id == "" {
		return s.env.T("ticketview.letter")
	}
	return s.in(s.opt.Catalogue.Letter(id))
}

// by is who did something: an officer, or the program.
func (s *Screen) by(id string) clean.Text {
	if id == ticket.ByDesk {
		return clean.Own("Loket")
	}
	return s.env.OfficerName(id)
}

// problem is what is wrong with a file, in words.
func (s *Screen) problem(code string) clean.Text { return s.env.Lang.Word("ticketview.problem.", code) }

func (s *Screen) problems(codes []string) clean.Text {
	out := make([]clean.Text, len(codes))
	for i, c := range codes {
		out[i] = s.problem(c)
	}
	return list(out...)
}

func (s *Screen) day(t time.Time) clean.Text {
	zone := s.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	return s.env.Lang.Day(t, zone)
}

// refusal puts a refusal of the desk into the console's language.
func (s *Screen) refusal(r *ticket.Refusal) clean.Text { return s.env.Lang.Refusal(r) }

// hint puts a reason of a guess into words.
func (s *Screen) hint(reason string) clean.Text { return s.env.Reason(reason, s.serviceTitle) }

// tidy takes the wide blanks out of a document's text, which was laid out for a
// page and has to fit a column.
func tidy(t string) clean.Text {
	lines := strings.Split(t, "\n")
	for i, l := range lines {
		words := strings.Fields(l)
		indent := ""
		if strings.HasPrefix(l, "  ") {
			indent = "  "
		}
		lines[i] = indent + strings.Join(words, " ")
		if len(words) == 0 {
			lines[i] = ""
		}
	}
	return passage(strings.Join(lines, "\n"))
}

// open returns the titles of mandatory requirements that are still open.
func (s *Screen) open() []clean.Text {
	var out []clean.Text
	for _, e := range s.l.t.Evidence {
		if e.Verdict != ticket.Accepted && e.Verdict != ticket.NotApplicable && e.Exception == "" {
			out = append(out, s.requirementTitle(e.Requirement))
		}
	}
	return out
}

// judged counts the mandatory requirements and those that are settled.
func (s *Screen) judged() (done, all int) {
	return len(s.l.t.Evidence) - len(s.open()), len(s.l.t.Evidence)
}

func commas(parts []clean.Text) clean.Text {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.String()
	}
	return clean.Own(strings.Join(out, ", "))
}

// text draws a text in an ink, wrapped to w cells and indented.
func text(t clean.Text, ink kit.Ink, w, indent int) []string {
	lines := kit.Wrap(t, max(w-indent, 1))
	for i, l := range lines {
		lines[i] = kit.Spaces(indent) + ink.Render(clean.Own(l))
	}
	return lines
}

// span is a piece of a line.
type span struct {
	text clean.Text
	ink  kit.Ink
}

// sides draws pieces from the left and pieces at the right end in w cells. The
// right end stays whole; the left is cut.
func sides(w int, left, right []span) string {
	if w < 2 {
		return kit.Spaces(w)
	}
	r, rw := spans(right, w-2)
	room := w - 2 - rw
	if rw > 0 {
		room -= 2
	}
	l, lw := spans(left, max(room, 0))
	return " " + l + kit.Spaces(w-2-lw-rw) + r + " "
}

func spans(list []span, room int) (string, int) {
	var b strings.Builder
	used := 0
	for _, p := range list {
		if used >= room {
			break
		}
		cut := kit.Cut(p.text, room-used)
		b.WriteString(p.ink.Render(clean.Own(cut)))
		used += kit.Width(clean.Own(cut))
	}
	return b.String(), used
}
