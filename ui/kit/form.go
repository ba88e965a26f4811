package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// Input is one labelled field of a form. With Options it is a choice that left
// and right turn; with Rows above one it takes several lines.
type Input struct {
	ID       string
	Label    clean.Text
	Hint     clean.Text
	Value    string
	Options  []Option
	Rows     int
	Required bool
	Marked   bool // has the mark of what must be filled in, though a Check of the sheet decides
	Secret   bool // not shown while it is typed, and taken as it is
	Max      int  // runes; 0 means 200, 4,000 for several lines
}

// Option is one value of a choice.
type Option struct {
	Value string
	Text  clean.Text
}

// Form is labelled fields below each other.
type Form struct {
	env    *Env
	inputs []Input
	fields []*Field  // nil where not a line
	edits  []*Editor // nil where not several lines
	chosen []int
	at     int
	short  string     // id of the field that is complained about
	why    clean.Text // the complaint, below the field
}

// NewForm returns a form with its first field in focus.
func NewForm(env *Env, inputs ...Input) *Form {
	f := &Form{env: env, inputs: inputs, fields: make([]*Field, len(inputs)), edits: make([]*Editor, len(inputs)), chosen: make([]int, len(inputs))}
	for i, in := range inputs {
		switch {
		case len(in.Options) > 0:
			for j, o := range in.Options {
				if o.Value == in.Value {
					f.chosen[i] = j
				}
			}
		case in.Rows > 1:
			f.edits[i] = NewEditor(or(in.Max, 4000))
			f.edits[i].Hint(in.Hint)
			f.edits[i].Set(in.Value)
		default:
			f.fields[i] = NewField(or(in.Max, 200))
			f.fields[i].Hint(in.Hint)
			f.fields[i].Set(in.Value)
			if in.Secret {
				f.fields[i].Hide()
			}
		}
	}
	f.focus(0)
	return f
}

func or(n, other int) int {
	if n > 0 {
		return n
	}
	return other
}

func (f *Form) focus(i int) {
	f.at = (i + len(f.inputs)) % len(f.inputs)
	for j := range f.inputs {
		on := j == f.at
		if l := f.fields[j]; l != nil && on {
			l.Focus()
		} else if l != nil {
			l.Blur()
		}
		if e := f.edits[j]; e != nil && on {
			e.Focus()
		} else if e != nil {
			e.Blur()
		}
	}
}

// Value returns what a field holds.
func (f *Form) Value(id string) string {
	for i, in := range f.inputs {
		if in.ID != id {
			continue
		}
		switch {
		case f.fields[i] != nil && in.Secret:
			return f.fields[i].Raw()
		case f.fields[i] != nil:
			return f.fields[i].Value()
		case f.edits[i] != nil:
			return f.edits[i].Value()
		}
		return in.Options[f.chosen[i]].Value
	}
	return ""
}

// Ready reports whether every required field is filled and puts the focus on
// the first that is not.
func (f *Form) Ready() bool {
	for _, in := range f.inputs {
		if in.Required && strings.TrimSpace(f.Value(in.ID)) == "" {
			f.Complain(in.ID, f.env.T("form.required"))
			return false
		}
	}
	f.short, f.why = "", clean.Text{}
	return true
}

// Complain puts the focus on a field and says below it what is wrong with it,
// until it is edited.
func (f *Form) Complain(id string, why clean.Text) {
	f.short, f.why = id, why
	for i, in := range f.inputs {
		if in.ID == id {
			f.focus(i)
		}
	}
}

// edited takes the complaint away that the field in focus has.
func (f *Form) edited(used bool) bool {
	if used && f.inputs[f.at].ID == f.short {
		f.short, f.why = "", clean.Text{}
	}
	return used
}

// Key edits; sent is true when the officer is done (ctrl+s, or enter in the
// last field) and nothing is missing.
func (f *Form) Key(msg tea.KeyPressMsg) (sent, used bool) {
	s := msg.String()
	if s == "ctrl+s" {
		return f.Ready(), true
	}
	if s == "tab" || s == "shift+tab" {
		f.step(s == "tab")
		return false, true
	}
	if e := f.edits[f.at]; e != nil {
		return false, f.edited(e.Key(msg))
	}
	switch s {
	case "down":
		f.focus(f.at + 1)
	case "up":
		f.focus(f.at - 1)
	case "enter":
		if f.at == len(f.inputs)-1 {
			return f.Ready(), true
		}
		f.focus(f.at + 1)
	default:
		return false, f.edited(f.edit(msg, s))
	}
	return false, true
}

func (f *Form) step(on bool) {
	if on {
		f.focus(f.at + 1)
	} else {
		f.focus(f.at - 1)
	}
}

func (f *Form) edit(msg tea.KeyPressMsg, s string) bool {
	if l := f.fields[f.at]; l != nil {
		return l.Key(msg)
	}
	n := len(f.inputs[f.at].Options)
	switch s {
	case "right", "space", "l":
		f.chosen[f.at] = (f.chosen[f.at] + 1) % n
	case "left", "h":
		f.chosen[f.at] = (f.chosen[f.at] + n - 1) % n
	default:
		return false
	}
	return true
}

// Paste inserts into the field in focus.
func (f *Form) Paste(t clean.Text) {
	f.edited(true)
	if l := f.fields[f.at]; l != nil {
		l.Paste(t)
	} else if e := f.edits[f.at]; e != nil {
		e.Paste(t)
	}
}

