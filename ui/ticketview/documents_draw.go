package ticketview

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// blocks is the checklist: requirements, other files, conditions.
func (d *documents) blocks() []block {
	s, e := d.s, d.s.env
	var out []block
	done, all := s.judged()
	head := e.T("ticketview.docs.title")
	if all > 0 {
		head = list(head, e.T("ticketview.next.judged", done, all))
	}
	out = append(out, d.heading(head, false))
	if len(s.l.items) == 0 {
		out = append(out, d.plain(e.T("ticketview.docs.none")))
	}
	for i := range s.l.items {
		if t := s.parting(i); !t.Empty() {
			out = append(out, d.plain(t))
		}
		out = append(out, d.requirement(&s.l.items[i]))
	}
	if len(s.l.linked) > 0 {
		out = append(out, d.heading(e.T("ticketview.docs.linked"), true))
	}
	for i := range s.l.linked {
		out = append(out, d.linkedFile(&s.l.linked[i]))
	}
	if loose := d.loose(); len(loose) > 0 {
		out = append(out, d.heading(e.T("ticketview.docs.loose"), true))
		for _, a := range loose {
			out = append(out, d.looseFile(a))
		}
	}
	if ids := s.conditions(); len(ids) > 0 {
		out = append(out, d.heading(e.T("ticketview.docs.conditions"), true))
		for _, id := range ids {
			out = append(out, d.conditionBlock(id))
		}
	}
	return out
}

func (d *documents) heading(t clean.Text, gap bool) block {
	return block{draw: func(w int, _ bool) []string {
		l := d.s.env.Theme.Title.Render(clean.Own(kit.Cut(t, w)))
		if gap {
			return []string{"", l}
		}
		return []string{l}
	}}
}

func (d *documents) plain(t clean.Text) block {
	return block{draw: func(w int, _ bool) []string { return text(t, d.s.env.Theme.Muted, w, 0) }}
}

func ground(th *kit.Theme, selected bool) kit.Ink {
	if selected {
		return th.Selected
	}
	return kit.Ink{}
}

// requirement draws two lines: what is asked for, and how it stands.
func (d *documents) requirement(it *ticket.CheckItem) block {
	s, e := d.s, d.s.env
	return block{id: isRequirement + it.Requirement.ID, draw: func(w int, selected bool) []string {
		th := e.Theme
		mark, g := s.verdict(it), ground(th, selected)
		title := s.in(it.Title)
		ink := th.Bold
		if it.Optional {
			ink = th.Text
		}
		cells := []kit.Cell{{Text: space, Width: 1}}
		if len(it.Problems) > 0 && it.Evidence.Verdict == ticket.Unjudged {
			p := glue(clean.Own("! "), s.problems(it.Problems))
			cells = append(cells, kit.Cell{Text: p, Width: min(kit.Width(p), w-2), Ink: th.Late})
		}
		status := list(s.resentMark(it), s.standing(it, mark), s.doubtful(it))
		if len(cells) > 1 && !status.Empty() {
			status = glue(clean.Own("· "), status)
		}
		cells = append(cells, kit.Cell{Text: status, Width: min(kit.Width(status), w-2), Ink: mark.Ink})
		return []string{
			kit.Row(g, w, kit.Cell{Text: clean.Own(mark.Glyph), Width: 1, Ink: mark.Ink}, kit.Cell{Text: title, Width: w - 2, Ink: ink}),
			kit.Row(g, w, cells...),
		}
	}}
}

// standing says in a few words how a requirement stands.
func (s *Screen) standing(it *ticket.CheckItem, mark kit.Mark) clean.Text {
	e := s.env
	files := s.filesOf(it)
	unjudged := it.Evidence.Verdict == ticket.Unjudged && it.Evidence.Exception == ""
	switch {
	case unjudged && it.InMail != nil:
		return e.T("ticketview.docs.pasted")
	case it.Evidence.InMail != 0:
		return list(mark.Word, e.T("ticketview.docs.in-mail"))
	case unjudged && len(it.Files) == 0 && it.Optional:
		return e.T("ticketview.docs.optional")
	case unjudged && len(it.Files) == 0:
		return e.T("ticketview.docs.no-file")
	case unjudged && len(it.Problems) > 0:
		return files
	case it.Evidence.Verdict == ticket.Rejected && it.Evidence.Reason != "" && it.Evidence.Reason != "other":
		return list(mark.Word, e.Lang.Word("ticketview.reason.", it.Evidence.Reason))
	}
	return list(mark.Word, files)
}

// verdict is the mark of a requirement; an exception counts as its own.
func (s *Screen) verdict(it *ticket.CheckItem) kit.Mark {
	if it.Evidence.Exception != "" {
		return kit.Mark{Glyph: "*", Word: s.env.T("ticketview.docs.exception"), Ink: s.env.Theme.OK}
	}
	m := s.env.Verdict(string(it.Evidence.Verdict))
	if it.Optional && it.Evidence.Verdict == ticket.Unjudged {
		m.Glyph, m.Ink = "·", s.env.Theme.Muted
	}
	return m
}

