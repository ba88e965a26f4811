package registry

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loket/domain"
)

// codes are all of RFC 5730 section 3.
var codes = []int{
	1000, 1001, 1300, 1301, 1500,
	2000, 2001, 2002, 2003, 2004, 2005, 2100, 2101, 2102, 2103, 2104, 2105, 2106, 2200, 2201, 2202,
	2300, 2301, 2302, 2303, 2304, 2305, 2306, 2307, 2308, 2400, 2500, 2501, 2502,
}

// keys finds the Key constants in the source.
func keys(t *testing.T) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Key") {
			s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
		return true
	})
	return list
}

// TestExplanations: every code and key is explained in both languages, and nothing
// else is.
func TestExplanations(t *testing.T) {
	wanted := append(keys(t), "1xxx", "2xxx", "other")
	if len(wanted) < 13 {
		t.Fatalf("only %d keys were found", len(wanted))
	}
	for _, c := range codes {
		wanted = append(wanted, strconv.Itoa(c))
	}
	for _, key := range wanted {
		e, ok := explanations()[key]
		if !ok {
			t.Errorf("%s is not explained", key)
			continue
		}
		for _, text := range []string{e.What.ID, e.What.EN, e.Do.ID, e.Do.EN} {
			if len(text) < 15 {
				t.Errorf("%s: %q explains nothing", key, text)
			}
		}
		if strings.HasSuffix(e.What.ID, ".") || strings.HasSuffix(e.What.EN, ".") || !strings.HasSuffix(e.Do.ID, ".") || !strings.HasSuffix(e.Do.EN, ".") {
			t.Errorf("%s: what has no full stop, do has one", key)
		}
		if e.What.ID == e.What.EN || e.Do.ID == e.Do.EN {
			t.Errorf("%s is not translated", key)
		}
		_, err := strconv.Atoi(key)
		if (err == nil) != (e.RFC != "") {
			t.Errorf("%s: the words of the RFC are %q", key, e.RFC)
		}
	}
	for key := range explanations() {
		if !slices.Contains(wanted, key) {
			t.Errorf("%s is explained and never happens", key)
		}
	}
}

func TestExplainUnknown(t *testing.T) {
	for key, want := range map[string]string{"2999": "2xxx", "1999": "1xxx", "9999": "other", "": "other", "x": "other"} {
		if got := Explain(key); got.What != explanations()[want].What || got.Key != key {
			t.Errorf("%q is explained as %+v", key, got)
		}
	}
}

func TestProblem(t *testing.T) {
	o := Outcome{Code: 2306, Results: []Result{
		{Code: 2306, Message: "Parameter value policy error", Reasons: []Reason{{Value: "clientHold", Why: "already set"}}},
		{Code: 2004, Message: "Parameter value range error"},
	}}
	p := Refused(o)
	if !errors.Is(p, ErrRefused) || errors.Is(p, ErrUnknown) || p.Code() != 2306 {
		t.Errorf("problem %+v", p)
	}
	const said = "Parameter value policy error; clientHold: already set; 2004 Parameter value range error"
	if p.Detail != said {
		t.Errorf("said %q", p.Detail)
	}
	for _, l := range []domain.Lang{domain.Indonesian, domain.English} {
		if got := p.In(l); !strings.HasPrefix(got, "2306 ") || !strings.Contains(got, said) || !strings.Contains(got, p.Explain().Do.In(l)) {
			t.Errorf("%s: %s", l, got)
		}
	}
	cause := errors.New("cause \x1b[31mred")
	p = NewProblem(ErrNotSent, KeyUnreachable, cause.Error(), cause)
	if !errors.Is(p, cause) || p.Code() != 0 || strings.Contains(p.Error(), "\x1b") {
		t.Errorf("problem %v", p)
	}
}
