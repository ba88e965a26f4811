package pdf

import (
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Structure is the objects of a PDF as a conforming reader finds them, for those
// who compare or search objects instead of reading pages. Nothing is repaired
// here that pdfcpu's reader does not repair. A value of the wrong type reads as
// its zero value. It belongs to one goroutine.
type Structure struct{ objects *objects }

// ReadStructure reads the objects of data, a locked file's with its password. It
// returns ErrPassword when another one is needed and ErrUnreadable when there is
// no catalogue.
func ReadStructure(data []byte, password string) (s *Structure, err error) {
	defer caught(&s, &err)
	ctx, err := readContext(data, password)
	if err != nil {
		return nil, err
	}
	s = &Structure{objects: newObjects(ctx)}
	if s.Catalog() == nil {
		return nil, fmt.Errorf("%w: no catalogue", ErrUnreadable)
	}
	return s, nil
}

// Encrypted says whether the file has an encryption dictionary.
func (s *Structure) Encrypted() bool { return s.objects.ctx.Encrypt != nil }

// Root returns the number of the catalogue.
func (s *Structure) Root() int {
	if s.objects.ctx.Root == nil {
		return 0
	}
	return reference(*s.objects.ctx.Root)
}

// Catalog returns the catalogue.
func (s *Structure) Catalog() types.Dict { return s.objects.catalog() }

// Numbers lists the objects that are in use, in order.
func (s *Structure) Numbers() []int { return s.objects.numbers() }

// Object returns object n, nil when there is none.
func (s *Structure) Object(n int) types.Object {
	return s.objects.fetch(*types.NewIndirectRef(n, 0))
}

// Offset returns where object n stands in the file; false for one in an object
// stream and for none.
func (s *Structure) Offset(n int) (int64, bool) {
	e := s.objects.ctx.Table[n]
	if e == nil || e.Free || e.Compressed || e.Offset == nil {
		return 0, false
	}
	return *e.Offset, true
}

// Generation returns the generation of object n.
func (s *Structure) Generation(n int) int {
	if e := s.objects.ctx.Table[n]; e != nil && e.Generation != nil {
		return *e.Generation
	}
	return 0
}

// Resolve follows v to a direct object.
func (s *Structure) Resolve(v types.Object) types.Object { return s.objects.resolve(v) }

// Dict returns v as a dictionary; a stream gives its own.
func (s *Structure) Dict(v types.Object) types.Dict { return s.objects.dict(v) }

// Array returns v as an array.
func (s *Structure) Array(v types.Object) types.Array { return s.objects.array(v) }

// Name returns v as a name with its escapes decoded.
func (s *Structure) Name(v types.Object) string { return s.objects.name(v) }

// Integer returns v as an integer.
func (s *Structure) Integer(v types.Object) (int, bool) { return s.objects.integer(v) }

// Number returns v as a number.
func (s *Structure) Number(v types.Object) (float64, bool) { return s.objects.number(v) }

// Stream decodes v up to limit bytes.
func (s *Structure) Stream(v types.Object, limit int) []byte { return s.objects.stream(v, limit) }

// Reference returns the number of the object that v refers to, 0 for a direct
// one.
func Reference(v types.Object) int { return reference(v) }

// PageNumbers lists the objects of the pages in order. A page that is no object
// of its own is 0.
func (s *Structure) PageNumbers() []int {
	var out []int
	seen := map[int]bool{}
	var walk func(v types.Object, depth int)
	walk = func(v types.Object, depth int) {
		d, n := s.Dict(v), reference(v)
		if d == nil || depth > maxDepth || len(out) >= maxPages || n > 0 && seen[n] {
			return
		}
		seen[n] = true
		kids, ok := d["Kids"]
		if !ok || s.Name(d["Type"]) == "Page" {
			out = append(out, n)
			return
		}
		for _, k := range s.Array(kids) {
			walk(k, depth+1)
		}
	}
	walk(s.Catalog()["Pages"], 0)
	return slices.Clip(out)
}

// DecodeName decodes the #xx escapes of a name.
func DecodeName(s string) string { return decodeName(s) }
