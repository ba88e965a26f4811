package reportview_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/xuri/excelize/v2"

	"loket/ui/kit"
	"loket/ui/reportview"
)

// The forms of the standard have their head, the columns that are judged by, room for a
// pen and who signs, in every format for people.
func TestForms(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	names.Lang = kit.Indonesian
	for part, want := range map[reportview.Part][]string{
		reportview.Assessment: {
			"Penilaian Kinerja Bulanan", "Tim JIP dan Nama Domain", "1 Jun 2026 sampai 30 Jun 2026", "Keputusan Direktur LAIP Nomor 14 Tahun 2024",
			"Janji", "Perpanjangan", "Ani (ani)", "petugas", "Kesimpulan dan tindak lanjut", "Mengetahui", "Ketua Tim", "Jakarta, tanggal",
		},
		reportview.Coordination: {
			"Bahan Rapat Koordinasi", "Dit. PAI", "https://contohkab.go.id/a", "dilaporkan", "menunggu", "Keputusan rapat", "Daftar hadir", "Tanda", "Notulis",
		},
	} {
		d := reportview.Write(r, names, part)
		for _, format := range []string{"text", "md", "html", "xlsx"} {
			got := put(t, d, format)
			if format == "xlsx" {
				got = sheets(t, got)
			}
			for _, w := range want {
				if !strings.Contains(strings.Join(strings.Fields(got), " "), w) {
					t.Errorf("%s %s lacks %q", part, format, w)
				}
			}
		}
	}
}

// sheets is all that stands in a workbook.
func sheets(t *testing.T, data string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all = append(all, row...)
		}
	}
	return strings.Join(all, "\n")
}

// A row of a form is known in the table of figures by its name, not by its number, and
// what is left for a pen is no figure.
func TestFiguresOfForms(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	names.Lang = kit.English
	rows, err := csv.NewReader(strings.NewReader(put(t, reportview.Write(r, names, reportview.Assessment), "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, row := range rows {
		found = found || row[0] == "people" && row[1] == "Ani (ani)" && row[2] == "Closed" && row[3] == "1"
		if row[0] == "followup" || row[2] == "Assessor's remark" {
			t.Errorf("room for a pen is a figure: %q", row)
		}
	}
	if !found {
		t.Errorf("no figure of the officer by name in %q", rows)
	}
}

// A table is never wider than its room, and loses no word by it.
func TestGrid(t *testing.T) {
	t.Parallel()
	r, names := made(t)
	for i := range 2 * len(reportview.Parts()) {
		names.Lang = []kit.Lang{kit.Indonesian, kit.English}[i%2]
		for _, s := range reportview.Write(r, names, reportview.Parts()[i/2]).Sections {
			for _, width := range []int{58, 78, 158} {
				checkGrid(t, &s, width)
			}
		}
	}
}

func checkGrid(t *testing.T, s *reportview.Section, width int) {
	t.Helper()
	head, rows := s.Grid(width)
	all := append(head, rows...)
	for _, l := range all {
		if ansi.StringWidth(l) > width {
			t.Errorf("%s at %d: a line of %d cells: %q", s.Title, width, ansi.StringWidth(l), l)
		}
	}
	if len(s.Rows) == 0 {
		return
	}
	said := strings.Join(strings.Fields(strings.Join(all, " ")), "")
	for _, c := range s.Rows[0] {
		for _, w := range strings.Fields(c.Text) {
			if ansi.StringWidth(w) < 10 && !strings.Contains(said, w) {
				t.Errorf("%s at %d lost %q:\n%s", s.Title, width, w, strings.Join(all, "\n"))
			}
		}
	}
}
