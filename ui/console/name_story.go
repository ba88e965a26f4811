package console

import (
	"slices"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

// nameStory is what happened to a name's entry: the letters that reminded of its end,
// with what became of each, and who changed what, the latest first.
func nameStory(e *kit.Env, n *register.Entry, sent map[uint64]ticket.LetterState, w int) (out []string) {
	th, label := e.Theme, 16
	add := func(head clean.Text, t clean.Text, ink kit.Ink) {
		for i, l := range kit.Wrap(t, max(w-label-1, 1)) {
			first := kit.Spaces(label)
			if i == 0 {
				first = th.Muted.Fit(head, label)
			}
			out = append(out, first+" "+ink.Render(clean.Own(l)))
		}
	}
	for _, r := range slices.Backward(n.Reminders) {
		state := ""
		if s, ok := sent[r.Letter]; ok {
			m := e.Letter(string(s))
			state = "  " + m.Glyph + " " + m.Word.String()
		}
		words := e.T("names.reminded-of", e.Time(r.At), r.Mark, onDay(e, r.End), clean.Line(r.Ticket, 20))
		add(e.T("names.reminded"), clean.Own(words.String()+state), th.Text)
	}
	for _, d := range slices.Backward(n.History) {
		who := e.OfficerName(d.By).String()
		if d.Ticket != "" {
			who += ", " + clean.Line(d.Ticket, 20).String()
		}
		add(e.T("names.history"), clean.Own(e.Time(d.At).String()+"  "+who), th.Muted)
		for _, f := range d.Fields {
			add(clean.Text{}, e.T("names.was", fieldTitle(e, f.Field), said(f.Before), said(f.After)), th.Text)
		}
	}
	return out
}

func said(s string) clean.Text {
	if s == "" {
		return clean.Own("–")
	}
	return clean.Line(s, 600)
}

// fieldTitle is what a field of the history is called in the console's language.
func fieldTitle(e *kit.Env, field string) clean.Text {
	switch field {
	case "instansi":
		return e.T("names.agency")
	case "pejabat":
		return e.T("names.officer")
	case "penanggung jawab":
		return e.T("names.responsible")
	case "terdaftar":
		return e.T("names.registered")
	case "berlaku sampai":
		return e.T("names.until")
	case "dihapus":
		return e.T("names.ended")
	case "rekaman":
		return e.T("names.record")
	}
	return clean.Line(field, 100)
}
