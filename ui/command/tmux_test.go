package command_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long a screen may take, on a machine that does much else.
const patience = 40 * time.Second

// pane is a terminal that tmux draws, with the program in it.
type pane struct {
	t      *testing.T
	socket string
}

func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), "tmux", append([]string{"-S", p.socket, "-f", os.DevNull}, args...)...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// until looks at the screen until it says something.
func (p *pane) until(says, after string) {
	p.t.Helper()
	p.await(fmt.Sprintf("%q after %s", says, after), func(screen string) bool { return strings.Contains(screen, says) })
}

// ended waits for the program's end; the pane has to stay (remain-on-exit).
func (p *pane) ended() {
	p.t.Helper()
	p.await("an end", func(string) bool { return strings.HasPrefix(p.tmux("display-message", "-p", "#{pane_dead}"), "1") })
}

func (p *pane) await(what string, there func(screen string) bool) {
	p.t.Helper()
	for begin := time.Now(); ; {
		screen := p.tmux("capture-pane", "-p")
		if there(screen) {
			return
		}
		if time.Since(begin) > patience {
			p.t.Fatalf("there is not %s:\n%s", what, screen)
		}
		<-time.After(50 * time.Millisecond) // another look
	}
}

// TestVerificationPlayedInTmux plays the officer's minute on the demonstration with
// real keys in a real terminal: a complete registration of five documents from the
// queue to its approval, the first of them judged on the picture of its page. It is
// played on demand only, since it depends on how fast this machine is:
//
//	LOKET_TMUX=1 go test ./ui/command -run Tmux -v
//
// TestRegistrationVerifiedByKeys in ui/console plays the same always, without a
// terminal.
func TestVerificationPlayedInTmux(t *testing.T) {
	if os.Getenv("LOKET_TMUX") == "" {
		t.Skip("not played: set LOKET_TMUX=1, with tmux installed")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Fatal("install tmux")
	}
	type stroke struct{ key, says string }
	dir := build(t)
	for _, c := range []struct {
		lang, size string
		find       string // what the queue is filtered by
		keys       []stroke
	}{
		{"id", "120x40", "pasarmajujaya", []stroke{
			{"Enter", "▸ Periksa nama"}, {"n", "Hasil pencarian nama"}, {"C-s", "Verifikasi dokumen — 0 dari 4 diterima"}, {"n", "Kelengkapan · 0 dari 4"},
			{"v", "Surat permohonan pendaftaran nama domain: 1. Surat"}, {"a", "Diterima: Surat permohonan"}, {"q", "Kelengkapan · 1 dari 4"},
			{"a", "Kelengkapan · 2 dari 4"}, {"a", "Kelengkapan · 3 dari 4"}, {"a", "Kelengkapan · 4 dari 4"}, {"a", "Kelengkapan · 5 dari 5"},
			{"n", "Anda menyatakan syarat berikut terpenuhi"}, {"y", "▸ Setujui pendaftaran"}}},
		{"en", "80x24", "pasarmajujaya", []stroke{
			{"Enter", "▸ "}, {"n", "Result of the look-up"}, {"C-s", "0 of 4 accepted"}, {"n", "0 of 4 accepted"},
			{"v", "Letter of request"}, {"a", "Accepted: Letter of request"}, {"q", "1 of 4 accepted"},
			{"a", "2 of 4 accepted"}, {"a", "3 of 4 accepted"}, {"a", "4 of 4 accepted"}, {"a", "5 of 5 accepted"},
			{"n", "You state that"}, {"y", "▸ Approve the registration"}}},
	} {
		t.Run(c.lang+" "+c.size, func(t *testing.T) {
			var w, h int
			if _, err := fmt.Sscanf(c.size, "%dx%d", &w, &h); err != nil {
				t.Fatal(err)
			}
			p := &pane{t, filepath.Join(t.TempDir(), "tmux")}
			p.tmux("new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), filepath.Join(dir, "loket")+" demo --lang "+c.lang)
			t.Cleanup(func() { _ = exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
			p.until("2026-000", "the start")
			p.tmux("send-keys", "6")
			p.tmux("send-keys", "-l", "/"+c.find)
			p.until(c.find+".go.id", "the filter")
			p.tmux("send-keys", "Enter")
			begin := time.Now()
			for i, s := range c.keys {
				p.tmux("send-keys", s.key)
				p.until(s.says, fmt.Sprintf("key %d, %s", i+1, s.key))
			}
			t.Logf("%d keys, %.1f s from the queue to the next step", len(c.keys), time.Since(begin).Seconds())
			if len(c.keys) > 15 {
				t.Errorf("%d keys", len(c.keys))
			}
		})
	}
}
