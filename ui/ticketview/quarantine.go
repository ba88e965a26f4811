package ticketview

import (
	"context"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// scanLines says what the malware scanner said of a file: loudly what it found,
// plainly that it did not look, quietly that all is well.
func (s *Screen) scanLines(a *ticket.Attachment, w int) []string {
	e, th := s.env, s.env.Theme
	if a.Scan == nil {
		return nil
	}
	var out []string
	sc := a.Scan
	switch {
	case a.Quarantined():
		out = text(glue(clean.Own("! "), s.foundWords(sc)), th.Late, w, 0)
		out = append(out, text(e.T("ticketview.scan.quarantine"), th.Late, w, 2)...)
	case sc.State == document.ScanFound:
		out = text(s.foundWords(sc), th.Soon, w, 0)
		out = append(out, text(e.T("ticketview.scan.lifted", s.by(a.Lifted.By), e.Moment(a.Lifted.At), a.Lifted.Reason), th.Soon, w, 2)...)
	case sc.State == document.ScanNot:
		out = text(glue(clean.Own("~ "), e.Lang.Word("ticketview.scan-not.", sc.Code)), th.Soon, w, 0)
	default:
		return text(e.T("ticketview.scan.clean", e.Moment(sc.At), engine(sc)), th.Faint, w, 0)
	}
	return append(out, text(list(e.Moment(sc.At), engine(sc), line(sc.Why)), th.Muted, w, 2)...)
}

func (s *Screen) foundWords(sc *document.Scan) clean.Text {
	switch sc.Where {
	case "":
		return s.env.T("ticketview.scan.found", sc.Signature)
	case document.ScanMail:
		return s.env.T("ticketview.scan.found-mail", sc.Signature)
	}
	return s.env.T("ticketview.scan.found-member", sc.Signature, sc.Where)
}

// engine names the scanner and its signatures.
func engine(sc *document.Scan) clean.Text {
	if sc.Base == "" {
		return line(sc.Engine)
	}
	return line(sc.Engine + " / " + sc.Base)
}

// rescan has the shown file scanned again.
func (d *documents) rescan() kit.Intent {
	s, a := d.s, *d.shown()
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		if err := s.opt.Desk.Rescan(ctx, s.env.Officer, s.id, a.SHA); err != nil {
			return nil, err
		}
		return func() kit.Intent {
			return kit.Many{kit.Toast{Text: s.env.T("ticketview.did.rescan", line(a.Name)), Level: kit.Good}, s.load()}
		}, nil
	})
}

// lift takes the shown file out of quarantine, with a reason.
func (d *documents) lift() kit.Intent {
	s, e, a := d.s, d.s.env, d.shown()
	return s.ask(glue(e.T("ticketview.do.lift"), clean.Own(": "), line(a.Name)), e.T("ticketview.form.reason"), func(why string) kit.Intent {
		return s.do(ticket.LiftQuarantine{SHA: a.SHA, Reason: why}, e.T("ticketview.did.lift", line(a.Name)))
	})
}

func (d *documents) noRescan() clean.Text {
	if d.shown() == nil || d.linked() != nil {
		return d.s.env.T("ticketview.why.no-file")
	}
	if _, ok := d.s.opt.Desk.ScannerStatus(); !ok {
		return d.s.env.T("ticketview.why.no-scanner")
	}
	return clean.Text{}
}

func (d *documents) noLift() clean.Text {
	switch a := d.shown(); {
	case a == nil || d.linked() != nil:
		return d.s.env.T("ticketview.why.no-file")
	case !a.Quarantined():
		return d.s.env.T("ticketview.why.not-quarantined")
	}
	return clean.Text{}
}

// closed is why the shown file may not be opened, empty where it may.
func (d *documents) closed() clean.Text {
	switch a := d.shown(); {
	case a == nil:
		return d.s.env.T("ticketview.why.no-file")
	case a.Quarantined():
		return d.s.env.T("ticketview.why.quarantined")
	}
	return clean.Text{}
}

// scanEvent says what happened about malware.
func (s *Screen) scanEvent(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.DocumentScanned:
		word := e.Lang.Word("ticketview.scan-state.", string(b.Scan.State))
		why := clean.Text{}
		switch b.Scan.State {
		case document.ScanFound:
			why = s.foundWords(&b.Scan)
		case document.ScanNot:
			why = e.Lang.Word("ticketview.scan-not.", b.Scan.Code)
		case document.ScanClean:
		}
		return list(e.T("ticketview.event.document-scanned", s.fileName(b.SHA), word), why)
	case ticket.QuarantineLifted:
		return list(e.T("ticketview.event.quarantine-lifted", s.fileName(b.SHA), b.Signature), line(b.Reason))
	}
	return clean.Text{}
}
