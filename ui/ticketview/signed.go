package ticketview

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/signature"
	"loket/ui/kit"
)

// signedLines says what is known of the electronic signatures of a file.
func (s *Screen) signedLines(r *document.Report, w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	if r.Outdated(s.trust()) {
		out = append(out, text(e.T("ticketview.signed.outdated"), th.Soon, w, 0)...)
	}
	if r.Signed == nil {
		return out
	}
	if r.Signed.Picture {
		return append(out, text(e.T("ticketview.signed.picture"), th.Soon, w, 0)...)
	}
	for i := range r.Signed.Findings {
		f := &r.Signed.Findings[i]
		if f.Kind == signature.DocumentStamp {
			out = append(out, s.stampLines(f, w)...)
			continue
		}
		words, ink := s.verdictOfSignature(f)
		out = append(out, text(words, ink, w, 0)...)
		if f.Intact {
			out = append(out, text(s.timeOfSignature(f), th.Muted, w, 2)...)
		}
		for _, n := range s.signatureNotes(f) {
			out = append(out, text(n, th.Muted, w, 2)...)
		}
	}
	return out
}

// told are the notes that stand in the verdict's own line.
var told = [...]string{
	signature.NoteNoRoots, signature.NoteUnknownRoot, signature.NoteExpired, signature.NoteNotYet, signature.NoteChain,
	signature.NoteDigest, signature.NoteValue, signature.NoteCoverage, signature.NoteMissing, signature.NoteFormat,
	signature.NoteAlgorithm, signature.NoteCertificateSwap, signature.NoteTooComplex, signature.NotePassword,
}

func (s *Screen) verdictOfSignature(f *signature.Finding) (clean.Text, kit.Ink) {
	e, th := s.env, s.env.Theme
	ink := th.Late
	why := clean.Text{}
	for _, n := range f.Notes {
		if slices.Contains(told[:], n.Code) {
			why = glue(clean.Own(" ("), s.signatureNote(n), clean.Own(")"))
			break
		}
	}
	switch f.Verdict {
	case signature.Valid:
		ink = th.OK
	case signature.Untrusted, signature.BadUsage, signature.Unreadable:
		ink = th.Soon
	case signature.Changed:
		changes := make([]clean.Text, len(f.Changes))
		for i, c := range f.Changes {
			changes[i] = e.T("ticketview.signed-change."+c.Code, c.Page, c.Name)
		}
		why = commas(changes)
	case signature.Revoked:
		if !f.RevokedAt.IsZero() {
			why = glue(clean.Own(" ("), s.instant(f.RevokedAt), clean.Own(")"))
		}
	case signature.Weak, signature.Invalid:
	}
	return e.T("ticketview.signed."+string(f.Verdict), f.Signer, f.Issuer, why), ink
}

func (s *Screen) instant(t time.Time) clean.Text { return s.env.Time(t) }

// timeOfSignature says when, whether revocation was looked up, and what part of
// the file's history it covers.
func (s *Screen) timeOfSignature(f *signature.Finding) clean.Text {
	e := s.env
	when, revocation, proofs, revision := clean.Text{}, clean.Text{}, clean.Text{}, clean.Text{}
	switch {
	case !f.Proven.IsZero():
		when = e.T("ticketview.signed.proven", s.instant(f.Proven), f.Stamper)
	case !f.Claimed.IsZero():
		when = e.T("ticketview.signed.claimed", s.instant(f.Claimed))
	}
	if f.Trusted && f.Verdict != signature.Revoked {
		revocation = e.T("ticketview.signed.not-checked")
		if !f.RevocationChecked.IsZero() {
			revocation = e.T("ticketview.signed.checked")
		}
	}
	if f.LTV {
		proofs = e.T("ticketview.signed.ltv")
	}
	if f.Revisions > 1 {
		revision = e.T("ticketview.signed.revision", f.Revision, f.Revisions)
	}
	return list(when, revocation, proofs, revision)
}

func (s *Screen) signatureNotes(f *signature.Finding) []clean.Text {
	var out []clean.Text
	for _, n := range f.Notes {
		if !slices.Contains(told[:], n.Code) {
			out = append(out, s.signatureNote(n))
		}
	}
	return out
}

// signatureNote puts a note into words. Times stand in it as the verification
// wrote them.
func (s *Screen) signatureNote(n signature.Note) clean.Text {
	arg := clean.Text{}
	if len(n.Args) > 0 {
		arg = line(n.Args[0])
		if t, err := time.Parse(time.RFC3339, n.Args[0]); err == nil {
			arg = s.instant(t)
		}
	}
	return s.env.T("ticketview.signed-note."+n.Code, arg)
}

func (s *Screen) stampLines(f *signature.Finding, w int) []string {
	e, th := s.env, s.env.Theme
	if f.Verdict == signature.Valid {
		return text(e.T("ticketview.signed.stamp", f.Stamper, s.instant(f.Proven)), th.Muted, w, 0)
	}
	return text(e.T("ticketview.signed.stamp-bad", f.Signer), th.Soon, w, 0)
}

// trust names what the site trusts now.
func (s *Screen) trust() string {
	if s.opt.Trust == nil {
		return ""
	}
	return s.opt.Trust()
}

// verify inspects the file again, against what is trusted now, and keeps what
// was found.
func (d *documents) verify() kit.Intent {
	s, a := d.s, *d.shown()
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		data, err := s.opt.Desk.Attachment(&a)
		if err != nil {
			return nil, err
		}
		claimed := ""
		if a.Report != nil {
			claimed = a.Report.Claimed
		}
		report, err := s.opt.Inspector.Inspect(ctx, a.Name, claimed, data)
		if err != nil {
			return nil, fmt.Errorf("verify %q: %w", a.Name, err)
		}
		if err := s.opt.Desk.Reinspect(ctx, s.env.Officer, s.id, ticket.Inspection{SHA: a.SHA, Report: &report}); err != nil {
			return nil, err
		}
		return func() kit.Intent {
			return kit.Toast{Text: s.env.T("ticketview.did.verify", line(a.Name)), Level: kit.Good}
		}, nil
	})
}

func (d *documents) noVerify() clean.Text {
	if no := d.noInspector(); !no.Empty() {
		return no
	}
	r := d.shown().Report
	if r == nil || r.Signatures == 0 && (r.Signed == nil || len(r.Signed.Findings) == 0) {
		return d.s.env.T("ticketview.why.no-signature")
	}
	return clean.Text{}
}
