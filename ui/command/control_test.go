package command

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestControl(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var asked []string
	done := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		close(ready)
		done <- ServeControl(ctx, dir, func(_ context.Context, file string) error {
			asked = append(asked, file)
			if strings.HasSuffix(file, "full.tar") {
				return errors.New("no space\nleft")
			}
			return nil
		})
	}()
	<-ready
	file := filepath.Join(dir, "a b.tar")
	var err error
	for range 10_000 { // until it listens
		if err = AskBackup(t.Context(), dir, file); !errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	if err != nil || len(asked) != 1 || asked[0] != file {
		t.Fatalf("asked %q: %v", asked, err)
	}
	if err := AskBackup(t.Context(), dir, filepath.Join(dir, "full.tar")); err == nil || err.Error() != "no space left" {
		t.Errorf("a failed backup says %v", err)
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if err := AskBackup(t.Context(), dir, file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nobody there: %v", err)
	}
}
