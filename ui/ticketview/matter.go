package ticketview

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// matter shows what the request is about: who asks, names, records, the form's
// fields, tasks and links. Enter acts on the selected thing.
type matter struct {
	s    *Screen
	list rows
}

func newMatter(s *Screen) *matter { return &matter{s: s} }

func (p *matter) resize(w, h int)              { p.list.resize(w, h) }
func (p *matter) key(msg tea.KeyPressMsg) bool { return p.list.key(msg) }
func (p *matter) lines() []string              { return p.list.lines(p.s.env.Theme) }

func (p *matter) mouse(m kit.Mouse) {
	if m.Wheel != 0 {
		p.list.wheel(m.Wheel)
	} else if m.Left {
		p.list.click(m.Y)
	}
}

func (p *matter) heading(key string) block {
	return block{draw: func(w int, _ bool) []string {
		return []string{"", p.s.env.Theme.Title.Render(clean.Own(kit.Cut(p.s.env.T(key), w)))}
	}}
}

// read is the heading of what was read in a form, and whether somebody confirmed it.
func (p *matter) read(key string) block {
	return block{draw: func(w int, _ bool) []string {
		th := p.s.env.Theme
		ink := th.OK
		if p.s.l.t.Unconfirmed() {
			ink = th.Soon
		}
		return append([]string{"", th.Title.Render(clean.Own(kit.Cut(p.s.env.T(key), w)))}, text(p.s.confirmation(), ink, w, 0)...)
	}}
}

// confirm says that the fields and rows were compared with where they were read.
func (p *matter) confirm() kit.Intent {
	return p.s.do(ticket.ConfirmForm{}, p.s.env.T("ticketview.did.confirm-form"))
}

func (p *matter) noConfirm() clean.Text {
	if !p.s.l.t.Unconfirmed() {
		return p.s.env.T("refusal.nothing-read")
	}
	return p.s.shut()
}

// fact is a row of a label and a value.
func (p *matter) fact(id string, label, value clean.Text, ink kit.Ink, more ...clean.Text) block {
	return block{id: id, draw: func(w int, selected bool) []string {
		th := p.s.env.Theme
		lw := min(22, w/3)
		out := []string{kit.Row(ground(th, selected), w, kit.Cell{Text: label, Width: lw, Ink: th.Muted}, kit.Cell{Text: value, Width: w - lw - 1, Ink: ink})}
		for _, m := range more {
			out = append(out, text(m, th.Muted, w, lw+1)...)
		}
		return out
	}}
}

func (p *matter) fill() {
	s, e, t := p.s, p.s.env, p.s.l.t
	th := e.Theme
	who := t.Requester
	official := e.T("ticketview.official")
	ink := th.OK
	if !t.Official {
		official, ink = e.T("ticketview.unofficial"), th.Soon
	}
	out := []block{p.heading("ticketview.about.requester"),
		p.fact("who", e.T("ticketview.form.name"), list(line(who.Name), line(who.Phone)), th.Text),
		p.fact("mail", e.T("ticketview.form.email"), list(line(who.Email), official, s.bouncing(who.Email)), ink),
		p.fact("agency", e.T("ticketview.form.agency"), line(who.Agency), th.Text),
		p.fact("source", e.T("ticketview.about.source"), list(e.Lang.Word("ticketview.source.", string(t.Source)), e.Time(t.Received)), th.Text),
		p.heading("ticketview.about.names")}
	for i, n := range t.Names {
		out = append(out, p.fact("name"+itoa(i), p.nameLabel(i), line(n), th.Accent, p.accepts(n)))
	}
	if len(t.Names) == 0 {
		out = append(out, p.fact("name", dash, e.T("ticketview.no-names"), th.Muted))
	}
	out = append(append(out, p.suspects()...), p.wanted()...)
	if len(t.URLs) > 0 {
		out = append(out, p.heading("ticketview.about.urls"), p.fact("urls", s.env.T("ticketview.url-count", len(t.URLs)), s.urlCounts(), th.Text))
	}
	if len(t.Records) > 0 {
		out = append(out, p.read("ticketview.about.records"))
	}
	for i := range t.Records {
		out = append(out, p.record(i))
	}
	if len(t.Form) > 0 {
		out = append(out, p.read("ticketview.about.form"))
	}
	for i, f := range t.Form {
		out = append(out, p.fact("form"+itoa(i), line(f.Label), line(f.Value), th.Text, s.origin(f.Origin())))
	}
	p.list.set(append(out, p.ties(s)...))
}

