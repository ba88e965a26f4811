package kit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLocale checks that both languages have the same keys with the same
// places, that every key which the source names exists, and that none is unused.
// A key is used where its literal stands in the source of package ui, or where
// T or Word gets a literal that ends in a dot and that the key begins with.
func TestLocale(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	id, en := all[Indonesian], all[English]
	for k, v := range id {
		w, ok := en[k]
		if !ok {
			t.Errorf("English lacks %s", k)
		} else if places(v) != places(w) && !strings.HasPrefix(k, "refusal.") { // those carry words of both languages
			t.Errorf("%s has other places in English: %q, %q", k, v, w)
		}
	}
	for k := range en {
		if _, ok := id[k]; !ok {
			t.Errorf("Indonesian lacks %s", k)
		}
	}
	named, literals, prefixes := sourceKeys(t)
	for k, at := range named {
		if _, ok := id[k]; !ok {
			t.Errorf("%s: no text for %s", at, k)
		}
	}
	for k := range id {
		if literals[k] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) }) {
			continue
		}
		t.Errorf("%s is unused", k)
	}
}

// A form for one and for many ("{0:ticket|tickets}") has the number's place beside it.
var place = regexp.MustCompile(`\{\d\}`)

func places(s string) string {
	found := place.FindAllString(s, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "")
}

func sourceKeys(t *testing.T) (named map[string]string, literals map[string]bool, prefixes []string) {
	named, literals = map[string]string{}, map[string]bool{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(files, path, src, 0)
		if err != nil {
			return nil // the compiler says it better
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := literal(n); ok {
				literals[s] = true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || (sel.Sel.Name != "T" && sel.Sel.Name != "Word") {
				return true
			}
			arg := call.Args[0]
			if sum, ok := arg.(*ast.BinaryExpr); ok {
				arg = sum.X
			}
			if s, ok := literal(arg); ok {
				if strings.HasSuffix(s, ".") {
					prefixes = append(prefixes, s)
				} else {
					named[s] = files.Position(call.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return named, literals, prefixes
}

func literal(n ast.Node) (string, bool) {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
