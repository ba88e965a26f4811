package document

import "bytes"

// tailScan is where the end record of a ZIP archive may stand: it has a comment
// of at most 65,535 bytes.
const tailScan = 66_000

// others looks for a second file that some other program would see in the same
// bytes.
func (f *file) others(data []byte) {
	if f.Kind == KindEmpty || f.Kind == KindExecutable {
		return
	}
	if !isZip(data) {
		tail := data[max(0, len(data)-tailScan):]
		if bytes.Contains(tail, []byte("PK\x05\x06")) && bytes.Contains(data, []byte("PK\x01\x02")) {
			f.remark(RemarkAlsoZip)
			f.note("is a ZIP archive as well")
		}
	}
	if f.Kind != KindPDF {
		if i := bytes.Index(data[:min(len(data), 2048)], []byte("%PDF-")); i >= 0 {
			f.remark(RemarkAlsoPDF, i)
		}
	}
}
