package render

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"loket/ticket/document/worker"
)

// What a child is started for: the words after Argument.
const (
	childServe   = "serve"   // folder of the engine, "" for none: answer requests
	childCaged   = "caged"   // the same, the cage is shut already
	childPoppler = "poppler" // program, arguments: become it, confined
	childCompile = "compile" // folder: prepare the engine
)

const cpuSeconds = 10 // of a processor for one page

var errUsage = errors.New("not for people: draws pages for the console")

// Main is the child. args are those after Argument.
func Main(args []string, in io.Reader, out io.Writer) error {
	runtime.LockOSThread() // the cage shuts on a thread, and stays shut over exec
	if len(args) < 2 {
		return errUsage
	}
	switch what, dir := args[0], args[1]; what {
	case childCompile:
		lowerPriority()
		return compile(dir)
	case childServe:
		if err := worker.ConfineSelf(); err != nil {
			return fmt.Errorf("confine drawing: %w", err)
		}
		exe, err := os.Executable()
		if err == nil && cage(exe, dir) {
			return become(exe, []string{Argument, childCaged, dir}, os.Environ())
		}
		return answerAll(dir, in, out)
	case childCaged:
		if err := worker.ConfineSelf(); err != nil {
			return fmt.Errorf("confine drawing: %w", err)
		}
		return answerAll(dir, in, out)
	case childPoppler:
		return bePoppler(args[1:])
	}
	return errUsage
}

func answerAll(dir string, in io.Reader, out io.Writer) error {
	s := &server{}
	if dir != "" {
		s.engine = func() (*engine, error) { return openEngine(dir) }
	}
	return s.serve(in, out, func() (bool, error) { return worker.AllowTime(cpuSeconds) })
}

// bePoppler turns this process into another program that has no more rights
// than a child of our own.
func bePoppler(argv []string) error {
	if err := worker.ConfineSelf(); err != nil {
		return fmt.Errorf("confine drawing: %w", err)
	}
	if ok, err := worker.AllowTime(cpuSeconds); err != nil || !ok {
		return err
	}
	cage(argv[0], "")
	return become(argv[0], argv[1:], []string{"HOME=/nonexistent", "LC_ALL=C", "PATH=/nonexistent"})
}
