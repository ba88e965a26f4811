package demo

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
)

// kindOf says which kind of letter this is: by the header X-Loket-Letter (a template id) where there is one, else by the
// words of the subject, else of the text.
func kindOf(m *mail.Message, l Letter) string {
	switch id := m.Header.Get("X-Loket-Letter"); id {
	case "":
	case "approval-invoice":
		return "invoice"
	default:
		return id
	}
	if kind := kindByWords(strings.ToLower(l.Subject), [][2]string{
		{"survei", "survey"}, {"survey", "survey"}, {"tanda terima", "receipt"}, {"receipt", "receipt"},
		{"perbaikan", "revision"}, {"revision", "revision"}, {"invoice", "invoice"}, {"tagihan", "invoice"}}); kind != "" {
		return kind
	}
	return kindByWords(strings.ToLower(plainText(m)), [][2]string{
		{"survei kepuasan", "survey"}, {"satisfaction survey", "survey"},
		{"perlu diperbaiki", "revision"}, {"dikembalikan untuk", "revision"}, {"batas waktu perbaikan", "revision"},
		{"belum memenuhi", "revision"}, {"memperbaiki", "revision"}, {"needs correction", "revision"}, {"returned for revision", "revision"},
		{"invoice", "invoice"}, {"telah kami terima", "receipt"}, {"telah diterima", "receipt"}, {"have received", "receipt"}})
}

// kindByWords returns the kind of the first phrase that text has.
func kindByWords(text string, phrases [][2]string) string {
	for _, p := range phrases {
		if strings.Contains(text, p[0]) {
			return p[1]
		}
	}
	return ""
}

// maxText bounds how much of a letter's text is read, in bytes.
const maxText = 64 << 10

// plainText is the letter's first text/plain part, decoded; "" where there is none.
func plainText(m *mail.Message) string {
	return textOf(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
}

func textOf(contentType, encoding string, body io.Reader, depth int) string {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth < 4:
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if err != nil {
				return ""
			}
			if text := textOf(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1); text != "" {
				return text
			}
		}
	case kind != "text/plain":
		return ""
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, _ := io.ReadAll(io.LimitReader(body, maxText)) // what can be read is enough to guess
	return string(text)
}

// party is the office behind an e-mail domain, with who signs for it and who is its Pejabat Nama Domain.
func party(domain string) cause {
	for _, c := range []cause{
		{Head: majujaya, Signer: hartono, Officer: hendra}, {Head: binangun, Signer: bonar, Officer: siti},
		{Head: wanasari, Signer: suparman, Officer: dedi}, {Head: nusabahari, Signer: lalu, Officer: komang},
		{Head: arsipkelautan, Signer: dewi, Officer: melati}, {Head: cadanganpangan, Signer: fransis, Officer: teguh},
		{Head: tirtakencana, Signer: mulyadi, Officer: rudi}, {Head: perumda, Signer: yohana, Officer: linda},
		{Head: batamHealth, Signer: zulfikar, Officer: anisa}, {Head: sumberteladan, Signer: sarwoedi, Officer: dedi},
	} {
		if c.Head.Domain == domain {
			return c
		}
	}
	return cause{Head: sumberteladan, Signer: sarwoedi, Officer: dedi}
}

// needed are the documents of each service, in the catalogue's order.
func needed(service string) []string {
	switch service {
	case "registration":
		return []string{reqLetter, reqBasis, reqAppointment, reqCard, reqStatement}
	case "name-change":
		return []string{reqLetter, reqBasis, reqAppointment, reqCard}
	case "deactivation", "transfer":
		return []string{reqLetter, reqAppointment, reqCard}
	case "officer-change":
		return []string{reqLetter}
	case "access-termination":
		return []string{reqLetter, reqURLs}
	case "access-restoration":
		return []string{reqLetter, reqURLs, reqClean}
	case "subdomain", "dns-record", "subdomain-renewal":
		return []string{reqPA16, reqApp}
	}
	return nil
}

