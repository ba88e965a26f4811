package domain

import (
	"strconv"
	"strings"
)

// maxString is the most that one string of a TXT holds (RFC 1035 section 3.3).
const maxString = 255

// Absolute completes a name in a value with its dot at the end: a name below the
// zone or below a public suffix is complete with or without the dot, another is
// below the zone, "@" is the zone, "." stays.
func Absolute(name, zone string) string {
	name = strings.ToLower(name)
	zone = strings.TrimSuffix(strings.ToLower(zone), ".")
	bare := strings.TrimSuffix(name, ".")
	switch {
	case name == ".":
		return "."
	case name == "@":
		return zone + "."
	case bare != name, zone == "", under(bare, zone), complete(bare):
		return bare + "."
	}
	return bare + "." + zone + "."
}

// TextStrings reads the value of a TXT into its strings, as they go on the wire,
// without quotes and escapes. A value without quotes is one text; what is longer
// than 255 octets is cut into pieces, which a reader joins again (RFC 7208
// section 3.3). The error is a *Refusal that wraps ErrRecord.
func TextStrings(value string) ([]string, error) {
	value = strings.TrimSpace(value)
	if !strings.HasPrefix(value, `"`) {
		return pieces(value), nil
	}
	var parts []string
	for value != "" {
		if value[0] != '"' {
			return nil, refuseQuotes()
		}
		part, rest, ok := quotedString(value[1:])
		if !ok {
			return nil, refuseQuotes()
		}
		parts = append(parts, pieces(part)...)
		value = strings.TrimLeft(rest, " \t")
	}
	return parts, nil
}

func refuseQuotes() error {
	rule := recordRules["txt-quotes"]
	return &Refusal{What: rule.What, Do: rule.Fix, kind: ErrRecord}
}

// quotedString reads up to the closing quote; \DDD and \X are escapes.
func quotedString(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\\':
			if i+3 < len(s) {
				if n, err := strconv.ParseUint(s[i+1:i+4], 10, 8); err == nil {
					b.WriteByte(byte(n))
					i += 3
					continue
				}
			}
			if i++; i == len(s) {
				return "", "", false
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

func pieces(s string) []string {
	var out []string
	for len(s) > maxString {
		out = append(out, s[:maxString])
		s = s[maxString:]
	}
	return append(out, s)
}

// CheckTTL judges the seconds that others may keep a record. 0 is no wish.
func CheckTTL(key string, seconds uint32) []Problem {
	if seconds == 0 || seconds >= minTTL && seconds <= maxTTL {
		return nil
	}
	return []Problem{Finding("ttl", key, strconv.FormatUint(uint64(seconds), 10))}
}

// Bounds of a TTL, in seconds.
const (
	minTTL = 60
	maxTTL = 86400
)
