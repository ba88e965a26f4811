package document

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

func TestKinds(t *testing.T) {
	var pngFile bytes.Buffer
	if err := png.Encode(&pngFile, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	exe := append([]byte("MZ\x90\x00"), make([]byte, 200)...)
	tests := []struct {
		name, file string
		data       []byte
		want       want
	}{
		{"empty", "a.pdf", nil, want{kind: KindEmpty, problems: "not-pdf empty"}},
		{"white space", "a.txt", []byte(" \r\n\t\n"), want{kind: KindEmpty, problems: "not-pdf empty"}},
		{"junk before the header", "a.pdf", append(bytes.Repeat([]byte{0xfe}, 100), letter("")...), want{kind: KindUnknown, problems: "not-pdf", note: "offset 100"}},
		{"text before the header", "a.pdf", append([]byte("halo\n"), letter("")...), want{kind: KindUnknown, problems: "not-pdf", note: "offset 5"}},
		{"exe as pdf", "surat.pdf", exe, want{kind: KindExecutable, problems: "not-pdf"}},
		{"elf", "surat.pdf", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 60)...), want{kind: KindExecutable, problems: "not-pdf"}},
		{"script", "surat.pdf", []byte("#!/bin/sh\nrm -rf x\n"), want{kind: KindExecutable, problems: "not-pdf"}},
		{"batch", "surat.bat", []byte("@echo off\r\ndel x\r\n"), want{kind: KindExecutable, problems: "not-pdf"}},
		{"html as pdf", "surat.pdf", []byte("<!DOCTYPE html><html><head><title>x</title><script>evil()</script></head><body><p>Halo<table><tr><td>a</td><td>b &amp; c</td></tr></table></body></html>"), want{kind: KindHTML, mime: "text/html", problems: "not-pdf", text: "a    b & c"}},
		{"jpeg as pdf", "surat.pdf", photo(t, 64, 48), want{kind: KindImage, mime: "image/jpeg", problems: "not-pdf"}},
		{"png", "kartu.png", pngFile.Bytes(), want{kind: KindImage, mime: "image/png", problems: "not-pdf"}},
		{"cut png", "kartu.png", pngFile.Bytes()[:20], want{kind: KindImage, mime: "image/png", problems: "not-pdf corrupt"}},
		{"text", "a.txt", []byte("Kepada Yth.\nDirektur"), want{kind: KindText, problems: "not-pdf", text: "Kepada Yth.\nDirektur"}},
		{"old text", "a.txt", []byte("caf\xe9 di kota"), want{kind: KindText, problems: "not-pdf", text: "café di kota"}},
		{"utf-16", "a.txt", []byte("\xff\xfeH\x00a\x00l\x00o\x00"), want{kind: KindText, problems: "not-pdf", text: "Halo"}},
		{"csv", "a.csv", []byte("host,tipe\nwww,A\n"), want{kind: KindText, problems: "not-pdf", text: "www,A"}},
		{"mail", "a.eml", []byte("From: a@contohkab.go.id\r\nTo: b@contohkab.go.id\r\nSubject: Permohonan\r\n\r\nIsi"), want{kind: KindEML, mime: "message/rfc822", problems: "not-pdf", text: "Permohonan"}},
		{"docx", "a.docx", docx(t), want{kind: KindDOCX, mime: typeDOCX, problems: "not-pdf", text: "Surat & lampiran\nwww"}},
		{"docx late", "a.docx", zipped(t, "a/b.xml", strings.Repeat("x", 9000), "[Content_Types].xml", "<Types/>", "word/document.xml", wordBody), want{kind: KindDOCX, problems: "not-pdf", text: "192.0.2.1"}},
		{"docm", "a.docx", docx(t, "word/vbaProject.bin", "x"), want{kind: KindDOCX, problems: "not-pdf", active: "macro"}},
		{"docx without xml", "a.docx", zipped(t, "word/document.xml", "\x00\x01<<<"), want{kind: KindDOCX, problems: "not-pdf corrupt"}},
		{"odt", "a.odt", zipped(t, "mimetype", typeODT, "content.xml", `<o:d><t:p>Surat<t:tab/>resmi</t:p><t:table-row><t:table-cell><t:p>www</t:p></t:table-cell><t:table-cell><t:p>A</t:p></t:table-cell></t:table-row></o:d>`), want{kind: KindODT, mime: typeODT, problems: "not-pdf", text: "Surat    resmi\nwww"}},
		{"xlsx with links", "a.xlsx", zipped(t, "xl/workbook.xml", "<w/>", "xl/worksheets/sheet1.xml", `<s><row><c t="inlineStr"><is><t>buka</t></is></c></row></s>`, "xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Type="http://x/hyperlink" Target="https://contohkab.go.id/judi" TargetMode="External"/><Relationship Type="http://x/hyperlink" Target="mailto:a@contohkab.go.id" TargetMode="External"/></Relationships>`), want{kind: KindXLSX, mime: typeXLSX, problems: "not-pdf", active: "uri", text: "buka    \nhttps://contohkab.go.id/judi"}},
		{"xlsx", "a.xlsx", zipped(t, "xl/workbook.xml", "<w/>", "xl/sharedStrings.xml", "<sst><si><t>host</t></si><si><r><t>ni</t></r><r><t>lai</t></r></si></sst>", "xl/worksheets/sheet1.xml", `<s><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>42</v></c></row><row><c t="s"><v>99</v></c><c t="inlineStr"><is><t>x</t></is></c></row></s>`), want{kind: KindXLSX, mime: typeXLSX, problems: "not-pdf", text: "host    nilai    42"}},
		{"zip", "a.zip", zipped(t, "surat.pdf", "x", "../../etc/passwd", "y"), want{kind: KindZIP, mime: typeZip, problems: "not-pdf", note: "2 members"}},
		{"torn zip", "a.zip", zipped(t, "a", "b")[:40], want{kind: KindZIP, problems: "not-pdf corrupt"}},
		{"jar", "a.pdf", zipped(t, "META-INF/MANIFEST.MF", "x"), want{kind: KindExecutable, problems: "not-pdf"}},
		{"locked office file", "a.docx", append(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), wide("EncryptedPackage")...), want{kind: KindUnknown, problems: "not-pdf encrypted"}},
		{"noise", "a.bin", []byte("\x00\x01\x02\x03\x04\x05\x06\x07"), want{kind: KindUnknown, problems: "not-pdf"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, Inspect(Surroundings{}, tt.file, "application/pdf", tt.data), tt.want)
		})
	}
}

