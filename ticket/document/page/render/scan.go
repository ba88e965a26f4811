package render

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/ccitt"

	"loket/ticket/document/page"
	"loket/ticket/document/pdf"
)

// drawScan draws a page that is the one picture m. That takes a fifth of the time
// that it takes inside of the engine.
func drawScan(q page.Request, s pdf.Scan, m image.Image) (*page.Bitmap, error) {
	turn := (s.Turn + q.Turn) % 4
	pw, ph := s.Width, s.Height
	if turn%2 == 1 {
		pw, ph = ph, pw
	}
	w, h, err := q.Size(pw, ph)
	if err != nil {
		return nil, err
	}
	if turn%2 == 1 {
		w, h = h, w
	}
	// Never more pixels than the picture has: the page is drawn smaller instead.
	iw, ih := s.At[2]-s.At[0], s.At[3]-s.At[1]
	if most := float64(m.Bounds().Dx()) * s.Width / iw; float64(w) > most && most >= page.MinSide {
		w, h = int(most+0.5), max(int(most*float64(h)/float64(w)+0.5), 1)
	}
	sx, sy := float64(w)/s.Width, float64(h)/s.Height
	at := image.Rect(int(s.At[0]*sx+0.5), int((s.Height-s.At[3])*sy+0.5), int(s.At[2]*sx+0.5), int((s.Height-s.At[1])*sy+0.5))
	if at.Dx() < 1 || at.Dy() < 1 || at.Dx() > 4*w || at.Dy() > 4*h || iw <= 0 || ih <= 0 {
		return nil, page.ErrUnreadable
	}
	b := page.FromImage(m, at.Dx(), at.Dy())
	if b.Width != at.Dx() || b.Height != at.Dy() {
		b = b.Part(b.Bounds(), at.Dx(), at.Dy())
	}
	sheet := b
	if at != image.Rect(0, 0, w, h) {
		sheet = page.NewBitmap(w, h, b.Gray)
		sheet.Lay(b, at.Min)
	}
	sheet = sheet.Turned(turn)
	sheet.By = "scan"
	return sheet, nil
}

// scanned decodes the picture of a scan.
func scanned(s pdf.Scan) (image.Image, error) {
	if s.Columns*s.Rows > maxSource {
		return nil, page.ErrTooLarge
	}
	switch s.Filter {
	case "DCTDecode":
		m, err := decode(s.Data)
		if err != nil {
			return nil, err
		}
		switch m.(type) {
		case *image.Gray, *image.YCbCr:
			return m, nil
		}
		return nil, page.ErrUnreadable // four inks: the engine knows what they mean
	case "CCITTFaxDecode":
		return fax(s)
	case "":
		return samples(s), nil
	}
	return nil, page.ErrUnreadable
}

func fax(s pdf.Scan) (image.Image, error) {
	form := ccitt.Group3
	if s.Fax.K < 0 {
		form = ccitt.Group4
	}
	if s.Fax.Columns != s.Columns {
		return nil, page.ErrUnreadable
	}
	r := ccitt.NewReader(bytes.NewReader(s.Data), ccitt.MSB, form, s.Columns, s.Rows, &ccitt.Options{Align: s.Fax.Byte, Invert: s.Fax.BlackIs1})
	row := (s.Columns + 7) / 8
	data, _ := io.ReadAll(io.LimitReader(r, int64(row*s.Rows)))
	if len(data) < row*s.Rows {
		return nil, fmt.Errorf("%w: fax ends early", page.ErrUnreadable)
	}
	return samples(pdf.Scan{Columns: s.Columns, Rows: s.Rows, Bits: 1, Colour: 1, Data: data}), nil
}

// samples shows plain samples as an image: of one bit or of bytes, grey or red,
// green and blue.
func samples(s pdf.Scan) image.Image {
	r := image.Rect(0, 0, s.Columns, s.Rows)
	row := (s.Columns*s.Bits*s.Colour + 7) / 8
	switch {
	case s.Bits == 1:
		out := image.NewGray(r)
		for y := range s.Rows {
			line := s.Data[y*row:]
			for x := range s.Columns {
				if line[x>>3]&(0x80>>(x&7)) != 0 {
					out.Pix[y*out.Stride+x] = 255
				}
			}
		}
		return out
	case s.Colour == 1:
		return &image.Gray{Pix: s.Data, Stride: row, Rect: r}
	}
	return &page.Picture{Bitmap: &page.Bitmap{Width: s.Columns, Height: s.Rows, Pix: s.Data[:row*s.Rows]}}
}
