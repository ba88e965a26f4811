package mail

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// look is the colour of text and of what is behind it. An unknown background,
// such as a picture or one that a style sheet may give, hides nothing: to leave
// out what a reader sees is worse than to show what he does not.
type look struct {
	ink, paper  colour
	inked, clad bool // set by the element or one around it
	picture     bool // behind the text is what cannot be known
}

type colour struct{ r, g, b uint8 }

// near is how far two colours may be apart, channels summed, and still be one
// to the eye: white on #fafafa.
const near = 24

// hides reports whether text cannot be told from what is behind it. plain says
// that no style sheet of the page sets a background.
func (l look) hides(plain bool) bool {
	paper := l.paper
	if !l.clad {
		paper = colour{255, 255, 255}
	}
	if l.picture || !l.clad && !plain {
		return false
	}
	return l.inked && distance(l.ink, paper) <= near
}

func distance(a, b colour) int {
	d := func(x, y uint8) int { return max(int(x), int(y)) - min(int(x), int(y)) }
	return d(a.r, b.r) + d(a.g, b.g) + d(a.b, b.b)
}

// dress returns the look of an element within one of look l.
func (l look) dress(t html.Token, sheet bool) look {
	if sheet && (attr(t, "class") != "" || attr(t, "id") != "") {
		l.clad, l.inked = false, false // the sheet may say anything
	}
	if t.DataAtom == atom.A && attr(t, "href") != "" {
		l.ink, l.inked = colour{0, 0, 238}, true
	}
	for _, a := range t.Attr {
		switch a.Key {
		case "bgcolor":
			l.setPaper(a.Val)
		case "background":
			l.picture = true
		case "color":
			if t.DataAtom == atom.Font {
				l.setInk(a.Val)
			}
		case "text":
			if t.DataAtom == atom.Body {
				l.setInk(a.Val)
			}
		}
	}
	if style := attr(t, "style"); len(style) <= maxStyle && (strings.Contains(style, "olor") || strings.Contains(style, "ackground") || strings.Contains(style, "OLOR")) {
		l.style(style)
	}
	return l
}

const maxStyle = 4096 // bytes of a style attribute that are read

func (l *look) style(style string) {
	for style != "" {
		var item string
		item, style, _ = strings.Cut(style, ";")
		key, value, _ := strings.Cut(item, ":")
		value, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(value)), "!")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "color":
			l.setInk(value)
		case "background-color":
			l.setPaper(value)
		case "background":
			if strings.Contains(value, "url(") || strings.Contains(value, "gradient") {
				l.picture = true
				continue
			}
			l.setPaper(value)
			for _, word := range strings.Fields(value) {
				l.setPaper(word)
			}
		case "background-image":
			if !strings.Contains(value, "none") {
				l.picture = true
			}
		}
	}
}

func (l *look) setInk(s string) {
	if c, ok := parseColour(s); ok {
		l.ink, l.inked = c, true
	}
}

func (l *look) setPaper(s string) {
	if c, ok := parseColour(s); ok {
		l.paper, l.clad, l.picture = c, true, false
	}
}

// parseColour reads #rgb, #rrggbb, rgb(), and the names that mail uses.
func parseColour(s string) (colour, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if name, ok := namedColour(s); ok {
		return name, true
	}
	if args, ok := strings.CutPrefix(strings.TrimPrefix(s, "rgba("), "rgb("); ok || strings.HasPrefix(s, "rgba(") {
		return rgbColour(strings.TrimSuffix(args, ")"))
	}
	s = strings.TrimPrefix(s, "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if len(s) != 6 || err != nil {
		return colour{}, false
	}
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

func rgbColour(args string) (colour, bool) {
	parts := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(parts) < 3 || len(parts) > 4 {
		return colour{}, false
	}
	var c [3]uint8
	for i := range c {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || n > 255 {
			return colour{}, false
		}
		c[i] = uint8(n)
	}
	return colour{c[0], c[1], c[2]}, len(parts) == 3 || parts[3] == "1" // what shows through is unknown
}

func namedColour(s string) (colour, bool) {
	switch s {
	case "white", "window":
		return colour{255, 255, 255}, true
	case "black", "windowtext":
		return colour{}, true
	case "snow", "ghostwhite", "floralwhite", "ivory", "whitesmoke", "mintcream", "azure":
		return colour{250, 250, 250}, true
	case "red":
		return colour{255, 0, 0}, true
	case "green":
		return colour{0, 128, 0}, true
	case "blue":
		return colour{0, 0, 255}, true
	case "yellow":
		return colour{255, 255, 0}, true
	case "navy":
		return colour{0, 0, 128}, true
	case "gray", "grey":
		return colour{128, 128, 128}, true
	case "silver":
		return colour{192, 192, 192}, true
	}
	return colour{}, false
}

// maxSample is how many bytes of hidden text a warning quotes.
const maxSample = 120

// conceal counts text that a browser does not show, and keeps its beginning.
func (w *htmlWriter) conceal(s string) {
	s = strings.TrimSpace(s)
	w.hidden += utf8.RuneCountInString(s)
	if room := maxSample - w.sample.Len(); s != "" && room > 0 {
		if w.sample.Len() > 0 {
			w.sample.WriteByte(' ')
		}
		w.sample.WriteString(strings.ToValidUTF8(s[:min(len(s), room)], ""))
	}
}
