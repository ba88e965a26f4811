package signature

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What may stand after a signature, and what may not: one change each.
func TestAfterwards(t *testing.T) {
	a := pki(t)
	base := letter(t)
	base.update(map[int]string{ // an empty signature field, a text field, a dangling reference, a shared stream
		6: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Kosong) /Rect [0 0 0 0] /P 3 0 R /F 132 >>",
		7: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Nama) /V (Rina) /Rect [10 10 100 30] /P 3 0 R >>",
		8: "<< /Title (Surat) >>",
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R] >> /DSS << /Certs [4 0 R] >> >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents [4 0 R 50 0 R] /Annots [6 0 R 7 0 R] >>",
	}).by(a.signer)
	n := base.next()
	root := func(p *paper, more map[string]string) string { return p.with(1, more) }
	page := func(p *paper, more string) string {
		return p.with(3, map[string]string{"Annots": p.array(p.read().Dict(p.read().Object(3))["Annots"], more)})
	}
	extra := fmt.Sprintf("%d 0 R", n)
	field := func(p *paper, dict string) map[int]string {
		form := p.read().Dict(p.read().Catalog()["AcroForm"])
		return map[int]string{n: dict, 3: page(p, extra), 1: root(p, map[string]string{
			"AcroForm": fmt.Sprintf("<< /SigFlags 3 /Fields %s >>", p.array(form["Fields"], extra)),
		})}
	}
	for _, tt := range []struct {
		name    string
		objects func(p *paper) map[int]string
		want    []string
	}{
		{"information", func(*paper) map[int]string { return map[int]string{8: "<< /Title (Lain) >>"} }, nil},
		{"metadata", func(p *paper) map[int]string {
			return map[int]string{n: stream("/Type /Metadata /Subtype /XML", "<x/>"), 1: root(p, map[string]string{"Metadata": extra})}
		}, nil},
		{"unused object", func(*paper) map[int]string { return map[int]string{n: "(halo)"} }, nil},
		{"invisible empty field", func(p *paper) map[int]string {
			return field(p, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Nanti) /Rect [0 0 0 0] /P 3 0 R >>")
		}, nil},
		{"visible empty field", func(p *paper) map[int]string {
			return field(p, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Nanti) /Rect [0 0 500 500] /P 3 0 R >>")
		}, []string{"form-field 1 Nanti", "form-field Nanti"}},
		{"field with an action", func(p *paper) map[int]string {
			return field(p, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Nanti) /Rect [0 0 0 0] /P 3 0 R /A << /S /JavaScript /JS (1) >> >>")
		}, []string{"form-field 1 Nanti", "form-field Nanti"}},
		{"proofs that are the page", func(*paper) map[int]string { return map[int]string{4: stream("", "BT (palsu) Tj ET")} }, []string{"page-content 1"}},
		{"dangling reference filled", func(*paper) map[int]string { return map[int]string{50: stream("", "BT (palsu) Tj ET")} }, []string{"page-content 1"}},
		{"font", func(*paper) map[int]string { return map[int]string{5: "<< /Type /Font /Subtype /Type3 >>"} }, []string{"page-resource 1"}},
		{"filled field", func(p *paper) map[int]string { return map[int]string{7: p.with(7, map[string]string{"V": "(Dewi)"})} }, []string{"form-field 1 Nama"}},
		{"page box", func(p *paper) map[int]string {
			return map[int]string{3: p.with(3, map[string]string{"MediaBox": "[0 0 100 100]"})}
		}, []string{"page 1 MediaBox"}},
		{"page added", func(p *paper) map[int]string {
			return map[int]string{n: p.with(3, nil), 2: fmt.Sprintf("<< /Type /Pages /Kids [3 0 R %s] /Count 2 >>", extra)}
		}, []string{"pages"}},
		{"script at opening", func(p *paper) map[int]string {
			return map[int]string{1: root(p, map[string]string{"OpenAction": "<< /S /JavaScript /JS (1) >>"})}
		}, []string{"catalog OpenAction"}},
		{"form redrawn", func(p *paper) map[int]string {
			return map[int]string{1: root(p, map[string]string{"AcroForm": "<< /Fields [6 0 R 7 0 R] /NeedAppearances true /DA (x) >>"})}
		}, []string{"form DA", "form Fields", "form NeedAppearances"}},
		{"annotation gone", func(p *paper) map[int]string {
			return map[int]string{3: p.with(3, map[string]string{"Annots": "[6 0 R]"})}
		}, []string{"annotation 1"}},
		{"signature gone", func(p *paper) map[int]string {
			return map[int]string{1: root(p, map[string]string{"AcroForm": ""})}
		}, []string{"catalog AcroForm"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := base.copy()
			p.t = t
			p.update(tt.objects(p))
			f := Verify(p.data, "", a.trust(), begin).Findings[0]
			if d := cmp.Diff(tt.want, changesOf(f)); d != "" || (f.Verdict == Changed) != (tt.want != nil) {
				t.Errorf("%s (-want +got):\n%s%+v", f.Verdict, d, f)
			}
		})
	}
}

