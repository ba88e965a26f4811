package signature

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// row is one of the samples that viewers were measured with. Files are made
// anew in every run.
type row struct {
	name    string
	make    func(*testing.T, *authority) *paper
	trust   func(*testing.T, *authority) Trust // nil: the root
	want    []Verdict                          // in the order in which they were signed
	changes []string                           // of the first signature
	notes   []string                           // that the first signature must have
	pdfsig  []string                           // nil: valid, trusted, covers everything

	vouched, unvouched bool // the file brings what says that the certificate stands, or brings nothing that counts
}

// What pdfsig says.
const (
	trusted    = "Signature is Valid; Certificate is Trusted"
	part       = "Not total document signed; "
	expired    = "Signature is Valid; Certificate has Expired"
	mismatch   = "Digest Mismatch"
	unverified = "Signature has not yet been verified"
	failure    = "Unknown Validation Failure"
)

func simple(i func(*authority) identity) func(*testing.T, *authority) *paper {
	return func(t *testing.T, a *authority) *paper { return letter(t).by(i(a)) }
}

func signer(a *authority) identity { return a.signer }

func rows() []row {
	return slices.Concat(goodRows(), timeRows(), alteredRows(), chainRows(), algorithmRows(), brokenRows(), ocspRows())
}

func goodRows() []row {
	return []row{
		{name: "01 CAdES", make: simple(func(a *authority) identity { return a.rsa }), want: []Verdict{Valid}},
		{name: "01 CAdES on a printed letter", make: func(t *testing.T, a *authority) *paper { return printed(t).by(a.signer) }, want: []Verdict{Valid}},
		{name: "02 PKCS#7", want: []Verdict{Valid}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{sub: "adbe.pkcs7.detached", sign: func(b []byte) []byte { return a.rsa.cms(t, b, "-md", "sha256") }})
		}},
		{name: "07 ECDSA", make: simple(signer), want: []Verdict{Valid}},
		{name: "08 PSS", want: []Verdict{Valid}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).by(a.rsa, "-keyopt", "rsa_padding_mode:pss")
		}},
		{name: "11 pdfsig and NSS", want: []Verdict{Valid}, make: func(t *testing.T, a *authority) *paper {
			p := letter(t)
			dir, db := t.TempDir(), nss(t)
			in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
			if err := os.WriteFile(in, p.data, 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, "pdfsig", "-nssdir", db, "-add-signature", "-nick", "sari", "-digest", "SHA256", in, out)
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			return &paper{t: t, data: b}
		}},
		{name: "12 npm @signpdf", pdfsig: []string{"Signature is Valid; Certificate issuer isn't Trusted"}, want: []Verdict{Valid}, make: frozen, trust: func(t *testing.T, _ *authority) Trust {
			block, _ := pem.Decode(testdata(t, "signpdf-root.pem"))
			return Trust{Roots: [][]byte{block.Bytes}}
		}},
		{name: "12 npm @signpdf, root not trusted", pdfsig: []string{"Signature is Valid; Certificate issuer isn't Trusted"}, want: []Verdict{Untrusted}, notes: []string{NoteUnknownRoot}, make: frozen},
		{name: "12 npm @signpdf, then reworded", pdfsig: []string{part + "Signature is Valid; Certificate issuer isn't Trusted"}, want: []Verdict{Changed}, changes: []string{"page-content 1"},
			make: func(t *testing.T, a *authority) *paper { return frozen(t, a).reworded() }},
		{name: "04 B-LT", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, make: longTerm},
		{name: "05 B-LTA", pdfsig: []string{part + trusted, unverified}, want: []Verdict{Valid, Valid}, make: func(t *testing.T, a *authority) *paper { return longTerm(t, a).sealed(a.stamper) }},
		{name: "06 two signers", pdfsig: []string{part + trusted, trusted}, want: []Verdict{Valid, Valid}, make: func(t *testing.T, a *authority) *paper { return letter(t).by(a.signer).by(a.second) }},
		{name: "06 two signers, the later one visible", pdfsig: []string{part + trusted, trusted}, want: []Verdict{Valid, Valid}, notes: []string{NoteLaterSignature},
			make: func(t *testing.T, a *authority) *paper {
				return letter(t).by(a.signer).signed(ask{rect: "[300 100 500 160]", sign: func(b []byte) []byte { return a.second.cms(t, b, "-cades", "-md", "sha256") }})
			}},
	}
}

