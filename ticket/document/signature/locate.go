package signature

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// Bounds of the search.
const (
	maxFields   = 5000
	maxDepth    = 40
	maxContents = 2 << 20 // bytes of one signature container
)

// place is a signature as it stands in the file.
type place struct {
	field  string // full name, cleaned
	widget int    // object of the field, 0 for none
	object int    // of the signature dictionary, 0 for a direct one
	dict   types.Dict

	first, hole, after, end int // the covered ranges: [first,hole) and [after,end)
	contents                []byte
}

// locate lists the signatures that the form leads to and those that nothing
// leads to but that stand in the file.
func locate(s *pdf.Structure) []place {
	l := locator{s: s, seen: map[int]bool{}}
	for _, f := range s.Array(s.Dict(s.Catalog()["AcroForm"])["Fields"]) {
		l.field(f, "", nil, 0)
	}
	if perms := s.Dict(s.Catalog()["Perms"]); perms != nil {
		l.dictionary(perms["DocMDP"], "", 0)
	}
	for _, n := range s.Numbers() {
		if d, ok := s.Object(n).(types.Dict); ok && !l.seen[n] && d["ByteRange"] != nil && d["Contents"] != nil {
			l.seen[n] = true
			l.found = append(l.found, place{object: n, dict: d})
		}
	}
	return l.found
}

type locator struct {
	s     *pdf.Structure
	seen  map[int]bool // fields and signature dictionaries
	found []place
	n     int
}

func (l *locator) field(v types.Object, above string, kind types.Object, depth int) {
	d, nr := l.s.Dict(v), pdf.Reference(v)
	if l.n++; d == nil || depth > maxDepth || l.n > maxFields || nr > 0 && l.seen[nr] {
		return
	}
	l.seen[nr] = nr > 0
	name := above
	if t := words(l.s.Resolve(d["T"])); t != "" {
		if name != "" {
			name += "."
		}
		name += t
	}
	if ft, ok := d["FT"]; ok {
		kind = ft
	}
	for _, k := range l.s.Array(d["Kids"]) {
		l.field(k, name, kind, depth+1)
	}
	if l.s.Name(kind) == "Sig" {
		l.dictionary(d["V"], name, nr)
	}
}

func (l *locator) dictionary(v types.Object, name string, widget int) {
	d, n := l.s.Dict(v), pdf.Reference(v)
	if d == nil && n == 0 || n > 0 && l.seen[n] {
		return
	}
	if n > 0 {
		l.seen[n] = true
	}
	l.found = append(l.found, place{field: tidy(name), widget: widget, object: n, dict: d})
}

// words decodes a text string for a name.
func words(v types.Object) string {
	switch s := v.(type) {
	case types.StringLiteral:
		if t, err := types.StringLiteralToString(s); err == nil {
			return t
		}
	case types.HexLiteral:
		if t, err := types.HexLiteralToString(s); err == nil {
			return t
		}
	}
	return ""
}

// cover reads the byte range and takes the container out of its hole. The hole
// must be one hexadecimal string and nothing else, the one that the dictionary
// holds: whatever else stands there would be shown and not be signed.
func (p *place) cover(s *pdf.Structure, data []byte) (code, what string) {
	if p.dict == nil {
		return NoteMissing, "dictionary"
	}
	a := s.Array(p.dict["ByteRange"])
	if len(a) != 4 {
		return NoteMissing, "ByteRange"
	}
	var n [4]int
	for i, v := range a {
		x, ok := s.Resolve(v).(types.Integer)
		if !ok || int(x) < 0 || int(x) > len(data) {
			return NoteCoverage, "ByteRange"
		}
		n[i] = int(x)
	}
	p.first, p.hole, p.after, p.end = n[0], n[0]+n[1], n[2], n[2]+n[3]
	if p.first != 0 || n[1] == 0 || n[3] == 0 || p.hole >= p.after || p.end > len(data) {
		return NoteCoverage, "ByteRange"
	}
	hole := data[p.hole:p.after]
	if len(hole) < 2 || hole[0] != '<' || hole[len(hole)-1] != '>' {
		return NoteCoverage, "hole"
	}
	digits := hole[1 : len(hole)-1]
	if len(digits) > 2*maxContents {
		return NoteFormat, "size"
	}
	raw := make([]byte, len(digits)/2)
	if n, err := hex.Decode(raw, digits); err != nil || n != len(raw) || len(raw)*2 != len(digits) {
		return NoteCoverage, "hole"
	}
	if !s.Encrypted() {
		lit, ok := s.Resolve(p.dict["Contents"]).(types.HexLiteral)
		if !ok || !bytes.EqualFold([]byte(lit), digits) {
			return NoteCoverage, "Contents"
		}
	}
	if len(bytes.Trim(raw, "\x00")) == 0 {
		return NoteMissing, "Contents"
	}
	p.contents = raw
	return "", ""
}

// covered is what the signature covers.
func (p *place) covered(data []byte) []byte {
	return slices.Concat(data[p.first:p.hole], data[p.after:p.end])
}

var revisionMark = regexp.MustCompile(`startxref\s+(\d{1,12})\s+%%EOF`)

// revisions lists where the revisions of the file end.
func revisions(data []byte) []int {
	var out []int
	for _, m := range revisionMark.FindAllSubmatchIndex(data, 1000) {
		if string(data[m[2]:m[3]]) == "0" && len(out) == 0 { // the first part of a linearised file
			continue
		}
		out = append(out, m[1])
	}
	return out
}
