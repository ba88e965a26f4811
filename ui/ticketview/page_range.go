package ticketview

import (
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// choosePages says which pages of the shown file are which document: what the
// program found is corrected, what it did not find is told.
func (d *documents) choosePages() kit.Intent {
	s, e, a := d.s, d.s.env, d.shown()
	last := a.Report.Pages
	from, to, wanted := 1, last, ""
	if it := d.item(); it != nil {
		wanted = it.Requirement.ID
		if f, l := a.Pages(wanted); f > 0 {
			from, to = f, l
		}
	}
	var options []kit.Option
	for _, it := range s.l.items {
		options = append(options, kit.Option{Value: it.Requirement.ID, Text: s.in(it.Title)})
	}
	options = append(options, kit.Option{Text: e.T("ticketview.match.none")})
	form := kit.NewForm(e,
		kit.Input{ID: "pages", Label: e.T("ticketview.pages.which"), Value: pageWords(from, to), Required: true, Max: 20},
		kit.Input{ID: "for", Label: e.T("ticketview.pages.what"), Value: wanted, Options: options})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: glue(e.T("ticketview.do.pages"), clean.Own(": "), line(a.Name)), Note: e.T("ticketview.pages.note", last), Form: form,
		Check: func(f *kit.Form) (string, clean.Text) {
			if _, _, ok := pagesIn(f.Value("pages"), last); !ok {
				return "pages", e.T("refusal.bad-pages", last)
			}
			return "", clean.Text{}
		},
		Then: func(f *kit.Form) kit.Intent {
			from, to, _ := pagesIn(f.Value("pages"), last)
			title := e.T("ticketview.match.none")
			if id := f.Value("for"); id != "" {
				title = s.requirementTitle(id)
			}
			return s.do(ticket.Match{SHA: a.SHA, Requirement: f.Value("for"), From: from, To: to}, e.T("ticketview.did.pages", s.pageRange(from, to), line(a.Name), title))
		}})}
}

func pageWords(from, to int) string {
	if from == to {
		return itoa(from)
	}
	return itoa(from) + "-" + itoa(to)
}

// pagesIn reads "3", "3-4", "3–4" or "3 4" as pages of a file of last pages.
func pagesIn(s string, last int) (from, to int, ok bool) {
	words := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if len(words) < 1 || len(words) > 2 {
		return 0, 0, false
	}
	from, err := strconv.Atoi(words[0])
	if err != nil {
		return 0, 0, false
	}
	to, err = strconv.Atoi(words[len(words)-1])
	return from, to, err == nil && from >= 1 && from <= to && to <= last
}

// noPages is why no pages of the shown file can be chosen.
func (d *documents) noPages() clean.Text {
	if no := d.noFile(); !no.Empty() {
		return no
	}
	if r := d.shown().Report; r == nil || r.Pages < 2 {
		return d.s.env.T("ticketview.why.one-page")
	}
	return clean.Text{}
}
