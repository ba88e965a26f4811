package paint

import "strings"

// Bare reports whether a terminal, by its kind (TERM), is one that knows what a VT100
// knows and little else: it is asked nothing, since what it does not understand it may
// print, and its characters are those of ASCII.
func Bare(term string) bool {
	switch term {
	case "ansi", "cons25", "linux", "sun", "pcansi":
		return true
	}
	kind, _, _ := strings.Cut(term, "-")
	number, vt := strings.CutPrefix(kind, "vt")
	return vt && number != "" && strings.Trim(number, "0123456789") == ""
}

// bareEnter and bareLeave are all that such a terminal is told beside what it shows.
const (
	bareEnter = "\x1b[?25l"
	bareLeave = "\x1b[m\x1b[2J\x1b[H\x1b[?25h"
)
