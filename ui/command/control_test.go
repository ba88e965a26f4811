package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestControl(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var asked []string
	c := Control{Dir: dir, Backup: func(_ context.Context, file string) error {
		asked = append(asked, file)
		if strings.HasSuffix(file, "full.tar") {
			return errors.New("no space\nleft")
		}
		return nil
	}, Read: func(_ context.Context, q Reading, out, errs io.Writer) int {
		fmt.Fprintf(out, "%s ", q.Args[0])
		fmt.Fprintf(out, "%q %s", q.Args[1], q.Lang)
		fmt.Fprintln(errs, "no such view")
		return ExitUsage
	}}
	l, err := c.listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { c.answerAll(ctx, l); close(done) }()
	file := filepath.Join(dir, "a b.tar")
	err = askBackup(t.Context(), dir, file)
	if err != nil || len(asked) != 1 || asked[0] != file {
		t.Fatalf("asked %q: %v", asked, err)
	}
	if err := askBackup(t.Context(), dir, filepath.Join(dir, "full.tar")); err == nil || err.Error() != "no space left" {
		t.Errorf("a failed backup says %v", err)
	}
	var out, errs strings.Builder
	r := &root{doors: Doors{Out: &out, Err: &errs}}
	err = r.askReading(t.Context(), dir, Reading{Args: []string{"list", "a\nb"}, Lang: "id"})
	if out.String() != `list "a\nb" id` || errs.String() != "no such view\n" || !errors.Is(err, told(ExitUsage)) {
		t.Errorf("a reading says %q, %q and ends with %v", out.String(), errs.String(), err)
	}
	stop()
	<-done
	if err := askBackup(t.Context(), dir, file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nobody there: %v", err)
	}
}
