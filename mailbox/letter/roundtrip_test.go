package letter_test

import (
	"bytes"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"loket/domain/clean"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
)

// parts takes a mail apart with the standard library, to the byte.
func parts(t *rapid.T, raw []byte) (plain, page string, files []letter.File) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v", err)
	}
	var walk func(kind string, encoding, disposition string, r io.Reader)
	walk = func(kind, encoding, disposition string, r io.Reader) {
		typ, params, err := mime.ParseMediaType(kind)
		if err != nil {
			t.Fatalf("type %q: %v", kind, err)
		}
		if strings.HasPrefix(typ, "multipart/") {
			mr := multipart.NewReader(r, params["boundary"])
			for {
				p, err := mr.NextRawPart()
				if err == io.EOF {
					return
				}
				if err != nil {
					t.Fatalf("%s: %v\n%s", typ, err, raw)
				}
				walk(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p)
			}
		}
		if encoding == "quoted-printable" {
			r = quotedprintable.NewReader(r)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		switch {
		case disposition != "":
			_, p, err := mime.ParseMediaType(disposition)
			if err != nil {
				t.Fatalf("disposition %q: %v", disposition, err)
			}
			files = append(files, letter.File{Name: p["filename"]})
		case typ == "text/plain":
			plain = string(data)
		case typ == "text/html":
			page = string(data)
		}
	}
	walk(m.Header.Get("Content-Type"), "", "", m.Body)
	return plain, page, files
}

func TestComposeRoundTrip(t *testing.T) {
	anyText := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ a-z=_.\-\n\r\t?]{0,300}`), rapid.StringN(0, 2000, 4000),
		rapid.Just("--=_alt_0123456789\r\n--=_mix_\n"), rapid.Just(strings.Repeat("x", 5000)), rapid.Just("bukan UTF-8 \xff\xfe\n"), rapid.Just(" \n \t\n.\n..\nFrom \n"))
	line := rapid.Custom(func(t *rapid.T) string {
		s := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || r == '\u2028' {
				return -1
			}
			return r
		}, rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,300}`), rapid.StringMatching(`(=\?utf-8\?q\?[a-z=_]{0,20}\?= ?){1,3}`), rapid.StringN(50, 400, 1000)).Draw(t, "line"))
		return strings.Join(strings.Fields(s), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		e := envelope()
		e.Letter.Body = anyText.Draw(t, "body")
		e.Letter.Subject = line.Draw(t, "subject")
		e.Name = line.Draw(t, "name")
		for range rapid.IntRange(0, 2).Draw(t, "files") {
			e.Files = append(e.Files, letter.File{Name: line.Draw(t, "file"), Data: rapid.SliceOf(rapid.Byte()).Draw(t, "data")})
		}
		raw, err := letter.Compose(e)
		if err != nil {
			t.Fatalf("%v", err)
		}
		wellFormed(t, raw)
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%v", err)
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || got != e.Letter.Subject {
			t.Fatalf("subject %q came back as %q (%v): %q", e.Letter.Subject, got, err, m.Header.Get("Subject"))
		}
		if from, err := m.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != e.From {
			t.Fatalf("from %q: %v", m.Header.Get("From"), err)
		}
		want := strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(e.Letter.Body), "\uFFFD")
		plain, page, files := parts(t, raw)
		if got := strings.ReplaceAll(plain, "\r\n", "\n"); got != want {
			t.Fatalf("body %q came back as %q", want, got)
		}
		_, inner, _ := strings.Cut(page, "pre-wrap\">")
		inner, _, _ = strings.Cut(inner, "</pre>")
		if got := html.UnescapeString(strings.ReplaceAll(inner, "\r\n", "\n")); strings.ReplaceAll(got, "\x00", "") != strings.ReplaceAll(want, "\x00", "") && !strings.ContainsRune(want, 0) {
			t.Fatalf("page %q came back as %q", want, got)
		}
		if len(files) != len(e.Files) {
			t.Fatalf("%d files came back of %d", len(files), len(e.Files))
		}
		own := mail.Parse(raw, mail.Options{})
		for i, f := range e.Files {
			if got, err := own.Open(i); err != nil || !bytes.Equal(got, f.Data) {
				t.Fatalf("file %d came back otherwise: %v", i, err)
			}
		}
		if got, want := own.Subject.String(), clean.Line(e.Letter.Subject, 500).String(); got != want {
			t.Fatalf("our parser reads the subject %q as %q", want, got)
		}
	})
}
