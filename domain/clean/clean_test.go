package clean

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
	}{
		{"plain", "Permohonan domain", 0, "Permohonan domain"},
		{"folds", "  a \t\r\n b\u00a0c  ", 0, "a b c"},
		{"line separators part words", "a\u2028b\u2029c\vd\fe\u0085f", 0, "a b c d e f"},
		{"bound exact", "abcde", 5, "abcde"},
		{"bound cut", "abcdef", 5, "abcd…"},
		{"bound with a space owed", "abcd ef", 5, "abcd…"},
		{"bound one short of the space", "abcd ef", 6, "abcd…"},
		{"bound of one", "ab", 1, "…"},
		{"bound, only space behind", "abcde   \n", 5, "abcde"},
		{"bound, only hidden behind", "abcde\u200b\u202e", 5, "abcde"},
		{"bound counts runes", "éééé", 3, "éé…"},
		{"colour", "\x1b[31mmerah\x1b[0m", 0, "merah"},
		{"title", "\x1b]0;judul\x07surat", 0, "surat"},
		{"hyperlink", "\x1b]8;;https://x.example\x1b\\klik\x1b]8;;\x1b\\", 0, "klik"},
		{"C1 in UTF-8", "\u009b31mmerah\u009d0;x\u009csurat", 0, "merahsurat"},
		{"C1 as bytes", "a\x9b31mb", 0, "a31mb"},
		{"DCS", "\x1bPq#0;2\x1b\\x", 0, "x"},
		{"charset", "\x1b(Bx\x1b$By", 0, "xy"},
		{"reset", "\x1bcx", 0, "x"},
		{"stray OSC keeps the letter", "\x1b]Dengan hormat", 0, "Dengan hormat"},
		{"OSC does not cross a line", "\x1b]Dengan\nhormat\x07", 0, "Dengan hormat"},
		{"ESC at the end", "x\x1b", 0, "x"},
		{"ESC ESC", "\x1b\x1b[1mx", 0, "x"},
		{"CSI never ends", "\x1b[" + strings.Repeat("1;", 40) + "m", 0, strings.Repeat("1;", 40) + "m"},
		{"bidi", "surat\u202efdp.exe\u2066x\u2069", 0, "suratfdp.exex"},
		{"zero width", "a\u200bb\u200dc\ufeffd\u00ade\u2060f", 0, "abcdef"},
		{"tags", "a\U000e0041\U000e007fb", 0, "ab"},
		{"variation selectors", "a\ufe0fb\U000e0100c", 0, "abc"},
		{"musical format", "a\U0001d173b", 0, "ab"},
		{"private use", "a\ue000b\U000f0000c", 0, "abc"},
		{"noncharacter", "a\uffffb\ufdd0c\U0001fffed", 0, "abcd"},
		{"not UTF-8", "a\xffb\xed\xa0\x80", 0, "a\ufffdb\ufffd\ufffd\ufffd"},
		{"NUL and DEL", "a\x00b\x7fc", 0, "abc"},
		{"marks kept", "a\u0301\u0308b", 0, "a\u0301\u0308b"},
		{"marks heaped", "a" + strings.Repeat("\u0301", 50) + "b", 0, "a" + strings.Repeat("\u0301", 8) + "b"},
		{"arabic number sign", "\u0600١", 0, "\u0600١"},
		{"hangul filler", "a\u3164b\uffa0c", 0, "abc"},
		{"emoji", "ok 👍", 0, "ok 👍"},
		{"empty", "\x1b[0m \u200b", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Line(c.in, c.max).String(); got != c.want {
				t.Errorf("Line(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
	}{
		{"line ends", "a\r\nb\rc\nd\u2028e", 0, "a\nb\nc\nd\ne"},
		{"tabs", "www\tA\t192.0.2.1", 0, "www    A    192.0.2.1"},
		{"space kept", "  a  b ", 0, "  a  b "},
		{"bound", "abcdef", 3, "abc"},
		{"bound in a rune", "aéé", 4, "aé"},
		{"bound in a tab", "ab\tc", 4, "ab"},
		{"sequences", "\x1b[2Ja\n\x1b]52;c;eA==\x07b", 0, "a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Block(c.in, c.max).String(); got != c.want {
				t.Errorf("Block(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
			}
		})
	}
}

func TestTextInARecord(t *testing.T) {
	b, err := json.Marshal(struct{ Subject Text }{Line("a\x1b[1mb", 0)})
	if err != nil || string(b) != `{"Subject":"ab"}` {
		t.Fatalf("marshal: %s, %v", b, err)
	}
	var back struct{ Subject Text }
	if err := json.Unmarshal([]byte(`{"Subject":"a\u001b[1mb\u202e"}`), &back); err != nil || !back.Subject.Equal(Own("ab")) {
		t.Fatalf("unmarshal: %q, %v", back.Subject, err)
	}
	if !(Text{}).Empty() || Own("x").Empty() || Own("x").String() != "x" {
		t.Error("Empty or Own")
	}
}

// hostile text heaped up must stay linear.
func TestManyIntroducers(t *testing.T) {
	for _, s := range []string{"\x1b]", "\u009d", "\x1b[", "\x1bP\x1b", "\u0301", "\x1b"} {
		if got := Block(strings.Repeat(s, 1<<20/len(s)), 0).String(); len(got) > 64 {
			t.Errorf("%q repeated leaves %d bytes", s, len(got))
		}
	}
}

// checkClean fails on anything that must not reach a terminal.
func checkClean(t *testing.T, s string, line bool) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
	for _, r := range s {
		if r == '\n' && !line || r == 0x0600 || unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
			continue
		}
		if r < 0x20 || r >= 0x7f && r <= 0x9f || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point) {
			t.Fatalf("%U in %q", r, s)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Permohonan\tdomain\r\n", "\x1b[31mx\x1b]0;y\x07", "\u009b1m\u202e\u200b", "a\xff\xed\xa0\x80", "\x1b(B\x1b\x1b", "a\u0301\u0301"} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, s string, max int) {
		max %= 100
		line, block := Line(s, max).String(), Block(s, max).String()
		checkClean(t, line, true)
		checkClean(t, block, false)
		if max > 0 && (utf8.RuneCountInString(line) > max || len(block) > max) {
			t.Fatalf("bound %d: %q %q", max, line, block)
		}
		if again := Line(line, max).String(); again != line {
			t.Fatalf("Line twice: %q then %q", line, again)
		}
		if again := Block(block, max).String(); again != block {
			t.Fatalf("Block twice: %q then %q", block, again)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	plain := strings.Repeat("Dengan hormat, mohon bantuan pendaftaran domain.\n", 100)
	for _, c := range []struct{ name, text string }{
		{"plain", plain}, {"letters", strings.ReplaceAll(plain, "a", "é")}, {"hostile", strings.Repeat("\x1b[31mx\x1b]0;y", 400)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				Block(c.text, 1<<20)
			}
		})
	}
}