// A field that was there before may be signed.
func TestEmptyFieldSigned(t *testing.T) {
	a := pki(t)
	p := letter(t)
	p.update(map[int]string{
		6: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Kedua) /Rect [300 100 500 160] /P 3 0 R /F 132 >>",
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R /Annots [6 0 R] >>",
	}).by(a.signer)
	for i, who := range []identity{a.second, a.own} {
		q := p.copy()
		n := q.next()
		q.update(map[int]string{
			n: fmt.Sprintf("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 0000000000 0000000000 0000000000] /Contents <%s> >>", bytes.Repeat([]byte("0"), room)),
			6: q.with(6, map[string]string{"V": fmt.Sprintf("%d 0 R", n)}),
		})
		q.fill(ask{sign: func(b []byte) []byte { return who.cms(t, b, "-cades", "-md", "sha256") }})
		want := [][]Verdict{{Valid, Valid}, {Changed, Untrusted}}[i]
		var got []Verdict
		for _, f := range Verify(q.data, "", a.trust(), begin).Findings {
			got = append(got, f.Verdict)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("signed by %s (-want +got):\n%s", who.cert.Subject.CommonName, d)
		}
	}
}

// An object that no table knows may be shown by a viewer that mends the file.
func TestHiddenObject(t *testing.T) {
	a := pki(t)
	p := letter(t).by(a.signer)
	end := p.data
	p.data = append(bytes.Clone(end), "4 0 obj\n<< /Length 16 >>\nstream\nBT (palsu) Tj ET\nendstream\nendobj\n"...)
	f := Verify(p.data, "", a.trust(), begin).Findings[0]
	if d := cmp.Diff([]string{ChangedHidden}, changesOf(f)); d != "" {
		t.Errorf("%+v\n%s", f, d)
	}
	p = letter(t).by(a.signer)
	p.data = append(p.data, "4 0 obj\n<< /Length 16 >>\nstream\nBT (palsu) Tj ET\nendstream\nendobj\n"...)
	p.proven([][]byte{a.ca.cert.Raw}, nil)
	if f := Verify(p.data, "", a.trust(), begin).Findings[0]; f.Verdict != Changed {
		t.Errorf("%+v", f)
	}
}

// Proofs added twice replace the catalogue twice; both are known.
func TestProofsTwice(t *testing.T) {
	a := pki(t)
	p := letter(t).by(a.signer).proven([][]byte{a.ca.cert.Raw}, nil).proven([][]byte{a.ca.cert.Raw, a.root.cert.Raw}, [][]byte{a.list(t, time.Time{})})
	f := Verify(p.data, "", a.trust(), begin).Findings[0]
	if f.Verdict != Valid || f.Revision != 2 || f.Revisions != 4 || !f.LTV {
		t.Errorf("%+v", f)
	}
}

func TestManyRevisions(t *testing.T) {
	a := pki(t)
	p := letter(t).by(a.signer)
	for range maxLater + 1 {
		p.update(map[int]string{60: "(halo)"})
	}
	if f := Verify(p.data, "", a.trust(), begin).Findings[0]; f.Verdict != Unreadable || !f.Has(NoteTooComplex) {
		t.Errorf("%+v", f)
	}
}

// TestLocked: the signatures of a locked letter are verified with its password,
// and so is what was changed in it afterwards; without, nothing is said of them.
func TestLocked(t *testing.T) {
	a := pki(t)
	p := locked(t, "rahasia").by(a.signer)
	if f := Verify(p.data, "rahasia", a.trust(), begin).Findings; len(f) != 1 || f[0].Verdict != Valid || f[0].Signer == "" {
		t.Errorf("with the password: %+v", f)
	}
	for _, word := range []string{"", "salah"} {
		if f := Verify(p.data, word, a.trust(), begin).Findings; len(f) != 1 || f[0].Verdict != Unreadable || !f[0].Has(NotePassword) {
			t.Errorf("with %q: %+v", word, f)
		}
	}
	later := p.copy().update(map[int]string{3: p.with(3, map[string]string{"MediaBox": "[0 0 100 100]"})})
	if f := Verify(later.data, "rahasia", a.trust(), begin).Findings; len(f) != 1 || f[0].Verdict != Changed {
		t.Errorf("changed afterwards: %+v", f)
	}
}
