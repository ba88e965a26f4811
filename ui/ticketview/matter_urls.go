package ticketview

import (
	"slices"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// urlsAtOnce is how many addresses one command marks; more go one after the other.
const urlsAtOnce = 100

// urlBindings are the keys on an address. Accepting and rejecting are those of a
// document: what is fine, and what is not.
func (p *matter) urlBindings() []kit.Binding {
	e, s := p.s.env, p.s
	set := func(id, key, state string) kit.Binding {
		m := s.urlMark(state)
		return kit.Bind(id, m.Word, func() kit.Intent { return p.setURLs(state) }, key).Unless(s.shut()).Shown()
	}
	return []kit.Binding{
		kit.Bind("mark-url", e.T("ticketview.do.mark-url"), p.toggleURL, "space").Shown(),
		kit.Bind("mark-urls", e.T("ticketview.do.mark-urls"), p.toggleAll, "*").Shown(),
		set("url-clean", "a", "clean"), set("url-found", "x", "found"), set("url-gone", "0", "gone"),
		kit.Bind("url", e.T("ticketview.do.url"), p.urlMenu, "v").Unless(s.shut()).Shown(),
		kit.Bind("copy-url", e.T("ticketview.do.copy-value"), func() kit.Intent { return kit.Copy{Text: line(p.urls()[0])} }, "Y"),
	}
}

// urls are the addresses that a key is for: the marked ones, else the selected.
func (p *matter) urls() []string {
	var out []string
	for _, u := range p.s.l.t.URLs {
		if p.marked[u.URL] {
			out = append(out, u.URL)
		}
	}
	if len(out) == 0 {
		if i := index(p.list.selected(), "url", len(p.s.l.t.URLs)); i >= 0 {
			out = append(out, p.s.l.t.URLs[i].URL)
		}
	}
	return out
}

func (p *matter) toggleURL() kit.Intent {
	i := index(p.list.selected(), "url", len(p.s.l.t.URLs))
	if i < 0 {
		return nil
	}
	u := p.s.l.t.URLs[i].URL
	p.marked[u] = !p.marked[u]
	if i+1 < len(p.s.l.t.URLs) {
		p.list.choose("url" + itoa(i+1))
	}
	p.fill()
	return nil
}

// toggleAll marks the addresses that the step has still to look at, or all of
// them where there are none; again unmarks.
func (p *matter) toggleAll() kit.Intent {
	if slices.ContainsFunc(p.s.l.t.URLs, func(u ticket.URL) bool { return p.marked[u.URL] }) {
		clear(p.marked)
		p.fill()
		return nil
	}
	list := ticket.Unseen(p.s.l.t, p.s.l.next.Step)
	if len(list) == 0 {
		for _, u := range p.s.l.t.URLs {
			list = append(list, u.URL)
		}
	}
	for _, u := range list {
		p.marked[u] = true
	}
	p.fill()
	return nil
}

// setURLs gives the addresses a state, and goes on to the next one that nobody
// looked at.
func (p *matter) setURLs(state string) kit.Intent { return p.setMore(p.urls(), state) }

func (p *matter) setMore(urls []string, state string) kit.Intent {
	s, n := p.s, min(len(urls), urlsAtOnce)
	if n == 0 {
		return nil
	}
	done := s.env.T("ticketview.did.url", s.urlMark(state).Word)
	if len(urls) > 1 {
		done = s.env.T("ticketview.did.urls", len(urls), s.urlMark(state).Word)
	}
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: ticket.MarkURLs{URLs: urls[:n], State: state}, Done: done, Undo: true,
		Then: func(t *ticket.Ticket) kit.Intent {
			if len(urls) > n {
				return p.setMore(urls[n:], state)
			}
			clear(p.marked)
			p.onward(t)
			return s.load()
		},
		Else: func(error) kit.Intent { return s.load() }}
}

// onward selects the next address that the step has still to look at.
func (p *matter) onward(t *ticket.Ticket) {
	left := ticket.Unseen(t, p.s.l.next.Step)
	if at := index(p.list.selected(), "url", len(t.URLs)); at >= 0 && len(left) > 0 {
		for i := range t.URLs {
			j := (at + i) % len(t.URLs)
			if slices.Contains(left, t.URLs[j].URL) {
				p.list.choose("url" + itoa(j))
				return
			}
		}
	}
}

// urlMenu offers all states.
func (p *matter) urlMenu() kit.Intent {
	s, e, urls := p.s, p.s.env, p.urls()
	title := e.T("ticketview.url-count", len(urls))
	if len(urls) == 1 {
		title = line(urls[0])
	}
	var entries []kit.Entry
	for i, state := range ticket.URLStates {
		m := s.urlMark(state)
		entries = append(entries, kit.Entry{Key: itoa(i + 1), Text: glue(clean.Own(m.Glyph), space, m.Word), Then: func() kit.Intent { return p.setMore(urls, state) }})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: title, Entries: entries})}
}

// showUnseen leads to the first address that the step has still to look at.
func (p *matter) showUnseen() kit.Intent {
	s := p.s
	left := ticket.Unseen(s.l.t, s.l.next.Step)
	there := s.tab == about
	s.show(about)
	if at := index(p.list.selected(), "url", len(s.l.t.URLs)); there && at >= 0 && slices.Contains(left, s.l.t.URLs[at].URL) {
		return kit.Toast{Text: s.refusal(s.l.next.Blocked), Level: kit.Warn}
	}
	for i, u := range s.l.t.URLs {
		if slices.Contains(left, u.URL) {
			p.list.choose("url" + itoa(i))
			break
		}
	}
	return nil
}

// urlsHeading counts the addresses by state.
func (p *matter) urlsHeading() block {
	s := p.s
	counts := []clean.Text{s.env.T("ticketview.about.urls")}
	for _, state := range ticket.URLStates {
		n := 0
		for _, u := range s.l.t.URLs {
			if u.State == state {
				n++
			}
		}
		if n > 0 {
			m := s.urlMark(state)
			counts = append(counts, glue(clean.Own(m.Glyph+" "+itoa(n)+" "), m.Word))
		}
	}
	return block{draw: func(w int, _ bool) []string {
		return []string{"", s.env.Theme.Title.Render(clean.Own(kit.Cut(list(counts...), w)))}
	}}
}
