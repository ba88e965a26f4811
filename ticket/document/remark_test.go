package document

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// codes are a report's remarks, with their arguments.
func codes(r *Report) string {
	var out []string
	for _, m := range r.Remarks {
		out = append(out, strings.TrimSpace(m.Code+" "+strings.Join(m.Args, " ")))
	}
	return strings.Join(out, "; ")
}

const rels = `<Relationships><Relationship Type="http://x/%s" Target="https://jahat.example/a.dotm" TargetMode="External"/></Relationships>`

// remarks reports whether the report says code.
func remarks(r Report, code string) bool {
	return slices.ContainsFunc(r.Remarks, func(m Remark) bool { return m.Code == code })
}

func TestRemarks(t *testing.T) {
	good := written(t, nil)
	first := letter("")
	from := bytes.LastIndex(first, []byte("xref\n0 "))
	again := fmt.Appendf(slices.Clone(first), "xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", from, len(first))
	two := rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 7 >>", page, stream("", content), fontHelv)
	arial := strings.Replace(fontHelv, "Helvetica", "Arial#20Narrow", 1)
	broken := rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>", page, stream("", content), fontHelv,
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
	for _, tt := range []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"nothing", "surat.pdf", good, ""},
		{"name", "surat.pdf", photo(t, 700, 700), "name .pdf"},
		{"name of a program", "surat.docx", []byte("#!/bin/sh\n"), "name .docx"},
		{"after the end", "a.pdf", append(slices.Clone(good), "halo dunia"...), "after-end 10"},
		{"zip behind a pdf", "a.pdf", append(slices.Clone(good), zipped(t, "a", "b")...), fmt.Sprintf("also-zip; after-end %d", len(zipped(t, "a", "b")))},
		{"zip behind a picture", "a.jpg", append(photo(t, 700, 700), zipped(t, "a", "b")...), "also-zip"},
		{"pdf behind text", "a.txt", append([]byte("halo\n"), good...), "also-pdf 5; name .txt"},
		{"cut", "a.pdf", good[:60], "cut"},
		{"saved again", "a.pdf", again, "revisions 1"},
		{"pages claimed", "a.pdf", two, "pages-claimed 7 1"},
		{"blank page", "a.pdf", broken, "blank-pages 2"},
		{"no table", "a.pdf", bytes.ReplaceAll(letter(""), []byte("xref"), []byte("xrex")), "repaired"},
		{"fonts", "a.pdf", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", pagesOne, page, stream("", content), arial), "fonts Arial Narrow"},
		{"hidden macro", "a.docx", docx(t, "word/vbaProject.bin", "x"), "hidden-macro"},
		{"open macro", "a.docm", docx(t, "word/vbaProject.bin", "x"), ""},
		{"template", "a.docx", docx(t, "word/_rels/settings.xml.rels", fmt.Sprintf(rels, "attachedTemplate")), "template https://jahat.example/a.dotm"},
		{"external", "a.docx", docx(t, "word/_rels/document.xml.rels", fmt.Sprintf(rels, "image")), "external https://jahat.example/a.dotm"},
		{"link", "a.docx", docx(t, "word/_rels/document.xml.rels", fmt.Sprintf(rels, "hyperlink")), ""},
		{"dde", "a.docx", zipped(t, "word/document.xml", `<w:p><w:fldChar/><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText><w:fldChar/></w:p>`), "dde"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Inspect(Surroundings{}, tt.file, "", tt.data)
			if got := codes(&r); got != tt.want {
				t.Errorf("%q, want %q (%s)", got, tt.want, r.Note)
			}
		})
	}
}

