package domain

import (
	"regexp"
	"strings"
)

var (
	hostLabel  = `host(?:\s*name)?|nama\s+host|sub\s*domain|nama\s+sub\s*domain|nama\s+domain|name`
	typeLabel  = `tipe(?:\s+record)?|type|jenis(?:\s+record)?|record\s+type`
	valueLabel = `value(?:\s*/\s*point\s*to)?|point(?:s|ing)?\s*to|nilai|tujuan|alamat\s+ip|ip(?:\s+address)?|target|isi`

	labelled  = regexp.MustCompile(`(?i)(?:^|[\s,;|(\-*•])(?:` + hostLabel + `)\s*[:=]\s*(\S+?)[\s,;|]+(?:` + typeLabel + `)\s*[:=]\s*([a-z]{1,5})[\s,;|]+(?:` + valueLabel + `)\s*[:=]\s*(.+)$`)
	labelHost = regexp.MustCompile(`(?i)^[\s\-*•\d.)]*(?:` + hostLabel + `)\s*[:=]\s*(\S+)\s*$`)
	labelType = regexp.MustCompile(`(?i)^[\s\-*•\d.)]*(?:` + typeLabel + `)\s*[:=]\s*([a-z]{1,5})(?:\s+record)?\s*$`)
	labelVal  = regexp.MustCompile(`(?i)^[\s\-*•\d.)]*(?:` + valueLabel + `)\s*[:=]\s*(\S.*)$`)
	arrowForm = regexp.MustCompile(`(?i)([a-z0-9_*][a-z0-9_.\-]{2,250}\.[a-z]{2,12})\.?\s*(?:->|=>|→|(?:(?:yang|agar|untuk|di|supaya|akan)\s+){0,2}(?:di|meng)?arah(?:kan)?\s+ke|pointing\s+(?:ke|to)|ke|menuju|to)\s*(?:(?:server|alamat|ip|address|publik|public)\s+){0,3}:?\s*(\d{1,3}(?:\.\d{1,3}){3})\b`)
)

// labelled reads "Host: x Tipe: A Value: y" on one line or on three.
func (f *recordFinder) labelled(lines []string, i int) bool {
	if len(lines[i]) > 2048 || !strings.ContainsAny(lines[i], ":=") {
		return false
	}
	if m := labelled.FindStringSubmatch(lines[i]); m != nil {
		return f.add(m[1], m[2], firstCell(m[2], m[3]), true)
	}
	h := labelHost.FindStringSubmatch(lines[i])
	if h == nil {
		return false
	}
	var typ, value string
	for j := i + 1; j < len(lines) && j <= i+6 && value == ""; j++ {
		if len(lines[j]) > 2048 || labelHost.MatchString(lines[j]) {
			break
		}
		if m := labelType.FindStringSubmatch(lines[j]); m != nil && typ == "" {
			typ = m[1]
		} else if m := labelVal.FindStringSubmatch(lines[j]); m != nil {
			value = m[1]
		}
	}
	if typ == "" && isIPv4(strings.TrimSpace(value)) {
		typ = "A"
	}
	return typ != "" && value != "" && f.add(h[1], typ, value, true)
}

// firstCell cuts what follows the value of a type of one word.
func firstCell(typ, value string) string {
	switch strings.ToUpper(typ) {
	case "A", "AAAA", "CNAME", "NS", "PTR":
		if w := strings.Fields(value); len(w) > 0 {
			return strings.TrimRight(w[0], ",;.)")
		}
	}
	return value
}

// arrow reads "app.contohkota.go.id diarahkan ke 192.0.2.1" as an A record.
func (f *recordFinder) arrow(line string) bool {
	if len(line) > 4096 || !dottedInside(line, isDigit) {
		return false
	}
	found := false
	for _, m := range arrowForm.FindAllStringSubmatch(line, 20) {
		found = f.add(m[1], "A", m[2], false) || found
	}
	return found
}

// dottedInside reports whether a dot stands between two bytes of a kind. Most
// lines of a letter have none, and the patterns need not be tried on them.
func dottedInside(s string, kind func(byte) bool) bool {
	for at := strings.IndexByte(s, '.'); at >= 0; {
		if at > 0 && at+1 < len(s) && kind(s[at-1]) && kind(s[at+1]) {
			return true
		}
		next := strings.IndexByte(s[at+1:], '.')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// inName reports whether a byte may stand beside a dot of a name, an IP or an
// internationalised name.
func inName(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '*' || c >= 0x80
}
