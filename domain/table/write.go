package table

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"loket/domain/clean"
)

// formula are the signs with which spreadsheets begin one (CWE-1236).
const formula = "=+-@\t\r\n＝＋－＠|%"

// Write writes a table as CSV. Cells are cleaned to one line, and none is a
// formula.
func Write(out io.Writer, titles []string, rows [][]string) error {
	w := csv.NewWriter(out)
	if err := w.Write(titles); err != nil {
		return err
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = inert(clean.Line(c, 0).String())
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// inner is where a cell becomes two for a spreadsheet whose list separator is the
// semicolon, as Indonesian ones have it.
var inner = regexp.MustCompile(`;([\s"]*)([=+\-@＝＋－＠])`)

// inert keeps a spreadsheet from reading a cell as a formula, or what it takes for one.
func inert(s string) string {
	s = inner.ReplaceAllString(s, ";$1'$2")
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formula, first) {
		return "'" + s
	}
	return s
}

var quotedInner = regexp.MustCompile(`;([\s"]*)'([=+\-@＝＋－＠])`)

// free takes the sign off that inert put before a cell, so that a table that was
// written reads as it was.
func free(s string) string {
	s = quotedInner.ReplaceAllString(s, ";$1$2")
	rest, quoted := strings.CutPrefix(s, "'")
	if first, _ := utf8.DecodeRuneInString(rest); quoted && rest != "" && strings.ContainsRune(formula, first) {
		return rest
	}
	return s
}
