package demo

import "time"

// arrivals are the new requests of a live demonstration. Here when.ago is the time after its beginning.
func arrivals() []mailing {
	after := func(minutes, seconds int) moment {
		return moment{ago: time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second}
	}
	pos := cause{majujayaHealth, ratih, hendra, "posyandumajujaya.go.id", "", "layanan pencatatan posyandu", "440/1201/Dinkes"}
	tutup := cause{binangun, bonar, siti, "binanguntanggap.go.id", "", "penggabungan layanan tanggap darurat", "555/240/Diskominfotik"}
	alih := cause{wanasari, suparman, dedi, "telagabiru.desa.id", "", "mutasi pejabat lama", "800/119/Kec.TB"}
	cek := pa16{batamPlanning, bayu, true, [][3]string{{"satu-peta-contoh.batam.go.id", "A", "203.0.113.121"}},
		"https://wiki.batam.go.id/satu-peta", "PSE-CONTOH-0121", "-", erlina}
	judi := []string{"https://perpus.lautbiru.desa.id/slot88/", "https://lautbiru.desa.id/gacor.html"}
	csirt := cause{csirtNusa, lalu, priyo, "lautbiru.desa.id", "", "muatan perjudian daring", "300.1/93/CSIRT"}
	return []mailing{
		{key: "live-posyandu", gist: "Registration, complete", service: "registration", domains: []string{pos.Domain}, when: after(0, 20),
			from: "Hendra Gunadi Wibowo <hendra.wibowo@majujayakab.go.id>", via: outlook, subject: "Pendaftaran domain posyandumajujaya.go.id",
			body:  "\nYth. Tim Nama Domain,\n\nMohon pendaftaran nama domain posyandumajujaya.go.id untuk layanan pencatatan posyandu. Dokumen lengkap terlampir.\n\nHendra Gunadi Wibowo\n",
			files: []file{pos.request("Surat Permohonan.pdf", "registration"), pos.basis("Perbup.pdf"), pos.appointment("Penunjukan PND.pdf"), pos.cardPDF("Kartu Pegawai.pdf"), pos.statement("Surat Keterangan.pdf")}},
		{key: "live-dns", gist: "A new record by PA-16", service: "dns-record", domains: []string{"satu-peta-contoh.batam.go.id"}, when: after(0, 50),
			from: "Bayu Anggara Putra <bayu.anggara@batam.go.id>", via: thunderbird, subject: "Perubahan DNS record satu-peta-contoh.batam.go.id",
			body:  "\nMohon perubahan DNS record satu-peta-contoh.batam.go.id sesuai PA-16 terlampir.\n\nBayu\n",
			files: []file{printed("PA-16 satu peta.pdf", reqPA16, cek), wiki("Wiki.pdf", cek.Wiki, "Satu Peta Contoh", "satu-peta-contoh.batam.go.id"), pse("PSE.pdf", "Satu Peta Contoh", cek.PSE)}},
		{key: "live-judi", gist: "Gambling pages, urgent", service: "access-termination", domains: []string{csirt.Domain}, when: after(1, 40),
			from: "Nusabahari-CSIRT <csirt@nusabahariprov.go.id>", via: zimbra, subject: "[TLP:GREEN] Pemutusan akses konten judi lautbiru.desa.id",
			body:  "\nYth. Tim Nama Domain,\n\nTerlampir surat dan daftar URL untuk pemutusan akses lautbiru.desa.id.\n\nNusabahari-CSIRT\n",
			files: []file{csirt.request("Surat Pemutusan Akses.pdf", "access-termination"), csirt.list("Daftar URL.pdf", "Judi daring", judi...)}},
		{key: "live-tutup", gist: "Deactivation without the appointment letter", service: "deactivation", domains: []string{tutup.Domain}, when: after(2, 40),
			from: "Siti Rahmawati <siti.rahmawati@binangunkota.go.id>", via: gmail, subject: "Penonaktifan binanguntanggap.go.id",
			body:  "\nMohon penonaktifan domain binanguntanggap.go.id, surat dan kartu pegawai terlampir.\n\nSiti\n",
			files: []file{tutup.request("surat.pdf", "deactivation"), tutup.cardPDF("karpeg.pdf")}},
		{key: "live-pejabat", gist: "Change of officer", service: "officer-change", domains: []string{alih.Domain}, when: after(4, 0),
			from: "Dedi Kurnia Saputra <dedi.kurnia@wanasarirayakab.go.id>", via: roundcube, subject: "Perubahan pejabat nama domain telagabiru.desa.id",
			body:  "\nTerlampir surat perubahan Pejabat Nama Domain telagabiru.desa.id.\n\nDedi\n",
			files: []file{alih.request("Surat Perubahan PND.pdf", "officer-change")}},
		{key: "live-tanya", gist: "A vague question from a phone", when: after(5, 30), from: "Pak Darmo <darmo.sekdes@mail.go.id>", via: android,
			subject: "tanya", body: "min, kalau mau punya web desa mulainya dari mana ya?\n"},
		{key: "live-perpanjang", gist: "Renewal for five years", service: "renewal", domains: []string{"nusabahariprov.go.id"}, when: after(7, 0),
			from: "I Komang Adi Wirawan <komang.adi@nusabahariprov.go.id>", via: zimbra, subject: "Perpanjangan nusabahariprov.go.id 5 tahun",
			body: "\nYth. Helpdesk,\n\nKami sudah mengajukan perpanjangan nusabahariprov.go.id untuk 5 tahun di aplikasi registrar. Mohon invoice dikirimkan.\n\nI Komang Adi Wirawan\n"},
		{key: "live-kucing", gist: "Spam, marked as bulk", fate: "machine", when: after(9, 0), auth: "none", from: "Promo Kilat <promo@diskon-kilat.example>", via: gmail,
			subject: "Diskon 90% hanya hari ini", headers: "Precedence: bulk\nList-Unsubscribe: <https://diskon-kilat.example/u>\n", body: "\nBelanja sekarang!\n"},
	}
}
