package paint

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"pgregory.net/rapid"
)

// drawLine draws a line as consoles make them: cells of several looks, one of them
// maybe wide, and blanks on a ground.
func drawLine(t *rapid.T, width int) string {
	var b strings.Builder
	for left := width; left > 0; {
		open := rapid.SampledFrom([]string{"", "", "\x1b[1m", "\x1b[38;5;216m", "\x1b[48;5;237m", "\x1b[38;5;253;48;5;237m", "\x1b[4m", "\x1b[7m", "\x1b[38;2;1;2;3m", "\x1b]8;;https://a.id\x07\x1b[4m"}).Draw(t, "look")
		text := rapid.SampledFrom([]string{" ", "   ", "a", "bb", "surat", "›", "• ", "漢", "          "}).Draw(t, "text")
		n := len([]rune(text))
		if text == "漢" {
			n = 2
		}
		if n > left {
			text, n = strings.Repeat(" ", left), left
		}
		b.WriteString(open + text)
		if open != "" {
			b.WriteString("\x1b]8;;\x07\x1b[m")
		}
		left -= n
	}
	return b.String()
}

// TestWhateverIsShown: whatever screens follow one another, the terminal shows the
// last one, cell by cell.
func TestWhateverIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 24).Draw(t, "w"), rapid.IntRange(1, 12).Draw(t, "h")
		s, e := newScreen(colorprofile.TrueColor, rapid.SampledFrom([]string{"xterm-256color", "screen"}).Draw(t, "term")), newEmulator(w, h)
		s.erase(w, h)
		lines := slices.Repeat([]string{strings.Repeat(" ", w)}, h)
		for range rapid.IntRange(1, 5).Draw(t, "frames") {
			move := rapid.IntRange(-3, 3).Draw(t, "move")
			from := lines
			lines = make([]string, h)
			for y := range lines {
				switch lines[y] = strings.Repeat(" ", w); {
				case rapid.IntRange(0, 3).Draw(t, "new") == 0 || y+move < 0 || y+move >= h:
					lines[y] = drawLine(t, w)
				default:
					lines[y] = from[y+move]
				}
			}
			s.draw(strings.Join(lines, "\n"))
			out := s.String()
			s.Reset()
			e.write(out)
			if wrong := e.shows(lines); wrong != "" {
				t.Fatalf("after %q %s", out, wrong)
			}
		}
	})
}
