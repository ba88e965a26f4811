package kit

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// TestEditorIsTheTextarea presses random keys in the editor and in a bare
// textarea: text, cursor and drawn lines are the same. Selecting is left out: the
// bare one keeps the anchor of an empty selection while text is typed.
func TestEditorIsTheTextarea(t *testing.T) {
	special := map[string]tea.KeyPressMsg{
		"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
		"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete},
		"enter": {Code: tea.KeyEnter}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+k": {Code: 'k', Mod: tea.ModCtrl},
		"alt+b": {Code: 'b', Mod: tea.ModAlt},
	}
	for k, msg := range special {
		if msg.String() != k {
			t.Fatalf("%s is %q", k, msg.String())
		}
	}
	keys := []string{"left", "right", "up", "down", "home", "end", "backspace", "delete", "enter", "ctrl+w", "ctrl+k", "alt+b",
		"backspace", "up", "down", "a", "b", " ", "é", "世", "é", "panjangsekali", "kata lain "}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(3, 30).Draw(t, "w"), rapid.IntRange(1, 8).Draw(t, "h")
		text := rapid.StringMatching(`([a-c世 ]{0,30}\n?){0,12}`).Draw(t, "text")
		e, bare := NewEditor(4000), newArea(4000)
		e.Resize(w, h)
		bare.Focus()
		bare.SetWidth(max(w-1, 1))
		bare.SetHeight(h)
		e.Set(text)
		bare.SetValue(text)
		bare.MoveToBegin()
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			k := rapid.SampledFrom(keys).Draw(t, "key")
			msg, ok := special[k]
			if !ok {
				msg = tea.KeyPressMsg{Text: k, Code: tea.KeyExtended}
			}
			e.Key(msg)
			bare, _ = bare.Update(msg)
			if got, want := e.in.Value(), bare.Value(); got != want {
				t.Fatalf("after %s: text %q, want %q", k, got, want)
			}
			if e.in.Line() != bare.Line() || e.in.Column() != bare.Column() {
				t.Fatalf("after %s: cursor %d:%d, want %d:%d", k, e.in.Line(), e.in.Column(), bare.Line(), bare.Column())
			}
			lines, cur, want := e.Lines(w, h), e.Cursor(), bare.Cursor()
			if cur.X != want.X || cur.Y < 0 || cur.Y >= h {
				t.Fatalf("after %s: cursor at %d,%d, want column %d", k, cur.X, cur.Y, want.X)
			}
			tall := newArea(0)
			tall.SetWidth(max(w-1, 1))
			tall.SetHeight(e.top + cur.Y + 1)
			tall.SetValue(bare.Value())
			tall.MoveToBegin()
			all := strings.Split(tall.View(), "\n")
			if at := e.top + cur.Y; strings.TrimRight(lines[cur.Y], " ") != strings.TrimRight(all[at], " ") {
				t.Fatalf("after %s: line %q, want %q", k, lines[cur.Y], all[at])
			}
		}
	})
}

func TestEditorPages(t *testing.T) {
	e := NewEditor(4000)
	e.Resize(20, 5)
	e.Set(strings.Repeat("baris\n", 30))
	page := func(code rune) (line, y int) {
		e.Key(tea.KeyPressMsg{Code: code})
		e.Lines(20, 5)
		return e.in.Line(), e.Cursor().Y
	}
	for i, want := range [][3]rune{{tea.KeyPgDown, 4, 4}, {tea.KeyPgDown, 8, 4}, {tea.KeyPgUp, 4, 0}, {tea.KeyPgUp, 0, 0}, {tea.KeyPgUp, 0, 0}} {
		if line, y := page(want[0]); line != int(want[1]) || y != int(want[2]) {
			t.Errorf("page %d: line %d at %d, want %d at %d", i, line, y, want[1], want[2])
		}
	}
}