// Lines draws the form in width cells and gives the cursor's place.
func (f *Form) Lines(width int) ([]string, *tea.Cursor) {
	var lines []string
	var cur *tea.Cursor
	label := f.labelWidth(width)
	w := width - label - 2
	for i, in := range f.inputs {
		ink := f.env.Theme.Muted
		if i == f.at {
			ink = f.env.Theme.Accent
		}
		if in.ID == f.short {
			ink = f.env.Theme.Late
		}
		head := ink.Fit(f.label(in), label) + "  "
		switch {
		case f.fields[i] != nil:
			if c := f.fields[i].Cursor(); c != nil {
				cur = Shift(c, label+2, len(lines))
			}
			lines = append(lines, head+f.field(f.fields[i].View(w), i))
		case f.edits[i] != nil:
			f.edits[i].Resize(w, in.Rows)
			if c := f.edits[i].Cursor(); c != nil {
				cur = Shift(c, label+2, len(lines))
			}
			for j, l := range f.edits[i].Lines(w, in.Rows) {
				if j > 0 {
					head = Spaces(label + 2)
				}
				lines = append(lines, head+f.field(l, i))
			}
		default:
			lines = append(lines, head+f.choice(i, w))
		}
		if in.ID == f.short {
			for _, l := range Wrap(own("! "+f.why.String()), w) {
				lines = append(lines, Spaces(label+2)+f.env.Theme.Late.wrap(l))
			}
		}
	}
	return lines, cur
}

// field gives the field in focus a ground of its own, so that its room is seen.
func (f *Form) field(line string, i int) string {
	th := f.env.Theme
	if i != f.at || th.Box == (Ink{}) {
		return line
	}
	return th.Selected.over(line)
}

func (f *Form) choice(i, w int) string {
	t := f.inputs[i].Options[f.chosen[i]].Text
	if i != f.at {
		return Fit(t, w)
	}
	th := f.env.Theme
	return Pad(th.Accent.wrap("‹ ")+th.Bold.wrap(Cut(t, w-4))+th.Accent.wrap(" ›"), w)
}

func (f *Form) label(in Input) clean.Text {
	if in.Required || in.Marked {
		return own(in.Label.String() + " *")
	}
	return in.Label
}

func (f *Form) labelWidth(width int) int {
	w := 4
	for _, in := range f.inputs {
		w = max(w, Width(f.label(in)))
	}
	return min(w, width/3)
}

// Sheet is a form in a box.
type Sheet struct {
	Title clean.Text
	Note  clean.Text
	Form  *Form
	// Check, if set, looks at a form with nothing missing before Then gets it: the
	// id of the field that is wrong and why, "" where all is right.
	Check func(f *Form) (field string, why clean.Text)
	Then  func(f *Form) Intent
	env   *Env
}

// NewSheet returns the overlay.
func NewSheet(env *Env, s Sheet) *Sheet { s.env = env; return &s }

// NewAsk returns a sheet with one line to fill in.
func NewAsk(env *Env, title, label clean.Text, value string, then func(text string) Intent) *Sheet {
	form := NewForm(env, Input{ID: "text", Label: label, Value: value, Required: true})
	return NewSheet(env, Sheet{Title: title, Form: form, Then: func(f *Form) Intent { return then(f.Value("text")) }})
}

// Key edits; esc leaves, ctrl+s (or enter at the end) is done.
func (o *Sheet) Key(msg tea.KeyPressMsg) (Intent, bool) {
	if msg.String() == "esc" {
		return nil, true
	}
	if sent, _ := o.Form.Key(msg); !sent {
		return nil, false
	}
	if o.Check != nil {
		if field, why := o.Check(o.Form); field != "" {
			o.Form.Complain(field, why)
			return nil, false
		}
	}
	return o.Then(o.Form), true
}

// Paste inserts into the field in focus.
func (o *Sheet) Paste(t clean.Text) { o.Form.Paste(t) }

// Mouse does nothing yet.
func (o *Sheet) Mouse(Mouse) (Intent, bool) { return nil, false }

// View draws the box.
func (o *Sheet) View(w, _ int) ([]string, *tea.Cursor) {
	e, width := o.env, boxSize(66, w)
	var lines []string
	for _, l := range Wrap(o.Note, width-boxFrame) {
		lines = append(lines, e.Theme.Muted.wrap(l))
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	fields, cur := o.Form.Lines(width - boxFrame)
	cur = Shift(cur, boxLeft, boxTop+len(lines))
	lines = append(lines, fields...)
	return e.box(o.Title, lines, o.foot(), width), cur
}

// foot says what enter does where the focus is: in a text it makes a line.
func (o *Sheet) foot() string {
	e, f := o.env, o.Form
	keys := []clean.Text{own("enter"), e.T("key.next"), own("ctrl+s"), e.T("key.done"), own("esc"), e.T("key.cancel")}
	switch last := f.at == len(f.inputs)-1; {
	case f.edits[f.at] != nil && last:
		keys = keys[2:]
	case f.edits[f.at] != nil:
		keys[0] = own("tab")
	case last:
		keys = append(keys[:1:1], keys[3:]...)
	}
	return e.keysLine(keys...)
}
