package console

import (
	"context"
	"io"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"loket/ui/kit/paint"
)

// Wire is a terminal at the other end of a line.
type Wire struct {
	In    io.Reader
	Out   io.Writer
	Env   []string // what the terminal said of itself
	Size  tea.WindowSizeMsg
	Sizes <-chan tea.WindowSizeMsg // whenever it changes; may be nil
}

// RunOn is Run on a terminal at the other end of a line, which is drawn by package
// paint: a console where nothing happens does no work, and a key waits for no frame.
func RunOn(ctx context.Context, a *App, w Wire) error {
	screen := paint.New(w.Out, w.Env)
	ctx, cancel := context.WithCancel(ctx)
	var painter sync.WaitGroup
	painter.Go(func() { screen.Run(ctx) })
	defer painter.Wait()
	defer cancel()
	return a.until(ctx, func(ctx context.Context) *tea.Program {
		p := tea.NewProgram(painted{a, screen}, tea.WithContext(ctx), tea.WithInput(w.In), tea.WithEnvironment(w.Env), tea.WithColorProfile(colorprofile.Env(w.Env)),
			tea.WithWindowSize(w.Size.Width, w.Size.Height), tea.WithoutSignalHandler(),
			tea.WithoutRenderer(), tea.WithOutput(io.Discard), tea.WithFPS(1), // its clock ticks without a renderer, too
			tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
				if screen.Take(msg) {
					return nil
				}
				return msg
			}))
		go func() {
			for size := range w.Sizes { // nil: never
				p.Send(size)
			}
		}()
		return p
	})
}

// painted is an App whose views are drawn by a terminal of its own.
type painted struct {
	*App

	screen *paint.Terminal
}

// Update is tea.Model's.
func (p painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := p.App.Update(msg)
	return p, cmd
}

// View is tea.Model's.
func (p painted) View() tea.View {
	v := p.App.View()
	p.screen.Show(v)
	return v
}
