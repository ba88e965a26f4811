package pdf

import (
	"strings"
	"unicode/utf8"

	corefonts "github.com/pdfcpu/pdfcpu/pkg/font"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// shape is one decoded character code: its text, its width in text space for
// size 1, and the bytes it took.
type shape struct {
	code  int
	bytes int
	width float64
	text  string
}

// font decodes the strings shown in one font (ISO 32000-1, 9.6 to 9.10).
type font struct {
	composite bool
	unicode   *cmap           // ToUnicode, may be nil
	encoding  *cmap           // codes of an embedded encoding, may be nil
	ucs2      bool            // codes are UTF-16 already
	table     [256]string     // text of simple codes
	widths    map[int]float64 // in text space
	missing   float64
}

// fontOf returns the font called name in resources, decoded once per file.
func (o *objects) fontOf(resources types.Dict, name string) *font {
	v := o.dict(resources["Font"])[name]
	nr := reference(v)
	if f, ok := o.fonts[nr]; ok && nr > 0 {
		return f
	}
	d := o.dict(v)
	if d == nil {
		return nil
	}
	f := o.readFont(d)
	if nr > 0 {
		o.fonts[nr] = f
	}
	return f
}

func (o *objects) readFont(d types.Dict) *font {
	f := &font{widths: map[int]float64{}}
	if u := d["ToUnicode"]; u != nil {
		f.unicode = parseCMap(o.stream(u, maxContent))
	}
	if o.name(d["Subtype"]) == "Type0" {
		o.composite(f, d)
		return f
	}
	o.simple(f, d)
	return f
}

func (o *objects) composite(f *font, d types.Dict) {
	f.composite = true
	switch enc := o.resolve(d["Encoding"]).(type) {
	case types.Name:
		n := o.name(enc)
		f.ucs2 = strings.Contains(n, "UCS2") || strings.Contains(n, "UTF16")
	case types.StreamDict, *types.StreamDict:
		f.encoding = parseCMap(o.stream(d["Encoding"], maxContent))
	}
	f.missing = 1
	kids := o.array(d["DescendantFonts"])
	if len(kids) == 0 {
		return
	}
	kid := o.dict(kids[0])
	if dw, ok := o.number(kid["DW"]); ok {
		f.missing = dw / 1000
	}
	o.compositeWidths(f, o.array(kid["W"]))
}

// compositeWidths reads the W array: "c [w1 w2 ...]" or "first last w" (9.7.4.3).
func (o *objects) compositeWidths(f *font, w types.Array) {
	for i := 0; i+1 < len(w); {
		first, ok := o.integer(w[i])
		if !ok {
			i++
			continue
		}
		if list := o.array(w[i+1]); list != nil {
			for k, e := range list {
				if n, ok := o.number(e); ok && len(f.widths) < maxCMap {
					f.widths[first+k] = n / 1000
				}
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last, _ := o.integer(w[i+1])
		n, _ := o.number(w[i+2])
		for c := first; c <= last && len(f.widths) < maxCMap; c++ {
			f.widths[c] = n / 1000
		}
		i += 3
	}
}

func (o *objects) simple(f *font, d types.Dict) {
	f.table = o.simpleTable(d)
	unit := 0.001
	if o.name(d["Subtype"]) == "Type3" {
		if m, ok := o.matrix(d["FontMatrix"]); ok && m[0] != 0 {
			unit = m[0]
		}
	}
	first, _ := o.integer(d["FirstChar"])
	widths := o.array(d["Widths"])
	for i, w := range widths {
		if n, ok := o.number(w); ok && i < 256 {
			f.widths[first+i] = n * unit
		}
	}
	if n, ok := o.number(o.dict(d["FontDescriptor"])["MissingWidth"]); ok {
		f.missing = n * unit
	}
	if len(widths) == 0 {
		f.standardWidths(o.name(d["BaseFont"]))
	}
}

// standardWidths serves the fourteen fonts that need not bring widths, and
// whatever else came without.
func (f *font) standardWidths(base string) {
	f.missing = 0.5
	if _, after, ok := strings.Cut(base, "+"); ok {
		base = after
	}
	if alias, ok := coreAliases[strings.ToLower(strings.ReplaceAll(base, ",", "-"))]; ok {
		base = alias
	}
	if !corefonts.IsCoreFont(base) {
		return
	}
	for c, s := range f.table {
		r, size := utf8.DecodeRuneInString(s)
		if w, err := corefonts.CharWidth(base, r); size > 0 && err == nil && w > 0 {
			f.widths[c] = float64(w) / 1000
		}
	}
}

// coreAliases are common names of the standard fonts.
var coreAliases = map[string]string{
	"arial": "Helvetica", "arialmt": "Helvetica", "arial-bold": "Helvetica-Bold", "arial-boldmt": "Helvetica-Bold",
	"timesnewroman": "Times-Roman", "timesnewromanps": "Times-Roman", "timesnewroman-bold": "Times-Bold",
	"couriernew": "Courier", "couriernew-bold": "Courier-Bold",
}

// simpleTable builds the text of the 256 codes from the base encoding and its
// differences (9.6.6).
func (o *objects) simpleTable(d types.Dict) (table [256]string) {
	enc := o.resolve(d["Encoding"])
	base := o.name(enc)
	var differences types.Array
	if e, ok := enc.(types.Dict); ok {
		base = o.name(e["BaseEncoding"])
		differences = o.array(e["Differences"])
	}
	cm := charmap.Windows1252
	if base == "MacRomanEncoding" {
		cm = charmap.Macintosh
	}
	for c := 32; c < 256; c++ {
		if r := cm.DecodeByte(byte(c)); r != '\uFFFD' {
			table[c] = string(r)
		}
	}
	code := 0
	for _, e := range differences {
		if n, ok := o.integer(e); ok {
			code = n
			continue
		}
		if code >= 0 && code < 256 {
			if s := glyphText(o.name(e)); s != "" {
				table[code] = s
			}
		}
		code++
	}
	return table
}

// next decodes the first code of s, which is not empty.
func (f *font) next(s string) shape {
	if !f.composite {
		c := int(s[0])
		g := shape{code: c, bytes: 1, width: f.width(c), text: f.table[c]}
		if t, ok := f.unicode.lookup(s[:1]); ok {
			g.text = t
		}
		return g
	}
	n := min(f.codeLength(s), len(s))
	c := 0
	for i := range n {
		c = c<<8 | int(s[i])
	}
	g := shape{code: c, bytes: n, text: "\uFFFD"}
	cid := c
	if k, ok := f.encoding.cid(s[:n]); ok {
		cid = k
	}
	g.width = f.width(cid)
	if t, ok := f.unicode.lookup(s[:n]); ok {
		g.text = t
	} else if f.ucs2 && n == 2 {
		g.text = string(rune(c))
	}
	return g
}

func (f *font) codeLength(s string) int {
	if f.encoding != nil {
		if n := f.encoding.match(s); n > 0 {
			return n
		}
	}
	return 2
}

func (f *font) width(c int) float64 {
	if w, ok := f.widths[c]; ok {
		return w
	}
	return f.missing
}
