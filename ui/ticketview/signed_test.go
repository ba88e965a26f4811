package ticketview

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/ticket/document"
	"loket/ticket/document/signature"
	"loket/ui/kit"
)

// What an officer reads of each verdict.
func TestSignedWords(t *testing.T) {
	at := time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC)
	finding := func(v signature.Verdict, change func(*signature.Finding)) signature.Finding {
		f := signature.Finding{Kind: signature.Approval, Verdict: v, Intact: true, Signer: "Rina Contoh", Issuer: "BSrE"}
		if change != nil {
			change(&f)
		}
		return f
	}
	note := func(code string, args ...string) func(*signature.Finding) {
		return func(f *signature.Finding) { f.Notes = []signature.Note{{Code: code, Args: args}} }
	}
	for _, tt := range []struct {
		name    string
		finding signature.Finding
		id, en  string
	}{
		{"valid", finding(signature.Valid, nil), "Ditandatangani Rina Contoh (BSrE), utuh, sesudahnya tidak diubah", "Signed by Rina Contoh (BSrE), intact, not changed since"},
		{"changed", finding(signature.Changed, func(f *signature.Finding) {
			f.Changes = []signature.Change{{Code: signature.ChangedPageContent, Page: 1}, {Code: signature.ChangedAnnotation, Page: 2, Name: "FreeText"}}
		}), "BERUBAH sesudah tanda tangan: isi halaman 1, anotasi di halaman 2 (FreeText)", "CHANGED after signing: content of page 1, annotation on page 2 (FreeText)"},
		{"no roots", finding(signature.Untrusted, note(signature.NoteNoRoots)), "rantainya tidak dipercaya di sini (tidak ada akar tepercaya)", "the chain is not trusted here (no trusted root)"},
		{"expired", finding(signature.Untrusted, note(signature.NoteExpired, "2026-01-02T00:00:00Z")), "sertifikatnya berakhir", "the certificate ended"},
		{"revoked", finding(signature.Revoked, func(f *signature.Finding) { f.RevokedAt = at }), "sudah dicabut ketika menandatangani", "was revoked when it signed"},
		{"weak", finding(signature.Weak, note(signature.NoteAlgorithm, "SHA-1")), "dapat ditiru (SHA-1)", "can be forged (SHA-1)"},
		{"bad usage", finding(signature.BadUsage, note(signature.NoteUsage)), "bukan untuk menandatangani dokumen", "not for signing documents"},
		{"unreadable", finding(signature.Unreadable, note(signature.NotePassword)), "Tanda tangan tidak dapat dibaca, jadi tidak diperiksa (perlu kata sandi)", "cannot be read, so it was not verified"},
		{"invalid", finding(signature.Invalid, note(signature.NoteDigest)), "tidak cocok dengan isi berkas (isi yang ditandatangani sudah lain)", "does not fit the file"},
		{"unproven", finding(signature.Valid, func(f *signature.Finding) { f.Trusted, f.Claimed = true, at }), "tidak terbukti · pencabutan tidak diperiksa", "not proven · revocation not checked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for lang, want := range map[kit.Lang]string{kit.Indonesian: tt.id, kit.English: tt.en} {
				s := &Screen{env: &kit.Env{Lang: lang, Theme: kit.Themes("dark"), Now: at, Zone: time.UTC}, opt: &Options{}}
				r := &document.Report{Signatures: 1, Signed: &signature.Result{Version: signature.Version, Findings: []signature.Finding{tt.finding}}}
				if got := ansi.Strip(strings.Join(s.signedLines(r, 300), "\n")); !strings.Contains(got, want) {
					t.Errorf("%s: %q lacks %q", lang, got, want)
				}
			}
		})
	}
}
