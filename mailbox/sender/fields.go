package sender

import (
	"bytes"
	"strings"

	"loket/mailbox/mail"
)

// Bounds of a header whose signatures are checked. The verifier joins folded
// lines one by one, which costs their square.
const (
	maxHeader = 256 << 10
	maxFields = 2000
	maxFolds  = 4000
	maxField  = 32 << 10
)

// rawField is one field as it stands, with its line ends.
type rawField struct {
	name string // lower-case
	text []byte
}

// value returns what is behind the colon.
func (f rawField) value() string {
	_, v, _ := bytes.Cut(f.text, []byte{':'})
	return string(bytes.TrimSpace(v))
}

// rawHeader is a header read as strictly as the verifier of signatures does.
type rawHeader struct {
	fields []rawField
	body   int    // where the body begins in raw
	odd    string // why a signature over it proves nothing, "" if it is sound
}

// scanHeader reads the header of raw the way the verifier does, and says where
// a forgiving reader might see something else.
func scanHeader(raw []byte) rawHeader {
	h := rawHeader{}
	pos, folds := envelopeLine(raw), 0
	for pos < len(raw) {
		end := len(raw)
		if i := bytes.IndexByte(raw[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		line := raw[pos:end]
		bare := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'})
		switch {
		case len(bare) == 0:
			h.body = end
			return h
		case end > maxHeader || len(h.fields) == maxFields || folds > maxFolds:
			h.odd = "header too large"
			return h
		case bare[0] == ' ' || bare[0] == '\t':
			if folds++; !h.fold(line) {
				return h
			}
		default:
			name := strictName(bare)
			if name == "" {
				h.odd = "a line that is no field"
				return h
			}
			h.fields = append(h.fields, rawField{name, line})
		}
		pos = end
	}
	h.body = len(raw)
	h.odd = "no end of the header"
	return h
}

// fold adds a continuation line to the last field.
func (h *rawHeader) fold(line []byte) bool {
	if len(h.fields) == 0 {
		h.odd = "a line that is no field"
		return false
	}
	last := &h.fields[len(h.fields)-1]
	if len(last.text)+len(line) > maxField {
		h.odd = "a field too large"
		return false
	}
	last.text = last.text[:len(last.text)+len(line)] // the line follows in raw
	return true
}

// envelopeLine returns the length of an mbox "From " line in front.
func envelopeLine(raw []byte) int {
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return 0
	}
	i := bytes.IndexByte(raw, '\n')
	if i < 0 || strictName(bytes.TrimRight(raw[:i], "\r")) != "" {
		return 0
	}
	return i + 1
}

// strictName returns the lower-case name of a field, "" if line begins none.
func strictName(line []byte) string {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || colon > 200 {
		return ""
	}
	name := bytes.TrimRight(line[:colon], " \t")
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return ""
		}
	}
	return strings.ToLower(string(name))
}

func (h rawHeader) count(name string) int {
	n := 0
	for _, f := range h.fields {
		if f.name == name {
			n++
		}
	}
	return n
}

// has reports whether there is a field called name.
func (h rawHeader) has(name string) bool { return h.count(name) > 0 }

// structure decides whether a signature may prove anything: one From, and a
// header that the verifier and the reader see alike.
func (c *court) structure() {
	c.sound = true
	unsound := func(code string, weight int, args ...string) {
		c.sound = false
		c.say(code, weight, args...)
	}
	for _, name := range []string{"From", "Subject", "Date", "To", "Content-Type"} {
		n := max(c.head.count(strings.ToLower(name)), len(c.m.Values(name)))
		if n <= 1 {
			continue
		}
		if name == "From" {
			unsound("many-from", decisive, count(n))
		} else {
			unsound("doubled", -3, count(n), name)
		}
	}
	switch {
	case len(c.m.From) == 0 || len(c.m.From) == 1 && c.m.From[0].Email == "":
		unsound("no-sender", 0)
	case !c.sound:
	case len(c.m.From) > 1:
		unsound("from-group", -2, count(len(c.m.From)))
	case c.head.odd != "":
		unsound("header-odd", 0)
	case !c.sameFrom():
		unsound("header-unlike", -2)
	}
}

// sameFrom reports whether the From that a signature covers is the one shown.
func (c *court) sameFrom() bool {
	for _, f := range c.head.fields {
		if f.name != "from" {
			continue
		}
		again := mail.HeaderOnly(append(bytes.Clone(f.text), "\r\n"...), mail.Options{})
		return len(again.From) == 1 && again.From[0].Email == c.m.From[0].Email
	}
	return false
}
