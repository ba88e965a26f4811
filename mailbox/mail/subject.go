package mail

import (
	"regexp"
	"strings"
)

var (
	subjectPrefix = regexp.MustCompile(`(?i)^(re|bls|balas|balasan|jawaban|tanggapan|fw|fwd|trs|terusan|teruskan|diteruskan|wg|aw|tr|sv|vs|vb|antw|rv|res|enc)\s*(\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})?\s*[:：]\s*`)
	subjectToken  = regexp.MustCompile(`^\[[^\[\]]{1,80}\]\s*`)
)

// longestPrefix is how far behind the start the colon of a prefix can be.
const longestPrefix = 40

// NormaliseSubject takes stacks of reply and forward marks off a subject: Re:
// Bls: Balas: Fw: Fwd: Trs: WG: AW: TR: RE[2]: Tanggapan: Terusan: and the like,
// also behind tokens such as [#2026-00042-c] or [EKSTERNAL], which are kept.
// White space folds. Letters keep their case.
func NormaliseSubject(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	var tokens []string
	for s != "" {
		if colon := strings.IndexAny(s, ":："); colon < 0 || colon > longestPrefix {
			// no prefix
		} else if m := subjectPrefix.FindString(s); m != "" {
			s = s[len(m):]
			continue
		}
		if s[0] != '[' {
			break
		}
		m := subjectToken.FindString(s)
		if m == "" {
			break
		}
		token := strings.TrimSpace(m)
		if len(tokens) == 0 || tokens[len(tokens)-1] != token {
			tokens = append(tokens, token)
		}
		s = s[len(m):]
	}
	return strings.Join(append(tokens, strings.Fields(s)...), " ")
}
