package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"

	"loket/ticket/document/page"
	"loket/ticket/document/worker"
)

// FindPoppler returns the path of pdftoppm, "" where it is not installed.
func FindPoppler() string {
	path, err := exec.LookPath("pdftoppm")
	if err != nil {
		return ""
	}
	return path
}

// poppler lets pdftoppm draw a page, confined like a child of our own. The file
// goes in and the picture comes out through pipes.
func (p *Pool) poppler(ctx context.Context, q page.Request, data []byte) (*page.Bitmap, error) {
	ctx, cancel := context.WithTimeout(ctx, p.wall)
	defer cancel()
	n := strconv.Itoa(q.Page + 1)
	side, other := "-scale-to-x", "-scale-to-y"
	if q.Turn%2 == 1 {
		side, other = other, side
	}
	cmd := p.launch.command(childPoppler, p.o.Poppler, "-f", n, "-l", n, side, strconv.Itoa(q.Width), other, "-1", "-")
	cmd.Stdin = bytes.NewReader(data)
	out := &bounded{max: page.MaxPixels*3 + 64, full: cancel}
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", page.ErrNoEngine, err)
	}
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	select {
	case err := <-over:
		if err != nil {
			return nil, fmt.Errorf("%w: pdftoppm: %w", page.ErrUnreadable, err)
		}
	case <-ctx.Done():
		worker.KillGroup(cmd)
		<-over
		return nil, page.ErrTimeout
	}
	b, err := readPNM(out.b.Bytes())
	if err != nil {
		return nil, err
	}
	b = b.Turned(q.Turn).Colourless()
	if w, h, err := q.Size(float64(b.Width), float64(b.Height)); err == nil && (w < b.Width || h < b.Height) {
		b = b.Part(b.Bounds(), w, h)
	}
	b.By = "poppler"
	return b, nil
}

// bounded takes at most max bytes.
type bounded struct {
	b    bytes.Buffer
	max  int
	full func()
}

func (w *bounded) Write(p []byte) (int, error) {
	if w.b.Len()+len(p) > w.max {
		w.full()
		return 0, page.ErrTooLarge
	}
	return w.b.Write(p)
}

// readPNM reads a picture of the kinds P5 and P6 with 255 levels (netpbm).
func readPNM(data []byte) (*page.Bitmap, error) {
	r := bytes.NewReader(data)
	var kind string
	var w, h, top int
	if _, err := fmt.Fscanf(r, "%2s\n%d %d\n%d", &kind, &w, &h, &top); err != nil {
		return nil, fmt.Errorf("%w: no picture: %w", page.ErrUnreadable, err)
	}
	if _, err := r.ReadByte(); err != nil {
		return nil, page.ErrUnreadable
	}
	if kind != "P5" && kind != "P6" || top != 255 || w < 1 || h < 1 || w > 1<<14 || h > 1<<14 {
		return nil, errors.Join(page.ErrUnreadable, errFrame)
	}
	pix, _ := io.ReadAll(r)
	b := &page.Bitmap{Width: w, Height: h, Gray: kind == "P5", Pix: pix, Pages: 1}
	if len(pix) > w*h*b.Depth() {
		b.Pix = pix[:w*h*b.Depth()]
	}
	if !b.Valid() {
		return nil, page.ErrUnreadable
	}
	return b, nil
}
