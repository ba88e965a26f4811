package demo

// batam are requests to the city's subdomain desk, by SOP 04/SOP/Kominfo-PE/01/2023. Hosts are invented.
func batam() []mailing {
	puskesmas := pa16{batamHealth, anisa, true, [][3]string{{"antrean-puskesmas.batam.go.id", "A", "203.0.113.41"}, {"api-antrean.batam.go.id", "CNAME", "antrean-puskesmas.batam.go.id"}},
		"https://wiki.batam.go.id/antrean-puskesmas", "PSE-CONTOH-0041", "-", zulfikar}
	pustaka := pa16{batamLibrary, jefri, false, [][3]string{{"pustaka-contoh.batam.go.id", "A", "203.0.113.58"}},
		"https://wiki.batam.go.id/pustaka-contoh", "PSE-CONTOH-0058", "Server di pusat data pihak ketiga", norma}
	bus := pa16{batamTransport, wulan, true, [][3]string{{"busway-contoh.batam.go.id", "A", "203.0.113.300"}},
		"", "", "", gunawan}
	surel := wulan
	surel.Mail = "wulandari.dishub@gmail.com"
	parkir := pa16{batamTransport, surel, true, [][3]string{{"parkir-contoh.batam.go.id", "A", "203.0.113.72"}},
		"https://wiki.batam.go.id/parkir-contoh", "PSE-CONTOH-0072", "-", gunawan}
	pindah := pa16{batamPlanning, bayu, true, [][3]string{{"e-musrenbang-contoh.batam.go.id", "A", "203.0.113.90"}},
		"https://wiki.batam.go.id/e-musrenbang", "PSE-CONTOH-0090", "Semula 203.0.113.19, pindah server", erlina}
	surat := pa16{batamHealth, anisa, true, [][3]string{{"surat-contoh.batam.go.id", "MX", "10 mx.surat-contoh.batam.go.id"}, {"surat-contoh.batam.go.id", "TXT", "v=spf1 ip4:203.0.113.44 -all"}},
		"https://wiki.batam.go.id/surat", "PSE-CONTOH-0044", "-", zulfikar}
	alias := pa16{batamLibrary, jefri, false, [][3]string{{"katalog-contoh.batam.go.id", "CNAME", "pustaka-contoh.batam.go.id"}},
		"https://wiki.batam.go.id/pustaka-contoh", "PSE-CONTOH-0058", "Alias", norma}
	nota := func(head office, chief official, host, use, no string) file {
		l := cause{head, chief, official{}, host, "", use, no}.letter("subdomain")
		l.To = []string{"Kepala Dinas Komunikasi dan Informatika", "u.p. Pejabat Nama Domain", "di Batam"}
		return printed("Nota Dinas.pdf", "", l)
	}
	return []mailing{
		{key: "sub-antrean", gist: "A new subdomain with PA-16 (PDF), official memo, wiki and PSE pages", service: "subdomain", domains: []string{"antrean-puskesmas.batam.go.id", "api-antrean.batam.go.id"},
			from: "Dinas Kesehatan Kota Batam <dinkes@batam.go.id>", via: zimbra, when: days(2, 9, 50),
			subject: "Permohonan pembuatan subdomain antrean-puskesmas.batam.go.id",
			body:    "\nYth. Kepala Diskominfo Kota Batam\nu.p. Pejabat Nama Domain\n\nBersama ini kami sampaikan permohonan pembuatan subdomain antrean-puskesmas.batam.go.id dengan Formulir PA-16 serta dokumentasi aplikasi terlampir.\n\nDinas Kesehatan Kota Batam\n",
			files: []file{nota(batamHealth, zulfikar, "antrean-puskesmas.batam.go.id", "aplikasi antrean puskesmas", "555/901/Dinkes"), printed("Formulir PA-16.pdf", reqPA16, puskesmas),
				wiki("Halaman Wiki.pdf", puskesmas.Wiki, "Antrean Puskesmas", "antrean-puskesmas.batam.go.id"), pse("PSE.pdf", "Antrean Puskesmas", "PSE-CONTOH-0041")}},
		{key: "sub-pustaka", gist: "PA-16 as a Word file; a server that Diskominfo does not manage", service: "subdomain", domains: []string{"pustaka-contoh.batam.go.id"},
			from: "Jefri Simarangkir <jefri.s@batam.go.id>", via: outlook, when: lately(0.33),
			subject: "PA-16 subdomain pustaka-contoh",
			body:    "\nPak/Bu, berikut PA-16 untuk subdomain baru pustaka-contoh.batam.go.id. Servernya di luar Diskominfo. Dokumentasi sudah diperbarui di wiki.\n\nJefri - Dispusip\n",
			files: []file{{name: "PA-16 pustaka.docx", typ: wordType, req: reqPA16, make: pustaka.docx},
				wiki("wiki pustaka.pdf", pustaka.Wiki, "Pustaka Contoh", "pustaka-contoh.batam.go.id")}},
		{key: "sub-busway", gist: "An impossible address in the PA-16, no documentation", service: "subdomain", domains: []string{"busway-contoh.batam.go.id"},
			from: "Wulandari Oktavia <wulandari.o@batam.go.id>", via: gmail, when: days(3, 15, 5),
			subject: "Mohon dibuatkan subdomain busway-contoh.batam.go.id",
			body:    "\nSelamat sore Kak, mohon dibuatkan subdomain busway-contoh.batam.go.id ya. Form terlampir.\n\nWulan\n",
			files:   []file{printed("PA16.pdf", reqPA16, bus).misfilled()}},
		{key: "sub-parkir", gist: "The responsible person gives a gmail address in the PA-16", service: "subdomain", domains: []string{"parkir-contoh.batam.go.id"},
			from: "Dishub Batam <dishub@batam.go.id>", via: roundcube, when: lately(0.58),
			subject: "Pembuatan subdomain aplikasi parkir",
			body:    "\nYth. Pejabat Nama Domain,\n\nMohon dibuatkan subdomain parkir-contoh.batam.go.id untuk aplikasi parkir berlangganan. PA-16 dan dokumentasi terlampir.\n",
			files: []file{printed("Formulir PA-16 Parkir.pdf", reqPA16, parkir).misfilled(), wiki("dokumentasi.pdf", parkir.Wiki, "Parkir Contoh", "parkir-contoh.batam.go.id"),
				pse("pse parkir.pdf", "Parkir Contoh", "PSE-CONTOH-0072")}},
		{key: "dns-pindah", gist: "A record changes: the server moved", service: "dns-record", domains: []string{"e-musrenbang-contoh.batam.go.id"},
			from: "Bayu Anggara Putra <bayu.anggara@batam.go.id>", via: thunderbird, when: days(4, 11, 25),
			subject: "Perubahan DNS record e-musrenbang-contoh.batam.go.id",
			body:    "\nYth. Pejabat Nama Domain,\n\nServer e-musrenbang-contoh.batam.go.id kami pindahkan dari 203.0.113.19 ke 203.0.113.90. Mohon perubahan A record sesuai PA-16 terlampir.\n\nBayu\n",
			files: []file{printed("PA-16 perubahan.pdf", reqPA16, pindah), wiki("Wiki e-musrenbang.pdf", pindah.Wiki, "e-Musrenbang Contoh", "e-musrenbang-contoh.batam.go.id"),
				pse("PSE e-musrenbang.pdf", "e-Musrenbang Contoh", "PSE-CONTOH-0090")}},
		{key: "dns-surat", gist: "MX and TXT records for a mail server", service: "dns-record", domains: []string{"surat-contoh.batam.go.id"},
			from: "Anisa Fitri Lubis <anisa.fitri@batam.go.id>", via: outlook, when: lately(0.18),
			subject: "Penambahan record MX dan SPF surat-contoh.batam.go.id",
			body:    "\nMohon penambahan DNS record MX dan TXT (SPF) untuk surat-contoh.batam.go.id, PA-16 terlampir.\n\nAnisa\n",
			files: []file{printed("PA-16 MX.pdf", reqPA16, surat), wiki("wiki surat.pdf", surat.Wiki, "Surat Contoh", "surat-contoh.batam.go.id"),
				pse("pse.pdf", "Surat Contoh", "PSE-CONTOH-0044")}},
		{key: "dns-alias", gist: "A CNAME by a memo in the body, form attached without documentation", service: "dns-record", domains: []string{"katalog-contoh.batam.go.id"},
			from: "Jefri Simarangkir <jefri.s@batam.go.id>", via: outlook, when: days(1, 9, 5),
			subject: "Tambah CNAME katalog-contoh.batam.go.id",
			body:    "\nMohon ditambahkan record DNS: katalog-contoh.batam.go.id CNAME pustaka-contoh.batam.go.id. PA-16 terlampir.\n\nJefri\n",
			files:   []file{printed("PA-16 katalog.pdf", reqPA16, alias)}},
		{key: "dns-oneliner", gist: "A change of record asked in one line, without the form", service: "dns-record", domains: []string{"cctv-contoh.batam.go.id"},
			from: "Wulandari Oktavia <wulandari.o@batam.go.id>", via: iphone, when: lately(0.93),
			subject: "ganti IP",
			body:    "Bang tolong A record cctv-contoh.batam.go.id arahkan ke 203.0.113.101 ya, urgent mau demo ke pimpinan\n\nDikirim dari iPhone saya\n"},
		{key: "subrenew-list", gist: "Re-registration of two subdomains for the next year", service: "subdomain-renewal", domains: []string{"katalog-arsip.batam.go.id", "pustaka-anak.batam.go.id"},
			from: "Dispusip Batam <disperpusip@batam.go.id>", via: zimbra, when: days(2, 13, 15),
			subject: "Pendaftaran ulang subdomain Dispusip",
			body:    "\nYth. Pejabat Nama Domain,\n\nMasa berlaku subdomain akan berakhir 31 Desember. Kami mengajukan pendaftaran ulang (perpanjangan) subdomain:\n1. pustaka-anak.batam.go.id\n2. katalog-arsip.batam.go.id\n\nData penanggung jawab tetap. PA-16 terlampir.\n\nJefri Simarangkir\n",
			files: []file{printed("PA-16 daftar ulang.pdf", reqPA16, pa16{batamLibrary, jefri, true, [][3]string{{"pustaka-anak.batam.go.id", "A", "203.0.113.61"}, {"katalog-arsip.batam.go.id", "A", "203.0.113.62"}},
				"https://wiki.batam.go.id/pustaka-anak", "PSE-CONTOH-0061", "Pendaftaran ulang", norma})}},
		{key: "subrenew-late", gist: "A subdomain past its end, in the grace period", service: "subdomain-renewal", domains: []string{"simreklame-contoh.batam.go.id"},
			from: "Bayu Anggara <bayu.anggara@batam.go.id>", via: gmail, when: lately(0.52),
			subject: "Perpanjangan subdomain simreklame-contoh.batam.go.id",
			body:    "\nPak, kami terlambat daftar ulang subdomain simreklame-contoh.batam.go.id. Apakah masih bisa diperpanjang sebelum dihapus? Masa tenggangnya sampai kapan?\n\nBayu - Bapeda\n"},
	}
}