// frozen is a letter that @signpdf/signpdf 3.3.0 signed with placeholder-plain
// and signer-p12, by a certificate of a root of its own: Node is not there in
// every run.
func frozen(t *testing.T, _ *authority) *paper {
	t.Helper()
	return &paper{t: t, data: testdata(t, "signpdf.pdf")}
}

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func longTerm(t *testing.T, a *authority) *paper {
	return letter(t).stamped(a.signer, func(b []byte) []byte { return a.stamper.stampNow(t, b) }).
		proven([][]byte{a.ca.cert.Raw}, [][]byte{a.list(t, time.Time{})})
}

func timeRows() []row {
	while := begin.Add(-200 * day)
	return []row{
		{name: "09 expired now, timestamp inside validity", pdfsig: []string{expired}, want: []Verdict{Valid}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.expired, func(b []byte) []byte { return a.stamper.stampAt(t, b, while) })
		}},
		{name: "09 the timestamp authority expired as well", pdfsig: []string{expired}, want: []Verdict{Valid}, notes: []string{NoteStampExpired}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.expired, func(b []byte) []byte { return a.longSaver.stampAt(t, b, while) })
		}},
		{name: "09 timestamp of a stranger", pdfsig: []string{expired}, want: []Verdict{Untrusted}, notes: []string{NoteStampUntrusted, NoteExpired}, make: func(t *testing.T, a *authority) *paper {
			own := issue(t, "Penanda Waktu Sendiri", nil, stamps)
			return letter(t).stamped(a.expired, func(b []byte) []byte { return own.stampAt(t, b, while) })
		}},
		{name: "09 timestamp of another signature", pdfsig: []string{expired}, want: []Verdict{Untrusted}, notes: []string{NoteStampBad, NoteExpired}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.expired, func([]byte) []byte { return a.stamper.stampAt(t, []byte("lain"), while) })
		}},
		{name: "32 expired", pdfsig: []string{expired}, want: []Verdict{Untrusted}, notes: []string{NoteExpired}, make: simple(func(a *authority) identity { return a.expired })},
		{name: "38 expired, the claim put back", pdfsig: []string{expired}, want: []Verdict{Untrusted}, notes: []string{NoteExpired}, make: func(t *testing.T, a *authority) *paper {
			p := letter(t)
			return p.signed(ask{sub: "adbe.pkcs7.detached", sign: func(b []byte) []byte {
				return reclaimed(t, a.expired, b, while)
			}})
		}},
	}
}

