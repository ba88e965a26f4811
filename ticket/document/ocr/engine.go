package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"loket/ticket/document/page"
	"loket/ticket/document/worker"
)

// Engine is an installed Tesseract. It is safe for concurrent use.
type Engine struct {
	path      string
	languages string // ind+eng
	plain     atomic.Bool
}

// Find looks for Tesseract and its languages. The error is ErrNoEngine where
// there is none.
func Find(ctx context.Context) (*Engine, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, ErrNoEngine
	}
	out, err := exec.CommandContext(ctx, path, "--list-langs").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("list languages of tesseract: %w", err)
	}
	have := strings.Fields(string(out))
	var use []string
	for _, l := range [...]string{"ind", "eng"} {
		if slices.Contains(have, l) {
			use = append(use, l)
		}
	}
	if len(use) == 0 {
		return nil, errNoWords
	}
	return &Engine{path: path, languages: strings.Join(use, "+")}, nil
}

// Languages are those that are recognised, such as "ind+eng".
func (e *Engine) Languages() string { return e.languages }

// env is all that Tesseract gets from its parent's surroundings. One thread: two
// pages side by side are faster than two threads on one.
var env = []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C", "HOME=/nonexistent", "TMPDIR=/nonexistent"}

// word is one line of Tesseract's table.
type word struct {
	block, par, line         int
	left, top, width, height int
	conf                     float64
	text                     string
}

// words recognises a grey bitmap.
func (e *Engine) words(ctx context.Context, b *page.Bitmap) ([]word, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	out, err := e.run(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("recognise: %w", err)
	}
	return parse(out), nil
}

// start runs Tesseract, without a network unless the kernel refuses.
func (e *Engine) start(ctx context.Context, out io.Writer) (*exec.Cmd, io.WriteCloser, error) {
	for {
		alone := !e.plain.Load()
		cmd := exec.CommandContext(ctx, e.path, "stdin", "stdout", "-l", e.languages, "--psm", "3", "--dpi", "200", "tsv")
		cmd.Env, cmd.Dir, cmd.Stdout = env, "/", out
		worker.Confine(cmd, alone)
		in, err := cmd.StdinPipe()
		if err != nil {
			return nil, nil, err
		}
		if err = cmd.Start(); err == nil {
			return cmd, in, nil
		}
		if !alone || ctx.Err() != nil {
			return nil, nil, err
		}
		e.plain.Store(true)
	}
}

func (e *Engine) run(ctx context.Context, b *page.Bitmap) ([]byte, error) {
	out := &capped{}
	cmd, in, err := e.start(ctx, out)
	if err != nil {
		return nil, err
	}
	err = limit(cmd.Process.Pid) // before there is anything to read
	if err == nil {
		_, err = io.Copy(in, bytes.NewReader(portable(b)))
	} else {
		_ = cmd.Process.Kill()
	}
	err = errors.Join(err, in.Close(), cmd.Wait(), ctx.Err())
	if err != nil {
		return nil, err
	}
	return out.b, nil
}

// portable is a bitmap as a portable grey map.
func portable(b *page.Bitmap) []byte {
	out := fmt.Appendf(nil, "P5\n%d %d\n255\n", b.Width, b.Height)
	if b.Gray {
		return append(out, b.Pix...)
	}
	for i := 0; i+2 < len(b.Pix); i += 3 {
		out = append(out, uint8((299*int(b.Pix[i])+587*int(b.Pix[i+1])+114*int(b.Pix[i+2]))/1000))
	}
	return out
}

// capped keeps the beginning of an answer.
type capped struct{ b []byte }

func (c *capped) Write(p []byte) (int, error) {
	if room := maxOutput - len(c.b); room > 0 {
		c.b = append(c.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// parse reads the words out of a table; rows that are none are passed over.
func parse(tsv []byte) []word {
	var out []word
	for row := range strings.Lines(string(tsv)) {
		f := strings.Split(strings.TrimRight(row, "\r\n"), "\t")
		if len(f) != 12 || f[0] != "5" || strings.TrimSpace(f[11]) == "" || len(f[11]) > 400 || len(out) >= maxWords {
			continue
		}
		w := word{text: strings.TrimSpace(f[11])}
		ok := true
		for i, p := range map[int]*int{2: &w.block, 3: &w.par, 4: &w.line, 6: &w.left, 7: &w.top, 8: &w.width, 9: &w.height} {
			n, err := strconv.Atoi(f[i])
			ok = ok && err == nil && n >= 0 && n < 1<<16
			*p = n
		}
		conf, err := strconv.ParseFloat(f[10], 64)
		w.conf = conf
		if ok && err == nil && conf >= 0 && conf <= 100 {
			out = append(out, w)
		}
	}
	return out
}
