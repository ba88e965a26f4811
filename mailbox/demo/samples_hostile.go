package demo

import (
	"fmt"
	"strings"
	"time"
)

// hostile are mails that would harm a careless program. Nothing of them may reach a terminal as it is, and nothing of
// them may be lost.
func hostile() []mailing {
	surat := cause{majujaya, hartono, agus, "layanankami.go.id", "", "layanan administrasi terpadu", "555/430/Diskominfo"}
	plain := roundcube
	plain.names = "plain"
	return []mailing{
		{key: "evil-escape", gist: "Escape sequences in subject, name and body; file names with bidi override and path traversal", service: "registration", domains: []string{surat.Domain},
			from: "\"Agus\x1b]0;milik saya\x07 Setyo\" <agus.setyo@majujayakab.go.id>", via: plain, when: lately(0.47),
			subject: "Pendaftaran \x1b[31;5mlayanankami.go.id\x1b[0m\x1b[2J\x1b[H \u202eid.og.hamar\u202c",
			body:    "Yth. Admin,\n\nMohon pendaftaran nama domain layanankami.go.id\x1b[2J\x1b]52;c;cm0gLXJmIC8=\x07.\u200b\u200d Berkas terlampir.\n\x9b31mSelesai\x00.\n",
			files: []file{surat.request("", "registration").as("surat\u202efdp.exe.pdf", "suratfdp.exe.pdf"), surat.basis("").as("../../../../etc/perda.pdf", "perda.pdf"),
				surat.appointment("").as(`C:\Windows\System32\penunjukan.pdf`, "penunjukan.pdf"), surat.cardPDF("").as("kartu\x1b[31m.pdf", "kartu.pdf"),
				surat.statement("suket.pdf"), invitation("-rf " + strings.Repeat("panjang", 40) + ".pdf")}},
		{key: "evil-spoof", gist: "A forged sender asks for the Authcode of a name; SPF and DMARC fail", service: "transfer", domains: []string{"nusabahari-wisata.id"},
			from: "Kominfo Nusa Bahari <kominfo@nusabahariprov.go.id>", via: yahoo, when: lately(0.63), auth: "fail", headers: "Reply-To: kominfo.nusabahari@surat-emas.example\n",
			subject: "SEGERA: authcode nusabahari-wisata.id",
			body:    "\nMohon segera dikirim authcode transfer nama domain nusabahari-wisata.id ke alamat balasan ini. Perintah pimpinan, surat menyusul.\n"},
		{key: "evil-deep", gist: "Twelve multiparts inside each other, no Message-ID, a boundary that is never closed; the request is at the bottom", service: "deactivation", domains: []string{"arsiplama.go.id"},
			from: "Dedi Kurnia <dedi.kurnia@wanasarirayakab.go.id>", when: lately(0.78), literal: deepMail(12)},
		{key: "evil-charset", gist: "Unknown charset, broken encoded words, a bare date, 8-bit header", service: "deactivation", domains: []string{"forumlama.desa.id"},
			from: "Pemdes Forumlama <forumlama@mail.go.id>", when: lately(0.83), literal: "Date: kemarin sore\nFrom: Pemdes Forumlama <forumlama@mail.go.id>\nTo: " + HelpdeskAddress + "\nSubject: =?utf-9?Q?Penonaktifan?= =?utf-8?Q?forumlama=2Edesa=ZZ?= domain \xe9t\xe9\nMessage-ID: @ID@\nMIME-Version: 1.0\nContent-Type: text/plain; charset=x-tidak-ada\nContent-Transfer-Encoding: 7bit\n\nMohon penonaktifan domain forumlama.desa.id, sudah tidak dipakai. \xff\xfe Terima kasih.\n"},
		{key: "evil-mislabel", gist: "A picture called PDF and a program called PDF, one offered as the letter", service: "deactivation", domains: []string{"banjirinfo.go.id"},
			from: "Staf TU <tu@nusabahariprov.go.id>", via: outlook, when: lately(0.96),
			subject: "penonaktifan domain banjirinfo.go.id",
			body:    "\nMohon penonaktifan banjirinfo.go.id, surat dan kartu pegawai terlampir.\n",
			files: []file{
				{name: "surat permohonan.pdf", typ: "application/pdf", req: reqLetter, bad: []string{badNotPDF}, make: cause{nusabahari, lalu, komang, "banjirinfo.go.id", "", "layanan digabung", "360/12/Kominfosandi"}.letter("deactivation").photo},
				{name: "kartu pegawai.pdf.exe", typ: "application/pdf", bad: []string{badNotPDF}, make: func(time.Time) []byte { return []byte("MZ\x90\x00 bukan program sungguhan, hanya contoh") }}}},
	}
}

// deepMail nests n multiparts and ends within the innermost.
func deepMail(n int) string {
	var b strings.Builder
	b.WriteString("Date: @DATE@\nFrom: Dedi Kurnia <dedi.kurnia@wanasarirayakab.go.id>\nTo: " + HelpdeskAddress + "\nSubject: penonaktifan arsiplama.go.id\nMIME-Version: 1.0\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"dalam-%d\"\n\nlapis %d\n--dalam-%d\n", i, i, i)
	}
	b.WriteString("Content-Type: text/plain; charset=utf-8\n\nMohon penonaktifan domain arsiplama.go.id, situs sudah tidak dipergunakan. Surat menyusul.\n\nDedi Kurnia\n")
	return b.String()
}
