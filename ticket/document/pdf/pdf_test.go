package pdf

import "testing"

func at(x, y float64, s string) (out []glyph) {
	for i, r := range s {
		out = append(out, glyph{x: x + 6*float64(i), y: y, w: 6, size: 10, text: string(r)})
	}
	return out
}

func TestLayout(t *testing.T) {
	tests := []struct {
		name   string
		glyphs []glyph
		want   string
		runes  int
	}{
		{"nothing", nil, "", 0},
		{"lines from the top", append(at(0, 80, "dua"), at(0, 92, "satu")...), "satu\ndua\n", 7},
		{"columns", append(at(0, 80, "www"), at(120, 80.5, "A")...), "www                 A\n", 4},
		{"paragraph", append(at(0, 80, "a"), at(0, 40, "b")...), "a\n\nb\n", 2},
		{"printed twice", append(at(0, 80, "a"), at(0.3, 80, "a")...), "a\n", 2},
		{"ligature", []glyph{{w: 6, size: 10, text: "ﬁ"}}, "fi\n", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n, _ := layout(tt.glyphs)
			if got != tt.want || n != tt.runes {
				t.Errorf("%q, %d runes; want %q, %d", got, n, tt.want, tt.runes)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]float64{"1": 1, "-.5": -0.5, "--3": -3, "1.-5": 1, "1e999": 1, "+": 0} {
		if got := number(in).num; got != want {
			t.Errorf("number(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestCMap(t *testing.T) {
	m := parseCMap([]byte("1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0062> <0063>] endbfrange"))
	for code, want := range map[string]string{"\x00\x03": "fi", "\x00\x12": "C", "\x00\x21": "c"} {
		if got, _ := m.lookup(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestGlyphText(t *testing.T) {
	for in, want := range map[string]string{"A": "A", "a.sc": "a", "uni0041": "A", "u1F600": "😀", "eacute": "é", "ydieresis": "ÿ", "g17": ""} {
		if got := glyphText(in); got != want {
			t.Errorf("glyphText(%q) = %q, want %q", in, got, want)
		}
	}
}
