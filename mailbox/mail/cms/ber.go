package cms

// Tags as they stand in the first byte, class and form included.
const (
	tagEnd      = 0x00
	tagOctets   = 0x04
	tagOID      = 0x06
	tagPieces   = 0x24 // an octet string in pieces
	tagSequence = 0x30
	tagContent  = 0xa0 // [0] EXPLICIT
)

// element is one BER value.
type element struct {
	tag  byte
	body []byte
}

// next reads the element at the start of b. One that is longer than b gives
// what is there; ok is false at the end and for what cannot be one.
func next(b []byte) (e element, rest []byte, ok bool) {
	head, size, ok := header(b)
	if !ok || b[0] == tagEnd {
		return element{}, nil, false
	}
	e.tag = b[0]
	if size >= 0 {
		end := min(head+size, len(b))
		e.body = b[head:end]
		return e, b[end:], true
	}
	body, after := indefinite(b[head:])
	e.body = b[head : head+body]
	return e, b[head+after:], true
}

// header returns how long the identifier and length at the start of b are, and
// the length they tell, -1 for an indefinite one.
func header(b []byte) (head, size int, ok bool) {
	if len(b) < 2 {
		return 0, 0, false
	}
	i := 1
	if b[0]&0x1f == 0x1f { // a tag of several bytes
		for i < len(b) && b[i]&0x80 != 0 {
			i++
		}
		if i++; i >= len(b) {
			return 0, 0, false
		}
	}
	first := b[i]
	i++
	switch {
	case first < 0x80:
		return i, int(first), true
	case first == 0x80:
		return i, -1, b[0]&0x20 != 0
	}
	n := int(first & 0x7f)
	if n > 8 || i+n > len(b) {
		return 0, 0, false
	}
	for _, c := range b[i : i+n] {
		if size > 1<<40 {
			return 0, 0, false
		}
		size = size<<8 | int(c)
	}
	return i + n, min(size, len(b)), true
}

// indefinite returns the length of the content at the start of b up to its end
// mark, and where the next element begins. The contents are walked by their
// lengths with a counter of open levels instead of a call for each.
func indefinite(b []byte) (body, after int) {
	open := 1
	for pos := 0; pos < len(b); {
		if b[pos] == tagEnd && pos+1 < len(b) && b[pos+1] == 0 {
			if open--; open == 0 {
				return pos, pos + 2
			}
			pos += 2
			continue
		}
		head, size, ok := header(b[pos:])
		if !ok {
			break
		}
		if pos += head; size < 0 {
			open++
		} else {
			pos += min(size, len(b)-pos)
		}
	}
	return len(b), len(b)
}
