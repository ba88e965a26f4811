package console

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// preview shows the selected ticket beside or below the list. What the row
// knows is there at once; the rest is read outside the event loop and follows.
type preview struct {
	env     *kit.Env
	opt     *Options
	w, h    int
	compact bool
	row     *ticket.Row
	t       *ticket.Ticket // of row, nil while it is being read
	next    ticket.Action
	gen     uint64
	moved   time.Time // when another row was selected
	drawn   []string  // all but the first line, which has the countdown
}

func (p *preview) resize(w, h int, compact bool) {
	p.w, p.h, p.compact, p.drawn = w, h, compact, nil
}

func (p *preview) forget() { p.row = nil }

// restFor is how long the selection stays on a row before the preview follows it, once
// it has moved faster than that: rows that are only passed by are neither read nor
// drawn, which over a slow line is a third of what a key costs.
const restFor = 90 * time.Millisecond

// want says which row is selected; the intent reads its ticket. There is none
// without room for a preview.
func (p *preview) want(r *ticket.Row) kit.Intent {
	if p.w == 0 || p.h == 0 || r == p.row {
		return nil
	}
	now, was := p.opt.Now(), p.moved
	p.moved = now
	p.gen++
	if passing := now.After(was) && now.Sub(was) < restFor; passing && r != nil && p.row != nil && r.ID != p.row.ID {
		return p.await(r)
	}
	return p.show(r)
}

// await shows a row when the selection has come to rest on it.
func (p *preview) await(r *ticket.Row) kit.Intent {
	gen := p.gen
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		select {
		case <-ctx.Done():
		case <-time.After(restFor):
		}
		return func() kit.Intent {
			if p.gen != gen {
				return nil
			}
			return p.show(r)
		}, nil
	}}
}

// show shows a row, nil for none, at once.
func (p *preview) show(r *ticket.Row) kit.Intent {
	if p.t != nil && (r == nil || r.ID != p.t.ID) {
		p.t = nil
	}
	p.row, p.drawn = r, nil
	if r == nil {
		return nil
	}
	gen, id, desk := p.gen, r.ID, p.opt.Desk
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		t, err := desk.Ticket(id)
		if err != nil {
			return nil, err
		}
		next := desk.Next(t)
		return func() kit.Intent {
			if p.gen == gen {
				p.t, p.next, p.drawn = t, next, nil
			}
			return nil
		}, nil
	}}
}

// lines draws exactly h lines of w cells.
func (p *preview) lines() []string {
	if p.w == 0 || p.h == 0 {
		return nil
	}
	out := make([]string, 0, p.h)
	if p.row == nil {
		for range p.h {
			out = append(out, kit.Spaces(p.w))
		}
		return out
	}
	if p.drawn == nil {
		p.drawn = p.draw()
	}
	out = append(out, p.headLine())
	return append(out, p.drawn[:p.h-1]...)
}

// headLine is the number, the state and the time left.
func (p *preview) headLine() string {
	e, r := p.env, p.row
	left := p.opt.left(r, e.Now)
	due, ink := e.Due(left.State, left.D)
	state := e.State(string(r.State))
	w := p.w - 10 - kit.DueWidth - 4
	return kit.Row(kit.Ink{}, p.w, kit.Cell{Text: clean.Line(r.Number, 12), Width: 10, Ink: e.Theme.Title},
		kit.Cell{Text: clean.Own(""), Width: 1},
		kit.Cell{Text: clean.Own(state.Glyph + " " + state.Word.String()), Width: w, Ink: state.Ink},
		kit.Cell{Text: due, Width: kit.DueWidth, Ink: ink, Right: true})
}

func (p *preview) draw() []string {
	var out []string
	blank := func() {
		if !p.compact {
			out = append(out, "")
		}
	}
	title := kit.Wrap(clean.Line(p.row.Subject, 300), p.w)
	title = title[:min(len(title), map[bool]int{true: 1, false: 2}[p.compact])]
	blank()
	for _, l := range title {
		out = append(out, p.env.Theme.Bold.Render(clean.Own(l)))
	}
	blank()
	out = append(out, p.facts()...)
	if p.t != nil {
		blank()
		out = append(out, p.progress()...)
		blank()
		out = append(out, p.message()...)
	}
	out = kit.Exactly(out, p.h-1)
	for i, l := range out {
		out[i] = kit.Pad(l, p.w)
	}
	return out
}

