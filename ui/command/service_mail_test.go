package command_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
	"github.com/rogpeppe/go-internal/testscript"
)

// The mails of the scripts about services: what requesters write, and what they get.

// post delivers a mail. Its file has From, Subject and a text; the server that took it
// says that the sender's domain signed it.
func post(ts *testscript.TestScript, _ bool, args []string) {
	m, err := mail.ReadMessage(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	from, err := mail.ParseAddress(m.Header.Get("From"))
	ts.Check(err)
	_, host, _ := strings.Cut(from.Address, "@")
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	at := now(ts)
	fmt.Fprintf(&b, "Authentication-Results: mx.domain-contoh.go.id; dkim=pass header.d=%s; dmarc=pass header.from=%s\r\n", host, host)
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s.%d@%s>\r\n", m.Header.Get("From"), beside(ts).server.Address(),
		mime.QEncoding.Encode("utf-8", subject(ts, m.Header.Get("Subject"))), at.Format(time.RFC1123Z), filepath.Base(args[0]), at.UnixNano(), host)
	if parent := m.Header.Get("In-Reply-To"); parent != "" {
		fmt.Fprintf(&b, "In-Reply-To: %s\r\n", parent)
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n", w.Boundary())
	text, err := io.ReadAll(m.Body)
	ts.Check(err)
	attach(ts, w, "text/plain; charset=utf-8", "", text)
	for _, name := range args[1:] {
		data, kind := []byte(ts.ReadFile(name)), "text/csv"
		if shown, ok := strings.CutSuffix(name, ".txt"); ok {
			data, kind, name = printed(ts, string(data)), "application/pdf", shown+".pdf"
		}
		attach(ts, w, kind, filepath.Base(name), data)
	}
	ts.Check(w.Close())
	ts.Check(beside(ts).server.Deliver(b.Bytes(), at))
}

// subject of an answer: "Re: ADDRESS" is that of the last letter to the address.
func subject(ts *testscript.TestScript, text string) string {
	to, ok := strings.CutPrefix(text, "Re: ")
	if !ok || !strings.Contains(to, "@") {
		return text
	}
	for _, l := range slices.Backward(beside(ts).server.Outgoing()) {
		if slices.Contains(l.To, to) {
			return "Re: " + l.Subject
		}
	}
	ts.Fatalf("no letter went to %s", to)
	return ""
}

func attach(ts *testscript.TestScript, w *multipart.Writer, kind, name string, data []byte) {
	header := map[string][]string{"Content-Type": {kind}, "Content-Transfer-Encoding": {"base64"}}
	if name != "" {
		header["Content-Disposition"] = []string{mime.FormatMediaType("attachment", map[string]string{"filename": name})}
	}
	part, err := w.CreatePart(header)
	ts.Check(err)
	line := base64.StdEncoding.EncodeToString(data)
	for len(line) > 76 {
		fmt.Fprintf(part, "%s\r\n", line[:76])
		line = line[76:]
	}
	fmt.Fprintf(part, "%s\r\n", line)
}

// printed is a page with a text. A row of a table has "|" between its cells.
func printed(ts *testscript.TestScript, text string) []byte {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCompression(false)
	f.AddPage()
	f.SetFont("Helvetica", "", 11)
	for l := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(l, "|")
		if len(cells) == 1 {
			f.MultiCell(170, 6, l, "", "L", false)
			continue
		}
		for _, c := range cells {
			f.CellFormat(170/float64(len(cells)), 7, strings.TrimSpace(c), "1", 0, "L", false, 0, "")
		}
		f.Ln(7)
	}
	var b bytes.Buffer
	ts.Check(f.Output(&b))
	return b.Bytes()
}

func letters(ts *testscript.TestScript, neg bool, args []string) {
	found := false
	for _, l := range beside(ts).server.Outgoing() {
		if !slices.Contains(l.To, args[0]) {
			continue
		}
		found = true
		m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
		ts.Check(err)
		_, err = fmt.Fprintf(ts.Stdout(), "To: %s\nCc: %s\nSubject: %s\nMessage-ID: %s\n\n%s\n", m.Header.Get("To"), m.Header.Get("Cc"), l.Subject, m.Header.Get("Message-ID"), textOf(ts, m.Header.Get, m.Body))
		ts.Check(err)
	}
	if found == neg {
		ts.Fatalf("letters to %s: %v", args[0], found)
	}
}

// textOf is the first text of a mail.
func textOf(ts *testscript.TestScript, header func(string) string, body io.Reader) string {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	ts.Check(err)
	if strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(body, params["boundary"]).NextRawPart()
		ts.Check(err)
		return textOf(ts, part.Header.Get, part)
	}
	switch strings.ToLower(header("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	ts.Check(err)
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
