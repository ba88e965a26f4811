package paper

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"loket/ticket/document"
	"loket/ticket/document/reading"
)

// Count is how often a field was right, wrong or not there.
type Count struct{ Found, Wrong, Missed int }

// Rate is the part that was found, 1 where there was nothing to find.
func (c Count) Rate() float64 {
	if n := c.Found + c.Missed + c.Wrong; n > 0 {
		return float64(c.Found) / float64(n)
	}
	return 1
}

// Tally is a count for each field. "kind" and "pages" stand for what kind a
// document is and on which pages.
type Tally map[reading.Field]Count

// Fields that stand for the document as a whole.
const (
	Kind  reading.Field = "kind"
	Pages reading.Field = "pages"
)

// Fields are those of a tally in the order of a table.
var Fields = []reading.Field{Kind, Pages, reading.Number, reading.Date, reading.Addressee, reading.Subject, reading.Agency,
	reading.Signer, reading.SignerTitle, reading.SignerNIP, reading.NIP, reading.Name, reading.Title, reading.Rank, reading.Domain, reading.Email, reading.Phone, reading.URL}

// Compare counts what a report found of a sample. Each mistake is told to tell,
// which may be nil.
func (t Tally) Compare(s *Sample, r *document.Report, tell func(string)) {
	facts := r.Facts
	if facts == nil {
		facts = &reading.Facts{}
	}
	for _, part := range s.Parts {
		i := slices.IndexFunc(facts.Parts, func(p reading.Part) bool { return p.From == part.From && p.To == part.To })
		if i < 0 {
			t.count(Pages, 0, 0, 1, tell, fmt.Sprintf("%s: pages %d-%d are not one document: %+v", s.Name, part.From, part.To, facts.Parts))
		} else {
			t.count(Pages, 1, 0, 0, nil, "")
			if k := facts.Parts[i].Kind; k == part.Kind {
				t.count(Kind, 1, 0, 0, nil, "")
			} else {
				t.count(Kind, 0, 1, 0, tell, fmt.Sprintf("%s: kind %q, want %q", s.Name, k, part.Kind))
			}
		}
		for f, want := range part.Truth {
			t.field(s, facts, part, f, want, tell)
		}
	}
}

// single fields have one value; of the others every value counts.
func single(f reading.Field) bool {
	return slices.Contains([]reading.Field{reading.Number, reading.Date, reading.Addressee, reading.Subject, reading.Agency,
		reading.Signer, reading.SignerTitle, reading.SignerNIP}, f)
}

func (t Tally) field(s *Sample, facts *reading.Facts, p Part, f reading.Field, want []string, tell func(string)) {
	at := reading.Part{From: p.From, To: p.To}
	if single(f) {
		got := facts.First(at, f)
		switch {
		case same(got, want[0]):
			t.count(f, 1, 0, 0, nil, "")
		case got == "":
			t.count(f, 0, 0, 1, tell, fmt.Sprintf("%s p%d: %s missed: %q", s.Name, p.From, f, want[0]))
		default:
			t.count(f, 0, 1, 0, tell, fmt.Sprintf("%s p%d: %s is %q, want %q", s.Name, p.From, f, got, want[0]))
		}
		return
	}
	got := facts.All(at, f)
	for _, w := range want {
		if slices.ContainsFunc(got, func(g string) bool { return same(g, w) }) {
			t.count(f, 1, 0, 0, nil, "")
		} else {
			t.count(f, 0, 0, 1, tell, fmt.Sprintf("%s p%d: %s missed: %q in %q", s.Name, p.From, f, w, got))
		}
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w string) bool { return same(g, w) }) {
			t.count(f, 0, 1, 0, tell, fmt.Sprintf("%s p%d: %s: %q is none", s.Name, p.From, f, g))
		}
	}
}

func (t Tally) count(f reading.Field, found, wrong, missed int, tell func(string), what string) {
	c := t[f]
	t[f] = Count{c.Found + found, c.Wrong + wrong, c.Missed + missed}
	if tell != nil {
		tell(what)
	}
}

// same compares without case, blanks and the points of titles.
func same(a, b string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .,;:()-–", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	return plain(a) == plain(b)
}

// Table writes tallies beside each other.
func Table(w io.Writer, names []string, tallies []Tally) {
	fmt.Fprintf(w, "%-14s", "")
	for _, n := range names {
		fmt.Fprintf(w, "  %-31s", n)
	}
	fmt.Fprintf(w, "\n%-14s", "field")
	for range names {
		fmt.Fprintf(w, "  %7s %7s %7s %7s", "found", "wrong", "missed", "rate")
	}
	fmt.Fprintln(w)
	for _, f := range Fields {
		fmt.Fprintf(w, "%-14s", cmp.Or(string(f), "-"))
		for _, t := range tallies {
			c := t[f]
			fmt.Fprintf(w, "  %7d %7d %7d %6.1f%%", c.Found, c.Wrong, c.Missed, 100*c.Rate())
		}
		fmt.Fprintln(w)
	}
}
