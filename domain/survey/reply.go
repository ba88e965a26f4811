package survey

import (
	"regexp"
	"strings"
)

// Reply is what somebody may mean by a reply to the survey that holds no answer.
type Reply string

// The replies without an answer.
const (
	Remark  Reply = "remark"  // thanks, or a word about the service
	Unclear Reply = "unclear" // an answer that cannot be read: a person has to
	Request Reply = "request" // something is asked for, or is wrong
)

// Meant says what a reply without an answer is; own and quoted are those of Parse. It
// errs on the side of what a person reads.
func Meant(own, quoted string) Reply {
	switch {
	case read(own).tried() || code.MatchString(plain(own)) || read(quoted).tried():
		return Unclear
	case asking.MatchString(own) || len(strings.Fields(own)) > remarkWords:
		return Request
	}
	return Remark
}

// remarkWords is how many words a remark has at most.
const remarkWords = 60

// tried reports whether anything looks like a mark.
func (r *reader) tried() bool {
	for _, clash := range r.clash {
		if clash {
			return true
		}
	}
	return r.marks.Given() > 0 || len(r.bare) > 0
}

var (
	code   = regexp.MustCompile(`(?i)\bu\s?[1-9]\b|\b(?:nilai|skor|score)\b\W*\d`)
	asking = regexp.MustCompile(`(?i)\?|\b(?:belum|gagal|error|kendala|bermasalah|kapan|kenapa|mengapa|bagaimana|tolong|keliru|cannot|can't|not\s+working|still|how|when|why|help)\b|` +
		`\b(?:tidak|tdk|nggak|gak)\s+(?:bisa|dapat|aktif|jalan|muncul|sesuai|terbuka)\b|\bsalah\b|` +
		`\b(?:mohon|please)\s+(?:agar|bantu\w*|dibantu|info\w*|petunjuk|arahan|diproses|segera|ditindak\w*|dicek|cek|konfirmasi|dikirim\w*|diperbaiki|kirim\w*|check|send|fix|tell)\b`)
)