func alteredRows() []row {
	freeText := func(p *paper) *paper {
		n, page := p.next(), p.read().PageNumbers()[0]
		annots := p.array(p.read().Dict(p.read().Object(page))["Annots"], fmt.Sprintf("%d 0 R", n))
		return p.update(map[int]string{
			n:    "<< /Type /Annot /Subtype /FreeText /Rect [70 650 400 760] /F 4 /Contents (palsu.go.id) /DA (/Helv 12 Tf 0 g) >>",
			page: p.with(page, map[string]string{"Annots": annots}),
		})
	}
	return []row{
		{name: "20 byte flip", pdfsig: []string{mismatch}, want: []Verdict{Invalid}, notes: []string{NoteDigest}, make: func(t *testing.T, a *authority) *paper {
			p := letter(t).by(a.signer)
			p.data[bytes.Index(p.data, []byte("contohkab"))] ^= 1
			return p
		}},
		{name: "47 signature of another letter", pdfsig: []string{mismatch}, want: []Verdict{Invalid}, notes: []string{NoteDigest}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{sign: func([]byte) []byte { return a.signer.cms(t, []byte("surat lain"), "-cades", "-md", "sha256") }})
		}},
		{name: "21 content replaced", pdfsig: []string{part + trusted}, want: []Verdict{Changed}, changes: []string{"page-content 1"}, make: func(t *testing.T, a *authority) *paper { return letter(t).by(a.signer).reworded() }},
		{name: "22 FreeText overlay", pdfsig: []string{part + trusted}, want: []Verdict{Changed}, changes: []string{"annotation 1 FreeText"}, make: func(t *testing.T, a *authority) *paper { return freeText(letter(t).by(a.signer)) }},
		{name: "26 changed, then signed by a trusted second signer", pdfsig: []string{part + trusted, trusted}, want: []Verdict{Changed, Valid}, changes: []string{"page-content 1"},
			make: func(t *testing.T, a *authority) *paper { return letter(t).by(a.signer).reworded().by(a.second) }},
		{name: "27 certified without changes, then changed", pdfsig: []string{part + trusted}, want: []Verdict{Changed}, changes: []string{"page-content 1"}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{certify: 1, sign: func(b []byte) []byte { return a.signer.cms(t, b, "-cades", "-md", "sha256") }}).reworded()
		}},
		{name: "27 certified without changes, then signed", pdfsig: []string{part + trusted, trusted}, want: []Verdict{Changed, Valid}, changes: []string{"signature 1 Tanda8", "signature Tanda8"}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{certify: 1, sign: func(b []byte) []byte { return a.signer.cms(t, b, "-cades", "-md", "sha256") }}).by(a.second)
		}},
		{name: "23 trailing newline", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, make: func(t *testing.T, a *authority) *paper {
			p := letter(t).by(a.signer)
			p.data = append(p.data, '\n')
			return p
		}},
		{name: "24 trailing comment", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, notes: []string{NoteTail}, make: func(t *testing.T, a *authority) *paper {
			p := letter(t).by(a.signer)
			p.data = append(p.data, "\n% dikirim lewat aplikasi\n"...)
			return p
		}},
	}
}

func chainRows() []row {
	with := func(lists ...func(*testing.T, *authority) []byte) func(*testing.T, *authority) Trust {
		return func(t *testing.T, a *authority) Trust {
			tr := a.trust()
			for _, l := range lists {
				tr.CRLs = append(tr.CRLs, l(t, a))
			}
			return tr
		}
	}
	gone := func(t *testing.T, a *authority) []byte { return a.list(t, begin.Add(-10*day), a.revoked) }
	return []row{
		{name: "30 root with the same name", pdfsig: []string{"Signature is Valid; Certificate issuer isn't Trusted"}, want: []Verdict{Untrusted}, notes: []string{NoteUnknownRoot}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).by(issue(t, "Rina Contoh", &a.rogue, nil))
		}},
		{name: "31 self-signed with the authority's name", pdfsig: []string{"Signature is Valid; Certificate issuer is unknown"}, want: []Verdict{Untrusted}, notes: []string{NoteUnknownRoot, NoteUsage}, make: simple(func(a *authority) identity { return a.own })},
		{name: "no roots", want: []Verdict{Untrusted}, notes: []string{NoteNoRoots}, make: simple(signer), trust: func(*testing.T, *authority) Trust { return Trust{} }},
		{name: "33 revoked, list in the DSS", pdfsig: []string{part + trusted}, want: []Verdict{Revoked}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).by(a.revoked).proven([][]byte{a.ca.cert.Raw}, [][]byte{gone(t, a)})
		}},
		{name: "34 revoked, list with us", want: []Verdict{Revoked}, make: simple(func(a *authority) identity { return a.revoked }), trust: with(gone)},
		{name: "34 revoked after the timestamp", want: []Verdict{Valid}, notes: []string{NoteRevokedLater}, trust: with(gone), make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.revoked, func(b []byte) []byte { return a.stamper.stampAt(t, b, begin.Add(-20*day)) })
		}},
		{name: "34 list of a stranger", want: []Verdict{Valid}, make: simple(signer), trust: with(func(t *testing.T, a *authority) []byte {
			liar := *a
			liar.ca = a.rogue
			return liar.list(t, begin.Add(-10*day), a.signer)
		})},
		{name: "37 by a timestamp authority", pdfsig: []string{"Signature is Valid; Unknown issue with Certificate or corrupted data"}, want: []Verdict{BadUsage}, notes: []string{NoteUsage}, make: simple(func(a *authority) identity { return a.stamper })},
	}
}

