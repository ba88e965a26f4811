package ticketview

import (
	"slices"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// Bounds of what is listed beside a file's text.
const (
	maxInside = 12 // members or embedded files
	maxFilled = 20 // fields of a form
)

// grave are the remarks that warn of harm; light ones that only inform.
var (
	grave = []string{document.RemarkHiddenMacro, document.RemarkTemplate, document.RemarkDDE, document.RemarkBomb, document.RemarkAlsoZip, document.RemarkAlsoPDF, document.RemarkName}
	light = []string{document.RemarkRevisions, document.RemarkFonts, document.RemarkTurned, document.RemarkMirrored, document.RemarkOwnerLocked, document.RemarkBlankPages}
)

// findingLines is what the inspection found beside problems, signatures and text.
func (s *Screen) findingLines(r *document.Report, w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	if l := s.layers(r); !l.Empty() {
		out = append(out, text(l, th.Muted, w, 0)...)
	}
	if r.OpenedBy != "" {
		out = append(out, text(e.T("ticketview.file.opened-by", s.by(r.OpenedBy)), th.Soon, w, 0)...)
	}
	for _, m := range r.Remarks {
		ink := th.Soon
		switch {
		case slices.Contains(grave, m.Code):
			ink = th.Late
		case slices.Contains(light, m.Code):
			ink = th.Muted
		}
		out = append(out, text(s.remark(m), ink, w, 0)...)
	}
	out = append(out, s.insideLines(e.T("ticketview.file.embedded"), r.Embedded, w)...)
	out = append(out, s.insideLines(e.T("ticketview.file.members"), r.Members, w)...)
	if len(r.Form) > 0 {
		out = append(out, text(e.T("ticketview.file.form"), th.Muted, w, 0)...)
	}
	for _, f := range r.Form[:min(len(r.Form), maxFilled)] {
		out = append(out, text(glue(line(f.Name), clean.Own(": "), line(f.Value)), th.Text, w, 2)...)
	}
	return out
}

// version is that of a PDF.
func (s *Screen) version(a *ticket.Attachment) clean.Text {
	if a.Report == nil || a.Report.PDFVersion == "" {
		return clean.Text{}
	}
	return s.env.T("ticketview.file.version", a.Report.PDFVersion)
}

// layers says which pages of a PDF have text and which are pictures of it.
func (s *Screen) layers(r *document.Report) clean.Text {
	e := s.env
	if r.Kind != document.KindPDF || r.Pages == 0 {
		return clean.Text{}
	}
	switch n := len(r.Unread); {
	case n == 0:
		return clean.Text{}
	case n >= r.Pages:
		return e.T("ticketview.file.all-scan")
	}
	return e.T("ticketview.file.some-scan", document.PageList(r.Unread, 6))
}

func (s *Screen) remark(m document.Remark) clean.Text {
	args := make([]any, 2)
	for i := range args {
		args[i] = ""
		if i < len(m.Args) {
			args[i] = line(m.Args[i])
		}
	}
	return s.env.T("ticketview.remark."+m.Code, args...)
}

func (s *Screen) insideLines(title clean.Text, list []document.Member, w int) []string {
	if len(list) == 0 {
		return nil
	}
	e, th := s.env, s.env.Theme
	out := text(title, th.Muted, w, 0)
	for _, m := range list[:min(len(list), maxInside)] {
		size := e.Lang.Size(m.Size)
		if m.Locked {
			size = e.T("ticketview.file.locked")
		}
		sw := min(kit.Width(size), w/3)
		out = append(out, kit.Row(kit.Ink{}, w, kit.Cell{Text: space, Width: 1}, kit.Cell{Text: line(m.Name), Width: max(w-sw-4, 1), Ink: th.Text}, kit.Cell{Text: size, Width: sw, Ink: th.Muted, Right: true}))
	}
	if more := len(list) - maxInside; more > 0 {
		out = append(out, text(e.T("ticketview.file.more", more), th.Muted, w, 2)...)
	}
	return out
}

func (s *Screen) active(ids []string) clean.Text {
	out := make([]clean.Text, len(ids))
	for i, id := range ids {
		out[i] = s.env.Lang.Word("ticketview.active.", id)
	}
	return commas(out)
}
