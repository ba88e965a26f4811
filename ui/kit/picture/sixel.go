package picture

import (
	"fmt"
	"strconv"
	"strings"

	"loket/ticket/document/page"
)

// sixel writes a bitmap in 16 greys or 6 levels of each colour (DEC STD 070,
// chapter 9): six rows at a time, one pass for each colour of those rows, equal
// columns counted.
func sixel(b *page.Bitmap) string {
	h := min(b.Height, MaxPixels/max(b.Width, 1))
	var out strings.Builder
	out.Grow(b.Width * h / 3)
	fmt.Fprintf(&out, "\x1bP0;1;0q\"1;1;%d;%d", b.Width, h)
	levels := 6
	if b.Gray {
		levels = 16
	}
	named := make([]bool, 216) // colours that were given a number already
	bits := make([][]byte, 216)
	band := make([]byte, b.Width*6)
	for top := 0; top < h; top += 6 {
		rows := min(6, h-top)
		used := colours(b, top, rows, levels, band)
		for first, c := range used {
			if !named[c] {
				named[c] = true
				out.WriteString(register(c, levels))
			}
			if first > 0 {
				out.WriteByte('$')
			}
			if bits[c] == nil {
				bits[c] = make([]byte, b.Width)
			}
			pass(&out, c, band, rows, bits[c])
		}
		out.WriteByte('-')
	}
	out.WriteString("\x1b\\")
	return out.String()
}

// register says what colour a number is, in hundredths.
func register(c, levels int) string {
	pct := func(v, of int) int { return (v*100 + of/2) / of }
	if levels == 16 {
		p := pct(c, 15)
		return fmt.Sprintf("#%d;2;%d;%d;%d", c, p, p, p)
	}
	return fmt.Sprintf("#%d;2;%d;%d;%d", c, pct(c/36, 5), pct(c/6%6, 5), pct(c%6, 5))
}

// colours puts the colour numbers of some rows into band and lists them.
func colours(b *page.Bitmap, top, rows, levels int, band []byte) (used []int) {
	var seen [216]bool
	for y := range rows {
		for x := range b.Width {
			var c int
			if levels == 16 {
				c = (int(b.Pix[(top+y)*b.Width+x])*15 + 127) / 255
			} else {
				p := b.Pix[((top+y)*b.Width+x)*3:]
				c = (int(p[0])*5+127)/255*36 + (int(p[1])*5+127)/255*6 + (int(p[2])*5+127)/255
			}
			band[y*b.Width+x] = byte(c)
			seen[c] = true
		}
	}
	for c, is := range seen {
		if is {
			used = append(used, c)
		}
	}
	return used
}

// pass writes the columns of one colour.
func pass(out *strings.Builder, c int, band []byte, rows int, bits []byte) {
	clear(bits)
	w := len(bits)
	for y := range rows {
		for x, v := range band[y*w : (y+1)*w] {
			if int(v) == c {
				bits[x] |= 1 << y
			}
		}
	}
	out.WriteByte('#')
	out.WriteString(strconv.Itoa(c))
	end := w
	for end > 0 && bits[end-1] == 0 { // blank to the right end
		end--
	}
	for x := 0; x < end; {
		n := 1
		for x+n < end && bits[x+n] == bits[x] {
			n++
		}
		ch := bits[x] + '?'
		if n > 3 {
			out.WriteString("!" + strconv.Itoa(n))
			out.WriteByte(ch)
		} else {
			for range n {
				out.WriteByte(ch)
			}
		}
		x += n
	}
}
