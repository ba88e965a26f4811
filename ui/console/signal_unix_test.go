//go:build unix

package console

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestEndsOnSignal: a signal that ends the context ends the console, whoever
// else listens to it.
func TestEndsOnSignal(t *testing.T) {
	for range 5 {
		ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
		a := testApp(t, demoFake(), 80, 24)
		in, typed := io.Pipe()
		shown := make(chan struct{}, 1)
		done := make(chan error, 1)
		go func() {
			done <- Run(ctx, a, in, tell{shown}, tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		}()
		<-shown
		if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		select {
		case err := <-done:
			if err != nil && ctx.Err() == context.Canceled {
				t.Errorf("it ends with %v", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("it does not end")
		}
		_ = typed.Close()
		stop()
	}
}

// tell says that something was drawn.
type tell struct{ shown chan struct{} }

func (w tell) Write(p []byte) (int, error) {
	select {
	case w.shown <- struct{}{}:
	default:
	}
	return len(p), nil
}
