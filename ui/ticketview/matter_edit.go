package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// markURL offers the states of a reported address.
func (p *matter) markURL(url string) kit.Intent {
	s, e := p.s, p.s.env
	var entries []kit.Entry
	for i, state := range ticket.URLStates {
		m := s.urlMark(state)
		entries = append(entries, kit.Entry{Key: itoa(i + 1), Text: glue(clean.Own(m.Glyph), space, m.Word), Then: func() kit.Intent {
			return s.do(ticket.MarkURL{URL: url, State: state}, e.T("ticketview.did.url", m.Word))
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: line(url), Entries: entries})}
}

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
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.record"), Note: e.T("ticketview.record.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			rec, err := domain.ParseRecord(f.Value("host"), f.Value("type"), f.Value("value"))
			if err != nil {
				return kit.Toast{Text: clean.Line(err.Error(), 200), Level: kit.Bad}
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
