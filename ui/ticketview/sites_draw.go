package ticketview

import (
	"strings"

	"loket/domain/clean"
	"loket/domain/webcheck"
	"loket/ticket"
	"loket/ui/kit"
)

func (p *sites) drawRow(i, w int, look kit.Look) string {
	r, th := p.rows[i], p.s.env.Theme
	g := ground(th, look.Selected)
	edge := space
	if look.Selected {
		edge = bar
	}
	if r.url == nil {
		return p.drawOwner(r.owner, g, edge, w)
	}
	m := p.s.urlMark(r.url.State)
	state, ink := glue(clean.Own(m.Glyph), space, m.Word), m.Ink
	news := clean.Text{}
	switch to := r.url.Proposed(); {
	case !r.url.Asked.IsZero():
		news = p.s.env.T("urls.looking")
	case to != "":
		news = glue(clean.Own("→ "), p.s.urlMark(to).Word)
	}
	tick := space
	if p.marked[r.url.URL] {
		tick = clean.Own("◆")
	}
	sw, nw, gaps := min(kit.Width(state), w/3), min(kit.Width(news), w/4), 6
	if nw == 0 {
		gaps--
	}
	return kit.Row(g, w, kit.Cell{Text: edge, Width: 1, Ink: th.Accent}, kit.Cell{Text: tick, Width: 1, Ink: th.Bold},
		kit.Cell{Text: line(r.url.URL), Width: max(w-sw-nw-gaps, 4), Ink: th.Text}, kit.Cell{Text: news, Width: nw, Ink: th.Accent},
		kit.Cell{Text: state, Width: sw, Ink: ink, Right: true})
}

func (p *sites) drawOwner(o *ticket.Owner, g kit.Ink, edge clean.Text, w int) string {
	s, th := p.s, p.s.env.Theme
	count := s.env.T("ticketview.url-count", len(o.URLs))
	contact, ink := line(o.Contact.Agency), th.Muted
	if len(o.Contact.Owner)+len(o.Contact.CSIRT) == 0 {
		contact, ink = glue(clean.Own("! "), s.env.T("urls.no-contact")), th.Soon
	}
	tw, cw := kit.Width(line(o.Title())), kit.Width(count)
	return kit.Row(g, w, kit.Cell{Text: edge, Width: 1, Ink: th.Accent}, kit.Cell{Text: line(o.Title()), Width: min(tw, w/2), Ink: th.Title},
		kit.Cell{Text: contact, Width: max(w-min(tw, w/2)-cw-4, 0), Ink: ink}, kit.Cell{Text: count, Width: cw, Ink: th.Muted, Right: true})
}

// detail is what is known of the selected address, or owner.
func (p *sites) detail(w int) []string {
	r, ok := p.row()
	if !ok {
		return nil
	}
	if r.url == nil {
		return p.contact(r.owner, w)
	}
	out := p.standing(r.url, w)
	out = append(out, p.looks(r.url, w)...)
	return append(append(out, ""), p.contact(r.owner, w)...)
}

// standing is the address, its state, who says so and who was told.
func (p *sites) standing(u *ticket.URL, w int) []string {
	s, e, th := p.s, p.s.env, p.s.env.Theme
	m := s.urlMark(u.State)
	out := text(line(u.URL), th.Bold, w, 0)
	said := clean.Text{}
	if u.By != "" {
		said = glue(s.by(u.By), space, e.Moment(u.At))
	}
	proposal := clean.Text{}
	if to := u.Proposed(); to != "" {
		proposal = e.T("urls.proposal", s.urlMark(to).Word)
	}
	out = append(out, text(list(glue(clean.Own(m.Glyph), space, m.Word), said, line(u.Note), proposal), m.Ink, w, 0)...)
	if !u.Told.IsZero() {
		told := e.T("urls.told", e.Time(u.Told))
		if l := s.l.t.Letter(u.Letter); l != nil {
			word, _ := s.letterMark(l)
			told = list(told, word)
		}
		out = append(out, text(told, th.Muted, w, 0)...)
	}
	return out
}

