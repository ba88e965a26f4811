// Package rtf reads the text of Rich Text Format as mail carries it: inflated
// from its compressed form (MS-OXRTFCP), and turned into plain text or back
// into the HTML it was made from (MS-OXRTFEX).
//
// Rules. Input is hostile: no recursion, groups at most 200 deep, output never
// more than the bound given, no input panics.
//
// What it does not do: fonts, colours, pictures, tables beyond their text.
package rtf

import (
	"encoding/binary"
	"errors"
)

// Errors of Inflate.
var (
	// ErrNotRTF is returned for bytes that are no compressed rich text.
	ErrNotRTF = errors.New("not compressed rich text")
	// ErrCut is returned with what could be read of a stream that ends early or
	// grows beyond the bound.
	ErrCut = errors.New("compressed rich text is cut off")
)

// dictionary is what the window holds before the first byte.
const dictionary = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` +
	"\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

const (
	headSize   = 16
	windowSize = 4096
	magicLZFu  = 0x75465a4c // compressed
	magicMELA  = 0x414c454d // stored
)

// Inflate returns at most max bytes of the rich text in b.
func Inflate(b []byte, max int) ([]byte, error) {
	if len(b) < headSize {
		return nil, ErrNotRTF
	}
	size := min(int(binary.LittleEndian.Uint32(b[4:])), max)
	switch binary.LittleEndian.Uint32(b[8:]) {
	case magicMELA:
		out := b[headSize:]
		return out[:min(len(out), size)], nil
	case magicLZFu:
		return inflate(b[headSize:], size)
	}
	return nil, ErrNotRTF
}

// inflate undoes LZ77 over a window of 4,096 bytes: of each eight items a
// control byte says which are a byte and which a reference.
func inflate(b []byte, size int) ([]byte, error) {
	var window [windowSize]byte
	at := copy(window[:], dictionary)
	out := make([]byte, 0, min(size, 8*len(b)))
	put := func(c byte) {
		out = append(out, c)
		window[at%windowSize] = c
		at++
	}
	for i := 0; i < len(b); {
		control := b[i]
		i++
		for bit := range 8 {
			if len(out) >= size {
				return out, nil
			}
			if control&(1<<bit) == 0 {
				if i >= len(b) {
					return out, ErrCut
				}
				put(b[i])
				i++
				continue
			}
			if i+1 >= len(b) {
				return out, ErrCut
			}
			ref := int(b[i])<<8 | int(b[i+1])
			i += 2
			from, n := ref>>4, ref&15+2
			if from == at%windowSize {
				return out, nil // the mark of the end
			}
			for k := range n {
				put(window[(from+k)%windowSize])
			}
		}
	}
	return out, nil
}
