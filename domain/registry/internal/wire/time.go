package wire

import (
	"strings"
	"time"
)

// Time writes an instant as the examples of the standards do, in UTC.
func Time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0Z") }

// ParseTime reads an xs:dateTime, or the xs:date that some registries send
// instead. One without a zone is taken for UTC. The zero time stands for none and
// for nonsense: no date of an answer is worth refusing the whole.
func ParseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01-02Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
