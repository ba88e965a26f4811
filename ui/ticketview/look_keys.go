package ticketview

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// pictures opens the viewer on the file whose details are shown, at the pages that
// are for what is selected; the other files
// of the ticket, those that were asked for first, can be put beside it.
func (d *documents) pictures() kit.Intent {
	s, at := d.s, d.shown()
	var files []*ticket.Attachment
	add := func(a *ticket.Attachment) {
		if !slices.ContainsFunc(files, func(f *ticket.Attachment) bool { return f.SHA == a.SHA }) {
			files = append(files, a)
		}
	}
	for i := range s.l.items {
		for _, a := range s.l.items[i].Files {
			add(a)
		}
	}
	for _, a := range d.loose() {
		add(a)
	}
	add(at)
	l := newLook(s, files, slices.IndexFunc(files, func(f *ticket.Attachment) bool { return f.SHA == at.SHA }))
	if it := d.item(); it != nil {
		if from, _ := at.Pages(it.Requirement.ID); from > 0 {
			l.on().page = from - 1
		}
	}
	return kit.Push{Screen: l}
}

func (d *documents) noPictures() clean.Text {
	no := d.closed()
	switch {
	case !no.Empty():
		return no
	case d.s.opt.Pages == nil:
		return d.s.env.T("look.why.no-pages")
	}
	return clean.Text{}
}

// Key moves, and dispatches the rest.
func (l *look) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	d := l.on()
	const step = 0.25
	switch k := msg.String(); k {
	case "h", "left":
		l.move(d, -step, 0)
	case "l", "right":
		l.move(d, step, 0)
	case "k", "up":
		l.move(d, 0, -step)
	case "j", "down":
		l.move(d, 0, step)
	case "1", "2", "3":
		d.x, d.y = 0, float64(k[0]-'1')/3
	case "home":
		d.x, d.y = 0, 0
	case "end":
		d.y = 1
	case "space":
		l.onward(d)
	default:
		return kit.Dispatch(msg, l.Bindings())
	}
	return l.update(), true
}

// move shifts what is seen by parts of the screen.
func (l *look) move(d *side, dx, dy float64) {
	at := l.place(0)
	vw, vh := view(l.s.env.Terminal, at.Dx(), at.Dy())
	pw, ph := d.span(l.s.env.Terminal, at.Dx(), at.Dy())
	d.x += dx * vw / pw
	d.y += dy * vh / ph
	d.clamp(l.s.env.Terminal, at.Dx(), at.Dy())
}

// onward goes one screen down and, from the end of a page, to the next.
func (l *look) onward(d *side) {
	was := d.y
	l.move(d, 0, 0.9)
	if d.y == was && d.page+1 < d.all {
		d.page++
		d.x, d.y = 0, 0
	}
}

// zoomed goes a step closer or farther and keeps the middle of the screen.
func (l *look) zoomed(d *side, n int) {
	t, at := l.s.env.Terminal, l.place(0)
	vw, vh := view(t, at.Dx(), at.Dy())
	pw, ph := d.span(t, at.Dx(), at.Dy())
	mx, my := d.x+min(vw/pw, 1)/2, d.y+min(vh/ph, 1)/2
	now := pw / vw
	i := slices.IndexFunc(zooms[:], func(z float64) bool { return z > now*1.01 })
	if n < 0 {
		i = len(zooms) - 1
		for i > 0 && zooms[i] > now*0.99 {
			i--
		}
	}
	if i < 0 {
		i = len(zooms) - 1
	}
	d.zoom = zooms[i]
	pw, ph = d.span(t, at.Dx(), at.Dy())
	d.x, d.y = mx-min(vw/pw, 1)/2, my-min(vh/ph, 1)/2
}

func (l *look) toPage(d *side, n int) {
	if n >= 0 && (d.all == 0 || n < d.all) && n != d.page {
		d.page, d.x, d.y = n, 0, 0
	}
}

// other shows another file on a side.
func (l *look) other(d *side, n int) {
	d.file = (d.file + n + len(l.files)) % len(l.files)
	zoom := d.zoom
	d.end()
	*d = side{file: d.file, zoom: zoom, tall: a4, gen: d.gen}
}

