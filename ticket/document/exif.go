package document

import (
	"bytes"
	"encoding/binary"
)

// exifScan is how far into a picture its camera's data is looked for.
const exifScan = 256 << 10

// orientation returns how a camera held a picture (EXIF 2.32, tag 0x0112), 1 to
// 8, or 0 where it does not say.
func orientation(data []byte) int {
	head := data[:min(len(data), exifScan)]
	if bytes.HasPrefix(head, []byte("II*\x00")) || bytes.HasPrefix(head, []byte("MM\x00*")) {
		return tiffOrientation(data)
	}
	for _, mark := range []string{"Exif\x00\x00", "eXIf", "EXIF"} { // JPEG, PNG, WebP
		i := bytes.Index(head, []byte(mark))
		if i < 0 {
			continue
		}
		at := head[i+len(mark):]
		if mark == "EXIF" && len(at) > 4 {
			at = at[4:] // the length of the chunk
		}
		at = bytes.TrimPrefix(at, []byte("Exif\x00\x00"))
		if n := tiffOrientation(at); n > 0 {
			return n
		}
	}
	return 0
}

// tiffOrientation reads the tag out of the first directory of a TIFF structure.
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int(order.Uint32(b[4:8]))
	if at < 8 || at > len(b)-2 {
		return 0
	}
	entries := int(order.Uint16(b[at:]))
	for i := range min(entries, 200) {
		e := at + 2 + 12*i
		if e+12 > len(b) {
			return 0
		}
		if order.Uint16(b[e:]) == 0x0112 && order.Uint16(b[e+2:]) == 3 {
			if n := int(order.Uint16(b[e+8:])); n >= 1 && n <= 8 {
				return n
			}
			return 0
		}
	}
	return 0
}

// upright says what puts a picture upright: degrees clockwise, and whether it is
// mirrored as well.
func upright(orientation int) (degrees int, mirrored bool) {
	switch orientation {
	case 2:
		return 0, true
	case 3:
		return 180, false
	case 4:
		return 180, true
	case 5:
		return 90, true
	case 6:
		return 90, false
	case 7:
		return 270, true
	case 8:
		return 270, false
	}
	return 0, false
}

// boxed reads the size of a HEIC or AVIF picture from its properties (ISO/IEC
// 23008-12, 6.5.3): the largest, since thumbnails and tiles have one too.
func boxed(data []byte) (w, h int) {
	head := data[:min(len(data), exifScan)]
	for range 200 {
		i := bytes.Index(head, []byte("ispe"))
		if i < 0 || len(head) < i+16 {
			break
		}
		x, y := binary.BigEndian.Uint32(head[i+8:]), binary.BigEndian.Uint32(head[i+12:])
		if x < 1<<17 && y < 1<<17 && int(x)*int(y) > w*h {
			w, h = int(x), int(y)
		}
		head = head[i+16:]
	}
	return w, h
}
