package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// judgedInk is how a level looks: its sign and its colour. The word says it, too.
func judgedInk(th *kit.Theme, level string) (clean.Text, kit.Ink) {
	switch level {
	case ticket.SenderTrusted:
		return clean.Own("✓ "), th.OK
	case ticket.SenderDoubtful:
		return clean.Own("~ "), th.Soon
	case ticket.SenderForged:
		return clean.Own("! "), th.Late
	}
	return clean.Own("· "), th.Muted
}

// judgedLine is the level and what says most, in one line.
func (s *Screen) judgedLine(j *ticket.Judgement) clean.Text {
	if j.Head == nil {
		if old := j.Line.In(domain.Lang(s.env.Lang)); old != "" {
			return line(old)
		}
		return s.env.Lang.Word("sender.level.", j.Level)
	}
	return glue(s.env.Lang.Word("sender.level.", j.Level), space, s.finding(*j.Head))
}

// finding puts what was found into words. A record from before there were codes
// has its sentences.
func (s *Screen) finding(f ticket.Finding) clean.Text {
	if f.Code == "" || !s.env.Lang.Has("sender."+f.Code) {
		return line(strings.TrimSpace(domain.Text{ID: f.ID, EN: f.EN}.In(domain.Lang(s.env.Lang)) + " " + f.Code))
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return s.env.T("sender."+f.Code, args...)
}

// judged says who really wrote in one line, and what speaks against the sender
// below it; all of it is in the panel, or where the quotations are unfolded.
func (c *conversation) judged(m *ticket.Message) []string {
	if m.Sender == nil || m.Machine != "" {
		return nil
	}
	th, s := c.s.env.Theme, c.s
	glyph, ink := judgedInk(th, m.Sender.Level)
	first := clean.Text{}
	if slices.ContainsFunc(m.Sender.Reasons, func(f ticket.Finding) bool { return f.Code == "first-time" }) {
		first = glue(dot, s.env.T("sender.panel.first"))
	}
	warned := m.Sender.Level == ticket.SenderDoubtful || m.Sender.Level == ticket.SenderForged
	if !warned {
		said := clean.Own(kit.Cut(glue(glyph, s.judgedLine(m.Sender)), max(c.w-5-kit.Width(first), 1)))
		out := []string{"    " + ink.Render(said) + th.Accent.Render(first)}
		if c.open {
			out = append(out, c.grounds(m.Sender, func(ticket.Finding) bool { return true })...)
		}
		return out
	}
	out := text(glue(glyph, s.judgedLine(m.Sender), first), ink, c.w-1, 4)
	out = append(out, c.grounds(m.Sender, func(f ticket.Finding) bool {
		said := m.Sender.Head != nil && f.Code == m.Sender.Head.Code
		return c.open || !said && (f.Weight < 0 || f.Code == "")
	})...)
	return append(out, text(s.env.T("sender.panel.key"), th.Faint, c.w-1, 6)...)
}

// grounds are the reasons that are worth a line each, set off to the right.
func (c *conversation) grounds(j *ticket.Judgement, worth func(ticket.Finding) bool) []string {
	var out []string
	for _, f := range j.Reasons {
		if !worth(f) {
			continue
		}
		for i, l := range text(c.s.finding(f), c.s.env.Theme.Muted, c.w-1, 8) {
			if i == 0 {
				l = "      " + c.s.env.Theme.Muted.Render(clean.Own("– ")) + strings.TrimPrefix(l, "        ")
			}
			out = append(out, l)
		}
	}
	return out
}

// senderTopics are the rows of the panel, in its order, with the beginnings of
// the codes that belong there.
var senderTopics = [...]struct {
	id    string
	codes []string
}{
	{"address", []string{"official", "shared", "not-official", "free-mail", "line-not-official", "no-sender", "from-group"}},
	{"signature", []string{"dkim-"}},
	{"server", []string{"site-"}},
	{"chain", []string{"arc"}},
	{"name", []string{"display-"}},
	{"likeness", []string{"look-"}},
	{"reply", []string{"reply-"}},
	{"history", []string{"first-time", "known", "agency-"}},
	{"header", []string{"many-from", "doubled", "header-"}},
}

func topicOf(code string) string {
	for _, t := range senderTopics {
		if slices.ContainsFunc(t.codes, func(c string) bool {
			return code == c || strings.HasSuffix(c, "-") && strings.HasPrefix(code, c) || c == "arc" && strings.HasPrefix(code, "arc-")
		}) {
			return t.id
		}
	}
	return ""
}

// whoWrote is the mail that the panel is about: the selected one, else the
// newest of a person.
func (s *Screen) whoWrote() *ticket.Message {
	if en := s.talkPane.selected(); s.tab == talk && en != nil && en.message != nil {
		return en.message
	}
	for i := len(s.l.t.Messages) - 1; i >= 0; i-- {
		if m := &s.l.t.Messages[i]; m.Machine == "" {
			return m
		}
	}
	return nil
}

// showSender opens the panel on who wrote.
func (s *Screen) showSender() kit.Intent {
	e, m := s.env, s.whoWrote()
	switch {
	case m == nil:
		return kit.Toast{Text: e.T("sender.panel.none"), Level: kit.Warn}
	case m.Sender == nil:
		return kit.Toast{Text: e.T("sender.panel.unjudged"), Level: kit.Note}
	}
	return kit.Show{Overlay: kit.NewInfoLines(e, e.T("sender.panel.title"), s.senderLines(m, min(max(s.w-14, 30), 92)))}
}

// senderLines draws the panel: who it says it is, the one line, and what was
// found, one topic after the other, so that what was not found is seen, too.
func (s *Screen) senderLines(m *ticket.Message, w int) []string {
	e, th, j := s.env, s.env.Theme, m.Sender
	out := text(list(line(m.From.Name), line(m.From.Email), e.Time(m.Date)), th.Bold, w, 0)
	glyph, ink := judgedInk(th, j.Level)
	out = append(append(out, text(glue(glyph, s.judgedLine(j)), ink, w, 0)...), "")
	label := 0
	for _, t := range senderTopics {
		label = max(label, kit.Width(e.T("sender.topic."+t.id)))
	}
	for _, t := range senderTopics {
		head := th.Muted.Fit(e.T("sender.topic."+t.id), label) + "  "
		for _, row := range s.topicLines(m, t.id, w-label-2) {
			out = append(out, head+row)
			head = kit.Spaces(label + 2)
		}
	}
	for _, f := range j.Reasons {
		if topicOf(f.Code) == "" { // of a record from before there were codes, or of a later version
			out = append(out, text(glue(clean.Own("– "), s.finding(f)), th.Muted, w, 0)...)
		}
	}
	return out
}

// topicLines are what was found on one topic, the weightiest first.
func (s *Screen) topicLines(m *ticket.Message, topic string, w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	for _, f := range m.Sender.Reasons {
		if topicOf(f.Code) != topic {
			continue
		}
		glyph, ink := "· ", th.Text
		switch {
		case f.Weight <= -2:
			glyph, ink = "! ", th.Late
		case f.Weight < 0:
			glyph, ink = "~ ", th.Soon
		case f.Weight > 0:
			glyph, ink = "✓ ", th.OK
		}
		rows := text(s.finding(f), th.Text, w, 2)
		for i, r := range rows {
			if i == 0 {
				r = ink.Render(clean.Own(glyph)) + strings.TrimPrefix(r, "  ")
			}
			out = append(out, r)
		}
	}
	if topic == "server" && m.Sender.Server != "" && m.Auth != "" {
		out = append(out, text(e.T("sender.panel.said", m.Auth, m.Sender.Server), th.Muted, w, 2)...)
	}
	if len(out) == 0 {
		out = text(e.T("sender.nothing."+topic), th.Muted, w, 2)
	}
	return out
}