// Bindings are the keys beside those that move.
func (l *look) Bindings() []kit.Binding {
	e, s, d := l.s.env, l.s, l.on()
	act := func(f func()) func() kit.Intent { return func() kit.Intent { f(); return l.update() } }
	one, alone := clean.Text{}, clean.Text{}
	if d.all == 1 {
		one = e.T("look.why.one-page")
	}
	if len(l.files) < 2 {
		alone = e.T("look.why.one-file")
	}
	out := []kit.Binding{
		kit.Bind("leave", e.T("look.do.close"), func() kit.Intent { l.leave(); return kit.Back{} }, "esc", "q", "v").Shown(),
		kit.Bind("accept", e.T("ticketview.do.accept"), l.judge((*documents).accept), "a").Unless(l.noVerdict()).Shown(),
		kit.Bind("reject", e.T("ticketview.do.reject"), l.judge((*documents).reject), "x").Unless(l.noVerdict()).Shown(),
		kit.Bind("closer", e.T("look.do.closer"), act(func() { l.zoomed(d, 1) }), "+", "=").Shown(),
		kit.Bind("farther", e.T("look.do.farther"), act(func() { l.zoomed(d, -1) }), "-").Shown(),
		kit.Bind("fit", e.T("look.do.fit"), act(func() { l.fit(d) }), "0"),
		kit.Bind("next-page", e.T("look.do.next-page"), act(func() { l.toPage(d, d.page+1) }), "n", "pgdown").Unless(one).Shown(),
		kit.Bind("prev-page", e.T("look.do.prev-page"), act(func() { l.toPage(d, d.page-1) }), "p", "pgup").Unless(one),
		kit.Bind("to-page", e.T("look.do.to-page"), l.askPage, "g").Unless(one),
		kit.Bind("turn", e.T("look.do.turn"), act(func() { d.turn, d.x, d.y, d.tall = (d.turn+1)%4, 0, 0, 1/d.tall }), "r").Shown(),
		kit.Bind("beside", e.T("look.do.beside"), act(func() { l.two, l.focus = !l.two, 0 }), "|").Unless(alone).Shown(),
		kit.Bind("other", e.T("look.do.other"), act(func() { l.other(d, 1) }), ".", "]").Unless(alone).Shown(),
		kit.Bind("other-back", e.T("look.do.other"), act(func() { l.other(d, -1) }), ",", "[").Unless(alone),
		kit.Bind("text", e.T("look.do.text"), func() kit.Intent { return s.textOf(*l.files[d.file]) }, "t").Unless(s.noReader()).Shown(),
		kit.Bind("save-file", e.T("ticketview.do.save-file"), func() kit.Intent { return s.saveFile(*l.files[d.file]) }, "s").Unless(s.notLocal()),
		kit.Bind("open-file", e.T("look.do.open"), func() kit.Intent { return s.openFile(*l.files[d.file]) }, "o").Unless(s.notOutside(l.files[d.file])),
		kit.Bind("way", e.T("look.do.way"), l.ways, "c"),
	}
	if l.two {
		out = append(out, kit.Bind("focus", e.T("look.do.focus"), act(func() { l.focus = 1 - l.focus }), "tab").Shown())
	}
	for _, move := range [][2]string{{"look.do.move", "hjkl"}, {"look.do.part", "1"}} {
		out = append(out, kit.Bind(move[0], e.Lang.T(move[0]), func() kit.Intent { return nil }, move[1]))
	}
	return s.within(out)
}

// item is what the page of a side is offered for, nil for nothing that is asked
// for: in a file that holds several documents each has its own pages. n is the
// file's place among the files offered.
func (l *look) item(d *side) (it *ticket.CheckItem, n int) {
	for i := range l.s.l.items {
		it := &l.s.l.items[i]
		n := slices.IndexFunc(it.Files, func(f *ticket.Attachment) bool { return f.SHA == l.files[d.file].SHA })
		if n < 0 {
			continue
		}
		if from, to := it.Files[n].Pages(it.Requirement.ID); from == 0 || d.page+1 >= from && d.page+1 <= to {
			return it, n
		}
	}
	return nil, 0
}

// judge gives a verdict on what is looked at: the checklist goes along.
func (l *look) judge(do func(*documents) kit.Intent) func() kit.Intent {
	return func() kit.Intent {
		it, n := l.item(l.on())
		p := l.s.docsPane
		p.file[it.Requirement.ID] = n
		p.list.choose(isRequirement + it.Requirement.ID)
		p.detail()
		return do(p)
	}
}

func (l *look) noVerdict() clean.Text {
	if it, _ := l.item(l.on()); it == nil {
		return l.s.env.T("ticketview.why.no-requirement")
	}
	return l.s.shut()
}

// leave calls off what is being drawn.
func (l *look) leave() {
	for _, d := range l.sides {
		d.end()
	}
}

// fit goes between as wide as the screen and the whole page.
func (l *look) fit(d *side) {
	if d.zoom == 1 {
		d.zoom = whole
	} else {
		d.zoom = 1
	}
	d.x, d.y = 0, 0
}

func (l *look) askPage() kit.Intent {
	e, d := l.s.env, l.on()
	form := kit.NewForm(e, kit.Input{ID: "page", Label: e.T("look.which-page"), Required: true, Max: 6})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("look.do.to-page"), Form: form,
		Check: func(f *kit.Form) (string, clean.Text) {
			n, err := strconv.Atoi(strings.TrimSpace(f.Value("page")))
			if err != nil || n < 1 || d.all > 0 && n > d.all {
				return "page", e.T("look.fault.page")
			}
			return "", clean.Text{}
		},
		Then: func(f *kit.Form) kit.Intent {
			n, _ := strconv.Atoi(strings.TrimSpace(f.Value("page")))
			l.toPage(d, n-1)
			return l.update()
		}})}
}

// ways lets the officer choose how pictures are drawn.
func (l *look) ways() kit.Intent {
	e := l.s.env
	var entries []kit.Entry
	for i, w := range picture.Ways {
		entries = append(entries, kit.Entry{Key: strconv.Itoa(i + 1), Text: e.Lang.Word("look.way.", string(w)), Then: func() kit.Intent {
			return kit.Set{Name: "picture", Value: string(w)}
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("look.do.way"), Entries: entries})}
}

// Mouse scrolls and, beside each other, takes the keys to a side.
func (l *look) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if l.two && (m.Left || m.Wheel != 0) {
		l.focus = 0
		if m.X >= l.place(1).Min.X {
			l.focus = 1
		}
	}
	if m.Wheel != 0 {
		l.move(l.on(), 0, 0.1*float64(m.Wheel))
	}
	return l.update(), true
}
