package pdf

import (
	"unicode/utf16"
)

// cmap is a character map: ToUnicode (ISO 32000-1, 9.10.3) or an embedded
// encoding of a composite font (9.7.5). Its methods work on nil.
type cmap struct {
	spaces []codeSpace
	text   map[string]string
	cids   map[string]int
}

type codeSpace struct{ low, high string }

// parseCMap reads what it understands of b and bounds the number of entries.
func parseCMap(b []byte) *cmap {
	if len(b) == 0 {
		return nil
	}
	m := &cmap{text: map[string]string{}, cids: map[string]int{}}
	l := &lexer{b: b}
	var args []token
	for {
		t := l.next()
		switch t.kind {
		case tokenEnd:
			return m
		case tokenOpen:
			if t.text == "[" {
				t = l.nested(t, 0)
			}
			fallthrough
		case tokenNumber, tokenString, tokenName:
			if len(args) < maxOperands {
				args = append(args, t)
			}
			continue
		case tokenClose:
			continue
		case tokenOperator, tokenArray:
		}
		m.operator(t.text, args)
		args = args[:0]
	}
}

func (m *cmap) operator(op string, args []token) {
	switch op {
	case "endcodespacerange":
		for i := 0; i+1 < len(args); i += 2 {
			lo, hi := args[i].text, args[i+1].text
			if len(lo) > 0 && len(lo) == len(hi) && len(lo) <= 4 && len(m.spaces) < 256 {
				m.spaces = append(m.spaces, codeSpace{lo, hi})
			}
		}
	case "endbfchar":
		for i := 0; i+1 < len(args); i += 2 {
			m.add(args[i].text, utf16Text(args[i+1].text))
		}
	case "endbfrange":
		for i := 0; i+2 < len(args); i += 3 {
			m.textRange(args[i].text, args[i+1].text, args[i+2])
		}
	case "endcidchar":
		for i := 0; i+1 < len(args); i += 2 {
			if len(m.cids) < maxCMap {
				m.cids[args[i].text] = int(args[i+1].num)
			}
		}
	case "endcidrange":
		for i := 0; i+2 < len(args); i += 3 {
			first := int(args[i+2].num)
			for k, code := range codes(args[i].text, args[i+1].text) {
				if len(m.cids) < maxCMap {
					m.cids[code] = first + k
				}
			}
		}
	}
}

func (m *cmap) add(code, text string) {
	if len(code) > 0 && len(code) <= 4 && len(m.text) < maxCMap {
		m.text[code] = text
	}
}

func (m *cmap) textRange(lo, hi string, to token) {
	all := codes(lo, hi)
	if to.kind == tokenArray {
		for k, code := range all {
			if k < len(to.list) {
				m.add(code, utf16Text(to.list[k].text))
			}
		}
		return
	}
	units := []rune(utf16Text(to.text))
	if len(units) == 0 {
		return
	}
	last := units[len(units)-1]
	for k, code := range all {
		units[len(units)-1] = last + rune(k)
		m.add(code, string(units))
	}
}

// codes lists the codes from lo to hi, at most 65,536.
func codes(lo, hi string) []string {
	if len(lo) == 0 || len(lo) != len(hi) || len(lo) > 4 {
		return nil
	}
	from, to := integerOf(lo), integerOf(hi)
	if to < from || to-from > 0xFFFF {
		return nil
	}
	out := make([]string, 0, to-from+1)
	for c := from; c <= to; c++ {
		b := make([]byte, len(lo))
		for i, v := len(b)-1, c; i >= 0; i, v = i-1, v>>8 {
			b[i] = byte(v)
		}
		out = append(out, string(b))
	}
	return out
}

func integerOf(s string) (n uint64) {
	for i := range len(s) {
		n = n<<8 | uint64(s[i])
	}
	return n
}

func utf16Text(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

func (m *cmap) lookup(code string) (string, bool) {
	if m == nil {
		return "", false
	}
	t, ok := m.text[code]
	return t, ok
}

func (m *cmap) cid(code string) (int, bool) {
	if m == nil {
		return 0, false
	}
	c, ok := m.cids[code]
	return c, ok
}

// match returns the length of the code that s begins with, 0 for none.
func (m *cmap) match(s string) int {
	for n := 1; n <= 4 && n <= len(s); n++ {
		for _, sp := range m.spaces {
			if len(sp.low) == n && within(s[:n], sp) {
				return n
			}
		}
	}
	return 0
}

// within compares byte by byte, as code space ranges are rectangles.
func within(code string, sp codeSpace) bool {
	for i := range len(code) {
		if code[i] < sp.low[i] || code[i] > sp.high[i] {
			return false
		}
	}
	return true
}
