package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"loket/domain/clean"
)

// Bounds of what is looked at for what an office file does beside being read.
const (
	maxRels   = 60      // parts of relations read
	maxRel    = 1 << 20 // bytes of one
	maxOutlet = 5       // places elsewhere that are named
)

// risks looks for what an office file loads, runs or carries.
func (f *file) risks(z *zip.Reader) {
	var elsewhere []string
	rels := 0
	for _, m := range z.File {
		name := strings.ToLower(m.Name)
		switch {
		case strings.HasSuffix(name, ".rels") && rels < maxRels:
			rels++
			elsewhere = append(elsewhere, f.relations(member(z, m.Name, maxRel))...)
		case strings.Contains(name, "/embeddings/") && !m.FileInfo().IsDir(), strings.HasPrefix(name, "object ") && strings.HasSuffix(name, "/content.xml"):
			f.embed(m)
		case strings.Contains(name, "/activex/"):
			f.active(ActiveX)
		case strings.HasPrefix(name, "xl/externallinks/externallink"):
			f.active(ActiveExternal)
		}
	}
	if f.Kind == KindDOCX {
		f.fields(member(z, "word/document.xml", 4<<20))
	}
	if f.Kind == KindODT {
		f.openDocument(z)
	}
	if len(elsewhere) > 0 {
		f.active(ActiveExternal)
		f.remark(RemarkExternal, strings.Join(elsewhere[:min(len(elsewhere), maxOutlet)], ", "))
	}
}

func (f *file) active(what string) {
	for _, a := range f.Active {
		if a == what {
			return
		}
	}
	f.Active = append(f.Active, what)
}

func (f *file) embed(m *zip.File) {
	f.active("embedded-file")
	if len(f.Embedded) < maxEmbedded {
		f.Embedded = append(f.Embedded, Member{Name: clean.Line(path.Base(m.Name), 255).String(), Size: int64(min(m.UncompressedSize64, 1<<60)), Place: len(f.Embedded)})
	}
}

// relations returns what a part loads from elsewhere when the file is opened
// (ECMA-376 part 2, 9.3). A link that a reader has to follow is none.
func (f *file) relations(b []byte) (elsewhere []string) {
	eachOutside(b, func(kind, target string) {
		switch kind {
		case "hyperlink":
			f.active("uri")
		case "attachedTemplate":
			f.active(ActiveTemplate)
			f.remark(RemarkTemplate, target)
		default:
			elsewhere = append(elsewhere, target)
		}
	})
	return elsewhere
}

// eachOutside calls fn for the relations of a part that lead out of the file, at
// most 5,000.
func eachOutside(b []byte, fn func(kind, target string)) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	for range 5000 {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.EqualFold(attribute(e, "TargetMode"), "External") {
			fn(path.Base(attribute(e, "Type")), attribute(e, "Target"))
		}
	}
}

// fields looks for fields that start programs.
func (f *file) fields(b []byte) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	in := false
	var code strings.Builder // a field may stand in several pieces
	for {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local == "instrText"
			if t.Name.Local == "fldSimple" {
				f.instruction(attribute(t, "instr"))
			}
			if t.Name.Local == "fldChar" {
				f.instruction(code.String())
				code.Reset()
			}
		case xml.EndElement:
			in = in && t.Name.Local != "instrText"
		case xml.CharData:
			if in && code.Len() < 1000 {
				code.Write(t[:min(len(t), 1000)])
			}
		}
	}
}

func (f *file) instruction(code string) {
	if word, _, _ := strings.Cut(strings.TrimSpace(strings.ToUpper(code)), " "); word == "DDE" || word == "DDEAUTO" {
		f.active(ActiveDDE)
		f.remark(RemarkDDE)
	}
}

// openDocument tells a locked OpenDocument file by its manifest.
func (f *file) openDocument(z *zip.Reader) {
	if bytes.Contains(member(z, "META-INF/manifest.xml", maxRel), []byte("encryption-data")) {
		f.Encrypted = true
		if _, err := f.sealedMember(z, "content.xml"); f.password != "" && err == nil {
			f.Opened = true
			return
		} else if f.password != "" {
			f.notOpened(err)
		}
		f.problem(ProblemEncrypted)
	}
}
