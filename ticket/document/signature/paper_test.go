package signature

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// paper is a PDF that tests write on by incremental updates.
type paper struct {
	t    testing.TB
	data []byte

	password, trailer string // of a locked one
}

// letter is a letter of one page: catalogue 1, pages 2, page 3, content 4, font 5.
func letter(t testing.TB) *paper {
	p := &paper{t: t}
	content := "BT /F1 12 Tf 72 720 Td (Nomor: 042/117/DISKOMINFO/2026) Tj 0 -20 Td (Mohon nama domain contohkab.go.id) Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		stream("", content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	p.data = b.Bytes()
	return p
}

// printed is a letter by a library that compresses its content.
func printed(t testing.TB) *paper {
	t.Helper()
	return printedWith(t, func(*fpdf.Fpdf) {})
}

var encryption = regexp.MustCompile(`/Encrypt \d+ 0 R\s*/ID \[[^\]]*\]`)

// locked is a printed letter that does not open without a password.
func locked(t testing.TB, password string) *paper {
	t.Helper()
	p := printedWith(t, func(f *fpdf.Fpdf) { f.SetProtection(fpdf.CnProtectPrint, password, "pemilik") })
	p.password, p.trailer = password, string(encryption.Find(p.data))
	if p.trailer == "" {
		t.Fatalf("nothing is locked:\n%q", p.data[max(len(p.data)-400, 0):])
	}
	return p
}

func printedWith(t testing.TB, change func(*fpdf.Fpdf)) *paper {
	t.Helper()
	f := fpdf.New("P", "mm", "A4", "")
	change(f)
	for n := range 2 {
		f.AddPage()
		f.SetFont("Times", "", 12)
		f.MultiCell(0, 6, fmt.Sprintf("Halaman %d. Bersama ini kami mengajukan permohonan nama domain contohkab.go.id.", n+1), "", "J", false)
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return &paper{t: t, data: b.Bytes()}
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func (p *paper) copy() *paper { return &paper{p.t, bytes.Clone(p.data), p.password, p.trailer} }

func (p *paper) read() *pdf.Structure {
	p.t.Helper()
	s, err := pdf.ReadStructure(p.data, p.password)
	if err != nil {
		p.t.Fatalf("the test's own file: %v", err)
	}
	return s
}

// next is a free object number.
func (p *paper) next() int {
	n := p.read().Numbers()
	return n[len(n)-1] + 1
}

// update appends a revision with these objects.
func (p *paper) update(objects map[int]string) *paper {
	p.t.Helper()
	s := p.read()
	ends := revisionMark.FindAllSubmatch(p.data, -1)
	prev := string(ends[len(ends)-1][1])
	size := p.next()
	var b bytes.Buffer
	b.Write(p.data)
	at := map[int]int{}
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		at[n] = b.Len()
		size = max(size, n+1)
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, objects[n])
	}
	xref := b.Len()
	b.WriteString("xref\n")
	for _, n := range slices.Sorted(maps.Keys(at)) {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, at[n])
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R /Prev %s %s >>\nstartxref\n%d\n%%%%EOF\n", size, s.Root(), prev, p.trailer, xref)
	p.data = b.Bytes()
	return p
}

// with is the text of dictionary n with entries set; an empty value removes one.
func (p *paper) with(n int, entries map[string]string) string {
	p.t.Helper()
	d := p.read().Dict(*types.NewIndirectRef(n, 0)).Clone().(types.Dict)
	for k := range entries {
		d.Delete(k)
	}
	s := strings.TrimSuffix(strings.TrimSpace(d.PDFString()), ">>")
	for _, k := range slices.Sorted(maps.Keys(entries)) {
		if entries[k] != "" {
			s += " /" + k + " " + entries[k]
		}
	}
	return s + " >>"
}

// array is the text of an array with one more element.
func (p *paper) array(v types.Object, more string) string {
	var out []string
	for _, e := range p.read().Array(v) {
		out = append(out, e.PDFString())
	}
	return "[" + strings.Join(append(out, more), " ") + "]"
}

const room = 16000 // hexadecimal digits kept for a container

// ask is how a signature is put on a paper.
type ask struct {
	sub, kind      string
	rect           string
	certify        int // DocMDP level
	before, behind int // bytes around the container that are left out as well
	more           map[int]string
	sign           func(covered []byte) []byte
}

