package domain

import (
	"regexp"
	"slices"
	"strings"
)

// Bounds on finding records.
const (
	maxRecordText = 256 << 10
	maxRecords    = 500
)

// FindRecords reads DNS records out of a form or a mail: rows with tabs, pipes,
// semicolons or several blanks between the cells, one cell per line as the text
// of a PDF comes, labels ("Host: x Tipe: A Value: y"), lines of a zone file, and
// "x -> 192.0.2.1". In order, unique, at most 500. Values are as written; see
// ValidateRecords. Hosts must be names; a lone label counts only in a table.
func FindRecords(text string) []Record {
	text = strings.ReplaceAll(refang(cut(text, maxRecordText)), "\r", "\n")
	if oddBlanks(text) {
		text = strings.Map(plainBlank, text)
	}
	lines := strings.Split(text, "\n")
	f := &recordFinder{seen: map[Record]bool{}}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	start := 0
	for i := 0; i < len(lines) && len(f.out) < maxRecords; i++ {
		if lines[i] != "" && !f.labelled(lines, i) && !f.typed(lines, i) {
			continue
		}
		f.paragraph(lines[start:i])
		start = i + 1
	}
	f.paragraph(lines[min(start, len(lines)):])
	return f.out
}

// paragraph reads lines that are no rows: as sentences, which may go on over the
// end of a line, or line by line.
func (f *recordFinder) paragraph(lines []string) {
	if len(lines) == 0 || len(f.out) >= maxRecords || !slices.ContainsFunc(lines, addressed) {
		return
	}
	if f.prose(strings.Join(lines, " ")) {
		return
	}
	for _, line := range lines {
		f.arrow(line)
	}
}

// oddBlanks reports whether a text may have blanks that plainBlank turns.
func oddBlanks(text string) bool { return !isASCII(text) || strings.ContainsAny(text, "\v\f") }

// plainBlank turns odd blanks into plain ones; the tab stays, it parts cells.
func plainBlank(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u202f', '\v', '\f':
		return ' '
	case '\u200b', '\ufeff', '\u2060', '\u00ad':
		return -1
	}
	return r
}

type recordFinder struct {
	out  []Record
	seen map[Record]bool
}

// add keeps a record whose cells are believable; table says that they came from
// cells, where a lone label or an unfit value is a mistake worth showing.
func (f *recordFinder) add(host, typ, value string, table bool) bool {
	r, err := ParseRecord(host, typ, strings.Trim(value, " \t,;|"))
	if err != nil || !believableHost(r.Host, table) || !believableValue(r, table) {
		return false
	}
	if !f.seen[r] && len(f.out) < maxRecords {
		f.seen[r] = true
		f.out = append(f.out, r)
	}
	return true
}

func believableHost(h string, table bool) bool {
	if h == "@" || h == "*" {
		return table
	}
	if isIPv4(h) {
		return false
	}
	if !strings.Contains(h, ".") {
		return table && !allDigits(h) && !slices.Contains(headings, h)
	}
	return isSuffixKnown(h)
}

func isSuffixKnown(h string) bool {
	_, err := ParseName(strings.ReplaceAll(strings.TrimPrefix(h, "*."), "_", "x"))
	return err == nil
}

// headings are what stands in the head of a table, not in its rows.
var headings = strings.Fields("host hostname nama name tipe type jenis value nilai no record dns ip subdomain domain ttl keterangan")

func believableValue(r Record, table bool) bool {
	v := strings.ToLower(r.Value)
	if slices.Contains(headings, v) {
		return false
	}
	switch r.Type {
	case "A":
		return isIPv4(v) || table && (strings.ContainsAny(v, ".:") && !strings.Contains(v, " "))
	case "AAAA":
		return strings.Contains(v, ":") || table && strings.Contains(v, ".") && !strings.Contains(v, " ")
	case "CNAME", "NS", "PTR":
		return !strings.Contains(v, " ") && (strings.Contains(v, ".") || table)
	case "MX":
		return len(strings.Fields(v)) <= 2 && strings.Contains(v, ".")
	case "SRV", "CAA":
		return len(strings.Fields(v)) >= 3
	}
	return table || strings.Contains(v, "=")
}

// typed reads a line that names a type of record, as most lines of a letter do not.
func (f *recordFinder) typed(lines []string, i int) bool {
	if !isASCII(lines[i]) || namesType(lines[i]) {
		return f.row(lines[i]) || f.column(lines, i) || f.zoneLine(lines[i])
	}
	return false
}

var (
	cellBreak = regexp.MustCompile(`\t+| {2,}|\s*[|;¦│]\s*`)
	ordinal   = regexp.MustCompile(`^\(?\d{1,3}[.)]?$`)
)

