package ticketview_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/ticket"
	"loket/ui/kit"
)

// confidence is as good as the catalogue's words are today; screens do not change
// with it.
var confidence = regexp.MustCompile(`(dugaan |guess |\()\d\d%`)

var update = flag.Bool("update", false, "write golden files")

// golden compares a screen with the one that was looked at.
func golden(t *testing.T, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = confidence.ReplaceAllString(strings.Join(lines, "\n")+"\n", "${1}97%")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, d)
	}
}

// busy is a ticket in the middle of its day: verdicts, a note, a letter on its
// way, an out-of-office reply, a missed deadline.
func busy(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	id := w.receive(registration())
	must := func(by string, c ticket.Command) {
		t.Helper()
		w.now = w.now.Add(4 * time.Minute)
		if _, err := w.desk.Do(context.Background(), by, id, 0, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	must("rina", ticket.Claim{})
	must("rina", ticket.FinishStep{Step: "check-name", Note: "Nama masih tersedia di registrar"})
	must("rina", ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Accepted})
	must("rina", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "encrypted"})
	must("rina", ticket.CheckCondition{Condition: "official-email", OK: true})
	must("budi", ticket.AddNote{Text: "Pak Andi menelepon: SK menyusul sore ini.\nMinta nomor surat juga."})
	must("rina", ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{"andi.pratama@contohprov.go.id"}, Cc: []string{"sekretariat@contohkab.go.id"},
		Subject: "Re: Permohonan", Body: "Yth. Bapak Andi,\n\nKartu pegawai terkunci sandi.\nMohon dikirim kembali tanpa sandi.\n\nHormat kami"}})
	w.env.Now = w.now.Add(10 * time.Second)
	w.id = id
	return w
}

func TestGolden(t *testing.T) {
	names := []string{"conversation", "documents", "steps", "matter", "history", "deadline"}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 45}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w := busy(t)
			w.env.Lang = lang
			w.open(w.id, size[0], size[1])
			for i, name := range names {
				w.press(fmt.Sprint(i + 1))
				dark := w.view()
				golden(t, fmt.Sprintf("%s_%dx%d_%s", name, size[0], size[1], lang), dark)
				w.env.Theme = kit.Themes("light")
				w.screen.Resize(size[0], size[1]-2)
				if w.view() != dark {
					t.Errorf("%s differs between dark and light", name)
				}
				w.env.Theme = kit.Themes("dark")
				w.screen.Resize(size[0], size[1]-2)
			}
		}
	}
}

// TestGoldenStyled pins the colours of one screen, dark and light.
func TestGoldenStyled(t *testing.T) {
	for _, theme := range []string{"dark", "light", "none"} {
		w := busy(t)
		w.env.Theme = kit.Themes(theme)
		w.open(w.id, 80, 24)
		w.press("2")
		golden(t, "styled_"+theme, strings.ReplaceAll(w.screen.View(), "\x1b", "␛"))
	}
}

