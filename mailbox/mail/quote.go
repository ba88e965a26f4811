package mail

import (
	"regexp"
	"slices"
	"strings"
)

// Patterns of the lines that programs put above a quotation, in Indonesian and
// English.
var (
	attribution = regexp.MustCompile(`(?i)^(pada\s.{4,200}\s(menulis|wrote)|on\s.{4,200}\s(wrote|menulis)|.{0,120}<[^<>\s]+@[^<>\s]+>\s(menulis|wrote)|` +
		`(pada )?(sen|sel|rab|kam|jum|sab|min)[a-z']*,? .{4,200}\s(menulis|wrote))\s*:$`)
	separator = regexp.MustCompile(`(?i)^[-_*=\s]{2,}\s*(original message|original appointment|pesan asli|forwarded (message|by).{0,80}|pesan (yang )?diteruskan|pesan terusan|diteruskan oleh.{0,80}|` +
		`reply message|pesan balasan)\s*[-_*=\s]{2,}$`)
	forwardLine  = regexp.MustCompile(`(?i)^(begin forwarded message|awal pesan (yang )?diteruskan|mulai (dari )?pesan terusan|memulai pesan terusan)\s*:$`)
	rule         = regexp.MustCompile(`^_{20,}$`)
	blockFrom    = regexp.MustCompile(`(?i)^\W{0,3}(from|dari)\W{0,3}:\W{0,3}\s*\S`)
	blockSent    = regexp.MustCompile(`(?i)^\W{0,3}(sent|dikirim|terkirim|date|tanggal)\W{0,3}:`)
	blockClock   = regexp.MustCompile(`\d{1,2}[:.]\d{2}`)
	blockTo      = regexp.MustCompile(`(?i)^\W{0,3}(to|kepada|ke|untuk)\W{0,3}:`)
	blockSubject = regexp.MustCompile(`(?i)^\W{0,3}(subject|subjek|perihal|judul)\W{0,3}:`)
	deviceLine   = regexp.MustCompile(`(?i)^\W{0,2}(sent from (my|yahoo|mail for|outlook|proton|samsung)|dikirim dari (\S+ )?(iphone|ipad|yahoo|ponsel|perangkat|samsung|hp|surel|smartphone|outlook|android|gmail|mail)|` +
		`get outlook for|dapatkan outlook untuk|unduh outlook untuk|terkirim dari).{0,120}$`)
)

// foldQuoted parts text into what its author wrote and what was quoted, with
// signatures on the quoted side. Every line is on exactly one side, in order.
//
// A line that says who wrote, or a block of From/Sent/To/Subject, begins a
// quotation to the end of the text, unless lines with ">" follow: then only
// those are quoted and answers between or below them stay. Without such lines
// an address or a clock time must prove that a program wrote the first line. When a message is
// nothing but a forward, own is empty.
func foldQuoted(text string) (own, quoted string) {
	lines := strings.Split(text, "\n")
	side := make([]bool, len(lines)) // true: quoted
	looks := maxLooks
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case strings.HasPrefix(line, ">"):
			side[i] = true
		case line == "" || len(line) > widestMark:
		case startsHistory(lines, i, line, &looks):
			markFrom(side, i)
			i = len(lines)
		default:
			n := attributionLines(lines, i)
			if n == 0 {
				continue
			}
			if j := next(lines, i+n-1); j < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[j]), ">") {
				for k := i; k < j; k++ {
					side[k] = true
				}
				i = j - 1
				continue
			}
			if said := strings.Join(lines[i:i+n], " "); strings.Contains(said, "@") || blockClock.MatchString(said) {
				markFrom(side, i)
				i = len(lines)
			}
		}
	}
	markSignature(lines, side)
	if !slices.Contains(side, true) {
		return strings.Trim(text, "\n"), ""
	}
	return join(lines, side, false), join(lines, side, true)
}

const (
	widestMark = 400 // bytes of the longest line that can begin a quotation
	maxLooks   = 500 // lines that look like the first of a From/Sent/To block
)