// signed adds a signature field and signs the paper.
func (p *paper) signed(a ask) *paper {
	p.t.Helper()
	if a.sub == "" {
		a.sub = "ETSI.CAdES.detached"
	}
	if a.kind == "" {
		a.kind = "Sig"
	}
	if a.rect == "" {
		a.rect = "[0 0 0 0]"
	}
	s := p.read()
	sig, widget := p.next(), p.next()+1
	c := s.Catalog()
	page := s.PageNumbers()[0]
	form := fmt.Sprintf("<< /SigFlags 3 /Fields %s >>", p.array(s.Dict(c["AcroForm"])["Fields"], fmt.Sprintf("%d 0 R", widget)))
	entries := map[string]string{"AcroForm": form}
	reference := ""
	if a.certify > 0 {
		entries["Perms"] = fmt.Sprintf("<< /DocMDP %d 0 R >>", sig)
		reference = fmt.Sprintf(" /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P %d /V /1.2 >> >>]", a.certify)
	}
	objects := map[int]string{
		sig: fmt.Sprintf("<< /Type /%s /Filter /Adobe.PPKLite /SubFilter /%s%s /M (D:20260901090000+07'00') /ByteRange [0 0000000000 0000000000 0000000000] /Contents <%s> >>",
			a.kind, a.sub, reference, strings.Repeat("0", room)),
		widget:   fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda%d) /Rect %s /P %d 0 R /F 132 /V %d 0 R >>", sig, a.rect, page, sig),
		s.Root(): p.with(s.Root(), entries),
		page:     p.with(page, map[string]string{"Annots": p.array(s.Dict(s.Object(page))["Annots"], fmt.Sprintf("%d 0 R", widget))}),
	}
	maps.Copy(objects, a.more)
	p.update(objects)
	p.fill(a)
	return p
}

// fill computes the byte range of the last signature and puts the container in.
func (p *paper) fill(a ask) {
	p.t.Helper()
	hole := bytes.LastIndex(p.data, []byte("/Contents <0000")) + len("/Contents ")
	from, after := hole-a.before, hole+room+2+a.behind
	placeholder := []byte("[0 0000000000 0000000000 0000000000]")
	at := bytes.LastIndex(p.data, placeholder)
	copy(p.data[at:], fmt.Sprintf("[0 %010d %010d %010d]", from, after, len(p.data)-after))
	covered := slices.Concat(p.data[:from], p.data[after:])
	hexed := hex.EncodeToString(a.sign(covered))
	if len(hexed) > room {
		p.t.Fatalf("a container of %d digits", len(hexed))
	}
	copy(p.data[hole+1:], hexed)
}

// by signs as CAdES.
func (p *paper) by(i identity, options ...string) *paper {
	p.t.Helper()
	return p.signed(ask{sign: func(b []byte) []byte {
		return i.cms(p.t, b, append([]string{"-cades", "-md", "sha256"}, options...)...)
	}})
}

// stamped signs as CAdES with a timestamp.
func (p *paper) stamped(i identity, stamp func([]byte) []byte) *paper {
	p.t.Helper()
	return p.signed(ask{sign: func(b []byte) []byte {
		return withStamp(p.t, i.cms(p.t, b, "-cades", "-md", "sha256"), stamp)
	}})
}

// proven adds a DSS with certificates and revocation lists.
func (p *paper) proven(certs, lists [][]byte) *paper {
	p.t.Helper()
	return p.provenBy(map[string][][]byte{"Certs": certs, "CRLs": lists})
}

// provenBy adds a DSS with these arrays of streams.
func (p *paper) provenBy(lists map[string][][]byte) *paper {
	p.t.Helper()
	n := p.next()
	objects := map[int]string{}
	refs := func(all [][]byte) string {
		var out []string
		for _, der := range all {
			objects[n] = stream("", string(der))
			out = append(out, fmt.Sprintf("%d 0 R", n))
			n++
		}
		return "[" + strings.Join(out, " ") + "]"
	}
	dss := "<< /Type /DSS"
	for _, key := range slices.Sorted(maps.Keys(lists)) {
		dss += " /" + key + " " + refs(lists[key])
	}
	objects[n+100] = dss + " >>"
	root := p.read().Root()
	objects[root] = p.with(root, map[string]string{"DSS": fmt.Sprintf("%d 0 R", slices.Max(slices.Collect(maps.Keys(objects))))})
	return p.update(objects)
}

// sealed adds a document timestamp.
func (p *paper) sealed(i identity) *paper {
	p.t.Helper()
	return p.signed(ask{kind: "DocTimeStamp", sub: "ETSI.RFC3161", sign: func(b []byte) []byte { return i.stampNow(p.t, b) }})
}

// reworded replaces the text of the page by an update.
func (p *paper) reworded() *paper {
	return p.update(map[int]string{4: stream("", "BT /F1 12 Tf 72 720 Td (Mohon nama domain palsu.go.id) Tj ET")})
}
