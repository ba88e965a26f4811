package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"loket/mailbox"
	"loket/mailbox/bench"
	"loket/mailbox/bench/paper"
	"loket/mailbox/pull"
	"loket/ticket/document/ocr"
	"loket/ticket/document/page/render"
	"loket/ticket/document/worker"
	"loket/ui/command"
)

// bench is what "loket bench" measures with.
func (h *house) bench() command.Bench {
	first := func(c *command.Config) pull.Account { return h.accounts(c, time.UTC)[0] }
	return command.Bench{
		Fill: func(ctx context.Context, c *command.Config, folder string, n int, report func(int)) error {
			return bench.Fill(ctx, first(c), folder, n, report)
		},
		Remove: func(ctx context.Context, c *command.Config, folder string) error {
			return bench.Remove(ctx, first(c), folder)
		},
		Fetch: func(ctx context.Context, c *command.Config) (command.Pulled, error) {
			f, err := bench.Fetch(ctx, first(c), c.IMAP[0].Folders[0])
			return command.Pulled{Messages: f.Messages, Bytes: f.Bytes, Kept: f.Took}, err
		},
		Pull: func(ctx context.Context, c *command.Config, report func(string)) (p command.Pulled, err error) {
			begin := time.Now()
			s, err := h.open(c, time.Now)
			if err != nil {
				return p, err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			got, err := mailbox.Pull(ctx, h.accounts(c, s.zone), s.reader, s.desk, report)
			for _, n := range got {
				p.Messages += n
			}
			p.Kept = time.Since(begin)
			err = errors.Join(err, s.reader.InspectAll(ctx))
			p.Inspected = time.Since(begin)
			return p, err
		},
		Documents: measureDocuments,
	}
}

// measureDocuments inspects made letters with children of this program.
func measureDocuments(ctx context.Context, out io.Writer, o command.DocumentSamples) (err error) {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	files := worker.New(exe, 2)
	pages := render.New(render.Options{Exe: exe, Dir: render.EngineDir(), Poppler: render.FindPoppler(), Parallel: 1})
	closeAll := sync.OnceValue(func() error { return errors.Join(files.Close(), pages.Close()) })
	defer func() { err = errors.Join(err, closeAll()) }()
	m := paper.Measure{Seed: o.Seed, Text: o.Text, Scans: o.Scans, Turns: o.Turns, Mistakes: o.Mistakes,
		Inspector: files, Recogniser: &ocr.Reader{Pages: pages, Inspect: files}}
	if err := m.Run(ctx, out); err != nil {
		return err
	}
	return errors.Join(closeAll(), paper.Peak(out))
}