const labelWidth = 10

func (p *preview) fact(key string, value clean.Text, ink kit.Ink) string {
	return p.env.Theme.Muted.Fit(p.env.T(key), labelWidth) + " " + ink.Render(clean.Own(kit.Cut(value, p.w-labelWidth-1)))
}

// long is a fact of up to three lines, one where room is short.
func (p *preview) long(key string, value clean.Text, ink kit.Ink) []string {
	if p.compact {
		return []string{p.fact(key, value, ink)}
	}
	lines := kit.Wrap(value, p.w-labelWidth-1)
	if len(lines) > 3 {
		lines = append(lines[:2:2], strings.Join(lines[2:], " ")) // the last line shows that more was cut
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		label := p.env.Theme.Muted.Fit(p.env.T(key), labelWidth)
		if i > 0 {
			label = kit.Spaces(labelWidth)
		}
		out[i] = label + " " + ink.Render(clean.Own(kit.Cut(clean.Own(l), p.w-labelWidth-1)))
	}
	return out
}

func (p *preview) facts() []string {
	e, r, th := p.env, p.row, p.env.Theme
	who := clean.Line(r.Requester, 80).String()
	if r.Email != "" && r.Email != r.Requester {
		who += " <" + clean.Line(r.Email, 80).String() + ">"
	}
	official, ink := "", th.Text
	if !r.Official && r.Email != "" { // a request by phone has no sender to doubt
		official, ink = "  ~ "+e.T("preview.unofficial").String(), th.Soon
	}
	out := []string{p.fact("form.name", clean.Own(who+official), ink)}
	if r.Agency != "" && !p.compact {
		out = append(out, p.fact("form.agency", clean.Line(r.Agency, 120), th.Text))
	}
	out = append(out, p.service()...)
	if len(r.Names) > 0 {
		out = append(out, p.long("form.names", clean.Line(strings.Join(r.Names, ", "), 300), th.Accent)...)
	}
	if p.compact {
		return out
	}
	owner := e.OfficerName(r.Owner)
	if r.Owner == "" {
		owner = e.T("preview.nobody")
	}
	out = append(out, p.fact("col.owner", owner, th.Text), p.fact("preview.received", e.Time(r.Received), th.Text))
	if !r.Due().IsZero() && !r.State.Done() {
		out = append(out, p.fact("col.due", e.Time(r.Due()), th.Text))
	}
	return out
}

// service is the service and, for a guess, why and how sure.
func (p *preview) service() []string {
	e, r, th := p.env, p.row, p.env.Theme
	name, ink := p.opt.service(r.Service, e.Lang).String(), th.Text
	if r.Service == "" {
		name = "? " + e.T("queue.no-service").String()
		ink = th.Soon
	} else if r.NeedsHuman {
		name = "? " + name
		ink = th.Soon
	}
	guessed := !r.State.Done() && (r.Service == "" || r.NeedsHuman || r.Confidence < 100 && !p.begun())
	if guessed && r.Service != "" {
		name += " " + strconv.Itoa(int(r.Confidence)) + "%"
	}
	if p.t != nil && guessed && len(p.t.Guess.Reasons) > 0 {
		name += " · " + p.reasons()
	}
	return p.long("form.service", clean.Own(name), ink)
}

// begun reports whether a step is behind the ticket: then its service is no guess
// any more.
func (p *preview) begun() bool {
	return p.t != nil && slices.ContainsFunc(p.t.Steps, func(st ticket.StepState) bool { return st.State == "done" || st.State == "skipped" })
}

// reasons are why the program guessed the service.
func (p *preview) reasons() string {
	var all []string
	for _, r := range p.t.Guess.Reasons {
		all = append(all, p.env.Reason(r, func(id string) clean.Text { return p.opt.service(id, p.env.Lang) }).String())
	}
	return clean.Line(strings.Join(all, "; "), 200).String()
}

