package document

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
)

// rawPDF writes a PDF whose objects 1.. are given; object 1 is the catalogue.
func rawPDF(header string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString(header + "\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestCompression)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

const (
	pagesOne = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	fontHelv = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
	content  = "BT /F1 12 Tf 72 720 Td (Surat permohonan) Tj ET"
	page     = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
)

// letter is a one-page PDF; catalog is added to its catalogue, more are further
// objects from number 6 on.
func letter(catalog string, more ...string) []byte {
	return rawPDF("%PDF-1.7", append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + catalog + " >>", pagesOne, page, stream("", content), fontHelv,
	}, more...)...)
}

// objectStreams is a PDF 2.0 whose objects sit in a compressed object stream,
// found through a cross-reference stream.
func objectStreams() []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", pagesOne, page, fontHelv}
	numbers := []int{1, 2, 3, 5}
	var head, body strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&head, "%d %d ", numbers[i], body.Len())
		body.WriteString(o + " ")
	}
	packed := deflate([]byte(head.String() + body.String()))
	var b bytes.Buffer
	b.WriteString("%PDF-2.0\n%\xe2\xe3\xcf\xd3\n")
	four := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\n", stream("", content))
	six := b.Len()
	fmt.Fprintf(&b, "6 0 obj\n%s\nendobj\n", stream(fmt.Sprintf("/Type /ObjStm /N 4 /First %d /Filter /FlateDecode", head.Len()), string(packed)))
	xref := b.Len()
	var rows []byte
	row := func(t byte, n int, g byte) { rows = append(rows, t, byte(n>>8), byte(n), g) }
	row(0, 0, 255)
	row(2, 6, 0)
	row(2, 6, 1)
	row(2, 6, 2)
	row(1, four, 0)
	row(2, 6, 3)
	row(1, six, 0)
	row(1, xref, 0)
	fmt.Fprintf(&b, "7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n",
		stream("/Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode", string(deflate(rows))), xref)
	return b.Bytes()
}

// written makes a PDF of two pages with fpdf.
func written(t testing.TB, change func(*fpdf.Fpdf)) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	for n := range 2 {
		p.AddPage()
		p.SetFont("Times", "", 12)
		p.CellFormat(0, 8, fmt.Sprintf("Halaman %d: Nomor 042/117/DISKOMINFO/2026", n+1), "", 1, "L", false, 0, "")
		p.MultiCell(0, 6, strings.Repeat("Bersama ini kami mengajukan permohonan nama domain contohkab.go.id. ", 20), "", "J", false)
		for _, row := range [][]string{{"Host", "Tipe", "Nilai"}, {"www", "A", "192.0.2.10"}, {"@", "MX", "10 mx.contohkab.go.id"}} {
			for _, c := range row {
				p.CellFormat(50, 7, c, "1", 0, "L", false, 0, "")
			}
			p.Ln(-1)
		}
	}
	if change != nil {
		change(p)
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG of noise, so that it does not shrink.
func photo(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed >> 24)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// scan is a PDF with a picture on each page and no text.
func scan(t testing.TB) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(photo(t, 700, 900)))
	p.AddPage()
	p.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipped packs name, content pairs in order.
func zipped(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(pairs[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordBody = `<?xml version="1.0"?><w:document xmlns:w="x"><w:body>` +
	`<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="10"/></w:tabs></w:pPr><w:r><w:t>Surat &amp; lampiran</w:t></w:r></w:p>` +
	`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>www</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>192.0.2.1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
	`</w:body></w:document>`

func docx(t testing.TB, more ...string) []byte {
	return zipped(t, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", wordBody}, more...)...)
}
