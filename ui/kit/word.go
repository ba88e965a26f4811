package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// word is a field for a word that has to be typed before something dangerous is
// done: a domain name, a ticket's number. Case does not matter.
type word struct {
	env   *Env
	want  string
	field *Field
	wrong bool // it was given and is another
}

func newWord(env *Env, want string) *word {
	return &word{env: env, want: want, field: NewField(max(80, len(want)+8))}
}

// right reports whether the word was typed.
func (o *word) right() bool { return strings.EqualFold(strings.TrimSpace(o.field.Value()), o.want) }

// given is called when the officer says that the word is there; false for another
// one, of which the lines then tell.
func (o *word) given() bool {
	o.wrong = !o.right() && o.field.Value() != ""
	return o.right()
}

func (o *word) key(msg tea.KeyPressMsg) {
	if o.field.Key(msg) {
		o.wrong = false
	}
}

func (o *word) paste(t clean.Text) {
	o.wrong = false
	o.field.Paste(t)
}

// lines asks for the word and draws the field in w cells. The cursor is relative
// to the first line.
func (o *word) lines(w int) ([]string, *tea.Cursor) {
	lines := Wrap(o.env.T("confirm.type", clean.Line(o.want, 80)), w)
	cur := Shift(o.field.Cursor(), 2, len(lines))
	lines = append(lines, o.env.Theme.Accent.wrap("› ")+o.field.View(w-2))
	if o.wrong {
		lines = append(lines, o.differs(w)...)
	}
	return lines, cur
}

// differs says where what was typed goes another way than the word.
func (o *word) differs(w int) []string {
	typed, want := []rune(strings.TrimSpace(o.field.Value())), []rune(o.want)
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