// looks are those at one address, the newest whole and the others in a line.
func (p *sites) looks(u *ticket.URL, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	var out []string
	if !u.Asked.IsZero() {
		out = append(out, text(e.T("urls.asked-by", p.s.by(u.AskedBy), e.Moment(u.Asked)), th.Soon, w, 0)...)
	}
	for i := len(u.Sights) - 1; i >= 0; i-- {
		v := &u.Sights[i]
		what := list(glue(e.Time(v.Brief.At), space, e.Lang.Word("urls.why.", v.Why)), e.Lang.Word("urls.verdict.", string(v.Brief.Verdict)), p.changed(v.Changed))
		out = append(out, text(what, verdictInk(th, v.Brief.Verdict), w, 0)...)
		if i == len(u.Sights)-1 {
			out = append(out, p.newest(&v.Brief, w)...)
		}
	}
	return out
}

// newest is what the last look showed, what tells most first.
func (p *sites) newest(b *webcheck.Brief, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	var out []string
	if words := b.Words(); len(words) > 0 {
		out = append(out, text(e.T("urls.words", strings.Join(words, ", ")), th.Text, w, 2)...)
	}
	out = append(out, p.sight("browser", b.Browser, w)...)
	digests := []clean.Text{line(b.Browser.SHA256)}
	if len(b.Cloaked) > 0 {
		out = append(out, p.sight("crawler", b.Crawler, w)...)
		out = append(out, text(e.T("urls.cloaked", commas(p.s.changeWords(b.Cloaked))), th.Late, w, 2)...)
		digests = append(digests, line(b.Crawler.SHA256))
	}
	for _, d := range digests {
		if !d.Empty() {
			out = append(out, text(glue(clean.Own("sha256 "), d), th.Muted, w, 2)...)
		}
	}
	return out
}

func verdictInk(th *kit.Theme, v webcheck.Verdict) kit.Ink {
	switch v {
	case webcheck.StillThere:
		return th.Late
	case webcheck.Clean, webcheck.Gone:
		return th.OK
	case webcheck.Unsure:
	}
	return th.Soon
}

// sight is what one of the two saw.
func (p *sites) sight(agent string, v webcheck.Sight, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	answer := clean.Text{}
	switch {
	case v.Failure != "":
		answer = e.Lang.Word("urls.failure.", string(v.Failure))
	case v.Status != 0:
		answer = clean.Own("HTTP " + itoa(v.Status))
	}
	out := text(list(e.Lang.Word("urls.agent.", agent), answer, line(v.Title)), th.Text, w, 2)
	if v.Away != "" {
		out = append(out, text(e.T("urls.away", v.Away), th.Text, w, 2)...)
	}
	return out
}

func (p *sites) changed(what []string) clean.Text {
	if len(what) == 0 {
		return clean.Text{}
	}
	return p.s.env.T("urls.changed", commas(p.s.changeWords(what)))
}

// changeWords names what two looks do not have in common.
func (s *Screen) changeWords(what []string) []clean.Text {
	out := make([]clean.Text, len(what))
	for i, w := range what {
		out[i] = s.env.Lang.Word("urls.change.", w)
	}
	return out
}

// contact is whom to write to about an owner's addresses.
func (p *sites) contact(o *ticket.Owner, w int) []string {
	e, th := p.s.env, p.s.env.Theme
	out := text(list(line(o.Title()), line(o.Contact.Agency), e.T("ticketview.url-count", len(o.URLs))), th.Title, w, 0)
	if len(o.Contact.Owner)+len(o.Contact.CSIRT) == 0 {
		return append(out, text(e.T("urls.no-contact-do"), th.Soon, w, 0)...)
	}
	for _, f := range []struct{ key, value string }{
		{"urls.owner", strings.Join(o.Contact.Owner, ", ")}, {"urls.csirt", strings.Join(o.Contact.CSIRT, ", ")}, {"urls.phone", o.Contact.Phone},
		{"urls.pgp", o.Contact.PGP}, {"urls.rfc2350", o.Contact.RFC2350}, {"urls.confirmed", o.Contact.Confirmed}, {"urls.note", o.Contact.Note},
	} {
		if f.value != "" {
			out = append(out, text(e.T(f.key, f.value), th.Muted, w, 0)...)
		}
	}
	return out
}
