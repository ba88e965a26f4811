package kit

import (
	"strings"

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
	field *Field
	wrong bool   // the word was given and is another
	yesAt [4]int // x from, to; y; no's from, as drawn
}

// NewConfirm returns the dialog.
func NewConfirm(env *Env, c Confirm) *Confirm {
	c.env = env
	if c.Word != "" {
		c.field = NewField(max(80, len(c.Word)+8))
	}
	c.onYes = c.Safe && c.field == nil
	return &c
}

func (o *Confirm) may() bool {
	return o.field == nil || strings.EqualFold(strings.TrimSpace(o.field.Value()), o.Word)
}

func (o *Confirm) yes() (Intent, bool) {
	if !o.may() {
		o.wrong = o.field.Value() != ""
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
		if o.onYes || (o.field != nil && o.may()) {
			return o.yes()
		}
		o.wrong = o.field != nil && o.field.Value() != ""
		return nil, !o.wrong
	case s == "tab" || s == "shift+tab":
		o.onYes = !o.onYes && o.may()
	case o.field != nil:
		if o.field.Key(msg) {
			o.wrong = false
		}
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
	if o.field != nil {
		o.wrong = false
		o.field.Paste(t)
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
	if o.field != nil {
		lines = append(lines, "")
		lines = append(lines, Wrap(e.T("confirm.type", clean.Line(o.Word, 80)), inner)...)
		cur = Shift(o.field.Cursor(), boxLeft+2, boxTop+len(lines))
		lines = append(lines, e.Theme.Accent.wrap("› ")+o.field.View(inner-2))
		if o.wrong {
			lines = append(lines, o.differs(inner)...)
		}
	}
	if room := max(h-7, 1); len(lines) > room && o.field == nil {
		lines = lines[:room]
	}
	return e.box(o.Title, lines, o.buttons(len(lines)), width), cur
}

// differs says where what was typed goes another way than the word.
func (o *Confirm) differs(w int) []string {
	typed, want := []rune(strings.TrimSpace(o.field.Value())), []rune(o.Word)
	same := 0
	for same < min(len(typed), len(want)) && strings.EqualFold(string(typed[same]), string(want[same])) {
		same++
	}
	why := o.env.T("confirm.differs", same+1, clean.Line(string(typed[same:]), 40), clean.Line(string(want[same:]), 40))
	switch {
	case same == len(want):
		why = o.env.T("confirm.too-much", clean.Line(string(typed[same:]), 40))
	case same == len(typed):
		why = o.env.T("confirm.too-little", clean.Line(string(want[same:]), 40))
	}
	lines := Wrap(own("! "+why.String()), w)
	for i := range lines {
		lines[i] = o.env.Theme.Late.wrap(lines[i])
	}
	return lines
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
	return button(!o.onYes && (o.field == nil || !o.may()), true, no) + "  " + button(o.onYes || (o.field != nil && o.may()), o.may(), o.Yes)
}
