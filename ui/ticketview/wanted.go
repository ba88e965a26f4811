package ticketview

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// What the registry is to be told about a ticket's names: years, who is to hold
// them, name servers, the expiry from which a renewal counts.

// parts are those that some step of the service tells the registry.
func (s *Screen) parts() (out []string) {
	if s.l.service == nil {
		return nil
	}
	for _, st := range s.l.service.Steps {
		for _, part := range st.Tells {
			if !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// noParts is why there is nothing to tell the registry.
func (s *Screen) noParts() clean.Text {
	if len(s.parts()) == 0 {
		return s.env.T("ticketview.wanted.none")
	}
	return s.shut()
}

// wanted are the rows of what the registry is to be told.
func (p *matter) wanted() []block {
	s, w := p.s, &p.s.l.t.Wanted
	parts := s.parts()
	if len(parts) == 0 {
		return nil
	}
	out := []block{p.heading("ticketview.wanted.title")}
	for _, part := range parts {
		value, ink := clean.Text{}, s.env.Theme.Text
		switch part {
		case "years":
			value = line(strconv.Itoa(max(w.Years, 1)))
		case "registrant":
			value = list(line(w.Registrant), s.wantedOfficer())
		case "hosts":
			value = line(strings.Join(w.Hosts, ", "))
		case "expires":
			value = line(expiryLines(w, s.l.t.Names, ", "))
		}
		if value.Empty() {
			value, ink = dash, s.env.Theme.Muted
		}
		out = append(out, p.fact("wanted-"+part, s.env.Lang.Word("ticketview.wanted.", part), value, ink))
	}
	return out
}

func (s *Screen) wantedOfficer() clean.Text {
	if o := s.l.t.Wanted.Officer; o != nil {
		return line(who(*o))
	}
	return clean.Text{}
}

// wantedLine says all of it on one line.
func (s *Screen) wantedLine(w *ticket.Wanted) clean.Text {
	out := list(line(w.Registrant), commas(texts(w.Hosts)), line(expiryLines(w, s.l.t.Names, ", ")))
	if w.Years > 0 {
		out = list(s.env.T("acts.plan.years", w.Years), out)
	}
	return out
}

func texts(lines []string) (out []clean.Text) {
	for _, l := range lines {
		out = append(out, line(l))
	}
	return out
}

// expiryLines are the days by name; of a single name the day alone.
func expiryLines(w *ticket.Wanted, names []string, between string) string {
	var out []string
	for _, n := range names {
		if day := w.Expires[n]; day != "" && len(names) == 1 {
			out = append(out, day)
		} else if day != "" {
			out = append(out, n+" "+day)
		}
	}
	return strings.Join(out, between)
}

// editWanted asks for what the registry is to be told.
func (s *Screen) editWanted() kit.Intent {
	e, w := s.env, s.l.t.Wanted
	label := func(key string) clean.Text { return e.T("ticketview.wanted." + key) }
	var inputs []kit.Input
	for _, part := range s.parts() {
		switch part {
		case "years":
			inputs = append(inputs, kit.Input{ID: part, Label: label(part), Value: strconv.Itoa(max(w.Years, 1)), Max: 2})
		case "registrant":
			officer := ticket.Party{}
			if w.Officer != nil {
				officer = *w.Officer
			}
			inputs = append(inputs, kit.Input{ID: part, Label: label(part), Hint: label("registrant-hint"), Value: w.Registrant, Max: 16},
				kit.Input{ID: "name", Label: label("officer"), Hint: label("officer-hint"), Value: officer.Name},
				kit.Input{ID: "email", Label: e.T("ticketview.form.email"), Value: officer.Email, Max: 254},
				kit.Input{ID: "agency", Label: e.T("ticketview.form.agency"), Value: officer.Agency})
		case "hosts":
			inputs = append(inputs, kit.Input{ID: part, Label: label(part), Hint: label("hosts-hint"), Value: strings.Join(w.Hosts, "\n"), Rows: 4, Max: 4000})
		case "expires":
			inputs = append(inputs, kit.Input{ID: part, Label: label(part), Hint: label("expires-hint"), Value: expiryLines(&w, s.l.t.Names, "\n"), Rows: min(max(len(s.l.t.Names), 1), 6), Max: 4000})
		}
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.wanted"), Note: label("note"), Form: kit.NewForm(e, inputs...),
		Check: s.wrongWanted,
		Then: func(f *kit.Form) kit.Intent {
			return s.do(ticket.SetWanted{Wanted: s.readWanted(f)}, e.T("ticketview.did.wanted"))
		}})}
}

// wrongWanted is as strict as the desk about years and days.
func (s *Screen) wrongWanted(f *kit.Form) (string, clean.Text) {
	if v := strings.TrimSpace(f.Value("years")); v != "" {
		if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 10 {
			return "years", s.env.T("refusal.bad-years")
		}
	}
	for name, day := range s.readWanted(f).Expires {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return "expires", s.env.T("refusal.bad-day", strings.TrimSpace(name+" "+day))
		}
	}
	return "", clean.Text{}
}

func (s *Screen) readWanted(f *kit.Form) ticket.Wanted {
	w := ticket.Wanted{Registrant: strings.TrimSpace(f.Value("registrant"))}
	w.Years, _ = strconv.Atoi(strings.TrimSpace(f.Value("years"))) // checked before; none is one year
	if o := (ticket.Party{Name: f.Value("name"), Email: f.Value("email"), Agency: f.Value("agency")}); o != (ticket.Party{}) {
		w.Officer = &o
	}
	for l := range strings.Lines(f.Value("hosts")) {
		if words := strings.Fields(strings.ToLower(l)); len(words) > 0 {
			w.Hosts = append(w.Hosts, strings.Join(words, " "))
		}
	}
	for l := range strings.Lines(f.Value("expires")) {
		words := strings.Fields(l)
		switch {
		case len(words) == 0:
			continue
		case len(words) == 1 && len(s.l.t.Names) == 1:
			words = []string{s.l.t.Names[0], words[0]}
		case len(words) == 1:
			words = append(words, "")
		}
		if w.Expires == nil {
			w.Expires = map[string]string{}
		}
		w.Expires[strings.ToLower(words[0])] = words[1]
	}
	return w
}
