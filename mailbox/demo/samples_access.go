package demo

import "time"

// access are requests to cut off addresses with negative content, and to restore them.
func access() []mailing {
	slot := []string{"https://arsip.lumbungdaerah.go.id/slot-gacor/", "https://arsip.lumbungdaerah.go.id/wp-content/uploads/maxwin.html",
		"https://ppid.lumbungdaerah.go.id/judi/index.php?id=77", "https://e-office.lumbungdaerah.go.id/~temp/togel"}
	phish := []string{"https://layanan.suryakencana.desa.id/login-bank/", "https://suryakencana.desa.id/.well-known/bansos.html"}
	bersih := []string{"https://jdih.wanasarirayakab.go.id/slot/", "https://jdih.wanasarirayakab.go.id/image/gacor88.html"}
	induk := []string{"https://karangelok.desa.id/"}
	csirt := cause{csirtNusa, lalu, priyo, "lumbungdaerah.go.id", "", "muatan perjudian daring yang disisipkan pihak tidak bertanggung jawab", "300.1/88/CSIRT"}
	bank := cause{tirtakencana, mulyadi, rudi, "suryakencana.desa.id", "", "halaman pengelabuan (phishing) yang meniru bank", "300/145/Kominfo"}
	mute := cause{binangun, bonar, siti, "galeribinangun.go.id", "", "halaman promosi judi", "300/202/Diskominfotik"}
	pulih := cause{wanasari, suparman, dedi, "jdih.wanasarirayakab.go.id", "", "seluruh konten negatif telah dihapus dan celah keamanan telah ditutup", "555/311/Kominfo"}
	desa := cause{sumberteladan, sarwoedi, dedi, "karangelok.desa.id", "", "situs telah dibersihkan dan dipasang ulang", "140/077/2007"}
	return []mailing{
		{key: "cut-csirt", gist: "A CSIRT reports gambling pages: letter and list as PDF; due in two hours", service: "access-termination", domains: []string{csirt.Domain},
			from: "Nusabahari-CSIRT <csirt@nusabahariprov.go.id>", via: zimbra, when: ago(70 * time.Hour),
			subject: "[TLP:AMBER] Permohonan pemutusan akses konten judi pada lumbungdaerah.go.id",
			body:    "\nYth. Tim Nama Domain,\n\nHasil pemantauan kami menemukan halaman judi daring pada beberapa subdomain lumbungdaerah.go.id. Surat permohonan pemutusan akses dan daftar URL terlampir.\n\nPriyo Utomo Saksono\nKoordinator Nusabahari-CSIRT\n",
			files:   []file{csirt.request("Surat Permohonan Pemutusan Akses.pdf", "access-termination"), csirt.list("Daftar URL lumbungdaerah.pdf", "Judi daring", slot...)}},
		{key: "cut-defanged", gist: "Defanged addresses in the body, the list as plain text", service: "access-termination", domains: []string{"pasarlumbung.go.id"},
			from: "Nusabahari-CSIRT <csirt@nusabahariprov.go.id>", via: thunderbird, when: lately(0.45),
			subject: "Laporan slot gacor di pasarlumbung[.]go[.]id, mohon takedown",
			body:    "\nMohon pemutusan akses atas URL berikut (sudah kami defang):\n\nhxxps://www[.]pasarlumbung[.]go[.]id/slot\nhxxps://info[.]pasarlumbung[.]go[.]id/slot/maxwin\nhxxp://pasarlumbung[.]go[.]id/assets/rtp-live\n\nSurat resmi menyusul.\n",
			files: []file{{name: "daftar-url.txt", typ: "text/plain", req: reqURLs, bad: []string{badNotPDF}, make: urls{Title: "Daftar URL (defanged)",
				List: []string{"hxxps://www[.]pasarlumbung[.]go[.]id/slot", "hxxps://info[.]pasarlumbung[.]go[.]id/slot/maxwin", "hxxp://pasarlumbung[.]go[.]id/assets/rtp-live"}}.text}}},
		{key: "cut-phishing", gist: "Phishing on a village's site, list as CSV", service: "access-termination", domains: []string{bank.Domain},
			from: "Rudi Hartanto Gea <rudi.gea@tirtakencanakab.go.id>", via: roundcube, when: days(2, 14, 30),
			subject: "Pemutusan akses halaman phishing suryakencana.desa.id",
			body:    "\nYth. Admin,\n\nDitemukan halaman phishing pada suryakencana.desa.id, kepala desanya tidak dapat dihubungi. Mohon akses diputus sementara. Terlampir surat dan daftar URL.\n\nRudi\n",
			files: []file{bank.request("Surat Pemutusan Akses.pdf", "access-termination"),
				{name: "daftar url.csv", typ: "text/csv", req: reqURLs, bad: []string{badNotPDF}, make: urls{List: phish, Note: "Phishing"}.csv}}},
		{key: "cut-citizen", gist: "A letter without the list of URLs", service: "access-termination", domains: []string{mute.Domain},
			from: "Diskominfotik Binangun <kadis.kominfo@binangunkota.go.id>", via: oldOutlook, when: lately(0.65),
			subject: "Mohon blokir galeribinangun.go.id",
			body:    "\nDengan hormat,\n\nSitus galeribinangun.go.id telah diretas dan berisi promosi judi. Mohon pemutusan akses. Surat terlampir.\n\nIr. Bonar Parlindungan, M.T.\n",
			files:   []file{mute.request("Surat Blokir.pdf", "access-termination")}},
		{key: "restore-jdih", gist: "Restoration with list and evidence", service: "access-restoration", domains: []string{pulih.Domain},
			from: "Dedi Kurnia Saputra <dedi.kurnia@wanasarirayakab.go.id>", cc: "normalisasi@aduankonten.id", via: roundcube, when: lately(0.22),
			subject: "Normalisasi jdih.wanasarirayakab.go.id",
			body:    "\nYth. Admin TrustPositif dan Tim Nama Domain\n\nMenindaklanjuti pemutusan akses jdih.wanasarirayakab.go.id, konten judi telah kami hapus. Terlampir surat permohonan pemulihan akses, daftar URL dan bukti bersih.\n\nDedi\n",
			files:   []file{pulih.request("Surat Normalisasi.pdf", "access-restoration"), pulih.list("Daftar URL.pdf", "Sudah bersih", bersih...), pulih.clean("Bukti Bersih.pdf", bersih...)}},
		{key: "restore-desa", gist: "A suspended parent name should come back; no evidence yet", service: "access-restoration", domains: []string{desa.Domain},
			from: "Pemdes Karangelok <karangelok@mail.go.id>", via: android, when: days(1, 10, 58),
			subject: "Mohon buka suspend karangelok.desa.id",
			body:    "Yth admin, website desa kami karangelok.desa.id kena suspend karena ada judi slot. Sekarang sudah bersih, mohon suspend dibuka. Surat dan daftar terlampir. Matur nuwun\n",
			files:   []file{desa.request("surat pemulihan.pdf", "access-restoration"), desa.list("daftar.pdf", "Domain induk", induk...)}},
		{key: "restore-question", gist: "Blocked without knowing why: asks for normalisation in one line", service: "access-restoration", domains: []string{"sisfo.majujayakab.go.id"},
			from: "Hendra Gunadi <hendra.wibowo@majujayakab.go.id>", via: iphone, when: lately(0.85),
			subject: "sisfo.majujayakab.go.id diblokir internet positif",
			body:    "Pak, sisfo.majujayakab.go.id kena internet positif, padahal sudah bersih. Cara pemulihan akses / normalisasinya bagaimana?\n\nDikirim dari iPhone saya\n"},
	}
}