func (d *documents) looseFile(a *ticket.Attachment) block {
	return block{id: isFile + a.SHA, draw: func(w int, selected bool) []string {
		th := d.s.env.Theme
		facts := d.s.fileFacts(a)
		fw := min(kit.Width(facts), w/2)
		return []string{kit.Row(ground(th, selected), w, kit.Cell{Text: clean.Own("+"), Width: 1, Ink: th.Accent},
			kit.Cell{Text: line(a.Name), Width: w - fw - 3, Ink: th.Text}, kit.Cell{Text: facts, Width: fw, Ink: th.Muted, Right: true})}
	}}
}

// linkedFile is a file of a linked ticket: what it is for, its name, and the verdict
// it has there.
func (d *documents) linkedFile(f *ticket.LinkedFile) block {
	s := d.s
	return block{id: isLinked + f.File.SHA, draw: func(w int, selected bool) []string {
		th, g := s.env.Theme, ground(s.env.Theme, selected)
		mark := s.env.Verdict(string(f.Verdict))
		there := glue(clean.Own(mark.Glyph), space, mark.Word)
		if w >= 50 { // else the text beside it says of which ticket
			there = list(line(f.Number), there)
		}
		tw := min(kit.Width(there), w/2)
		return []string{
			kit.Row(g, w, kit.Cell{Text: clean.Own("»"), Width: 1, Ink: th.Accent}, kit.Cell{Text: s.requirementTitle(f.Requirement), Width: w - 2, Ink: th.Text}),
			kit.Row(g, w, kit.Cell{Text: space, Width: 1}, kit.Cell{Text: line(f.File.Name), Width: w - tw - 4, Ink: th.Muted}, kit.Cell{Text: there, Width: tw, Ink: mark.Ink, Right: true}),
		}
	}}
}

// conditions are the ids of what must hold for the requester.
func (s *Screen) conditions() []string {
	if s.l.service == nil {
		return nil
	}
	return s.l.service.Conditions
}

