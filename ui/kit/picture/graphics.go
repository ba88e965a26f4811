package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	protocol "github.com/charmbracelet/x/ansi/kitty"

	"loket/ticket/document/page"
)

// packed is a bitmap as PNG, in 16 greys where it is grey: a page of text loses
// nothing and takes half the bytes.
func packed(b *page.Bitmap) []byte {
	var m image.Image
	if b.Gray {
		greys := make(color.Palette, 16)
		for i := range greys {
			greys[i] = color.Gray{Y: byte(i * 17)}
		}
		p := image.NewPaletted(b.Bounds(), greys)
		for i, v := range b.Pix {
			p.Pix[i] = byte((int(v)*15 + 127) / 255)
		}
		m = p
	} else {
		m = b.Image()
	}
	var out bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, m) // a Buffer does not fail
	return out.Bytes()
}

// chunk is how many bytes of base64 one Kitty command may carry.
const chunk = 4096

// kitty sends a picture and shows it in w by h cells at the cursor, which stays
// (https://sw.kovidgoyal.net/kitty/graphics-protocol/). more are further keys.
func kitty(b *page.Bitmap, w, h int, id uint32, more string) string {
	var out strings.Builder
	for _, c := range kittyParts(b, w, h, id, more) {
		out.WriteString(c)
	}
	return out.String()
}

func kittyParts(b *page.Bitmap, w, h int, id uint32, more string) []string {
	data := base64.StdEncoding.EncodeToString(packed(b))
	keys := fmt.Sprintf("a=T,f=100,i=%d,p=1,c=%d,r=%d,C=1,q=2%s,", id, w, h, more)
	var out []string
	for {
		n := min(len(data), chunk)
		last := 0
		if n < len(data) {
			last = 1
		}
		out = append(out, "\x1b_G"+keys+"m="+strconv.Itoa(last)+";"+data[:n]+"\x1b\\")
		if data = data[n:]; data == "" {
			return out
		}
		keys = "q=2,"
	}
}

// kittyThrough is kitty for a terminal behind tmux, which places the picture by
// the placeholders on the screen.
func kittyThrough(b *page.Bitmap, w, h int, id uint32) string {
	var out strings.Builder
	for _, c := range kittyParts(b, w, h, id, ",U=1") {
		out.WriteString(Through(c))
	}
	return out.String()
}

// Through wraps a sequence so that tmux hands it on (tmux(1), allow-passthrough).
func Through(s string) string {
	return "\x1bPtmux;" + strings.ReplaceAll(s, "\x1b", "\x1b\x1b") + "\x1b\\"
}

// Forget removes a picture from the terminal's memory.
func (t Terminal) Forget(id uint32) string {
	s := fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id)
	if t.Tmux {
		return Through(s)
	}
	return s
}

// placeholders are cells that a terminal fills with the picture: the row and the
// column are in the marks above each, the number of the picture is its colour.
func placeholders(w, h int, id uint32) []string {
	out := make([]string, h)
	for y := range out {
		var l strings.Builder
		l.WriteString("\x1b[38;5;" + strconv.Itoa(int(id&0xff)) + "m")
		for x := range w {
			l.WriteRune(protocol.Placeholder)
			l.WriteRune(protocol.Diacritic(y))
			l.WriteRune(protocol.Diacritic(x))
		}
		l.WriteString("\x1b[m")
		out[y] = l.String()
	}
	return out
}

// iterm shows a picture in w by h cells (https://iterm2.com/documentation-images.html).
func iterm(b *page.Bitmap, w, h int) string {
	data := packed(b)
	return fmt.Sprintf("\x1b]1337;File=inline=1;size=%d;width=%d;height=%d;preserveAspectRatio=0;doNotMoveCursor=1:%s\a",
		len(data), w, h, base64.StdEncoding.EncodeToString(data))
}
