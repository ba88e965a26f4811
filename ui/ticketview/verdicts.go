package ticketview

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// judge gives a verdict on the files that are on the screen, and goes on to the
// next requirement that is open.
func (d *documents) judge(v ticket.GiveVerdict, done clean.Text) kit.Intent {
	it := d.item()
	if it == nil {
		return nil
	}
	s := d.s
	v.Requirement = it.Requirement.ID
	if v.Verdict != ticket.Unjudged && v.InMail == 0 {
		for _, a := range it.Files {
			v.Attachments = append(v.Attachments, a.SHA)
		}
	}
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: v, Done: done, Undo: true,
		Else: func(error) kit.Intent { return s.load() },
		Then: func(*ticket.Ticket) kit.Intent {
			if v.Verdict != ticket.Unjudged && d.list.selected() == isRequirement+v.Requirement {
				d.onward()
			}
			return s.load()
		}}
}

// onward selects the next open requirement after the selected one, if any.
func (d *documents) onward() {
	items := d.s.l.items
	id := strings.TrimPrefix(d.list.selected(), isRequirement)
	seen := false
	for i := range items {
		if seen && items[i].Evidence.Verdict == ticket.Unjudged && (!items[i].Optional || len(items[i].Files) > 0) {
			d.list.choose(isRequirement + items[i].Requirement.ID)
			d.detail()
			return
		}
		seen = seen || items[i].Requirement.ID == id
	}
}

func (d *documents) accept() kit.Intent {
	if it := d.item(); len(it.Files) == 0 && it.InMail != nil {
		return d.acceptMail()
	}
	if d.noMembers().Empty() { // an archive is no document: its files are
		return d.members()
	}
	return d.judge(ticket.GiveVerdict{Verdict: ticket.Accepted}, d.s.env.T("ticketview.did.accept", d.s.in(d.item().Title)))
}

// acceptMail takes the text of a mail for the document that is asked for: the one
// that is offered, else the last one that a person wrote.
func (d *documents) acceptMail() kit.Intent {
	it := d.item()
	v := ticket.GiveVerdict{Verdict: ticket.Accepted, InMail: d.s.l.t.LastWords()}
	if it.InMail != nil {
		v.InMail = it.InMail.Message
	}
	return d.judge(v, d.s.env.T("ticketview.did.accept-mail", d.s.in(it.Title)))
}

// noWords is why no mail's text can be accepted.
func (d *documents) noWords() clean.Text {
	if d.s.l.t.LastWords() == 0 {
		return d.s.env.T("ticketview.why.no-words")
	}
	return d.noRequirement()
}

func (d *documents) unjudge() kit.Intent {
	return d.judge(ticket.GiveVerdict{Verdict: ticket.Unjudged}, d.s.env.T("ticketview.did.unjudge", d.s.in(d.item().Title)))
}

func (d *documents) notApplicable() kit.Intent {
	e, title := d.s.env, d.s.in(d.item().Title)
	return d.s.ask(glue(e.T("ticketview.do.not-applicable"), clean.Own(": "), title), e.T("ticketview.form.reason"), func(text string) kit.Intent {
		return d.judge(ticket.GiveVerdict{Verdict: ticket.NotApplicable, Note: text}, e.T("ticketview.did.not-applicable", title))
	})
}

func (d *documents) exception() kit.Intent {
	e, it := d.s.env, d.item()
	id, title := it.Requirement.ID, d.s.in(it.Title)
	return d.s.ask(glue(e.T("ticketview.do.exception"), clean.Own(": "), title), e.T("ticketview.form.reason"), func(text string) kit.Intent {
		return d.s.do(ticket.GrantException{Requirement: id, Reason: text}, e.T("ticketview.did.exception", title))
	})
}

// exceptCondition lets a condition pass that does not hold.
func (s *Screen) exceptCondition(id string) kit.Intent {
	e, title := s.env, s.conditionTitle(id)
	return s.ask(glue(e.T("ticketview.do.exception"), clean.Own(": "), title), e.T("ticketview.form.reason"), func(text string) kit.Intent {
		return s.do(ticket.GrantException{Requirement: id, Reason: text}, e.T("ticketview.did.exception", title))
	})
}

