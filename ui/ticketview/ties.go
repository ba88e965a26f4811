package ticketview

import (
	"context"
	"errors"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// linkKinds are how two tickets may belong together, as an officer says it;
// merged and split are said by the desk.
var linkKinds = []string{"related", "registration", "parent", "child", "repeat"}

// link ties the ticket to another.
func (s *Screen) link() kit.Intent {
	e := s.env
	kinds := make([]kit.Option, len(linkKinds))
	for i, k := range linkKinds {
		kinds[i] = kit.Option{Value: k, Text: s.linkKind(k)}
	}
	form := kit.NewForm(e,
		kit.Input{ID: "number", Label: e.T("ticketview.form.number"), Hint: clean.Own("2026-00042"), Required: true, Max: 20},
		kit.Input{ID: "kind", Label: e.T("ticketview.form.kind"), Options: kinds})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.link"), Form: form, Check: s.otherTicket("number"), Then: func(f *kit.Form) kit.Intent {
		number, kind := f.Value("number"), f.Value("kind")
		return s.work(func(ctx context.Context) (func() kit.Intent, error) {
			other, err := s.opt.Desk.Find(number)
			if err != nil {
				return nil, err
			}
			if err := s.opt.Desk.Link(ctx, e.Officer, s.id, other, kind); err != nil {
				return nil, err
			}
			return func() kit.Intent {
				return kit.Many{kit.Toast{Text: e.T("ticketview.did.link", number)}, s.load()}
			}, nil
		})
	}})}
}

// openedBy returns the ticket that was opened from a step, nil while there is none.
func (s *Screen) openedBy(st domain.Step) *ticket.Link {
	for i := range s.l.t.Links {
		if l := &s.l.t.Links[i]; st.Opens != "" && l.Kind == st.Opens {
			return l
		}
	}
	return nil
}

// openedEntries offer the ticket that follows from a step: to open it anew, or to
// go there.
func (s *Screen) openedEntries(st domain.Step) []kit.Entry {
	e := s.env
	switch l := s.openedBy(st); {
	case st.Opens == "":
		return nil
	case l != nil:
		return []kit.Entry{{Key: "o", Text: e.T("ticketview.wait.see", l.Number), Note: s.serviceTitle(st.Opens),
			Then: func() kit.Intent { return kit.Open{ID: l.Other} }}}
	}
	return []kit.Entry{{Key: "o", Text: e.T("ticketview.wait.open", s.serviceTitle(st.Opens)), Then: func() kit.Intent {
		return s.work(func(ctx context.Context) (func() kit.Intent, error) {
			made, err := s.opt.Desk.OpenLinked(ctx, e.Officer, s.id, st.Opens)
			if err != nil {
				return nil, err
			}
			return func() kit.Intent {
				return kit.Many{kit.Toast{Text: e.T("ticketview.did.open", made.Number)}, s.load(), kit.Open{ID: made.ID}}
			}, nil
		})
	}}}
}

func (s *Screen) linkKind(kind string) clean.Text { return s.env.Lang.Word("ticketview.link.", kind) }

// merge ends this ticket in favour of another, after its number was typed.
func (s *Screen) merge() kit.Intent {
	e := s.env
	ask := kit.NewAsk(e, e.T("ticketview.do.merge"), e.T("ticketview.form.number"), s.repeatOf(), func(number string) kit.Intent {
		return s.work(func(context.Context) (func() kit.Intent, error) {
			id, err := s.opt.Desk.Find(number)
			if err != nil {
				return nil, err
			}
			into, err := s.opt.Desk.Ticket(id)
			if err != nil {
				return nil, err
			}
			return func() kit.Intent { return kit.Show{Overlay: s.confirmMerge(into)} }, nil
		})
	})
	ask.Check = s.otherTicket("text")
	return kit.Show{Overlay: ask}
}

// otherTicket checks that a field has the number of a ticket, and not of this one.
func (s *Screen) otherTicket(field string) func(*kit.Form) (string, clean.Text) {
	return func(f *kit.Form) (string, clean.Text) {
		id, err := s.opt.Desk.Find(f.Value(field))
		var no *ticket.Refusal
		switch {
		case errors.As(err, &no):
			return field, s.refusal(no)
		case err == nil && id == s.id:
			return field, s.env.T("refusal.same-ticket")
		}
		return "", clean.Text{} // what else went wrong the desk says
	}
}

func (s *Screen) confirmMerge(into *ticket.Ticket) kit.Overlay {
	e, t := s.env, s.l.t
	return kit.NewConfirm(e, kit.Confirm{
		Title:  e.T("ticketview.do.merge"),
		Effect: e.T("ticketview.merge.effect", t.Number, into.Number, len(t.Messages)),
		Items:  []clean.Text{list(line(into.Number), line(into.Subject), line(into.Requester.Email))},
		Yes:    e.T("ticketview.merge.yes"), Word: t.Number,
		Then: func() kit.Intent {
			return s.work(func(ctx context.Context) (func() kit.Intent, error) {
				if err := s.opt.Desk.Merge(ctx, e.Officer, s.id, into.ID); err != nil {
					return nil, err
				}
				return func() kit.Intent {
					return kit.Many{kit.Toast{Text: e.T("ticketview.did.merge", into.Number)}, kit.Back{}, kit.Open{ID: into.ID}}
				}, nil
			})
		},
	})
}

// split makes a ticket of the marked messages, or of the selected one.
func (s *Screen) split() kit.Intent {
	e := s.env
	versions, subjects := s.talkPane.chosen()
	if len(versions) == 0 {
		s.show(talk)
		return kit.Toast{Text: e.T("ticketview.split.none"), Level: kit.Warn}
	}
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("ticketview.do.split"), Effect: e.T("ticketview.split.effect", len(versions)), Items: subjects, Yes: e.T("ticketview.split.yes"),
		Then: func() kit.Intent {
			return s.work(func(ctx context.Context) (func() kit.Intent, error) {
				made, err := s.opt.Desk.Split(ctx, e.Officer, s.id, versions)
				if err != nil {
					return nil, err
				}
				return func() kit.Intent {
					return kit.Many{kit.Toast{Text: e.T("ticketview.did.split", made.Number)}, s.load(), kit.Open{ID: made.ID}}
				}, nil
			})
		},
	})}
}
