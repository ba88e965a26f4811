package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

var errTooMany = errors.New("too many members")

// Bounds of what is unpacked from an office file, in memory only.
const (
	maxPart  = 24 << 20 // bytes of one part
	maxRatio = 200      // a part that packs tighter is a bomb; office XML reaches 30
	maxDepth = 200      // nesting of elements
	maxSheet = 30       // sheets read
)

// office reads the text of DOCX, XLSX and OpenDocument files.
func (f *file) office(data []byte) {
	z, err := openZip(data)
	if err != nil {
		f.problem(ProblemCorrupt)
		f.note("archive: %v", err)
		return
	}
	f.risks(z)
	switch {
	case f.found[ProblemEncrypted]:
	case f.Opened && f.Kind == KindODT:
		err = f.sealedPart(z, "content.xml", openDocument)
	case f.Kind == KindDOCX:
		err = f.docx(z)
	case f.Kind == KindXLSX:
		err = f.xlsx(z)
	case strings.HasPrefix(f.Type, "application/vnd.oasis.opendocument."):
		err = f.part(z, "content.xml", openDocument)
	}
	if err != nil {
		f.problem(ProblemCorrupt)
		f.note("%v", err)
	}
}

func (f *file) docx(z *zip.Reader) error {
	var heads []string
	for _, m := range z.File {
		if strings.HasPrefix(m.Name, "word/header") && strings.HasSuffix(m.Name, ".xml") && len(heads) < 3 {
			heads = append(heads, m.Name)
		}
	}
	slices.Sort(heads)
	for _, h := range heads {
		if err := f.part(z, h, wordProcessing); err != nil {
			f.note("%v", err)
		}
	}
	return f.part(z, "word/document.xml", wordProcessing)
}

// vocabulary says what the elements of a format mean for plain text.
type vocabulary struct {
	text   map[string]bool   // elements whose characters count; nil for all
	before map[string]string // written when an element begins
	after  map[string]string // written when it ends
}

var wordProcessing = vocabulary{
	text:   map[string]bool{"t": true},
	before: map[string]string{"tab": "\t", "br": "\n", "cr": "\n"},
	after:  map[string]string{"p": "\n", "tc": "\t", "tr": "\n"},
}

var openDocument = vocabulary{
	before: map[string]string{"tab": "\t", "line-break": "\n", "s": " "},
	after:  map[string]string{"p": "\n", "h": "\n", "table-cell": "\t", "table-row": "\n"},
}

// part streams the text of one XML part. Inside a table cell paragraphs do not
// break the row.
func (f *file) part(z *zip.Reader, name string, v vocabulary) error {
	r, err := openMember(z, name)
	if err != nil {
		return err
	}
	return f.words(r, name, v)
}

func (f *file) words(r io.Reader, name string, v vocabulary) error {
	d := xml.NewDecoder(r)
	d.Strict = false
	cell, depth, on := 0, 0, 0
	for f.room() > 0 {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("part %s: nested too deep", name)
			}
			if t.Name.Local == "tc" || t.Name.Local == "table-cell" {
				cell++
			}
			if v.text == nil || v.text[t.Name.Local] {
				on++
			}
			if !isRowTab(t, v) {
				f.write(v.before[t.Name.Local])
			}
		case xml.EndElement:
			depth--
			if t.Name.Local == "tc" || t.Name.Local == "table-cell" {
				cell = max(cell-1, 0)
			}
			if v.text == nil || v.text[t.Name.Local] {
				on = max(on-1, 0)
			}
			f.write(inRow(v.after[t.Name.Local], t.Name.Local, cell))
		case xml.CharData:
			if on > 0 {
				f.write(string(t))
			}
		}
	}
	return nil
}

// isRowTab tells the definition of a tab stop from a tab: only a tab without
// attributes is one.
func isRowTab(t xml.StartElement, v vocabulary) bool {
	return t.Name.Local == "tab" && len(t.Attr) > 0 && v.text != nil
}

func inRow(s, element string, cell int) string {
	if cell > 0 && (element == "p" || element == "h") {
		return " "
	}
	return s
}

// openMember opens one member within the bounds.
func openMember(z *zip.Reader, name string) (io.Reader, error) {
	for _, m := range z.File {
		if m.Name != name {
			continue
		}
		if m.Flags&1 != 0 {
			return nil, fmt.Errorf("part %s: locked", name)
		}
		if m.UncompressedSize64 > maxPart || m.UncompressedSize64 > 1<<20 && ratio(m) > maxRatio {
			return nil, fmt.Errorf("part %s: %d bytes packed in %d", name, m.UncompressedSize64, m.CompressedSize64)
		}
		r, err := m.Open()
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", name, err)
		}
		return io.LimitReader(r, maxPart), nil
	}
	return nil, fmt.Errorf("part %s: missing", name)
}

// member returns at most max bytes of a member, nil when it cannot be read.
func member(z *zip.Reader, name string, max int64) []byte {
	r, err := openMember(z, name)
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(r, max))
	if err != nil {
		return nil
	}
	return b
}

// xlsx writes each sheet as rows of cells separated by tabs.
func (f *file) xlsx(z *zip.Reader) error {
	shared := sharedStrings(member(z, "xl/sharedStrings.xml", maxPart))
	read := 0
	for _, m := range z.File {
		if !strings.HasPrefix(m.Name, "xl/worksheets/sheet") || !strings.HasSuffix(m.Name, ".xml") || read >= maxSheet {
			continue
		}
		read++
		f.sheet(member(z, m.Name, maxPart), shared)
		f.sheetLinks(member(z, "xl/worksheets/_rels/"+path.Base(m.Name)+".rels", maxRel))
	}
	if read == 0 {
		return errors.New("workbook without a sheet")
	}
	return nil
}

func (f *file) sheet(b []byte, shared []string) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	kind, in := "", false
	for f.room() > 0 {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "c":
				kind = attribute(t, "t")
			case "v", "t":
				in = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				in = false
			case "c":
				f.write("\t")
			case "row":
				f.write("\n")
			}
		case xml.CharData:
			if in {
				f.write(cellText(kind, string(t), shared))
			}
		}
	}
}

// sheetLinks writes the addresses behind cells that show other words ("buka"), one
// a line below the sheet.
func (f *file) sheetLinks(rels []byte) {
	shown := f.text.String()
	eachOutside(rels, func(kind, target string) {
		if kind == "hyperlink" && strings.HasPrefix(target, "http") && !strings.Contains(shown, target) {
			f.write(target + "\n")
		}
	})
}

func cellText(kind, s string, shared []string) string {
	if kind != "s" {
		return s
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n < len(shared) {
		return shared[n]
	}
	return ""
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sharedStrings reads the table of texts, at most 100,000.
func sharedStrings(b []byte) (out []string) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	var s strings.Builder
	in := false
	for len(out) < 100_000 {
		t, err := d.RawToken()
		if err != nil {
			return out
		}
		switch t := t.(type) {
		case xml.StartElement:
			in = in || t.Name.Local == "t"
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				in = false
			case "si":
				out = append(out, s.String())
				s.Reset()
			}
		case xml.CharData:
			if in {
				s.Write(t)
			}
		}
	}
	return out
}
