package signature

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// Bounds of the comparison.
const (
	maxLater = 16        // revisions after a signature
	maxMarks = 200_000   // objects after a signature
	maxNodes = 3_000_000 // values visited
)

var (
	objectMark = regexp.MustCompile(`(\d{1,10})[ \t\r\n\f\x00]+(\d{1,5})[ \t\r\n\f\x00]+obj`)
	meaning    = regexp.MustCompile(`obj|xref|trailer`)
)

// compare looks at what stands after the bytes that a signature covers. The file
// as it was signed and the whole file are read as a viewer would, and every
// object that the document leads to must be the same in both, apart from what is
// known to be harmless.
func (v *verifier) compare(e *examined) {
	tail := v.data[e.end:]
	if !meaning.Match(tail) {
		if len(bytes.TrimSpace(tail)) > 0 {
			e.note(NoteTail)
		}
		return
	}
	if len(v.after(e.end)) > maxLater {
		e.fail(Unreadable, NoteTooComplex)
		return
	}
	was := v.revision(e.end)
	if was == nil {
		e.fail(Unreadable, NoteFormat, "signed revision")
		return
	}
	d := &comparison{v: v, e: e, was: was, is: v.s}
	if was.Encrypted() != v.s.Encrypted() {
		d.add(Change{Code: ChangedStructure})
	}
	d.hidden(tail)
	d.objects()
	if d.nodes > maxNodes {
		e.fail(Unreadable, NoteTooComplex)
	}
	if e.Certification > 1 && len(e.Changes) > 0 {
		e.note(NoteAuthorAllows, fmt.Sprint(e.Certification))
	}
}

// comparison is that of two revisions.
type comparison struct {
	v       *verifier
	e       *examined
	was, is *pdf.Structure
	roles   map[int]role
	nodes   int
}

func (d *comparison) add(c Change) {
	d.e.worse(Changed)
	c.Name = tidy(c.Name)
	for _, o := range d.e.Changes {
		if o.Code == c.Code && o.Page == c.Page && o.Name == c.Name {
			return
		}
	}
	if len(d.e.Changes) < maxChanges {
		d.e.Changes = append(d.e.Changes, c)
	}
}

// hidden looks for objects after the signature that no table knows: a viewer
// that mends a broken table would show them.
func (d *comparison) hidden(tail []byte) {
	marks := objectMark.FindAllSubmatchIndex(tail, maxMarks)
	if len(marks) == maxMarks {
		d.nodes = maxNodes + 1
		return
	}
	open := map[int]int{} // place in the file: object number
	for _, m := range marks {
		n, err := strconv.Atoi(string(tail[m[2]:m[3]]))
		if err == nil {
			open[d.e.end+m[2]] = n
		}
	}
	ends := append(slices.Clone(d.v.after(d.e.end)), len(d.v.data))
	for _, end := range slices.Backward(ends) {
		if len(open) == 0 {
			return
		}
		if s := d.v.revision(end); s != nil {
			d.account(open, s)
		}
	}
	for at, n := range open {
		if d.table(at) && d.was.Object(n) == nil {
			continue
		}
		d.add(Change{Code: ChangedHidden, Object: n})
	}
}

// account takes away what the table of a revision knows.
func (d *comparison) account(open map[int]int, s *pdf.Structure) {
	for at, n := range open {
		off, ok := s.Offset(n)
		if !ok || off > int64(at) || off < int64(at)-4 {
			continue
		}
		if len(bytes.TrimSpace(d.v.data[off:at])) == 0 {
			delete(open, at)
		}
	}
}

// table reports whether a cross-reference table begins at a place.
func (d *comparison) table(at int) bool {
	for _, m := range revisionMark.FindAllSubmatch(d.v.data[d.e.end:], maxLater+1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil && n == at {
			return true
		}
	}
	return false
}

