package mail

import (
	"regexp"
	"strings"
	"time"

	"loket/domain/clean"
)

// Forward is a message that somebody passed on: a superior's office the request
// of an agency. What is in the text was typed or could have been changed by who
// passed it on, and an attached message proves no more, so it is a proposal of
// who asks and never a sender.
type Forward struct {
	From     Address // Email may be empty: Outlook often writes a name alone
	To       []Address
	Subject  clean.Text
	Date     time.Time  // in UTC; zero if unreadable
	Sent     clean.Text // the date as it was written; no zone means the sender's own
	Text     clean.Text // what its author wrote, at most 64 KiB
	Attached bool       // was a message of its own, else lines of the text
	Inner    *Message   // the attached message if it was read, else nil
}

const (
	maxForwards    = 20
	maxForwardText = 64 << 10
	maxForwardTo   = 50
	maxBlockLines  = 14 // of a From/Sent/To/Subject block
	maxName        = 120
)

// findForwards fills Forwarded. A block of From/Sent/To/Subject without words
// that say "forwarded" is one only where the subject above says so, or where
// the mail is the answer to nothing; in an answer it is history.
func (p *parser) findForwards() {
	m := p.m
	if m.Bounce != nil || m.Machine.Kind == KindBounce {
		return
	}
	m.Forwarded = inlineForwards(m.Text.String(), m.Subject.String(), len(m.InReplyTo) > 0)
	add := func(f Forward) {
		if len(m.Forwarded) < maxForwards {
			m.Forwarded = append(m.Forwarded, f)
		}
	}
	for _, f := range p.attached {
		add(f)
	}
	if len(m.Inner) > 0 && parseValued(m.header.first("content-type")).value == "multipart/report" {
		return // a complaint or a receipt, about a message
	}
	for _, inner := range m.Inner {
		if len(inner.From) > 0 || !inner.Subject.Empty() {
			add(inner.asForward())
		}
		for _, f := range inner.Forwarded {
			add(f)
		}
	}
}

func (m *Message) asForward() Forward {
	f := Forward{To: m.To[:min(len(m.To), maxForwardTo)], Subject: m.Subject, Date: m.Date, Sent: clean.Line(m.header.first("date"), maxName), Attached: true, Inner: m}
	if len(m.From) > 0 {
		f.From = m.From[0]
	}
	text := m.Own.String()
	if strings.TrimSpace(text) == "" && len(m.Forwarded) == 0 {
		text = m.Text.String()
	}
	f.Text = clean.Block(text, maxForwardText)
	return f
}

var (
	forwardWord = regexp.MustCompile(`(?i)forward|terusan|diteruskan|fwd`)
	blockField  = regexp.MustCompile(`(?i)^\W{0,3}(from|dari|pengirim|sent|dikirim|terkirim|date|tanggal|hari/tanggal|to|kepada|ke|untuk|penerima|cc|tembusan|salinan|subject|subjek|perihal|judul|hal|reply-to|balas ke|importance|attachments?|lampiran|bcc)\s*\W{0,2}\s*[:：][*_]{0,2}(?:\s+|$)(.*)$`)
	mailtoMark  = regexp.MustCompile(`(?i)\s*[\[<]mailto:([^\]>\s]*)[\]>]`)
	onBehalf    = regexp.MustCompile(`(?i)\s+(on behalf of|atas nama)\s`)
	oneLine     = regexp.MustCompile(`(?im)^(\s*-{3,}\s*(?:forwarded message|pesan (?:yang )?diteruskan|pesan terusan|original message|pesan asli)\s*-{3,})[ \t]+((?:from|dari)\s*:.*)$`)
	oneLineMark = regexp.MustCompile(`\s*(Sent|To|Cc|Subject|Terkirim|Dikirim|Kepada|Judul|Subjek|Perihal):\s`)
	markStart   = regexp.MustCompile(`(?i)^(fw|fwd|trs|terusan|teruskan|diteruskan|wg|tr|vb|enc|i|rv)\s*(\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]`)
)

// says reports which mark the subject begins with.
func says(subject string) (forward, reply bool) {
	for {
		token := subjectToken.FindString(subject)
		if token == "" {
			break
		}
		subject = subject[len(token):]
	}
	forward = markStart.MatchString(subject)
	return forward, !forward && subjectPrefix.MatchString(subject)
}

// unquoted takes the marks of a quotation off a line.
func unquoted(line string) string { return strings.TrimSpace(strings.TrimLeft(line, "> ")) }

// inlineForwards reads the blocks in text from the outermost to the innermost.
func inlineForwards(text, subject string, answers bool) []Forward {
	forward, reply := says(subject)
	if !forward && !mayForward(text) {
		return nil
	}
	lines := strings.Split(text, "\n")
	var out []Forward
	looks, bodyFrom := maxLooks, 0
	finish := func(at int) {
		if n := len(out); n > 0 {
			out[n-1].Text = forwardText(lines[bodyFrom:at])
		}
	}
	for i := 0; i < len(lines); i++ {
		line := unquoted(lines[i])
		if line == "" || len(line) > widestMark {
			continue
		}
		at, explicit := blockStart(lines, i, line, &looks)
		if at < 0 {
			n := attributionLines(lines, i)
			if n == 0 {
				continue
			}
			f, ok := attributed(lines[i : i+n])
			if !ok || !forward {
				break // what follows is what somebody answered to
			}
			finish(i)
			out, bodyFrom = append(out, f), i+n
			forward, reply = false, false
			i += n - 1
			continue
		}
		f, end, ok := readBlock(lines, at)
		if !ok {
			continue
		}
		if !explicit && !forward && (reply || answers || len(out) > 0) {
			break
		}
		finish(i)
		out, bodyFrom = append(out, f), end
		if len(out) == maxForwards {
			break
		}
		forward, reply = says(f.Subject.String())
		i = end - 1
	}
	finish(len(lines))
	return out
}

// attributed reads "On <date>, <name> <address> wrote:", which Outlook for Mac
// writes above a forwarded message too.
func attributed(lines []string) (f Forward, ok bool) {
	said := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	date, name, found := cutLast(said, ", ")
	if at := strings.IndexByte(name, '>'); found && at >= 0 {
		f.From = forwardAddress(name[:at+1])
	}
	_, date, _ = strings.Cut(date, " ")
	f.Sent = clean.Line(date, maxName)
	f.Date, _ = forwardDate(date)
	return f, f.From.Email != ""
}

// cutLast cuts s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// mayForward is a cheap look for a line that could begin a block.
func mayForward(text string) bool {
	for _, word := range []string{"From", "Dari", "FROM", "DARI", "from", "dari", "Pengirim"} {
		for rest := text; ; {
			i := strings.Index(rest, word)
			if i < 0 {
				break
			}
			if rest = rest[i+len(word):]; strings.Contains(rest[:min(len(rest), 6)], ":") {
				return true
			}
		}
	}
	return false
}

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
