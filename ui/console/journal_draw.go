package console

import (
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// fate is the mark of a mail's fate.
func (j *journal) fate(f ticket.Fate) kit.Mark {
	th := j.env.Theme
	m := kit.Mark{Glyph: "·", Word: j.env.Lang.Word("fate.", string(f)), Ink: th.Muted}
	switch f {
	case ticket.FateNew:
		m.Glyph, m.Ink = "○", th.Accent
	case ticket.FateJoined:
		m.Glyph, m.Ink = "↳", th.OK
	case ticket.FateParked:
		m.Glyph, m.Ink = "?", th.Soon
	case ticket.FateFailed, ticket.FateOversize:
		m.Glyph, m.Ink = "!", th.Late
	case ticket.FateDuplicate, ticket.FateMachine, ticket.FateOwn:
	case ticket.FateIgnored:
		m.Glyph = "×"
	case ticket.FateNote:
		m.Glyph, m.Ink = "i", th.Soon
	}
	return m
}

// journalColumns are the widths of a row's cells; 0 leaves a cell out.
type journalColumns struct{ number, from, subject int }

// journalColumnsFor divides a row. The subject says most, so the number goes
// first: the detail has it, too.
func journalColumnsFor(w int) journalColumns {
	c := journalColumns{from: 16}
	if w >= 100 {
		c.from = 24
	}
	if w >= 130 {
		c.from = 32
	}
	c.subject = w - (1 + 1 + 11 + 1 + 16 + 1 + c.from + 1)
	if w >= 96 {
		c.number = 10
		c.subject -= c.number + 1
	}
	return c
}

func (j *journal) draw(m *ticket.MailRecord, w int, look kit.Look) string {
	th := j.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	f, c := j.fate(m.Fate), journalColumnsFor(w)
	subject, how := clean.Line(domain.MaskNIPs(m.Subject), 160), kit.Ink{}
	if m.Destroyed {
		subject, how = j.env.T("journal.destroyed"), th.Muted
	}
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: j.env.Moment(m.Internal), Width: 11, Ink: th.Muted},
		kit.Cell{Text: clean.Own(f.Glyph + " " + f.Word.String()), Width: 16, Ink: f.Ink},
		kit.Cell{Text: clean.Line(m.Number, 12), Width: c.number, Ink: th.Muted},
		kit.Cell{Text: clean.Line(m.From, 80), Width: c.from},
		kit.Cell{Text: subject, Width: c.subject, Ink: how})
}

func (j *journal) View() string {
	r, e := j.rects, j.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	c := journalColumnsFor(w)
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: e.T("col.date"), Width: 11, Ink: e.Theme.Muted},
		kit.Cell{Text: e.T("col.fate"), Width: 16, Ink: e.Theme.Muted}, kit.Cell{Text: e.T("col.number"), Width: c.number, Ink: e.Theme.Muted},
		kit.Cell{Text: e.T("col.from"), Width: c.from, Ink: e.Theme.Muted}, kit.Cell{Text: e.T("col.subject"), Width: c.subject, Ink: e.Theme.Muted})
	lines := j.list.Lines()
	if j.list.Len() == 0 && len(lines) > 1 {
		lines[1] = kit.Pad("   "+e.Theme.Muted.Render(e.T("journal.empty")), w)
	}
	return page(e, r, j.title("do.journal", len(j.shown)), j.filterLine(e.T("journal.filter")), head, lines, j.detail(r.Preview.Dx(), r.Preview.Dy()))
}

// reason says why a mail has its fate: in the language of the screen where the
// desk gave the reason, else in the words of who did.
func (j *journal) reason(m *ticket.MailRecord) clean.Text {
	if m.Code == "" || !j.env.Lang.Has("journal.why."+m.Code) {
		return clean.Line(m.Reason, 400)
	}
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = clean.Line(a, 120)
	}
	return j.env.T("journal.why."+m.Code, args...)
}

// detail says of one mail what became of it and why.
func (j *journal) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	e, th := j.env, j.env.Theme
	var out []string
	if m := j.mail(); m != nil {
		f := j.fate(m.Fate)
		fact := func(key string, t clean.Text, ink kit.Ink) {
			for i, l := range kit.Wrap(t, w-labelWidth-1) {
				label := kit.Spaces(labelWidth)
				if i == 0 {
					label = th.Muted.Fit(e.T(key), labelWidth)
				}
				out = append(out, label+" "+ink.Render(clean.Own(l)))
			}
		}
		fact("col.fate", clean.Own(f.Glyph+" "+f.Word.String()), f.Ink)
		fact("form.reason", j.reason(m), th.Text)
		fact("col.subject", clean.Line(domain.MaskNIPs(m.Subject), 300), th.Bold)
		fact("col.from", clean.Line(m.From, 200), th.Text)
		fact("preview.received", e.Time(m.Internal), th.Text)
		fact("col.number", clean.Line(m.Number, 20), th.Text)
		fact("col.size", clean.Own(e.Lang.Size(m.Size).String()+", "+e.T("journal.files", m.Attachments).String()), th.Text)
		fact("journal.id", clean.Line(m.MessageID, 200), th.Muted)
		fact("journal.place", clean.Line(strings.ReplaceAll(m.Key, "\x00", " / "), 200), th.Muted)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}
