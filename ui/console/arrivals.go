package console

import (
	"slices"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ui/kit"
)

// Arrival is a letter of the desk as it lies in its recipient's mailbox. Only
// the demonstration can look there.
type Arrival struct {
	At      time.Time
	To      []string
	Subject clean.Text
	Text    clean.Text
}

// arrivals shows what the requesters got, newest first; a letter opens whole.
func (a *App) arrivals() kit.Intent {
	e := a.env
	list := a.opt.Arrivals()
	slices.Reverse(list)
	c := kit.Choose{Title: e.T("arrivals.title"), Note: e.T("arrivals.note"), Filter: true}
	if len(list) == 0 {
		c.Note = e.T("arrivals.none")
	}
	for _, l := range list {
		to := clean.Line(strings.Join(l.To, ", "), 200)
		c.Entries = append(c.Entries, kit.Entry{Text: l.Subject, Note: to, Then: func() kit.Intent {
			head := clean.Block(e.Time(l.At).String()+"\n"+to.String()+"\n\n"+l.Text.String(), 1<<20)
			return kit.Show{Overlay: kit.NewInfo(e, l.Subject, head)}
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, c)}
}
