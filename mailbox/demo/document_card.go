package demo

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// sheet is a small canvas that is enlarged when it becomes a picture: the only bundled font is 7 by 13 dots.
type sheet struct{ img *image.RGBA }

func newSheet(w, h int, paper color.Color) sheet {
	s := sheet{image.NewRGBA(image.Rect(0, 0, w, h))}
	s.fill(0, 0, w, h, paper)
	return s
}

func (s sheet) fill(x, y, w, h int, c color.Color) {
	draw.Draw(s.img, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
}

func (s sheet) text(x, y int, c color.Color, text string) {
	d := font.Drawer{Dst: s.img, Src: image.NewUniform(c), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// jpeg enlarges the sheet by a whole factor, so that the letters stay sharp, and leans it: lean dots sideways over the
// height, as a photo taken by hand does.
func (s sheet) jpeg(factor, lean int) []byte {
	b := s.img.Bounds()
	big := image.NewRGBA(image.Rect(0, 0, b.Dx()*factor, b.Dy()*factor))
	for y := range b.Dy() * factor {
		row := big.Pix[y*big.Stride:]
		shift := lean * y / (b.Dy() * factor)
		for x := range b.Dx() * factor {
			from := min(max(x/factor-shift, 0), b.Dx()-1)
			copy(row[x*4:x*4+4], s.img.Pix[(y/factor)*s.img.Stride+from*4:][:4])
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, big, &jpeg.Options{Quality: 60}) // a bytes.Buffer refuses nothing
	return out.Bytes()
}

// staffCard is a kartu pegawai.
type staffCard struct {
	Head office
	Who  official
}

func (c staffCard) rows() [][2]string {
	rows := [][2]string{{"Nama", c.Who.Name}}
	if c.Who.NIP != "" {
		rows = append(rows, [2]string{"NIP", spacedNIP(c.Who.NIP)})
	}
	if c.Who.Rank != "" {
		rows = append(rows, [2]string{"Gol.", c.Who.Rank})
	}
	return append(rows, [2]string{"Jabatan", short(c.Who.Title, 30)})
}

func (c staffCard) sheet() sheet {
	ink, blue := color.RGBA{20, 24, 40, 255}, color.RGBA{30, 70, 140, 255}
	s := newSheet(340, 200, color.RGBA{238, 243, 250, 255})
	s.fill(0, 0, 340, 44, blue)
	s.text(10, 18, color.White, short(c.Head.Owner, 46))
	s.text(10, 36, color.White, short(c.Head.Name, 46))
	s.fill(0, 44, 340, 3, color.RGBA{240, 200, 60, 255})
	s.text(112, 66, blue, "KARTU PEGAWAI")
	c.portrait(s)
	for i, row := range c.rows() {
		s.text(86, 90+i*19, ink, row[0])
		s.text(136, 90+i*19, ink, ": "+short(row[1], 28))
	}
	s.text(10, 190, blue, "Nomor kartu "+c.number())
	return s
}

// portrait draws a face of circles, coloured by the name.
func (c staffCard) portrait(s sheet) {
	s.fill(10, 60, 66, 88, color.RGBA{180, 30, 40, 255})
	tone := uint8(150 + c.hash()%60)
	skin := color.RGBA{tone + 20, tone - 20, tone - 60, 255}
	disc := func(cx, cy, r, floor int, col color.Color) {
		for y := -r; y <= r; y++ {
			for x := -r; x <= r; x++ {
				if x*x+y*y <= r*r && cy+y < floor {
					s.img.Set(cx+x, cy+y, col)
				}
			}
		}
	}
	disc(43, 152, 28, 148, color.RGBA{225, 215, 190, 255})
	disc(43, 96, 18, 148, color.RGBA{25, 20, 20, 255})
	disc(43, 101, 15, 148, skin)
}

func (c staffCard) hash() uint32 {
	h := fnv.New32a()
	h.Write([]byte(c.Who.Name))
	return h.Sum32()
}

func (c staffCard) number() string {
	const digits = "0123456789"
	n, out := c.hash(), []byte("KP-00000000")
	for i := range 8 {
		out[3+i] = digits[n%10]
		n /= 10
	}
	return string(out)
}

func (c staffCard) jpeg(time.Time) []byte { return c.sheet().jpeg(2, 0) }

// cardScan is a card as an office scanner makes it: a picture on a page, without text.
type cardScan struct{ staffCard }

func (c cardScan) draw(f *fpdf.Fpdf, _ time.Time) {
	kind := fpdf.ImageOptions{ImageType: "JPG"}
	f.RegisterImageOptionsReader("kartu", kind, bytes.NewReader(c.sheet().jpeg(2, 2)))
	f.ImageOptions("kartu", 40, 40, 110, 0, false, kind, 0, "")
}

// draw is the card as the personnel application prints it: lines and text.
func (c staffCard) draw(f *fpdf.Fpdf, _ time.Time) {
	f.SetFillColor(30, 70, 140)
	f.Rect(45, 40, 120, 18, "F")
	f.SetDrawColor(30, 70, 140)
	f.Rect(45, 40, 120, 74, "D")
	f.SetTextColor(255, 255, 255)
	f.SetFont("Helvetica", "B", 9)
	f.SetXY(48, 42)
	f.MultiCell(114, 6, c.Head.Owner+"\n"+c.Head.Name, "", "L", false)
	f.SetTextColor(0, 0, 0)
	f.SetFillColor(180, 30, 40)
	f.Rect(49, 64, 24, 32, "F")
	f.SetFillColor(200, 160, 120)
	f.Circle(61, 76, 6, "F")
	f.SetFillColor(235, 225, 200)
	f.Rect(52, 85, 18, 11, "F")
	f.SetFont("Helvetica", "B", 11)
	f.SetXY(78, 62)
	f.CellFormat(80, 6, "KARTU PEGAWAI", "", 1, "L", false, 0, "")
	f.SetFont("Helvetica", "", 9)
	for _, row := range c.rows() {
		f.SetX(78)
		f.CellFormat(16, 6.5, row[0], "", 0, "L", false, 0, "")
		f.CellFormat(68, 6.5, ": "+row[1], "", 1, "L", false, 0, "")
	}
	f.SetXY(49, 104)
	f.CellFormat(60, 6, "Nomor kartu "+c.number(), "", 1, "L", false, 0, "")
	f.SetFont("Times", "", 11.5)
}

// short cuts ASCII text to n characters.
func short(text string, n int) string {
	if len(text) > n {
		return text[:n-1] + "."
	}
	return text
}

var (
	colorInk   = color.RGBA{20, 24, 40, 255}
	colorPaper = color.RGBA{250, 250, 246, 255}
)

// photo is the letter as photographed with a phone.
func (l letter) photo(day time.Time) []byte {
	s := newSheet(420, 560, color.RGBA{96, 74, 52, 255})
	s.fill(28, 18, 364, 524, colorPaper)
	y := 44
	line := func(text string) {
		for len(text) > 0 {
			n := min(48, len(text))
			if cut := strings.LastIndexByte(text[:n], ' '); n < len(text) && cut > 0 {
				n = cut + 1
			}
			s.text(42, y, colorInk, text[:n])
			text, y = text[n:], y+16
		}
	}
	line(l.Head.Owner)
	line(l.Head.Name)
	s.fill(42, y-8, 336, 2, colorInk)
	y += 12
	line("Nomor : " + l.Number + "   " + longDate(day))
	line("Hal   : " + l.About)
	y += 10
	for _, p := range l.Paras {
		line(strings.Replace(p, "\t", " : ", 1))
		y += 4
	}
	y += 10
	line("                  " + l.Signer.Name)
	return s.jpeg(2, 9)
}
