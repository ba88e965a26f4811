package ticketview

import (
	"context"
	"slices"

	"loket/domain/clean"
	"loket/domain/webcheck"
	"loket/ticket"
	"loket/ui/kit"
)

// urlsAtOnce is how many addresses one command marks; more go one after the other.
const urlsAtOnce = 100

// bindings are the keys on an address. Accepting and rejecting are those of a
// document: what is fine, and what is not.
func (p *sites) bindings() []kit.Binding {
	e, s := p.s.env, p.s
	set := func(id, key, state string) kit.Binding {
		m := s.urlMark(state)
		return kit.Bind(id, m.Word, func() kit.Intent { return p.setURLs(state) }, key).Unless(s.shut()).Shown()
	}
	return []kit.Binding{
		kit.Bind("mark-url", e.T("ticketview.do.mark-url"), p.toggleURL, "space").Shown(),
		kit.Bind("mark-urls", e.T("ticketview.do.mark-urls"), p.toggleAll, "*").Shown(),
		kit.Bind("look-urls", e.T("urls.do.look"), p.look, "o").Unless(p.noLook()).Shown(),
		kit.Bind("accept-looks", e.T("urls.do.accept"), p.accept, "s").Unless(p.noProposal()).Shown(),
		set("url-clean", "a", "clean"), set("url-found", "x", "found"), set("url-gone", "0", "gone"),
		kit.Bind("url", e.T("ticketview.do.url"), p.urlMenu, "v", "enter").Unless(s.shut()).Shown(),
		kit.Bind("url-filter", e.T("urls.do.filter"), p.filterMenu, "/").Shown(),
		kit.Bind("url-evidence", e.T("urls.do.evidence"), p.evidence, "d").Unless(p.noEvidence()).Shown(),
		kit.Bind("owner-letters", e.T("urls.do.letters"), s.ownerLetters, "m").Unless(s.shut()).Shown(),
		kit.Bind("drop-url", e.T("urls.do.drop"), p.drop, "-").Unless(p.noDrop()),
		kit.Bind("copy-url", e.T("ticketview.do.copy-value"), func() kit.Intent { return kit.Copy{Text: line(p.first())} }, "Y"),
	}
}

func (p *sites) noLook() clean.Text {
	if !p.s.opt.Desk.Looking() {
		return p.s.env.T("refusal.looks-off")
	}
	return p.s.shut()
}

func (p *sites) noProposal() clean.Text {
	if len(p.s.l.t.Proposed()) == 0 {
		return p.s.env.T("refusal.no-proposal")
	}
	return p.s.shut()
}

func (p *sites) noEvidence() clean.Text {
	if r, ok := p.row(); !ok || r.url == nil || r.url.Last() == nil {
		return p.s.env.T("urls.no-look")
	}
	return clean.Text{}
}

// chosen are the addresses that a key is for: the marked ones, else the selected,
// which are all that are shown of an owner on its heading.
func (p *sites) chosen() (out []string) {
	for i := range p.s.l.t.URLs {
		if u := p.s.l.t.URLs[i].URL; p.marked[u] {
			out = append(out, u)
		}
	}
	if r, ok := p.row(); ok && len(out) == 0 {
		out = p.under(r)
	}
	return out
}

// under are the addresses of a row.
func (p *sites) under(r siteRow) (out []string) {
	if r.url != nil {
		return []string{r.url.URL}
	}
	for _, o := range p.rows {
		if o.owner == r.owner && o.url != nil {
			out = append(out, o.url.URL)
		}
	}
	return out
}

func (p *sites) first() string {
	if list := p.chosen(); len(list) > 0 {
		return list[0]
	}
	return ""
}

func (p *sites) toggleURL() kit.Intent {
	r, ok := p.row()
	if !ok {
		return nil
	}
	list := p.under(r)
	on := slices.ContainsFunc(list, func(u string) bool { return !p.marked[u] })
	for _, u := range list {
		p.mark(u, on)
	}
	p.list.Redraw()
	p.list.Select(p.list.Index() + 1)
	return nil
}

func (p *sites) mark(address string, on bool) {
	if on {
		p.marked[address] = true
	} else {
		delete(p.marked, address)
	}
}

// toggleAll marks the addresses that the step has still to look at, or all that
// are shown where there are none; again unmarks.
func (p *sites) toggleAll() kit.Intent {
	defer p.list.Redraw()
	if len(p.marked) > 0 {
		clear(p.marked)
		return nil
	}
	open := ticket.Unseen(p.s.l.t, p.s.l.next.Step)
	if p.only != "" {
		open = nil
	}
	for _, r := range p.rows {
		if r.url != nil && (len(open) == 0 || slices.Contains(open, r.url.URL)) {
			p.mark(r.url.URL, true)
		}
	}
	return nil
}

// done drops the marks and reads the ticket again.
func (p *sites) done(*ticket.Ticket) kit.Intent {
	clear(p.marked)
	return p.s.load()
}

