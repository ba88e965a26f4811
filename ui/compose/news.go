package compose

import (
	"context"
	"errors"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// news is what was said since the officer read the ticket, nil for nothing.
func (s *Screen) news() *ticket.Overtaken { return s.t.Overtakes(s.seen, s.env.Officer) }

func (s *Screen) newsTitle(news *ticket.Overtaken) clean.Text {
	if news.Message == nil {
		return s.env.T("compose.crossed", s.env.OfficerName(news.Letter.By))
	}
	return s.env.T("compose.news")
}

// showNews shows what was said meanwhile. Then the letter can be changed, or sent as
// it is.
func (s *Screen) showNews(news *ticket.Overtaken) kit.Intent {
	e := s.env
	read := func() { s.seen = s.t.Version }
	return kit.Show{Overlay: kit.NewReview(e, kit.Review{
		Title: s.newsTitle(news), Draw: func(w int) []string { return s.newsLines(news, w) },
		Yes: e.T("compose.news-edit"),
		Then: func() kit.Intent {
			read()
			s.changed() // the draft was written with it in sight
			return nil
		},
		Entries: []kit.Entry{{Key: "k", Text: e.T("compose.news-send"), Then: func() kit.Intent { read(); return s.send() }}},
	})}
}

func (s *Screen) newsLines(news *ticket.Overtaken, w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	part := func(head clean.Text, text string) {
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, th.Title.Render(clean.Own(kit.Cut(head, w))), "")
		out = append(out, kit.Wrap(clean.Block(strings.TrimSpace(text), 16<<10), w)...)
	}
	if m := news.Message; m != nil {
		from := clean.Line(m.From.Name, 80)
		if from.Empty() {
			from = clean.Line(m.From.Email, 80)
		}
		part(e.T("compose.answers", from, e.Time(m.Date)), m.Text)
		for i := range m.Attachments {
			out = append(out, th.Muted.Render(clean.Own(kit.Cut(clean.Own("+ "+clean.Line(m.Attachments[i].Name, 120).String()), w))))
		}
	}
	if l := news.Letter; l != nil {
		part(e.T("compose.answers", e.OfficerName(l.By), e.Time(l.At)), l.Body)
	}
	return out
}

// refused reads the ticket again where the desk knew of something newer than the
// console, and shows it.
func (s *Screen) refused(err error) kit.Intent {
	var news *ticket.Overtaken
	if !errors.As(err, &news) {
		return nil
	}
	desk, id := s.opt.Desk, s.c.ID
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		t, err := desk.Ticket(id)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			s.t, s.side = t, nil
			return s.showNews(news)
		}, nil
	}}
}

// restored says whose draft came back.
func (s *Screen) restored(k *ticket.LetterDraft) clean.Text {
	if k.By == "" || k.By == s.env.Officer {
		return s.env.T("compose.restored")
	}
	return s.env.T("compose.restored-of", s.env.OfficerName(k.By), s.env.Moment(k.At))
}

// About says which ticket the letter is on.
func (s *Screen) About() (id ticket.ID, writing bool) { return s.c.ID, true }

// Yield ends the letter because somebody took it over: nothing of it is kept any more.
func (s *Screen) Yield() {
	s.sent, s.dirty = true, false
	s.secret.Set("")
}
