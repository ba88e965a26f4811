package document

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"loket/domain/effort"
)

// bombs are small files that ask for much.
func bombs() map[string][]byte {
	zeros := deflate(make([]byte, 100<<20))
	twice := deflate(deflate(bytes.Repeat(make([]byte, 1<<20), 300)))
	forms := []string{"<< /Type /Catalog /Pages 2 0 R >>", pagesOne,
		strings.Replace(page, "/Font <<", "/XObject << /X 6 0 R >> /Font <<", 1), stream("", "/X Do"), fontHelv}
	for n := range 8 { // each form draws the next one a hundred times
		forms = append(forms, stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X %d 0 R >> >>", 7+n), strings.Repeat("/X Do ", 100)))
	}
	self := stream("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 6 0 R >> >>", "/X Do /X Do")
	with := func(s string) []byte {
		return rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", pagesOne, page, s, fontHelv)
	}
	return map[string][]byte{
		"flate":          with(stream("/Filter /FlateDecode", string(zeros))),
		"flate twice":    with(stream("/Filter [/FlateDecode /FlateDecode]", string(twice))),
		"forms":          rawPDF("%PDF-1.7", forms...),
		"form in itself": rawPDF("%PDF-1.7", forms[0], forms[1], forms[2], forms[3], forms[4], self),
		"brackets":       with(stream("", strings.Repeat("[", 1<<20))),
		"dictionaries":   letter("/A " + strings.Repeat("<< /A ", 100_000)),
		"parents":        with(stream("", "BT /F1 1 Tf "+strings.Repeat("(a) Tj ", 300_000)+" ET")),
		"open images":    with(stream("", strings.Repeat("BI ID ", 200_000))),
		"wide ranges":    letter("/X 6 0 R", "<< /Type /Font /Subtype /Type0 /DescendantFonts [<< /W [0 2000000000 5] >>] >>"),
	}
}

// Every bomb ends soon and within memory that the child has.
func TestBombs(t *testing.T) {
	for name, data := range bombs() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var r Report
			took := effort.Of(func() { r = Inspect(Surroundings{}, "surat.pdf", "", data) })
			runtime.ReadMemStats(&after)
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 1500 {
				t.Errorf("allocated %d MB in all", mb)
			}
			if len(r.Text) > MaxText {
				t.Errorf("%d bytes of text", len(r.Text))
			}
			t.Logf("%d bytes: %v, %d MB in all, problems %v, note %q", len(data), took, (after.TotalAlloc-before.TotalAlloc)>>20, r.Problems, r.Note)
		})
	}
}

// Every prefix and every flipped byte of a letter is survived.
func TestMutilated(t *testing.T) {
	data := objectStreams()
	for n := range len(data) {
		Inspect(Surroundings{}, "a.pdf", "", data[:n])
		flipped := bytes.Clone(data)
		flipped[n] ^= 0x55
		Inspect(Surroundings{}, "a.pdf", "", flipped)
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(letter("/OpenAction << /S /J#61vaScript /JS (1) >>"))
	f.Add(objectStreams())
	f.Add(written(f, nil))
	f.Add(docx(f))
	f.Add(zipped(f, "a.txt", "isi"))
	f.Add([]byte("From: a\r\nTo: b\r\nSubject: c\r\n\r\nd"))
	f.Add([]byte("<html><body>halo"))
	f.Add(photo(f, 8, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Inspect(Surroundings{}, "a.pdf", "application/pdf", data)
		if strings.HasPrefix(r.Note, "panic") {
			t.Fatal(r.Note)
		}
		if len(r.Text) > MaxText || r.Kind == "" || r.Size != int64(len(data)) {
			t.Fatalf("%+v", r)
		}
		if (r.Kind == KindPDF) == r.Has(ProblemNotPDF) {
			t.Fatalf("kind %s, problems %v", r.Kind, r.Problems)
		}
	})
}

func BenchmarkLetter(b *testing.B) {
	data := written(b, nil)
	for b.Loop() {
		Inspect(Surroundings{}, "surat.pdf", "", data)
	}
}

func BenchmarkScan(b *testing.B) {
	data := scan(b)
	b.Logf("%d bytes", len(data))
	for b.Loop() {
		Inspect(Surroundings{}, "kartu.pdf", "", data)
	}
}