func (s *Screen) condition(id string) *ticket.Condition {
	i := slices.IndexFunc(s.l.t.Conditions, func(c ticket.Condition) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &s.l.t.Conditions[i]
}

func (s *Screen) conditionMark(id string) kit.Mark {
	e := s.env
	switch c := s.condition(id); {
	case c == nil:
		return kit.Mark{Glyph: "○", Word: e.T("ticketview.condition.open"), Ink: e.Theme.Soon}
	case c.OK:
		return kit.Mark{Glyph: "✓", Word: e.T("ticketview.condition.ok"), Ink: e.Theme.OK}
	case s.excused(c):
		return kit.Mark{Glyph: "*", Word: e.T("ticketview.docs.exception"), Ink: e.Theme.OK}
	}
	return kit.Mark{Glyph: "✗", Word: e.T("ticketview.condition.bad"), Ink: e.Theme.Late}
}

func (d *documents) conditionBlock(id string) block {
	s := d.s
	return block{id: isCondition + id, draw: func(w int, selected bool) []string {
		m := s.conditionMark(id)
		ww := min(kit.Width(m.Word), w/2)
		return []string{kit.Row(ground(s.env.Theme, selected), w, kit.Cell{Text: clean.Own(m.Glyph), Width: 1, Ink: m.Ink},
			kit.Cell{Text: s.conditionTitle(id), Width: w - ww - 3}, kit.Cell{Text: m.Word, Width: ww, Ink: m.Ink, Right: true})}
	}}
}

// detailLines is all that is known of what is selected: how it stands, its
// file, what to look at, and the file's text.
func (d *documents) detailLines() []string {
	s, w := d.s, d.text.w
	if id, ok := strings.CutPrefix(d.list.selected(), isCondition); ok {
		return s.conditionLines(id, w)
	}
	it, a := d.item(), d.shown()
	var out []string
	if f := d.linked(); f != nil {
		out = append(text(s.requirementTitle(f.Requirement), s.env.Theme.Title, w, 0), text(s.env.T("ticketview.docs.linked-note", f.Number), s.env.Theme.Muted, w, 0)...)
		out = append(out, "")
	}
	if it != nil {
		out = d.requirementLines(it, w)
	}
	switch {
	case a != nil:
		out = append(out, d.fileLines(a, w)...)
	case it != nil && (it.InMail != nil || it.Evidence.InMail != 0):
		return append(out, d.mailLines(it, w)...)
	case it != nil:
		out = append(out, "", s.env.Theme.Soon.Render(s.env.T("ticketview.docs.nothing")))
	}
	if it != nil {
		out = append(out, d.checkLines(it, w)...)
	}
	if a != nil {
		out = append(out, d.textLines(a, w)...)
	}
	return out
}

// mailLines is the mail's own text where it stands for a document: whose it is, why
// it is offered, what to look at, and the text.
func (d *documents) mailLines(it *ticket.CheckItem, w int) []string {
	s, e, th := d.s, d.s.env, d.s.env.Theme
	version := it.Evidence.InMail
	if version == 0 {
		version = it.InMail.Message
	}
	m := s.l.t.Message(version)
	if m == nil {
		return []string{"", th.Soon.Render(e.T("ticketview.docs.nothing"))}
	}
	out := append([]string{""}, text(e.T("ticketview.docs.mail-of", line(m.From.Name), e.Time(m.Date)), th.Bold, w, 0)...)
	if it.InMail != nil {
		out = append(out, text(e.T("ticketview.file.why", e.T("ticketview.in-mail."+it.InMail.Why, it.InMail.N)), th.Muted, w, 0)...)
	}
	out = append(out, d.checkLines(it, w)...)
	out = append(out, th.Faint.Render(clean.Own(strings.Repeat("─", max(w, 0)))))
	return append(out, text(tidy(m.Text), th.Text, w, 0)...)
}

func (d *documents) requirementLines(it *ticket.CheckItem, w int) []string {
	s, e, th := d.s, d.s.env, d.s.env.Theme
	ev := it.Evidence
	mark := s.verdict(it)
	out := text(s.in(it.Title), th.Title, w, 0)
	status := glue(clean.Own(mark.Glyph), space, mark.Word)
	if ev.By != "" {
		status = list(status, s.by(ev.By), e.Moment(ev.At))
	}
	out = append(out, text(status, mark.Ink, w, 0)...)
	if ev.Reason != "" || ev.Note != "" {
		out = append(out, text(list(e.Lang.Word("ticketview.reason.", ev.Reason), line(ev.Note)), th.Text, w, 0)...)
	}
	for i := range ev.Doubts {
		out = append(out, text(glue(clean.Own("– "), s.doubt(&ev.Doubts[i])), th.Text, w, 2)...)
	}
	if ev.Exception != "" {
		out = append(out, text(e.T("ticketview.docs.exception-why", ev.Exception), th.Text, w, 0)...)
	}
	if it.When != "" {
		out = append(out, text(e.T("ticketview.docs.when", s.in(s.opt.Catalogue.Circumstance(it.When))), th.Muted, w, 0)...)
	}
	return out
}

// checkLines is what an officer looks at in a document of this kind.
func (d *documents) checkLines(it *ticket.CheckItem, w int) []string {
	s, th := d.s, d.s.env.Theme
	out := []string{""}
	for _, check := range it.Requirement.Checks {
		lines := text(s.in(check), th.Text, w, 2)
		if len(lines) > 0 {
			lines[0] = th.Accent.Render(clean.Own("·")) + lines[0][1:]
		}
		out = append(out, lines...)
	}
	if len(it.Requirement.Checks) == 0 || len(it.Files) == 0 {
		out = append(out, text(s.in(it.Requirement.Description), th.Muted, w, 0)...)
	}
	return out
}

func (s *Screen) conditionLines(id string, w int) []string {
	e, th, m := s.env, s.env.Theme, s.conditionMark(id)
	out := append(text(s.conditionTitle(id), th.Title, w, 0), text(glue(clean.Own(m.Glyph), space, m.Word), m.Ink, w, 0)...)
	if c := s.condition(id); c != nil {
		out = append(out, text(list(s.by(c.By), e.Moment(c.At), line(c.Note)), th.Muted, w, 0)...)
		out = append(out, text(line(c.Exception), th.Text, w, 0)...)
	}
	if c, ok := s.opt.Catalogue.Condition(id); ok {
		out = append(out, "")
		out = append(out, text(s.in(c.Description), th.Text, w, 0)...)
		out = append(out, text(s.in(c.Exception), th.Muted, w, 0)...)
	}
	if id == "official-email" {
		out = append(out, "")
		out = append(out, text(list(line(s.l.t.Requester.Email), clean.Text{}), th.Accent, w, 0)...)
		out = append(out, s.requesterJudged(w)...)
	}
	return out
}

// summary is the column beside the conversation: checklist, conditions, steps.
func (s *Screen) summary(w, h int) []string {
	d := s.docsPane
	var out []string
	for _, b := range d.blocks() {
		out = append(out, b.draw(w, false)...)
	}
	if room := h - len(out); room > 3 {
		out = append(out, "", s.env.Theme.Title.Render(s.env.T("ticketview.tab.steps")))
		for i := range s.l.t.Steps {
			out = append(out, s.stepLine(i, w, false))
		}
	}
	out = kit.Exactly(out, h)
	return padded(out, w)
}
