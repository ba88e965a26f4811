package mail

import "encoding/binary"

// quads holds, for each of the four places of a base64 quantum, the bits that a
// letter gives. What is no letter of the standard alphabet gives a bit beyond 24.
var quads = func() (t [4][256]uint32) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for place := range t {
		for c := range t[place] {
			t[place][c] = noLetter
		}
		for value, c := range []byte(alphabet) {
			t[place][c] = uint32(value) << (18 - 6*place)
		}
	}
	return t
}()

const (
	noLetter = 1 << 31
	slack    = 8 // bytes that wholeQuads may write behind what counts
)

// wholeQuads decodes lines of four letters and four letters into out, which has
// room for them and slack, and stops before anything else. Most of what a
// mailbox holds is base64 in lines of 76 letters, and the library's decoder
// takes twice as long for it.
func wholeQuads(out, in []byte) (n, used int) {
	t0, t1, t2, t3 := &quads[0], &quads[1], &quads[2], &quads[3]
	i := 0
	for i+8 <= len(in) && n+slack <= len(out) {
		b := in[i : i+8 : i+8]
		x := t0[b[0]] | t1[b[1]] | t2[b[2]] | t3[b[3]]
		y := t0[b[4]] | t1[b[5]] | t2[b[6]] | t3[b[7]]
		if (x|y)&noLetter == 0 {
			binary.BigEndian.PutUint64(out[n:], uint64(x)<<40|uint64(y)<<16)
			n += 6
			i += 8
			continue
		}
		switch {
		case x&noLetter == 0:
			binary.BigEndian.PutUint32(out[n:], x<<8)
			n += 3
			i += 4
		case b[0] == '\r' && b[1] == '\n':
			i += 2
		case b[0] == '\n':
			i++
		default:
			return n, i
		}
	}
	return n, i
}
