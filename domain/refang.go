package domain

import (
	"strings"
	"unicode/utf8"
)

// defanged are the ways in which people write a sign so that nothing becomes a
// link. Blanks may stand around those in brackets; a bare " . " is no such sign.
var defanged = []struct{ from, to string }{
	{"[.]", "."}, {"(.)", "."}, {"{.}", "."}, {"<.>", "."},
	{"[dot]", "."}, {"(dot)", "."}, {"{dot}", "."}, {"<dot>", "."},
	{"[titik]", "."}, {"(titik)", "."}, {"{titik}", "."},
	{"[:]", ":"}, {"(:)", ":"}, {"[://]", "://"}, {"(://)", "://"},
	{"[/]", "/"}, {"(/)", "/"}, {"[//]", "//"},
	{"[@]", "@"}, {"(@)", "@"}, {"[at]", "@"}, {"(at)", "@"}, {"{at}", "@"},
	{"[www]", "www"}, {`\.`, "."},
}

// Refang undoes the defanging of one address, its scheme too:
// "hxxps[:]//contohkab[.]go[.]id/a" is "https://contohkab.go.id/a".
func Refang(address string) string {
	s := strings.TrimSpace(refang(address))
	if at := strings.Index(s, "//"); at > 0 && at < 12 {
		if scheme := schemeBefore(s, at+2); scheme != "" {
			return scheme + "://" + s[at+2:]
		}
	}
	return s
}

// refang undoes the defanging of names and addresses.
func refang(s string) string {
	if len(s) > maxFindText {
		s = s[:maxFindText]
		for len(s) > 0 && !utf8.ValidString(s[max(0, len(s)-4):]) && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
	}
	var b strings.Builder
	done := 0 // of s
	for i := 0; ; {
		next := strings.IndexAny(s[i:], signs)
		if next < 0 {
			break
		}
		next += i
		if i = next + 1; next > done && s[next-1] == ' ' {
			next-- // the blank in front goes, too
		}
		n, to := sign(s[next:])
		if n == 0 {
			continue
		}
		b.WriteString(s[done:next])
		if s[next] == ' ' && b.Len() == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(to)
		done = next + n
		i = done
	}
	if done == 0 {
		return s
	}
	return b.String() + s[done:]
}

// signs are what a defanged sign may begin with, after a blank.
const signs = "[({<\\"

// sign returns the length of the defanged sign at the start of s, blanks around
// it included, and what it stands for.
func sign(s string) (int, string) {
	lead := 0
	if s[0] == ' ' && len(s) > 1 {
		lead = 1
	}
	switch s[lead] {
	case '[', '(', '{', '<', '\\':
	default:
		return 0, ""
	}
	for _, d := range defanged {
		if len(s) < lead+len(d.from) || !strings.EqualFold(s[lead:lead+len(d.from)], d.from) {
			continue
		}
		n := lead + len(d.from)
		if n < len(s) && s[n] == ' ' && lead == 1 {
			n++
		}
		return n, d.to
	}
	return 0, ""
}
