package kit

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// Review shows all of what is about to happen and then asks. Enter turns pages
// until the last line was seen, and only then says Yes; with Word set the word has
// to be typed for it. Without Yes there is nothing to say yes to.
type Review struct {
	Title   clean.Text
	Draw    func(w int) []string // finished lines of at most w cells
	Yes     clean.Text           // the verb
	Word    string               // to be typed; "" for none
	Then    func() Intent
	Entries []Entry // what else can be done, by its key; copying leaves the box open
	Off     func()  // runs when it is left without having done anything; may be nil

	env   *Env
	pager Pager
	width int
	word  *word // while it is typed
}

// NewReview returns the overlay.
func NewReview(env *Env, r Review) *Review { r.env = env; return &r }

// Key turns pages, says yes, types the word, or does what else there is.
func (o *Review) Key(msg tea.KeyPressMsg) (Intent, bool) {
	s := msg.String()
	switch {
	case o.word != nil:
		return o.typed(msg)
	case o.pager.Typing():
		o.pager.Key(msg)
		return nil, false
	case s == "esc" || s == "q":
		if o.Off != nil {
			o.Off()
		}
		return nil, true
	case s == "enter":
		return o.enter()
	}
	for _, en := range o.Entries {
		if en.Key == s {
			return choose(en)
		}
	}
	o.pager.Key(msg)
	return nil, false
}

// choose does an entry. What only copies leaves everything as it is.
func choose(en Entry) (Intent, bool) {
	if !en.Why.Empty() {
		return Toast{Text: en.Why, Level: Warn}, false
	}
	in := en.Then()
	_, copied := in.(Copy)
	return in, !copied
}

func (o *Review) enter() (Intent, bool) {
	switch {
	case o.pager.More():
		o.pager.move(max(o.pager.h-1, 1))
		return nil, false
	case o.Yes.Empty():
		return nil, false
	case o.Word != "":
		o.word = newWord(o.env, o.Word)
		return nil, false
	}
	return o.Then(), true
}

// typed takes keys while the word is typed; esc goes back to reading.
func (o *Review) typed(msg tea.KeyPressMsg) (Intent, bool) {
	switch msg.String() {
	case "esc":
		o.word = nil
	case "enter":
		if o.word.given() {
			return o.Then(), true
		}
	case "up", "down", "pgup", "pgdown":
		o.pager.Key(msg)
	default:
		o.word.key(msg)
	}
	return nil, false
}

// Paste types into the word's field, or what is searched.
func (o *Review) Paste(t clean.Text) {
	if o.word != nil {
		o.word.paste(t)
		return
	}
	o.pager.Paste(t)
}

// Mouse scrolls with the wheel.
func (o *Review) Mouse(m Mouse) (Intent, bool) { o.pager.Wheel(m.Wheel); return nil, false }

// reviewWidth is as wide as the text is still read with ease.
const reviewWidth = 92

// View draws the box.
func (o *Review) View(w, h int) ([]string, *tea.Cursor) {
	e, width := o.env, boxSize(reviewWidth, w)
	inner := width - boxFrame
	if width != o.width {
		o.width = width
		o.pager.SetLines(o.Draw(inner))
	}
	var below []string
	var cur *tea.Cursor
	if o.word != nil {
		below, cur = o.word.lines(inner)
		below = append([]string{""}, below...)
	}
	o.fit(inner, h-6-len(below))
	keys := o.keys(inner)
	o.fit(inner, h-5-len(below)-len(keys))
	lines := o.pager.Lines(e.Theme)
	if c := o.pager.Cursor(); c != nil {
		cur = Shift(c, boxLeft, boxTop)
	} else {
		cur = Shift(cur, boxLeft, boxTop+len(lines)+1)
	}
	lines = append(lines, below...)
	lines = append(append(lines, ""), keys...)
	return e.box(o.Title, lines, "", width), cur
}

// fit gives the text as many lines as it takes, at most room.
func (o *Review) fit(w, room int) { o.pager.Resize(w, max(min(o.pager.Len(), room), 1)) }

// lower writes a name that begins with a capital as the foot of a box has it.
func lower(t clean.Text) clean.Text {
	r := []rune(t.String())
	if len(r) > 1 && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return own(string(r))
}

// keys says what the keys do now, in as many lines as that takes.
func (o *Review) keys(w int) []string {
	e := o.env
	var pairs []clean.Text
	add := func(key string, what clean.Text) { pairs = append(pairs, own(key), what) }
	switch {
	case o.word != nil && !o.word.right():
	case o.word == nil && o.pager.More():
		add("enter", e.T("key.further", o.pager.Len()-o.pager.top-o.pager.h))
	case !o.Yes.Empty():
		add("enter", lower(o.Yes))
	}
	if o.word != nil {
		add("esc", e.T("key.back"))
	} else {
		for _, en := range o.Entries {
			if en.Why.Empty() {
				add(en.Key, lower(en.Text))
			}
		}
		add("esc", e.T("key.shut"))
	}
	var out []string
	line, used := "", 0
	for i := 0; i < len(pairs); i += 2 {
		n := Width(pairs[i]) + 1 + Width(pairs[i+1])
		if used > 0 && used+3+n > w {
			out, line, used = append(out, line), "", 0
		}
		if used > 0 {
			line, used = line+Spaces(3), used+3
		}
		line, used = line+e.keysLine(pairs[i], pairs[i+1]), used+n
	}
	return append(out, strings.TrimRight(line, " "))
}