// startsHistory reports whether all from line i on is history. Cheap looks come
// before the patterns, for texts of half a million lines.
func startsHistory(lines []string, i int, line string, looks *int) bool {
	if strings.IndexByte("-_*=", line[0]) >= 0 && (separator.MatchString(line) || rule.MatchString(line) && headerBlock(lines, next(lines, i))) {
		return true
	}
	if line[len(line)-1] == ':' && forwardLine.MatchString(line) {
		return true
	}
	if *looks == 0 || strings.IndexByte(line[:min(len(line), 12)], ':') < 0 || !blockFrom.MatchString(line) {
		return false
	}
	*looks--
	return headerBlock(lines, i)
}

func markFrom(side []bool, i int) {
	for ; i < len(side); i++ {
		side[i] = true
	}
}

// next returns the index of the first line after i that is not blank.
func next(lines []string, i int) int {
	for i++; i < len(lines) && strings.TrimSpace(lines[i]) == ""; i++ {
	}
	return i
}

// attributionLines returns how many lines from i on, up to three, say who wrote.
func attributionLines(lines []string, i int) int {
	joined := ""
	for n := 1; n <= 3 && i+n <= len(lines); n++ {
		line := strings.TrimSpace(lines[i+n-1])
		if line == "" || len(line) > widestMark || n > 1 && strings.HasPrefix(line, ">") {
			return 0
		}
		if n == 1 {
			if line[len(line)-1] != ':' && line[len(line)-1] != '>' && !mayAttribute(line) {
				return 0
			}
			joined = line
		} else {
			joined += " " + line
		}
		if strings.HasSuffix(line, ":") && attribution.MatchString(joined) {
			return n
		}
		if n == 1 && line[len(line)-1] == ':' && !mayAttribute(line) {
			return 0
		}
	}
	return 0
}

// mayAttribute is a cheap look at the first line of what could be an attribution.
func mayAttribute(line string) bool {
	if len(line) < 4 {
		return false
	}
	if strings.IndexByte("opsrkjmOPSRKJM", line[0]) < 0 {
		return false
	}
	switch start := strings.ToLower(line[:4]); start[:3] {
	case "on ":
		return true
	case "pad":
		return start == "pada"
	case "sen", "sel", "rab", "kam", "jum", "sab", "min":
		return strings.ContainsAny(line[:min(len(line), 16)], "0123456789")
	}
	return false
}

// headerBlock reports whether a From/Sent/To/Subject block of a mail program
// begins at i. An official note also has "Dari", "Kepada" and "Perihal" above
// each other: a clock time or an address tells them apart.
func headerBlock(lines []string, i int) bool {
	const blockLines = 8
	if i >= len(lines) || len(lines[i]) > widestMark || strings.IndexByte(lines[i][:min(len(lines[i]), 24)], ':') < 0 || !blockFrom.MatchString(strings.TrimSpace(lines[i])) {
		return false
	}
	marks, sent, proof := 0, false, strings.Contains(lines[i], "@")
	for k := i + 1; k < len(lines) && k <= i+blockLines; k++ {
		line := strings.TrimSpace(lines[k][:min(len(lines[k]), widestMark)])
		switch {
		case line == "" && k > i+1:
			return marks >= 2 && sent && proof
		case blockSent.MatchString(line):
			sent = true
			proof = proof || blockClock.MatchString(line)
		case blockTo.MatchString(line), blockSubject.MatchString(line):
			marks++
		}
	}
	return marks >= 2 && sent && proof
}

// markSignature marks the signature under "-- " and lines such as "Dikirim dari
// ponsel saya". A closing with name and NIP is part of the letter and stays.
func markSignature(lines []string, side []bool) {
	const longest = 20
	last := len(lines) - 1
	for last >= 0 && (side[last] || strings.TrimSpace(lines[last]) == "") {
		last--
	}
	for i := last; i >= 0 && i > last-longest; i-- {
		if side[i] {
			break
		}
		if line := strings.TrimRight(lines[i], " "); line == "--" || line == "—" {
			for k := i; k <= last; k++ {
				side[k] = true
			}
			return
		}
	}
	if last >= 0 && deviceLine.MatchString(strings.TrimSpace(lines[last])) {
		side[last] = true
	}
}

func join(lines []string, side []bool, which bool) string {
	var out strings.Builder
	for i, line := range lines {
		if side[i] == which {
			out.WriteString(line)
			out.WriteByte('\n')
		}
	}
	return strings.Trim(out.String(), "\n")
}
