package ticket

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loket/domain/term"
)

// Query is a parsed filter of the queue. The console, the command line and
// saved views share its language:
//
//	service:transfer due:<4h owner:me domain:*.desa.id "teks"
//	layanan:transfer sisa:<4j pemilik:saya -status:closed
//
// Terms are joined by "and"; a comma in a value is "or"; a leading "-" negates.
// A nil Query matches everything.
type Query struct {
	text  string
	terms []clause
}

type clause struct {
	negate bool
	match  func(r *Row, by string, now time.Time) bool
}

// QueryError says where a query went wrong and what to write instead.
type QueryError struct {
	Pos  int // byte offset
	Word string
	Code string // of the text in the catalogues: query.<code>
	Hint string // what may be written, for the reader to choose from
}

// queryWords say in English what is wrong; screens have their own catalogues.
var queryWords = map[string]string{
	"unknown-key": "is no key of a query", "too-long": "makes the query too long", "not-text": "is not text",
	"unknown-state": "names no state", "unknown-is": "is not something a ticket can be", "unknown-value": "has no such value",
	"bad-duration": "is no time left", "bad-since": "is no time to look back to",
}

// Error gives it in English.
func (e *QueryError) Error() string {
	words := queryWords[e.Code]
	if words == "" {
		words = "is not understood"
	}
	return fmt.Sprintf("%q (character %d) %s; write %s", e.Word, e.Pos+1, words, e.Hint)
}

const maxQuery = 500

// queryKeys maps both languages to one key.
var queryKeys = map[string]string{
	"service": "service", "layanan": "service",
	"owner": "owner", "pemilik": "owner", "petugas": "owner",
	"state": "state", "status": "state",
	"domain": "domain", "nama": "domain", "name": "domain",
	"due": "due", "sisa": "due", "tenggat": "due",
	"agency": "agency", "instansi": "agency",
	"from": "from", "pemohon": "from", "requester": "from", "dari": "from",
	"is": "is", "yang": "is",
	"since": "since", "sejak": "since",
	"step": "step", "langkah": "step",
	"source": "source", "asal": "source",
	"waiting": "waiting", "tunggu": "waiting", "menunggu": "waiting",
	"number": "number", "nomor": "number",
	"subject": "subject", "perihal": "subject",
	"outcome": "outcome", "hasil": "outcome",
}

