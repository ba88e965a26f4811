package document

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"
)

// none asks for no page; zero for the usual one.
const none = -1

type want struct {
	kind     Kind
	mime     string
	problems string // joined by a space
	pages    int
	active   string
	text     string // contained
	note     string // contained
}

func check(t *testing.T, r Report, w want) {
	t.Helper()
	if r.Kind != w.kind || w.mime != "" && r.Type != w.mime {
		t.Errorf("kind %s, type %s; want %s, %s", r.Kind, r.Type, w.kind, w.mime)
	}
	if got := strings.Join(r.Problems, " "); got != w.problems {
		t.Errorf("problems %q, want %q (note %q)", got, w.problems, r.Note)
	}
	if r.Pages != w.pages {
		t.Errorf("%d pages, want %d (note %q)", r.Pages, w.pages, r.Note)
	}
	if got := strings.Join(r.Active, " "); got != w.active {
		t.Errorf("active %q, want %q", got, w.active)
	}
	if !strings.Contains(r.Text, w.text) {
		t.Errorf("text %q lacks %q", r.Text, w.text)
	}
	if !strings.Contains(r.Note, w.note) {
		t.Errorf("note %q lacks %q", r.Note, w.note)
	}
}

func TestPDF(t *testing.T) {
	jsAction := "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
	plain := letter("")
	tests := []struct {
		name string
		data []byte
		want want
	}{
		{"plain", plain, want{text: "Surat permohonan"}},
		{"two pages", written(t, nil), want{pages: 2, text: "Halaman 2: Nomor 042/117/DISKOMINFO/2026"}},
		{"byte order mark", append([]byte("\xef\xbb\xbf\r\n"), plain...), want{text: "Surat", note: "before the header"}},
		{"object streams", objectStreams(), want{text: "Surat permohonan"}},
		{"javascript by fpdf", written(t, func(p *fpdf.Fpdf) { p.SetJavascript("print(true);") }), want{pages: 2, problems: "javascript", active: "javascript"}},
		{"javascript on opening", letter("/OpenAction " + jsAction), want{problems: "javascript", active: "javascript"}},
		{"javascript elsewhere", letter("/OpenAction 6 0 R", jsAction), want{problems: "javascript", active: "javascript"}},
		{"javascript in names", letter("/Names << /JavaScript << /Names [(a) 6 0 R] >> >>", jsAction), want{problems: "javascript", active: "javascript"}},
		{"javascript in AA", letter("/AA << /WC " + jsAction + " >>"), want{problems: "javascript", active: "javascript"}},
		{"escaped names", letter("/OpenAction << /S /J#61vaScript /#4aS (1) >>"), want{problems: "javascript", active: "javascript"}},
		{"javascript in annotation", letter("", "<< /Type /Annot /Subtype /Link /A "+jsAction+" >>"), want{problems: "javascript", active: "javascript"}},
		{"link", letter("", "<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://contohkab.go.id) >> >>"), want{active: "uri"}},
		{"javascript in AA of a page", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", pagesOne, strings.Replace(page, "/Contents", "/AA << /O "+jsAction+" >> /Contents", 1), stream("", content), fontHelv), want{problems: "javascript", active: "javascript"}},
		{"remote and address", letter("/OpenAction << /S /GoToR /F (b.pdf) /Next << /S /URI /URI (https://contohkab.go.id) >> >>"), want{active: "remote-goto uri"}},
		{"attached to a page", letter("/X [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] >>]"), want{active: "embedded-file"}},
		{"launch and submit", letter("/OpenAction << /S /Launch /F (a.exe) /Next << /S /SubmitForm >> >>"), want{active: "launch submit"}},
		{"embedded", letter("/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>", "<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", stream("/Type /EmbeddedFile", "MZ")), want{active: "embedded-file"}},
		{"owner password", written(t, func(p *fpdf.Fpdf) { p.SetProtection(fpdf.CnProtectPrint, "", "rahasia") }), want{pages: 2, text: "Halaman 1", note: "opens without"}},
		{"user password", written(t, func(p *fpdf.Fpdf) { p.SetProtection(fpdf.CnProtectPrint, "buka", "rahasia") }), want{pages: none, problems: "encrypted"}},
		{"broken xref", bytes.Replace(plain, []byte("startxref\n"), []byte("startxref\n9"), 1), want{text: "Surat permohonan"}},
		{"no xref", plain[:bytes.Index(plain, []byte("xref\n0"))], want{text: "Surat permohonan", note: "no end mark"}},
		{"polyglot", append(slices.Clone(plain), zipped(t, "a.txt", "isi")...), want{text: "Surat", note: "ZIP archive as well"}},
		{"trailing bytes", append(slices.Clone(plain), "\nlampiran tersembunyi"...), want{text: "Surat", note: "after the last end mark"}},
		{"cut in the middle", plain[:200], want{pages: none, problems: "corrupt"}},
		{"header alone", []byte("%PDF-1.4\n"), want{pages: none, problems: "corrupt"}},
		{"no pages", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), want{pages: none, problems: "corrupt"}},
		{"cycle in the page tree", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 9 >>", page, stream("", content), fontHelv), want{text: "Surat", note: "claims 9 pages"}},
		{"only a cycle", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), want{pages: none, problems: "corrupt"}},
		{"filled field", rawPDF("%PDF-1.7", "<< /Type /Catalog /Pages 2 0 R >>", pagesOne, strings.Replace(page, "/Contents", "/Annots [6 0 R] /Contents", 1), stream("", content), fontHelv,
			"<< /Type /Annot /Subtype /Widget /Rect [72 600 300 620] /AP << /N 7 0 R >> >>",
			stream("/Type /XObject /Subtype /Form /BBox [0 0 228 20]", "BT /F1 12 Tf 0 4 Td (Dinas Contoh) Tj ET")), want{text: "Surat permohonan\n\nDinas Contoh"}},
		{"object that is itself", letter("/OpenAction 6 0 R", "6 0 R"), want{text: "Surat"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.kind, tt.want.mime = KindPDF, typePDF
			switch tt.want.pages {
			case 0:
				tt.want.pages = 1
			case none:
				tt.want.pages = 0
			}
			check(t, Inspect(Surroundings{}, "surat.pdf", "application/pdf", tt.data), tt.want)
		})
	}
}