// nameLabel numbers a name, or says which of a change of name it is.
func (p *matter) nameLabel(i int) clean.Text {
	s, last := p.s, len(p.s.l.t.Names)-1
	switch {
	case s.l.service == nil || !s.l.service.Renames || last < 1:
	case i == 0:
		return s.env.T("ticketview.about.old-name")
	case i == last:
		return s.env.T("ticketview.about.new-name")
	}
	return clean.Own(itoa(i + 1))
}

func (p *matter) ties(s *Screen) (out []block) {
	e, t, th := s.env, s.l.t, s.env.Theme
	if len(t.Tasks) > 0 {
		out = append(out, p.heading("ticketview.about.tasks"))
	}
	for _, k := range t.Tasks {
		when, ink := e.T("ticketview.until", s.day(k.Due)), th.Text
		switch {
		case !k.Done.IsZero():
			when, ink = e.T("ticketview.task.done", s.by(k.By), s.day(k.Done)), th.Muted
		case k.Due.Before(e.Now):
			ink = th.Late
		}
		what := s.stepWords(k.Text)
		if k.Step != "" {
			what = e.T("probe.remind", what)
		}
		out = append(out, p.fact("task"+k.ID, s.day(k.Due), what, ink, when))
	}
	if len(t.Links) > 0 || t.MergedInto != 0 {
		out = append(out, p.heading("ticketview.about.links"))
	}
	for i, l := range t.Links {
		out = append(out, p.fact("link"+itoa(i), s.linkKind(l.Kind), line(l.Number), th.Accent))
	}
	return out
}

// accepts says when the service is not for a name.
func (p *matter) accepts(name string) clean.Text {
	if p.s.l.service == nil {
		return clean.Text{}
	}
	n, err := domain.ParseName(name)
	if err != nil {
		return clean.Text{}
	}
	if ok, why := p.s.l.service.Products.Accepts(n); !ok {
		return glue(clean.Own("! "), p.s.in(why))
	}
	return clean.Text{}
}

// urlMark is the glyph and ink of an address's state.
func (s *Screen) urlMark(state string) kit.Mark {
	th := s.env.Theme
	m := kit.Mark{Glyph: "○", Word: s.env.Lang.Word("ticketview.url.", state), Ink: th.Soon}
	switch state {
	case "clean", "gone", "restored":
		m.Glyph, m.Ink = "✓", th.OK
	case "found", "still":
		m.Glyph, m.Ink = "!", th.Late
	case "notified":
		m.Glyph = "→"
	case "forwarded":
		m.Glyph, m.Ink = "»", th.Paused
	case "blocked":
		m.Glyph, m.Ink = "✗", th.Paused
	}
	return m
}

