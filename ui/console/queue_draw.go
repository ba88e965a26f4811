package console

import (
	"strconv"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// columns are the widths of a row's cells; 0 leaves a cell out.
type columns struct{ subject, service, agency, owner int }

// fixed is what every row has: pointer, state, deadline, number, flag and the
// blanks behind them.
const fixed = 1 + 1 + 1 + 1 + kit.DueWidth + 1 + 10 + 1 + 1 + 1

// columnsFor divides what is left of a row. The subject takes what nobody else
// needs and is never below 16 cells.
func columnsFor(w int, owner bool) columns {
	c := columns{subject: w - fixed}
	take := func(into *int, n, keep int) {
		if c.subject-n-1 >= keep {
			*into = n
			c.subject -= n + 1
		}
	}
	take(&c.service, 14, 16)
	if owner {
		take(&c.owner, 8, 20)
	}
	take(&c.agency, 18, 26)
	if c.subject > 44 && c.agency > 0 {
		extra := min((c.subject-44)/2, 26)
		c.agency += extra
		c.subject -= extra
	}
	return c
}

func (q *queue) columns(w int) columns {
	return columnsFor(w, q.view != ticket.ViewMine && q.view != ticket.ViewUnclaimed)
}

// stamp is what a finished row depends on.
func (q *queue) stamp(r *ticket.Row) (uint64, string) {
	left := q.opt.left(r, q.env.Now)
	return r.Rev<<16 | uint64(r.Version)&0xffff, left.State + dueText(q.env, left) + q.env.People(r).String()
}

// left is how much time a ticket has. Dated work that came back says so where
// no deadline is more urgent, also on a closed ticket.
func (o *Options) left(r *ticket.Row, now time.Time) ticket.Left {
	left := o.Desk.Left(r, now)
	if r.TaskDue.IsZero() || !r.TaskDue.Before(now) || left.State == "late" || left.State == "soon" {
		return left
	}
	return ticket.Left{State: "task", D: r.TaskDue.Sub(now)}
}

func dueText(e *kit.Env, left ticket.Left) string {
	if left.State == "done" || left.State == "none" || left.State == "task" {
		return ""
	}
	return e.Lang.Span(left.D).String()
}

func (q *queue) draw(r *ticket.Row, w int, look kit.Look) string {
	e, th, c := q.env, q.env.Theme, q.columns(w)
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	if look.Marked {
		pointer = "+"
	}
	left := q.opt.left(r, e.Now)
	due, dueInk := e.Due(left.State, left.D)
	state := e.State(string(r.State))
	people := q.env.People(r)
	beside := kit.Width(people)
	if beside > 0 {
		c.subject -= beside + 1
	}
	subject, subjectInk := q.subject(r, c.subject), th.Text
	if r.Unread {
		subjectInk = th.Bold
	}
	if r.State.Done() {
		subjectInk = th.Muted
	}
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Own(state.Glyph), Width: 1, Ink: state.Ink},
		kit.Cell{Text: due, Width: kit.DueWidth, Ink: dueInk},
		kit.Cell{Text: clean.Line(r.Number, 12), Width: 10, Ink: th.Muted},
		q.flagCell(r),
		kit.Cell{Text: subject, Width: c.subject, Ink: subjectInk},
		kit.Cell{Text: people, Width: beside, Ink: th.Accent},
		q.serviceCell(r, c.service),
		kit.Cell{Text: q.agency(r), Width: c.agency, Ink: th.Muted},
		kit.Cell{Text: firstName(e.OfficerName(r.Owner)), Width: c.owner, Ink: th.Accent},
	)
}

// flagCell is what wants a look: a letter or an action that failed or of which
// nobody knows, a plan that waits for approval, a word to the officer, something unread, or
// a ticket that they follow.
func (q *queue) flagCell(r *ticket.Row) kit.Cell {
	th := q.env.Theme
	switch {
	case r.LetterBad, r.Unsure, r.Setback:
		return kit.Cell{Text: clean.Own("!"), Width: 1, Ink: th.Late}
	case r.Approval:
		return kit.Cell{Text: clean.Own("?"), Width: 1, Ink: th.Soon}
	case r.Calls(q.opt.Officer):
		return kit.Cell{Text: clean.Own("@"), Width: 1, Ink: th.Soon}
	case r.Unread:
		return kit.Cell{Text: clean.Own("•"), Width: 1, Ink: th.Accent}
	case r.Watched(q.opt.Officer):
		return kit.Cell{Text: clean.Own("*"), Width: 1, Ink: th.Muted}
	}
	return kit.Cell{Text: clean.Own(" "), Width: 1}
}

