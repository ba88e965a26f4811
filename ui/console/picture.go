package console

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// pictures is what the terminal shows beside the renderer, and what is known of
// how to.
type pictures struct {
	setting picture.Way
	probe   picture.Probe
	asked   bool
	env     func(string) string // of the terminal
	through bool                // tmux hands pictures on to a terminal that shows them
	shown   []picture.Placed
	gen     uint64
}

// Messages about pictures: the terminal had time to answer, tmux was asked, the
// cells below a picture are on the screen.
type (
	probedMsg  struct{}
	throughMsg struct{ ok bool }
	paintMsg   struct{ gen uint64 }
)

const (
	probeFor = 400 * time.Millisecond // a terminal has to answer, also over SSH
	settle   = 60 * time.Millisecond  // until the renderer has written a frame
)

// listen takes what concerns pictures: answers, and what was waited for.
func (a *App) listen(msg tea.Msg) (cmd tea.Cmd, heard bool) {
	p := &a.pics
	switch m := msg.(type) {
	case tea.EnvMsg:
		p.env = m.Getenv
		return nil, false
	case tea.ColorProfileMsg:
		a.env.Terminal.Depth = depthOf(m)
		return nil, true
	case throughMsg:
		p.through = m.ok
		return a.decide(), true
	case probedMsg:
		p.probe.Done = true
		return a.decide(), true
	case paintMsg:
		return a.stroke(m), true
	}
	if p.probe.Take(msg) {
		if p.probe.Done {
			cmd = a.decide()
		}
		return cmd, true
	}
	return nil, false
}

func depthOf(m tea.ColorProfileMsg) picture.Depth {
	switch name := m.Profile.String(); name {
	case "TrueColor":
		return picture.True
	case "ANSI256", "ANSI":
		return picture.Indexed
	}
	return picture.Mono
}

func (p *pictures) getenv(k string) string {
	if p.env == nil {
		return ""
	}
	return p.env(k)
}

// askTerminal asks the terminal what it can draw, once, when a screen wants to know.
func (a *App) askTerminal() tea.Cmd {
	p := &a.pics
	if p.asked {
		return nil
	}
	p.asked = true
	cmds := []tea.Cmd{tea.Raw(picture.Query), tea.Tick(probeFor, func(time.Time) tea.Msg { return probedMsg{} })}
	if p.getenv("TMUX") != "" {
		cmds = append(cmds, a.askTmux)
	}
	return tea.Batch(cmds...)
}

// askTmux finds out whether tmux hands sequences on, and to what.
func (a *App) askTmux() tea.Msg {
	ctx, cancel := context.WithTimeout(a.ctx, probeFor)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tmux", "show-options", "-Apv", "allow-passthrough").Output()
	on := strings.TrimSpace(string(out))
	if err != nil || on != "on" && on != "all" {
		return throughMsg{}
	}
	out, err = exec.CommandContext(ctx, "tmux", "display-message", "-p", "#{client_termname}").Output()
	name := string(out)
	return throughMsg{err == nil && (strings.Contains(name, "kitty") || strings.Contains(name, "ghostty"))}
}

// decide settles how pictures are drawn and has the screens draw them.
func (a *App) decide() tea.Cmd {
	p, was := &a.pics, a.env.Terminal
	t := p.probe.Terminal(p.setting, a.rects.Body.Dx(), a.rects.Body.Dy()+2, p.getenv)
	t.Depth = was.Depth
	if p.getenv("TMUX") != "" {
		t.Tmux = true
		if p.setting == picture.Auto && p.through {
			t.Way = picture.Kitty
		}
	}
	if a.env.Theme.Name == "none" {
		t.Depth = picture.Mono
	}
	if p.setting == picture.Auto && !p.probe.Done {
		t.Way = picture.Auto
	}
	if t == was {
		return nil
	}
	a.env.Terminal = t
	return a.do(a.top().Tick(a.env.Now))
}

// paint writes the pictures of the screen on top where they are not what the
// terminal shows. An overlay hides them: it has no place beside them.
func (a *App) paint() tea.Cmd {
	var want []picture.Placed
	var ask tea.Cmd
	if s, ok := a.top().(picture.Painter); ok && a.rects.Shape != kit.TooSmall {
		ask = a.askTerminal()
		if len(a.overlays) == 0 {
			want = s.Painted()
		}
	}
	if samePictures(want, a.pics.shown) {
		return ask
	}
	moved := !slices.EqualFunc(want, a.pics.shown, func(x, y picture.Placed) bool { return x.At == y.At })
	gone := a.forget(want)
	was := a.pics.shown
	a.pics.shown = want
	a.pics.gen++
	gen := a.pics.gen
	draw := tea.Tick(settle, func(time.Time) tea.Msg { return paintMsg{gen} })
	if moved && len(was) > 0 && slices.ContainsFunc(was, func(x picture.Placed) bool { return x.ID == 0 }) {
		return tea.Batch(ask, tea.Sequence(tea.ClearScreen, draw)) // Sixel and the like are part of the cells
	}
	if gone != "" {
		return tea.Batch(ask, tea.Sequence(tea.Raw(gone), draw))
	}
	return tea.Batch(ask, draw)
}

func samePictures(a, b []picture.Placed) bool {
	return slices.EqualFunc(a, b, func(x, y picture.Placed) bool { return x.At == y.At && x.ID == y.ID && x.Raw == y.Raw })
}

// forget removes the pictures that are not wanted any more from the terminal.
func (a *App) forget(want []picture.Placed) string {
	out := ""
	for _, s := range a.pics.shown {
		if s.ID != 0 && !slices.ContainsFunc(want, func(w picture.Placed) bool { return w.ID == s.ID && w.Raw == s.Raw }) {
			out += a.env.Terminal.Forget(s.ID)
		}
	}
	return out
}

// stroke writes what is to be seen, if it still is. The cursor comes back to where
// the renderer believes it.
func (a *App) stroke(m paintMsg) tea.Cmd {
	if m.gen != a.pics.gen || len(a.pics.shown) == 0 {
		return nil
	}
	out := "\x1b7"
	for _, s := range a.pics.shown {
		out += fmt.Sprintf("\x1b[%d;%dH", s.At.Min.Y+1, s.At.Min.X+1) + s.Raw
	}
	return tea.Raw(out + "\x1b8")
}

// unpaint takes everything away before the console ends.
func (a *App) unpaint() tea.Cmd {
	gone := a.forget(nil)
	a.pics.shown = nil
	a.pics.gen++
	if gone == "" {
		return nil
	}
	return tea.Raw(gone)
}