func algorithmRows() []row {
	md := func(name string) func(*testing.T, *authority) *paper {
		return func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{sub: "adbe.pkcs7.detached", sign: func(b []byte) []byte { return a.rsa.cms(t, b, "-md", name) }})
		}
	}
	return []row{
		{name: "35 SHA-1", want: []Verdict{Weak}, notes: []string{NoteAlgorithm}, make: md("sha1")},
		{name: "36 MD5", pdfsig: []string{mismatch}, want: []Verdict{Weak}, notes: []string{NoteAlgorithm}, make: md("md5")},
	}
}

// brokenRows are universal signature forgery and signature wrapping.
func brokenRows() []row {
	entry := func(key, value string) func(*testing.T, *authority) *paper {
		return func(t *testing.T, a *authority) *paper {
			p := letter(t).by(a.signer).reworded()
			numbers := p.read().Numbers()
			n := numbers[len(numbers)-2]
			return p.update(map[int]string{n: p.with(n, map[string]string{key: value})})
		}
	}
	gap := func(before, behind int) func(*testing.T, *authority) *paper {
		return func(t *testing.T, a *authority) *paper {
			return letter(t).signed(ask{before: before, behind: behind, sign: func(b []byte) []byte { return a.signer.cms(t, b, "-cades", "-md", "sha256") }})
		}
	}
	return []row{
		{name: "40 no Contents", pdfsig: []string{part + unverified}, want: []Verdict{Invalid}, make: entry("Contents", "")},
		{name: "41 null Contents", pdfsig: []string{part + unverified}, want: []Verdict{Invalid}, make: entry("Contents", "null")},
		{name: "42 empty Contents", pdfsig: []string{part + failure}, want: []Verdict{Invalid}, make: entry("Contents", "<>")},
		{name: "42 Contents of zeroes", pdfsig: []string{part + failure}, want: []Verdict{Invalid}, make: entry("Contents", "<0000000000>")},
		{name: "43 no ByteRange", pdfsig: []string{unverified}, want: []Verdict{Invalid}, make: entry("ByteRange", "")},
		{name: "43 empty ByteRange", pdfsig: []string{unverified}, want: []Verdict{Invalid}, make: entry("ByteRange", "[]")},
		{name: "43 ByteRange of nothing", pdfsig: []string{part + mismatch}, want: []Verdict{Invalid}, make: entry("ByteRange", "[0 0 0 0]")},
		{name: "43 negative ByteRange", pdfsig: []string{part + unverified}, want: []Verdict{Invalid}, make: entry("ByteRange", "[0 -1 -1 0]")},
		{name: "43 ByteRange not from the start", pdfsig: []string{part + mismatch}, want: []Verdict{Invalid}, make: entry("ByteRange", "[10 100 200 300]")},
		{name: "44 gap wider than Contents", pdfsig: []string{part + trusted}, want: []Verdict{Invalid}, make: gap(0, 40)},
		{name: "45 gap begins before Contents", pdfsig: []string{part + trusted}, want: []Verdict{Invalid}, make: gap(30, 0)},
		{name: "46 signature wrapping", pdfsig: []string{part + trusted}, want: []Verdict{Invalid}, notes: []string{NoteCoverage}, make: wrapped},
	}
}

