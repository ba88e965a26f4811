package kit

import (
	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// Confirm asks before something is done. The focus is on Cancel, or on Yes where
// Safe says that it can be taken back for a while. With Word set the thing cannot
// be taken back at all: Yes works only after the word (a domain name, a ticket
// number) was typed.
type Confirm struct {
	Title  clean.Text
	Effect clean.Text   // exactly what happens, and to how many
	Items  []clean.Text // what it happens to; at most eight are shown
	Yes    clean.Text   // the verb: "Kirim", "Tutup 3 tiket"
	Word   string       // to be typed; "" for none
	Safe   bool         // enter says Yes
	Then   func() Intent

	env   *Env
	onYes bool
	word  *word  // nil where nothing is typed
	yesAt [4]int // x from, to; y; no's from, as drawn
}

// NewConfirm returns the dialog.
func NewConfirm(env *Env, c Confirm) *Confirm {
	c.env = env
	if c.Word != "" {
		c.word = newWord(env, c.Word)
	}
	c.onYes = c.Safe && c.word == nil
	return &c
}

func (o *Confirm) may() bool { return o.word == nil || o.word.right() }

func (o *Confirm) yes() (Intent, bool) {
	if o.word != nil && !o.word.given() {
		return nil, false
	}
	if o.Then == nil {
		return nil, true
	}
	return o.Then(), true
}

// Key moves between the buttons, types the word, or answers with y and n.
func (o *Confirm) Key(msg tea.KeyPressMsg) (Intent, bool) {
	switch s := msg.String(); {
	case s == "esc":
		return nil, true
	case s == "enter":
		if o.onYes || (o.word != nil && o.word.given()) {
			return o.yes()
		}
		return nil, o.word == nil || !o.word.wrong
	case s == "tab" || s == "shift+tab":
		o.onYes = !o.onYes && o.may()
	case o.word != nil:
		o.word.key(msg)
		o.onYes = o.onYes && o.may()
	case s == "left" || s == "h" || s == "right" || s == "l":
		o.onYes = !o.onYes
	case s == "y":
		return o.yes()
	case s == "n" || s == "q":
		return nil, true
	}
	return nil, false
}

// Paste types into the word's field.
func (o *Confirm) Paste(t clean.Text) {
	if o.word != nil {
		o.word.paste(t)
	}
}

// Mouse presses a button.
func (o *Confirm) Mouse(m Mouse) (Intent, bool) {
	if !m.Left || m.Y != o.yesAt[2] {
		return nil, false
	}
	if m.X >= o.yesAt[0] && m.X < o.yesAt[1] {
		return o.yes()
	}
	return nil, m.X >= o.yesAt[3] && m.X < o.yesAt[0]
}

const shownItems = 8

// View draws the dialog.
func (o *Confirm) View(w, h int) ([]string, *tea.Cursor) {
	e, width := o.env, boxSize(62, w)
	inner := width - boxFrame
	lines := Wrap(o.Effect, inner)
	if len(o.Items) > 0 {
		lines = append(lines, "")
		for i, it := range o.Items {
			if i == shownItems {
				lines = append(lines, e.Theme.Muted.Render(e.T("confirm.more", len(o.Items)-i)))
				break
			}
			lines = append(lines, e.Theme.Muted.wrap("· ")+Cut(it, inner-2))
		}
	}
	var cur *tea.Cursor
	if o.word != nil {
		typed, at := o.word.lines(inner)
		lines = append(lines, "")
		cur = Shift(at, boxLeft, boxTop+len(lines))
		lines = append(lines, typed...)
	}
	if room := max(h-7, 1); len(lines) > room && o.word == nil {
		lines = lines[:room]
	}
	return e.box(o.Title, lines, o.buttons(len(lines)), width), cur
}

func (o *Confirm) buttons(n int) string {
	e := o.env
	button := func(on, can bool, t clean.Text) string {
		if on { // not by colour alone
			return e.Theme.Active.Render(own("[ " + t.String() + " ]"))
		}
		t = own("  " + t.String() + "  ")
		switch {
		case !can:
			return e.Theme.Faint.Render(t)
		}
		return e.Theme.Muted.Render(t)
	}
	no := e.T("confirm.no")
	w := Width(no) + 4
	o.yesAt = [4]int{boxLeft + w + 2, boxLeft + w + 2 + Width(o.Yes) + 4, boxTop + n + 1, boxLeft}
	return button(!o.onYes && (o.word == nil || !o.may()), true, no) + "  " + button(o.onYes || (o.word != nil && o.may()), o.may(), o.Yes)
}
