package signature

import (
	"bytes"
	"compress/zlib"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"loket/domain/effort"
)

// What a file may cost when its signature is the bomb.
func TestBombs(t *testing.T) {
	a := pki(t)
	put := func(raw []byte) []byte {
		return letter(t).signed(ask{sign: func([]byte) []byte { return raw }}).data
	}
	nested := bytes.Repeat([]byte{0x30, 0x80}, room/4-10)
	indirect := letter(t).by(a.signer)
	fields := map[int]string{60: "<< /T (a) /FT /Sig /Kids [60 0 R 61 0 R] >>", 61: "<< /T (b) /Kids [60 0 R] >>",
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [60 0 R] >> >>"}
	proofs := letter(t).by(a.signer)
	zeros := map[int]string{70: stream("/Filter [/FlateDecode /FlateDecode]", string(deflate(deflate(make([]byte, 200<<20))))), 71: "<< /Certs [" + strings.Repeat("70 0 R ", 5000) + "] >>"}
	root := proofs.read().Root()
	zeros[root] = proofs.with(root, map[string]string{"DSS": "71 0 R"})
	marks := letter(t).by(a.signer)
	marks.data = append(marks.data, bytes.Repeat([]byte("4 0 obj\n"), maxMarks+5)...)
	for name, data := range map[string][]byte{
		"nested ASN.1": put(nested), "one byte": put([]byte{0x30}), "long length": put([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff}),
		"fields in a circle": indirect.update(fields).data, "many proofs": proofs.update(zeros).data, "many objects behind": marks.data,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var r Result
			if took := effort.Of(func() { r = Verify(data, "", a.trust(), begin) }); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			runtime.ReadMemStats(&after)
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 400 {
				t.Errorf("allocated %d MB in all", mb)
			}
			for _, f := range r.Findings {
				if f.Verdict == Invalid && f.Has(NoteDigest) {
					t.Errorf("a bomb is called forged: %+v", f)
				}
			}
			t.Logf("%d bytes: %+v", len(data), r.Findings)
		})
	}
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// Every cut and every flipped byte ends in a finding, never in a valid signature
// over other bytes.
func TestMutilated(t *testing.T) {
	a := pki(t)
	p := letter(t).by(a.signer)
	sig := locate(p.read())[0]
	if code, _ := sig.cover(p.read(), p.data); code != "" {
		t.Fatal(code)
	}
	for n := 0; n < len(p.data); n += 1 + len(p.data)/400 {
		Verify(p.data[:n], "", a.trust(), begin)
		flipped := bytes.Clone(p.data)
		flipped[n] ^= 0x55
		for _, f := range Verify(flipped, "", a.trust(), begin).Findings {
			if f.Verdict == Valid && (n < sig.hole || n >= sig.after) {
				t.Errorf("valid with byte %d of %d flipped: %+v", n, len(p.data), f)
			}
		}
	}
}

func seeds(f *testing.F) {
	f.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		return
	}
	a := pki(f)
	f.Add(letter(f).by(a.signer).data)
	f.Add(letter(f).by(a.signer).proven([][]byte{a.ca.cert.Raw}, [][]byte{a.list(f, time.Time{})}).data)
	f.Add(letter(f).by(a.signer).reworded().data)
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>\nendobj\n2 0 obj\n<< /FT /Sig /V << /ByteRange [0 1 2 3] /Contents <00> >> >>\nendobj\ntrailer << /Root 1 0 R >>\n"))
	seeds(f)
	trust := Trust{}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Verify(data, "", trust, begin)
		if len(r.Findings) > maxFindings {
			t.Errorf("%d findings", len(r.Findings))
		}
		for _, x := range r.Findings {
			if len(x.Changes) > maxChanges || len(x.Notes) > maxNotes || x.Verdict == "" || x.Verdict == Valid || x.Trusted {
				t.Errorf("%+v", x)
			}
			for _, n := range x.Notes {
				if len(n.Args) > 0 && strings.HasPrefix(n.Args[0], "panic") {
					t.Errorf("%+v", n)
				}
			}
		}
	})
}

func FuzzContainer(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0x06, 0x01, 0x00, 0, 0})
	if _, err := exec.LookPath("openssl"); err == nil {
		a := pki(f)
		cms := a.signer.cms(f, []byte("surat"), "-cades", "-md", "sha256")
		f.Add(cms)
		f.Add(withStamp(f, cms, func(v []byte) []byte { return a.stamper.stampAt(f, v, begin) }))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := openContainer(b)
		if c == nil {
			if err == nil {
				t.Error("nothing and no error")
			}
			return
		}
		if err != nil {
			return
		}
		c.weak()
		c.binds()
		c.check([]byte("surat"))
		c.claimedTime()
		p := proofs{}
		p.addContainer(c)
		if s, ok := openStamp(c.attribute(false, oidStamp), c.signer.EncryptedDigest); ok && s.certificate == nil {
			t.Error("a stamp of nobody")
		}
	})
}

// Nothing of the file decides what is trusted.
func TestFileBringsNoTrust(t *testing.T) {
	a := pki(t)
	p := letter(t).by(a.signer).proven([][]byte{a.root.cert.Raw, a.ca.cert.Raw}, nil)
	for _, trust := range []Trust{{}, {Roots: [][]byte{a.rogue.cert.Raw}}, {CRLs: [][]byte{a.list(t, time.Time{})}}, {Roots: [][]byte{[]byte("halo")}}} {
		if f := Verify(p.data, "", trust, begin).Findings[0]; f.Verdict != Untrusted || f.Trusted {
			t.Errorf("%+v", f)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	a := pki(b)
	p := letter(b).stamped(a.signer, func(v []byte) []byte { return a.stamper.stampNow(b, v) }).proven([][]byte{a.ca.cert.Raw}, [][]byte{a.list(b, time.Time{})})
	for b.Loop() {
		if f := Verify(p.data, "", a.trust(), begin.Add(time.Minute)).Findings; f[0].Verdict != Valid {
			b.Fatalf("%+v", f)
		}
	}
}
