package ticketview

import (
	"context"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/domain/webcheck"
	"loket/ticket"
	"loket/ui/kit"
)

// tells reports whether the step that is next tells the owners of addresses.
func (s *Screen) tells() bool {
	return s.l.next.Kind == "letter" && s.l.next.Step.SetsURLs["found"] == "notified"
}

// tellOrCompose tells the owners of what was verified; where nothing was, the letter
// is written as any other.
func (s *Screen) tellOrCompose() kit.Intent {
	if s.countURLs("found") > 0 {
		return s.ownerLetters()
	}
	return s.orSkip(func() kit.Intent { return kit.Compose{ID: s.id, Template: s.l.next.Template, Step: s.l.next.Step.ID} })
}

// ownerLetters writes a letter for each owner and shows them as a list, to be read
// and sent together.
func (s *Screen) ownerLetters() kit.Intent {
	desk, t, by := s.opt.Desk, s.l.t, s.env.Officer
	return s.work(func(context.Context) (func() kit.Intent, error) {
		letters, err := desk.OwnerLetters(t, by, "")
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			if len(letters) == 0 {
				return kit.Toast{Text: s.env.T("urls.nobody-to-tell"), Level: kit.Note}
			}
			return s.reviewLetters(letters, 0)
		}, nil
	})
}

// reviewLetters lists the letters; at is the entry that is chosen at first.
func (s *Screen) reviewLetters(letters []ticket.OwnerLetter, at int) kit.Intent {
	e := s.env
	var ready []ticket.OwnerLetter
	for _, l := range letters {
		if len(l.Draft.To) > 0 {
			ready = append(ready, l)
		}
	}
	send := kit.Entry{Key: "S", Text: e.T("urls.send-all", len(ready)), Then: func() kit.Intent { return s.confirmLetters(ready) }}
	if len(ready) == 0 {
		send.Why = e.T("urls.no-contact-do")
	}
	entries := []kit.Entry{send}
	for i := range letters {
		l := &letters[i]
		note := glue(clean.Own(itoa(len(l.URLs))+" → "), line(strings.Join(append(l.Draft.To[:len(l.Draft.To):len(l.Draft.To)], l.Draft.Cc...), ", ")))
		then := func() kit.Intent { return s.readLetter(letters, i) }
		if len(l.Draft.To) == 0 {
			note = glue(clean.Own(itoa(len(l.URLs))+" ! "), e.T("urls.no-contact"))
			then = func() kit.Intent { return s.askOwner(letters, i) }
		}
		entries = append(entries, kit.Entry{Text: line(l.Owner), Note: note, Then: then})
	}
	if s.tells() {
		entries = append(entries, kit.Entry{Key: "1", Text: e.T("urls.one-letter"), Then: func() kit.Intent {
			return kit.Compose{ID: s.id, Template: s.l.next.Template, Step: s.l.next.Step.ID}
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("urls.do.letters"), Note: e.T("urls.letters-note", len(letters)), Entries: entries, At: at})}
}

// readLetter shows one of the letters; leaving it leads back to the list.
func (s *Screen) readLetter(letters []ticket.OwnerLetter, i int) kit.Intent {
	d := &letters[i].Draft
	return kit.Show{Overlay: kit.NewReview(s.env, kit.Review{Title: line(letters[i].Owner), Draw: func(w int) []string {
		th := s.env.Theme
		out := text(line(strings.Join(d.To, ", ")), th.Accent, w, 0)
		out = append(out, text(line(d.Subject), th.Bold, w, 0)...)
		return append(append(out, ""), text(passage(d.Body), th.Text, w, 0)...)
	}, Yes: s.env.T("urls.back"), Then: func() kit.Intent { return s.reviewLetters(letters, i+1) }})}
}

// askOwner asks whom to write to about addresses whose owner is not in the book.
func (s *Screen) askOwner(letters []ticket.OwnerLetter, i int) kit.Intent {
	return s.ask(line(letters[i].Owner), s.env.T("urls.form.owner"), func(to string) kit.Intent {
		for _, a := range strings.FieldsFunc(to, func(r rune) bool { return strings.ContainsRune(",; ", r) }) {
			if plainAddress(a) {
				letters[i].Draft.To = append(letters[i].Draft.To, strings.ToLower(a))
			}
		}
		return s.reviewLetters(letters, i+1)
	})
}

// confirmLetters says how many letters leave, and sends them.
func (s *Screen) confirmLetters(letters []ticket.OwnerLetter) kit.Intent {
	e := s.env
	items := make([]clean.Text, len(letters))
	for i, l := range letters {
		items[i] = glue(line(l.Owner), clean.Own(" → "), line(strings.Join(l.Draft.To, ", ")))
	}
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{Title: e.T("urls.do.letters"), Effect: e.T("urls.send-effect", len(letters)), Items: items,
		Yes: e.T("urls.send-all", len(letters)), Safe: true, Then: func() kit.Intent { return s.tellOwners(letters) }})}
}

