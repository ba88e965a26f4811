package ocr

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"loket/ticket/document/page"
)

func row(f ...string) string { return strings.Join(f, "\t") + "\n" }

func TestArrangedSetsALeaningPageStraight(t *testing.T) {
	var tsv strings.Builder
	// Two lines that rise by 2 pixels in 100; the second has a column at the right
	// that Tesseract calls another block.
	for i, w := range []string{"Nomor", ":", "555/1/KOMINFO/2026", "x", "y"} {
		tsv.WriteString(row("5", "1", "1", "1", "1", "1", itoa(100+150*i), itoa(200-3*i), "100", "24", "90", w))
		tsv.WriteString(row("5", "1", "1", "1", "2", "1", itoa(100+150*i), itoa(300-3*i), "100", "24", "90", w))
		tsv.WriteString(row("5", "1", "1", "1", "3", "1", itoa(100+150*i), itoa(400-3*i), "100", "24", "90", w))
	}
	tsv.WriteString(row("5", "1", "2", "1", "1", "1", "1100", "181", "120", "24", "80", "Batam,"))
	tsv.WriteString(row("5", "1", "2", "1", "1", "2", "1240", "180", "120", "24", "5", "dust"))
	p := arranged(parse([]byte(tsv.String())), 1654, 2339)
	first, _, _ := strings.Cut(p.Text, "\n")
	if !strings.Contains(first, "KOMINFO/2026") || !strings.HasSuffix(first, "  Batam,") || strings.Contains(p.Text, "dust") {
		t.Errorf("text %q", p.Text)
	}
	if p.Words != 16 || len(p.Boxes) != strings.Count(p.Text, "\n") || p.Boxes[0][3] < 80 || p.Boxes[0][3] > 110 {
		t.Errorf("%d words, boxes %v", p.Words, p.Boxes)
	}
}

func itoa(n int) string {
	s := ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(row("5", "1", "1", "1", "1", "1", "100", "200", "100", "24", "90", "Nomor")))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := arranged(parse(b), 1000, 1400)
		if p.Confidence < 0 || p.Confidence > 100 {
			t.Fatal(p.Confidence)
		}
	})
}

func TestEngineIsBounded(t *testing.T) {
	e, err := Find(t.Context())
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "install tesseract-ocr and tesseract-ocr-ind")
	}
	if words, err := e.words(t.Context(), page.NewBitmap(300, 200, true)); err != nil || len(words) != 0 {
		t.Errorf("an empty page: %v, %v", words, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.words(ctx, page.NewBitmap(300, 200, true)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
