package letter_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/emersion/go-message/charset"
	gomail "github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"

	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/ticket"
)

func envelope() letter.Envelope {
	return letter.Envelope{
		From: "helpdesk@domain-contoh.go.id", Name: "Helpdesk Nama Domain", Date: today,
		Letter: ticket.Letter{
			ID: 7, Template: "plain", To: []string{"budi@contohkab.go.id"}, Subject: "Re: Permohonan [2026-00042]", Body: "Yth. Budi\n\nIsi.\n",
			MessageID: "loket.42.7.abcdefghijklmnop@domain-contoh.go.id",
		},
	}
}

func compose(t testing.TB, e letter.Envelope) []byte {
	t.Helper()
	raw, err := letter.Compose(e)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// wellFormed fails on what RFC 5322 forbids of lines, and on header lines that
// are not folded though they could be.
func wellFormed(t interface{ Errorf(string, ...any) }, raw []byte) {
	head := true
	for _, l := range strings.Split(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
		if strings.ContainsAny(l, "\r\n\x00") {
			t.Errorf("a bare CR, LF or NUL in %q", l)
		}
		if len(l) > 998 {
			t.Errorf("a line of %d bytes", len(l))
		}
		if head = head && l != ""; head && len(l) > 78 && strings.Contains(strings.TrimSpace(l[1:]), " ") && !foldless(l) {
			t.Errorf("a header line of %d bytes: %q", len(l), l)
		}
		if head && strings.TrimSpace(l) == "" {
			t.Errorf("an empty line within the header")
		}
	}
}

// foldless reports whether the only space stands between a field's name and its
// first word, where folding would leave a line of white space.
func foldless(l string) bool {
	_, v, ok := strings.Cut(l, ": ")
	return ok && !strings.Contains(v, " ")
}

// readback reads a mail with the three parsers and returns what they agree on.
func readback(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, raw []byte) *mail.Message {
	wellFormed(t, raw)
	std, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("net/mail: %v\n%s", err, raw)
	}
	if _, err := std.Header.Date(); err != nil {
		t.Errorf("net/mail: date: %v", err)
	}
	for _, f := range []string{"From", "To"} {
		if _, err := std.Header.AddressList(f); err != nil {
			t.Errorf("net/mail: %s %q: %v", f, std.Header.Get(f), err)
		}
	}
	m := mail.Parse(raw, mail.Options{})
	if len(m.Warnings) > 0 {
		t.Errorf("our parser warns: %v", m.Warnings)
	}
	g, err := gomail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("go-message: %v", err)
	}
	if s, err := g.Header.Subject(); err != nil || s != m.Subject.String() {
		t.Errorf("subject: go-message says %q (%v), we %q", s, err, m.Subject)
	}
	files := 0
	for {
		p, err := g.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("go-message: %v", err)
		}
		data, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatalf("go-message: %v", err)
		}
		if h, ok := p.Header.(*gomail.AttachmentHeader); ok {
			name, err := h.Filename()
			if own, _ := m.Open(files); err != nil || name != m.Attachments[files].Name.String() || !bytes.Equal(own, data) {
				t.Errorf("file %d: go-message says %q (%v), we %q", files, name, err, m.Attachments[files].Name)
			}
			files++
		}
	}
	if files != len(m.Attachments) {
		t.Errorf("go-message finds %d files, we %d", files, len(m.Attachments))
	}
	return m
}

func TestComposeGolden(t *testing.T) {
	full := envelope()
	full.Name = `Helpdesk "Nama Domain", Kementerian Contoh`
	full.Letter.To = []string{"budi@contohkab.go.id", "kepala.dinas.komunikasi.dan.informatika@contohkab.go.id", "sekretaris@contohkab.go.id"}
	full.Letter.Cc = []string{"kabid@contohkab.go.id"}
	full.Letter.Subject = "Tanda terima permohonan – pendaftaran nama domain “contohkab.go.id” dan nama domain lainnya [2026-00042]"
	full.Letter.InReplyTo = "abc@contohkab.go.id"
	for i := range 4 {
		full.Letter.Refs = append(full.Letter.Refs, fmt.Sprintf("%d.%s@contohkab.go.id", i, strings.Repeat("r", 40)))
	}
	full.Letter.Auto, full.Letter.Template = true, "receipt"
	full.Letter.Body = "Yth. Budi\n\n= <b>tebal</b> & é " + strings.Repeat("panjang ", 200) + "\n.\nFrom awal baris\n"
	full.Files = []letter.File{{Name: "surat permohonan.pdf", Data: []byte("%PDF-1.4\n")}, {Name: "surat keterangan – perpanjangan masa berlaku (revisi kedua) Dinas Komunikasi.pdf", Data: bytes.Repeat([]byte{0, 255, 10}, 50)}, {Name: "kosong.bin"}}
	for name, e := range map[string]letter.Envelope{"bare": envelope(), "full": full} {
		got := compose(t, e)
		readback(t, got)
		file := filepath.Join("testdata", "mail", name+".eml")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("mail %s changed; look, then run with -update:\n%s", name, diff)
		}
		if again := compose(t, e); !bytes.Equal(got, again) {
			t.Errorf("mail %s: composing again gives other bytes", name)
		}
	}
}

