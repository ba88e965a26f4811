package document

import (
	"archive/zip"
	"bytes"
	"strings"

	"loket/domain/clean"
)

// maxEntries bounds the directory of an archive before it is read: it is listed
// in memory by the standard library.
const maxEntries = 20_000

// openZip reads the directory of an archive.
func openZip(data []byte) (*zip.Reader, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return nil, errTooMany
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

// sniffZip tells office files and programs from other archives by their
// members, wherever in the archive those stand.
func (f *file) sniffZip(data []byte) (Kind, string) {
	z, err := openZip(data)
	if err != nil {
		return KindZIP, typeZip
	}
	has := map[string]bool{}
	for _, m := range z.File {
		name := m.Name
		has[name] = true
		if strings.HasSuffix(strings.ToLower(name), "vbaproject.bin") || strings.HasPrefix(name, "Basic/") || strings.HasPrefix(name, "Scripts/") {
			has["macro"] = true
		}
	}
	if has["macro"] {
		f.Active = append(f.Active, ActiveMacro)
	}
	switch {
	case has["word/document.xml"]:
		return KindDOCX, officeType(z, typeDOCX, "application/vnd.ms-word.document.macroEnabled.12")
	case has["xl/workbook.xml"], has["xl/workbook.bin"]:
		return KindXLSX, officeType(z, typeXLSX, "application/vnd.ms-excel.sheet.macroEnabled.12")
	case has["ppt/presentation.xml"]:
		return KindUnknown, "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	case has["mimetype"] && has["content.xml"]:
		t := declared(z)
		if strings.HasPrefix(t, typeODT) {
			return KindODT, t
		}
		return KindUnknown, t
	case has["classes.dex"], has["AndroidManifest.xml"]:
		return KindExecutable, "application/vnd.android.package-archive"
	case has["META-INF/MANIFEST.MF"]:
		return KindExecutable, "application/java-archive"
	}
	return KindZIP, typeZip
}

// officeType looks for a macro-enabled main part, whatever the file is called
// and wherever its members stand.
func officeType(z *zip.Reader, plain, macro string) string {
	types := string(member(z, "[Content_Types].xml", 1<<20))
	if strings.Contains(types, "macroEnabled") || strings.Contains(types, "vbaProject") {
		return macro
	}
	return plain
}

// declared is the type that an OpenDocument file names itself.
func declared(z *zip.Reader) string {
	t := clean.Line(string(member(z, "mimetype", 200)), 100).String()
	if !strings.HasPrefix(t, "application/vnd.oasis.opendocument.") {
		return typeZip
	}
	return t
}
