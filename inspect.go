package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"loket/mailbox/intake"
	"loket/ticket/document/worker"
	"loket/ui/command"
	"loket/ui/console"
)

// inspect looks again at the files whose report an older version made.
func (h *house) inspect(ctx context.Context, c *command.Config, all bool, say func(string)) (tickets, files, failed int, err error) {
	s, err := h.open(c, time.Now)
	if err != nil {
		return 0, 0, 0, err
	}
	defer s.Close()
	var done intake.Again
	done, err = s.reader.InspectAgain(ctx, s.desk, all, say)
	return done.Tickets, done.Files, done.Failed, err
}

// sayConfinement tells how strangers' files are confined here.
func sayConfinement(ctx context.Context, say func(string)) {
	exe, err := os.Executable()
	if err != nil {
		exe = ""
	}
	p := worker.New(exe, 1)
	defer p.Close()
	if c, err := p.Confinement(ctx); err == nil {
		say(fmt.Sprintf("inspection of files: %s", c))
	}
}

// confinement is what the settings say of it, once a child has answered.
func confinement(p *worker.Pool) console.Group {
	item := func(name string, has func(worker.Confinement) string) console.Item {
		return console.Item{Name: name, Now: func() string {
			if c, ok := p.Known(); ok {
				return has(c)
			}
			return "…"
		}}
	}
	mark := func(on bool) string {
		if on {
			return "✓"
		}
		return "✗"
	}
	return console.Group{Name: "inspection", Items: []console.Item{
		item("confine-process", func(c worker.Confinement) string { return mark(c.Process) }),
		item("confine-limits", func(c worker.Confinement) string { return mark(c.Limits) }),
		item("confine-network", func(c worker.Confinement) string { return mark(c.Network) }),
		item("confine-files", func(c worker.Confinement) string {
			if c.Landlock > 0 {
				return fmt.Sprintf("✓ Landlock %d", c.Landlock)
			}
			return mark(false)
		}),
	}}
}