// row reads "host | type | value", an ordinal and a TTL aside.
func (f *recordFinder) row(line string) bool {
	if !strings.ContainsAny(line, "\t|;¦│") && !strings.Contains(line, "  ") && strings.Count(line, ",") < 2 {
		return false
	}
	if !namesType(line) {
		return false
	}
	cells := cellBreak.Split(strings.Trim(line, "|│¦ \t"), 12)
	cells = slices.DeleteFunc(cells, func(c string) bool { return c == "" })
	if len(cells) < 3 && strings.Count(line, ",") >= 2 {
		cells = strings.SplitN(line, ",", 3)
	}
	if len(cells) > 3 && ordinal.MatchString(cells[0]) {
		cells = cells[1:]
	}
	for i := 1; i+1 < len(cells) && i < 4; i++ {
		if !isType(cells[i]) {
			continue
		}
		value := cells[i+1]
		switch strings.ToUpper(strings.TrimSpace(cells[i])) {
		case "MX", "SRV", "CAA":
			value = strings.Join(cells[i+1:], " ")
		case "TXT":
			value = textCell(line, value)
		}
		if f.add(hostCell(cells[:i]), cells[i], value, true) {
			return true
		}
	}
	return false
}

// textCell gives back the whole value of a TXT whose own semicolons or blanks
// were taken for the ends of cells.
func textCell(line, first string) string {
	at := strings.LastIndex(line, first)
	if at < 0 {
		return first
	}
	rest := line[at:]
	if rest[0] == '"' {
		if end := strings.LastIndexByte(rest, '"'); end > 0 {
			return rest[:end+1]
		}
	}
	if end := strings.IndexAny(rest, "|¦│\t"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// hostCell is the first cell in front of the type that is no TTL or class.
func hostCell(cells []string) string {
	for _, c := range cells {
		if c = strings.TrimSpace(c); !ordinal.MatchString(c) && !strings.EqualFold(c, "in") {
			return c
		}
	}
	return ""
}

// namesType reports whether any word of a line is a type of record. It spares
// most sentences with commas the pattern.
func namesType(line string) bool {
	for i := 0; i < len(line); i++ {
		if !inWord(line[i]) {
			continue
		}
		start := i
		for i < len(line) && inWord(line[i]) {
			i++
		}
		if w := line[start:i]; len(w) <= maxType && strings.IndexByte(typeStarts, w[0]&^0x20) >= 0 && isType(w) {
			return true
		}
	}
	return false
}

// The longest type of record, in bytes, and the letters that types begin with.
const (
	maxType    = 5
	typeStarts = "ACMTNSP"
)

func isType(s string) bool {
	s = strings.Trim(s, " \t:()[]")
	return len(s) <= 2*maxType && slices.Contains(recordTypes, strings.ToUpper(s)) // an odd letter may have two bytes
}

// column reads three lines: host, type, value.
func (f *recordFinder) column(lines []string, i int) bool {
	if !isType(lines[i]) {
		return false
	}
	host, value := around(lines, i, -1), around(lines, i, +1)
	if ordinal.MatchString(host) {
		return false
	}
	return f.add(host, lines[i], value, true)
}

// around returns the next line that is not empty, at most three away.
func around(lines []string, i, step int) string {
	for n := 1; n <= 3; n++ {
		j := i + n*step
		if j < 0 || j >= len(lines) {
			return ""
		}
		if lines[j] != "" {
			return lines[j]
		}
	}
	return ""
}

// zoneLine reads "host [ttl] [IN] TYPE value" with single blanks. The type must
// be in capitals: "a" is a word.
func (f *recordFinder) zoneLine(line string) bool {
	w := strings.Fields(line)
	for i := 1; i+1 < len(w) && i < 12; i++ {
		if !slices.Contains(recordTypes, w[i]) {
			continue
		}
		host := i - 1
		for host > 0 && (strings.EqualFold(w[host], "IN") || allDigits(w[host]) || strings.EqualFold(strings.Trim(w[host], ":"), "record") || strings.EqualFold(strings.Trim(w[host], ":"), "tipe") || strings.EqualFold(strings.Trim(w[host], ":"), "type")) {
			host--
		}
		rest := w[i+1:]
		for len(rest) > 1 && noise(rest[0]) {
			rest = rest[1:]
		}
		if f.add(strings.Trim(w[host], ":,;()"), w[i], zoneValue(w[i], rest), false) {
			return true
		}
	}
	return false
}

func noise(w string) bool {
	switch strings.ToLower(strings.Trim(w, ":")) {
	case "", "record", "value", "nilai", "ke", "to", "->", "=>", "=", "ip", "dengan", "mengarah", "diarahkan", "menuju", "pointing", "point":
		return true
	}
	return false
}

// zoneValue takes as many words as the type needs.
func zoneValue(typ string, rest []string) string {
	n := 1
	switch typ {
	case "MX":
		if len(rest) > 1 && allDigits(rest[0]) {
			n = 2
		}
	case "SRV":
		n = 4
	case "TXT", "CAA":
		n = len(rest)
	}
	return strings.TrimRight(strings.Join(rest[:min(n, len(rest))], " "), ",;")
}
