package console

import (
	"strings"
	"testing"
	"time"

	"loket/domain/clean"
	"loket/ticket/document"
	"loket/ui/kit"
)

// TestScannerText: an officer learns that files are not scanned, and that the
// signatures are old; nothing is said while all is well.
func TestScannerText(t *testing.T) {
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		st   document.ScannerStatus
		want string
	}{
		{"none", document.ScannerStatus{}, ""},
		{"not asked yet", document.ScannerStatus{Address: "unix:/run/clamav/clamd.ctl"}, ""},
		{"well", document.ScannerStatus{Asked: true, Up: true, BaseAt: now.Add(-6 * 24 * time.Hour)}, ""},
		{"of unknown age", document.ScannerStatus{Asked: true, Up: true}, ""},
		{"down", document.ScannerStatus{Asked: true, Why: "refused"}, "~ pemindai malware tidak menjawab: berkas tidak dipindai"},
		{"old", document.ScannerStatus{Asked: true, Up: true, BaseAt: now.Add(-9 * 24 * time.Hour)}, "~ tanda malware berumur 9 hari"},
	} {
		a := &App{env: &kit.Env{Lang: kit.Indonesian, Theme: kit.Themes("dark"), Now: now}}
		a.status.Scanner = c.st
		got, _ := a.scannerText()
		if !strings.HasPrefix(got.String(), c.want) || c.want == "" && got != (clean.Text{}) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
