package console

import (
	"errors"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
)

// The reasons why there can be no screen. Both say what works instead.
var (
	ErrNoTerminal = errors.New("the console needs a terminal for its screen and its keys; without one use 'loket list', 'loket show NUMBER' or 'loket pull'")
	ErrDumb       = errors.New("this terminal says that it cannot place text (TERM=dumb); use another one, set TERM to what it is (xterm-256color, say), or use 'loket list' and 'loket show NUMBER'")
)

// CanDraw reports why no screen can be drawn on a terminal, nil if one can.
// name is the terminal's kind (TERM). What is no file is taken for a terminal.
func CanDraw(in io.Reader, out io.Writer, name string) error {
	for _, end := range []any{in, out} {
		if f, ok := end.(*os.File); ok && !term.IsTerminal(f.Fd()) {
			return ErrNoTerminal
		}
	}
	if name == "dumb" {
		return ErrDumb
	}
	return nil
}