// subject is what a row is about: the name, the mail's subject.
func (q *queue) subject(r *ticket.Row, w int) clean.Text {
	var b strings.Builder
	if len(r.Names) > 0 {
		b.WriteString(clean.Line(r.Names[0], 80).String())
		if len(r.Names) > 1 {
			b.WriteString(" +" + strconv.Itoa(len(r.Names)-1))
		}
		if w < 44 {
			return clean.Own(b.String())
		}
		b.WriteString("  ")
	}
	b.WriteString(clean.Line(ticket.Topic(r.Subject), 160).String())
	return clean.Own(b.String())
}

// serviceCell is the service; a guess that needs a person says so.
func (q *queue) serviceCell(r *ticket.Row, w int) kit.Cell {
	th := q.env.Theme
	switch {
	case r.Service == "":
		return kit.Cell{Text: clean.Own("? " + q.env.T("queue.no-service").String()), Width: w, Ink: th.Soon}
	case r.NeedsHuman:
		return kit.Cell{Text: clean.Own("? " + q.opt.service(r.Service, q.env.Lang).String()), Width: w, Ink: th.Soon}
	}
	return kit.Cell{Text: q.opt.service(r.Service, q.env.Lang), Width: w}
}

func (q *queue) agency(r *ticket.Row) clean.Text {
	if r.Agency != "" {
		return clean.Line(r.Agency, 60)
	}
	return clean.Line(r.Requester, 60)
}

func firstName(t clean.Text) clean.Text {
	name, _, _ := strings.Cut(t.String(), " ")
	return clean.Own(name)
}

// View draws the queue.
func (q *queue) View() string {
	r := q.rects
	if r.Shape == kit.TooSmall {
		return ""
	}
	if q.blank() {
		out := append([]string{q.tabsLine(r.Tabs.Dx()), q.queryLine(r.Query.Dx())}, q.welcome(r.Body.Dx())...)
		return strings.Join(kit.Exactly(out, r.Body.Dy()), "\n")
	}
	head := q.head(r.Head.Dx())
	lines := q.list.Lines()
	if len(q.rows) == 0 {
		lines = q.empty(lines)
	}
	return page(q.env, r, q.tabsLine(r.Tabs.Dx()), q.queryLine(r.Query.Dx()), head, lines, q.prev.lines())
}

// page joins the parts of a list screen: title, filter, head, list, preview.
func page(e *kit.Env, r kit.Rects, title, filter, head string, list, preview []string) string {
	out := make([]string, 0, r.Body.Dy())
	out = append(out, title, filter)
	switch r.Shape {
	case kit.Wide:
		rule := e.Theme.Faint.Render(clean.Own("│"))
		out = append(out, kit.Beside(append([]string{head}, list...), r.List.Dx(), " "+rule+" ", preview)...)
	case kit.Stacked:
		out = append(append(out, head), list...)
		out = append(out, e.Theme.Faint.Render(clean.Own(strings.Repeat("─", r.Body.Dx()))))
		out = append(out, preview...)
	default:
		out = append(append(out, head), list...)
	}
	return strings.Join(kit.Exactly(out, r.Body.Dy()), "\n")
}

func (q *queue) empty(lines []string) []string {
	words := q.env.T("queue.empty")
	switch {
	case q.text != "":
		words = q.nowhere()
	case q.view == ticket.ViewClosed && (q.counts[ticket.ViewClosed] < 0 || q.counts[ticket.ViewClosed] > slowRows):
		words = q.env.T("queue.loading")
	}
	for i, l := range kit.Wrap(words, max(q.rects.List.Dx()-6, 1)) {
		if i+1 < len(lines) {
			lines[i+1] = kit.Pad("   "+q.env.Theme.Muted.Render(clean.Own(l)), q.rects.List.Dx())
		}
	}
	return lines
}

// blank reports whether there is no ticket at all, open or closed.
func (q *queue) blank() bool {
	return len(q.rows) == 0 && q.counts[ticket.ViewAll] == 0 && q.counts[ticket.ViewClosed] == 0 && q.text == ""
}

// welcome says to whoever has no ticket at all what to do first.
func (q *queue) welcome(w int) []string {
	e := q.env
	title, text := e.T("welcome.waiting"), e.T("welcome.waiting-text")
	if q.opt.Unset != "" {
		title, text = e.T("welcome.unset"), e.T("welcome.unset-text", q.opt.Unset)
	}
	out := []string{"", e.Theme.Title.Render(title), ""}
	out = append(out, kit.Wrap(text, min(w-6, 76))...)
	for i := range out {
		out[i] = kit.Pad("   "+out[i], w)
	}
	return out
}

// tabsLine draws the views with their counts, in the longest form that fits.
func (q *queue) tabsLine(w int) string {
	for form := tabForm(0); ; form++ {
		line, tabs, used := q.tabsIn(form)
		if used <= w || form == shortest {
			q.tabs = tabs
			return kit.Pad(line, w)
		}
	}
}

