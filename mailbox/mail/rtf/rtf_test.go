package rtf

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func latin(b []byte, _ int) string {
	s, _ := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(s)
}

func TestDictionary(t *testing.T) {
	if len(dictionary) != 207 {
		t.Errorf("%d bytes", len(dictionary))
	}
}

// stored puts text into the form without compression.
func stored(text string) []byte {
	b := make([]byte, headSize)
	binary.LittleEndian.PutUint32(b, uint32(len(text)+12))
	binary.LittleEndian.PutUint32(b[4:], uint32(len(text)))
	binary.LittleEndian.PutUint32(b[8:], magicMELA)
	return append(b, text...)
}

func TestInflate(t *testing.T) {
	// The examples of MS-OXRTFCP 4.1 and 4.2.
	simple, _ := hex.DecodeString("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
	crossing, _ := hex.DecodeString("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
	for _, c := range []struct {
		name string
		in   []byte
		want string
		err  error
	}{
		{"simple", simple, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", nil},
		{"over itself", crossing, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", nil},
		{"cut off", crossing[:22], "{\\rtf1 WX", ErrCut},
		{"stored", stored("{\\rtf1 halo}"), "{\\rtf1 halo}", nil},
		{"short", []byte("LZFu"), "", ErrNotRTF},
		{"another", make([]byte, 40), "", ErrNotRTF},
	} {
		got, err := Inflate(c.in, 1<<20)
		if c.name == "cut off" {
			if !errors.Is(err, c.err) || !strings.HasPrefix(c.want, string(got)) || len(got) == 0 {
				t.Errorf("%s: %q, %v", c.name, got, err)
			}
			continue
		}
		if string(got) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	if got, _ := Inflate(crossing, 10); len(got) > 10+17 {
		t.Errorf("%d bytes beyond the bound", len(got))
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		html           bool
	}{
		{"plain", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}\f0 Yth. Kominfo,\par Mohon \b domain\b0 .\tab x}`, "Yth. Kominfo,\nMohon domain.\tx", false},
		{"letters", `{\rtf1 caf\'e9 \u233?t\u233\'e9 \u-10179?\u-8704? \{a\}\~b\_c}`, "café été 😀 {a}\u00a0b-c", false},
		{"two letters for one", `{\rtf1\uc2 \u233??x{\uc0\u233 y}\u233??z}`, "éxéyéz", false},
		{"for newer programs", `{\rtf1{\*\generator Word;}{\*\x{y} z}halo{\pict\bin5 }}}\\}{x}}`, `halox`, false},
		{"from text", `{\rtf1\ansi\fromtext satu\par\par dua}`, "satu\n\ndua", false},
		{"from HTML", `{\rtf1\ansi\fromhtml1 {\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Halo {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 Budi\htmlrtf }\htmlrtf0{\*\htmltag92 </b>}{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 \'e9{\*\mhtmltag1 <img>}}`, "<html><p>Halo <b>Budi</b>&nbsp;é", true},
		{"never closed", strings.Repeat(`{\b `, 5) + "halo", "halo", false},
		{"a mark at the end", `{\rtf1 a\`, "a", false},
		{"a letter at the end", `{\rtf1 a\'e`, "a", false},
	} {
		got, html := Text([]byte(c.in), latin, 1<<20)
		if got != c.want || html != c.html {
			t.Errorf("%s: %q, %v", c.name, got, html)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	deep := strings.Repeat("{", 1<<20) + "halo" + strings.Repeat("}", 1<<20) + "x"
	if got, _ := Text([]byte(deep), latin, 100); got != "halox" {
		t.Errorf("%q", got)
	}
	if got, _ := Text([]byte(strings.Repeat(`\par`, 1<<20)), latin, 100); len(got) > 101 {
		t.Errorf("%d bytes", len(got))
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\fromhtml1 {\*\htmltag19 <html>}\htmlrtf x\htmlrtf0 \'e9\u233?{\pict\bin3 abc}}`))
	f.Add(stored(`{\rtf1\u-10179?\u-8704? \par}`))
	crossing, _ := hex.DecodeString("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
	f.Add(crossing)
	f.Fuzz(func(t *testing.T, b []byte) {
		if rich, err := Inflate(b, 1<<16); err == nil || errors.Is(err, ErrCut) {
			if len(rich) > 1<<16+17 || len(rich) > 16*len(b) {
				t.Fatalf("%d bytes of %d", len(rich), len(b))
			}
		}
		if s, _ := Text(b, latin, 1<<16); len(s) > 4*len(b)+16 {
			t.Fatalf("%d bytes of %d", len(s), len(b))
		}
	})
}
