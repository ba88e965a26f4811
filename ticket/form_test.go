package ticket_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"loket/domain"
	"loket/ticket"
	"loket/ticket/document"
)

const pa16 = "FORMULIR PA-16\nPERMOHONAN PERUBAHAN DATA DNS RECORD\nI. PENANGGUNG JAWAB\nNama : Wulandari\nNIP : 199612012022031009\nEmail : wulandari@batam.go.id\n" +
	"Server dikelola Diskominfo : Ya\nII. DATA DNS RECORD\nHost  Tipe  Nilai\nantrean.batam.go.id  A  203.0.113.10\nIII. KEPALA OPD\nNama Kepala OPD : Suryani\n"

// pa16DOCX is the form as a word processor writes it, its rows in a table.
func pa16DOCX(t *testing.T) []byte {
	t.Helper()
	var body strings.Builder
	for line := range strings.Lines(pa16) {
		line = strings.TrimSpace(line)
		if cells := strings.Split(line, "  "); len(cells) == 3 {
			body.WriteString("<w:tbl><w:tr>")
			for _, c := range cells {
				body.WriteString("<w:tc><w:p><w:r><w:t>" + c + "</w:t></w:r></w:p></w:tc>")
			}
			body.WriteString("</w:tr></w:tbl>")
			continue
		}
		body.WriteString("<w:p><w:r><w:t>" + line + "</w:t></w:r></w:p>")
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(`<w:document xmlns:w="x"><w:body>` + body.String() + `</w:body></w:document>`))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pa16Scan is a picture of the form, and what is recognised in it.
func pa16Scan(t *testing.T) ([]byte, document.Recognition) {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 1200, 1700))
	for i := range m.Pix {
		m.Pix[i] = color.Gray{Y: uint8(200 + i%50)}.Y
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), document.Recognition{Engine: "tesseract ind", Pages: []document.RecognisedPage{{Text: pa16, Words: 40, Confidence: 86}}}
}

// TestForm: the fields and rows of PA-16 are read out of a word processor's file,
// a mail's text and a scan, each with where it stands, and a person confirms them;
// what is set anew is confirmed anew.
func TestForm(t *testing.T) {
	scan, read := pa16Scan(t)
	for name, tt := range map[string]struct {
		file string
		data []byte
		read document.Recognition
		text string
		want ticket.Origin
	}{
		"docx": {"PA-16.docx", pa16DOCX(t), document.Recognition{}, "Mohon subdomain antrean.batam.go.id, formulir PA-16 terlampir.", ticket.Origin{}},
		"mail": {"", nil, document.Recognition{}, "Mohon pembuatan subdomain antrean.batam.go.id.\n\n" + pa16, ticket.Origin{Mail: true}},
		"scan": {"PA-16.png", scan, read, "Mohon subdomain antrean.batam.go.id, formulir PA-16 terlampir.", ticket.Origin{OCR: true}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			m := o.mail("Pembuatan subdomain antrean.batam.go.id", tt.text)
			if tt.file != "" {
				sum := sha256.Sum256(tt.data)
				tt.want.File = hex.EncodeToString(sum[:])
				r := document.Inspect(document.Surroundings{Read: tt.read}, tt.file, "", tt.data)
				m.Attachments = []ticket.File{{Name: tt.file, SHA: tt.want.File, Size: int64(len(tt.data)), Report: &r}}
			}
			o.receive(m)
			tk := o.see(1)
			if tk.Service != "subdomain" || len(tk.Records) != 1 || tk.Records[0].Asked != (domain.Record{Host: "antrean.batam.go.id", Type: "A", Value: "203.0.113.10"}) {
				t.Fatalf("service %q, records %+v", tk.Service, tk.Records)
			}
			if tk.Records[0].From.File != tt.want.File || tk.Records[0].From.Mail != tt.want.Mail || tk.Records[0].From.OCR != tt.want.OCR {
				t.Errorf("the row is from %+v, want %+v", tk.Records[0].From, tt.want)
			}
			for label, value := range map[string]string{"nama": "Wulandari", "nip": "199612012022031009", "server dikelola": "Ya", "nama kepala": "Suryani"} {
				if got := tk.Field(label); got != value {
					t.Errorf("%s: %q, want %q", label, got, value)
				}
			}
			for _, f := range tk.Form {
				if got := f.Origin(); got.File != tt.want.File || got.Mail != tt.want.Mail || got.OCR != tt.want.OCR {
					t.Errorf("%s is from %+v, want %+v", f.Label, got, tt.want)
				}
			}
			if !tk.Unconfirmed() || tk.Confirmed != nil {
				t.Fatal("what was read needs no confirmation")
			}
			tk = o.do("ani", 1, ticket.ConfirmForm{})
			if tk.Unconfirmed() || tk.Confirmed == nil || tk.Confirmed.By != "ani" {
				t.Errorf("confirmed: %+v", tk.Confirmed)
			}
			o.refused("ani", 1, ticket.ConfirmForm{}, "nothing-read")
			if tk = o.do("ani", 1, ticket.SetSubjectMatter{Names: []string{"antrean.batam.go.id"}}); tk.Confirmed == nil {
				t.Error("another list of names takes the confirmation back")
			}
			if tk = o.do("ani", 1, ticket.UndoLast{}); tk.Confirmed == nil {
				t.Error("undo of the names took the confirmation back")
			}
			if tk = o.do("ani", 1, ticket.SetSubjectMatter{Records: []domain.Record{{Host: "lain.batam.go.id", Type: "A", Value: "203.0.113.11"}}}); tk.Confirmed != nil || tk.Records[0].From != (ticket.Origin{}) {
				t.Errorf("after an officer's rows: %+v, %+v", tk.Confirmed, tk.Records[0])
			}
		})
	}
}