// tellOwners sends the letters, some at a time.
func (s *Screen) tellOwners(letters []ticket.OwnerLetter) kit.Intent {
	n := min(len(letters), ticket.LettersAtOnce)
	return kit.Do{ID: s.id, Command: ticket.TellOwners{Letters: letters[:n]}, Done: s.env.T("urls.did.letters", n), Undo: true,
		Then: func(*ticket.Ticket) kit.Intent {
			if len(letters) > n {
				return s.tellOwners(letters[n:])
			}
			return s.load()
		},
		Else: func(error) kit.Intent { return s.load() }}
}

// evidenceLines are a whole look, and what changed since the one before.
func (p *sites) evidenceLines(l *webcheck.Look, changes []webcheck.Change, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	brief := l.Brief()
	out := text(list(e.Time(l.At), e.Lang.Word("urls.verdict.", string(brief.Verdict)), line(brief.Why)), verdictInk(th, brief.Verdict), w, 0)
	out = append(out, p.differences("urls.since-before", changes, w)...)
	out = append(out, p.differences("urls.differs", l.Cloaking, w)...)
	for _, a := range []struct {
		agent string
		page  *webcheck.Page
		sight webcheck.Sight
	}{{"browser", &l.Browser, brief.Browser}, {"crawler", &l.Crawler, brief.Crawler}} {
		out = append(append(out, ""), p.sight(a.agent, a.sight, w)...)
		out = append(out, p.page(a.page, w)...)
		if a.agent == "browser" && len(l.Cloaking) == 0 { // the other saw the same
			break
		}
	}
	return out
}

// page is the way to a page, its certificate and its text.
func (p *sites) page(g *webcheck.Page, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	var out []string
	if g.SHA256 != "" {
		out = append(out, text(clean.Own("sha256 "+g.SHA256), th.Muted, w, 2)...)
	}
	if g.Detail != "" {
		out = append(out, text(line(g.Detail), th.Muted, w, 2)...)
	}
	for _, h := range g.Hops {
		out = append(out, text(glue(clean.Own(itoa(h.Status)+" → "), line(h.To)), th.Muted, w, 2)...)
	}
	if g.TLS != nil {
		out = append(out, text(list(line(g.TLS.Version), line(g.TLS.Subject), clean.Own(g.TLS.NotAfter.Format(time.DateOnly)), line(g.TLS.Problem)), th.Muted, w, 2)...)
	}
	for _, h := range g.Found {
		out = append(out, text(glue(clean.Own(itoa(h.Times)+" x "), line(h.Phrase), clean.Own(" · "), line(h.Category)), th.Soon, w, 2)...)
	}
	if g.Text != "" {
		out = append(append(out, ""), text(e.T("urls.text"), th.Title, w, 2)...)
		out = append(out, text(passage(g.Text), th.Text, w, 2)...)
	}
	return out
}

// differences are what two pages do not have in common.
func (p *sites) differences(title string, changes []webcheck.Change, w int) []string {
	if len(changes) == 0 {
		return nil
	}
	e, th := p.s.env, p.s.env.Theme
	out := append([]string{""}, text(e.T(title), th.Title, w, 0)...)
	for _, c := range changes {
		what := e.Lang.Word("urls.change.", c.What)
		if c.Agent != "" {
			what = list(e.Lang.Word("urls.agent.", c.Agent), what)
		}
		out = append(out, text(what, th.Bold, w, 2)...)
		out = append(out, text(glue(clean.Own("- "), line(c.Before)), th.Muted, w, 4)...)
		out = append(out, text(glue(clean.Own("+ "), line(c.After)), th.Text, w, 4)...)
	}
	return out
}
