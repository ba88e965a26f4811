package render

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif"  // registers the format
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format

	_ "golang.org/x/image/bmp"  // registers the format
	_ "golang.org/x/image/tiff" // registers the format
	_ "golang.org/x/image/webp" // registers the format

	"loket/ticket/document/page"
)

const (
	maxSource = 40 << 20 // pixels of a picture that is decoded
	maxFile   = 64 << 20 // bytes of a file
)

// decode reads a picture whose header promises a bearable number of pixels.
func decode(data []byte) (image.Image, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	case c.Width < 1 || c.Height < 1:
		return nil, page.ErrUnreadable
	case c.Width > 1<<15 || c.Height > 1<<15 || c.Width*c.Height > maxSource:
		return nil, page.ErrTooLarge
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	}
	return m, nil
}

// drawPicture draws a picture upright, as its camera says by an EXIF orientation.
func drawPicture(q page.Request, m image.Image, orientation int) (*page.Bitmap, error) {
	mirror, quarters := upright(orientation)
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	all := (quarters + q.Turn) % 4
	tw, th := w, h
	if all%2 == 1 {
		tw, th = h, w
	}
	tw, th, err := q.Size(float64(tw), float64(th))
	if err != nil {
		return nil, err
	}
	if all%2 == 1 {
		tw, th = th, tw
	}
	b := page.FromImage(m, tw, th)
	if mirror {
		b = b.Mirrored()
	}
	b = b.Turned(all)
	b.Pages, b.By = 1, "picture"
	return b, nil
}

// upright is what sets a picture of an EXIF orientation right: first mirrored,
// then turned clockwise (EXIF 2.3, 4.6.4 A, tag 274).
func upright(o int) (mirror bool, quarters int) {
	switch o {
	case 2:
		return true, 0
	case 3:
		return false, 2
	case 4:
		return true, 2
	case 5:
		return true, 3
	case 6:
		return false, 1
	case 7:
		return true, 1
	case 8:
		return false, 3
	}
	return false, 0
}

// orientation reads the tag from a JPEG's or TIFF's first directory, 1 where
// there is none.
func orientation(data []byte) int {
	if bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")) {
		return tiffOrientation(data)
	}
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
		return 1
	}
	for i := 2; i+4 <= len(data) && data[i] == 0xff; {
		marker, size := data[i+1], int(binary.BigEndian.Uint16(data[i+2:]))
		if marker == 0xff { // fill byte
			i++
			continue
		}
		if marker == 0xda || size < 2 || i+2+size > len(data) {
			return 1
		}
		part := data[i+4 : i+2+size]
		if tiff, ok := bytes.CutPrefix(part, []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return tiffOrientation(tiff)
		}
		i += 2 + size
	}
	return 1
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 1
	}
	n := uint64(order.Uint16(b[at:]))
	for i := uint64(0); i < n && at+2+(i+1)*12 <= uint64(len(b)); i++ {
		e := b[at+2+i*12:]
		if order.Uint16(e) == 274 && order.Uint16(e[2:]) == 3 {
			if o := int(order.Uint16(e[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}
