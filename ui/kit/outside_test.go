package kit

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var saidOutside = regexp.MustCompile(`(?s)action\.Say\("([a-z.-]*[a-z])"|action\.Refuse\(.{1,120}?, "([a-z]+\.[a-z-]+)"`)

// TestOutsideWords checks that what drivers and the desk say of actions has its
// words in both languages.
func TestOutsideWords(t *testing.T) {
	said := map[string]string{}
	for _, root := range []string{"../../domain", "../../ticket"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			src, err := os.ReadFile(path)
			for _, m := range saidOutside.FindAllStringSubmatch(string(src), -1) {
				said[m[1]+m[2]] = path
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(said) < 20 {
		t.Fatalf("only %d keys were found: is the pattern still right?", len(said))
	}
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for lang, texts := range all {
		for key, path := range said {
			if texts["outside."+key] == "" {
				t.Errorf("%s: no text in %s for outside.%s", path, lang, key)
			}
		}
	}
}
