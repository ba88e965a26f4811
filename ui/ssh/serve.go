package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"
	wire "charm.land/ssh"

	"loket/ui/console"
)

// Bounds of a terminal: a screen costs memory by its area.
const (
	maxWidth  = 500
	maxHeight = 200
)

func fits(w wire.Window) bool {
	return w.Width <= maxWidth && w.Height <= maxHeight && w.Width >= 0 && w.Height >= 0
}

// serve is one session with a shell or a command.
func (s *Server) serve(w wire.Session) {
	_, changes, terminal := w.Pty()
	kind := "command"
	if terminal && w.RawCommand() == "" {
		kind = "console"
	}
	files, copies := isCopy(w.Command())
	if copies {
		kind = "files"
	}
	ctx, one, err := s.begin(w, kind)
	if err != nil {
		s.turnAway(w, err)
		return
	}
	defer s.finish(ctx, one)
	out := output{w, s.opt.Stall, s.cutter(w, one)}
	code := 0
	if kind == "console" {
		code = s.console(ctx, w, one, changes, out)
	} else {
		if terminal {
			go drain(changes)
		}
		code = s.command(ctx, w, one, files, out)
	}
	one.end(errLeft) // before the other side hears of it, which ends the line
	_ = w.Exit(code)
}

// command does what needs no terminal, and gives the exit code. Where the session has
// to end it is closed under it: a command may wait for what nobody types.
func (s *Server) command(ctx context.Context, w wire.Session, one *session, files copying, out output) int {
	defer context.AfterFunc(ctx, func() { _ = w.Close() })()
	in, errs := input{w, one, s.opt.Now}, output{w.Stderr(), s.opt.Stall, out.cut}
	switch {
	case len(files.paths) > 0:
		return files.send(s.opt.Desk.Files(one.officer), in, out)
	case w.RawCommand() == "":
		fmt.Fprintln(errs, "loket: without a terminal give a command, such as: ssh DESK list; 'ssh DESK help' names them")
		return 2
	}
	return s.opt.Command(ctx, guest(w, one), w.Command(), in, out, errs)
}

// drain takes what a terminal says of its size, until the session ends: whoever
// asked for a terminal and a command changes nothing by it.
func drain(changes <-chan wire.Window) {
	for range changes { //nolint:revive // nothing is to be done
	}
}

// turnAway tells somebody with a good key why there is no session all the same.
func (s *Server) turnAway(w wire.Session, err error) {
	text := "loket: you cannot come in now; ask an administrator"
	switch {
	case errors.Is(err, errMany):
		text = fmt.Sprintf("loket: you have %d sessions already; leave one first", s.opt.PerOfficer)
	case errors.Is(err, errStopped):
		text = "loket: the desk is being stopped; come back in a minute"
	}
	s.opt.Logger.Info("SSH session refused", "peer", w.RemoteAddr().String(), "user", w.User(), "error", err)
	s.flush(s.door.fail(addrOf(w.RemoteAddr()), offer{user: w.User(), why: err.Error()}))
	fmt.Fprint(w.Stderr(), text+"\r\n")
	_ = w.Exit(1)
}

// console shows the screens until the officer leaves or the session has to end.
func (s *Server) console(ctx context.Context, w wire.Session, one *session, changes <-chan wire.Window, out output) int {
	g := guest(w, one)
	if err := console.CanDraw(w, out, g.Term); err != nil {
		fmt.Fprint(w.Stderr(), "loket: "+err.Error()+"\r\n")
		return 1
	}
	app := s.opt.Console(ctx, g)
	pty, _, _ := w.Pty()
	var env []string
	for k, v := range g.Env {
		env = append(env, k+"="+v)
	}
	err := console.RunOn(ctx, app, console.Wire{In: hands{input{w, one, s.opt.Now}}, Out: out, Env: env, Size: bounded(pty.Window), Sizes: sizes(ctx, changes)})
	if err != nil {
		s.opt.Logger.Error("console ended", "officer", one.officer, "error", err)
	}
	one.end(errLeft)
	if words := farewell(context.Cause(ctx)); words != "" {
		_, _ = io.WriteString(out, words+"\r\n")
	}
	return 0
}

// farewell says why a session ended that its officer did not end.
func farewell(why error) string {
	switch {
	case errors.Is(why, errIdle):
		return "loket: nobody typed for a long time; drafts are kept, sign in again"
	case errors.Is(why, errTime):
		return "loket: the session lasted as long as one may; drafts are kept, sign in again"
	case errors.Is(why, errStopped):
		return "loket: the desk is being stopped; drafts are kept, sign in again in a minute"
	case errors.Is(why, errDisabled), errors.Is(why, errRevoked):
		return "loket: your access was changed; ask an administrator"
	}
	return ""
}

// sizes passes on how large the terminal is, within bounds. It ends with the
// terminal: the library closes the channel.
func sizes(ctx context.Context, changes <-chan wire.Window) <-chan tea.WindowSizeMsg {
	out := make(chan tea.WindowSizeMsg)
	go func() {
		defer close(out)
		for c := range changes {
			select {
			case out <- bounded(c):
			case <-ctx.Done():
				drain(changes)
				return
			}
		}
	}()
	return out
}

// bounded is a terminal's size as it is drawn for: one that says nothing has 80x24.
func bounded(w wire.Window) tea.WindowSizeMsg {
	if w.Width <= 0 || w.Height <= 0 {
		w.Width, w.Height = 80, 24
	}
	return tea.WindowSizeMsg{Width: min(w.Width, maxWidth), Height: min(w.Height, maxHeight)}
}
