package kit

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var refusedCode = regexp.MustCompile(`\brefuse\(\s*"([a-z-]+)"`)

// TestRefusals checks that every refusal of the desk has its words in both
// languages, and that no words are left of one that is gone.
func TestRefusals(t *testing.T) {
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
		for _, m := range refusedCode.FindAllStringSubmatch(string(src), -1) {
			codes[m[1]] = filepath.Base(f)
		}
	}
	if len(codes) < 50 {
		t.Fatalf("only %d codes were found: is the pattern still right?", len(codes))
	}
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for lang, texts := range all {
		for code, file := range codes {
			if texts["refusal."+code] == "" {
				t.Errorf("%s: no text in %s for refusal.%s", file, lang, code)
			}
		}
		for key := range texts {
			if code, ok := strings.CutPrefix(key, "refusal."); ok && codes[code] == "" {
				t.Errorf("%s is not refused any more", key)
			}
		}
	}
}
