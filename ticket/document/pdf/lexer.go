package pdf

import (
	"math"
	"strconv"
)

// kind of a token or operand in a content stream or character map.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenNumber
	tokenString
	tokenName
	tokenOperator
	tokenOpen  // [ or <<
	tokenClose // ] or >>
	tokenArray // an operand only: list holds its items
)

// token is one lexical element; list is filled for arrays by the interpreter.
type token struct {
	kind tokenKind
	num  float64
	text string
	list []token
}

// lexer cuts a content stream (ISO 32000-1, 7.8.2) into tokens. Unknown bytes
// are skipped, so it ends on any input.
type lexer struct {
	b []byte
	i int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skip() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case space(c):
			l.i++
		case c == '%':
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
		default:
			return
		}
	}
}

func (l *lexer) next() token {
	l.skip()
	if l.i >= len(l.b) {
		return token{}
	}
	switch c := l.b[l.i]; c {
	case '(':
		return token{kind: tokenString, text: l.literal()}
	case '<':
		if l.i+1 < len(l.b) && l.b[l.i+1] == '<' {
			l.i += 2
			return token{kind: tokenOpen, text: "<<"}
		}
		return token{kind: tokenString, text: l.hex()}
	case '>':
		l.i++
		if l.i < len(l.b) && l.b[l.i] == '>' {
			l.i++
		}
		return token{kind: tokenClose, text: ">>"}
	case '[', '{':
		l.i++
		return token{kind: tokenOpen, text: "["}
	case ']', '}':
		l.i++
		return token{kind: tokenClose, text: "]"}
	case ')':
		l.i++
		return token{kind: tokenOperator, text: ")"}
	case '/':
		l.i++
		return token{kind: tokenName, text: decodeName(l.word())}
	}
	return number(l.word())
}

func (l *lexer) word() string {
	from := l.i
	for l.i < len(l.b) && !space(l.b[l.i]) && !delimiter(l.b[l.i]) {
		l.i++
	}
	return string(l.b[from:l.i])
}

// number reads w as a number where it can, also "1.-5" and "--3" as viewers do.
func number(w string) token {
	if w == "" {
		return token{kind: tokenOperator}
	}
	if c := w[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return token{kind: tokenOperator, text: w}
	}
	f, err := strconv.ParseFloat(w, 64)
	if err != nil {
		f = lenient(w)
	}
	if math.IsNaN(f) || math.Abs(f) > maxCoord*100 {
		f = 0
	}
	return token{kind: tokenNumber, num: f, text: w}
}

func lenient(w string) float64 {
	i := 0
	for i < len(w) && (w[i] == '-' || w[i] == '+') {
		i++
	}
	j := i
	for j < len(w) && (w[j] == '.' || w[j] >= '0' && w[j] <= '9') {
		j++
	}
	f, err := strconv.ParseFloat(w[i:j], 64)
	if err != nil {
		return 0
	}
	if i > 0 && w[0] == '-' {
		return -f
	}
	return f
}

// literal reads a string in parentheses with its escapes (7.3.4.2).
func (l *lexer) literal() string {
	var out []byte
	depth := 0
	for l.i < len(l.b) && len(out) < maxToken {
		c := l.b[l.i]
		l.i++
		switch c {
		case '(':
			depth++
			if depth == 1 {
				continue
			}
		case ')':
			depth--
			if depth == 0 {
				return string(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func (l *lexer) escape(out []byte) []byte {
	if l.i >= len(l.b) {
		return out
	}
	c := l.b[l.i]
	l.i++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.i < len(l.b) && l.b[l.i] == '\n' {
			l.i++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for n := 0; n < 2 && l.i < len(l.b) && l.b[l.i] >= '0' && l.b[l.i] <= '7'; n++ {
		v = v<<3 | int(l.b[l.i]-'0')
		l.i++
	}
	return append(out, byte(v))
}

func (l *lexer) hex() string {
	l.i++
	var out []byte
	hi := -1
	for l.i < len(l.b) && len(out) < maxToken {
		c := l.b[l.i]
		l.i++
		if c == '>' {
			break
		}
		d := unhex(c)
		switch {
		case d < 0:
		case hi < 0:
			hi = d
		default:
			out = append(out, byte(hi<<4|d))
			hi = -1
		}
	}
	if hi >= 0 {
		out = append(out, byte(hi<<4))
	}
	return string(out)
}

// inlineImage skips from after ID to after EI.
func (l *lexer) inlineImage() {
	for i := l.i; i+2 < len(l.b); i++ {
		if l.b[i] != 'E' || l.b[i+1] != 'I' || !space(l.b[i+2]) {
			continue
		}
		if i > 0 && space(l.b[i-1]) {
			l.i = i + 2
			return
		}
	}
	l.i = len(l.b)
}
