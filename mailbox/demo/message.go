package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// client is how a sender's program writes mail.
type client struct {
	header  string // a header line naming the program
	charset string
	cte     string // of texts
	html    string // "" for text alone, "both" for text and HTML, "only" for HTML alone
	names   string // how file names are written: "2231", "2047" or "plain"
	host    string // right side of its Message-IDs; "" means the sender's domain
}

var (
	gmail       = client{"", "utf-8", "quoted-printable", "both", "plain", "mail.gmail.com"}
	outlook     = client{"X-Mailer: Microsoft Outlook 16.0", "utf-8", "base64", "both", "2047", "PRD.OUTLOOK.example"}
	oldOutlook  = client{"X-Mailer: Microsoft Office Outlook 12.0", "windows-1252", "quoted-printable", "only", "plain", ""}
	zimbra      = client{"X-Mailer: Zimbra 8.8.15_GA_4581 (ZimbraWebClient - GC131 (Win)/8.8.15)", "utf-8", "quoted-printable", "both", "plain", ""}
	roundcube   = client{"User-Agent: Roundcube Webmail/1.6.9", "utf-8", "8bit", "", "2231", ""}
	thunderbird = client{"User-Agent: Mozilla Thunderbird", "utf-8", "8bit", "", "2231", ""}
	iphone      = client{"X-Mailer: iPhone Mail (22B91)", "utf-8", "7bit", "", "plain", ""}
	android     = client{"X-Mailer: Android", "utf-8", "base64", "", "plain", ""}
	yahoo       = client{"X-Mailer: WebService/1.1.22912 YMailNorrin", "utf-8", "quoted-printable", "both", "plain", "mail.yahoo.example"}
	squirrel    = client{"User-Agent: SquirrelMail/1.4.22", "iso-8859-1", "8bit", "", "plain", ""}
)

// mailing is one sample as its author thinks of it; compose makes the mail.
type mailing struct {
	key     string // unique; its Message-ID derives from it
	gist    string // in English, what it is
	from    string // an address with name, as the From header has it
	to, cc  string // to defaults to the helpdesk
	subject string // "" leaves the header out
	body    string
	when    moment
	via     client
	files   []file
	reply   string   // key of the mail it answers
	answers []string // instead of reply: the Message-IDs of the thread it answers, the nearest last
	headers string   // further header lines, each ended by \n
	auth    string   // Authentication-Results: "" pass, "fail", "none"

	again  string    // key of the mail this one repeats: subject, body and files are taken from there
	drawn  time.Time // with again: when the files were made
	sameID bool      // with again: the Message-ID too, as when a relay delivers twice

	literal string // the whole mail but for Received; @DATE@ and @ID@ are replaced

	service string
	domains []string
	fate    string // "" means new
}

// messageID is the same for every now, so that threads can be told.
func (m mailing) messageID() string {
	host := m.via.host
	if host == "" {
		host = domainOf(m.from)
	}
	key := m.key
	if m.sameID {
		key = m.again
	}
	return fmt.Sprintf("<%s.%08x@%s>", key, hashOf(key), host)
}

func hashOf(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// addressOf is the bare address of a header value with one address.
func addressOf(from string) string {
	if i := strings.LastIndexByte(from, '<'); i >= 0 {
		return strings.TrimSuffix(from[i+1:], ">")
	}
	return from
}

func domainOf(from string) string {
	a := addressOf(from)
	return a[strings.LastIndexByte(a, '@')+1:]
}

// compose writes the mail as it lies in the mailbox. parents are the mails it answers, the nearest last.
func (m mailing) compose(internal time.Time, lang string, parents []mailing) []byte {
	var b bytes.Buffer
	date := m.written(internal)
	m.trace(&b, internal)
	if lang == "en" {
		fmt.Fprintf(&b, "Comments: %s\n", m.gist)
	}
	if m.literal != "" {
		b.WriteString(strings.NewReplacer("@DATE@", date.Format(time.RFC1123Z), "@ID@", m.messageID()).Replace(m.literal))
		return crlf(b.Bytes())
	}
	fmt.Fprintf(&b, "Date: %s\nFrom: %s\n", date.Format("Mon, 2 Jan 2006 15:04:05 -0700"), headerAddress(m.from))
	to := m.to
	if to == "" {
		to = "Helpdesk Nama Domain <" + HelpdeskAddress + ">"
	}
	fmt.Fprintf(&b, "To: %s\n", to)
	if m.cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", m.cc)
	}
	if m.subject != "" {
		fmt.Fprintf(&b, "Subject: %s\n", m.header(m.subject))
	}
	fmt.Fprintf(&b, "Message-ID: %s\n", m.messageID())
	thread := m.answers
	for _, p := range parents {
		thread = append(thread, p.messageID())
	}
	if len(thread) > 0 {
		fmt.Fprintf(&b, "In-Reply-To: %s\nReferences: %s\n", thread[len(thread)-1], strings.Join(thread, "\n\t"))
	}
	if m.via.header != "" {
		b.WriteString(m.via.header + "\n")
	}
	b.WriteString(m.headers + "MIME-Version: 1.0\n")
	head := crlf(b.Bytes())
	if m.drawn.IsZero() {
		m.drawn = date
	}
	return append(head, m.content(m.drawn)...)
}

// written is when the sender pressed send: some seconds before it arrived.
func (m mailing) written(internal time.Time) time.Time {
	return internal.Add(-time.Duration(5+hashOf(m.key)%90) * time.Second)
}

