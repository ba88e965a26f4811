package nameserver

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// TestReasons: every code is explained in both languages, with what to do.
func TestReasons(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "failure.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
				code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				known[Code(code)] = true
			}
		}
		return true
	})
	if len(known) < 20 {
		t.Fatalf("found only %d codes", len(known))
	}
	args := map[string]string{"skew": "1h0m0s", "there": "x", "here": "y", "key": "k.", "name": "*.x.", "rcode": "17"}
	for code := range known {
		if _, ok := reasons[code]; !ok {
			t.Errorf("%s is not explained", code)
		}
		f := &Failure{Code: code, Server: "192.0.2.1:53", Args: args}
		what, do := f.Texts()
		for _, s := range []string{what.ID, what.EN, do.ID, do.EN} {
			if s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s says %q", code, s)
			}
		}
	}
	for code := range reasons {
		if !known[code] {
			t.Errorf("%s is explained, and no code", code)
		}
	}
}

func TestFailureIs(t *testing.T) {
	cause := errors.New("cause")
	for _, c := range []struct {
		f    *Failure
		want error
	}{{&Failure{Code: Stale}, ErrMoved}, {&Failure{Code: BadPlan, Err: cause}, ErrPlan}, {&Failure{Code: BadPlan, Err: cause}, cause}, {&Failure{Code: Unreachable, Err: cause}, cause}} {
		if !errors.Is(c.f, c.want) || errors.Is(c.f, ErrNothing) {
			t.Errorf("%v is not %v", c.f, c.want)
		}
	}
	signed, unsigned := &Failure{Code: NXRRset, Signed: true}, &Failure{Code: NXRRset}
	if strings.Contains(signed.Error(), "not proved") || !strings.Contains(unsigned.Error(), "not proved") {
		t.Errorf("%v / %v", signed, unsigned)
	}
}
