package demo

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

// pa16 is Batam's form PA-16 (Permohonan Perubahan Data DNS Record), an annex of SOP 04/SOP/Kominfo-PE/01/2023.
type pa16 struct {
	Head    office
	Who     official // penanggung jawab
	Managed bool     // the server is run by Diskominfo
	Records [][3]string
	Wiki    string
	PSE     string
	Note    string
	Chief   official // kepala OPD
}

func (p pa16) boxes() string {
	if p.Managed {
		return "[X] Ya   [ ] Tidak"
	}
	return "[ ] Ya   [X] Tidak"
}

func (p pa16) person() [][2]string {
	return [][2]string{
		{"Nama", p.Who.Name}, {"NIP", p.Who.NIP}, {"Email", p.Who.Mail}, {"Server dikelola oleh Diskominfo", p.boxes()},
	}
}

func (p pa16) annex() [][2]string {
	return [][2]string{
		{"Halaman Wiki.batam.go.id", p.Wiki}, {"Halaman Pendataan Sistem Elektronik (PSE)", p.PSE}, {"Catatan", p.Note},
	}
}

func (p pa16) draw(f *fpdf.Fpdf, day time.Time) {
	rows := func(list [][2]string) {
		f.SetFont("Helvetica", "", 10)
		for _, r := range list {
			f.CellFormat(72, 7, r[0], "", 0, "L", false, 0, "")
			f.CellFormat(4, 7, ":", "", 0, "L", false, 0, "")
			f.MultiCell(89, 7, r[1], "", "L", false)
		}
		f.Ln(3)
	}
	title := func(text string) {
		f.SetFont("Helvetica", "B", 11)
		f.MultiCell(165, 8, text, "", "L", false)
	}
	f.SetFont("Helvetica", "", 9)
	f.CellFormat(165, 5, "Formulir PA-16", "", 1, "R", false, 0, "")
	f.SetFont("Helvetica", "B", 13)
	f.CellFormat(165, 9, "PERMOHONAN PERUBAHAN DATA DNS RECORD", "", 1, "C", false, 0, "")
	f.SetFont("Helvetica", "", 10)
	f.CellFormat(165, 7, p.Head.Name, "", 1, "C", false, 0, "")
	f.Ln(4)
	title("I. PENANGGUNG JAWAB :")
	rows(p.person())
	title("II. DNS RECORD :")
	p.table(f)
	title("III. LAMPIRAN :")
	f.SetFont("Helvetica", "", 10)
	f.MultiCell(165, 7, "Dokumentasi aplikasi sudah diperbarui di :", "", "L", false)
	rows(p.annex())
	signature(f, p.Head.Place, day, p.Chief)
}

func (p pa16) table(f *fpdf.Fpdf) {
	widths := []float64{75, 20, 70}
	line := func(style string, cells [3]string, fill bool) {
		f.SetFont("Helvetica", style, 10)
		for i, c := range cells {
			f.CellFormat(widths[i], 7, c, "1", 0, "L", fill, 0, "")
		}
		f.Ln(7)
	}
	f.SetDrawColor(0, 0, 0)
	f.SetFillColor(225, 225, 225)
	line("B", [3]string{"Host", "Tipe", "Value/Point to"}, true)
	for _, r := range p.Records {
		line("", r, false)
	}
	f.Ln(4)
}

// docx is the form as the word processor saves it.
func (p pa16) docx(day time.Time) []byte {
	var b strings.Builder
	wordLine(&b, "PERMOHONAN PERUBAHAN DATA DNS RECORD", true)
	wordLine(&b, p.Head.Name, false)
	wordLine(&b, "I. PENANGGUNG JAWAB :", true)
	for _, r := range p.person() {
		wordLine(&b, r[0]+" : "+r[1], false)
	}
	wordLine(&b, "II. DNS RECORD :", true)
	wordTable(&b, append([][3]string{{"Host", "Tipe", "Value/Point to"}}, p.Records...))
	wordLine(&b, "III. LAMPIRAN :", true)
	for _, r := range p.annex() {
		wordLine(&b, r[0]+" : "+r[1], false)
	}
	wordLine(&b, p.Head.Place+", "+longDate(day), false)
	wordLine(&b, p.Chief.Title, false)
	wordLine(&b, p.Chief.Name, true)
	wordLine(&b, "NIP "+spacedNIP(p.Chief.NIP), false)
	return docx(b.String(), day)
}

// docx is the letter as a word processor's file: what requesters send where a PDF is asked for.
func (l letter) docx(day time.Time) []byte {
	var b strings.Builder
	wordLine(&b, l.Head.Owner, true)
	wordLine(&b, l.Head.Name, true)
	wordLine(&b, "Nomor : "+l.Number, false)
	wordLine(&b, "Hal : "+l.About, false)
	wordLine(&b, l.Head.Place+", "+longDate(day), false)
	wordLine(&b, "Yth. "+strings.Join(l.To, ", "), false)
	for _, p := range l.Paras {
		wordLine(&b, strings.Replace(p, "\t", " : ", 1), false)
	}
	wordLine(&b, l.Signer.Title, false)
	wordLine(&b, l.Signer.Name, true)
	return docx(b.String(), day)
}

func wordLine(b *strings.Builder, text string, bold bool) {
	b.WriteString("<w:p><w:r>")
	if bold {
		b.WriteString("<w:rPr><w:b/></w:rPr>")
	}
	b.WriteString(`<w:t xml:space="preserve">`)
	_ = xml.EscapeText(b, []byte(text)) // a strings.Builder refuses nothing
	b.WriteString("</w:t></w:r></w:p>")
}

func wordTable(b *strings.Builder, rows [][3]string) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString("<w:" + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.WriteString(`</w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="3800"/><w:gridCol w:w="1200"/><w:gridCol w:w="4000"/></w:tblGrid>`)
	for _, row := range rows {
		b.WriteString("<w:tr>")
		for i, cell := range row {
			b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + [3]string{"3800", "1200", "4000"}[i] + `" w:type="dxa"/></w:tcPr>`)
			wordLine(b, cell, false)
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>")
}

// docx packs a body into a file by ECMA-376: the three parts every reader wants.
func docx(body string, day time.Time) []byte {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	return zipped(day, []entry{
		{"[Content_Types].xml", []byte(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)},
		{"_rels/.rels", []byte(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" ` +
			`Target="word/document.xml"/></Relationships>`)},
		{"word/document.xml", []byte(head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
			`<w:body>` + body + `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" ` +
			`w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`)},
	})
}

type entry struct {
	name string
	data []byte
}

func zipped(day time.Time, entries []entry) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: day})
		if err == nil {
			_, _ = w.Write(e.data) // a bytes.Buffer refuses nothing
		}
	}
	_ = z.Close()
	return out.Bytes()
}
