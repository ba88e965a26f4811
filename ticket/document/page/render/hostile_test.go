package render

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/ticket/document/page"
)

// rawPDF writes a file of one page by hand: its size, content and one image named
// I with further entries.
func rawPDF(media, content, image string, data []byte) []byte {
	var out bytes.Buffer
	var at []int
	object := func(s string, stream []byte) {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\n", len(at), s)
		if stream != nil {
			fmt.Fprintf(&out, "stream\n%s\nendstream\n", stream)
		}
		out.WriteString("endobj\n")
	}
	out.WriteString("%PDF-1.7\n")
	object("<</Type/Catalog/Pages 2 0 R>>", nil)
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>", nil)
	object("<</Type/Page/Parent 2 0 R/MediaBox["+media+"]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>", nil)
	object(fmt.Sprintf("<</Length %d>>", len(content)), []byte(content))
	object(fmt.Sprintf("<</Type/XObject/Length %d%s>>", len(data), image), data)
	from := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, from)
	return out.Bytes()
}

func deflated(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, err := z.Write(b)
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestHostilePages draws what is made to cost time or memory. Any outcome is good
// that comes in time and leaves the next page drawable.
func TestHostilePages(t *testing.T) {
	zeros := deflated(t, make([]byte, 64<<20))
	full := "q 595 0 0 842 0 0 cm /I Do Q"
	tests := map[string][]byte{
		"a page as large as a town": rawPDF("0 0 1e9 1e9", "0 0 1e9 5e8 re f", "/Subtype/Form/BBox[0 0 1 1]", nil),
		"a page without width":      rawPDF("0 0 0 842", full, "/Subtype/Form/BBox[0 0 1 1]", nil),
		"a strip":                   rawPDF("0 0 1 100000", "0 0 1 1 re f", "/Subtype/Form/BBox[0 0 1 1]", nil),
		"many pixels in few bytes": rawPDF("0 0 595 842", full,
			"/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode", zeros),
		"deflated twice": rawPDF("0 0 595 842", full,
			"/Subtype/Image/Width 8000/Height 8000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter[/FlateDecode/FlateDecode]", deflated(t, zeros)),
		"a fax of nothing": rawPDF("0 0 595 842", full,
			"/Subtype/Image/Width 6000/Height 6000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 6000>>", []byte{0}),
		"a form in itself": rawPDF("0 0 595 842", "/I Do", "/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>", []byte("/I Do /I Do")),
		"much to paint":    rawPDF("0 0 595 842", strings.Repeat("0 0 595 842 re f ", 200_000), "/Subtype/Form/BBox[0 0 1 1]", nil),
		"much to save":     rawPDF("0 0 595 842", strings.Repeat("q ", 500_000), "/Subtype/Form/BBox[0 0 1 1]", nil),
	}
	p := newPool(t, nil)
	p.wall = time.Second
	for name, data := range tests {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		b, err := p.Page(ctx, page.Request{SHA: name, Width: 400}, data)
		if err == nil && (!b.Valid() || b.Width*b.Height > page.MaxPixels) {
			t.Errorf("%s: %dx%d", name, b.Width, b.Height)
		}
		if ctx.Err() != nil {
			t.Errorf("%s: nothing stopped it", name)
		}
		cancel()
		t.Logf("%s: %v, %v", name, err, time.Since(begin).Round(time.Millisecond))
	}
	p.wall = patience
	if _, err := p.Page(t.Context(), page.Request{SHA: "letter", Width: 400}, letterPDF(t)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
