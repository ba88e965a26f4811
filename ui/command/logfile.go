package command

import (
	"io"
	"os"
	"path/filepath"
)

// OpenLog opens the log of a record's directory. It is opened when it can be: a
// full or read-only disk keeps nobody from the desk. A logger writes one line at
// a time.
func OpenLog(dir string) io.WriteCloser {
	l := &logFile{name: filepath.Join(dir, "loket.log")}
	_ = l.open() // a disk that cannot be written to is told of on the screen
	return l
}

type logFile struct {
	name string
	f    *os.File
}

func (l *logFile) open() (err error) {
	if l.f == nil {
		l.f, err = os.OpenFile(l.name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	}
	return err
}

// Write adds a line.
func (l *logFile) Write(line []byte) (int, error) {
	if err := l.open(); err != nil {
		return 0, err
	}
	return l.f.Write(line)
}

// Close ends the log.
func (l *logFile) Close() error {
	if l.f == nil {
		return nil
	}
	return l.f.Close()
}
