package domain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type source struct{ name, text string }

// sources returns the Go files of the package that are no tests.
func sources(t *testing.T) []source {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatal("no Go files", err)
	}
	var out []source
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{n, string(b)})
	}
	return out
}
