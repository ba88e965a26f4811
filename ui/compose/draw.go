package compose

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

func langOf(e *kit.Env) domain.Lang { return domain.Lang(e.Lang) }

// labelWidth is the column of the fields' names.
const labelWidth = 12

// sideFrom is the width from which the message that is answered stands beside
// the letter.
const sideFrom = 132

// widths divides the screen: the letter, and what is beside it.
func (s *Screen) widths() (letter, beside int) {
	if s.w < sideFrom {
		return s.w, 0
	}
	beside = min(s.w*2/5, 64)
	return s.w - beside - 3, beside
}

// View draws the screen.
func (s *Screen) View() string {
	if s.w <= 0 || s.h <= 0 {
		return ""
	}
	if !s.ready {
		lines := kit.Exactly([]string{"", "  " + s.env.Theme.Muted.Render(s.env.T("compose.loading"))}, s.h)
		return strings.Join(padded(lines, s.w), "\n")
	}
	if s.preview {
		return s.previewView()
	}
	w, beside := s.widths()
	lines := append([]string{s.titleLine()}, s.fieldLines(w)...)
	room := max(s.h-len(lines), 1)
	lines = append(lines, s.bodyLines(w, room)...)
	if beside > 0 {
		if s.side == nil {
			s.side = s.sideLines(beside, s.h-1)
		}
		edge := " " + s.env.Theme.Faint.Render(clean.Own("│")) + " "
		lines = append(lines[:1:1], kit.Beside(padded(lines[1:], w), w, edge, s.side)...)
	}
	return strings.Join(padded(kit.Exactly(lines, s.h), s.w), "\n")
}

// bodyLines draws the text, anew only when something happened to it: a frame is
// drawn after every message.
func (s *Screen) bodyLines(w, h int) []string {
	if s.drawn != nil && s.drawnSize == [2]int{w, h} {
		return s.drawn
	}
	s.body.Resize(w-2, h)
	s.drawn, s.drawnSize = s.drawn[:0], [2]int{w, h}
	for _, l := range s.body.Lines(w-2, h) {
		s.drawn = append(s.drawn, " "+l+" ")
	}
	return s.drawn
}

func padded(lines []string, w int) []string {
	for i := range lines {
		lines[i] = kit.Pad(lines[i], w)
	}
	return lines
}

func (s *Screen) titleLine() string {
	e, th := s.env, s.env.Theme
	saved := clean.Text{}
	switch {
	case s.dirty:
		saved = e.T("compose.unsaved")
	case !s.savedAt.IsZero():
		saved = e.T("compose.saved", e.Moment(s.savedAt))
	}
	sw := kit.Width(saved)
	name := s.name()
	nw := min(kit.Width(name), s.w/2)
	return kit.Row(th.Strip, s.w, kit.Cell{Text: clean.Own(" "), Width: 1}, kit.Cell{Text: name, Width: nw, Ink: th.Title},
		kit.Cell{Text: clean.Line("· "+s.t.Number+" · "+s.t.Subject, 200), Width: max(s.w-nw-sw-6, 1), Ink: th.Muted},
		kit.Cell{Text: saved, Width: sw, Ink: th.Muted})
}

// fieldLines draws all above the text and ends with a rule.
func (s *Screen) fieldLines(w int) []string {
	e := s.env
	out := []string{
		s.fieldLine(inTo, e.T("compose.to"), w),
		s.fieldLine(inCc, e.T("compose.cc"), w),
		s.fieldLine(inSubject, e.T("compose.subject"), w),
	}
	if s.later {
		out = append(out, s.whenLine(w))
	}
	if s.c.Revision {
		out = append(out, s.fieldLine(inDate, e.T("compose.revise-by"), w))
	}
	if s.hasSecret() {
		out = append(out, s.secretLine(w))
	}
	out = append(out, s.attachLine(w))
	for _, warn := range s.warnings() {
		out = append(out, " "+e.Theme.Soon.Render(clean.Own(kit.Cut(clean.Own("! "+warn.String()), w-2))))
	}
	return append(out, e.Theme.Faint.Render(clean.Own(strings.Repeat("─", w))))
}

func (s *Screen) label(p place, name clean.Text) string {
	ink := s.env.Theme.Muted
	if s.at == p {
		ink = s.env.Theme.Accent
	}
	return " " + ink.Fit(name, labelWidth) + " "
}

func (s *Screen) fieldLine(p place, name clean.Text, w int) string {
	return s.label(p, name) + s.field(p).View(max(w-labelWidth-3, 2))
}

// secretLine shows that something was typed, never what.
func (s *Screen) secretLine(w int) string {
	th := s.env.Theme
	if a := s.t.SecretToSend(); a != nil {
		words := s.env.T("compose.secret-made", clean.Line(a.Plan.Order.Name, 120), s.env.Moment(a.Ended))
		return s.label(inSecret, s.env.T("compose.secret")) + th.OK.Render(clean.Own(kit.Cut(words, w-labelWidth-3)))
	}
	n := len([]rune(s.secret.Raw()))
	mask := clean.Own(strings.Repeat("•", min(n, max(w-labelWidth-4, 0))))
	rest := s.env.T("compose.secret-hint")
	if n > 0 {
		return s.label(inSecret, s.env.T("compose.secret")) + th.Bold.Render(mask)
	}
	return s.label(inSecret, s.env.T("compose.secret")) + th.Faint.Render(clean.Own(kit.Cut(rest, w-labelWidth-3)))
}

