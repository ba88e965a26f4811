package console

import (
	"fmt"

	"loket/ticket/document/worker"
)

// Confinement is what the settings say of how files are inspected, once a child
// has answered.
func Confinement(p *worker.Pool) Group {
	item := func(name string, has func(worker.Confinement) string) Item {
		return Item{Name: name, Now: func() string {
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
	return Group{Name: "inspection", Items: []Item{
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
