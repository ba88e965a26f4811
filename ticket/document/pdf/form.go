package pdf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Value is one filled field of a form.
type Value struct {
	Name  string // full name, parts joined with dots
	Value string
}

// Embedded is a file inside the file.
type Embedded struct {
	Name string
	Size int64 // bytes, as claimed; 0 where nobody says
}

// Embedded lists the files inside the file, whether the catalogue leads to them
// or not.
func (f *File) Embedded() []Embedded {
	if f.embedded == nil {
		f.Active()
	}
	return f.embedded
}

// embedded reads a file specification (ISO 32000-1, 7.11.3).
func (o *objects) embedded(spec map[string]types.Object, files types.Dict) Embedded {
	var e Embedded
	for _, key := range []string{"UF", "F"} {
		if e.Name == "" {
			e.Name = o.text(spec[key])
		}
		stream := o.dict(files[key])
		if n, ok := o.integer(o.dict(stream["Params"])["Size"]); ok && e.Size == 0 && n > 0 {
			e.Size = int64(n)
		}
		if n, ok := o.integer(stream["Length"]); ok && e.Size == 0 && n > 0 {
			e.Size = int64(n)
		}
	}
	return e
}

// text returns v as a text string, at most 1,000 bytes of it.
func (o *objects) text(v types.Object) string {
	var s string
	var err error
	switch t := o.resolve(v).(type) {
	case types.StringLiteral:
		s, err = types.StringLiteralToString(t)
	case types.HexLiteral:
		s, err = types.HexLiteralToString(t)
	case types.Name:
		s = decodeName(string(t))
	}
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(s[:min(len(s), 1000)], "")
}

// Form returns the filled fields of the form (ISO 32000-1, 12.7) in their order.
// Signatures are no values.
func (f *File) Form() []Value {
	w := formWalk{o: f.objects, seen: map[int]bool{}}
	form := f.objects.dict(f.objects.catalog()["AcroForm"])
	for _, v := range f.objects.array(form["Fields"]) {
		w.field(v, "", "", nil, 0)
	}
	return w.out
}

type formWalk struct {
	o    *objects
	seen map[int]bool
	out  []Value
	n    int
}

// field reads a field and those below it, which inherit its type and value.
func (w *formWalk) field(v types.Object, above, kind string, value types.Object, depth int) {
	d, nr := w.o.dict(v), reference(v)
	if w.n++; d == nil || depth > maxDepth || w.n > maxFields || nr > 0 && w.seen[nr] {
		return
	}
	if nr > 0 {
		w.seen[nr] = true
	}
	name := above
	if t := w.o.text(d["T"]); t != "" {
		name = strings.TrimPrefix(above+"."+t, ".")
	}
	if k := w.o.name(d["FT"]); k != "" {
		kind = k
	}
	if own, ok := d["V"]; ok {
		value = own
	}
	fields := 0
	for _, kid := range w.o.array(d["Kids"]) {
		if w.o.dict(kid)["T"] != nil { // else a widget of this field
			if !w.seen[reference(kid)] {
				fields++
			}
			w.field(kid, name, kind, value, depth+1)
		}
	}
	if fields > 0 {
		return
	}
	if s := w.value(kind, value); s != "" {
		w.out = append(w.out, Value{name, s})
	}
}

func (w *formWalk) value(kind string, v types.Object) string {
	switch kind {
	case "Btn":
		if n := w.o.name(v); n != "Off" {
			return n
		}
		return ""
	case "Sig":
		return ""
	}
	if list := w.o.array(v); len(list) > 0 {
		var out []string
		for _, e := range list[:min(len(list), 20)] {
			out = append(out, w.o.text(e))
		}
		return strings.Join(out, ", ")
	}
	switch w.o.resolve(v).(type) {
	case types.StreamDict, *types.StreamDict:
		return string(w.o.stream(v, 1000))
	}
	return w.o.text(v)
}

// standard are the fonts that every viewer has (ISO 32000-1, 9.6.2.2).
var standard = []string{
	"Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique", "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique",
	"Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic", "Symbol", "ZapfDingbats",
}

// MissingFonts names the fonts of pages that are neither inside the file nor
// among the standard ones: a viewer draws something else in their place.
func (f *File) MissingFonts() []string {
	w := fontWalk{o: f.objects, seen: map[int]bool{}}
	for _, p := range f.pages[:min(len(f.pages), 500)] {
		w.resources(p["Resources"], 0)
	}
	slices.Sort(w.missing)
	return slices.Compact(w.missing)
}

type fontWalk struct {
	o       *objects
	seen    map[int]bool
	missing []string
	n       int
}

func (w *fontWalk) first(v types.Object) bool {
	nr := reference(v)
	if nr > 0 && w.seen[nr] {
		return false
	}
	w.seen[nr] = true
	w.n++
	return w.n <= maxFonts
}

func (w *fontWalk) resources(v types.Object, depth int) {
	r := w.o.dict(v)
	if r == nil || depth > maxForms || !w.first(v) {
		return
	}
	for _, font := range w.o.dict(r["Font"]) {
		if w.first(font) {
			w.font(w.o.dict(font))
		}
	}
	for _, x := range w.o.dict(r["XObject"]) {
		if !w.first(x) {
			continue
		}
		if d := w.o.dict(x); w.o.name(d["Subtype"]) == "Form" {
			w.resources(d["Resources"], depth+1)
		}
	}
}

func (w *fontWalk) font(d types.Dict) {
	if d == nil || w.o.name(d["Subtype"]) == "Type3" {
		return
	}
	name := w.o.name(d["BaseFont"])
	if w.o.name(d["Subtype"]) == "Type0" {
		if list := w.o.array(d["DescendantFonts"]); len(list) > 0 {
			d = w.o.dict(list[0])
		}
	} else if slices.Contains(standard, name) {
		return
	}
	descriptor := w.o.dict(d["FontDescriptor"])
	for _, key := range []string{"FontFile", "FontFile2", "FontFile3"} {
		if _, ok := descriptor[key]; ok {
			return
		}
	}
	if name == "" {
		name = fmt.Sprintf("(%s)", w.o.name(d["Subtype"]))
	}
	if len(w.missing) < 100 {
		w.missing = append(w.missing, name)
	}
}
