package ticket

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// valueMatch builds the test for one key. Values parted by commas are "or".
func (ws *Words) valueMatch(key, value string, now time.Time) (func(*Row, string, time.Time) bool, *QueryError) {
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
	values, err := ws.translate(key, values)
	if err != nil {
		return nil, err
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
	words := Words{fixedWords()}
	var states []State
	for _, v := range values {
		ids := words.ids("state", v)
		if v == "tutup" {
			ids = []string{string(Closed)}
		}
		if ids == nil && v != "" {
			return nil, &QueryError{Code: "unknown-state", Hint: words.choices("state")}
		}
		for _, id := range ids {
			states = append(states, State(id))
		}
		if slices.Contains(ids, string(Closed)) { // the closed ones are all that need no more work
			states = append(states, Merged)
		}
	}
	return func(r *Row, _ string, _ time.Time) bool { return slices.Contains(states, r.State) }, nil
}

func isMatch(values []string) (func(*Row, string, time.Time) bool, *QueryError) {
	words := Words{fixedWords()}
	var tests []func(*Row, string, time.Time) bool
	for _, v := range values {
		ids := words.ids("is", v)
		if ids == nil && v != "" {
			return nil, &QueryError{Code: "unknown-is", Hint: words.choices("is")}
		}
		for _, id := range ids {
			tests = append(tests, isTests[id])
		}
	}
	return func(r *Row, by string, now time.Time) bool {
		return len(tests) == 0 || slices.ContainsFunc(tests, func(f func(*Row, string, time.Time) bool) bool { return f(r, by, now) })
	}, nil
}

func dueMatch(value string) (func(*Row, string, time.Time) bool, *QueryError) {
	bad := &QueryError{Code: "bad-duration", Hint: "due:<4h, sisa:<2hari, due:>1d, due:late, due:-"}
	switch strings.ToLower(value) {
	case "late", "lewat", "terlambat":
		return isLate, nil
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
