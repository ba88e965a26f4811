package ticketview

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// documents is the checklist beside what is known of the selected file.
type documents struct {
	s    *Screen
	list rows
	text paper
	w, h int
	left int            // cells of the checklist
	file map[string]int // which file of a requirement is shown
	made string         // what the text at the right was made of
}

// Prefixes of the ids of blocks: a requirement, a file without one, a condition.
const (
	isRequirement = "r:"
	isFile        = "f:"
	isCondition   = "c:"
	isLinked      = "l:"
)

func newDocuments(s *Screen) *documents { return &documents{s: s, file: map[string]int{}} }

func (d *documents) offset() int { return 0 }

func (d *documents) resize(w, h int) {
	d.w, d.h = w, h
	d.left = min(max(w*9/20, 30), 64)
	d.list.resize(d.left, h)
	d.text.resize(max(w-d.left-4, 1), h)
	d.made = ""
}

func (d *documents) fill() {
	d.list.set(d.blocks())
	d.detail()
}

// detail makes the text at the right anew; its place stays while the same file
// is shown.
func (d *documents) detail() {
	lines := d.detailLines()
	d.text.set(lines)
	key := d.list.selected()
	if a := d.shown(); a != nil {
		key += a.SHA
	}
	if key != d.made {
		d.made = key
		d.text.Top()
	}
}

// item returns the selected requirement, nil when something else is.
func (d *documents) item() *ticket.CheckItem {
	id, ok := strings.CutPrefix(d.list.selected(), isRequirement)
	if !ok {
		return nil
	}
	for i := range d.s.l.items {
		if d.s.l.items[i].Requirement.ID == id {
			return &d.s.l.items[i]
		}
	}
	return nil
}

// shown returns the file whose details are at the right, nil for none.
func (d *documents) shown() *ticket.Attachment {
	if sha, ok := strings.CutPrefix(d.list.selected(), isFile); ok {
		return d.s.l.t.Attachment(sha)
	}
	if f := d.linked(); f != nil {
		return &f.File
	}
	it := d.item()
	if it == nil || len(it.Files) == 0 {
		return nil
	}
	return it.Files[min(d.file[it.Requirement.ID], len(it.Files)-1)]
}

// linked returns the selected file of a linked ticket, nil when something else is.
func (d *documents) linked() *ticket.LinkedFile {
	sha, ok := strings.CutPrefix(d.list.selected(), isLinked)
	for i := range d.s.l.linked {
		if f := &d.s.l.linked[i]; ok && f.File.SHA == sha {
			return f
		}
	}
	return nil
}

// bring takes the selected file of a linked ticket; with another thing selected
// all that are offered, one ticket after the other.
func (d *documents) bring() kit.Intent {
	s, all := d.s, d.s.l.linked
	if f := d.linked(); f != nil {
		all = []ticket.LinkedFile{*f}
	}
	if len(all) == 0 {
		return nil
	}
	c := ticket.Bring{From: all[0].From}
	for _, f := range all {
		if f.From == c.From {
			c.SHAs = append(c.SHAs, f.File.SHA)
		}
	}
	return s.do(c, s.env.T("ticketview.did.bring", len(c.SHAs), all[0].Number))
}

func (d *documents) noLinked() clean.Text {
	if len(d.s.l.linked) == 0 {
		return d.s.env.T("ticketview.why.no-linked")
	}
	return d.s.shut()
}

// loose returns the files that are offered for nothing that is asked for.
func (d *documents) loose() []*ticket.Attachment {
	var asked []string
	for _, it := range d.s.l.items {
		asked = append(asked, it.Requirement.ID)
	}
	var out []*ticket.Attachment
	for i := range d.s.l.t.Messages {
		m := &d.s.l.t.Messages[i]
		for j := range m.Attachments {
			if a := &m.Attachments[j]; !a.Inline && !slices.Contains(asked, a.Requirement) {
				out = append(out, a)
			}
		}
	}
	return out
}

// nextOpen selects the first requirement after the selected one that is still
// open, or the first of all.
func (d *documents) nextOpen() {
	items := d.s.l.items
	at := 0
	if it := d.item(); it != nil {
		at = slices.IndexFunc(items, func(x ticket.CheckItem) bool { return x.Requirement.ID == it.Requirement.ID })
	}
	for _, optional := range []bool{false, true} {
		for i := range items {
			it := &items[(at+i)%len(items)]
			if it.Optional == optional && it.Evidence.Verdict == ticket.Unjudged && it.Evidence.Exception == "" && (!optional || len(it.Files) > 0) {
				d.list.choose(isRequirement + it.Requirement.ID)
				d.detail()
				return
			}
		}
	}
}

func (d *documents) key(msg tea.KeyPressMsg) bool {
	if d.text.Typing() {
		return d.text.key(msg)
	}
	switch msg.String() {
	case "pgdown", "pgup", "ctrl+d", "ctrl+u", "ctrl+f", "ctrl+b", "/", "esc", "N":
		return d.text.key(msg)
	case "n":
		return d.text.key(msg)
	case ",", "[":
		return d.turn(-1)
	case ".", "]":
		return d.turn(1)
	}
	if d.list.key(msg) {
		d.detail()
		return true
	}
	return false
}

// turn shows the next or previous file of a requirement.
func (d *documents) turn(n int) bool {
	it := d.item()
	if it == nil || len(it.Files) < 2 {
		return true
	}
	id := it.Requirement.ID
	d.file[id] = (d.file[id] + n + len(it.Files)) % len(it.Files)
	d.list.redraw(d.list.at)
	d.detail()
	return true
}

