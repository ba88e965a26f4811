package ticketview

import (
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// foldFrom is how many lines a letter or a machine's mail has before it is cut
// while folded.
const foldFrom = 8

// Glyphs of the conversation, one cell each.
var (
	inGlyph   = clean.Own("← ")
	outGlyph  = clean.Own("→ ")
	noteGlyph = clean.Own("# ")
	fileGlyph = clean.Own("+ ")
)

// body wraps a text once per width.
func (c *conversation) body(key string, t string, ink kit.Ink) []string {
	if lines, ok := c.drawn[key]; ok {
		return lines
	}
	lines := text(passage(strings.TrimSpace(t)), ink, c.w-1, 4)
	c.drawn[key] = lines
	return lines
}

// cutFold shows the beginning of something long and how much there is more.
func (c *conversation) cutFold(lines []string, n int) []string {
	if c.open || len(lines) <= n+2 {
		return lines
	}
	return append(lines[:n:n], "    "+c.s.env.Theme.Faint.Render(c.s.env.T("ticketview.talk.more", len(lines)-n)))
}

func (c *conversation) message(m *ticket.Message) []string {
	e, th, s := c.s.env, c.s.env.Theme, c.s
	who := line(m.From.Name)
	if who.Empty() {
		who = line(m.From.Email)
	} else if m.From.Email != "" {
		who = glue(who, clean.Own(" <"), line(m.From.Email), clean.Own(">"))
	}
	left := []span{{space, th.Text}}
	if c.marked[m.Version] {
		left = append(left, span{clean.Own("✓ "), th.Accent})
	}
	ink := th.Bold
	if m.Machine != "" {
		ink = th.Muted
	}
	left = append(left, span{inGlyph, th.Accent}, span{who, ink})
	if m.Machine != "" {
		left = append(left, span{glue(clean.Own("  ["), e.T("ticketview.talk.machine", e.Lang.Word("ticketview.machine.", m.Machine)), clean.Own("]")), th.Soon})
	}
	out := []string{sides(c.w, left, []span{{e.Time(m.Date), th.Muted}})}
	if m.Subject != "" && !sameSubject(m.Subject, s.l.t.Subject) {
		out = append(out, text(line(m.Subject), th.Muted.And(th.Bold), c.w-1, 4)...)
	}
	if len(m.Cc) > 0 {
		out = append(out, "    "+th.Muted.Render(clean.Own(kit.Cut(glue(clean.Own("cc "), line(strings.Join(m.Cc, ", "))), c.w-5))))
	}
	key := "m" + itoa(int(m.Version))
	out = append(out, c.judged(m)...)
	out = append(out, c.proposed(m)...)
	body := c.body(key, m.Text, th.Text)
	if m.Machine != "" {
		body = c.cutFold(body, 3)
	}
	out = append(out, body...)
	out = append(out, c.quoted(m, key)...)
	for i := range m.Attachments {
		out = append(out, c.file(&m.Attachments[i]))
	}
	for _, w := range m.Warnings {
		out = append(out, text(glue(clean.Own("! "), line(w)), th.Soon, c.w-1, 4)...)
	}
	return out
}

// sameSubject compares without the marks of replies.
func sameSubject(a, b string) bool { return bare(a) == bare(b) }

func bare(s string) string { return strings.ToLower(ticket.Topic(s)) }

func (c *conversation) quoted(m *ticket.Message, key string) []string {
	if strings.TrimSpace(m.Quoted) == "" {
		return nil
	}
	th := c.s.env.Theme
	if !c.open {
		n := strings.Count(strings.TrimSpace(m.Quoted), "\n") + 1
		return []string{"    " + th.Faint.Render(c.s.env.T("ticketview.talk.quoted", n))}
	}
	return c.body("q"+key, m.Quoted, th.Muted)
}

func (c *conversation) file(a *ticket.Attachment) string {
	e, th := c.s.env, c.s.env.Theme
	parts := []span{{clean.Own("    "), th.Text}, {fileGlyph, th.Accent}, {line(a.Name), th.Text},
		{glue(clean.Own("  "), c.s.fileFacts(a)), th.Muted}}
	if len(a.Problems) > 0 {
		parts = append(parts, span{glue(clean.Own("  ! "), c.s.problems(a.Problems)), th.Late})
	}
	if a.Requirement != "" {
		parts = append(parts, span{glue(clean.Own("  → "), c.s.requirementTitle(a.Requirement)), th.OK})
	} else {
		parts = append(parts, span{glue(clean.Own("  → "), e.T("ticketview.file.unmatched")), th.Muted})
	}
	l, _ := spans(parts, c.w-1)
	return l
}

// note draws an internal remark on a ground of its own, with a word on every
// one that it does not leave the house.
func (c *conversation) note(n *ticket.Note) []string {
	e, th := c.s.env, c.s.env.Theme
	w := c.w - 3
	edge := "  " + th.Soon.Render(clean.Own("┃"))
	head := list(glue(noteGlyph, e.T("ticketview.talk.note")), c.s.by(n.By))
	when := e.Time(n.At)
	tw := kit.Width(when)
	out := []string{edge + kit.Row(th.Box, w, kit.Cell{Text: glue(space, head), Width: w - tw - 3, Ink: th.Soon.And(th.Bold)},
		kit.Cell{Text: when, Width: tw, Ink: th.Muted})}
	for _, l := range kit.Wrap(passage(strings.TrimSpace(n.Text)), max(w-2, 1)) {
		out = append(out, edge+kit.Row(th.Box, w, kit.Cell{Text: glue(space, clean.Own(l)), Width: w, Ink: th.Text}))
	}
	return out
}

// fileFacts is what a file is: type, pages, size.
func (s *Screen) fileFacts(a *ticket.Attachment) clean.Text {
	e := s.env
	size := e.Lang.Size(a.Size)
	switch {
	case a.Inline:
		return list(size, e.T("ticketview.file.inline"))
	case a.Quarantined():
		return list(size, s.foundWords(a.Scan))
	case a.Await:
		return list(size, e.T("ticketview.file.await"))
	case a.Destroyed():
		return list(size, e.T("ticketview.file.destroyed"))
	case a.Report == nil && a.Failed != "":
		return list(size, e.T("ticketview.file.failed", line(a.Failed)))
	case a.Report == nil:
		return size
	}
	kind := e.Lang.Word("ticketview.kind.", string(a.Report.Kind))
	pages := clean.Text{}
	if a.Report.Pages > 0 {
		pages = e.T("ticketview.file.pages", a.Report.Pages)
	}
	return list(kind, pages, size)
}