func (s *Screen) attachLine(w int) string {
	e, th := s.env, s.env.Theme
	head := " " + th.Muted.Fit(e.T("compose.attachments"), labelWidth) + " "
	if len(s.attach) == 0 && s.annex == nil {
		return head + th.Faint.Render(e.T("compose.no-attachments"))
	}
	names := make([]string, 0, len(s.attach)+1)
	if s.annex != nil {
		names = append(names, s.annexName())
	}
	for _, sha := range s.attach {
		if a := s.t.Attachment(sha); a != nil {
			names = append(names, clean.Line(a.Name, 120).String())
		}
	}
	return head + kit.Cut(clean.Own(strings.Join(names, ", ")), w-labelWidth-3)
}

// sideLines is the newest message of a person, to be answered.
func (s *Screen) sideLines(w, h int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	for i := len(s.t.Messages) - 1; i >= 0; i-- {
		m := &s.t.Messages[i]
		if m.Machine != "" {
			continue
		}
		from := clean.Line(m.From.Name, 80)
		if from.Empty() {
			from = clean.Line(m.From.Email, 80)
		}
		out = append(out, th.Title.Render(clean.Own(kit.Cut(e.T("compose.answers", from, e.Time(m.Date)), w))), "")
		out = append(out, kit.Wrap(clean.Block(strings.TrimSpace(m.Text), 16<<10), w)...)
		if len(m.Attachments) > 0 {
			out = append(out, "")
		}
		for j := range m.Attachments {
			out = append(out, th.Muted.Render(clean.Own(kit.Cut(clean.Own("+ "+clean.Line(m.Attachments[j].Name, 120).String()), w))))
		}
		break
	}
	return padded(kit.Exactly(out, h), w)
}

// Cursor is that of the field in focus.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.ready || s.preview {
		return nil
	}
	row := 1
	for _, p := range s.places() {
		if p == s.at {
			break
		}
		row++
	}
	switch s.at {
	case inBody:
		w, _ := s.widths()
		return kit.Shift(s.body.Cursor(), 1, 1+len(s.fieldLines(w)))
	case inSecret:
		return kit.Shift(s.secret.Cursor(), labelWidth+2, row)
	default:
		return kit.Shift(s.field(s.at).Cursor(), labelWidth+2, row)
	}
}

// openPreview shows the letter as it will be read.
func (s *Screen) openPreview() {
	e, th := s.env, s.env.Theme
	s.preview = true
	w := min(s.w-4, 84)
	var out []string
	fact := func(key string, value string) {
		if value == "" {
			return
		}
		for i, l := range kit.Wrap(clean.Line(value, maxLine), max(w-labelWidth-1, 1)) {
			head := kit.Spaces(labelWidth + 1)
			if i == 0 {
				head = th.Muted.Fit(e.T(key), labelWidth) + " "
			}
			out = append(out, "  "+head+l)
		}
	}
	fact("compose.to", s.to.Value())
	fact("compose.cc", s.cc.Value())
	fact("compose.subject", s.subject.Value())
	if s.annex != nil {
		fact("compose.attachments", s.annexName())
	}
	for _, sha := range s.attach {
		if a := s.t.Attachment(sha); a != nil {
			fact("compose.attachments", a.Name)
		}
	}
	out = append(out, "")
	body := strings.ReplaceAll(s.body.Value(), ticket.SecretMark, "••••••••")
	for _, l := range kit.Wrap(clean.Block(body, maxBody), max(w, 1)) {
		out = append(out, "  "+l)
	}
	s.pager.Resize(s.w, max(s.h-2, 1))
	s.pager.SetLines(out)
}

func (s *Screen) previewView() string {
	lines := append([]string{s.titleLine(), kit.Spaces(s.w)}, s.pager.Lines(s.env.Theme)...)
	return strings.Join(kit.Exactly(lines, s.h), "\n")
}

func (s *Screen) previewKey(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if s.pager.Typing() {
		return nil, s.pager.Key(msg)
	}
	switch msg.String() {
	case "esc", "q", "ctrl+r", "enter":
		s.preview = false
		return nil, true
	case "ctrl+s":
		return s.send(), true
	}
	return nil, s.pager.Key(msg)
}

// Mouse scrolls the preview and puts the focus where was clicked.
func (s *Screen) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if !s.ready {
		return nil, false
	}
	if s.preview {
		s.pager.Wheel(m.Wheel)
		return nil, true
	}
	if m.Wheel != 0 || !m.Left {
		return nil, false
	}
	list := s.places()
	if i := m.Y - 1; i >= 0 && i < len(list)-1 {
		s.focus(list[i])
	} else if i > len(list) {
		s.focus(inBody)
	}
	return nil, true
}
