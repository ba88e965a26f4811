package mail

import (
	"regexp"
	"strings"
	"time"

	"loket/domain/clean"
)

var (
	forwardWord = regexp.MustCompile(`(?i)forward|terusan|diteruskan|fwd`)
	blockField  = regexp.MustCompile(`(?i)^\W{0,3}(from|dari|pengirim|sent|dikirim|terkirim|date|tanggal|hari/tanggal|to|kepada|ke|untuk|penerima|cc|tembusan|salinan|subject|subjek|perihal|judul|hal|reply-to|balas ke|importance|attachments?|lampiran|bcc)\s*\W{0,2}\s*[:：][*_]{0,2}(?:\s+|$)(.*)$`)
	mailtoMark  = regexp.MustCompile(`(?i)\s*[\[<]mailto:([^\]>\s]*)[\]>]`)
	onBehalf    = regexp.MustCompile(`(?i)\s+(on behalf of|atas nama)\s`)
	oneLine     = regexp.MustCompile(`(?im)^(\s*-{3,}\s*(?:forwarded message|pesan (?:yang )?diteruskan|pesan terusan|original message|pesan asli)\s*-{3,})[ \t]+((?:from|dari)\s*:.*)$`)
	oneLineMark = regexp.MustCompile(`\s*(Sent|To|Cc|Subject|Terkirim|Dikirim|Kepada|Judul|Subjek|Perihal):\s`)
)

// blockStart returns where the block begins that line i announces or is the
// first of, -1 for none; explicit is true when words say "forwarded".
func blockStart(lines []string, i int, line string, looks *int) (at int, explicit bool) {
	const gap = 3 // empty lines between the mark and its block
	marked := strings.IndexByte("-_*=", line[0]) >= 0 && (separator.MatchString(line) || rule.MatchString(line)) ||
		line[len(line)-1] == ':' && forwardLine.MatchString(line)
	if marked {
		for at = i + 1; at < len(lines) && at <= i+gap; at++ {
			if unquoted(lines[at]) != "" {
				return at, forwardWord.MatchString(line)
			}
		}
		return -1, false
	}
	if *looks == 0 || strings.IndexByte(line[:min(len(line), 12)], ':') < 0 || !blockFrom.MatchString(line) {
		return -1, false
	}
	*looks--
	clear := make([]string, 0, maxBlockLines)
	for k := i; k < len(lines) && len(clear) < maxBlockLines; k++ {
		clear = append(clear, unquoted(lines[k][:min(len(lines[k]), widestMark)]))
	}
	if !headerBlock(clear, 0) {
		return -1, false
	}
	return i, false
}

// readBlock reads the fields at line at; end is where the text begins. ok is
// false without a sender or with nothing beside one.
func readBlock(lines []string, at int) (f Forward, end int, ok bool) {
	values := map[string]string{}
	last := ""
	end = at
	for ; end < len(lines) && end < at+maxBlockLines; end++ {
		line := unquoted(lines[end])
		line = line[:min(len(line), 2000)]
		m := blockField.FindStringSubmatch(line)
		switch {
		case m != nil:
			last = fieldOf(strings.ToLower(m[1]))
			if _, twice := values[last]; !twice || last == "" {
				values[last] = m[2]
			}
			continue
		case line != "" && last != "" && len(values) < 8 && (last == "to" || values[last] == ""):
			values[last] += " " + line
			continue
		case line == "" && len(values) < 2 && end > at && values["from"] == "":
			continue
		}
		break
	}
	from := values["from"]
	if at := onBehalf.FindStringIndex(from); at != nil {
		from = from[:at[0]] // who wrote, not for whom
	}
	from = strings.Trim(unmailto(from), " *_")
	if from == "" || len(values) < 2 {
		return f, at, false
	}
	f.From = forwardAddress(from)
	for _, a := range splitAddresses(unmailto(values["to"])) {
		if len(f.To) < maxForwardTo {
			f.To = append(f.To, forwardAddress(a))
		}
	}
	f.Subject = clean.Line(strings.Trim(values["subject"], " *_"), 500)
	f.Sent = clean.Line(strings.Trim(values["sent"], " *_"), maxName)
	f.Date, _ = forwardDate(f.Sent.String())
	return f, end, f.From.Email != "" || !f.From.Name.Empty()
}

