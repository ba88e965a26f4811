package paint

import (
	"context"
	"io"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	// settle is how long a frame waits for what follows at once: a key moves the
	// selection, and a moment later comes what was read about it.
	settle = 2 * time.Millisecond
	// frameEvery is the time from one frame to the next while there are many.
	frameEvery = time.Second / 30
	// large is how many bytes a frame has to have to be drawn as one, where the
	// terminal can do that. A few lines are in one packet as it is.
	large = 1024
)

// Terminal is one terminal. Show, Take and Write may be called from any goroutine and
// never wait for it.
type Terminal struct {
	out  io.Writer
	wake chan struct{} // one slot

	mu      sync.Mutex
	view    tea.View
	w, h    int
	cleared bool   // the screen is to be drawn from nothing
	said    string // to be written before the next frame
	profile *colorprofile.Profile
	synced  bool // it can take a frame as one
	method  ansi.Method

	bare bool // it is told nothing that a VT100 does not know

	// Of the goroutine that draws.
	screen *screen
	term   string
	shown  modes
}

// New makes the terminal at the other end of out. env is what it said of itself.
func New(out io.Writer, env []string) *Terminal {
	term := uv.Environ(env).Getenv("TERM")
	return &Terminal{out: out, wake: make(chan struct{}, 1), term: term, bare: Bare(term), shown: modes{bare: Bare(term)}}
}

// Show has a view drawn. The lines of its content are to be as wide as the terminal;
// what of a tea.View a console has no use for (progress bars, mouse functions) is not
// drawn.
func (t *Terminal) Show(v tea.View) {
	t.mu.Lock()
	same := equal(&t.view, &v)
	t.view = v
	t.mu.Unlock()
	if !same {
		t.rouse()
	}
}

// Write has a sequence written as it is, before the next frame: a question to the
// terminal, a notification, a picture.
func (t *Terminal) Write(sequence string) {
	if t.bare {
		return
	}
	t.mu.Lock()
	t.said += sequence
	t.mu.Unlock()
	t.rouse()
}

func (t *Terminal) rouse() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Take hears what a program hears and keeps what is for whoever draws: true says that
// nobody else needs to hear of it.
func (t *Terminal) Take(msg tea.Msg) bool {
	switch m := msg.(type) {
	case tea.RawMsg:
		if s, ok := m.Msg.(string); ok {
			t.Write(s)
		}
		return true
	case tea.WindowSizeMsg:
		t.change(func() { t.w, t.h, t.cleared = m.Width, m.Height, true })
	case tea.ColorProfileMsg:
		t.change(func() { t.profile, t.cleared = &m.Profile, true })
	case tea.ModeReportMsg:
		t.report(m)
	}
	switch msg {
	case tea.ClearScreen():
		t.change(func() { t.cleared = true })
	case tea.RequestBackgroundColor():
		t.Write(ansi.RequestBackgroundColor)
	default:
		return false
	}
	return true
}

func (t *Terminal) report(m tea.ModeReportMsg) {
	switch m.Mode {
	case ansi.ModeSynchronizedOutput:
		t.change(func() { t.synced = m.Value == ansi.ModeReset })
	case ansi.ModeUnicodeCore:
		if m.Value == ansi.ModeReset || m.Value == ansi.ModeSet || m.Value == ansi.ModePermanentlySet {
			t.change(func() { t.method, t.cleared, t.said = ansi.GraphemeWidth, true, t.said+ansi.SetModeUnicodeCore })
		}
	}
}

func (t *Terminal) change(what func()) {
	t.mu.Lock()
	what()
	t.mu.Unlock()
	t.rouse()
}

// Run draws until ctx ends or the terminal takes nothing more, and leaves the
// terminal as it was found.
func (t *Terminal) Run(ctx context.Context) {
	t.Write(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	var last time.Time
	for {
		select {
		case <-ctx.Done():
			t.leave()
			return
		case <-t.wake:
		}
		calm := time.NewTimer(max(settle, frameEvery-time.Since(last)))
		select {
		case <-ctx.Done():
			calm.Stop()
			t.leave()
			return
		case <-calm.C:
		}
		if _, err := t.out.Write(t.frame()); err != nil {
			return
		}
		last = time.Now()
	}
}

// leave sets back what was set.
func (t *Terminal) leave() {
	t.mu.Lock()
	said, method := t.said, t.method
	t.mu.Unlock()
	if s := t.screen; s != nil { // a link is not over with the colours
		s.Reset()
		s.dip(s.inks.plain, false)
		said += s.String()
	}
	_, _ = io.WriteString(t.out, said+t.shown.leave(method))
}

// frame is what brings the terminal from what it shows to the last view. Nothing is
// drawn before it is known how large the terminal is and what colours it has.
func (t *Terminal) frame() []byte {
	t.mu.Lock()
	view, said, w, h := t.view, t.said, t.w, t.h
	cleared, profile, synced, method := t.cleared, t.profile, t.synced, t.method
	ready := profile != nil && w > 0 && h > 0
	if t.said = ""; ready {
		t.cleared = false
	}
	t.mu.Unlock()
	if !ready {
		return []byte(said)
	}
	set := t.shown.set(&view)
	if t.screen == nil || t.screen.inks.profile != *profile {
		t.screen = newScreen(*profile, t.term)
	}
	s := t.screen
	s.Reset()
	if s.method = method; cleared || s.raw == nil {
		s.erase(w, h)
	}
	s.draw(view.Content)
	return []byte(said + set + t.around(&view, synced))
}

// around puts the cursor where it belongs and keeps it from being seen on its way.
func (t *Terminal) around(view *tea.View, synced bool) string {
	s, was := t.screen, t.shown.cursor
	t.shown.cursor = view.Cursor != nil
	if view.Cursor != nil {
		s.move(view.Cursor.X, view.Cursor.Y)
	}
	before, after := "", ""
	switch hide := view.Cursor == nil || s.Len() > 64; {
	case was && hide:
		before = ansi.ResetModeTextCursorEnable
		fallthrough
	case !was:
		if view.Cursor != nil {
			after = ansi.SetModeTextCursorEnable
		}
	}
	if synced && s.Len() > large {
		before, after = before+ansi.SetModeSynchronizedOutput, after+ansi.ResetModeSynchronizedOutput
	}
	return strings.Join([]string{before, s.String(), after}, "")
}

// equal reports whether two views are drawn alike.
func equal(a, b *tea.View) bool {
	if (a.Cursor == nil) != (b.Cursor == nil) || a.Cursor != nil && *a.Cursor != *b.Cursor {
		return false
	}
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && a.MouseMode == b.MouseMode &&
		a.ForegroundColor == b.ForegroundColor && a.BackgroundColor == b.BackgroundColor
}
