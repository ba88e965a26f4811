package demo

// registrations are requests for a new name, good and bad.
func registrations() []mailing {
	pasar := cause{majujaya, hartono, agus, "pasarmajujaya.go.id", "", "layanan informasi harga bahan pokok Pasar Majujaya", "555/412/Diskominfo"}
	sehat := cause{majujayaHealth, ratih, hendra, "majujayasehat.go.id", "", "layanan antrean puskesmas daring", "440/1187/Dinkes"}
	desa := cause{sumberteladan, sarwoedi, dedi, "sumberteladan.desa.id", "", "situs resmi Pemerintah Desa Sumberteladan", "140/031/2007"}
	gratis := cause{karangcontoh, kasmiati, sulastri, "karangcontoh.desa.id", "", "situs resmi Pemerintah Desa Karangcontoh", "140/018/2003"}
	festival := cause{nusabahari, lalu, komang, "festivalbahari.go.id", "", "kegiatan nasional Festival Bahari Nusantara", "005/2210/Kominfosandi"}
	arsip := cause{arsipkelautan, dewi, melati, "arsipbahari.go.id", "", "layanan arsip kelautan terbuka", "B-781/SU/TI.03"}
	pangan := cause{cadanganpangan, fransis, teguh, "lumbungnasional.go.id", "", "layanan pemantauan stok cadangan pangan", "S-1204/PDSI/2026"}
	tirta := cause{tirtakencana, mulyadi, rudi, "wisatatirtakencana.go.id", "", "layanan informasi pariwisata daerah", "556/077/Kominfo"}
	kota := cause{binangun, bonar, siti, "binangunsiaga.go.id", "", "layanan kedaruratan 112 Kota Binangun", "300/221/Diskominfotik"}
	camat := cause{wanasari, suparman, dedi, "telagabiru.go.id", "", "situs resmi Kecamatan Telaga Biru", "140/502/Kec.TB"}
	lama := cause{wanasari, suparman, dedi, "pesonawanasari.go.id", "", "layanan promosi pariwisata", "556/118/Kec.TB"}
	literasi := cause{majujaya, hartono, hendra, "literasimajujaya.go.id", "", "layanan perpustakaan digital", "041/98/Diskominfo"}
	return []mailing{
		{key: "reg-pasar", gist: "A complete, very formal registration of a service name", service: "registration", domains: []string{pasar.Domain},
			from: "Diskominfo Kab. Majujaya <diskominfo@majujayakab.go.id>", via: outlook, when: days(1, 10, 12),
			subject: "Permohonan Pendaftaran Nama Domain pasarmajujaya.go.id - Pemkab Majujaya",
			body: `
Yth. Direktur Layanan Aplikasi Informatika Pemerintahan
u.p. Tim Nama Domain

Dengan hormat,

Menindaklanjuti surat Kepala Dinas Komunikasi dan Informatika Kabupaten Majujaya Nomor 555/412/Diskominfo, bersama ini kami mengajukan pendaftaran nama domain pasarmajujaya.go.id untuk layanan informasi harga bahan pokok.

Sebagai kelengkapan, terlampir kami sampaikan:
1. Surat permohonan
2. Dasar pembentukan layanan
3. Surat penunjukan Pejabat Nama Domain
4. Kartu pegawai
5. Surat keterangan layanan

Username pada aplikasi registrar: agus.majujaya

Demikian disampaikan, atas perhatian dan perkenannya diucapkan terima kasih.

Agus Setyo Nugroho, S.Kom.
Pranata Komputer Ahli Muda
Dinas Komunikasi dan Informatika Kabupaten Majujaya
`,
			files: []file{pasar.request("1. Surat Permohonan pasarmajujaya.go.id.pdf", "registration"), pasar.basis("2. Perbup Pembentukan Layanan.pdf"),
				pasar.appointment("3. Surat Penunjukan Pejabat Nama Domain.pdf"), pasar.cardPDF("4. Kartu Pegawai.pdf"), pasar.statement("5. Surat Keterangan Layanan.pdf")}},
		{key: "reg-sehat", gist: "Sent from a phone in one line; the appointment letter is missing", service: "registration", domains: []string{sehat.Domain},
			from: "Hendra Gunadi <hendra.wibowo@majujayakab.go.id>", via: iphone, when: days(3, 13, 40),
			subject: "daftar domain majujayasehat.go.id",
			body:    "Selamat siang min, mohon dibantu daftar majujayasehat.go.id ya, berkas terlampir. tks\n\nDikirim dari iPhone saya\n",
			files: []file{sehat.request("surat permohonan dinkes.pdf", "registration"), sehat.basis("perda.pdf"),
				sehat.cardPDF("kartu pegawai hendra.pdf"), sehat.statement("suket.pdf")}},
		{key: "reg-sehat-reply", gist: "The missing appointment letter, as a reply", service: "registration", domains: []string{sehat.Domain}, fate: "joined",
			from: "Hendra Gunadi <hendra.wibowo@majujayakab.go.id>", via: iphone, when: days(1, 8, 5), reply: "reg-sehat",
			subject: "Re: daftar domain majujayasehat.go.id",
			body:    "Izin susulkan SK penunjukan pejabat nama domainnya, tadi ketinggalan. Suwun\n\nDikirim dari iPhone saya\n",
			files:   []file{sehat.appointment("SK penunjukan.pdf")}},
		{key: "reg-desa", gist: "A village from mail.go.id, complete but the staff card is a JPG", service: "registration", domains: []string{desa.Domain},
			from: "Pemdes Sumberteladan <sumberteladan@mail.go.id>", via: roundcube, when: lately(0.55),
			subject: "Permohonan domain desa.id Desa Sumberteladan",
			body: `
Assalamualaikum Wr. Wb.

Yth. Bapak/Ibu Admin Domain

Bersama ini kami Pemerintah Desa Sumberteladan Kecamatan Telaga Biru Kabupaten Wanasari Raya memohon pendaftaran domain sumberteladan.desa.id. Persyaratan kami lampirkan. Kami dengar untuk tahun pertama gratis, mohon petunjuknya.

Wassalamualaikum Wr. Wb.
Kaur Umum Desa Sumberteladan
`,
			files: []file{desa.request("Surat Permohonan Kades.pdf", "registration"), desa.basis("Perda Pembentukan Desa.pdf"),
				desa.appointment("Surat Penunjukan.pdf"), picture("kartu_pegawai.jpg", reqCard, staffCard{wanasari, dedi}.jpeg)}},
		{key: "reg-gmail", gist: "A village from gmail.com: needs an exception; everything in one ZIP", service: "registration", domains: []string{gratis.Domain},
			from: "Sulastri <sulastri.karangcontoh88@gmail.com>", via: gmail, when: days(1, 14, 22),
			subject: "Pengajuan domain karangcontoh.desa.id",
			body: `
Selamat sore Pak/Bu

Saya Sulastri, perangkat Desa Karangcontoh. Kami mau mengajukan domain karangcontoh.desa.id tapi desa kami belum punya email dinas jadi pakai email pribadi saya dulu nggih. Semua berkas saya jadikan satu di zip.

Terima kasih
Sulastri - 0812-0000-0157
`,
			files: []file{archive("berkas karangcontoh.zip", "", gratis.request("surat permohonan.pdf", "registration"),
				gratis.basis("perda.pdf"), gratis.appointment("penunjukan.pdf"), gratis.cardScan("kartu.pdf"))}},
		{key: "reg-festival", gist: "An activity's name; one PDF holds letter, appointment and card", service: "registration", domains: []string{festival.Domain},
			from: "Kominfo Nusa Bahari <kominfo@nusabahariprov.go.id>", via: zimbra, when: lately(0.2),
			subject: "Pendaftaran nama domain festivalbahari.go.id (kegiatan nasional)",
			body: `
Yth. Tim Nama Domain,

Terlampir permohonan pendaftaran nama domain festivalbahari.go.id untuk kegiatan Festival Bahari Nusantara, kami gabungkan dalam satu berkas PDF (surat permohonan, penunjukan pejabat, kartu pegawai). Keputusan penyelenggaraan dan surat keterangan kami lampirkan terpisah.

I Komang Adi Wirawan
Seksi Tata Kelola Domain, Dinas Kominfosandi Provinsi Nusa Bahari
`,
			files: []file{printed("Berkas Permohonan festivalbahari (gabungan).pdf", reqLetter+","+reqAppointment+","+reqCard,
				festival.letter("registration"), festival.appointmentText(), festival.card()),
				festival.basis("Keputusan Gubernur Penyelenggaraan.pdf"), festival.statement("Surat Keterangan Kegiatan.pdf")}},
		{key: "reg-arsip", gist: "Old Outlook, HTML only, windows-1252; the letter is a DOCX instead of a PDF", service: "registration", domains: []string{arsip.Domain},
			from: "Melati Kusumaningrum <melati.k@barkelnas.go.id>", cc: "Biro TI <biro.ti@barkelnas.go.id>", via: oldOutlook, when: days(2, 9, 15),
			subject: "Permohonan domain arsipbahari.go.id – Badan Arsip Kelautan Nasional",
			body: `
Yth. Helpdesk,

Mohon diproses pendaftaran domain “arsipbahari.go.id” untuk layanan arsip kelautan terbuka. Konsep surat dan kelengkapan terlampir – apabila ada kekurangan mohon dikabari.

Salam,
Melati K.
`,
			files: []file{word("Surat Permohonan arsipbahari.docx", reqLetter, arsip.letter("registration").docx), arsip.basis("Perpres Pembentukan.pdf"),
				arsip.appointment("Penunjukan PND.pdf"), arsip.cardScan("Kartu Pegawai Melati.pdf"), arsip.statement("Surat Keterangan.pdf")}},
		{key: "reg-pangan", gist: "The letter is locked with a password", service: "registration", domains: []string{pangan.Domain},
			from: "Pusdatin Kemencadangan <pusdatin@kemencadangan.go.id>", via: outlook, when: lately(0.35),
			subject: "Pendaftaran Nama Domain lumbungnasional.go.id",
			body: `
Yth. Tim Nama Domain

Sehubungan dengan peluncuran layanan pemantauan stok cadangan pangan, kami mengajukan pendaftaran lumbungnasional.go.id. Dokumen bersifat terbatas sehingga surat kami beri kata sandi (akan kami sampaikan melalui telepon).

Teguh Prasetyawan
`,
			files: []file{locked("S-1204 Permohonan (terbatas).pdf", reqLetter, pangan.letter("registration")), pangan.basis("Permen Organisasi.pdf"),
				pangan.appointment("Surat Tugas Pejabat Nama Domain.pdf"), pangan.cardPDF("Kartu Pegawai.pdf"), pangan.statement("Surat Keterangan Layanan.pdf")}},
		{key: "reg-wisata", gist: "The letter's upload broke off: a truncated PDF", service: "registration", domains: []string{tirta.Domain},
			from: "Rudi Hartanto Gea <rudi.gea@tirtakencanakab.go.id>", via: thunderbird, when: lately(0.62),
			subject: "Usulan domain wisatatirtakencana.go.id",
			body: `
Yth. Bapak/Ibu Pengelola Domain,

Kami mengajukan pendaftaran domain wisatatirtakencana.go.id. Mohon maaf jaringan di kantor kami sedang tidak stabil, bila ada lampiran yang tidak terbuka mohon diinformasikan.

Rudi Hartanto Gea
Diskominfo Kab. Tirta Kencana
`,
			files: []file{tirta.request("Surat Permohonan.pdf", "registration").truncated(), tirta.basis("Perda OPD.pdf"),
				tirta.appointment("SK Pejabat Domain.pdf"), tirta.cardPDF("Karpeg.pdf"), tirta.statement("Suket Layanan.pdf")}},
		{key: "reg-siaga", gist: "The letter names another domain than the mail", service: "registration", domains: []string{kota.Domain},
			from: "Siti Rahmawati <siti.rahmawati@binangunkota.go.id>", via: gmail, when: days(1, 9, 31),
			subject: "Mohon pendaftaran binangunsiaga.go.id",
			body: `
Selamat pagi,

Mohon bantuannya untuk pendaftaran domain binangunsiaga.go.id (layanan kedaruratan 112). Lampiran lengkap ya Pak/Bu. Username registrar: siti.binangun

Terima kasih,
Siti - Diskominfotik Kota Binangun
`,
			files: []file{printed("surat_permohonan_ttd.pdf", reqLetter, cause{binangun, bonar, siti, "binangunsiap.go.id", "", "layanan kedaruratan 112 Kota Binangun", "300/219/Diskominfotik"}.letter("registration")).faulty(badDomain),
				kota.basis("perwali_112.pdf"), kota.appointment("penunjukan_pnd.pdf"), kota.cardPDF("karpeg_siti.pdf"), kota.statement("suket.pdf")}},
		{key: "reg-camat", gist: "Forwarded by a superior with one line of his own; an empty file among the attachments", service: "registration", domains: []string{camat.Domain},
			from: "Camat Telaga Biru <camat.telagabiru@wanasarirayakab.go.id>", via: android, when: lately(0.8),
			subject: "Fwd: Domain kecamatan",
			body: `
Tolong diproses segera. Trims.

---------- Pesan terusan ----------
Dari: Dedi Kurnia Saputra <dedi.kurnia@wanasarirayakab.go.id>
Subjek: Domain kecamatan
Kepada: Camat Telaga Biru <camat.telagabiru@wanasarirayakab.go.id>

Izin Pak Camat, berikut berkas pengajuan domain telagabiru.go.id untuk diteruskan ke registrar. Mohon arahan.

Dedi
`,
			files: []file{camat.request("Surat Camat.pdf", "registration"), camat.basis("Perda Kecamatan.pdf"),
				camat.appointment("Penunjukan.pdf").emptied(), camat.cardPDF("Kartu Pegawai Dedi.pdf")}},
		{key: "reg-promo", gist: "The letter carries JavaScript; the wrong file is attached twice", service: "registration", domains: []string{lama.Domain},
			from: "Dedi Kurnia <dedi.kurnia@wanasarirayakab.go.id>", via: squirrel, when: lately(0.05),
			subject: "pengajuan domain pesonawanasari.go.id",
			body:    "Yth. Admin,\n\nTerlampir berkas pengajuan domain pesonawanasari.go.id: surat permohonan, dasar hukum dan penunjukan pejabat.\n\nDedi Kurnia S.\n",
			files:   []file{scripted("formulir permohonan.pdf", reqLetter, lama.letter("registration")), invitation("dasar hukum.pdf"), invitation("penunjukan pejabat.pdf"), lama.cardPDF("karpeg.pdf")}},
		{key: "reg-foto", gist: "A phone photo of the letter and nothing else", service: "registration", domains: []string{literasi.Domain},
			from: "Hendra Gunadi <hendra.wibowo@majujayakab.go.id>", via: android, when: lately(0.9),
			subject: "domain literasimajujaya.go.id",
			body:    "Siang pak, ini surat permohonan pendaftaran domain literasimajujaya.go.id, difoto dulu karena scanner rusak. Yang lain menyusul\n",
			files:   []file{picture("IMG-20260911-WA0012.jpg", reqLetter, literasi.letter("registration").photo)}},
		{key: "reg-desa-again", gist: "The village sends the same mail again, to be sure", service: "registration", domains: []string{desa.Domain}, fate: "duplicate",
			from: "Pemdes Sumberteladan <sumberteladan@mail.go.id>", when: lately(0.7), again: "reg-desa",
			files: []file{}},
		{key: "reg-pasar-again", gist: "A relay delivered the same message twice", service: "registration", domains: []string{pasar.Domain}, fate: "duplicate",
			from: "Diskominfo Kab. Majujaya <diskominfo@majujayakab.go.id>", when: days(1, 10, 14), again: "reg-pasar", sameID: true},
	}
}

// invitation is a document that has nothing to do with any service.
func invitation(name string) file {
	return printed(name, "", letter{Head: wanasari, Number: "005/611/Kec.TB", About: "Undangan Rapat Koordinasi", To: []string{"Para Kepala Seksi", "di tempat"}, Signer: suparman,
		Paras: []string{"Mengharap kehadiran Saudara pada rapat koordinasi persiapan lomba kebersihan tingkat kecamatan, bertempat di Aula Kecamatan.", closing}})
}
