package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// adjust says how a record is made where that differs from what was asked.
func (p *matter) adjust(i int) kit.Intent {
	s, e := p.s, p.s.env
	r := s.l.t.Records[i]
	made := r.Made
	if made == (domain.Record{}) {
		made = r.Asked
	}
	types := domain.RecordTypes()
	if !slices.Contains(types, made.Type) {
		types = append(types, made.Type)
	}
	options := make([]kit.Option, len(types))
	for j, t := range types {
		options[j] = kit.Option{Value: t, Text: line(t)}
	}
	form := kit.NewForm(e,
		kit.Input{ID: "host", Label: e.T("ticketview.record.host"), Value: made.Host, Required: true, Max: 255},
		kit.Input{ID: "type", Label: e.T("ticketview.record.type"), Value: made.Type, Options: options},
		kit.Input{ID: "value", Label: e.T("ticketview.record.value"), Value: made.Value, Required: true, Max: 1000},
		kit.Input{ID: "reason", Label: e.T("ticketview.form.reason"), Value: r.Reason})
	return p.adjustSheet(i, form)
}

// adjustSheet asks again until the record is one that a name server takes; what
// was typed stays.
func (p *matter) adjustSheet(i int, form *kit.Form) kit.Intent {
	s, e := p.s, p.s.env
	again := func(f *kit.Form, why clean.Text) kit.Intent {
		return kit.Many{kit.Toast{Text: why, Level: kit.Bad}, p.adjustSheet(i, f)}
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.record"), Note: e.T("ticketview.record.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			rec, err := domain.ParseRecord(f.Value("host"), f.Value("type"), f.Value("value"))
			if err != nil {
				return again(f, clean.Line(err.Error(), 200))
			}
			for _, found := range rec.Validate("") {
				if found.Level == domain.Refuse {
					return again(f, glue(s.in(found.What), clean.Own("; "), s.in(found.Fix)))
				}
			}
			if rec != s.l.t.Records[i].Asked && strings.TrimSpace(f.Value("reason")) == "" {
				return again(f, e.T("refusal.no-reason"))
			}
			return s.do(ticket.AdjustRecord{Index: i, Made: rec, Reason: f.Value("reason")}, e.T("ticketview.did.record"))
		}})}
}

// editNames replaces the names of the ticket.
func (p *matter) editNames() kit.Intent {
	s, e := p.s, p.s.env
	form := kit.NewForm(e, kit.Input{ID: "names", Label: e.T("ticketview.about.names"), Value: strings.Join(s.l.t.Names, "\n"), Rows: 6, Max: 8000})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.edit-names"), Note: e.T("ticketview.names.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			names := strings.FieldsFunc(f.Value("names"), func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) })
			if names == nil {
				names = []string{}
			}
			return s.do(ticket.SetSubjectMatter{Names: names}, e.T("ticketview.did.names"))
		}})}
}

func (p *matter) editRequester() kit.Intent {
	s, e, who := p.s, p.s.env, p.s.l.t.Requester
	form := kit.NewForm(e,
		kit.Input{ID: "name", Label: e.T("ticketview.form.name"), Value: who.Name},
		kit.Input{ID: "email", Label: e.T("ticketview.form.email"), Value: who.Email, Max: 254},
		kit.Input{ID: "agency", Label: e.T("ticketview.form.agency"), Value: who.Agency},
		kit.Input{ID: "phone", Label: e.T("ticketview.form.phone"), Value: who.Phone, Max: 40})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.requester"), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.do(ticket.SetRequester{Requester: ticket.Party{Name: f.Value("name"), Email: f.Value("email"), Agency: f.Value("agency"), Phone: f.Value("phone")}},
			e.T("ticketview.did.requester"))
	}})}
}
