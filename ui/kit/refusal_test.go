package kit

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	refusedCode = regexp.MustCompile(`\brefuse\(\s*"([a-z-]+)"`)
	reasonCode  = regexp.MustCompile(`\breason\{(?:code: )?"([a-z-]+)"`)
)

// TestRefusals checks that every refusal of the desk has its words in both
// languages, and that no words are left of one that is gone.
func TestRefusals(t *testing.T) { haveWords(t, refusedCode, "refusal.", 50) }

// TestReasons does the same for the reasons that the journal gives.
func TestReasons(t *testing.T) { haveWords(t, reasonCode, "journal.why.", 15) }

// haveWords compares the codes in the source of package ticket with the texts
// under a prefix; there are at least so many, or else the pattern is wrong.
func haveWords(t *testing.T, pattern *regexp.Regexp, prefix string, least int) {
	t.Helper()
	files, err := filepath.Glob("../../ticket/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	codes := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pattern.FindAllStringSubmatch(string(src), -1) {
			codes[m[1]] = filepath.Base(f)
		}
	}
	if len(codes) < least {
		t.Fatalf("only %d codes were found: is the pattern still right?", len(codes))
	}
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for lang, texts := range all {
		for code, file := range codes {
			if texts[prefix+code] == "" {
				t.Errorf("%s: no text in %s for %s%s", file, lang, prefix, code)
			}
		}
		for key := range texts {
			if code, ok := strings.CutPrefix(key, prefix); ok && codes[code] == "" {
				t.Errorf("%s is not said any more", key)
			}
		}
	}
}
