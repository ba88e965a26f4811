package ticket

import (
	"bytes"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// headReader reads a head as EncodeEvent writes it: every field in its place, no blank
// and no stroke. Reports and searches read a million heads, of which encoding/json
// takes ten times as long; whatever looks different is left to it.
type headReader struct {
	b  []byte
	ok bool
}

// readHead reads the head of a stored event; ok is false where encoding/json has to.
func readHead(head []byte) (w wireHead, ok bool) {
	r := headReader{head, true}
	w.Format = int(r.number(`{"f":`, math.MaxInt32))
	w.Seq = r.number(`,"seq":`, math.MaxUint64)
	w.Cmd = r.number(`,"cmd":`, math.MaxUint64)
	w.Ticket = ID(r.optional(`,"ticket":`, math.MaxUint64))
	w.Version = uint32(r.optional(`,"version":`, math.MaxUint32))
	w.At = r.time(`,"at":`)
	w.By = r.text(`,"by":`)
	w.Kind = r.text(`,"kind":`)
	w.Clear = int(r.optional(`,"clear":`, math.MaxInt32))
	return w, r.ok && len(r.b) == 0
}

// after takes what stands before a value.
func (r *headReader) after(name string) bool {
	if !r.ok || len(r.b) < len(name) || string(r.b[:len(name)]) != name {
		r.ok = false
		return false
	}
	r.b = r.b[len(name):]
	return true
}

func (r *headReader) number(name string, most uint64) uint64 {
	if !r.after(name) {
		return 0
	}
	n := 0
	for n < len(r.b) && r.b[n] >= '0' && r.b[n] <= '9' {
		n++
	}
	v, err := strconv.ParseUint(string(r.b[:n]), 10, 64)
	if r.ok = err == nil && v <= most && (n == 1 || r.b[0] != '0'); !r.ok {
		return 0
	}
	r.b = r.b[n:]
	return v
}

// optional is a number that is left out where it is 0.
func (r *headReader) optional(name string, most uint64) uint64 {
	if !r.ok || !bytes.HasPrefix(r.b, []byte(name)) {
		return 0
	}
	return r.number(name, most)
}

// quoted takes a text with its quotation marks.
func (r *headReader) quoted(name string) []byte {
	if !r.after(name) || len(r.b) == 0 || r.b[0] != '"' {
		r.ok = false
		return nil
	}
	end := bytes.IndexByte(r.b[1:], '"')
	if end < 0 {
		r.ok = false
		return nil
	}
	text := r.b[:end+2]
	r.b = r.b[end+2:]
	return text
}

func (r *headReader) text(name string) string {
	q := r.quoted(name)
	if !r.ok {
		return ""
	}
	q = q[1 : len(q)-1]
	for _, c := range q {
		if c < ' ' || c == '\\' {
			r.ok = false
		}
	}
	if r.ok = r.ok && utf8.Valid(q); !r.ok {
		return ""
	}
	return string(q)
}

func (r *headReader) time(name string) (t time.Time) {
	q := r.quoted(name)
	r.ok = r.ok && t.UnmarshalJSON(q) == nil
	return t
}