func TestEncryptedFlag(t *testing.T) {
	owner := Inspect(Surroundings{}, "a.pdf", "", written(t, func(p *fpdf.Fpdf) { p.SetProtection(0, "", "rahasia") }))
	if !owner.Encrypted || owner.Has(ProblemEncrypted) {
		t.Errorf("owner password: encrypted %v, problems %v", owner.Encrypted, owner.Problems)
	}
	user := Inspect(Surroundings{}, "a.pdf", "", written(t, func(p *fpdf.Fpdf) { p.SetProtection(0, "buka", "rahasia") }))
	if !user.Encrypted || !user.Has(ProblemEncrypted) || user.Text != "" {
		t.Errorf("user password: %+v", user)
	}
}

func TestScan(t *testing.T) {
	r := Inspect(Surroundings{}, "kartu.pdf", "", scan(t))
	if !r.Scan || r.Text != "" || !cmp.Equal(r.TextPages, []int{0}) || len(r.Problems) > 0 {
		t.Errorf("%+v", r)
	}
	if r := Inspect(Surroundings{}, "surat.pdf", "", letter("")); r.Scan || !cmp.Equal(r.TextPages, []int{15}) {
		t.Errorf("letter: scan %v, pages %v", r.Scan, r.TextPages)
	}
}

func TestSignatures(t *testing.T) {
	signed := letter("/AcroForm << /Fields [6 0 R 8 0 R] >>",
		"<< /FT /Sig /T (a) /V 7 0 R >>", "<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >>", "<< /FT /Sig /T (b) >>")
	if r := Inspect(Surroundings{}, "a.pdf", "", signed); r.Signatures != 1 {
		t.Errorf("%d signatures, want 1 (the second field is empty)", r.Signatures)
	}
}

func TestTableKeepsColumns(t *testing.T) {
	text := Inspect(Surroundings{}, "a.pdf", "", written(t, nil)).Text
	var rows []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "192.0.2.10") || strings.Contains(line, "10 mx.") {
			rows = append(rows, line)
		}
	}
	if len(rows) != 4 {
		t.Fatalf("rows %q", rows)
	}
	if !strings.Contains(rows[0], "www   ") || strings.Index(rows[0], "192") != strings.Index(rows[1], "10 mx") {
		t.Errorf("columns are not kept:\n%s%s", rows[0], rows[1])
	}
}

// The same file inspected twice gives the same report.
func TestInspectIsPure(t *testing.T) {
	for _, data := range [][]byte{written(t, nil), docx(t), objectStreams()} {
		if d := cmp.Diff(Inspect(Surroundings{}, "a", "b", data), Inspect(Surroundings{}, "a", "b", data)); d != "" {
			t.Error(d)
		}
	}
}

func TestHostileTextIsCleaned(t *testing.T) {
	r := Inspect(Surroundings{}, "surat\x1b[31m\u202e.txt", "text/\x1bplain", []byte("isi\x1b]0;judul\x1b\\ surat\u202e"))
	for _, s := range []string{r.Name, r.Claimed, r.Text, r.Note} {
		if strings.ContainsAny(s, "\x1b\x07\u202e") || !utf8.ValidString(s) {
			t.Errorf("%q", s)
		}
	}
	if !strings.Contains(r.Text, "surat") {
		t.Errorf("text %q", r.Text)
	}
}

func TestTextIsBounded(t *testing.T) {
	if r := Inspect(Surroundings{}, "a.txt", "", bytes.Repeat([]byte("a\t"), 1<<20)); len(r.Text) > MaxText || len(r.Text) < MaxText-4 {
		t.Errorf("%d bytes", len(r.Text))
	}
}
