package glyph

import "testing"

func TestSkeleton(t *testing.T) {
	for _, group := range [][]string{
		{"contohkab.go.id", "c\u043entohkab.go.id", "c0ntohkab.go.id", "CONTOHKAB.go.id", "contohkab\uff0ego.id", "co\u0301ntohkab.go.id", "contoh\u200bkab.go.id"},
		{"modern", "modem"}, {"vvarta", "warta"}, {"slot", "s1ot", "\U0001d5e6\U0001d5df\U0001d5e2\U0001d5e7"},
	} {
		for _, s := range group {
			if Skeleton(s) != Skeleton(group[0]) {
				t.Errorf("%q looks like %q, not %q like %q", s, Skeleton(s), group[0], Skeleton(group[0]))
			}
		}
	}
	if Skeleton("contohkab") == Skeleton("contohkota") {
		t.Error("different names look alike")
	}
}

func TestOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"batam", "batan", true}, {"batam", "btam", true}, {"batam", "bataam", true}, {"batam", "btaam", true}, {"batam", "atamb", false},
		{"batam", "batam", false}, {"batam", "batannn", false}, {"", "a", true}, {"", "", false}, {"ab", "ba", true},
	} {
		if OneEdit(c.a, c.b) != c.want || OneEdit(c.b, c.a) != c.want {
			t.Errorf("%q and %q: not %v", c.a, c.b, c.want)
		}
	}
}