// tasks are the dated tasks that are open.
func (p *preview) tasks() []string {
	var out []string
	for _, k := range p.t.Tasks {
		if k.Done.IsZero() {
			ink := p.env.Theme.Text
			if k.Due.Before(p.env.Now) {
				ink = p.env.Theme.Soon
			}
			out = append(out, p.long("preview.task", clean.Own(p.env.Lang.Day(k.Due, p.env.Place()).String()+" · "+clean.Line(k.Text, 200).String()), ink)...)
		}
	}
	return out
}

// progress is how far the steps are, what comes next and what is missing.
func (p *preview) progress() []string {
	e, t, th := p.env, p.t, p.env.Theme
	out := p.tasks()
	if len(t.Steps) > 0 {
		out = append(out, p.steps())
	}
	if w := e.Lang.Word("next.", p.next.Kind); !t.State.Done() && !w.Empty() {
		title := clean.Line(p.next.Step.Title.In(domain.Lang(e.Lang)), 100)
		if !title.Empty() {
			w = title
		}
		out = append(out, p.fact("preview.next", w, th.Accent))
	}
	if missing := p.missing(); missing != "" {
		out = append(out, p.long("preview.missing", clean.Own("! "+missing), th.Soon)...)
	}
	var files []string
	for _, m := range t.Messages {
		for _, a := range m.Attachments {
			files = append(files, clean.Line(domain.MaskNIPs(a.Name), 60).String()+" "+e.Lang.Size(a.Size).String())
		}
	}
	if len(files) > 0 {
		out = append(out, p.long("preview.files", clean.Own(strings.Join(files, " · ")), th.Text)...)
	}
	return out
}

func (p *preview) steps() string {
	done, at := 0, -1
	var marks strings.Builder
	for i, s := range p.t.Steps {
		switch s.State {
		case "done", "skipped":
			done++
			marks.WriteString("━")
		case "current":
			at = i
			marks.WriteString("●")
		default:
			marks.WriteString("·")
		}
	}
	text := strconv.Itoa(done) + "/" + strconv.Itoa(len(p.t.Steps)) + "  " + marks.String()
	if at >= 0 {
		text = strconv.Itoa(at+1) + "/" + strconv.Itoa(len(p.t.Steps)) + "  " + marks.String()
	}
	return p.fact("preview.steps", clean.Own(text), p.env.Theme.OK)
}

// missing are the documents that the requester still owes: nothing was sent, or
// what was sent is rejected. What waits to be judged is the desk's to do.
func (p *preview) missing() string {
	sent := make(map[string]bool)
	for _, m := range p.t.Messages {
		for _, a := range m.Attachments {
			sent[a.Requirement] = true
		}
	}
	var names []string
	for _, ev := range p.t.Evidence {
		if ev.Exception == "" && (ev.Verdict == ticket.Rejected || ev.Verdict == ticket.Unjudged && !sent[ev.Requirement]) {
			names = append(names, p.opt.requirement(p.t.Service, ev.Requirement, p.env.Lang).String())
		}
	}
	return strings.Join(names, ", ")
}

// message is the last message's writer and first lines.
func (p *preview) message() []string {
	if len(p.t.Messages) == 0 {
		return nil
	}
	m := p.t.Messages[len(p.t.Messages)-1]
	from := m.From.Name
	if from == "" {
		from = m.From.Email
	}
	th := p.env.Theme
	head := clean.Own(clean.Line(from, 60).String() + " · " + p.env.Moment(m.Date).String())
	out := []string{th.Muted.Render(clean.Own(kit.Cut(head, p.w)))}
	return append(out, kit.Wrap(clean.Block(strings.TrimSpace(m.Text), 4000), p.w)...)
}

// requirement is a document's name.
func (o *Options) requirement(service, id string, lang kit.Lang) clean.Text {
	if o.Catalogue != nil {
		if s, ok := o.Catalogue.Service(service); ok {
			return clean.Line(o.Catalogue.RequirementTitle(s, id).In(domain.Lang(lang)), 80)
		}
	}
	return clean.Line(id, 40)
}
