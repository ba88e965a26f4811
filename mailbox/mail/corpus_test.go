package mail

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
)

// TestCorpus reads every message below the directory named by LOKET_MAIL_CORPUS
// (public collections of broken mail, never committed) and counts.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("LOKET_MAIL_CORPUS")
	if dir == "" {
		t.Skip("set LOKET_MAIL_CORPUS to a directory of .eml files, such as checkouts of public mail parsers' test data")
	}
	var n, leaves, noText, warned, theirs, theirErrors, fewer int
	var slowest time.Duration
	kinds := map[Kind]int{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".eml") && !strings.HasSuffix(path, ".raw") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		start := time.Now()
		m := Parse(raw, Options{AuthServID: "mx.example"})
		slowest = max(slowest, time.Since(start))
		checkMessage(t, m)
		ours := countLeaves(m)
		leaves += ours
		if m.Text.Empty() && len(m.Attachments) == 0 {
			noText++
			if testing.Verbose() {
				t.Logf("nothing readable: %s %q", path, m.Warnings)
			}
		}
		if len(m.Warnings) > 0 {
			warned++
		}
		kinds[m.Machine.Kind]++
		other, err := goMessageLeaves(raw)
		theirs += other
		if err != nil {
			theirErrors++
		}
		if ours < other {
			fewer++
			t.Logf("fewer leaves (%d < %d): %s %q", ours, other, path, m.Warnings)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d messages, %d leaves (go-message: %d, errors on %d messages, more leaves in %d), %d with nothing readable, %d with warnings, slowest %v, kinds %v",
		n, leaves, theirs, theirErrors, fewer, noText, warned, slowest, kinds)
}

// countLeaves counts bodies, alternates and attachments of m itself.
func countLeaves(m *Message) int {
	return len(m.Attachments) + len(m.Alternates) + len(m.Wrapping) + m.shown
}

// goMessageLeaves counts the non-empty leaves that the strict library gives.
func goMessageLeaves(raw []byte) (int, error) {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil {
		return 0, err
	}
	n := 0
	var first error
	walk := e.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil && first == nil {
			first = err
		}
		if e == nil || e.MultipartReader() != nil {
			return nil
		}
		b, err := io.ReadAll(e.Body)
		if err != nil && first == nil {
			first = err
		}
		if len(bytes.TrimSpace(b)) > 0 {
			n++
		}
		return nil
	})
	return n, errors.Join(err, first, walk)
}
