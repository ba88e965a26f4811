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

var markStart = regexp.MustCompile(`(?i)^(fw|fwd|trs|terusan|teruskan|diteruskan|wg|tr|vb|enc|i|rv)\s*(\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]`)

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
	const widest = 14 // "Pengirim**  :"
	for at := 0; ; at++ {
		i := strings.IndexByte(text[at:], ':')
		if i < 0 {
			return false
		}
		at += i
		before := text[max(0, at-widest):at]
		if before = before[strings.LastIndexByte(before, '\n')+1:]; len(before) < 4 {
			continue
		}
		before = strings.ToLower(before)
		if strings.Contains(before, "from") || strings.Contains(before, "dari") || strings.Contains(before, "pengirim") {
			return true
		}
	}
}
