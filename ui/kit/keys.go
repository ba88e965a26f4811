package kit

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
)

// Binding is one thing a key does on a screen. Screens make theirs anew for
// every Bindings call, from the state they are in: the same table serves the
// hints below, the help, the palette and the key itself.
type Binding struct {
	Key       key.Binding
	ID        string     // "claim": stable, for tests and the palette
	Name      clean.Text // what it does, in the console's language
	Why       clean.Text // reason why it cannot be done now; empty: it can
	Barred    bool       // the officer has no right to it: it is offered nowhere, and the key says why
	Hint      bool       // shown in the line of hints
	Dangerous bool       // asks before it acts
	Hidden    bool       // left out of help and palette (movement keys)
	Run       func() Intent
}

// Bind makes a binding. keys are Bubble Tea's names ("enter", "ctrl+p", "C");
// the first is the one that is shown.
func Bind(id string, name clean.Text, run func() Intent, keys ...string) Binding {
	shown := ""
	if len(keys) > 0 {
		shown = KeyLabel(keys[0])
	}
	return Binding{
		Key: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, name.String())),
		ID:  id, Name: name, Run: run,
	}
}

// Shown returns the binding with a place in the line of hints.
func (b Binding) Shown() Binding { b.Hint = true; return b }

// Unless returns the binding switched off for a reason, if there is one.
func (b Binding) Unless(why clean.Text) Binding { b.Why = why; return b }

// Without returns the binding without the keys that something else has taken. One
// that has none left can still be chosen from a list.
func (b Binding) Without(taken map[string]bool) Binding {
	var left []string
	for _, k := range b.Key.Keys() {
		if !taken[k] {
			left = append(left, k)
		}
	}
	if len(left) == len(b.Key.Keys()) {
		return b
	}
	shown := ""
	if len(left) > 0 {
		shown = KeyLabel(left[0])
	}
	b.Key.SetKeys(left...)
	b.Key.SetHelp(shown, b.Key.Help().Desc)
	return b
}

// Danger returns the binding marked as dangerous.
func (b Binding) Danger() Binding { b.Dangerous = true; return b }

// Label is the key as it is shown.
func (b Binding) Label() clean.Text { return clean.Own(b.Key.Help().Key) }

// Press runs the binding, or says why it cannot be run.
func (b Binding) Press() Intent {
	if !b.Why.Empty() {
		return Toast{Text: b.Why, Level: Warn}
	}
	if b.Run == nil {
		return nil
	}
	return b.Run()
}

// Dispatch finds the binding of a key and runs it. The bool is false where no
// binding has the key. Of two bindings with the same key the first that can be
// done is taken.
func Dispatch(msg tea.KeyPressMsg, bindings []Binding) (Intent, bool) {
	var off *Binding
	for i := range bindings {
		b := &bindings[i]
		if !key.Matches(msg, b.Key) {
			continue
		}
		if b.Why.Empty() {
			return b.Press(), true
		}
		if off == nil {
			off = b
		}
	}
	if off != nil {
		return off.Press(), true
	}
	return nil, false
}

// WhileTyping returns the bindings that work while a text field has the keys,
// under a key that is no letter.
func WhileTyping(bindings []Binding) []Binding {
	var out []Binding
	for _, b := range bindings {
		for _, k := range b.Key.Keys() {
			if utf8.RuneCountInString(k) > 1 && k != "space" {
				b.Key.SetHelp(KeyLabel(k), b.Key.Help().Desc)
				out = append(out, b)
				break
			}
		}
	}
	return out
}

// KeyLabel is how a key's name is written on the screen.
func KeyLabel(name string) string {
	switch name {
	case "space":
		return "␣"
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	}
	return name
}

// Area is a place on a line that can be clicked.
type Area struct {
	From, To int // cells, To excluded
	Binding  Binding
}

// Hints draws the line of hints: keys and what they do, as many as fit.
func (e *Env) Hints(bindings []Binding, width int) (string, []Area) {
	var line string
	var areas []Area
	x := 0
	for _, b := range bindings {
		if !b.Hint || !b.Why.Empty() || b.Label().Empty() {
			continue
		}
		k, n := b.Label(), b.Name
		w := Width(k) + 1 + Width(n)
		gap := 0
		if x > 0 {
			gap = 3
		}
		if x+gap+w > width {
			continue // a shorter one may still fit
		}
		line += Spaces(gap) + e.Theme.Accent.Render(k) + " " + e.Theme.Muted.Render(n)
		areas = append(areas, Area{x + gap, x + gap + w, b})
		x += gap + w
	}
	return line + Spaces(width-x), areas
}
