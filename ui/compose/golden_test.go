package compose_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"loket/domain/clean"
	"loket/ui/kit"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
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
		t.Errorf("%s differs (-want +got); go test -update writes it anew:\n%s", name, d)
	}
}

func TestGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 45}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w := registration(t)
			w.env.Lang = lang
			id := fmt.Sprintf("_%dx%d_%s", size[0], size[1], lang)
			w.open(kit.Compose{Template: "plain"}, size[0], size[1])
			w.press("text:Surat terlampir sudah kami baca.")
			dark := w.view()
			golden(t, "reply"+id, dark)
			w.env.Theme = kit.Themes("light")
			w.screen.Resize(size[0], size[1]-2)
			if w.view() != dark {
				t.Error("dark and light differ in words")
			}
			w.env.Theme = kit.Themes("dark")
			w.press("ctrl+r")
			golden(t, "preview"+id, w.view())
			w.open(kit.Compose{Template: "revision", Revision: true}, size[0], size[1])
			golden(t, "revision"+id, w.view())
			w.open(kit.Compose{Template: "authcode"}, size[0], size[1])
			w.press("text:rahasia")
			golden(t, "secret"+id, w.view())
		}
	}
}

func TestGoldenStyled(t *testing.T) {
	for _, theme := range []string{"dark", "light", "none"} {
		w := registration(t)
		w.env.Theme = kit.Themes(theme)
		w.open(kit.Compose{Template: "plain"}, 80, 24)
		golden(t, "styled_"+theme, strings.ReplaceAll(w.screen.View(), "\x1b", "␛"))
	}
}

func TestSizes(t *testing.T) {
	w := registration(t)
	for _, size := range [][2]int{{1, 1}, {12, 3}, {60, 16}, {80, 22}, {131, 40}, {132, 40}, {400, 118}} {
		for _, c := range []kit.Compose{{Template: "plain"}, {Revision: true}, {Template: "authcode"}} {
			w.open(c, size[0], size[1]+2)
			for _, preview := range []bool{false, true} {
				if preview {
					w.press("ctrl+r")
				}
				lines := strings.Split(w.screen.View(), "\n")
				if len(lines) != size[1] {
					t.Errorf("%v: %d lines", size, len(lines))
				}
				for _, l := range lines {
					if got := ansi.StringWidth(l); got != size[0] {
						t.Errorf("%v: %d cells: %q", size, got, ansi.Strip(l))
						break
					}
				}
			}
		}
	}
}

// TestCursor checks that the real cursor stands where the next letter goes.
func TestCursor(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Revision: true}, 160, 45)
	for range 5 {
		w.press("backspace", "text:Q")
		cur := w.screen.Cursor()
		if cur == nil {
			t.Fatal("no cursor")
		}
		line := ansi.Strip(strings.Split(w.screen.View(), "\n")[cur.Y])
		if before := ansi.Cut(line, cur.X-1, cur.X); before != "Q" {
			t.Errorf("before the cursor stands %q in %q", before, line)
		}
		w.press("tab")
	}
}

func TestHostile(t *testing.T) {
	evil := "\x1b]0;owned\x07\x1b[2J\u202egpj.exe\x9b31m\r\n\x00"
	w := newWorld(t)
	w.receive("Permohonan "+evil, "Mohon "+evil, requester)
	w.open(kit.Compose{Template: "plain"}, 160, 45)
	w.screen.Paste(clean.Block(evil, 1000))
	for _, keys := range [][]string{nil, {"ctrl+r"}, {"esc", "ctrl+a"}} {
		w.press(keys...)
		got := w.screen.View() + w.screen.Title().String()
		for _, o := range w.overlays {
			lines, _ := o.View(80, 24)
			got += strings.Join(lines, "\n")
		}
		for _, bad := range []string{"\x1b]", "\x1b[2J", "\u202e", "\x07", "\x9b", "\r", "\x00"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q reaches the terminal after %v", bad, keys)
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	w := registration(b)
	w.open(kit.Compose{Template: "plain"}, 160, 45)
	b.ReportAllocs()
	for b.Loop() {
		_ = w.screen.View()
	}
}

func BenchmarkKey(b *testing.B) {
	w := registration(b)
	w.open(kit.Compose{Template: "plain"}, 160, 45)
	w.screen.Paste(clean.Own(strings.Repeat("Isi surat yang panjang sekali.\n", 200)))
	b.ReportAllocs()
	for b.Loop() {
		w.screen.Key(named("x"))
		_ = w.screen.View()
		w.screen.Key(named("backspace"))
		_ = w.screen.View()
	}
}
