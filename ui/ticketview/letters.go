package ticketview

import (
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// countFrom is the wait up to which what is left of it is counted down; beyond,
// the time itself is said.
const countFrom = time.Hour

// letterMark is how far a letter is, with what is left of its hold.
func (s *Screen) letterMark(l *ticket.Letter) (clean.Text, kit.Ink) {
	m := s.env.Letter(string(l.State))
	if l.State == ticket.LetterUnknown && l.Auto || l.Settled {
		m.Ink = s.env.Theme.Muted
	}
	word := glue(clean.Own(m.Glyph), space, m.Word)
	if l.State == ticket.LetterHeld || l.State == ticket.LetterRetry {
		if left := l.NotBefore.Sub(s.env.Now); left > 0 && left <= countFrom {
			word = glue(word, space, s.env.Lang.Span(left))
		}
	}
	return word, m.Ink
}

func (c *conversation) letter(l *ticket.Letter) []string {
	e, th, s := c.s.env, c.s.env.Theme, c.s
	mark, ink := s.letterMark(l)
	left := []span{{space, th.Text}, {outGlyph, th.OK}, {s.by(l.By), th.Bold},
		{glue(clean.Own(" → "), line(strings.Join(l.To, ", "))), th.Text},
		{glue(clean.Own("  "), s.letterTitle(l.Template)), th.Muted}}
	out := []string{sides(c.w, left, []span{{mark, ink}, {glue(clean.Own("  "), e.Time(l.At)), th.Muted}})}
	out = append(out, text(line(l.Subject), th.Muted.And(th.Bold), c.w-1, 4)...)
	if len(l.Cc) > 0 {
		out = append(out, "    "+th.Muted.Render(clean.Own(kit.Cut(glue(clean.Own("cc "), line(strings.Join(l.Cc, ", "))), c.w-5))))
	}
	out = append(out, c.fortune(l)...)
	body := strings.ReplaceAll(l.Body, ticket.SecretMark, "••••••••")
	fold := foldFrom
	if l.Auto {
		fold = 0
	}
	out = append(out, c.cutFold(c.body("l"+itoa(int(l.ID)), body, th.Text), fold)...)
	for _, f := range l.Made {
		out = append(out, "    "+th.Accent.Render(fileGlyph)+clean.Own(kit.Cut(line(f.Name), c.w-8)).String())
	}
	for _, sha := range l.Attach {
		if a := s.l.t.Attachment(sha); a != nil {
			out = append(out, "    "+th.Accent.Render(fileGlyph)+clean.Own(kit.Cut(line(a.Name), c.w-8)).String())
		}
	}
	return out
}

// fortune says what became of the letter, where that is not simply "sent".
func (c *conversation) fortune(l *ticket.Letter) (out []string) {
	e, th := c.s.env, c.s.env.Theme
	bad := th.Late
	if l.Settled || l.Auto && l.State == ticket.LetterUnknown {
		bad = th.Muted
	}
	if l.Error != "" && l.State != ticket.LetterSent && (l.Code != "" || len(l.Results) == 0) {
		out = append(out, text(glue(clean.Own("! "), e.LetterError(l.Code, l.Args, l.Error)), bad, c.w-1, 4)...)
	}
	if l.State == ticket.LetterUnknown && l.Auto {
		out = append(out, text(e.T("letter.auto-unknown"), th.Muted, c.w-1, 4)...)
	}
	if l.State == ticket.LetterHeld && l.NotBefore.Sub(e.Now) > countFrom {
		out = append(out, text(glue(clean.Own("= "), e.T("letter.leaves", e.Time(l.NotBefore))), th.Paused, c.w-1, 4)...)
	}
	for _, r := range l.Results {
		m := e.Letter(string(r.State))
		if l.Settled {
			m.Ink = th.Muted
		}
		said := list(m.Word, clean.Line(reply(r), 300))
		if r.State == ticket.LetterSent {
			said = m.Word
		}
		out = append(out, text(glue(clean.Own(m.Glyph+" "), line(r.To), clean.Own("  "), said), m.Ink, c.w-1, 4)...)
	}
	if l.Copy == ticket.CopyDue || l.Copy == ticket.CopyNone {
		out = append(out, text(glue(clean.Own("· "), e.Lang.Word("letter.copy.", string(l.Copy))), th.Muted, c.w-1, 4)...)
	}
	return out
}

// reply is the server's answer about one recipient, as it gave it.
func reply(r ticket.RecipientResult) string {
	var parts []string
	if r.Code != 0 {
		parts = append(parts, itoa(r.Code))
	}
	for _, s := range []string{r.Enhanced, r.Words} {
		if s != "" && !strings.HasPrefix(r.Words, s+" ") {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// bouncing marks an address to which mail came back.
func (s *Screen) bouncing(email string) clean.Text {
	if _, ok := s.l.t.Bouncing(email); email != "" && ok {
		return glue(clean.Own("! "), s.env.T("letter.bounces"))
	}
	return clean.Text{}
}

// letterMoved is the line of the history.
func (s *Screen) letterMoved(b ticket.LetterMoved) clean.Text {
	e := s.env
	if b.Copy != "" {
		return e.T("ticketview.event.letter-moved", e.Lang.Word("letter.copy.", string(b.Copy)))
	}
	parts := []clean.Text{e.T("ticketview.event.letter-moved", e.Letter(string(b.State)).Word)}
	if b.Error != "" && (b.Code != "" || len(b.Results) == 0) {
		parts = append(parts, e.LetterError(b.Code, b.Args, b.Error))
	}
	for _, r := range b.Results {
		parts = append(parts, line(strings.TrimSpace(r.To+": "+e.Letter(string(r.State)).Word.String()+" "+reply(r))))
	}
	return list(parts...)
}