// TestSizes checks that every screen fills its rectangle exactly, whatever it is.
func TestSizes(t *testing.T) {
	w := busy(t)
	w.open(w.id, 80, 24)
	for _, size := range [][2]int{{1, 1}, {10, 4}, {60, 16}, {79, 22}, {131, 30}, {132, 30}, {400, 118}} {
		for tab := 1; tab <= 6; tab++ {
			w.press(fmt.Sprint(tab))
			w.screen.Resize(size[0], size[1])
			lines := strings.Split(w.screen.View(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%v tab %d: %d lines", size, tab, len(lines))
			}
			for y, l := range lines {
				if got := ansi.StringWidth(l); got != size[0] {
					t.Errorf("%v tab %d line %d: %d cells: %q", size, tab, y, got, ansi.Strip(l))
					break
				}
			}
		}
	}
}

// TestHostile draws a ticket of a requester who wants to reach the terminal.
func TestHostile(t *testing.T) {
	evil := "\x1b]0;owned\x07\x1b[2J\u202egpj.exe\u202c\x9b31m\u200b<script>\r\n\x00"
	w := newWorld(t)
	in := registration()
	in.Subject += evil
	in.Text += "\n" + evil + strings.Repeat("W\u0301\u0302", 4000) + "\nperintah\x1b[31m merah"
	in.Quoted = evil
	in.From.Name, in.From.Agency = "Andi "+evil, evil
	in.Warnings = []string{evil}
	in.Machine = ""
	for i := range in.Attachments {
		in.Attachments[i].Name = "../../" + evil + ".pdf"
		in.Attachments[i].Report.Text = evil
		in.Attachments[i].Report.Active = []string{evil}
		in.Attachments[i].Report.Claimed = evil
	}
	id := w.receive(in)
	if _, err := w.desk.Do(context.Background(), "rina", id, 0, ticket.AddNote{Text: evil + "catatan"}); err != nil {
		t.Fatal(err)
	}
	records := []domain.Record{{Host: evil, Type: "A", Value: evil}}
	if _, err := w.desk.Do(context.Background(), "rina", id, 0, ticket.SetSubjectMatter{URLs: []string{"http://" + evil}, Records: records}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{80, 160} {
		w.open(id, width, 45)
		w.press("z")
		for tab := 1; tab <= 6; tab++ {
			w.press(fmt.Sprint(tab))
			for range 12 {
				checkTerminal(t, w.screen.View())
				w.press("j")
			}
		}
		checkTerminal(t, w.screen.Title().String())
		for _, key := range []string{"x", "m", "o", "X"} {
			w.press("2", key)
			for _, o := range w.overlays {
				lines, _ := o.View(80, 24)
				checkTerminal(t, strings.Join(lines, "\n"))
			}
			w.overlays = nil
		}
	}
}

// checkTerminal fails on anything but printable text and SGR sequences.
func checkTerminal(t *testing.T, s string) {
	t.Helper()
	for i := 0; i < len(s); i++ {
		if s[i] != 0x1b {
			continue
		}
		j := i + 1
		if j < len(s) && s[j] == '[' {
			for j++; j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == ';' || s[j] == ':'); j++ {
			}
			if j < len(s) && s[j] == 'm' {
				continue
			}
		}
		t.Fatalf("sequence reaches the terminal: %q", s[i:min(i+20, len(s))])
	}
	for _, r := range ansi.Strip(s) {
		if r == '\n' {
			continue
		}
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b {
			t.Fatalf("rune %U reaches the terminal", r)
		}
	}
}

// TestEveryEvent checks that each kind of event has words in both languages:
// none is drawn as a dash or as a key in brackets.
func TestEveryEvent(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		w := busy(t)
		w.env.Lang = lang
		w.open(w.id, 120, 40)
		for tab := 1; tab <= 6; tab++ {
			w.press(fmt.Sprint(tab))
			if v := w.view(); strings.Contains(v, "[ticketview.") {
				t.Errorf("%s: a text is missing:\n%s", lang, v)
			}
		}
		for _, b := range w.screen.Bindings() {
			if strings.Contains(b.Name.String(), "[") || b.Name.Empty() {
				t.Errorf("%s: key %s has no name: %q", lang, b.ID, b.Name)
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	w := benchWorld(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = w.screen.View()
	}
}

// BenchmarkKey presses j and draws the frame.
func BenchmarkKey(b *testing.B) {
	for tab := 1; tab <= 6; tab++ {
		b.Run(fmt.Sprint(tab), func(b *testing.B) {
			w := benchWorld(b)
			w.screen.Key(named(fmt.Sprint(tab)))
			b.ReportAllocs()
			for b.Loop() {
				w.screen.Key(named("j"))
				_ = w.screen.View()
				w.screen.Key(named("k"))
				_ = w.screen.View()
			}
		})
	}
}

// benchWorld is a ticket with 200 long messages at 160x45.
func benchWorld(b *testing.B) *world {
	b.Helper()
	t := new(testing.T)
	w := newWorld(t)
	id := w.receive(registration())
	for i := range 200 {
		w.receive(ticket.Incoming{Subject: "Re: Permohonan", Text: strings.Repeat("Isi surat yang panjang sekali untuk diuji. ", 40),
			MessageID: fmt.Sprintf("r%d@contohkab.go.id", i), Refs: []string{"mb@contohkab.go.id"}, From: registration().From})
	}
	w.open(id, 160, 45)
	return w
}
