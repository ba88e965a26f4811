package paint

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// paper is a terminal that keeps what was written, with the time of the last of it.
type paper struct {
	mu     sync.Mutex
	text   string
	writes int
	at     time.Time
	stall  time.Duration
	fail   error
}

func (p *paper) Write(b []byte) (int, error) {
	time.Sleep(p.stall)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text += string(b)
	p.writes++
	p.at = time.Now()
	return len(b), p.fail
}

// take gives what was written since the last time.
func (p *paper) take() (text string, writes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text, writes = p.text, p.writes
	p.text, p.writes = "", 0
	return text, writes
}

// on runs a test with a terminal of 20 by 3 that shows its first view.
func on(t *testing.T, test func(t *testing.T, term *Terminal, p *paper)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &paper{}
		term := New(p, []string{"TERM=xterm-256color"})
		ctx, cancel := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { term.Run(ctx) })
		if term.Take(tea.WindowSizeMsg{Width: 20, Height: 3}) || term.Take(tea.ColorProfileMsg{Profile: colorprofile.ANSI256}) {
			t.Error("a size or a profile is nobody else's")
		}
		term.Show(tea.View{Content: "satu\ndua\ntiga", WindowTitle: "Loket", MouseMode: tea.MouseModeCellMotion})
		time.Sleep(time.Second)
		test(t, term, p)
		cancel()
		done.Wait()
	})
}