// trace writes what the desk's own mail server adds.
func (m mailing) trace(b *bytes.Buffer, internal time.Time) {
	domain, h := domainOf(m.from), hashOf(m.key)
	sender := addressOf(m.from)
	if strings.HasPrefix(sender, "MAILER-DAEMON@") {
		sender = "" // RFC 5321 section 4.5.5
	}
	fmt.Fprintf(b, "Return-Path: <%s>\n", sender)
	fmt.Fprintf(b, "Received: from mail.%s (mail.%s [203.0.113.%d])\n\tby mx.domain-contoh.go.id (Postfix) with ESMTPS id %08X\n\tfor <%s>; %s\n",
		domain, domain, 10+h%200, h, HelpdeskAddress, internal.Format(time.RFC1123Z))
	results := map[string]string{
		"":     "spf=pass smtp.mailfrom=" + domain + ";\n\tdkim=pass header.d=" + domain + "; dmarc=pass header.from=" + domain,
		"fail": "spf=fail smtp.mailfrom=" + domain + ";\n\tdkim=none; dmarc=fail header.from=" + domain,
		"none": "spf=none smtp.mailfrom=" + domain + "; dkim=none",
	}
	fmt.Fprintf(b, "Authentication-Results: mx.domain-contoh.go.id; %s\n", results[m.auth])
}

// header is a header's text as the client writes it: encoded words only where ASCII does not do.
func (m mailing) header(text string) string {
	if m.via.charset == "utf-8" {
		return mime.QEncoding.Encode("utf-8", text)
	}
	return mime.BEncoding.Encode(m.via.charset, string(m.encoded(text)))
}

func headerAddress(from string) string {
	name, rest, ok := strings.Cut(from, " <")
	if !ok || isASCII(name) {
		return from
	}
	return mime.BEncoding.Encode("utf-8", name) + " <" + rest
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// encoded is text in the client's charset.
func (m mailing) encoded(text string) []byte {
	set := map[string]*charmap.Charmap{"windows-1252": charmap.Windows1252, "iso-8859-1": charmap.ISO8859_1}[m.via.charset]
	if set == nil {
		return []byte(text)
	}
	out, err := set.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return []byte(text)
	}
	return out
}

// content is everything from Content-Type on.
func (m mailing) content(day time.Time) []byte {
	text := m.texts()
	if len(m.files) == 0 {
		return text
	}
	parts := [][]byte{text}
	for i, f := range m.files {
		parts = append(parts, m.attachment(f, day, i))
	}
	return compound("mixed", fmt.Sprintf("=_%08x_mixed", hashOf(m.key)), parts)
}

func (m mailing) texts() []byte {
	body := strings.TrimLeft(m.body, "\n")
	plain := m.textPart("plain", body)
	if m.via.html == "" {
		return plain
	}
	rich := m.textPart("html", m.asHTML(body))
	if m.via.html == "only" {
		return rich
	}
	return compound("alternative", fmt.Sprintf("=_%08x_alt", hashOf(m.key)), [][]byte{plain, rich})
}

func (m mailing) textPart(kind, text string) []byte {
	var b bytes.Buffer
	cte := m.via.cte
	if cte == "7bit" && !isASCII(text) {
		cte = "quoted-printable"
	}
	fmt.Fprintf(&b, "Content-Type: text/%s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n", kind, m.via.charset, cte)
	data := crlf(m.encoded(text))
	switch cte {
	case "quoted-printable":
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write(data) // a bytes.Buffer refuses nothing
		_ = w.Close()
	case "base64":
		wrap64(&b, data)
	default:
		b.Write(data)
	}
	return b.Bytes()
}

// asHTML is the body with the furniture that the client adds.
func (m mailing) asHTML(body string) string {
	paras := strings.Split(strings.TrimSpace(body), "\n\n")
	var b strings.Builder
	if strings.Contains(m.via.header, "Outlook") {
		b.WriteString("<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=\"" + m.via.charset + "\"><style><!--\np.MsoNormal{margin:0cm;font-size:11.0pt;font-family:\"Calibri\",sans-serif}\n--></style></head><body lang=IN>\n")
		for _, p := range paras {
			b.WriteString("<p class=MsoNormal>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "<o:p></o:p></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n")
		}
		return b.String() + "</body></html>\n"
	}
	b.WriteString("<div dir=\"ltr\">")
	for _, p := range paras {
		b.WriteString("<div>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</div><div><br></div>\n")
	}
	return b.String() + "</div>\n"
}

func (m mailing) attachment(f file, day time.Time, n int) []byte {
	var b bytes.Buffer
	name := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(f.name) + `"`
	switch {
	case m.via.names == "2231" && (!isASCII(f.name) || n%2 == 1):
		fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''%s\r\n", f.typ, url.PathEscape(f.name))
	case m.via.names == "2047" || !isASCII(f.name):
		w := mime.BEncoding.Encode("utf-8", f.name)
		fmt.Fprintf(&b, "Content-Type: %s;\r\n name=\"%s\"\r\nContent-Disposition: attachment;\r\n filename=\"%s\"\r\n", f.typ, w, w)
	default:
		fmt.Fprintf(&b, "Content-Type: %s; name=%s\r\nContent-Disposition: attachment; filename=%s\r\n", f.typ, name, name)
	}
	b.WriteString("Content-Transfer-Encoding: base64\r\n\r\n")
	wrap64(&b, f.make(day))
	return b.Bytes()
}

func compound(kind, boundary string, parts [][]byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", kind, boundary)
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n", boundary, bytes.TrimSuffix(p, []byte("\r\n")))
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}

func wrap64(b *bytes.Buffer, data []byte) {
	const line = 57 // bytes that make 76 characters
	for len(data) > 0 {
		n := min(line, len(data))
		b.WriteString(base64.StdEncoding.EncodeToString(data[:n]) + "\r\n")
		data = data[n:]
	}
}

// crlf ends every line with CR LF, whatever it ended with.
func crlf(text []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}