// QueryKeys lists the keys, English and Indonesian, for completion and errors.
func QueryKeys() []string {
	var out []string
	for k := range queryKeys {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// isTests are what a ticket can be, by the ids of fixedWords.
var isTests = map[string]func(r *Row, by string, now time.Time) bool{
	"late":        isLate,
	"breached":    func(r *Row, _ string, _ time.Time) bool { return r.Breached },
	"soon":        isSoon,
	"paused":      func(r *Row, _ string, _ time.Time) bool { return !r.PausedAt.IsZero() },
	"unread":      func(r *Row, _ string, _ time.Time) bool { return r.Unread },
	"unsure":      func(r *Row, _ string, _ time.Time) bool { return r.NeedsHuman },
	"official":    func(r *Row, _ string, _ time.Time) bool { return r.Official },
	"complete":    func(r *Row, _ string, _ time.Time) bool { return r.Missing == 0 },
	"trouble":     isTrouble,
	"approval":    func(r *Row, _ string, _ time.Time) bool { return r.Approval },
	"unknown":     func(r *Row, _ string, _ time.Time) bool { return r.Unsure },
	"setback":     func(r *Row, _ string, _ time.Time) bool { return r.Setback },
	"quarantined": func(r *Row, _ string, _ time.Time) bool { return r.Quarantined },
	"unscanned":   func(r *Row, _ string, _ time.Time) bool { return r.Unscanned },
	"mention":     func(r *Row, by string, _ time.Time) bool { return r.Calls(by) },
	"watched":     func(r *Row, by string, _ time.Time) bool { return r.Watched(by) },
	"drafted":     func(r *Row, _ string, _ time.Time) bool { return r.Drafted },
}

func isLate(r *Row, _ string, now time.Time) bool { return TimeLeft(r, now).State == "late" }
func isSoon(r *Row, _ string, now time.Time) bool { return TimeLeft(r, now).State == "soon" }
func isTrouble(r *Row, by string, now time.Time) bool {
	return r.LetterBad || r.NeedsHuman || r.Rounds > 1 || r.Unsure || r.Setback || isLate(r, by, now)
}

// Parse reads a query. An empty one is nil, which matches everything.
func (ws *Words) Parse(s string, now time.Time) (*Query, error) {
	q := &Query{text: s}
	err := ws.parse(s, now, q, func(w word) { q.terms = append(q.terms, clause{negate: w.negate, match: freeWord(w.text)}) })
	if err != nil || len(q.terms) == 0 {
		return nil, err
	}
	return q, nil
}

// parseSearch reads a query whose free words are looked for in texts: it parts
// them from the terms with a key. Without such terms the query is nil.
func (ws *Words) parseSearch(s string, now time.Time) (pieces []term.Piece, q *Query, err error) {
	q = &Query{text: s}
	err = ws.parse(s, now, q, func(w word) {
		pieces = append(pieces, term.Piece{Text: w.text, Quoted: w.quoted, Not: w.negate})
	})
	if err != nil || len(q.terms) == 0 {
		q = nil
	}
	return pieces, q, err
}

// parse adds the terms with a key to q and calls free for the others.
func (ws *Words) parse(s string, now time.Time, q *Query, free func(word)) error {
	if len(s) > maxQuery {
		return &QueryError{maxQuery, "…", "too-long", fmt.Sprintf("at most %d characters", maxQuery)}
	}
	if !utf8.ValidString(s) {
		return &QueryError{0, "?", "not-text", "letters"}
	}
	for _, w := range splitQuery(s) {
		if w.colon < 0 {
			free(w)
			continue
		}
		key, value := w.text[:w.colon], w.text[w.colon+1:]
		canon, ok := queryKeys[strings.ToLower(key)]
		if !ok {
			if strings.Contains(w.text, "://") || strings.Contains(w.text, "@") {
				free(w)
				continue
			}
			return &QueryError{w.pos, key, "unknown-key", strings.Join(QueryKeys(), ", ")}
		}
		match, err := ws.valueMatch(canon, value, now)
		if err != nil {
			err.Pos, err.Word = w.pos, w.text
			return err
		}
		q.terms = append(q.terms, clause{negate: w.negate, match: match})
	}
	return nil
}

// String returns the query as it was written.
func (q *Query) String() string {
	if q == nil {
		return ""
	}
	return q.text
}

// Match reports whether a row is selected.
func (q *Query) Match(r *Row, by string, now time.Time) bool {
	if q == nil {
		return true
	}
	for i := range q.terms {
		if q.terms[i].match(r, by, now) == q.terms[i].negate {
			return false
		}
	}
	return true
}

// word is one term as written. Only a colon and a leading "-" that stand
// outside quotes mean something.
type word struct {
	pos    int // of its first byte, the "-" included
	text   string
	colon  int // in text, -1 for none
	negate bool
	quoted bool // as a whole
}

// splitQuery cuts at spaces; quotes keep spaces, also in a value: agency:"Kota Maju".
// A quote that never ends goes to the end: somebody is still typing.
func splitQuery(s string) []word {
	var out []word
	for i := 0; i < len(s); {
		if blank(s[i]) {
			i++
			continue
		}
		w := word{pos: i, colon: -1}
		if s[i] == '-' && i+1 < len(s) && !blank(s[i+1]) {
			w.negate = true
			i++
		}
		w.quoted = s[i] == '"'
		i = w.read(s, i)
		if w.text != "" {
			out = append(out, w)
		}
	}
	return out
}

// read takes the word's text from s at i and returns where it ends.
func (w *word) read(s string, i int) int {
	var b strings.Builder
	for i < len(s) && !blank(s[i]) {
		if s[i] != '"' {
			if s[i] == ':' && w.colon < 0 {
				w.colon = b.Len()
			}
			b.WriteByte(s[i])
			i++
			continue
		}
		end := strings.IndexByte(s[i+1:], '"')
		if end < 0 {
			end = len(s) - i - 1
		}
		b.WriteString(s[i+1 : i+1+end])
		i = min(i+end+2, len(s))
	}
	w.text = b.String()
	return i
}

// blank is ASCII only: a byte of a longer letter is never a space.
func blank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func freeWord(s string) func(*Row, string, time.Time) bool {
	s = strings.ToLower(s)
	return func(r *Row, _ string, _ time.Time) bool { return strings.Contains(r.Search, s) }
}