func TestLockedPDF(t *testing.T) {
	lock := func(user string) []byte {
		return written(t, func(p *fpdf.Fpdf) { p.SetProtection(fpdf.CnProtectPrint, user, "pemilik") })
	}
	open := func(data []byte, password string) Report {
		return Inspect(Surroundings{Password: password}, "a.pdf", "", data)
	}
	if r := open(lock(""), ""); r.Has(ProblemEncrypted) || !r.Encrypted || codes(&r) != RemarkOwnerLocked || r.Text == "" {
		t.Errorf("owner only: %+v", r)
	}
	data := lock("rahasia 123")
	if r := open(data, ""); !r.Has(ProblemEncrypted) || r.Text != "" || r.Opened {
		t.Errorf("without: %+v", r)
	}
	if r := open(data, "salah"); !r.Has(ProblemEncrypted) || r.Text != "" || r.Opened || codes(&r) != RemarkWrongWord {
		t.Errorf("with another: %+v", r)
	}
	for _, password := range []string{"rahasia 123", "pemilik"} {
		r := open(data, password)
		if !r.Opened || r.Pages != 2 || !strings.Contains(r.Text, "DISKOMINFO") || !r.Encrypted || r.Has(ProblemEncrypted) {
			t.Errorf("with %q: %+v", password, r)
		}
		if strings.Contains(fmt.Sprintf("%+v", r), password) {
			t.Errorf("the report has the password")
		}
	}
}

func TestInsidePDF(t *testing.T) {
	r := Inspect(Surroundings{}, "a.pdf", "", letter(`/AcroForm << /Fields [6 0 R 7 0 R 9 0 R] >> /Names << /EmbeddedFiles << /Names [(x) << /Type /Filespec /UF (lampiran.xlsx) /EF << /F 8 0 R >> >>] >> >>`,
		"<< /FT /Tx /T (nama) /V <FEFF0052006900740061> >>",
		"<< /T (instansi) /Kids [<< /T (kota) /FT /Ch /V [(Batam) (Contoh)] >> << /T (setuju) /FT /Btn /V /Ya >> << /T (kosong) /FT /Tx >>] >>",
		stream("/Type /EmbeddedFile /Params << /Size 1234 >>", "isi"),
		"<< /FT /Tx /T (lingkar) /V (x) /Kids [9 0 R] >>"))
	want := []Field{{"nama", "Rita"}, {"instansi.kota", "Batam, Contoh"}, {"instansi.setuju", "Ya"}, {"lingkar", "x"}}
	if !slices.Equal(r.Form, want) {
		t.Errorf("form %v, want %v", r.Form, want)
	}
	if len(r.Embedded) != 1 || r.Embedded[0].Name != "lampiran.xlsx" || r.Embedded[0].Size != 1234 {
		t.Errorf("embedded %v", r.Embedded)
	}
}

func FuzzForm(f *testing.F) {
	f.Add("<< /FT /Tx /T (nama) /V (Rita) >>", "<< /T (a) /Kids [6 0 R 7 0 R] /FT /Ch /V [(a)] >>")
	f.Fuzz(func(t *testing.T, a, b string) {
		r := Inspect(Surroundings{}, "a.pdf", "", letter("/AcroForm << /Fields [6 0 R 7 0 R] >>", a, b))
		if strings.HasPrefix(r.Note, "panic") || len(r.Form) > maxFields {
			t.Fatalf("%s, %d fields", r.Note, len(r.Form))
		}
	})
}

// sheet is a page of text as a camera sees it.
func sheet(w, h int, ink, paper uint8) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.Gray{Y: paper}), image.Point{}, draw.Src)
	d := font.Drawer{Dst: m, Src: image.NewUniform(color.Gray{Y: ink}), Face: basicfont.Face7x13}
	for y := 40; y < h-20; y += 18 {
		d.Dot = fixed.P(40, y)
		d.DrawString(strings.Repeat("Nomor 042/117 Bersama ini kami mengajukan ", w/200+1)[:max((w-80)/7, 1)])
	}
	return m
}

