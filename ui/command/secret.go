package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	secretTime  = 30 * time.Second
	secretBytes = 64 << 10
)

// Reveal returns a function that fetches the secret anew each time: an
// environment variable, the first line of a file, or what a command prints
// (an argument list, no shell). Its errors never hold the secret.
func (s Secret) Reveal(env func(string) string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		switch {
		case s.Env != "":
			if v := env(s.Env); v != "" {
				return v, nil
			}
			return "", fmt.Errorf("the variable %s (password_env) is empty", s.Env)
		case s.File != "":
			data, err := readBounded(s.File)
			if err != nil {
				return "", fmt.Errorf("password_file: %w", err)
			}
			if line := firstLine(data); line != "" {
				return line, nil
			}
			return "", fmt.Errorf("the first line of %s (password_file) is empty", s.File)
		case len(s.Command) > 0:
			return s.ask(ctx)
		}
		return "", errors.New("no password is configured; set password_env, password_file or password_command")
	}
}

func (s Secret) ask(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, secretTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.Command[0], s.Command[1:]...)
	var out bytes.Buffer
	cmd.Stdout = &bounded{&out, secretBytes}
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("password_command %s: %w", s.Command[0], err)
	}
	if line := firstLine(out.Bytes()); line != "" {
		return line, nil
	}
	return "", fmt.Errorf("password_command %s printed nothing", s.Command[0])
}

// veiled is the secret's origin as it may be shown: a command's arguments may
// be private.
func (s Secret) veiled() Secret {
	if len(s.Command) > 1 {
		s.Command = []string{s.Command[0], "…"}
	}
	return s
}

func firstLine(data []byte) string {
	line, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimRight(line, "\r")
}

type bounded struct {
	w    *bytes.Buffer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(p) > b.left {
		return 0, os.ErrInvalid
	}
	b.left -= len(p)
	return b.w.Write(p)
}