// tabForm is how much the tabs say.
type tabForm int

const (
	withKeys tabForm = iota
	withCounts
	openCounts // all but the closed tickets' count
	oneCount   // of the active view
	shortest   // the other views' names are cut
)

func (q *queue) tabsIn(form tabForm) (line string, tabs []tab, x int) {
	var b strings.Builder
	for i, v := range q.views() {
		w := q.tabIn(&b, form, i, v)
		tabs = append(tabs, tab{x, x + w, v})
		x += w
		if form == withKeys {
			b.WriteByte(' ')
			x++
		}
	}
	return b.String(), tabs, x
}

// views are the tabs: that of plans which wait for approval only while there are
// any, or where somebody is in it.
func (q *queue) views() []ticket.View {
	n := len(ticket.Views)
	if q.counts[ticket.ViewApproval] == 0 && q.view != ticket.ViewApproval {
		n--
	}
	return ticket.Views[:n]
}

func (q *queue) tabIn(b *strings.Builder, form tabForm, i int, v ticket.View) (width int) {
	th, active := q.env.Theme, v == q.view
	label, count := q.env.T("view."+string(v)), q.count(v)
	if form >= oneCount && !active || form == openCounts && v == ticket.ViewClosed {
		count = ""
	}
	if form == shortest && !active {
		label = clean.Own(kit.Cut(label, 5))
	}
	text := clean.Own(" " + label.String())
	if form == withKeys {
		text = clean.Own(" " + strconv.Itoa(i+1) + text.String())
	}
	ground, ink := kit.Ink{}, th.Muted
	if active {
		ground, ink = th.Selected, th.Bold
	}
	width = kit.Width(text)
	if count != "" {
		width += 1 + len(count)
	}
	if form == withKeys {
		width++
	}
	b.WriteString(kit.Row(ground, width, kit.Cell{Text: text, Width: kit.Width(text), Ink: ink}, kit.Cell{Text: clean.Own(count), Width: len(count), Ink: th.Accent}))
	return width
}

func (q *queue) count(v ticket.View) string {
	n := q.counts[v]
	if n <= 0 {
		return ""
	}
	return q.env.Lang.Number(int64(n)).String()
}

// queryLine draws the filter, or what is wrong with it, and the order.
func (q *queue) queryLine(w int) string {
	e, th := q.env, q.env.Theme
	arrow := "↑"
	if q.desc {
		arrow = "↓"
	}
	right := e.T("queue.order", e.T("sort."+string(q.sort))).String() + " " + arrow
	if n := q.list.Marked(); n > 0 {
		right = "+ " + e.T("queue.marked", n).String() + "  ·  " + right
	}
	rightW := kit.Width(clean.Own(right)) + 1
	room := w - rightW - 4
	slash := th.Accent.Render(clean.Own(" / "))
	tail := th.Muted.Render(clean.Own(right)) + " "
	switch {
	case q.wrong != nil: // the reason needs the place of the order
		text := min(max(len(q.text)+2, 12), w/2)
		return slash + q.queryText(text) + " " + th.Late.Fit(clean.Own("! "+q.explain().String()), w-text-4)
	case q.field == nil && q.text == "":
		return slash + th.Muted.Fit(e.T("queue.filter"), room) + " " + tail
	}
	if q.field != nil {
		if ways := q.ways(); !ways.Empty() {
			text := min(max(kit.Width(clean.Line(q.text, 500))+2, 16), w/2)
			return slash + q.queryText(text) + " " + th.Muted.Fit(ways, w-text-4)
		}
	}
	return slash + q.queryText(room) + " " + tail
}

func (q *queue) queryText(w int) string {
	if q.field != nil {
		return q.field.View(w)
	}
	return q.env.Theme.Bold.Fit(clean.Line(q.text, 500), w)
}

// explain says what is wrong with the query and what may be written.
func (q *queue) explain() clean.Text {
	if !q.env.Lang.Has("query." + q.wrong.Code) {
		return clean.Line(q.wrong.Error(), 160)
	}
	return q.env.T("query."+q.wrong.Code, q.wrong.Word, q.wrong.Hint)
}

func (q *queue) head(w int) string {
	e, th, c := q.env, q.env.Theme, q.columns(w)
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: th.Muted}
	}
	return kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: clean.Own(""), Width: 1},
		cell("col.due", kit.DueWidth), cell("col.number", 10), kit.Cell{Text: clean.Own(" "), Width: 1}, cell("col.subject", c.subject),
		cell("col.service", c.service), cell("col.agency", c.agency), cell("col.owner", c.owner))
}
