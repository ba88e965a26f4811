package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var columns = []Column{{ID: "name", Titles: []string{"domain", "nama domain"}, Required: true}, {ID: "agency", Titles: []string{"instansi"}}}

// flat writes rows and problems for comparison.
func flat(t Table) []string {
	var out []string
	for _, r := range t.Rows {
		s := fmt.Sprintf("%d %s|%s", r.Line, r.Get("name"), r.Get("agency"))
		for _, c := range r.More {
			s += "|" + c.Title + "=" + c.Value
		}
		out = append(out, s)
	}
	for _, p := range t.Problems {
		out = append(out, fmt.Sprintf("! %d %s", p.Line, p))
	}
	return out
}

func TestRead(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"plain", "domain,instansi\ncontohkab.go.id,Kab. Contoh\n", []string{"2 contohkab.go.id|Kab. Contoh"}},
		{"semicolons, a mark of order, more columns", "\ufeffInstansi;Nama  Domain;Telepon\r\nKab. Contoh;contohkab.go.id;021\r\n", []string{"2 contohkab.go.id|Kab. Contoh|Telepon=021"}},
		{"tabs, blank lines, comments", "\n# buku\ndomain\tinstansi\n\n\na.go.id\tA\n", []string{"6 a.go.id|A"}},
		{"windows-1252", "domain,instansi\na.go.id,Caf\xe9\n", []string{"2 a.go.id|Café"}},
		{"utf-16", "\xff\xfed\x00o\x00m\x00a\x00i\x00n\x00\n\x00a\x00", []string{"2 a|"}},
		{"quotes over lines", "domain,instansi\na.go.id,\"A\nB\"\nb.go.id,B\n", []string{"2 a.go.id|A B", "4 b.go.id|B"}},
		{"escape sequences", "domain,instansi\na.go.id,\x1b[31mA\u202e\n", []string{"2 a.go.id|A"}},
		{"no title", "contohkab.go.id,Kab\n", []string{"! 1 domain: this column is missing; write the titles of the columns in the first row: domain, instansi"}},
		{"empty", "", []string{"! 1 the table is empty; write the titles of the columns in the first row: domain, instansi"}},
		{"an empty cell", "domain,instansi\n,A\nb.go.id,B\n", []string{"3 b.go.id|B", "! 2 domain: this cell is empty; fill in domain"}},
		{"a cell too many", "domain\na.go.id,Dinas\nb.go.id\n", []string{"3 b.go.id|", "! 2 there is a cell beyond the last column: Dinas; give the column a title, or put a cell that holds the separator in quotation marks"}},
		{"a quote alone", "domain,instansi\na.go.id,A \"B\nb.go.id,B\n", []string{"! 2 a quotation mark has no partner; write \"\" for a quotation mark inside a cell"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Read(strings.NewReader(tc.in), columns)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, flat(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReadBounds(t *testing.T) {
	long := io.MultiReader(strings.NewReader("domain\n"), io.LimitReader(endless('a'), maxBytes))
	if _, err := Read(long, columns); err == nil {
		t.Error("a table without end is read")
	}
	if _, err := Read(iotest.ErrReader(io.ErrUnexpectedEOF), columns); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a reader that fails: %v", err)
	}
	got, err := Read(strings.NewReader("domain\n"+strings.Repeat("a\n", maxRows+5)), columns)
	if err != nil || len(got.Rows) != maxRows || len(got.Problems) != 1 {
		t.Errorf("%d rows, %d problems, %v", len(got.Rows), len(got.Problems), err)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "=1+1": "'=1+1", "+62": "'+62", "-1": "'-1", "@SUM": "'@SUM", "|cmd": "'|cmd", "％": "％", "＝1": "'＝1", "'a": "'a", "a=b": "a=b",
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestRoundTrip writes cells and reads them back as they were.
// A spreadsheet that parts cells at semicolons finds no formula behind one, either.
func TestInertBehindSemicolons(t *testing.T) {
	for give, want := range map[string]string{
		"a;=1+1": "a;'=1+1", `baik; "=HYPERLINK(1)`: `baik; "'=HYPERLINK(1)`, "x;＠SUM;-2": "x;'＠SUM;'-2", "a; b=c": "a; b=c", "=a;=b": "'=a;'=b",
	} {
		got := inert(give)
		if got != want {
			t.Errorf("%q became %q, want %q", give, got, want)
		}
		if free(got) != give {
			t.Errorf("%q is read as %q", got, free(got))
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[=+@a-z'][-=a-z0-9;,". ]{0,20}[a-z]`).Draw(t, "name")
		agency := rapid.StringMatching(`([=+@a-zA-Z][-=a-z0-9;,". é]{0,20}[a-z])?`).Draw(t, "agency")
		var b bytes.Buffer
		if err := Write(&b, []string{"domain", "instansi"}, [][]string{{name, agency}}); err != nil {
			t.Fatal(err)
		}
		got, err := Read(&b, columns)
		if err != nil || len(got.Rows) != 1 {
			t.Fatalf("%v, %v", flat(got), err)
		}
		fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if r := got.Rows[0]; r.Get("name") != fold(free(name)) || r.Get("agency") != fold(agency) {
			t.Fatalf("%q, %q became %q, %q", name, agency, r.Get("name"), r.Get("agency"))
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("domain;instansi\na.go.id;\"b\n"))
	f.Add([]byte("\xff\xfed\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Read(bytes.NewReader(b), columns)
		if err != nil || len(got.Problems) > maxTold {
			t.Fatalf("%d problems, %v", len(got.Problems), err)
		}
		for _, r := range got.Rows {
			if r.Get("name") == "" || r.Line < 2 {
				t.Fatalf("row %+v", r)
			}
		}
	})
}