// wrapped moves the second signed part to the end of the file and puts another
// document into the gap. The offset of the old table, which the signed part
// tells, now leads into it.
func wrapped(t *testing.T, a *authority) *paper {
	p := letter(t).by(a.signer)
	s := p.read()
	sig := locate(s)[0]
	if code, what := sig.cover(s, p.data); code != "" {
		t.Fatal(code, what)
	}
	ends := revisionMark.FindAllSubmatch(p.data, -1)
	var x int
	fmt.Sscan(string(ends[len(ends)-1][1]), &x)
	var prev int
	fmt.Sscan(string(ends[0][1]), &prev)
	build := func(after int) []byte {
		var b bytes.Buffer
		b.Write(p.data[:sig.after])
		objects := map[int]string{
			4: stream("", "BT /F1 12 Tf 72 720 Td (Mohon nama domain palsu.go.id) Tj ET"),
			sig.object: fmt.Sprintf("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 %010d %010d %010d] /Contents %s >>",
				sig.hole, after, sig.end-sig.after, p.data[sig.hole:sig.after]),
		}
		var table, body bytes.Buffer
		pad := x - b.Len()
		start := x + 2000
		for _, n := range []int{4, sig.object} {
			fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, start+body.Len())
			fmt.Fprintf(&body, "%d 0 obj\n%s\nendobj\n", n, objects[n])
		}
		for _, n := range []int{1, 3, sig.widget} { // unchanged, at their signed places
			off, _ := s.Offset(n)
			if off > int64(sig.hole) {
				fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, start+body.Len())
				fmt.Fprintf(&body, "%d 0 obj\n%s\nendobj\n", n, s.Object(n).PDFString())
				continue
			}
			fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, off)
		}
		b.WriteString(strings.Repeat(" ", pad))
		head := fmt.Sprintf("xref\n%strailer\n<< /Size 200 /Root 1 0 R /Prev %d >>\n", table.String(), prev)
		b.WriteString(head + strings.Repeat(" ", 2000-len(head)))
		b.Write(body.Bytes())
		return b.Bytes()
	}
	first := build(0)
	made := build(len(first))
	made = append(made, p.data[sig.after:]...)
	return &paper{t: t, data: made}
}

func TestRows(t *testing.T) {
	a := pki(t)
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			p := r.make(t, a)
			trust := a.trust()
			if r.trust != nil {
				trust = r.trust(t, a)
			}
			r.check(t, Verify(p.data, "", trust, begin.Add(time.Minute)))
			if r.pdfsig == nil {
				r.pdfsig = []string{trusted}
			}
			if d := cmp.Diff(r.pdfsig, pdfsig(t, p.data)); d != "" {
				t.Errorf("pdfsig says (-want +got):\n%s", d)
			}
		})
	}
}

func (r *row) check(t *testing.T, got Result) {
	t.Helper()
	var verdicts []Verdict
	for _, f := range got.Findings {
		verdicts = append(verdicts, f.Verdict)
	}
	if d := cmp.Diff(r.want, verdicts); d != "" {
		t.Fatalf("verdicts (-want +got):\n%s\n%+v", d, got.Findings)
	}
	f := got.Findings[0]
	if d := cmp.Diff(r.changes, changesOf(f)); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
	if r.vouched && (!f.LTV || f.RevocationChecked.IsZero()) || r.unvouched && (f.LTV || !f.RevocationChecked.IsZero()) {
		t.Errorf("revocation: inside %v, checked for %v", f.LTV, f.RevocationChecked)
	}
	for _, n := range r.notes {
		if !f.Has(n) {
			t.Errorf("no note %q: %+v", n, f)
		}
	}
}

func changesOf(f Finding) []string {
	var out []string
	for _, c := range f.Changes {
		s := c.Code
		if c.Page > 0 {
			s += fmt.Sprint(" ", c.Page)
		}
		if c.Name != "" {
			s += " " + c.Name
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
