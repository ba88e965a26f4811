package ticketview

import (
	"context"
	"fmt"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// Opener inspects a locked file with its password, which it remembers while the
// program runs, so that the file can be shown and unpacked, and writes nowhere.
type Opener interface {
	InspectOpen(ctx context.Context, name, claimed string, data []byte, password string) (document.Report, error)
}

// password asks for the password of the shown file and inspects it with that. The
// password is in no event, no log and no report; who gave it is.
func (d *documents) password() kit.Intent {
	e, a := d.s.env, *d.shown()
	form := kit.NewForm(e, kit.Input{ID: "password", Label: e.T("ticketview.form.password"), Required: true, Secret: true, Max: 127})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: glue(e.T("ticketview.do.password"), clean.Own(": "), line(a.Name)), Note: e.T("ticketview.password.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent { return d.s.unlock(a, f.Value("password")) }})}
}

func (s *Screen) unlock(a ticket.Attachment, password string) kit.Intent {
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		data, err := s.opt.Desk.Attachment(&a)
		if err != nil {
			return nil, err
		}
		report, err := s.opt.Opener.InspectOpen(ctx, a.Name, a.Report.Claimed, data, password)
		if err != nil {
			return nil, fmt.Errorf("open %q: %w", a.Name, err)
		}
		if !report.Opened {
			return func() kit.Intent {
				return kit.Toast{Text: s.env.T("ticketview.password.wrong", line(a.Name)), Level: kit.Warn}
			}, nil
		}
		report.OpenedBy = s.env.Officer
		if err := s.opt.Desk.Reinspect(ctx, s.env.Officer, s.id, ticket.Inspection{SHA: a.SHA, Report: &report}); err != nil {
			return nil, err
		}
		return func() kit.Intent {
			return kit.Toast{Text: s.env.T("ticketview.did.password", line(a.Name)), Level: kit.Good}
		}, nil
	})
}

// noPassword is why the shown file is not opened with a password.
func (d *documents) noPassword() clean.Text {
	e, a := d.s.env, d.shown()
	switch {
	case a == nil || a.Report == nil:
		return e.T("ticketview.why.no-file")
	case !a.Report.Has(document.ProblemEncrypted) && !a.Report.Opened:
		return e.T("ticketview.why.not-locked")
	case d.s.opt.Opener == nil:
		return e.T("ticketview.why.no-inspector")
	}
	return d.s.shut()
}