// corrected are new, good files for everything of a request that was missing or bad; where all was good, a new letter.
func corrected(m mailing) []file {
	good := map[string]bool{}
	for _, f := range m.files {
		for _, req := range strings.Split(f.req, ",") {
			good[req] = good[req] || len(f.bad) == 0 && !f.poor
		}
	}
	c := party(domainOf(m.from))
	c.Use, c.No = "layanan pemerintah", fmt.Sprintf("555/%d/Rev", 100+hashOf(m.key)%800)
	if len(m.domains) > 0 {
		c.Domain = m.domains[0]
	}
	if len(m.domains) > 1 && m.service == "name-change" {
		c.New = m.domains[1]
	}
	var out []file
	for _, req := range needed(m.service) {
		if !good[req] {
			out = append(out, c.document(req, m))
		}
	}
	if len(out) == 0 && len(needed(m.service)) > 0 {
		out = append(out, c.document(needed(m.service)[0], m))
	}
	return out
}

// document is a good file for one requirement.
func (c cause) document(req string, m mailing) file {
	url := "https://" + c.Domain + "/"
	switch req {
	case reqBasis:
		return c.basis("Dasar Pembentukan (perbaikan).pdf")
	case reqAppointment:
		return c.appointment("Surat Penunjukan (perbaikan).pdf")
	case reqCard:
		return c.cardPDF("Kartu Pegawai (perbaikan).pdf")
	case reqStatement:
		return c.statement("Surat Keterangan (perbaikan).pdf")
	case reqURLs:
		return c.list("Daftar URL (perbaikan).pdf", "Sesuai surat", url)
	case reqClean:
		return c.clean("Bukti Bersih.pdf", url)
	case reqPA16:
		var records [][3]string
		for i, host := range m.domains {
			records = append(records, [3]string{host, "A", fmt.Sprintf("203.0.113.%d", 110+i)})
		}
		return printed("Formulir PA-16 (perbaikan).pdf", reqPA16, pa16{c.Head, c.Officer, true, records, "https://wiki.batam.go.id/perbaikan", "PSE-CONTOH-0100", "Perbaikan", c.Signer})
	case reqApp:
		return wiki("Dokumentasi Aplikasi.pdf", "https://wiki.batam.go.id/perbaikan", "Aplikasi Contoh", c.Domain)
	}
	return c.request("Surat Permohonan (perbaikan).pdf", m.service)
}

func writeCorrection(r letterRead) mailing {
	bodies := []string{
		"\nYth. Tim Nama Domain,\n\nMenindaklanjuti surat Bapak/Ibu, terlampir kami sampaikan perbaikan dokumen sebagaimana diminta. Mohon dapat diproses lebih lanjut.\n\nTerima kasih.\n",
		"\nMohon maaf atas kekeliruannya. Berikut dokumen yang sudah diperbaiki nggih, Pak/Bu.\n",
		"\nSiap, berikut perbaikannya. Mohon dicek kembali, terima kasih.\n",
	}
	return mailing{gist: "The corrected documents", body: bodies[hashOf(r.about.key)%uint32(len(bodies))], files: corrected(r.about)}
}

func writePayment(r letterRead) mailing {
	domain := "nama domain"
	if len(r.about.domains) > 0 {
		domain = slices.Max(r.about.domains)
	}
	proof := paidPDF("Bukti Transfer PANDI.pdf", domain, "Rp 55.500")
	if hashOf(r.about.key)%2 == 0 {
		proof = paidJPG("bukti-transfer.jpg", domain, "Rp 55.500")
	}
	return mailing{gist: "Proof of payment", files: []file{proof},
		body: "\nYth. Tim Nama Domain,\n\nPembayaran invoice " + domain + " telah kami lakukan, bukti transfer terlampir. Mohon nama domain dapat segera diaktifkan.\n\nTerima kasih.\n"}
}

// writeSurvey answers the nine elements of PermenPANRB 14/2017, one per line, each from 2 to 4.
func writeSurvey(r letterRead) mailing {
	var b strings.Builder
	b.WriteString("\n")
	for i := range uint32(9) {
		fmt.Fprintf(&b, "U%d: %d\n", i+1, 2+(hashOf(r.about.key)>>i)%3)
	}
	b.WriteString("\nPelayanannya cepat, terima kasih.\n")
	return mailing{gist: "A survey answered", body: b.String()}
}
