package ticketview

import (
	"errors"
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
		kit.Input{ID: "reason", Label: e.T("ticketview.form.reason"), Value: r.Reason, Marked: true})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.record"), Note: e.T("ticketview.record.note"), Form: form,
		Check: func(f *kit.Form) (string, clean.Text) { return s.wrongRecord(f, r.Asked) },
		Then: func(f *kit.Form) kit.Intent {
			rec, err := domain.ParseRecord(f.Value("host"), f.Value("type"), f.Value("value"))
			if err != nil { // checked before
				return kit.Toast{Text: clean.Line(err.Error(), 200), Level: kit.Bad}
			}
			return s.do(ticket.AdjustRecord{Index: i, Made: rec, Reason: f.Value("reason")}, e.T("ticketview.did.record"))
		}})}
}

// wrongRecord looks whether the record is one that a name server takes, and asks
// for a reason where it is not the one that was asked for.
func (s *Screen) wrongRecord(f *kit.Form, asked domain.Record) (string, clean.Text) {
	rec, err := domain.ParseRecord(f.Value("host"), f.Value("type"), f.Value("value"))
	if err != nil {
		field, why := "value", clean.Line(err.Error(), 200)
		if _, err := domain.ParseRecord(f.Value("host"), "TXT", "x"); err != nil {
			field = "host"
		}
		var no *domain.Refusal
		if errors.As(err, &no) {
			why = clean.Line(no.In(domain.Lang(s.env.Lang)), 200)
		}
		return field, why
	}
	for _, found := range s.opt.Desk.RecordCheck(s.l.t).Record(rec) {
		if found.Level == domain.Refuse {
			return "value", glue(s.in(found.What), clean.Own("; "), s.in(found.Fix))
		}
	}
	if rec != asked && strings.TrimSpace(f.Value("reason")) == "" {
		return "reason", s.env.T("refusal.no-reason")
	}
	return "", clean.Text{}
}

// editNames replaces the names of the ticket.
func (p *matter) editNames() kit.Intent {
	s, e := p.s, p.s.env
	form := kit.NewForm(e, kit.Input{ID: "names", Label: e.T("ticketview.about.names"), Value: strings.Join(s.l.t.Names, "\n"), Rows: 6, Max: 8000})
	note := e.T("ticketview.names.note")
	if s.l.service != nil && s.l.service.Renames {
		note = e.T("ticketview.names.renames")
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.edit-names"), Note: note, Form: form,
		Check: func(f *kit.Form) (string, clean.Text) {
			for _, n := range namesIn(f) {
				if _, err := domain.ParseName(n); err != nil {
					return "names", e.T("refusal.bad-name", n, err.Error())
				}
			}
			return "", clean.Text{}
		},
		Then: func(f *kit.Form) kit.Intent {
			names := namesIn(f)
			return s.do(ticket.SetSubjectMatter{Names: names}, e.T("ticketview.did.names"))
		}})}
}

// namesIn are the names of a form's field; none is an empty list, not nil.
func namesIn(f *kit.Form) []string {
	return append([]string{}, strings.FieldsFunc(f.Value("names"), func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) })...)
}

func (p *matter) editRequester() kit.Intent {
	s, e, who := p.s, p.s.env, p.s.l.t.Requester
	form := kit.NewForm(e,
		kit.Input{ID: "name", Label: e.T("ticketview.form.name"), Value: who.Name},
		kit.Input{ID: "email", Label: e.T("ticketview.form.email"), Value: who.Email, Max: 254},
		kit.Input{ID: "agency", Label: e.T("ticketview.form.agency"), Value: who.Agency},
		kit.Input{ID: "phone", Label: e.T("ticketview.form.phone"), Value: who.Phone, Max: 40})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.requester"), Form: form, Check: func(f *kit.Form) (string, clean.Text) {
		if a := strings.TrimSpace(f.Value("email")); a != "" && !plainAddress(a) {
			return "email", e.T("refusal.bad-address", a)
		}
		return "", clean.Text{}
	}, Then: func(f *kit.Form) kit.Intent {
		return s.do(ticket.SetRequester{Requester: ticket.Party{Name: f.Value("name"), Email: f.Value("email"), Agency: f.Value("agency"), Phone: f.Value("phone")}},
			e.T("ticketview.did.requester"))
	}})}
}

// plainAddress is as strict as the desk about what an address looks like.
func plainAddress(a string) bool {
	return strings.Count(a, "@") == 1 && !strings.ContainsAny(a, " <>,;")
}
