package signature

import (
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// role is what an object is in the document as it was signed.
type role struct {
	Change
	part string // of what is judged with care: "form", "fields", "page", "annots", "field"
}

// rolesOf says what the objects of a document belong to, so that a change can be
// named. The first that leads to an object wins.
func (d *comparison) rolesOf(s *pdf.Structure) map[int]role {
	r := roles{s: s, of: map[int]role{}}
	c := s.Catalog()
	r.set(c["AcroForm"], role{Change{Code: ChangedForm}, "form"})
	fields := s.Dict(c["AcroForm"])["Fields"]
	r.set(fields, role{Change{Code: ChangedForm}, "fields"})
	pages := s.PageNumbers()
	for i, n := range pages {
		r.set(*types.NewIndirectRef(n, 0), role{Change{Code: ChangedPage, Page: i + 1}, "page"})
	}
	for i, n := range pages {
		p := s.Dict(s.Object(n))
		r.set(p["Annots"], role{Change{Code: ChangedAnnotation, Page: i + 1}, "annots"})
		for _, a := range s.Array(p["Annots"]) {
			r.annotation(a, i+1)
		}
		r.spread(p["Contents"], Change{Code: ChangedPageContent, Page: i + 1}, 0)
	}
	for i, n := range pages {
		r.spread(s.Dict(s.Object(n))["Resources"], Change{Code: ChangedPageResource, Page: i + 1}, 0)
	}
	for _, f := range s.Array(fields) {
		r.field(f, "", 0)
	}
	r.spread(c["Pages"], Change{Code: ChangedPages}, 0)
	for k, v := range c {
		if k != "AcroForm" {
			r.spread(v, Change{Code: ChangedCatalog, Name: pdf.DecodeName(k)}, 0)
		}
	}
	return r.of
}

type roles struct {
	s     *pdf.Structure
	of    map[int]role
	nodes int
}

func (r *roles) set(v types.Object, x role) bool {
	n := pdf.Reference(v)
	if _, ok := r.of[n]; ok || n == 0 {
		return false
	}
	x.Object = n
	r.of[n] = x
	return true
}

// spread gives everything below v the same role.
func (r *roles) spread(v types.Object, c Change, depth int) {
	if r.nodes++; r.nodes > maxNodes || depth > maxDepth {
		return
	}
	if n := pdf.Reference(v); n > 0 {
		if !r.set(v, role{Change: c}) {
			return
		}
		v = r.s.Object(n)
	}
	if dict, ok := v.(types.Dict); ok {
		for k, o := range dict {
			if k != "Parent" && k != "P" {
				r.spread(o, c, depth+1)
			}
		}
		return
	}
	for _, o := range within(v) {
		r.spread(o, c, depth+1)
	}
}

func (r *roles) annotation(v types.Object, page int) {
	a := r.s.Dict(v)
	if r.s.Name(a["FT"]) == "Sig" || a["T"] != nil || a["FT"] != nil {
		r.set(v, role{Change{Code: ChangedField, Page: page, Name: words(r.s.Resolve(a["T"]))}, "field"})
	} else {
		r.set(v, role{Change: Change{Code: ChangedAnnotation, Page: page, Name: r.s.Name(a["Subtype"])}})
	}
	c := r.of[pdf.Reference(v)].Change
	if c.Code == "" {
		c = Change{Code: ChangedAnnotation, Page: page, Name: r.s.Name(a["Subtype"])}
	}
	r.spread(a["AP"], c, 0)
}

func (r *roles) field(v types.Object, above string, depth int) {
	f := r.s.Dict(v)
	if r.nodes++; f == nil || depth > maxDepth || r.nodes > maxNodes {
		return
	}
	name := above
	if t := words(r.s.Resolve(f["T"])); t != "" {
		name = t
		if above != "" {
			name = above + "." + t
		}
	}
	r.set(v, role{Change{Code: ChangedField, Name: name}, "field"})
	for _, k := range r.s.Array(f["Kids"]) {
		r.field(k, name, depth+1)
	}
	r.spread(f["V"], Change{Code: ChangedField, Name: name}, 0)
}

// judge decides about an object that is another one now.
func (d *comparison) judge(n int, a, b types.Object) {
	x := d.roles[n]
	da, db := d.was.Dict(a), d.is.Dict(b)
	switch {
	case n == d.was.Root() && db != nil:
		d.catalog(da, db)
	case x.part == "form" && db != nil:
		d.form(da, db)
	case x.part == "fields":
		d.fields(d.was.Array(a), d.is.Array(b))
	case x.part == "page" && db != nil:
		d.page(x.Page, da, db)
	case x.part == "annots":
		d.annotations(x.Page, d.was.Array(a), d.is.Array(b))
	case x.part == "field" && da != nil && db != nil && d.signing(da, db, x.Page):
	case x.Code != "":
		d.add(x.Change)
	default:
		name := d.is.Name(db["Type"])
		d.add(Change{Code: ChangedObject, Name: name, Object: n})
	}
}

// differ lists the entries that are not the same.
func differ(a, b types.Dict) []string {
	var out []string
	for k, v := range b {
		if w, ok := a[k]; !ok || !same(w, v, 0) {
			out = append(out, k)
		}
	}
	for k := range a {
		if _, ok := b[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}

func (d *comparison) catalog(a, b types.Dict) {
	for _, k := range differ(a, b) {
		switch name := pdf.DecodeName(k); {
		case name == "Metadata":
			d.e.note(NoteInformation)
		case aside[name]:
		case name == "AcroForm" && b[k] != nil:
			d.form(d.was.Dict(a[k]), d.is.Dict(b[k]))
		case name == "Perms" && a[k] == nil: // restricts, shows nothing
		default:
			d.add(Change{Code: ChangedCatalog, Name: name})
		}
	}
}

// form allows further signature fields. Default appearances are only used where
// a viewer is told to draw fields itself.
func (d *comparison) form(a, b types.Dict) {
	for _, k := range differ(a, b) {
		switch name := pdf.DecodeName(k); {
		case name == "Fields":
			d.fields(d.was.Array(a[k]), d.is.Array(b[k]))
		case name == "SigFlags":
		case (name == "DR" || name == "DA") && d.is.Resolve(b["NeedAppearances"]) != types.Boolean(true):
		default:
			d.add(Change{Code: ChangedForm, Name: name})
		}
	}
}

// added lists what was added to an array of references; false when anything that
// was there is gone or moved.
func added(a, b types.Array) (types.Array, bool) {
	var out types.Array
	i := 0
	for _, v := range b {
		if i < len(a) && same(a[i], v, 0) {
			i++
			continue
		}
		out = append(out, v)
	}
	return out, i == len(a)
}

func (d *comparison) fields(a, b types.Array) {
	more, ok := added(a, b)
	if !ok {
		d.add(Change{Code: ChangedForm, Name: "Fields"})
	}
	for _, v := range more {
		d.newField(v, 0)
	}
}

func (d *comparison) annotations(page int, a, b types.Array) {
	more, ok := added(a, b)
	if !ok {
		d.add(Change{Code: ChangedAnnotation, Page: page})
	}
	for _, v := range more {
		d.newField(v, page)
	}
}

func (d *comparison) page(n int, a, b types.Dict) {
	for _, k := range differ(a, b) {
		switch pdf.DecodeName(k) {
		case "Annots":
			d.annotations(n, d.was.Array(a[k]), d.is.Array(b[k]))
		case "Tabs": // the order in which a key walks through fields
		case "Contents":
			d.add(Change{Code: ChangedPageContent, Page: n})
		case "Resources":
			d.add(Change{Code: ChangedPageResource, Page: n})
		default:
			d.add(Change{Code: ChangedPage, Page: n, Name: pdf.DecodeName(k)})
		}
	}
}

// newField allows a field for a later signature that nobody sees, and a visible
// one only with a later signature in it that is valid by itself: who put it
// there can be named.
func (d *comparison) newField(v types.Object, page int) {
	f, n := d.is.Dict(v), pdf.Reference(v)
	kind := d.is.Name(f["Subtype"])
	bad := Change{Code: ChangedField, Page: page, Name: words(d.is.Resolve(f["T"])), Object: n}
	if f["FT"] == nil {
		bad = Change{Code: ChangedAnnotation, Page: page, Name: kind, Object: n}
	}
	if d.is.Name(f["FT"]) != "Sig" || n == 0 || d.was.Object(n) != nil || kind != "Widget" && kind != "" {
		d.add(bad)
		return
	}
	for _, k := range [...]string{"Kids", "A", "AA", "Parent"} {
		if f[k] != nil {
			d.add(bad)
			return
		}
	}
	d.later(f, page, bad)
}

// later judges a field that holds a later signature or is empty.
func (d *comparison) later(f types.Dict, page int, bad Change) {
	sig := d.v.at(pdf.Reference(f["V"]))
	if d.e.Certification == 1 && sig != nil && sig.Kind != DocumentStamp {
		d.add(Change{Code: ChangedSignature, Page: page, Name: bad.Name})
		return
	}
	if d.invisible(f) {
		return
	}
	if sig == nil || sig.end <= d.e.end || sig.Verdict != Valid {
		d.add(bad)
		return
	}
	if page > 0 {
		d.e.note(NoteLaterSignature, fmt.Sprint(page))
	}
}

// at is the signature whose dictionary is object n.
func (v *verifier) at(n int) *examined {
	for _, e := range v.list {
		if n > 0 && e.object == n {
			return e
		}
	}
	return nil
}

// invisible reports whether a widget has no extent or is hidden.
func (d *comparison) invisible(f types.Dict) bool {
	if flags, _ := d.is.Integer(f["F"]); flags&2 != 0 {
		return true
	}
	r := d.is.Array(f["Rect"])
	if len(r) != 4 {
		return len(r) == 0
	}
	var c [4]float64
	for i := range r {
		x, ok := d.is.Number(r[i])
		if !ok {
			return false
		}
		c[i] = x
	}
	return c[0] == c[2] || c[1] == c[3]
}

// filled are the entries of an empty signature field that signing it sets.
var filled = map[string]bool{"V": true, "AP": true, "M": true, "F": true, "MK": true, "Lock": true, "DA": true}

// signing reports whether the difference is that an empty field was signed.
func (d *comparison) signing(a, b types.Dict, page int) bool {
	if d.was.Name(a["FT"]) != "Sig" || d.was.Resolve(a["V"]) != nil || d.is.Dict(b["V"]) == nil {
		return false
	}
	for _, k := range differ(a, b) {
		if !filled[pdf.DecodeName(k)] {
			return false
		}
	}
	d.later(b, page, Change{Code: ChangedField, Page: page, Name: words(d.is.Resolve(b["T"]))})
	return true
}
