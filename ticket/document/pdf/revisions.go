package pdf

import (
	"bytes"
	"regexp"
	"strconv"
)

var (
	tableMark  = regexp.MustCompile(`^\s*(xref|\d{1,10}\s+\d{1,5}\s+obj)\b`)
	endMark    = regexp.MustCompile(`startxref[ \t\r\n]+(\d{1,12})[ \t\r\n]+%%EOF`)
	linearized = regexp.MustCompile(`/Linearized[ \t\r\n]+[\d.]`)
)

// Revisions counts how many times a file was saved again by adding to its end
// (ISO 32000-1, 7.5.6). A file made for the web has two ends from the start.
func Revisions(data []byte) int {
	n := len(endMark.FindAllIndex(data, 1000)) - 1
	if head := data[:min(len(data), 1024)]; linearized.Match(head) && bytes.Contains(head, []byte("/L ")) {
		n--
	}
	return max(n, 0)
}

// sound reports whether the last end mark leads to a table of objects: where it
// does not, every reader has to search for the objects.
func sound(data []byte) bool {
	i := bytes.LastIndex(data, []byte("startxref"))
	if i < 0 {
		return false
	}
	digits := bytes.TrimLeft(data[i+len("startxref"):min(len(data), i+40)], " \t\r\n")
	end := bytes.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	n, err := strconv.Atoi(string(digits[:max(end, 0)]))
	return err == nil && n < len(data) && tableMark.Match(data[n:min(len(data), n+60)])
}