func TestComposeThreadsAndMarks(t *testing.T) {
	e := envelope()
	e.Letter.Auto, e.Letter.InReplyTo = true, "a@b.go.id"
	e.Letter.Refs = []string{"first@b.go.id", "a@b.go.id"}
	m := readback(t, compose(t, e))
	if m.Get("Auto-Submitted") != "auto-replied" || m.Get("X-Auto-Response-Suppress") != "All" || m.Loop != "letter" || m.Machine.Kind == "" {
		t.Errorf("an automatic letter does not say so: %+v", m.Machine)
	}
	if !slices.Equal(m.References, e.Letter.Refs) || !slices.Equal(m.InReplyTo, []string{"a@b.go.id"}) || m.MessageID != e.Letter.MessageID {
		t.Errorf("threading: %q %q %q", m.MessageID, m.InReplyTo, m.References)
	}
	if !m.Date.Equal(today) || !strings.Contains(string(compose(t, e)), "Date: Fri, 20 Nov 2026 10:15:00 +0700\r\n") {
		t.Errorf("date %s", m.Date)
	}
	e.Letter.InReplyTo, e.Letter.Refs = "", nil
	if m = readback(t, compose(t, e)); m.Get("Auto-Submitted") != "auto-generated" || m.Has("References") || m.Has("In-Reply-To") {
		t.Errorf("a letter that answers nothing: %q", m.Get("Auto-Submitted"))
	}
	e.Letter.Auto = false
	if m = readback(t, compose(t, e)); m.Has("Auto-Submitted") || m.Has("X-Auto-Response-Suppress") {
		t.Error("an officer's letter is marked as automatic")
	}
}

func TestComposeSecret(t *testing.T) {
	e := envelope()
	e.Letter.Body = "Kode: " + ticket.SecretMark + "\n"
	if raw := compose(t, e); strings.Contains(string(raw), "s3cr3t") || !strings.Contains(readback(t, raw).Text.String(), ticket.SecretMark) {
		t.Error("the copy to keep lacks the mark")
	}
	e.Secret = "s3cr3t<&>=é"
	if m := readback(t, compose(t, e)); !strings.Contains(m.Text.String(), "Kode: s3cr3t<&>=é") || strings.Contains(m.Text.String(), ticket.SecretMark) {
		t.Errorf("the secret does not arrive: %q", m.Text)
	}
}

// TestComposeRefuses has what would add a field, a recipient or a part.
func TestComposeRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*letter.Envelope){
		"line break in subject":     func(e *letter.Envelope) { e.Letter.Subject = "a\r\nBcc: x@evil.example" },
		"bare LF in subject":        func(e *letter.Envelope) { e.Letter.Subject = "a\nBcc: x@evil.example" },
		"folded line in subject":    func(e *letter.Envelope) { e.Letter.Subject = "a\r\n b" },
		"NUL in subject":            func(e *letter.Envelope) { e.Letter.Subject = "a\x00b" },
		"escape in subject":         func(e *letter.Envelope) { e.Letter.Subject = "é\x1b[2J" },
		"line break in to":          func(e *letter.Envelope) { e.Letter.To = []string{"a@b.go.id\r\nBcc: x@evil.example"} },
		"two in one to":             func(e *letter.Envelope) { e.Letter.To = []string{"a@b.go.id, x@evil.example"} },
		"a name in to":              func(e *letter.Envelope) { e.Letter.To = []string{"Budi <a@b.go.id>"} },
		"a comment in to":           func(e *letter.Envelope) { e.Letter.To = []string{"a@b.go.id (x)"} },
		"no address in to":          func(e *letter.Envelope) { e.Letter.To = []string{"budi"} },
		"nobody":                    func(e *letter.Envelope) { e.Letter.To = nil },
		"angle in cc":               func(e *letter.Envelope) { e.Letter.Cc = []string{"a@b.go.id>"} },
		"from without address":      func(e *letter.Envelope) { e.From = "" },
		"line break in from":        func(e *letter.Envelope) { e.From = "a@b.go.id\nX: y" },
		"line break in Message-ID":  func(e *letter.Envelope) { e.Letter.MessageID = "a@b\r\nX: y" },
		"angle in Message-ID":       func(e *letter.Envelope) { e.Letter.MessageID = "a@b> <c@d" },
		"no Message-ID":             func(e *letter.Envelope) { e.Letter.MessageID = "" },
		"line break in template id": func(e *letter.Envelope) { e.Letter.Template = "plain\r\nX: y" },
		"endless address":           func(e *letter.Envelope) { e.Letter.To = []string{strings.Repeat("a", 400) + "@b.go.id"} },
	} {
		e := envelope()
		spoil(&e)
		if raw, err := letter.Compose(e); err == nil {
			t.Errorf("%s: composed\n%s", name, raw)
		}
	}
}

