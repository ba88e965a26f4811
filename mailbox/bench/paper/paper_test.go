package paper

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"loket/domain"
	"loket/ticket/document"
	"loket/ticket/document/ocr"
	"loket/ticket/document/page/render"
	"loket/ticket/document/reading"
	"loket/ticket/document/worker"
)

// What the reading of text reaches on these samples; below it something broke.
var floors = map[reading.Field]float64{
	Kind: 0.95, Pages: 0.95, reading.Number: 0.95, reading.Date: 0.95, reading.NIP: 0.95, reading.SignerNIP: 0.95,
}

func TestTextRates(t *testing.T) {
	list, err := Samples(1, 104, false)
	if err != nil {
		t.Fatal(err)
	}
	tally := Tally{}
	n := 0
	for i := range list {
		r := document.Inspect(document.Surroundings{}, list[i].Name, "application/pdf", list[i].Data)
		tally.Compare(&list[i], &r, func(s string) {
			if n++; n <= 60 {
				t.Log(s)
			}
		})
	}
	Table(t.Output(), []string{"text"}, []Tally{tally})
	for f, floor := range floors {
		if got := tally[f].Rate(); got < floor {
			t.Errorf("%s: %.1f%%, at least %.1f%% is expected", f, 100*got, 100*floor)
		}
	}
	if dir := os.Getenv("PAPER_DIR"); dir != "" {
		for i := range list {
			_ = os.WriteFile(dir+"/"+string(rune('a'+i%26))+list[i].Name, list[i].Data, 0o600)
		}
	}
}

// The test's own binary is the child that inspects and draws.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case worker.Argument:
			exit(worker.Main(nil, os.Stdin, os.Stdout))
		case render.Argument:
			exit(render.Main(os.Args[2:], os.Stdin, os.Stdout))
		}
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// recogniser is a reader of scans; without Tesseract the test says so and fails
// where everything is to be tested.
func recogniser(t *testing.T) *ocr.Reader {
	t.Helper()
	if _, err := ocr.Find(t.Context()); err != nil {
		const how = "install tesseract-ocr and tesseract-ocr-ind to test the recognition of scans"
		if os.Getenv("CI") == "true" {
			t.Fatal(err, how)
		}
		t.Skip(err, how)
	}
	pages := render.New(render.Options{Exe: os.Args[0], Parallel: 1})
	files := worker.New(os.Args[0], 1)
	t.Cleanup(func() { _ = pages.Close(); _ = files.Close() })
	return &ocr.Reader{Pages: pages, Inspect: files}
}

// scanFloors are for scans: recognition of small print costs some.
var scanFloors = map[reading.Field]float64{
	Kind: 0.9, Pages: 0.9, reading.Number: 0.8, reading.Date: 0.9, reading.NIP: 0.85,
}

func TestScanRates(t *testing.T) {
	r := recogniser(t)
	n := 3
	if os.Getenv("CI") == "true" {
		n = 13
	}
	list, err := Samples(2, n, true)
	if err != nil {
		t.Fatal(err)
	}
	tally := Tally{}
	for i := range list {
		s := &list[i]
		first := document.Inspect(document.Surroundings{}, s.Name, "application/pdf", s.Data)
		if len(first.Unread) != len(s.Parts) || first.Facts != nil {
			t.Fatalf("%s: pages to recognise %v", s.Name, first.Unread)
		}
		got, err := r.Read(t.Context(), s.Name, "application/pdf", s.Data, &first)
		if err != nil {
			t.Fatal(err)
		}
		if got.OCR == nil || got.OCR.Pages != len(s.Parts) || got.OCR.Confidence < 50 {
			t.Errorf("%s: recognised %+v", s.Name, got.OCR)
		}
		tally.Compare(s, &got, func(what string) { t.Log(what) })
	}
	Table(t.Output(), []string{"scans"}, []Tally{tally})
	for f, floor := range scanFloors {
		if got := tally[f].Rate(); got < floor {
			t.Errorf("%s: %.1f%%, at least %.1f%% is expected", f, 100*got, 100*floor)
		}
	}
}

// TestFormAsText and as a flat scan: fields and rows are the same.
func TestForm(t *testing.T) {
	want := []string{"A 192.0.2.14", "CNAME"}
	check := func(r *document.Report) {
		t.Helper()
		rows := domain.FindRecords(domain.Unwrap(r.Text))
		if len(rows) != 2 || string(rows[0].Type)+" "+rows[0].Value != want[0] || string(rows[1].Type) != want[1] || !strings.HasSuffix(rows[0].Host, ".batam.go.id") {
			t.Errorf("rows %+v of\n%s", rows, r.Text)
		}
	}
	s, err := makeSample(rand.New(rand.NewPCG(4, 4)), []int{5}, false)
	if err != nil {
		t.Fatal(err)
	}
	text := document.Inspect(document.Surroundings{}, s.Name, pdfType, s.Data)
	check(&text)
	r := recogniser(t)
	if s, err = makeSample(rand.New(rand.NewPCG(4, 4)), []int{5}, true); err != nil {
		t.Fatal(err)
	}
	flat := document.Inspect(document.Surroundings{}, s.Name, pdfType, s.Data)
	got, err := r.Read(t.Context(), s.Name, pdfType, s.Data, &flat)
	if err != nil {
		t.Fatal(err)
	}
	check(&got)
	if got.Facts == nil || !got.Facts.OCR || got.Facts.Parts[0].Kind != reading.PA16 {
		t.Errorf("facts %+v", got.Facts)
	}
}