// unmailto takes the addresses off that Outlook puts behind an address, or
// makes addresses of them where there is no other.
func unmailto(s string) string {
	if bare := mailtoMark.ReplaceAllString(s, ""); strings.Contains(bare, "@") {
		return bare
	}
	return mailtoMark.ReplaceAllString(s, " <$1>")
}

// fieldOf returns the English name of a field of a block.
func fieldOf(word string) string {
	switch word {
	case "from", "dari", "pengirim":
		return "from"
	case "sent", "dikirim", "terkirim", "date", "tanggal", "hari/tanggal":
		return "sent"
	case "to", "kepada", "ke", "untuk", "penerima":
		return "to"
	case "subject", "subjek", "perihal", "judul", "hal":
		return "subject"
	}
	return word
}

// forwardAddress reads "Name <address>", "Name [address]", or a name alone.
func forwardAddress(s string) Address {
	s = strings.NewReplacer("[", "<", "]", ">", "<<", "<", ">>", ">", "*", "").Replace(s)
	if a, _ := parseAddress(s); a.Email != "" {
		return a
	}
	s, _, _ = strings.Cut(strings.TrimLeft(s, "< "), "<")
	return Address{Name: clean.Line(strings.Trim(s, `"'> `), maxName)}
}

// partBlock parts the fields of a block that Yahoo's plain text has on one line.
func partBlock(text string) string {
	if !strings.Contains(text, "--- From:") && !strings.Contains(text, "--- Dari:") && !strings.Contains(text, "---  Dari:") {
		return text
	}
	return oneLine.ReplaceAllStringFunc(text, func(line string) string {
		m := oneLine.FindStringSubmatch(line)
		return m[1] + "\n" + oneLineMark.ReplaceAllString(m[2], "\n$1: ")
	})
}

var (
	halfDay     = regexp.MustCompile(`(?i)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap])\.?m\b\.?`)
	clockDots   = regexp.MustCompile(`\b(\d{1,2})\.(\d{2})(\.(\d{2}))?\b`)
	monthBefore = regexp.MustCompile(`(?i)^(?:\p{L}+,?\s+)?(\p{L}{3,})\.?\s+(\d{1,2}),?\s+(\d{4})`)
)

// forwardDate reads a date as mail programs write it for people.
func forwardDate(s string) (time.Time, bool) {
	if t, _, ok := parseDate(s); ok {
		return t, true
	}
	s = halfDay.ReplaceAllStringFunc(s, func(v string) string {
		m := halfDay.FindStringSubmatch(v)
		hour := int(m[1][0] - '0')
		if len(m[1]) == 2 {
			hour = hour*10 + int(m[1][1]-'0')
		}
		if hour %= 12; strings.EqualFold(m[4], "p") {
			hour += 12
		}
		return itoa(hour/10) + itoa(hour%10) + ":" + m[2]
	})
	s = monthBefore.ReplaceAllString(s, "$2 $1 $3")
	s = clockDots.ReplaceAllString(s, "$1:$2")
	t, _, ok := parseDate(s)
	return t, ok
}

// forwardText returns what the author of a forwarded message wrote.
func forwardText(lines []string) clean.Text {
	quoted, filled := 0, 0
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			if filled++; strings.HasPrefix(strings.TrimSpace(l), ">") {
				quoted++
			}
		}
	}
	body := make([]string, len(lines))
	copy(body, lines)
	if quoted > 0 && 2*quoted >= filled { // the whole forward is quoted, as Apple Mail does
		for i, l := range body {
			body[i] = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(l), ">"), " ")
		}
	}
	own, _ := foldQuoted(strings.Trim(strings.Join(body, "\n"), "\n"))
	return clean.Block(strings.Trim(own, "\n"), maxForwardText)
}