func (p *matter) record(i int) block {
	s, r := p.s, &p.s.l.t.Records[i]
	return block{id: "record" + itoa(i), draw: func(w int, selected bool) []string {
		th, g := s.env.Theme, ground(s.env.Theme, selected)
		row := func(label clean.Text, rec domain.Record, ink kit.Ink) string {
			return kit.Row(g, w, kit.Cell{Text: label, Width: 8, Ink: th.Muted}, kit.Cell{Text: line(rec.Host), Width: max(w/3, 12), Ink: ink},
				kit.Cell{Text: line(rec.Type), Width: 6, Ink: ink}, kit.Cell{Text: line(rec.Value), Width: max(w-w/3-17, 8), Ink: ink})
		}
		out := append([]string{row(s.env.T("ticketview.record.asked"), r.Asked, th.Text)}, text(s.origin(r.From), th.Muted, w, 9)...)
		if r.Made != r.Asked && r.Made != (domain.Record{}) {
			out = append(out, row(s.env.T("ticketview.record.made"), r.Made, th.Accent))
			out = append(out, text(line(r.Reason), th.Muted, w, 9)...)
		}
		if what, level := s.recordProblem(i); !what.Empty() {
			glyph, ink := "~ ", th.Soon
			if level == domain.Refuse {
				glyph, ink = "! ", th.Late
			}
			out = append(out, text(glue(clean.Own(glyph), what), ink, w, 9)...)
		}
		return out
	}}
}

func (p *matter) bindings() []kit.Binding {
	e := p.s.env
	out := []kit.Binding{kit.Bind("edit-names", e.T("ticketview.do.edit-names"), p.editNames, "e").Unless(p.s.shut()).Shown(),
		kit.Bind("confirm-form", e.T("ticketview.do.confirm-form"), p.confirm, "a").Unless(p.noConfirm()).Shown(),
		kit.Bind("wanted", e.T("ticketview.do.wanted"), p.s.editWanted, "I").Unless(p.s.noParts())}
	if name := p.actName(); !name.Empty() {
		out = append([]kit.Binding{kit.Bind("act", name, p.act, "enter", "space").Shown()}, out...)
	}
	return out
}

// actName is what space does with the selected thing.
func (p *matter) actName() clean.Text {
	e, id := p.s.env, p.list.selected()
	switch {
	case id == "who" || id == "mail" || id == "agency":
		return e.T("ticketview.do.requester")
	case strings.HasPrefix(id, "name"):
		return e.T("ticketview.do.edit-names")
	case strings.HasPrefix(id, "wanted"):
		return e.T("ticketview.do.wanted")
	case id == "urls":
		return e.T("ticketview.tab.urls")
	case strings.HasPrefix(id, "record"):
		return e.T("ticketview.do.record")
	case strings.HasPrefix(id, "task"):
		return e.T("ticketview.do.finish-task")
	case strings.HasPrefix(id, "link"):
		return e.T("ticketview.do.open-link")
	case strings.HasPrefix(id, "form"):
		return e.T("ticketview.do.copy-value")
	}
	return clean.Text{}
}

func index(id, prefix string, n int) int {
	i, err := strconv.Atoi(strings.TrimPrefix(id, prefix))
	if err != nil || i < 0 || i >= n {
		return -1
	}
	return i
}

func (p *matter) act() kit.Intent {
	s, t, id := p.s, p.s.l.t, p.list.selected()
	switch {
	case id == "who" || id == "mail" || id == "agency":
		return p.editRequester()
	case strings.HasPrefix(id, "name"):
		return p.editNames()
	case strings.HasPrefix(id, "wanted"):
		return s.editWanted()
	case id == "urls":
		s.show(addresses)
	case strings.HasPrefix(id, "record"):
		if i := index(id, "record", len(t.Records)); i >= 0 {
			return p.adjust(i)
		}
	case strings.HasPrefix(id, "task"):
		k := slices.IndexFunc(t.Tasks, func(k ticket.Task) bool { return "task"+k.ID == id && k.Done.IsZero() })
		if k >= 0 {
			return s.taskDone(&t.Tasks[k])
		}
	case strings.HasPrefix(id, "link"):
		if i := index(id, "link", len(t.Links)); i >= 0 {
			return kit.Open{ID: t.Links[i].Other}
		}
	case strings.HasPrefix(id, "form"):
		if i := index(id, "form", len(t.Form)); i >= 0 {
			return kit.Copy{Text: line(t.Form[i].Value)}
		}
	}
	return nil
}
