package console

import (
	"context"
	"image"
	"io"
	"log/slog"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// App is one officer's console: the root model. It is used by one program only.
type App struct {
	opt      Options
	env      *kit.Env
	ctx      context.Context // of the session; ends every command
	rects    kit.Rects
	stack    []kit.Screen // the queue is at the bottom
	overlays []kit.Overlay
	box      image.Rectangle // of the top overlay as it was drawn
	toast    toast
	ticks    uint64 // generation of the ticker
	changes  watch
	prefs    prefs // as kept last
	undo     []ticket.ID
	hints    []kit.Area
	status   statusLine
	pics     pictures
	mode     mode
	alarm    alarm
}

// mode is how the terminal is used.
type mode struct {
	mouse bool
	away  bool       // the terminal lost the focus: tick slowly
	auto  bool       // the theme follows the terminal's background
	calm  time.Time  // until then an overlay that opened by itself takes no keys
	last  time.Time  // of the last key
	first kit.Intent // what the first frame did not wait for
}

// toast is a line that goes away by itself. While undo is set and can be done from
// the screen on top it says so.
type toast struct {
	text  clean.Text
	level kit.Level
	until time.Time
	undo  bool
	told  int // notices that it tells of
}

// The messages of the root. Everything else is Bubble Tea's.
type (
	tickMsg  struct{ gen uint64 }
	deskMsg  struct{}
	afterMsg struct{ then func() kit.Intent }
)

// New makes a console. It reads the rows of open tickets from memory and the
// officer's preferences, and waits for nothing.
func New(o Options) *App {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Lang == "" {
		o.Lang = kit.Indonesian
	}
	a := &App{opt: o, ctx: context.Background(), mode: mode{mouse: true, auto: o.Theme == "" || o.Theme == "auto"}}
	a.env = &kit.Env{
		Lang: o.Lang, Theme: kit.Themes(o.Theme), Now: o.Now(), Zone: o.Zone, Officer: o.Officer,
		Names: func(id string) string {
			if n := o.Officers[id]; n != "" {
				return n
			}
			return id
		},
	}
	a.env.Terminal.Way = picture.Auto
	if a.pics.setting = picture.Way(o.Picture); !a.pics.setting.Valid() {
		a.pics.setting = picture.Auto
	}
	a.env.Seat = o.Desk.Sit(o.Officer)
	a.env.May = func(right staff.Right, service string) bool { return o.Desk.May(o.Officer, right, service) }
	a.env.HandsOver = func(owner string) staff.Right { return o.Desk.HandsOver(o.Officer, owner) }
	q := newQueue(a.env, &a.opt)
	a.stack = []kit.Screen{q}
	a.restore(q)
	a.changes.open(o.Desk)
	open := o.Desk.Queue(ticket.ViewAll, o.Officer, nil, ticket.SortNumber, false, a.env.Now)
	a.hearken(open)
	for _, r := range open {
		a.changes.newest = max(a.changes.newest, r.ID)
	}
	first := q.reload() // nil unless closed tickets are loaded already and in view
	a.look()
	a.mode.first = first
	return a
}

// Run shows the console on a terminal until the officer leaves or ctx ends, which
// is no error. Signals are the caller's: Bubble Tea's own handler would wait for
// ever for an event loop that ctx has ended, and the program with it.
func Run(ctx context.Context, a *App, in io.Reader, out io.Writer, opts ...tea.ProgramOption) error {
	return a.until(ctx, func(ctx context.Context) *tea.Program {
		all := append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithFPS(60), tea.WithoutSignalHandler()}, opts...)
		return tea.NewProgram(a, all...)
	})
}

// until runs the program that make makes, until it or ctx ends.
func (a *App) until(ctx context.Context, program func(context.Context) *tea.Program) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.ctx = ctx
	defer a.changes.close()
	defer a.leave()
	_, err := program(ctx).Run()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Init starts the ticker and waits for the desk.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{a.ticker(), a.changes.wait(a.ctx), a.awaitSeat(), a.do(a.mode.first), a.do(a.unsent())}
	if a.mode.auto {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// Update routes one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd, heard := a.listen(msg)
	if heard {
		return a, tea.Batch(cmd, a.paint())
	}
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(m.Width, m.Height)
		cmd = a.do(a.top().Tick(a.env.Now)) // what only now has room may have to be read
	case tea.BackgroundColorMsg:
		if a.mode.auto {
			a.theme(map[bool]string{true: "dark", false: "light"}[m.IsDark()])
		}
	case tea.EnvMsg:
		if m.Getenv("NO_COLOR") != "" {
			a.opt.Theme, a.mode.auto = "none", false
			a.theme("none")
		}
		a.alarm.way = notifierOf(m.Getenv)
		return a, nil
	case tea.KeyPressMsg:
		a.env.Seat.Typed()
		cmd = a.do(a.key(m))
	case tea.PasteMsg:
		cmd = a.do(a.paste(clean.Block(m.Content, 1<<20)))
	case tea.MouseClickMsg:
		cmd = a.do(a.mouse(click(tea.Mouse(m))))
	case tea.MouseWheelMsg:
		cmd = a.do(a.mouse(wheel(tea.Mouse(m))))
	case tickMsg:
		if m.gen != a.ticks {
			return a, nil
		}
		cmd = tea.Batch(a.do(a.tick()), a.ticker())
	case deskMsg:
		cmd = tea.Batch(a.apply(), a.changes.wait(a.ctx))
	case seatMsg:
		cmd = tea.Batch(a.do(a.meet()), a.awaitSeat())
	case afterMsg:
		cmd = a.do(m.then())
	case tea.FocusMsg:
		a.mode.away = false
		a.ticks++
		cmd = tea.Batch(a.do(a.tick()), a.ticker())
	case tea.BlurMsg:
		a.mode.away = true
	default:
		return a, nil
	}
	a.sit()
	return a, tea.Batch(cmd, a.keep(), a.paint())
}

