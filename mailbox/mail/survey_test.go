package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/domain/survey"
	"loket/mailbox/mail"
)

// TestSurveyReplies reads replies to the survey as programs for mail write them: above,
// below and within what they quote, flat and in tables, in three encodings. Each says
// in its own header what it holds.
func TestSurveyReplies(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/survey/*.eml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d replies, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := mail.Parse(raw, mail.Options{})
		a, ok := survey.Parse(m.Own.String(), m.Quoted.String())
		if !ok {
			a.Marks = survey.Marks{}
		}
		var marks strings.Builder
		for _, v := range a.Marks {
			marks.WriteByte('0' + v)
		}
		want, comment := m.Get("X-Expect-Marks"), m.Get("X-Expect-Comment")
		if ok != (want != "") || ok && (marks.String() != want || a.Comment != comment) {
			t.Errorf("%s: marks %s, comment %q, want %q, %q\nown:\n%s\nquoted:\n%s", file, marks.String(), a.Comment, want, comment, m.Own, m.Quoted)
		}
	}
}