// TestComposeForgives has what other people's mails bring; the letter leaves.
func TestComposeForgives(t *testing.T) {
	e := envelope()
	e.Letter.InReplyTo = "with space@x"
	e.Letter.Refs = []string{"fine@x", "a@b\r\nBcc: x@evil.example", "<angle@x>", strings.Repeat("l", 3000), "é@x", "no-at-sign", "\x00"}
	e.Name = "Dinas \"A\"\r\nBcc: x@evil.example\x1b[2J " + strings.Repeat("Komunikasi é ", 30)
	e.Files = []letter.File{
		{Name: "../../etc/passwd\r\nX: y\x00.pdf", Type: "text/plain\r\nX: y", Data: []byte("a")},
		{Name: "\u202efdp.exe", Type: "multipart/mixed; boundary=x", Data: []byte("b")},
		{Name: "", Type: "message/rfc822", Data: []byte("From: x\r\n\r\n")}, {Name: `a";b=\c.pdf`, Data: []byte("c")},
		{Name: strings.Repeat("sangat panjang é ", 100) + ".pdf", Data: []byte("d")},
	}
	raw := compose(t, e)
	m := readback(t, raw)
	if !slices.Equal(m.References, []string{"fine@x", "no-at-sign"}) && !slices.Equal(m.References, []string{"fine@x"}) || m.Has("In-Reply-To") {
		t.Errorf("references %q, in reply to %q", m.References, m.InReplyTo)
	}
	if m.Has("Bcc") || m.Has("X") || len(m.Attachments) != 5 || len(m.To) != 1 {
		t.Errorf("something came in:\n%s", raw)
	}
	for _, a := range m.Attachments {
		if strings.ContainsAny(a.Name.String(), "/\\\r\n") || a.Type == "message/rfc822" {
			t.Errorf("file %q of type %q", a.Name, a.Type)
		}
	}
}

// TestComposeHundreds has a letter to many: every line stays short.
func TestComposeHundreds(t *testing.T) {
	e := envelope()
	e.Letter.To = nil
	for i := range 300 {
		e.Letter.To = append(e.Letter.To, fmt.Sprintf("nama.panjang.%d@dinas%d.contohkab.go.id", i, i))
	}
	if m := readback(t, compose(t, e)); len(m.To) != 300 || m.To[299].Email != e.Letter.To[299] {
		t.Errorf("%d recipients came through", len(m.To))
	}
}

// TestComposeFileNames has names that come back the same.
func TestComposeFileNames(t *testing.T) {
	for _, name := range []string{
		"surat.pdf", "surat permohonan.pdf", "a'b.pdf", "100%.pdf", "é.pdf", "surat – keterangan.pdf", `kutip'dan;titik=koma.pdf`,
		strings.Repeat("panjang ", 10) + "akhir.pdf", strings.Repeat("é", 90) + ".pdf", "日本語の長いファイル名です.pdf",
	} {
		e := envelope()
		e.Files = []letter.File{{Name: name, Data: []byte("x")}}
		raw := compose(t, e)
		m := readback(t, raw)
		if got := m.Attachments[0].Name.String(); got != name {
			t.Errorf("%q came back as %q:\n%s", name, got, raw)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	e := envelope()
	e.Letter.Body = strings.Repeat("Permohonan Bapak/Ibu telah kami terima.\n", 40)
	e.Files = []letter.File{{Name: "surat.pdf", Data: make([]byte, 300<<10)}}
	e.Date = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		if _, err := letter.Compose(e); err != nil {
			b.Fatal(err)
		}
	}
}

func TestReplyTo(t *testing.T) {
	e := envelope()
	if m := mail.Parse(compose(t, e), mail.Options{}); m.Has("Reply-To") {
		t.Error("Reply-To where the site has no plus addresses")
	}
	e.Letter.ReplyTo = "helpdesk+42.abcdefghijkl@domain-contoh.go.id"
	m := mail.Parse(compose(t, e), mail.Options{})
	if len(m.ReplyTo) != 1 || m.ReplyTo[0].Email != e.Letter.ReplyTo {
		t.Errorf("Reply-To %v", m.ReplyTo)
	}
	e.Letter.ReplyTo = "x@y.id\r\nBcc: z@y.id"
	if _, err := letter.Compose(e); err == nil {
		t.Error("a Reply-To that breaks the header is taken")
	}
}