// look wants looks at the chosen addresses.
func (p *sites) look() kit.Intent {
	list := p.chosen()
	return kit.Do{ID: p.s.id, Version: p.s.l.t.Version, Command: ticket.AskLooks{URLs: list}, Done: p.s.env.T("urls.did.look", len(list)), Undo: true, Then: p.done}
}

// accept takes what looks propose: of the marked addresses, else of all.
func (p *sites) accept() kit.Intent {
	var list, seen []string
	for _, u := range p.s.l.t.Proposed() {
		if len(p.marked) == 0 || p.marked[u] {
			list, seen = append(list, u), append(seen, p.urls[u].Last().Look)
		}
	}
	return kit.Do{ID: p.s.id, Version: p.s.l.t.Version, Command: ticket.AcceptLooks{URLs: list, Seen: seen}, Done: p.s.env.T("urls.did.accept", len(list)), Undo: true, Then: p.done,
		Else: func(error) kit.Intent { return p.s.load() }}
}

// drop takes addresses off the list that nobody reported: a letterhead's, say.
func (p *sites) drop() kit.Intent {
	list := p.chosen()
	var keep []string
	for i := range p.s.l.t.URLs {
		if u := p.s.l.t.URLs[i].URL; !slices.Contains(list, u) {
			keep = append(keep, u)
		}
	}
	return kit.Do{ID: p.s.id, Version: p.s.l.t.Version, Command: ticket.SetSubjectMatter{URLs: keep}, Done: p.s.env.T("urls.did.drop", len(list)), Undo: true, Then: p.done}
}

// noDrop refuses to leave a list without addresses.
func (p *sites) noDrop() clean.Text {
	if len(p.chosen()) >= len(p.s.l.t.URLs) {
		return p.s.env.T("urls.no-drop")
	}
	return p.s.shut()
}

// setURLs gives the addresses a state, and goes on to the next one that nobody
// looked at.
func (p *sites) setURLs(state string) kit.Intent { return p.setMore(p.chosen(), state) }

func (p *sites) setMore(urls []string, state string) kit.Intent {
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
			p.onward(t)
			return p.done(t)
		},
		Else: func(error) kit.Intent { return s.load() }}
}

// onward selects the next address that the step has still to look at.
func (p *sites) onward(t *ticket.Ticket) {
	left := ticket.Unseen(t, p.s.l.next.Step)
	for i := range p.rows {
		j := (max(p.list.Index(), 0) + i) % len(p.rows)
		if u := p.rows[j].url; u != nil && slices.Contains(left, u.URL) {
			p.list.Select(j)
			return
		}
	}
}

// urlMenu offers all states.
func (p *sites) urlMenu() kit.Intent {
	s, e, urls := p.s, p.s.env, p.chosen()
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

// filterMenu offers what to show.
func (p *sites) filterMenu() kit.Intent {
	e := p.s.env
	show := func(only string) func() kit.Intent {
		return func() kit.Intent { p.only = only; p.fill(); return nil }
	}
	entries := []kit.Entry{{Key: "0", Text: e.T("urls.all"), Then: show("")}}
	for i, only := range append([]string{onlyOpen, onlyProposed, onlyUnsure, onlyAsked}, ticket.URLStates...) {
		en := kit.Entry{Text: p.onlyWord(only), Then: show(only)}
		if i < 4 {
			en.Key = itoa(i + 1)
		} else if n := p.s.countURLs(only); n > 0 {
			en.Note = clean.Own(itoa(n))
		} else {
			continue
		}
		entries = append(entries, en)
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("urls.do.filter"), Entries: entries})}
}

// evidence shows the newest look whole, and what differs from the one before.
func (p *sites) evidence() kit.Intent {
	r, ok := p.row()
	if !ok || r.url == nil {
		return nil
	}
	desk, sights := p.s.opt.Desk, r.url.Sights
	return p.s.work(func(context.Context) (func() kit.Intent, error) {
		now, err := desk.Look(sights[len(sights)-1].Look)
		if err != nil {
			return nil, err
		}
		var changes []webcheck.Change
		if len(sights) > 1 {
			before, err := desk.Look(sights[len(sights)-2].Look)
			if err != nil {
				return nil, err
			}
			changes = webcheck.Difference(before, now)
		}
		return func() kit.Intent {
			w := min(max(p.w-14, 30), 100)
			return kit.Show{Overlay: kit.NewInfoLines(p.s.env, line(now.URL), p.evidenceLines(&now, changes, w))}
		}, nil
	})
}

// showUnseen leads to the first address that the step has still to look at.
func (p *sites) showUnseen() kit.Intent {
	s := p.s
	left := ticket.Unseen(s.l.t, s.l.next.Step)
	there := s.tab == addresses
	s.show(addresses)
	if r, ok := p.row(); there && ok && r.url != nil && slices.Contains(left, r.url.URL) {
		return kit.Toast{Text: s.refusal(s.l.next.Blocked), Level: kit.Warn}
	}
	p.only = ""
	p.fill()
	for i, r := range p.rows {
		if r.url != nil && slices.Contains(left, r.url.URL) {
			p.list.Select(i)
			break
		}
	}
	return nil
}
