package reportview_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/domain/survey"
	"loket/ticket"
	"loket/ticket/report"
	"loket/ui/kit"
	"loket/ui/reportview"
)

var wib = time.FixedZone("WIB", 7*60*60)

func on(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, wib) }

// formula is what somebody outside wrote where a spreadsheet would compute.
const formula = `=HYPERLINK("http://penipu.example","klik")`

// made is a report of two tickets with words of strangers in every place for them.
func made(t *testing.T) (*report.Report, reportview.Names) {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	r := &report.Rules{Catalogue: cat, Calendar: cal, Now: on(40, 0), Period: report.Period{From: on(1, 0), To: on(31, 0)}}
	oneDay := calendar.Target{N: 1, Unit: calendar.Day}
	open := func(id ticket.ID, number, service string) []ticket.Event {
		return events(id, ticket.ByDesk, on(2, 9),
			ticket.TicketOpened{Number: number, Received: on(2, 9), Requester: ticket.Party{Email: "budi@contohkab.go.id", Agency: formula + "\x1b[31m<b>"}},
			ticket.ServiceSet{Service: service}, ticket.SubjectMatterSet{Names: []string{"contohkab.go.id"}, URLs: []string{"https://contohkab.go.id/a"}},
			ticket.DeadlineSet{From: on(2, 9), Target: oneDay, Deadline: on(3, 16)})
	}
	renewal := append(open(1, "2026-00001", "renewal"), events(1, "ani", on(4, 9),
		ticket.Claimed{Officer: "ani"},
		ticket.VerdictGiven{Evidence: ticket.Evidence{Requirement: "request-letter", Verdict: ticket.Rejected, Reason: "not-signed"}},
		ticket.BreachRecorded{Breach: ticket.Breach{What: "service", Target: oneDay, Deadline: on(3, 16), Owner: "ani"}},
		ticket.BreachExplained{What: "service", Cause: "@SUM(1+1)|" + formula},
		ticket.TicketClosed{Outcome: "done"},
		ticket.SurveyAnswered{Marks: survey.Marks{4, 3, 4, 3, 4, 3, 4, 3, 4}, Comment: formula + "\n<script>alert(1)</script>"})...)
	access := append(open(2, "2026-00002", "access-termination"), events(2, "ani", on(5, 9), ticket.Waited{Party: "pai"})...)
	var stories []report.Story
	for _, list := range [][]ticket.Event{number(renewal), number(access)} {
		s, ok := report.Read(r, list)
		if !ok {
			t.Fatal("a ticket has no part in the report")
		}
		stories = append(stories, s)
	}
	return report.Sum(r, stories), reportview.Names{Catalogue: cat, Zone: wib,
		Staff: staff.Roster{"ani": {ID: "ani", Name: "Ani (ani)", Roles: []staff.Role{staff.Worker}}, "tuti": {ID: "tuti", Name: formula, Roles: []staff.Role{staff.Supervisor}}},
		Head:  ticket.Letterhead{Name: "Helpdesk Nama Domain", Unit: "Tim JIP dan Nama Domain", City: "Jakarta"}}
}

func events(id ticket.ID, by string, at time.Time, bodies ...ticket.Body) (out []ticket.Event) {
	for _, b := range bodies {
		out = append(out, ticket.Event{Ticket: id, By: by, At: at, Body: b})
	}
	return out
}

func number(list []ticket.Event) []ticket.Event {
	for i := range list {
		list[i].Seq, list[i].Cmd, list[i].Version = uint64(i+1), uint64(i+1), uint32(i+1)
	}
	return list
}

func put(t *testing.T, d *reportview.Document, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Put(&b, format); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

// Every format of every part in both languages has its words, nothing that a terminal or
// a browser acts on, and is the same when it is made again.
func TestFormats(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	for _, names.Lang = range []kit.Lang{kit.Indonesian, kit.English} {
		for _, part := range reportview.Parts() {
			d := reportview.Write(r, names, part)
			for _, format := range reportview.Formats() {
				got := put(t, d, format)
				if again := put(t, reportview.Write(r, names, part), format); got != again {
					t.Errorf("%s %s %s is not the same again", names.Lang, part, format)
				}
				if format == "xlsx" {
					continue
				}
				if strings.Contains(got, "[report.") || strings.ContainsAny(got, "\x1b\x00") {
					t.Errorf("%s %s %s lacks a word, or has a control", names.Lang, part, format)
				}
				if format == "html" && !strings.Contains(got, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
					t.Errorf("%s %s: the page does not forbid what it does not need", names.Lang, part)
				}
				if format == "html" && (strings.Contains(got, "<script") || regexp.MustCompile(`(?:src|href)=`).MatchString(got)) {
					t.Errorf("%s %s: the page runs or loads something", names.Lang, part)
				}
			}
		}
	}
	if err := reportview.Write(r, names, reportview.Whole).Put(&bytes.Buffer{}, "pdf"); err == nil {
		t.Error("an unknown format was written")
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	names.Lang = kit.English
	got := put(t, reportview.Write(r, names, reportview.Whole), "text")
	for _, want := range []string{
		"Report\n1 Jun 2026 to 30 Jun 2026", "Ani (ani)", "Not signed", "waits for", "88.89", "A very good",
		"Rp 55.500", "━",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
}

func TestNoFormula(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	names.Lang = kit.English
	d := reportview.Write(r, names, reportview.Whole)
	rows, err := csv.NewReader(strings.NewReader(put(t, d, "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=@+|") {
				t.Errorf("the cell %q is a formula", cell)
			}
			if strings.HasPrefix(cell, "'=HYPERLINK") {
				found++
			}
		}
	}
	if found == 0 {
		t.Error("the words of strangers are not in the table: nothing was proved")
	}
	f, err := excelize.OpenReader(strings.NewReader(put(t, d, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found = 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, cell := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := f.GetCellFormula(sheet, at); err != nil || got != "" {
					t.Errorf("%s %s is the formula %q, %v", sheet, at, got, err)
				}
				if strings.HasPrefix(cell, "=HYPERLINK") {
					found++
				}
			}
		}
	}
	if found == 0 {
		t.Error("the words of strangers are not in the workbook: nothing was proved")
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{0: "    ", 1: "━━━━", 0.5: "━━  ", 0.125: "╸   ", -1: "    ", 2: "━━━━", 0.9: "━━━╸"} {
		if got := reportview.Blocks(share, 4); got != want {
			t.Errorf("%v is %q, want %q", share, got, want)
		}
	}
}