// objects compares what the document leads to. What nothing leads to is not
// shown, so it may change; what is new can only be reached from something that
// changed, which is judged where it stands.
func (d *comparison) objects() {
	known := d.reach(d.was)
	d.roles = d.rolesOf(d.was)
	root := d.was.Root()
	if d.is.Root() != root {
		d.catalog(d.was.Catalog(), d.is.Catalog())
	}
	reached := d.reach(d.is)
	list := make([]int, 0, len(reached))
	for n := range reached {
		if known[n] {
			list = append(list, n)
		}
	}
	sort.Ints(list)
	for _, n := range list {
		a, b := d.was.Object(n), d.is.Object(n)
		if !same(a, b, 0) || a != nil && d.was.Generation(n) != d.is.Generation(n) {
			d.judge(n, a, b)
		}
	}
}

// aside are the entries of the catalogue that show nothing.
var aside = map[string]bool{"DSS": true, "Metadata": true, "Extensions": true, "Version": true}

// reach lists the numbers of all objects that the document refers to, also of
// those that do not exist.
func (d *comparison) reach(s *pdf.Structure) map[int]bool {
	out := map[int]bool{s.Root(): true}
	var stack []types.Object
	for k, o := range s.Catalog() {
		if !aside[pdf.DecodeName(k)] {
			stack = append(stack, o)
		}
	}
	for len(stack) > 0 {
		if d.nodes++; d.nodes > maxNodes {
			return out
		}
		o := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n := pdf.Reference(o); n > 0 {
			if !out[n] {
				out[n] = true
				stack = append(stack, s.Object(n))
			}
			continue
		}
		stack = append(stack, within(o)...)
	}
	return out
}

// within are the values that stand directly in o.
func within(o types.Object) []types.Object {
	var out []types.Object
	switch t := o.(type) {
	case types.Array:
		return t
	case types.Dict:
		for _, v := range t {
			out = append(out, v)
		}
	case types.StreamDict:
		return within(t.Dict)
	case *types.StreamDict:
		return within(t.Dict)
	case types.ObjectStreamDict:
		return within(t.Dict)
	case *types.ObjectStreamDict:
		return within(t.Dict)
	case types.XRefStreamDict:
		return within(t.Dict)
	case *types.XRefStreamDict:
		return within(t.Dict)
	}
	return out
}

// same compares two values without following references.
func same(a, b types.Object, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if ra, rb := pdf.Reference(a), pdf.Reference(b); ra > 0 || rb > 0 {
		return ra == rb
	}
	sa, oka := streamOf(a)
	sb, okb := streamOf(b)
	if oka || okb {
		return oka && okb && bytes.Equal(sa.Raw, sb.Raw) && same(sa.Dict, sb.Dict, depth+1)
	}
	switch x := a.(type) {
	case types.Dict:
		y, ok := b.(types.Dict)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, ok := y[k]
			if !ok || !same(v, w, depth+1) {
				return false
			}
		}
		return true
	case types.Array:
		y, ok := b.(types.Array)
		return ok && slices.EqualFunc(x, y, func(v, w types.Object) bool { return same(v, w, depth+1) })
	case nil:
		return b == nil
	}
	return scalar(a) != "" && scalar(a) == scalar(b)
}

func streamOf(o types.Object) (types.StreamDict, bool) {
	switch t := o.(type) {
	case types.StreamDict:
		return t, true
	case *types.StreamDict:
		return *t, true
	case types.ObjectStreamDict:
		return t.StreamDict, true
	case *types.ObjectStreamDict:
		return t.StreamDict, true
	case types.XRefStreamDict:
		return t.StreamDict, true
	case *types.XRefStreamDict:
		return t.StreamDict, true
	}
	return types.StreamDict{}, false
}

// scalar writes a simple value with its type; "" for one of an unknown type.
func scalar(o types.Object) string {
	switch t := o.(type) {
	case types.Boolean, types.Integer, types.Float, types.StringLiteral, types.HexLiteral:
		return fmt.Sprintf("%T %v", t, t)
	case types.Name:
		return "name " + pdf.DecodeName(string(t))
	}
	return ""
}
