package ticket

import (
	"loket/domain"
	"regexp"
	"strings"
)

// Marks that programs put in front of a subject when a mail is answered or
// forwarded, in the languages that are met: Re, Bls and Balas, Fw, Trs, WG and
// AW, TR, SV. A count may follow ("Re[2]:", "RE(3):", "Re^2:"), and the colon
// may be a full-width one.
var (
	subjectMark = regexp.MustCompile(`(?i)^(?:re|bls|balas|balasan|jawaban|tanggapan|fw|fwd|trs|terusan|teruskan|diteruskan|wg|aw|tr|sv|vs|vb|antw|rv|res|enc)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})?\s*[:：]\s*`)
	numberToken = regexp.MustCompile(`(?i)\[\s*#?\s*(20\d\d-\d{5,9})(?:-([0-9A-Z]{3}))?\s*\]`)
	typedNumber = regexp.MustCompile(`(?i)(?:\btik?cket|\btiket|#)\s*(?:no(?:mor|\.)?|number|#|:)?\s*:?\s*#?(20\d\d-\d{5,9})\b`)
)

// Topic is a subject without stacks of marks of replies and forwards and
// without the numbers of tickets in brackets. It is for showing, comparing and
// answering; no mail is threaded by it. Where nothing is left it is the subject.
func Topic(subject string) string {
	s := oneLine(numberToken.ReplaceAllString(subject, " "))
	for {
		m := subjectMark.FindString(s)
		if m == "" {
			break
		}
		s = s[len(m):]
	}
	if s = strings.TrimSpace(s); s == "" {
		return oneLine(subject)
	}
	return s
}

// names returns the domain names as the ticket keeps them.
func names(list []domain.Name) []string {
	out := make([]string, 0, len(list))
	for _, n := range list {
		out = append(out, string(n))
	}
	return out
}
