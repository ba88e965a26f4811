package console

import (
	"time"

	"loket/domain/clean"
	"loket/ui/kit"
)

// scannerText says what is wrong with the malware scanner, empty when nothing is
// or none is configured.
func (a *App) scannerText() (clean.Text, kit.Ink) {
	e, s := a.env, &a.status.Scanner
	switch {
	case s.Asked && !s.Up:
		return clean.Own("~ " + e.T("scanner.down").String()), a.env.Theme.Soon
	case s.Stale(e.Now):
		return clean.Own("~ " + e.T("scanner.stale", int(e.Now.Sub(s.BaseAt)/(24*time.Hour))).String()), a.env.Theme.Soon
	}
	return clean.Text{}, kit.Ink{}
}
