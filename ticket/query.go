package ticket

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
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
	terms []term
}

type term struct {
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

// Error gives it in English.
func (e *QueryError) Error() string {
	return fmt.Sprintf("%q at %d: %s; write %s", e.Word, e.Pos+1, e.Code, e.Hint)
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

var stateWords = map[string]State{
	"new": New, "baru": New, "open": Open, "proses": Open, "waiting-requester": WaitingRequester, "pemohon": WaitingRequester,
	"waiting-other": WaitingOther, "lain": WaitingOther, "closed": Closed, "selesai": Closed, "tutup": Closed, "merged": Merged, "gabung": Merged,
}

var isWords = map[string]func(r *Row, now time.Time) bool{
	"late": isLate, "terlambat": isLate,
	"breached": func(r *Row, _ time.Time) bool { return r.Breached }, "lewat": func(r *Row, _ time.Time) bool { return r.Breached },
	"soon": isSoon, "segera": isSoon,
	"paused": func(r *Row, _ time.Time) bool { return !r.PausedAt.IsZero() }, "jeda": func(r *Row, _ time.Time) bool { return !r.PausedAt.IsZero() },
	"unread": func(r *Row, _ time.Time) bool { return r.Unread }, "belum-dibaca": func(r *Row, _ time.Time) bool { return r.Unread },
	"unsure": func(r *Row, _ time.Time) bool { return r.NeedsHuman }, "ragu": func(r *Row, _ time.Time) bool { return r.NeedsHuman },
	"official": func(r *Row, _ time.Time) bool { return r.Official }, "resmi": func(r *Row, _ time.Time) bool { return r.Official },
	"complete": func(r *Row, _ time.Time) bool { return r.Missing == 0 }, "lengkap": func(r *Row, _ time.Time) bool { return r.Missing == 0 },
	"trouble": isTrouble, "masalah": isTrouble,
}

func isLate(r *Row, now time.Time) bool { return TimeLeft(r, now).State == "late" }
func isSoon(r *Row, now time.Time) bool { return TimeLeft(r, now).State == "soon" }
func isTrouble(r *Row, now time.Time) bool {
	return r.LetterBad || r.NeedsHuman || r.Rounds > 1 || isLate(r, now)
}

// ParseQuery reads a query. An empty one is nil, which matches everything.
func ParseQuery(s string, now time.Time) (*Query, error) {
	if len(s) > maxQuery {
		return nil, &QueryError{maxQuery, "…", "too-long", fmt.Sprintf("at most %d characters", maxQuery)}
	}
	if !utf8.ValidString(s) {
		return nil, &QueryError{0, "?", "not-text", "letters"}
	}
	q := &Query{text: s}
	for _, w := range splitQuery(s) {
		t := term{negate: w.negate}
		if w.colon < 0 {
			t.match = freeWord(w.text)
			q.terms = append(q.terms, t)
			continue
		}
		key, value := w.text[:w.colon], w.text[w.colon+1:]
		canon, ok := queryKeys[strings.ToLower(key)]
		if !ok {
			if strings.Contains(w.text, "://") || strings.Contains(w.text, "@") {
				t.match = freeWord(w.text)
				q.terms = append(q.terms, t)
				continue
			}
			return nil, &QueryError{w.pos, key, "unknown-key", strings.Join(QueryKeys(), ", ")}
		}
		var err *QueryError
		if t.match, err = valueMatch(canon, value, now); err != nil {
			err.Pos, err.Word = w.pos, w.text
			return nil, err
		}
		q.terms = append(q.terms, t)
	}
	if len(q.terms) == 0 {
		return nil, nil
	}
	return q, nil
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

// valueMatch builds the test for one key. Values parted by commas are "or".
func valueMatch(key, value string, now time.Time) (func(*Row, string, time.Time) bool, *QueryError) {
	if value == "" {
		return func(*Row, string, time.Time) bool { return true }, nil // still typing
	}
	switch key {
	case "due":
		return dueMatch(value)
	case "since":
		return sinceMatch(value, now)
	}
	values := strings.Split(strings.ToLower(value), ",")
	switch key {
	case "state":
		return stateMatch(values)
	case "is":
		return isMatch(values)
	case "owner":
		return ownerMatch(values), nil
	}
	match := anyOf(values, key == "agency" || key == "from" || key == "subject" || key == "number")
	field := map[string]func(*Row) bool{ // no slices: this runs for every row at every key
		"service": func(r *Row) bool { return match(r.Service) },
		"domain":  func(r *Row) bool { return len(r.Names) == 0 && match("") || slices.ContainsFunc(r.Names, match) },
		"agency":  func(r *Row) bool { return match(r.Agency) },
		"from":    func(r *Row) bool { return match(r.Requester) || match(r.Email) },
		"step":    func(r *Row) bool { return match(r.Step) },
		"source":  func(r *Row) bool { return match(string(r.Source)) },
		"waiting": func(r *Row) bool { return match(r.Waiting) },
		"number":  func(r *Row) bool { return match(r.Number) },
		"subject": func(r *Row) bool { return match(r.Subject) },
		"outcome": func(r *Row) bool { return match(r.Outcome) },
	}[key]
	return func(r *Row, _ string, _ time.Time) bool { return field(r) }, nil
}

// anyOf compares one value with what was asked for, without case.
func anyOf(values []string, part bool) func(string) bool {
	tests := make([]func(string) bool, len(values))
	for i, v := range values {
		tests[i] = wordMatch(v, part)
	}
	return func(have string) bool {
		have = strings.ToLower(have)
		for _, f := range tests {
			if f(have) {
				return true
			}
		}
		return false
	}
}

// wordMatch makes the test for one value: "-" is "none", "*" is a wildcard, and
// parts of names of people and agencies count.
func wordMatch(want string, part bool) func(have string) bool {
	end, tail := strings.CutPrefix(want, "*")
	switch {
	case want == "-":
		return func(have string) bool { return have == "" }
	case tail && !strings.ContainsAny(end, `*?[\`): // "*.desa.id", the usual one
		return func(have string) bool { return strings.HasSuffix(have, end) }
	case strings.ContainsAny(want, "*?"):
		return func(have string) bool {
			ok, err := path.Match(want, have)
			return ok && err == nil
		}
	case part:
		return func(have string) bool { return strings.Contains(have, want) }
	}
	return func(have string) bool { return have == want }
}

func ownerMatch(values []string) func(*Row, string, time.Time) bool {
	named := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "me" || v == "saya" })
	mine, match := len(named) < len(values), anyOf(named, false)
	return func(r *Row, by string, _ time.Time) bool {
		return mine && strings.EqualFold(r.Owner, by) || match(r.Owner)
	}
}

func stateMatch(values []string) (func(*Row, string, time.Time) bool, *QueryError) {
	var states []State
	for _, v := range values {
		s, ok := stateWords[v]
		if !ok && v != "" {
			return nil, &QueryError{Code: "unknown-state", Hint: "new, open, waiting-requester, waiting-other, closed"}
		}
		states = append(states, s)
	}
	return func(r *Row, _ string, _ time.Time) bool { return slices.Contains(states, r.State) }, nil
}

func isMatch(values []string) (func(*Row, string, time.Time) bool, *QueryError) {
	var tests []func(*Row, time.Time) bool
	for _, v := range values {
		f, ok := isWords[v]
		if !ok && v != "" {
			return nil, &QueryError{Code: "unknown-is", Hint: "late, soon, breached, paused, unread, unsure, official, complete, trouble"}
		}
		if ok {
			tests = append(tests, f)
		}
	}
	return func(r *Row, _ string, now time.Time) bool {
		return len(tests) == 0 || slices.ContainsFunc(tests, func(f func(*Row, time.Time) bool) bool { return f(r, now) })
	}, nil
}

func dueMatch(value string) (func(*Row, string, time.Time) bool, *QueryError) {
	bad := &QueryError{Code: "bad-duration", Hint: "due:<4h, sisa:<2hari, due:>1d, due:late, due:-"}
	switch strings.ToLower(value) {
	case "late", "lewat":
		return func(r *Row, _ string, now time.Time) bool { return isLate(r, now) }, nil
	case "-":
		return func(r *Row, _ string, _ time.Time) bool { return r.Due().IsZero() }, nil
	case "<", ">", "<=", ">=":
		return func(*Row, string, time.Time) bool { return true }, nil // still typing
	}
	more := value[0] == '>'
	d, ok := parseSpan(strings.TrimLeft(value, "<>="))
	if !ok {
		return nil, bad
	}
	return func(r *Row, _ string, now time.Time) bool {
		due := r.Due()
		if due.IsZero() || r.State.Done() {
			return false
		}
		return (due.Sub(now) > d) == more
	}, nil
}

// sinceMatch takes a span back ("3d"), "today", "yesterday" or a date.
func sinceMatch(value string, now time.Time) (func(*Row, string, time.Time) bool, *QueryError) {
	var from time.Time
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(value) {
	case "today", "hari-ini":
		from = midnight
	case "yesterday", "kemarin":
		from = midnight.AddDate(0, 0, -1)
	default:
		if d, ok := parseSpan(value); ok {
			from = now.Add(-d)
		} else if t, err := time.ParseInLocation("2006-01-02", value, now.Location()); err == nil {
			from = t
		} else {
			return nil, &QueryError{Code: "bad-since", Hint: "since:3d, sejak:kemarin, since:2026-11-01"}
		}
	}
	return func(r *Row, _ string, _ time.Time) bool { return !r.Received.Before(from) }, nil
}

var spanUnits = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "menit": time.Minute, "h": time.Hour, "j": time.Hour, "jam": time.Hour, "": time.Hour,
	"d": 24 * time.Hour, "hari": 24 * time.Hour, "w": 7 * 24 * time.Hour, "minggu": 7 * 24 * time.Hour,
}

// parseSpan reads "4h", "4j", "2hari", "30m"; a bare number is hours.
func parseSpan(s string) (time.Duration, bool) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, err := strconv.Atoi(s[:i])
	unit, ok := spanUnits[strings.ToLower(s[i:])]
	if err != nil || !ok || n > 100_000 {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
