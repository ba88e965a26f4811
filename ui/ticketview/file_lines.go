package ticketview

import (
	"strings"

	"loket/domain/clean"
	"loket/ticket"
)

func (d *documents) fileLines(a *ticket.Attachment, w int) []string {
	s, e, th := d.s, d.s.env, d.s.env.Theme
	var out []string
	name := line(a.Name)
	if it := d.item(); it != nil && len(it.Files) > 1 {
		n := min(d.file[it.Requirement.ID], len(it.Files)-1)
		name = glue(e.T("ticketview.file.of", n+1, len(it.Files)), clean.Own("  "), name)
	}
	if d.item() != nil {
		out = append(out, "")
	}
	out = append(out, text(name, th.Bold, w, 0)...)
	out = append(out, text(list(s.fileFacts(a), s.version(a)), th.Muted, w, 0)...)
	if s.l.resent.Had(s.l.t, a.SHA) {
		out = append(out, text(e.T("ticketview.resent.same", e.Verdict(string(s.l.t.VerdictOn(a.SHA))).Word), th.Soon, w, 0)...)
	}
	out = append(out, s.scanLines(a, w)...)
	if len(a.Problems) > 0 {
		for _, p := range a.Problems {
			out = append(out, text(glue(clean.Own("! "), s.problem(p)), th.Late, w, 0)...)
		}
	}
	out = append(out, s.readLines(a, d.item(), w)...)
	if why := s.matchedBy(a, d.item()); !why.Empty() {
		out = append(out, text(e.T("ticketview.file.why", why), th.Muted, w, 0)...)
	}
	r := a.Report
	if r == nil && a.Quarantined() {
		return out
	}
	if r == nil {
		return append(out, text(e.T("ticketview.file.not-read"), th.Soon, w, 0)...)
	}
	if r.Claimed != "" && r.Claimed != "application/octet-stream" && r.Type != "" && r.Claimed != r.Type {
		out = append(out, text(e.T("ticketview.file.claims", r.Type, r.Claimed), th.Soon, w, 0)...)
	}
	out = append(out, s.signedLines(r, w)...)
	if len(r.Active) > 0 {
		out = append(out, text(e.T("ticketview.file.active", s.active(r.Active)), th.Soon, w, 0)...)
	}
	if r.Width > 0 {
		out = append(out, text(e.T("ticketview.file.pixels", r.Width, r.Height), th.Muted, w, 0)...)
	}
	return append(out, s.findingLines(r, w)...)
}

// textLines is the beginning of what stands in the file.
func (d *documents) textLines(a *ticket.Attachment, w int) []string {
	e, th, r := d.s.env, d.s.env.Theme, a.Report
	if r == nil {
		return nil
	}
	out := []string{th.Faint.Render(clean.Own(strings.Repeat("─", max(w, 0))))}
	if r.Text != "" {
		return append(out, text(tidy(r.Text), th.Text, w, 0)...)
	}
	key := "ticketview.file.no-text"
	if r.Scan {
		key = "ticketview.file.scan"
	}
	return append(out, text(e.T(key), th.Muted, w, 0)...)
}

// matchedBy says why a file, or the part of it that is offered for a requirement,
// is thought to be that.
func (s *Screen) matchedBy(a *ticket.Attachment, it *ticket.CheckItem) clean.Text {
	why := a.Why
	for i := range a.Parts {
		if p := &a.Parts[i]; it != nil && p.Requirement == it.Requirement.ID {
			why = p.Why
			break
		}
	}
	switch number, v, linked := ticket.FromLinked(why); {
	case why == "":
		return clean.Text{}
	case why == "officer":
		return s.env.T("ticketview.file.by-officer")
	case linked:
		return s.env.T("ticketview.file.linked", number, s.env.Verdict(string(v)).Word)
	}
	return s.hint(why)
}
