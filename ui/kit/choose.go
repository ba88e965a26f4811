package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// Entry is one line of a Choose. An entry with a Why cannot be chosen and says
// the reason instead of its note.
type Entry struct {
	Key  string // shown, and in a menu pressed; "" for none
	Text clean.Text
	Note clean.Text
	Why  clean.Text
	Then func() Intent
}

// Choose offers entries. As a menu (the zero Filter) an entry's key chooses it
// and / begins to filter; with Filter typing narrows at once, as in a palette.
type Choose struct {
	Title   clean.Text
	Entries []Entry
	Filter  bool
	Note    clean.Text // above the entries
	At      int        // entry that is chosen at first
	// Free takes what was typed where no entry fits, or with an entry chosen
	// when it returns something: "open 42". Nil: entries only.
	Free func(text string) Intent

	env   *Env
	field *Field
	shown []int
	at    int
	top   int
	h     int
	y     int // of the first entry in the box
}

// NewChoose returns the overlay.
func NewChoose(env *Env, c Choose) *Choose {
	c.env = env
	if c.Filter {
		c.field = NewField(120)
	}
	o := &c
	o.narrow()
	o.move(c.At)
	return o
}

// NewHelp returns the help of a screen: its bindings, which can be searched and
// run from there.
func NewHelp(env *Env, title clean.Text, bindings []Binding) *Choose {
	return NewChoose(env, Choose{Title: title, Entries: BindingEntries(bindings), Filter: true, Note: env.T("help.note")})
}

// BindingEntries makes entries of what a screen can do.
func BindingEntries(bindings []Binding) []Entry {
	out := make([]Entry, 0, len(bindings))
	for _, b := range bindings {
		if b.Hidden || b.Barred {
			continue
		}
		out = append(out, Entry{Key: b.Label().String(), Text: b.Name, Why: b.Why, Then: b.Press})
	}
	return out
}

// narrow finds the entries in which every typed word occurs.
func (o *Choose) narrow() {
	var words []string
	if o.field != nil {
		words = strings.Fields(strings.ToLower(o.field.Value()))
	}
	o.shown = o.shown[:0]
	for i, en := range o.Entries {
		hay := strings.ToLower(en.Text.String() + " " + en.Note.String() + " " + en.Key)
		if all(words, hay) {
			o.shown = append(o.shown, i)
		}
	}
	o.move(0)
}

func all(words []string, hay string) bool {
	for _, w := range words {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

func (o *Choose) move(n int) {
	o.at = max(min(o.at+n, len(o.shown)-1), 0)
	o.top = min(o.top, o.at)
	if o.h > 0 && o.at >= o.top+o.h {
		o.top = o.at - o.h + 1
	}
}

// Key moves, filters and chooses.
func (o *Choose) Key(msg tea.KeyPressMsg) (Intent, bool) {
	s := msg.String()
	switch s {
	case "esc":
		return nil, true
	case "enter":
		return o.enter()
	case "down", "ctrl+n", "tab":
		o.move(1)
		return nil, false
	case "up", "ctrl+p", "shift+tab":
		o.move(-1)
		return nil, false
	case "pgdown":
		o.move(o.h)
		return nil, false
	case "pgup":
		o.move(-o.h)
		return nil, false
	}
	if o.field != nil {
		if o.field.Key(msg) {
			o.at = 0
			o.narrow()
		}
		return nil, false
	}
	return o.menuKey(s)
}

func (o *Choose) menuKey(s string) (Intent, bool) {
	for i, en := range o.Entries {
		if en.Key == s {
			return o.choose(i)
		}
	}
	switch s {
	case "/":
		o.field = NewField(120)
	case "j":
		o.move(1)
	case "k":
		o.move(-1)
	case "q":
		return nil, true
	}
	return nil, false
}

func (o *Choose) enter() (Intent, bool) {
	if o.Free != nil && o.field != nil {
		if in := o.Free(o.field.Value()); in != nil {
			return in, true
		}
	}
	if len(o.shown) == 0 {
		return nil, false
	}
	return o.choose(o.shown[o.at])
}

func (o *Choose) choose(i int) (Intent, bool) {
	en := o.Entries[i]
	if !en.Why.Empty() {
		return Toast{Text: en.Why, Level: Warn}, false
	}
	if en.Then == nil {
		return nil, true
	}
	return en.Then(), true
}

// Paste types into the filter.
func (o *Choose) Paste(t clean.Text) {
	if o.field != nil {
		o.field.Paste(t)
		o.narrow()
	}
}

// Mouse chooses the entry that was clicked.
func (o *Choose) Mouse(m Mouse) (Intent, bool) {
	if m.Wheel != 0 {
		o.move(3 * m.Wheel)
		return nil, false
	}
	i := m.Y - o.y + o.top
	if m.Left && m.Y >= o.y && m.Y < o.y+o.h && i >= 0 && i < len(o.shown) {
		o.at = i
		return o.choose(o.shown[i])
	}
	return nil, false
}

// View draws the box.
func (o *Choose) View(w, h int) ([]string, *tea.Cursor) {
	e, width := o.env, boxSize(66, w)
	inner := width - boxFrame
	var lines []string
	var cur *tea.Cursor
	if !o.Note.Empty() {
		for _, l := range Wrap(o.Note, inner) {
			lines = append(lines, e.Theme.Muted.wrap(l))
		}
		lines = append(lines, "")
	}
	if o.field != nil {
		cur = Shift(o.field.Cursor(), boxLeft+2, boxTop+len(lines))
		lines = append(lines, e.Theme.Accent.wrap("› ")+o.field.View(inner-2), "")
	}
	o.y = boxTop + len(lines)
	o.h = max(min(len(o.Entries), h-len(lines)-8), 3)
	o.move(0)
	keyW := o.keyWidth()
	for y := range o.h {
		if o.top+y >= len(o.shown) {
			lines = append(lines, "")
			continue
		}
		lines = append(lines, o.line(o.top+y, keyW, inner))
	}
	if len(o.shown) == 0 {
		lines[o.y-boxTop] = e.Theme.Muted.Render(e.T("choose.none"))
	}
	foot := e.keysLine(own("↑↓"), e.T("key.choose"), own("enter"), e.T("key.do"), own("esc"), e.T("key.shut"))
	if more := len(o.shown) - o.top - o.h; more > 0 {
		foot += e.Theme.Muted.Render(own("   ↓ " + e.Lang.Number(int64(more)).String()))
	}
	return e.box(o.Title, lines, foot, width), cur
}

func (o *Choose) keyWidth() int {
	w := 1
	for _, en := range o.Entries {
		w = max(w, cells(en.Key))
	}
	return min(w, 10)
}

func (o *Choose) line(n, keyW, inner int) string {
	en, th := o.Entries[o.shown[n]], o.env.Theme
	ground := th.Box
	if n == o.at {
		ground = th.Selected
	}
	text, note := th.Text, en.Note
	if !en.Why.Empty() {
		text, note = th.Muted, own("— "+en.Why.String())
	}
	noteW := min(Width(note), max(inner-keyW-5-Width(en.Text), min(inner/4, Width(note))))
	pointer := own(" ")
	if n == o.at {
		pointer = own("›")
	}
	return Row(ground, inner, Cell{pointer, 1, th.Accent, false}, Cell{own(en.Key), keyW, th.Accent, false},
		Cell{en.Text, inner - keyW - noteW - 5, text, false}, Cell{note, noteW, th.Muted, true})
}
