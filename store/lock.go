package store

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const lockName = "LOCK"

// The lock itself is bbolt's on loket.db; LOCK only says who has it, so a file
// left over by a crash does no harm.

func writeHolder(dir string, since time.Time, command string) error {
	if command == "" && len(os.Args) > 0 {
		// Only the program and its subcommand: later arguments may be private.
		command = filepath.Base(os.Args[0])
		if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
			command += " " + os.Args[1]
		}
	}
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	data, err := json.Marshal(HeldError{PID: os.Getpid(), Host: host, Since: since.UTC(), Command: command})
	if err != nil {
		return err
	}
	tmp := filepath.Join(dir, lockName+".tmp")
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, lockName))
}

func readHolder(dir string) *HeldError {
	held := &HeldError{}
	if data, err := os.ReadFile(filepath.Join(dir, lockName)); err == nil && len(data) < 4096 {
		if json.Unmarshal(data, held) != nil {
			held = &HeldError{}
		}
	}
	held.Dir = dir
	return held
}

func dropHolder(dir string) { _ = os.Remove(filepath.Join(dir, lockName)) }
