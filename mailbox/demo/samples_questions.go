package demo

import (
	"fmt"
	"strings"
)

// questions are mails that need a person, and those that join a ticket.
func questions() []mailing {
	return []mailing{
		{key: "ask-vague", gist: "A vague question: no service, no name", from: "Kasubag Umum <umum@binangunkota.go.id>", via: zimbra, when: lately(0.28),
			subject: "Mohon informasi", body: "\nDengan hormat,\n\nMohon informasi mengenai website kami yang kemarin, apakah sudah ada tindak lanjut? Kami tunggu kabarnya.\n\nTerima kasih.\n"},
		{key: "ask-nosubject", gist: "No subject, a phone number and a wish to be called", from: "Pak Darmo <darmo.sekdes@mail.go.id>", via: android, when: lately(0.68),
			body: "assalamualaikum, saya sekdes mau tanya soal web desa bisa telpon? 0812-0000-0199\n"},
		{key: "ask-complaint", gist: "A complaint about slow handling", domains: []string{"sejahteradesa.go.id"}, from: "Dinas PMD Nusa Bahari <pmd@nusabahariprov.go.id>", via: outlook, when: days(1, 13, 33),
			cc:      "Inspektorat <inspektorat@nusabahariprov.go.id>",
			subject: "Pengaduan keterlambatan layanan",
			body:    "\nYth. Pimpinan Helpdesk,\n\nKami menyampaikan kekecewaan atas pelayanan helpdesk. Pertanyaan kami mengenai sejahteradesa.go.id sudah dua minggu tidak dijawab dan telepon tidak diangkat. Kami mohon penjelasan, tembusan kami sampaikan kepada Inspektorat.\n\nDinas Pemberdayaan Masyarakat dan Desa\n"},
		{key: "ask-embassy", gist: "An embassy writes in English about an official name", from: "\"Embassy of Ruritania, Jakarta\" <chancery@ruritania-embassy.example>", via: gmail, when: lately(0.38), auth: "none",
			subject: "Inquiry: e-mail address of an Indonesian government website",
			body:    "\nDear Sir or Madam,\n\nThe Embassy of Ruritania would like to verify whether a website claiming to belong to an Indonesian government agency is genuine. Could you kindly tell us which office can confirm this?\n\nYours faithfully,\nR. Hentzau\nThird Secretary\n"},
		{key: "ask-crowd", gist: "An invitation to 300 recipients: not a request", from: "Sekretariat Forum SPBE <forum.spbe@nusabahariprov.go.id>", via: outlook, when: lately(0.1), to: crowd(300),
			subject: "Undangan Rapat Koordinasi SPBE se-Provinsi Nusa Bahari", body: "\nYth. Bapak/Ibu Peserta,\n\nMengundang Bapak/Ibu pada Rapat Koordinasi SPBE, Kamis pukul 09.00 WIB melalui konferensi video.\n\nSekretariat\n"},
		{key: "ask-status", gist: "Asks how far a request is; answers an earlier mail", service: "registration", domains: []string{"binangunsiaga.go.id"}, fate: "joined",
			from: "Siti Rahmawati <siti.rahmawati@binangunkota.go.id>", via: gmail, when: lately(0.72), reply: "reg-siaga",
			subject: "Re: Mohon pendaftaran binangunsiaga.go.id",
			body:    "\nSelamat siang Pak/Bu, mohon update untuk pendaftaran binangunsiaga.go.id, sudah sampai mana ya?\n\nPada tanggal tersebut, Siti Rahmawati menulis:\n> Mohon bantuannya untuk pendaftaran domain binangunsiaga.go.id\n"},
		{key: "ask-thread", gist: "A second reply in the same thread, from the chief", service: "registration", domains: []string{"binangunsiaga.go.id"}, fate: "joined",
			from: "Bonar Parlindungan <kadis.kominfo@binangunkota.go.id>", via: iphone, when: lately(0.88), reply: "ask-status",
			subject: "Re: Mohon pendaftaran binangunsiaga.go.id",
			body:    "Mohon atensinya, layanan 112 launching hari Senin. Tks.\n\nDikirim dari iPhone saya\n"},
		{key: "ask-thanks", gist: "A thank-you without anything to do, quoting everything", service: "officer-change", domains: []string{"nusabahariprov.go.id"}, fate: "joined",
			from: "I Komang Adi Wirawan <komang.adi@nusabahariprov.go.id>", via: oldOutlook, when: lately(0.42), reply: "officer-prov",
			subject: "RE: Pergantian pejabat nama domain nusabahariprov.go.id",
			body:    "\nAkun sudah saya buat: komang.nusabahari. Terima kasih “banyak” atas bantuannya lewat telepon tadi.\n\n-----Original Message-----\nFrom: I Komang Adi Wirawan\nSubject: Pergantian pejabat nama domain nusabahariprov.go.id\n\nYth. admin, pejabat nama domain kami sudah pensiun, mohon diganti ke saya.\n"},
	}
}

// crowd is a To header with the helpdesk among n recipients, folded as clients fold.
func crowd(n int) string {
	list := make([]string, 0, n)
	for i := range n - 1 {
		list = append(list, fmt.Sprintf("Peserta %d <peserta%03d@opd%02d.nusabahariprov.go.id>", i+1, i+1, i%40))
	}
	list = append(list, HelpdeskAddress)
	return strings.Join(list, ",\n\t")
}