func (d *documents) mouse(m kit.Mouse) {
	switch {
	case m.Wheel != 0 && m.X > d.left:
		d.text.Wheel(m.Wheel)
	case m.Wheel != 0:
		d.list.wheel(m.Wheel)
		d.detail()
	case m.Left && m.X < d.left:
		d.list.click(m.Y)
		d.detail()
	}
}

func (d *documents) lines() []string {
	th := d.s.env.Theme
	return kit.Beside(d.list.lines(th), d.left, " "+th.Faint.Render(clean.Own("│"))+" ", padded(d.text.Lines(th), d.w-d.left-3))
}

func padded(lines []string, w int) []string {
	for i := range lines {
		lines[i] = kit.Pad(lines[i], w)
	}
	return lines
}

func (d *documents) bindings() []kit.Binding {
	e, s := d.s.env, d.s
	noReq, noFile := d.noRequirement(), d.noFile()
	out := []kit.Binding{
		kit.Bind("accept", e.T("ticketview.do.accept"), d.accept, "a").Unless(noReq).Shown(),
		kit.Bind("reject", e.T("ticketview.do.reject"), d.reject, "x").Unless(noReq).Shown(),
		kit.Bind("pictures", e.T("look.one"), d.pictures, "v").Unless(d.noPictures()).Shown(),
		kit.Bind("not-applicable", e.T("ticketview.do.not-applicable"), d.notApplicable, "-").Unless(noReq).Shown(),
		kit.Bind("bring", e.T("ticketview.do.bring"), d.bring, "B").Unless(d.noLinked()).Shown(),
		kit.Bind("match", e.T("ticketview.do.match"), d.match, "m").Unless(noFile).Shown(),
		kit.Bind("pages", e.T("ticketview.do.pages"), d.choosePages, "H").Unless(d.noPages()),
		kit.Bind("accept-mail", e.T("ticketview.do.accept-mail"), d.acceptMail, "b").Unless(d.noWords()),
		kit.Bind("unjudge", e.T("ticketview.do.unjudge"), d.unjudge, "backspace").Unless(d.noVerdict()),
		kit.Bind("full-text", e.T("ticketview.do.full-text"), d.fullText, "f").Unless(d.noInspector()),
		kit.Bind("open-file", e.T("look.do.open"), func() kit.Intent { return s.openFile(*d.shown()) }, "o").Unless(d.noOutside()),
		kit.Bind("save-file", e.T("ticketview.do.save-file"), d.save, "s").Unless(d.noSave()),
		kit.Bind("members", e.T("ticketview.do.members"), d.members, "z").Unless(d.noMembers()).Shown(),
		kit.Bind("password", e.T("ticketview.do.password"), d.password, "L").Unless(d.noPassword()).Shown(),
		kit.Bind("verify", e.T("ticketview.do.verify"), d.verify, "V").Unless(d.noVerify()),
		kit.Bind("rescan", e.T("ticketview.do.rescan"), d.rescan, "U").Unless(d.noRescan()),
		kit.Bind("lift", e.T("ticketview.do.lift"), d.lift, "Q").Unless(d.noLift()),
		kit.Bind("other-file", e.T("ticketview.do.other-file"), func() kit.Intent { d.turn(1); return nil }, "."),
		kit.Bind("search", e.T("ticketview.do.search"), func() kit.Intent { return nil }, "/"),
	}
	if id, ok := strings.CutPrefix(d.list.selected(), isCondition); ok {
		return append([]kit.Binding{
			kit.Bind("condition", e.T("ticketview.do.holds"), func() kit.Intent { return d.check(id, true) }, "a").Unless(s.shut()).Shown(),
			kit.Bind("condition-not", e.T("ticketview.do.holds-not"), func() kit.Intent { return d.check(id, false) }, "x").Unless(s.shut()).Shown(),
			kit.Bind("condition-turn", e.T("ticketview.do.condition"), func() kit.Intent { return d.toggle(id) }, "space").Unless(s.shut()),
			kit.Bind("exception", e.T("ticketview.do.exception"), func() kit.Intent { return s.exceptCondition(id) }, "e").Unless(s.shut()).Shown(),
		}, out...)
	}
	if d.linked() != nil {
		return append([]kit.Binding{kit.Bind("bring-one", e.T("ticketview.do.bring"), d.bring, "a", "enter").Unless(s.shut()).Shown()}, out...)
	}
	return append(out, kit.Bind("exception", e.T("ticketview.do.exception"), d.exception, "e").Unless(noReq))
}

func (d *documents) noRequirement() clean.Text {
	if d.item() == nil {
		return d.s.env.T("ticketview.why.no-requirement")
	}
	return d.s.shut()
}

func (d *documents) noVerdict() clean.Text {
	if it := d.item(); it != nil && it.Evidence.Verdict == ticket.Unjudged {
		return d.s.env.T("ticketview.why.no-verdict")
	}
	return d.noRequirement()
}

func (d *documents) noFile() clean.Text {
	if d.shown() == nil || d.linked() != nil {
		return d.s.env.T("ticketview.why.no-file")
	}
	return d.s.shut()
}

func (d *documents) noInspector() clean.Text {
	if no := d.closed(); !no.Empty() {
		return no
	}
	return d.s.noReader()
}

func (s *Screen) noReader() clean.Text {
	if s.opt.Inspector == nil {
		return s.env.T("ticketview.why.no-inspector")
	}
	return clean.Text{}
}

func (d *documents) noSave() clean.Text {
	if no := d.closed(); !no.Empty() {
		return no
	}
	return d.s.notLocal()
}

func (s *Screen) notLocal() clean.Text {
	if !s.opt.Local {
		return s.env.T("ticketview.why.not-local")
	}
	return clean.Text{}
}