// softened is m out of focus by r pixels, three times a box of 2r+1.
func softened(m *image.Gray, r int) *image.Gray {
	b := m.Bounds()
	for pass := range 6 {
		out := image.NewGray(b)
		for y := range b.Dy() {
			for x := range b.Dx() {
				sum, n := 0, 0
				for d := -r; d <= r; d++ {
					p := image.Pt(x+d, y)
					if pass%2 == 1 {
						p = image.Pt(x, y+d)
					}
					if p.In(b) {
						sum += int(m.Pix[m.PixOffset(p.X, p.Y)])
						n++
					}
				}
				out.Pix[out.PixOffset(x, y)] = byte(sum / n)
			}
		}
		m = out
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestQuality(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    image.Image
		want string
	}{
		{"sharp", sheet(900, 1200, 20, 245), ""},
		{"a large one", sheet(2000, 2600, 20, 245), ""},
		{"dim but legible", sheet(900, 1200, 15, 130), ""},
		{"a little soft", softened(sheet(900, 1200, 20, 245), 1), ""},
		{"out of focus", softened(sheet(900, 1200, 20, 245), 3), "blurred"},
		{"dark", sheet(900, 1200, 5, 45), "dark"},
		{"faint", sheet(900, 1200, 215, 245), "pale"},
		{"white", sheet(900, 1200, 250, 250), "uniform"},
		{"thumbnail", sheet(300, 200, 20, 245), "small 300 200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := measure(tt.m)
			r := Inspect(Surroundings{}, "a.jpg", "", asJPEG(t, tt.m))
			if got := codes(&r); got != tt.want {
				t.Errorf("%q, want %q; measured %+v", got, tt.want, q)
			}
			t.Logf("mean %.0f white %.0f spread %.0f edge/spread %.2f", q.mean, q.white, q.spread, q.edge/max(q.spread, 1))
		})
	}
}

// exif is the camera's data with an orientation.
func exif(order binary.AppendByteOrder, o int) []byte {
	b := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, uint16(o))
	return append(b, 0, 0, 0, 0, 0, 0)
}

func TestOrientation(t *testing.T) {
	data := photo(t, 600, 800)
	for o, want := range map[int]string{1: "", 3: "turned 180", 6: "turned 90", 8: "turned 270", 5: "turned 90; mirrored", 9: ""} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			app := append([]byte("Exif\x00\x00"), exif(order, o)...)
			held := slices.Concat(data[:2], []byte{0xff, 0xe1, 0, byte(len(app) + 2)}, app, data[2:])
			r := Inspect(Surroundings{}, "a.jpg", "", held)
			if got := codes(&r); got != want || r.Width != 600 || r.Orientation != o%9 {
				t.Errorf("%d: %q, want %q; %+v", o, got, want, r)
			}
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(append([]byte("Exif\x00\x00"), exif(binary.BigEndian, 6)...))
	f.Add(exif(binary.LittleEndian, 6))
	f.Add([]byte("....ftypheic....ispe\x00\x00\x00\x00\x00\x00\x0f\xc0\x00\x00\x0b\xd0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 0 || o > 8 {
			t.Fatal(o)
		}
		if w, h := boxed(data); w < 0 || h < 0 {
			t.Fatal(w, h)
		}
	})
}

func TestPicturesNotShown(t *testing.T) {
	heic := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\x0f\xc0\x00\x00\x0b\xd0")
	r := Inspect(Surroundings{}, "kartu.heic", "image/heic", heic)
	if r.Kind != KindImage || r.Width != 4032 || r.Height != 3024 || codes(&r) != "unshown HEIC" || r.Has(ProblemCorrupt) {
		t.Errorf("%+v", r)
	}
}

// A picture that is cut is said to be, and one of too many pixels costs nothing.
func TestPictureBounds(t *testing.T) {
	whole := asJPEG(t, sheet(900, 1200, 20, 245))
	if r := Inspect(Surroundings{}, "a.jpg", "", whole[:len(whole)/2]); codes(&r) != "cut" {
		t.Errorf("%q %s", codes(&r), r.Note)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	wide := b.Bytes()
	copy(wide[16:], "\x00\x01\x86\xa0\x00\x01\x86\xa0") // 100,000 × 100,000
	binary.BigEndian.PutUint32(wide[29:], crcOf(wide[12:29]))
	if r := Inspect(Surroundings{}, "a.png", "", wide); r.Width != 100_000 || !strings.Contains(r.Note, "not measured") {
		t.Errorf("%+v", r)
	}
}