func (a *App) top() kit.Screen { return a.stack[len(a.stack)-1] }

func (a *App) queue() *queue { return a.stack[0].(*queue) }

func (a *App) resize(w, h int) {
	a.rects = kit.Layout(min(w, 500), min(h, 200))
	for _, s := range a.stack {
		s.Resize(a.rects.Body.Dx(), a.rects.Body.Dy())
	}
}

func (a *App) restyle() {
	for _, s := range a.stack {
		s.Resize(a.rects.Body.Dx(), a.rects.Body.Dy())
	}
	a.status.drawn = ""
}

func (a *App) theme(name string) {
	a.env.Theme = kit.Themes(name)
	a.restyle()
}

func (a *App) ticker() tea.Cmd {
	gen, every := a.ticks, time.Second
	if a.mode.away {
		every = 15 * time.Second
	}
	return tea.Every(every, func(time.Time) tea.Msg { return tickMsg{gen} })
}

func (a *App) tick() kit.Intent {
	a.env.Now = a.opt.Now()
	if !a.toast.text.Empty() && !a.env.Now.Before(a.toast.until) {
		a.toast = toast{}
	}
	a.look()
	all := kit.Many{a.due()}
	for _, s := range a.stack {
		if in := s.Tick(a.env.Now); in != nil {
			all = append(all, in)
		}
	}
	return all
}

func (a *App) apply() tea.Cmd {
	c := a.changes.since(a.opt.Desk)
	a.env.Now = a.opt.Now()
	a.tell(a.changes.came(c, a.opt.Officer))
	alarmed := a.alarmed(c)
	all := kit.Many{a.due()}
	for _, s := range a.stack {
		if in := s.Apply(c); in != nil {
			all = append(all, in)
		}
	}
	a.look()
	return tea.Batch(a.do(all), alarmed)
}

// tell says that requests came in. While a whole mailbox comes in its progress
// says more.
func (a *App) tell(rows []*ticket.Row) {
	switch {
	case len(rows) == 0 || a.status.State == "pulling" || a.toast.level >= kit.Warn && !a.toast.text.Empty():
	case len(rows) == 1:
		a.say(a.env.T("did.came", rows[0].Number, clean.Line(rows[0].Subject, 80)), kit.Note, false)
	default:
		a.say(a.env.T("did.came-many", len(rows)), kit.Note, false)
	}
}

// View makes the terminal's view.
func (a *App) View() tea.View { return a.chrome(a.frame()) }

// chrome is the one place where a tea.View is made. The title holds nothing
// that changes with the cursor: it is sent again whenever it differs.
func (a *App) chrome(content string, cursor *tea.Cursor) tea.View {
	title := "Loket — " + a.top().Title().String()
	if a.opt.Plain {
		content, title = kit.Plain(content), kit.Plain(title)
	}
	v := tea.NewView(content)
	v.AltScreen, v.ReportFocus = true, true
	v.WindowTitle = title
	if a.mode.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if !a.mode.auto {
		v.ForegroundColor, v.BackgroundColor = a.env.Theme.Fore, a.env.Theme.Back
	}
	v.Cursor = cursor
	return v
}

// frame draws the screen, the status line, the hints and the top overlays.
func (a *App) frame() (string, *tea.Cursor) {
	r := a.rects
	w, h := r.Body.Dx(), r.Body.Dy()
	if w <= 0 || h <= 0 {
		return "", nil
	}
	if r.Shape == kit.TooSmall {
		return kit.Fit(a.env.T("small", w, h, kit.MinWidth, kit.MinHeight), w), nil
	}
	cursor := a.top().Cursor()
	bindings := a.bindings()
	if cursor != nil {
		bindings = kit.WhileTyping(bindings)
	}
	hints, areas := a.env.Hints(bindings, w)
	a.hints = areas
	parts := []string{a.top().View(), a.statusView(w), hints}
	if len(a.overlays) == 0 {
		return strings.Join(parts, "\n"), cursor
	}
	lines := strings.Split(strings.Join(parts, "\n"), "\n")
	for i, o := range a.overlays {
		box, cur := o.View(w, h+2)
		if len(box) == 0 {
			continue
		}
		x := max((w-kit.LineWidth(box[0]))/2, 0)
		y := max((h+2-len(box))/3, 0)
		kit.Lay(lines, box, x, y)
		if i == len(a.overlays)-1 {
			a.box = image.Rect(x, y, x+kit.LineWidth(box[0]), y+len(box))
			cursor = kit.Shift(cur, x, y)
		}
	}
	return strings.Join(lines, "\n"), cursor
}
