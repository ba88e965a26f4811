package kit

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// senderCode finds the codes in the source of what judges senders: the first
// argument of say and its kin, and the kinds of likeness.
var senderCode = regexp.MustCompile(`(?:say|unsound|prove)\((?:Proof\w+, )?"([a-z-]+)"(\))?|"(look-[a-z]+)"|DKIMState = "([a-z-]+)"|Code: "([a-z-]+)"|\.(?:find|note)\("([a-z-]+)"`)

// TestSenderWords checks that there are words for all that is found about a
// sender, for the records of another language, too.
func TestSenderWords(t *testing.T) {
	n := 0
	for _, glob := range []string{"../../mailbox/sender/*.go"} {
		files, err := filepath.Glob(glob)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", glob, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range senderCode.FindAllStringSubmatch(string(src), -1) {
				code := strings.Join(m[1:2], "") + strings.Join(m[3:4], "") + strings.Join(m[5:], "")
				if m[4] != "" {
					if code = "dkim-" + m[4]; m[4] == "pass" {
						continue
					}
				}
				if strings.HasSuffix(code, "-") {
					continue
				}
				n++
				for _, l := range []Lang{Indonesian, English} {
					if !l.Has("sender." + code) {
						t.Errorf("%s: no words in %s for %q", filepath.Base(f), l, code)
					}
				}
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d codes found", n)
	}
}