func TestImageSize(t *testing.T) {
	if r := Inspect(Surroundings{}, "a.jpg", "", photo(t, 64, 48)); r.Width != 64 || r.Height != 48 {
		t.Errorf("%dx%d", r.Width, r.Height)
	}
}

// An archive of archives of zeros is listed, not unpacked.
func TestArchiveIsListedOnly(t *testing.T) {
	inner := zipped(t, "nol", strings.Repeat("\x00", 32<<20))
	bomb := zipped(t, "0.zip", string(inner), "1.zip", string(inner), "nol", strings.Repeat("\x00", 32<<20))
	r := Inspect(Surroundings{}, "42.zip", "", bomb)
	if len(r.Members) != 3 || r.Members[2].Size != 32<<20 || r.Members[2].Ratio < 500 || !strings.Contains(r.Note, "bomb") {
		t.Errorf("%+v", r)
	}
	if n := testing.AllocsPerRun(1, func() { Inspect(Surroundings{}, "42.zip", "", bomb) }); n > 5000 {
		t.Errorf("%v allocations to list three members", n)
	}
}

func TestOfficeBombIsRefused(t *testing.T) {
	for name, data := range map[string][]byte{
		"honest": zipped(t, "word/document.xml", strings.Repeat(" ", 40<<20)),
		"liar":   liar(t),
		"deep":   zipped(t, "word/document.xml", strings.Repeat("<a>", 100_000)),
	} {
		if r := Inspect(Surroundings{}, "a.docx", "", data); !r.Has(ProblemCorrupt) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// liar claims ten bytes for a member that unpacks to many.
func liar(t *testing.T) []byte { return liarOf(t, "word/document.xml") }

func liarOf(t *testing.T, name string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	packed := deflate(bytes.Repeat([]byte(" "), 40<<20))
	packed = packed[2 : len(packed)-4] // without the zlib frame
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: 10})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(packed)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