func TestTerminalIsLeftAsItWas(t *testing.T) {
	on(t, func(t *testing.T, term *Terminal, p *paper) {
		first, _ := p.take()
		for _, want := range []string{"\x1b[?1049h", "\x1b[?25l", "\x1b]2;Loket\a", "\x1b[?1002h", "dua", "\x1b[?2026$p"} {
			if !strings.Contains(first, want) {
				t.Errorf("%q is missing in %q", want, first)
			}
		}
		t.Cleanup(func() {
			last, _ := p.take()
			for _, want := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b]2;\a", "\x1b[?1002l", "\x1b[?2004l", "\x1b[?1004l", "\x1b[<1u"} {
				if !strings.Contains(last, want) {
					t.Errorf("%q is missing in %q", want, last)
				}
			}
		})
	})
}

// TestNothingHappens: while the view is the same nothing is written, and one that
// changed is there within milliseconds, however fast they come not more than thirty a
// second are drawn, and the last is.
func TestNothingHappens(t *testing.T) {
	on(t, func(t *testing.T, term *Terminal, p *paper) {
		p.take()
		for range 60 {
			term.Show(tea.View{Content: "satu\ndua\ntiga", WindowTitle: "Loket", MouseMode: tea.MouseModeCellMotion})
			time.Sleep(time.Second)
		}
		if out, n := p.take(); n != 0 {
			t.Errorf("nothing changed, and %q was written", out)
		}
		begin := time.Now()
		term.Show(tea.View{Content: "satu\nDua\ntiga", WindowTitle: "Loket", MouseMode: tea.MouseModeCellMotion})
		time.Sleep(time.Second)
		if out, n := p.take(); n != 1 || out != "\x1b[2HD" || p.at.Sub(begin) > 5*time.Millisecond {
			t.Errorf("%d writes of %q after %s", n, out, p.at.Sub(begin))
		}
		for i := range 1000 {
			term.Show(tea.View{Content: "satu\nDua\n" + strings.Repeat("x", i%20), WindowTitle: "Loket", MouseMode: tea.MouseModeCellMotion})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if _, n := p.take(); n > 32 || n < 25 {
			t.Errorf("%d frames were drawn in a second", n)
		}
		if last := ansi.Strip(strings.Join(term.screen.raw, "\n")); last != "satu\nDua\n"+strings.Repeat("x", 19) {
			t.Errorf("it shows %q", last)
		}
	})
}

// TestSlowTerminal: a terminal that takes a second for a frame stops nobody, and is
// shown the last of what came meanwhile.
func TestSlowTerminal(t *testing.T) {
	on(t, func(t *testing.T, term *Terminal, p *paper) {
		p.take()
		p.stall = time.Second
		begin := time.Now()
		for i := range 10 {
			term.Show(tea.View{Content: strings.Repeat("y", i)})
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(begin); took != time.Second {
			t.Errorf("showing took %s", took)
		}
		time.Sleep(5 * time.Second)
		if _, n := p.take(); n != 2 || term.screen.raw[0] != strings.Repeat("y", 9) {
			t.Errorf("%d frames, %q", n, term.screen.raw)
		}
	})
}

// TestWhatIsForTheTerminal: questions, pictures and notifications are written as they
// are; a screen that was cleared or became larger is drawn from nothing.
func TestWhatIsForTheTerminal(t *testing.T) {
	on(t, func(t *testing.T, term *Terminal, p *paper) {
		p.take()
		for _, c := range []struct {
			msg   tea.Msg
			heard bool
			want  string
		}{
			{tea.RawMsg{Msg: "\x1b]9;tiket\a"}, true, "\x1b]9;tiket\a"},
			{tea.RequestBackgroundColor(), true, ansi.RequestBackgroundColor},
			{tea.ClearScreen(), true, "\x1b[2J"},
			{tea.WindowSizeMsg{Width: 30, Height: 4}, false, "\x1b[2Jsatu\r\ndua"},
			{tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset}, false, ansi.SetModeUnicodeCore},
			{tea.KeyPressMsg{Code: 'j'}, false, ""},
			{tea.BatchMsg{nil}, false, ""},
		} {
			heard := term.Take(c.msg)
			time.Sleep(time.Second)
			if out, _ := p.take(); heard != c.heard || !strings.Contains(out, c.want) || c.want == "" && out != "" {
				t.Errorf("%T: %v, %q", c.msg, heard, out)
			}
		}
		term.Take(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
		for _, c := range []struct {
			content string
			whole   bool
		}{{"x", false}, {strings.Repeat(strings.Repeat("\x1b[38;5;216ma\x1b[38;5;110mb", 15)+"\n", 4), true}} {
			term.Show(tea.View{Content: c.content})
			time.Sleep(time.Second)
			out, _ := p.take()
			if whole := strings.HasPrefix(out, "\x1b[?2026h") && strings.HasSuffix(out, "\x1b[?2026l"); whole != c.whole {
				t.Errorf("drawn as one: %v, %q", whole, out)
			}
		}
	})
}

// TestCursor: it is hidden while much is drawn, and stands where it belongs.
func TestCursor(t *testing.T) {
	on(t, func(t *testing.T, term *Terminal, p *paper) {
		p.take()
		show := func(content string, c *tea.Cursor) string {
			term.Show(tea.View{Content: content, WindowTitle: "Loket", MouseMode: tea.MouseModeCellMotion, Cursor: c})
			time.Sleep(time.Second)
			out, _ := p.take()
			return out
		}
		at := func(x, y int) *tea.Cursor { return tea.NewCursor(x, y) }
		if out := show("satu\ndua\ntiga", at(3, 1)); out != "\x1b[2;4H\x1b[?25h" {
			t.Errorf("it is shown with %q", out)
		}
		if out := show("satu\nduax\ntiga", at(4, 1)); out != "x" {
			t.Errorf("a letter is typed with %q", out)
		}
		if out := show(strings.Repeat("0123456789 0123456789\n", 3), at(4, 1)); !strings.HasPrefix(out, "\x1b[?25l") || !strings.HasSuffix(out, "\x1b[2;5H\x1b[?25h") {
			t.Errorf("much is drawn with %q", out)
		}
		if out := show(strings.Repeat("0123456789 0123456789\n", 3), nil); out != "\x1b[?25l" {
			t.Errorf("it is hidden with %q", out)
		}
	})
}

// TestDeadTerminal: what takes nothing more is not written to any more.
func TestDeadTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &paper{fail: io.ErrClosedPipe}
		term := New(p, nil)
		term.Run(t.Context())
		if _, n := p.take(); n != 1 {
			t.Errorf("%d writes", n)
		}
	})
}
