package console

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"loket/domain/registry"
	"loket/ticket"
	"loket/ui/kit"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update writes it anew:\n%s", name, diff)
	}
}

// text is the screen without styles and without blanks at line ends.
func (a *App) text() string {
	lines := strings.Split(ansi.Strip(a.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func demoFake() *fakeDesk {
	f := newFake(fakeRows(24))
	fates := []ticket.Fate{ticket.FateNew, ticket.FateJoined, ticket.FateParked, ticket.FateMachine, ticket.FateFailed, ticket.FateDuplicate}
	for i := range 12 {
		m := ticket.MailRecord{
			Key: ticket.MailKey("helpdesk", "INBOX", 1, uint32(i+1)), MessageID: fmt.Sprintf("<%d@contohkab.go.id>", i), Hash: "h", Internal: start.Add(-time.Duration(i) * 5 * time.Hour),
			Size: 48_000, From: "Dewi Lestari Ningsih <dewi@contohkab.go.id>", Subject: subjects[i%len(subjects)], Fate: fates[i%len(fates)], At: start,
			Reason: "balasan otomatis: Auto-Submitted: auto-replied", Attachments: i % 3,
		}
		if m.Fate == ticket.FateNew || m.Fate == ticket.FateJoined {
			m.Ticket, m.Number, m.Reason = 1, "2026-00001", "rujukan ke surat yang ada"
		}
		f.mails = append(f.mails, m)
	}
	for i, s := range []ticket.LetterState{ticket.LetterHeld, ticket.LetterRetry} {
		f.letters = append(f.letters, ticket.OutboxItem{
			Job:    ticket.Job{Letter: uint64(i + 1), Ticket: 1, NotBefore: start.Add(20 * time.Second), Tries: i * 2},
			Letter: ticket.Letter{ID: uint64(i + 1), To: []string{"sekretariat@contohkab.go.id"}, Subject: "Tanda terima 2026-00001", Body: "Yth. Bapak/Ibu,\n\nPermohonan telah kami terima.", State: s, Error: map[bool]string{true: "451 greylisted"}[i == 1]},
			Ticket: 1, Number: "2026-00001",
		})
	}
	f.line = ticket.LineState{Asked: true, Up: true, At: start.Add(-2 * time.Minute), Certificates: []registry.Certificate{
		{Ours: true, Subject: "CN=loket.contoh.id", Until: start.Add(120 * 24 * time.Hour)}, {Subject: "CN=epp.registri.contoh.id", Until: start.Add(200 * 24 * time.Hour)}}}
	f.said = []ticket.RegistrySaid{
		{ID: "10003", At: start.Add(-time.Hour), Text: "Transfer requested.", Name: "pesona.id", Moved: &registry.Transfer{By: "lain-registrar", Status: "pending"}},
		{ID: "10002", At: start.Add(-26 * time.Hour), Text: "Pending action completed successfully.", Name: "contohkab.go.id", Ended: &registry.Ended{OK: true}, Ticket: 1, Number: "2026-00001"},
		{ID: "10001", At: start.Add(-50 * time.Hour), Text: "Pending action was turned down.", Name: "lamakab.go.id", Ended: &registry.Ended{}, Ticket: 2, Number: "2026-00002"},
	}
	return f
}

func TestGoldenScreens(t *testing.T) {
	screens := map[string][]string{
		"queue": {"6"}, "filter": {"6", "/", "layanan:renewal", "enter"}, "journal": {"J", "j", "j"}, "outbox": {"O", "j"}, "settings": {","}, "registry": {"E", "j"},
		"actions": {"6", "a"}, "help": {"?"}, "palette": {":", "ti"}, "bulk": {"6", "space", "space", "c"}, "new": {"n"}, "badquery": {"/", "warna:x"},
	}
	for name, keys := range screens {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}, {64, 20}} {
			for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
				if (size[0] == 200 || size[0] == 64 || lang == kit.English) && name != "queue" && name != "journal" {
					continue
				}
				id := fmt.Sprintf("%s_%dx%d_%s", name, size[0], size[1], lang)
				t.Run(id, func(t *testing.T) {
					a := testApp(t, demoFake(), size[0], size[1], func(o *Options) { o.Lang = lang })
					a.press(keys...)
					golden(t, id, a.text())
				})
			}
		}
	}
}

func TestGoldenStyles(t *testing.T) {
	for _, theme := range []string{"dark", "light", "none"} {
		t.Run(theme, func(t *testing.T) {
			a := testApp(t, demoFake(), 120, 40, func(o *Options) { o.Theme = theme })
			a.press("6", "j")
			golden(t, "styled_"+theme, strings.ReplaceAll(a.View().Content, "\x1b", "␛"))
		})
	}
}
