package ticketview

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/reading"
	"loket/ui/kit"
)

// TestDoubtsAreSaid: each code has words in both languages, with its arguments
// and its page.
func TestDoubtsAreSaid(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		s := &Screen{env: &kit.Env{Lang: lang}}
		for code, args := range map[string][]string{
			"other-agency": {"satu", "dua"}, "nip-differs": {"satu", "dua"}, "nip-impossible": {"satu"}, "letter-old": {"satu", "dua"},
			"letter-future": {"satu"}, "letter-undated": nil, "letter-unnumbered": nil, "not-signed": nil, "identity-card": nil,
			"addressee-wrong": {"satu"}, "sent-elsewhere": {"satu", "dua"}, "person-elsewhere": {"satu", "dua"}, "poor-scan": {"satu"},
		} {
			got := s.doubt(&ticket.Doubt{Code: code, Args: args, Page: 3}).String()
			if strings.ContainsAny(got, "[{") || !strings.Contains(got, "3") {
				t.Errorf("%s: %q", code, got)
			}
			for _, a := range args {
				if !strings.Contains(got, a) {
					t.Errorf("%s lacks %q: %q", code, a, got)
				}
			}
		}
	}
}

// TestFactsOfAPart: what stands on other pages of the file is not listed.
func TestFactsOfAPart(t *testing.T) {
	theme := &kit.Theme{}
	s := &Screen{env: &kit.Env{Lang: kit.English, Theme: theme}}
	it := &ticket.CheckItem{}
	it.Requirement.ID = "staff-card"
	a := &ticket.Attachment{Name: "surat.pdf", Parts: []ticket.Part{{From: 1, To: 1, Requirement: "request-letter"}, {From: 2, To: 2, Requirement: "staff-card"}},
		Doubts: []ticket.Doubt{{Code: "letter-undated", Page: 1}, {Code: "nip-impossible", Args: []string{"1990"}, Page: 2}},
		Report: &document.Report{OCR: &document.OCR{Words: 9, Confidence: 84}, Facts: &reading.Facts{Found: []reading.Fact{
			{Field: reading.Number, Value: "555/1", Page: 1, Line: 1}, {Field: reading.NIP, Value: "198506172010011015", Page: 2, Line: 4}}}}}
	it.Files = []*ticket.Attachment{a}
	got := strings.Join(s.readLines(a, it, 60), "\n")
	for _, want := range []string{"p. 2", "84%", "19850617**********", "1990"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "555/1") || strings.Contains(got, "date of the letter") {
		t.Errorf("page 1 shows in\n%s", got)
	}
	if got := s.filesOf(it).String(); got != "p. 2" {
		t.Errorf("files %q", got)
	}
	if got := s.doubtful(it).String(); !strings.Contains(got, "1 thing ") {
		t.Errorf("doubtful %q", got)
	}
}

// A long value is shown to its end, a very long one says that there is more, and
// the page always stands.
func TestFactRows(t *testing.T) {
	s := &Screen{env: &kit.Env{Lang: kit.Indonesian, Theme: kit.Themes("none")}}
	page := clean.Own("hlm 12")
	for _, w := range []int{1, 20, 30, 40, 62} {
		for _, value := range []string{"", "440/1187/Dinkes", "Permohonan Pendaftaran Nama Domain majujayasehat.go.id", strings.Repeat("sangat panjang ", 40)} {
			rows := s.factRows(clean.Own("Hal"), clean.Own(value), page, w)
			got := ansi.Strip(strings.Join(rows, "\n"))
			if len(rows) > maxValue+1 || w >= 40 && !strings.Contains(rows[len(rows)-1], "hlm 12") {
				t.Errorf("%q at %d:\n%s", value, w, got)
			}
			if words := strings.Join(strings.Fields(got), " "); w >= 40 && len(value) < 60 && !strings.Contains(words, value) {
				t.Errorf("%q is cut at %d:\n%s", value, w, got)
			} else if len(value) > 60 && w >= 40 && !strings.Contains(got, "…") {
				t.Errorf("nothing says that there is more at %d:\n%s", w, got)
			}
			for _, row := range rows {
				if ansi.StringWidth(row) != w {
					t.Errorf("%q takes %d cells of %d", row, ansi.StringWidth(row), w)
				}
			}
		}
	}
}

// In a file of several documents a verdict is for the one whose page is looked
// at, and for none on a page that belongs to none.
func TestVerdictIsForThePage(t *testing.T) {
	a := &ticket.Attachment{SHA: "f", Parts: []ticket.Part{{From: 1, To: 2, Requirement: "request-letter"}, {From: 3, To: 3, Requirement: "staff-card"}}}
	s := &Screen{l: &loaded{}}
	for _, id := range []string{"request-letter", "staff-card"} {
		it := ticket.CheckItem{Files: []*ticket.Attachment{a}}
		it.Requirement.ID = id
		s.l.items = append(s.l.items, it)
	}
	l := newLook(s, []*ticket.Attachment{a}, 0)
	for i, want := range []string{"request-letter", "request-letter", "staff-card", ""} {
		l.on().page = i
		got := ""
		if it, _ := l.item(l.on()); it != nil {
			got = it.Requirement.ID
		}
		if got != want {
			t.Errorf("page %d is judged as %q, want %q", i+1, got, want)
		}
	}
}
