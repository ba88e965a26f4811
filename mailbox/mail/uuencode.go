package mail

import (
	"regexp"
	"strconv"
	"strings"
)

var uuBegin = regexp.MustCompile(`(?m)^begin(-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?$`)

// takeUU makes attachments of the uuencoded files in a text and returns the
// text with a line in the place of each.
func (p *parser) takeUU(n *part, text string) string {
	const maxFiles = 100
	if !strings.HasPrefix(text, "begin") && !strings.Contains(text, "\nbegin") {
		return text
	}
	var out strings.Builder
	for files := 1; files <= maxFiles; files++ {
		at := uuBegin.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		name := text[at[4]:at[5]]
		end, next, closed := uuEnd(text, at[1], at[2] >= 0)
		if end == at[1] {
			out.WriteString(text[:at[1]])
			text = text[at[1]:]
			continue
		}
		kid := &part{path: n.path + ".u" + strconv.Itoa(files), data: []byte(text[at[1]:end]), enc: encUU}
		if at[2] >= 0 {
			kid.enc = encBase64
		}
		kid.typ = valued{value: "application/octet-stream", params: map[string]string{"name": name}}
		if !closed {
			p.warn("part %s: uuencoded file without an end", kid.path)
		}
		p.warn("part %s: uuencoded file in the text made an attachment", kid.path)
		p.attach(kid)
		out.WriteString(text[:at[0]])
		out.WriteString("[" + fileName(name).String() + "]\n")
		text = text[next:]
	}
	out.WriteString(text)
	return out.String()
}

// uuEnd returns where the data that begins at from ends and where the text goes
// on. Data without a single sound line is no data: end is then from.
func uuEnd(text string, from int, base64 bool) (end, next int, closed bool) {
	pos := from
	for pos < len(text) {
		line := text[pos:]
		size := len(line)
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line, size = line[:i], i+1
		}
		line = strings.TrimRight(line, "\r")
		if !base64 && line == "end" || base64 && line == "====" {
			if pos == from+1 {
				return from, from, true
			}
			return pos, pos + size, true
		}
		if line != "" && !uuSound(line, base64) {
			break
		}
		pos += size
	}
	if strings.TrimSpace(text[from:pos]) == "" {
		return from, from, false
	}
	return pos, pos, false
}

// uuSound reports whether line has the length it claims.
func uuSound(line string, base64 bool) bool {
	if base64 {
		return strings.IndexFunc(line, func(r rune) bool { return r > 0x7f || !base64Digit(byte(r)) && r != '=' }) < 0
	}
	if line[0] < ' ' || line[0] > '`' {
		return false
	}
	want := (int(line[0]-' ')&63 + 2) / 3 * 4
	return len(line)-1 <= want+2 && len(strings.TrimRight(line, " "))-1 <= want+2 && (len(line)-1 >= want-2 || want <= 4 || strings.TrimLeft(line[1:], " `") == "")
}