// match says for which requirement the shown file is.
func (d *documents) match() kit.Intent {
	e, a := d.s.env, d.shown()
	var entries []kit.Entry
	for i, it := range d.s.l.items {
		title := d.s.in(it.Title)
		en := kit.Entry{Key: itoa(i + 1), Text: title, Then: func() kit.Intent {
			return d.s.do(ticket.Match{SHA: a.SHA, Requirement: it.Requirement.ID}, e.T("ticketview.did.match", line(a.Name), title))
		}}
		if it.Requirement.ID == a.Requirement {
			en.Why = e.T("ticketview.match.now")
		}
		entries = append(entries, en)
	}
	entries = append(entries, kit.Entry{Key: "0", Text: e.T("ticketview.match.none"), Then: func() kit.Intent {
		return d.s.do(ticket.Match{SHA: a.SHA}, e.T("ticketview.did.unmatch", line(a.Name)))
	}})
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("ticketview.match.title", line(a.Name)), Entries: entries})}
}

// toggle turns a condition over: it holds, or it does not.
func (d *documents) toggle(id string) kit.Intent {
	c := d.s.condition(id)
	return d.check(id, c == nil || !c.OK)
}

// check records whether a condition holds and goes on to the next one.
func (d *documents) check(id string, ok bool) kit.Intent {
	if i := slices.Index(d.s.conditions(), id); i >= 0 && i+1 < len(d.s.conditions()) {
		d.list.choose(isCondition + d.s.conditions()[i+1])
		d.detail()
	}
	return d.s.do(ticket.CheckCondition{Condition: id, OK: ok}, d.s.env.T("ticketview.did.condition", d.s.conditionTitle(id)))
}

// fullText reads the file again and shows all of its text.
func (d *documents) fullText() kit.Intent { return d.s.textOf(*d.shown()) }

// textOf reads all of a file's text anew.
func (s *Screen) textOf(a ticket.Attachment) kit.Intent {
	claimed := ""
	if a.Report != nil {
		claimed = a.Report.Claimed
	}
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		data, err := s.viewing(ctx, &a)
		if err != nil {
			return nil, err
		}
		report, err := s.opt.Inspector.Inspect(ctx, a.Name, claimed, data)
		if err != nil {
			return nil, fmt.Errorf("read %q: %w", a.Name, err)
		}
		return func() kit.Intent {
			body := passage(report.Text)
			if body.Empty() {
				body = s.env.T("ticketview.file.no-text")
			}
			return kit.Show{Overlay: kit.NewInfo(s.env, line(a.Name), body)}
		}, nil
	})
}

func (d *documents) save() kit.Intent { return d.s.saveFile(*d.shown()) }

// saveFile writes a file where the officer says; it never replaces one.
func (s *Screen) saveFile(a ticket.Attachment) kit.Intent {
	e := s.env
	form := kit.NewForm(e, kit.Input{ID: "path", Label: e.T("ticketview.form.path"), Value: SafeName(a.Name), Required: true, Max: 400})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.save-file"), Note: e.T("ticketview.save.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			path := f.Value("path")
			return s.work(func(ctx context.Context) (func() kit.Intent, error) {
				data, err := s.taking(ctx, &a, ticket.TakenSave)
				if err != nil {
					return nil, err
				}
				if err := kit.WriteNew(path, data); err != nil {
					return func() kit.Intent { return kit.Toast{Text: e.T("ticketview.save.failed", err.Error()), Level: kit.Bad} }, nil
				}
				return func() kit.Intent { return kit.Toast{Text: e.T("ticketview.did.save", path)} }, nil
			})
		}})}
}

// SafeName makes a file name of a stranger's: no folder, no hidden file, no
// signs that a shell or another system gives a meaning.
func SafeName(name string) string {
	name = clean.Line(name, 120).String()
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*/'`+"`$&;", r) || r < 0x20 {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(name, ".-~ _")
	if name == "" {
		return "lampiran"
	}
	return name
}
