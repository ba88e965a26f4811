package kit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"╭─ Kirim ─╮":                "+- Kirim -+",
		"\x1b[1m● lewat\x1b[m … «a»": "\x1b[1m@ lewat\x1b[m . <a>",
		"Désa “Ñ”":                   `Desa "N"`,
		"e\u0301a":                   "ea",
		"日本 ok":                      "???? ok",
		"👩‍💻|":                       "??|",
		"nol\u200blebar":             "nollebar",
		"░▒▓█▌":                      ".:%#|",
		"ASCII stays as it is: ~|+-": "ASCII stays as it is: ~|+-",
	} {
		got := Plain(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if was, is := ansi.StringWidth(in), ansi.StringWidth(got); was != is {
			t.Errorf("%q took %d cells and takes %d", in, was, is)
		}
	}
}

// TestPlainKnowsTheWords: what the catalogues say can be read in ASCII.
func TestPlainKnowsTheWords(t *testing.T) {
	files, err := filepath.Glob("locale/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if got := Plain(line); strings.Count(got, "?") != strings.Count(line, "?") {
				t.Errorf("%s: %s becomes %s", f, line, got)
			}
		}
	}
}

func TestPlainTerminal(t *testing.T) {
	for _, c := range []struct {
		env   string
		plain bool
	}{
		{"TERM=xterm-256color", false},
		{"TERM=xterm-256color LANG=C", true},
		{"TERM=xterm-256color LANG=C.UTF-8", false},
		{"TERM=xterm-256color LANG=id_ID.utf8 LC_ALL=POSIX", true},
		{"TERM=screen LANG=C LC_CTYPE=UTF-8", false},
		{"TERM=xterm-mono LANG=en_GB.UTF-8", false},
		{"TERM=xterm LANG=de_DE.ISO-8859-1", true},
		{"TERM=linux LANG=C.UTF-8", true},
		{"TERM=vt220", true},
		{"TERM=vt100-am", true},
		{"TERM=vte-256color", false},
	} {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(c.env) {
			k, v, _ := strings.Cut(pair, "=")
			env[k] = v
		}
		if got := PlainTerminal(func(k string) string { return env[k] }); got != c.plain {
			t.Errorf("%s: %v", c.env, got)
		}
	}
}
