package domain

import (
	"slices"
	"testing"
)

type sample struct {
	want, subject, body string
	files, texts        []string
}

var samples = []sample{
	// registration
	{want: "registration", subject: "Permohonan Pendaftaran Nama Domain contohkab.go.id", body: "Yth. Pengelola Nama Domain\nBersama ini kami sampaikan permohonan pendaftaran nama domain contohkab.go.id. Terlampir surat permohonan, Perda pembentukan, surat penunjukan pejabat nama domain dan kartu pegawai."},
	{want: "registration", subject: "domain desa maju jaya", body: "selamat pagi admin, kami dari desa maju jaya ingin daftar domain baru majujaya.desa.id untuk website desa. mohon arahannya", files: []string{"surat permohonan domain.pdf", "perdes.pdf", "karpeg sekdes.pdf"}},
	{want: "registration", subject: "Pengajuan Domain Baru", body: "Mohon bantuannya untuk pengajuan domain dinkes-contoh.go.id, berkas terlampir."},
	{want: "registration", subject: "Request for a new domain", body: "We would like to register a domain name for our national event, contohexpo.go.id. Letters attached."},
	{want: "registration", subject: "Pembuatan domain go.id", body: "kami mohon dibuatkan, nama domain yang diajukan: contohkota.go.id", texts: []string{"Perihal: Permohonan Pendaftaran Nama Domain"}},
	{want: "registration", subject: "Re: Perbaikan dokumen pendaftaran domain sukamaju.desa.id", body: "Berikut kami kirim ulang surat permohonan yang sudah ditandatangani. Terima kasih"},
	{want: "registration", subject: "permohonan", body: "Dengan hormat, sehubungan dengan kebutuhan website resmi, kami bermaksud mendaftarkan nama domain bappedacontoh.go.id."},
	// deactivation
	{want: "deactivation", subject: "Permohonan Penonaktifan Nama Domain", body: "Dengan ini kami mohon agar nama domain lama-contoh.go.id dinonaktifkan karena sudah tidak digunakan lagi."},
	{want: "deactivation", subject: "non aktif domain", body: "mohon domain pilkadacontoh.go.id di nonaktifkan ya min, sudah tidak dipakai"},
	{want: "deactivation", subject: "Penutupan domain contohevent.go.id", body: "Kegiatan sudah selesai sehingga domain tidak digunakan lagi. Surat permohonan, SK dan karpeg terlampir."},
	{want: "deactivation", subject: "Hapus domain", body: "mohon bantuan hapus domain desalama.desa.id karena desa kami sudah digabung"},
	{want: "deactivation", subject: "Deactivation of contohfest.go.id", body: "Please deactivate the domain, our event is over."},
	// renewal
	{want: "renewal", subject: "Perpanjangan Domain contohkab.go.id", body: "Mohon dikirimkan invoice perpanjangan nama domain contohkab.go.id untuk 2 tahun."},
	{want: "renewal", subject: "domain mau expired", body: "min domain kami contohkota.go.id akan berakhir tgl 30, gimana cara memperpanjang?"},
	{want: "renewal", subject: "Bukti transfer perpanjangan domain majujaya.desa.id", body: "Berikut bukti transfer biaya perpanjangan. Mohon segera diproses.", files: []string{"bukti tf.jpg"}},
	{want: "renewal", subject: "Renewal invoice", body: "Dear team, we have not received the invoice to renew contohprov.go.id which expires next month."},
	{want: "renewal", subject: "Konfirmasi pembayaran", body: "Kami sudah melakukan pembayaran perpanjangan domain dinsoscontoh.go.id ke rekening PANDI, namun masa aktif belum bertambah."},
	{want: "renewal", subject: "Mohon diperpanjang", body: "Domain kami sukasari.desa.id kadaluarsa minggu ini mohon diperpanjang, website tidak bisa diakses."},
	// name-change
	{want: "name-change", subject: "Permohonan Perubahan Nama Domain", body: "Sehubungan dengan perubahan nomenklatur dinas, kami mohon perubahan nama domain dari dishubcontoh.go.id menjadi perhubungancontoh.go.id."},
	{want: "name-change", subject: "ganti nama domain desa", body: "kami mau ganti nama domain dari sukamaju1.desa.id menjadi sukamaju-contoh.desa.id bagaimana prosedurnya"},
	{want: "name-change", subject: "Pergantian Nama Domain Instansi", body: "Domain lama contohlama.go.id mohon diganti menjadi contohbaru.go.id. Domain lama nantinya dihapus."},
	{want: "name-change", subject: "Domain name change", body: "We want to change our domain name because the ministry was reorganised."},
	{want: "name-change", subject: "Perubahan domain", body: "Mohon domain kami diubah menjadi contohbaru.go.id, pejabat nama domain tetap sama."},
	// officer-change
	{want: "officer-change", subject: "Permohonan Perubahan Pejabat Nama Domain contohkab.go.id", body: "Karena pejabat lama dimutasi, mohon perubahan Pejabat Nama Domain kepada Sdr. Budi."},
	{want: "officer-change", subject: "ganti PND", body: "mohon info cara pergantian PND domain kami karena yang lama sudah pensiun"},
	{want: "officer-change", subject: "Pergantian admin domain", body: "PIC lama pindah tugas, akun tidak bisa dibuka. Kami ingin ganti admin domain contohkota.go.id ke akun saya."},
	{want: "officer-change", subject: "Penggantian Pejabat Pengelola Nama Domain", body: "Terlampir surat permohonan perubahan pejabat nama domain untuk perubahan nama domain pejabat baru.", files: []string{"Surat Perubahan PND.pdf"}},
	{want: "officer-change", subject: "Change of domain name officer", body: "The former officer retired. Please change the contact person."},
	// transfer
	{want: "transfer", subject: "Permohonan Transfer Nama Domain pesonacontoh.id", body: "Kami mohon Authcode untuk memindahkan domain ke registrar umum."},
	{want: "transfer", subject: "minta auth code", body: "mohon dikirim kode EPP domain wisatacontoh.id untuk pindah registrar"},
	{want: "transfer", subject: "Pemindahan domain", body: "Domain contohtravel.id akan dipindahkan ke registrar lain, surat permohonan terlampir", files: []string{"surat transfer domain.pdf", "karpeg.pdf"}},
	{want: "transfer", subject: "Domain transfer out", body: "Please send the EPP code of contohvisit.id."},
	// access-termination
	{want: "access-termination", subject: "Permohonan Pemutusan Akses URL Judi Online", body: "Ditemukan subdomain yang disusupi konten judi online, mohon pemutusan akses. Daftar URL terlampir.\nhxxps://pkk[.]contohkab[.]go[.]id/slot-gacor"},
	{want: "access-termination", subject: "LAPORAN: situs desa disusupi slot gacor", body: "Mohon ditindaklanjuti, situs sukasari.desa.id/slot berisi judol dan tidak ditanggapi pemilik. Agar diblokir."},
	{want: "access-termination", subject: "URGENT takedown", body: "Domain lama kami diretas dan menampilkan konten negatif, mohon takedown secepatnya", files: []string{"daftar url.pdf"}},
	{want: "access-termination", subject: "Pemblokiran situs pemerintah terindikasi phishing", body: "Kami CSIRT Provinsi Contoh menyampaikan daftar URL phishing pada go.id untuk diblokir."},
	{want: "access-termination", subject: "Gambling content on go.id", body: "We found gambling pages, please block access to the URLs in the list."},
	// access-restoration
	{want: "access-restoration", subject: "Permohonan Pemulihan Akses / Normalisasi", body: "Subdomain kami yang diputus karena konten judi online telah dibersihkan. Mohon normalisasi. Bukti terlampir."},
	{want: "access-restoration", subject: "buka blokir website", body: "website desa kami keblokir internet positif karena slot, sekarang sudah bersih, mohon dibuka kembali"},
	{want: "access-restoration", subject: "Pencabutan suspend domain contohkab.go.id", body: "Konten negatif sudah kami bersihkan, mohon suspend dicabut dan domain diaktifkan kembali."},
	{want: "access-restoration", subject: "Normalisasi URL", body: "Mohon dinormalisasi URL terlampir yang masuk TrustPositif", files: []string{"bukti bersih.pdf", "daftar url.pdf"}},
	{want: "access-restoration", subject: "Unblock request", body: "The gambling content is gone. Please restore access to our site."},
	// subdomain
	{want: "subdomain", subject: "Permohonan Pembuatan Subdomain antrean.batam.go.id", body: "Bersama ini disampaikan Formulir PA-16 dan dokumentasi aplikasi.", files: []string{"PA-16 antrean.pdf"}},
	{want: "subdomain", subject: "minta subdomain", body: "mohon dibuatkan subdomain sipadu.batam.go.id A 192.0.2.10, form PA-16 terlampir"},
	{want: "subdomain", subject: "Nota Dinas: Penerbitan Sub Domain Aplikasi E-Arsip", body: "Kepada Kepala Dinas Kominfo, mohon penerbitan sub domain earsip.batam.go.id."},
	{want: "subdomain", subject: "Formulir PA16", body: "Terlampir PA-16 untuk subdomain baru aplikasi perpustakaan.", files: []string{"pa16.pdf"}, texts: []string{"PERMOHONAN PERUBAHAN DATA DNS RECORD I. PENANGGUNG JAWAB Nama NIP II. DNS RECORD Host Tipe Value"}},
	// dns-record
	{want: "dns-record", subject: "Permohonan Perubahan DNS Record", body: "Mohon perubahan record A simpeg.batam.go.id dari 192.0.2.1 ke 192.0.2.99. PA-16 terlampir.", files: []string{"PA-16.pdf"}},
	{want: "dns-record", subject: "ganti ip subdomain", body: "server pindah, mohon pointing sipadu.batam.go.id diarahkan ke IP baru 198.51.100.7"},
	{want: "dns-record", subject: "Penambahan TXT record SPF", body: "mohon ditambahkan record TXT SPF dan DKIM untuk mail.batam.go.id"},
	{want: "dns-record", subject: "Update DNS", body: "Dear admin, please change the DNS A record of eplan.batam.go.id, form attached."},
	// subdomain-renewal
	{want: "subdomain-renewal", subject: "Daftar Ulang Subdomain Tahun 2027", body: "Menindaklanjuti masa berlaku subdomain sampai 31 Desember, kami mendaftarkan ulang subdomain simpeg.batam.go.id."},
	{want: "subdomain-renewal", subject: "perpanjangan subdomain", body: "mohon perpanjang subdomain sipadu.batam.go.id untuk tahun depan, PA-16 terlampir"},
	{want: "subdomain-renewal", subject: "Pendaftaran ulang", body: "Berikut PA-16 untuk pendaftaran ulang sub domain earsip.batam.go.id sebelum masa tenggang habis.", files: []string{"PA-16.pdf"}},
	{want: "subdomain-renewal", subject: "Perpanjangan masa berlaku sub domain dinas", body: "subdomain perpus.batam.go.id mohon diperpanjang"},
	// written later, to see how the vocabulary does on what it was not made for
	{want: "registration", subject: "Usulan nama domain Badan Riset Daerah Contoh", body: "Yth. Direktur, sehubungan dengan terbentuknya Badan Riset Daerah, kami mengusulkan nama domain brida-contoh.go.id untuk dapat didaftarkan. Dokumen kelengkapan kami lampirkan."},
	{want: "registration", subject: "Mohon persetujuan domain", body: "Kami sudah input di aplikasi domain.go.id untuk pendaftaran sukamulya.desa.id dan upload dokumen, mohon diverifikasi."},
	{want: "registration", subject: "domain desa", body: "ass. pak kami operator desa mau punya website, caranya daftar desa.id gimana? ini surat nya"},
	{want: "registration", subject: "Kelengkapan berkas", body: "Menyusul kekurangan berkas pendaftaran nama domain kami, terlampir SK pembentukan dan kartu pegawai."},
	{want: "deactivation", subject: "Permohonan penghentian domain", body: "OPD kami telah dilebur, domain bplcontoh.go.id mohon dihentikan dan dihapus."},
	{want: "deactivation", subject: "Surat Permohonan Non-Aktif Domain", body: "Berikut surat permohonan non-aktif domain beserta SK pejabat dan karpeg."},
	{want: "deactivation", subject: "Fwd: penghapusan nama domain lama", body: "Mohon menonaktifkan domain ppid-contoh.go.id, layanan telah pindah ke subdomain."},
	{want: "renewal", subject: "Tagihan domain 2027", body: "Selamat siang, kami belum menerima tagihan untuk perpanjangan domain kami."},
	{want: "renewal", subject: "Perpanjangan a.n. Diskominfo Contoh", body: "Sudah kami transfer Rp 55.500 ke rekening PANDI. Mohon dicek."},
	{want: "renewal", subject: "DOMAIN EXPIRED", body: "pak tolong domain kami expired, kami mau bayar"},
	{want: "name-change", subject: "Usulan perubahan nama domain dinas", body: "Dinas kami berganti nama sehingga domain perlu disesuaikan dari dpu.contoh.go.id"},
	{want: "name-change", subject: "Permohonan penyesuaian nama domain", body: "Sesuai perubahan nomenklatur, domain contoh-lama.go.id agar diganti menjadi contoh-baru.go.id"},
	{want: "officer-change", subject: "Pejabat Nama Domain yang baru", body: "Dengan ini kami sampaikan bahwa pejabat nama domain kami yang lama Sdr. Ali diganti oleh Sdri. Ani."},
	{want: "officer-change", subject: "Perubahan data PIC nama domain", body: "PIC sebelumnya sudah mutasi ke dinas lain, mohon dialihkan ke akun saya."},
	{want: "officer-change", subject: "Permohonan pengalihan akun pengelola domain", body: "akun lama milik pejabat yang sudah pensiun, mohon diganti ke pejabat baru"},
	{want: "transfer", subject: "Permintaan Authcode", body: "Bersama ini dimohon authcode untuk contohevent.id"},
	{want: "transfer", subject: "Pindah registrar domain .id", body: "Domain contohbudaya.id akan kami pindahkan ke penyedia swasta, mohon kodenya."},
	{want: "access-termination", subject: "Temuan konten perjudian pada subdomain", body: "Tim CSIRT menemukan sisipan konten perjudian pada beberapa subdomain. Mohon tindak lanjut pemutusan aksesnya."},
	{want: "access-termination", subject: "Laporan web desa kena hack", body: "web sukasari.desa.id kena hack isinya slot semua, tolong diblokir dulu"},
	{want: "access-termination", subject: "Permohonan Penutupan Akses URL", body: "Mohon penutupan akses URL berikut karena memuat konten judi: hxxp://a[.]contoh[.]go[.]id/gacor"},
	{want: "access-restoration", subject: "Permohonan buka akses website", body: "website kami diblokir, kami telah membersihkan seluruh konten judi. Mohon dapat dibuka blokirnya."},
	{want: "access-restoration", subject: "Mohon normalkan kembali", body: "subdomain yang terkena pemutusan akses sudah kami perbaiki, mohon dinormalkan kembali"},
	{want: "access-restoration", subject: "Surat permohonan normalisasi domain", body: "terlampir"},
	{want: "subdomain", subject: "Permohonan Sub-domain", body: "Mohon dapat diterbitkan sub-domain esakip.batam.go.id untuk aplikasi E-SAKIP. Terlampir Form PA-16."},
	{want: "subdomain", subject: "Nota Dinas Permintaan Subdomain Aplikasi SIPENDUDUK", body: "terlampir nota dinas dan formulir"},
	{want: "dns-record", subject: "Perubahan IP server aplikasi", body: "Mohon record sipadu.batam.go.id diubah ke 198.51.100.20"},
	{want: "dns-record", subject: "PA-16 perubahan record", body: "Mohon perubahan CNAME www ke server baru"},
	{want: "dns-record", subject: "Tambah record", body: "tolong tambah MX record untuk mail.batam.go.id sesuai form"},
	{want: "subdomain-renewal", subject: "Registrasi ulang subdomain dinas", body: "berikut daftar subdomain yang masih digunakan untuk tahun 2027"},
	{want: "subdomain-renewal", subject: "Re: Pengingat masa berlaku subdomain", body: "Subdomain kami masih digunakan, mohon diperpanjang sampai tahun depan."},
	{want: "registration", subject: "Surat Permohonan Domain RSUD Contoh", body: "Bersama surat ini RSUD Contoh memohon nama domain rsudcontoh.go.id untuk keperluan layanan publik. Lampiran: perbup, SK PND, kartu pegawai, surat keterangan."},
	{want: "registration", subject: "status pengajuan", body: "bagaimana status pengajuan domain baru kami karangsari.desa.id yg kemarin direvisi?"},
	{want: "registration", subject: "Pendaftaran .desa.id", body: "Kecamatan Contoh mendaftarkan 5 desa untuk memperoleh domain desa.id"},
	{want: "deactivation", subject: "Permintaan tutup website dan domain", body: "aplikasi lomba2024contoh.go.id sudah selesai, domainnya ditutup saja"},
	{want: "deactivation", subject: "SURAT PENONAKTIFAN", body: "terlampir surat kepala dinas"},
	{want: "renewal", subject: "Cara bayar perpanjangan", body: "invoice sudah terima, pembayaran kemana ya min?"},
	{want: "renewal", subject: "Domain contohkab.go.id jatuh tempo", body: "Mohon diterbitkan invoice tahun 2027, akun kami diskominfo_contoh"},
	{want: "name-change", subject: "Penggantian alamat website desa", body: "desa kami ganti nama, jadi domain mau diganti dari lama.desa.id jadi baru.desa.id"},
	{want: "name-change", subject: "Perubahan Nama Domain Sekretariat DPRD", body: "Semula setwancontoh.go.id menjadi dprd-contoh.go.id sesuai surat."},
	{want: "officer-change", subject: "Update Pejabat Nama Domain", body: "Kepala dinas sudah berganti, mohon ubah pejabat nama domain ke nama baru"},
	{want: "officer-change", subject: "Surat permohonan perubahan PND", body: "mohon diproses, akun baru sudah dibuat dengan username kominfo2"},
	{want: "transfer", subject: "Permohonan pemindahan pengelolaan domain contohtv.id", body: "ke registrar umum, mohon kode otentikasi (authcode) dikirim ke email ini"},
	{want: "transfer", subject: "EPP", body: "minta epp code domain kami"},
	{want: "access-termination", subject: "Aduan konten", body: "terdapat iklan judi online di subdomain siswa.contohkab.go.id/togel, mohon diputus"},
	{want: "access-termination", subject: "Permintaan suspend domain desa", body: "domain desa berikut berisi slot online dan pengelola tidak merespons, mohon disuspend"},
	{want: "access-restoration", subject: "Website tidak bisa dibuka di Indihome", body: "sepertinya kena internet positif gara2 judi, sudah kami bersihkan. mohon dibuka lagi"},
	{want: "access-restoration", subject: "Permohonan Pencabutan Pemblokiran", body: "Kami menyatakan seluruh URL telah bersih dari konten negatif"},
	{want: "subdomain", subject: "Permohonan Sub Domain Dinas Kesehatan", body: "ehealth.batam.go.id, lampiran PA-16 dan dokumentasi wiki"},
	{want: "dns-record", subject: "Permohonan Perubahan Data DNS", body: "pindah ke reverse proxy, A record diganti 203.0.113.9"},
	{want: "subdomain-renewal", subject: "Daftar ulang 2027", body: "subdomain ekinerja masih aktif digunakan"},
}

// A vague mail must not look certain.
var vague = []sample{
	{subject: "Mohon bantuan", body: "Selamat pagi, mohon bantuannya terkait domain kami. Terima kasih."},
	{subject: "website tidak bisa diakses", body: "website kami contohkab.go.id error sejak kemarin"},
	{subject: "", body: ""},
	{subject: "Undangan rapat koordinasi", body: "Dengan hormat, kami mengundang Bapak/Ibu pada rapat koordinasi SPBE."},
	{subject: "Tanya", body: "apakah ada biaya untuk domain?"},
	{subject: "Lupa password", body: "saya lupa password akun domain.go.id mohon direset"},
	{subject: "Terima kasih", body: "Baik, terima kasih atas informasinya."},
	{subject: "Domain", body: "mohon info perubahan domain atau penonaktifan domain, kami belum tahu mana yang perlu"},
	{subject: "Penawaran jasa SEO", body: "Kami menawarkan jasa pembuatan website dan backlink berkualitas."},
}

// sure is the confidence from which on the desk may take a guess as it is.
const sure = 0.5

func TestGuess(t *testing.T) {
	c := catalogue(t)
	right, seen := 0, map[string]bool{}
	for _, s := range samples {
		seen[s.want] = true
		g := c.Guess(GuessInput{Subject: s.subject, Body: s.body, Attachments: s.files, AttachmentText: s.texts})
		if len(g) > 0 && g[0].Service == s.want && g[0].Confidence >= sure {
			right++
			continue
		}
		t.Logf("%q: want %s, got %+v", s.subject, s.want, g[:min(2, len(g))])
	}
	if len(seen) != len(c.Services) {
		t.Errorf("samples cover %d of %d services", len(seen), len(c.Services))
	}
	if share := float64(right) / float64(len(samples)); share < 0.95 {
		t.Errorf("%d of %d right (%.0f%%)", right, len(samples), 100*share)
	}
}

func TestGuessVague(t *testing.T) {
	c := catalogue(t)
	for _, s := range vague {
		g := c.Guess(GuessInput{Subject: s.subject, Body: s.body})
		if len(g) > 0 && g[0].Confidence >= sure {
			t.Errorf("%q looks certain: %+v", s.subject, g[:min(2, len(g))])
		}
	}
}

func TestGuessIsBounded(t *testing.T) {
	c := catalogue(t)
	g := c.Guess(GuessInput{Subject: "penonaktifan domain", Attachments: make([]string, 500), AttachmentText: make([]string, 500)})
	if len(g) == 0 || g[0].Service != "deactivation" || len(g[0].Reasons) == 0 || len(g[0].Reasons) > 8 {
		t.Errorf("%+v", g)
	}
	if g[0].Confidence < 0 || g[0].Confidence > 1 {
		t.Error(g[0].Confidence)
	}
}

func TestMatchRequirement(t *testing.T) {
	c := catalogue(t)
	reg, _ := c.Service("registration")
	rest, _ := c.Service("access-restoration")
	sub, _ := c.Service("subdomain")
	for _, tc := range []struct {
		reqs             []string
		file, text, want string
	}{
		{reg.RequirementIDs(), "surat permohonan.pdf", "", "request-letter"},
		{reg.RequirementIDs(), "scan0001.pdf", "PEMERINTAH KABUPATEN CONTOH Nomor: 1/2 Perihal: Permohonan Pendaftaran Nama Domain Kepada Yth", "request-letter"},
		{reg.RequirementIDs(), "scan0002.pdf", "PERATURAN DAERAH KABUPATEN CONTOH NOMOR 5 TAHUN 2016 TENTANG PEMBENTUKAN DAN SUSUNAN PERANGKAT DAERAH Menimbang", "establishment-basis"},
		{reg.RequirementIDs(), "Perda No 5 2016.pdf", "", "establishment-basis"},
		{reg.RequirementIDs(), "lampiran.pdf", "SURAT PENUNJUKAN Nomor 1 Dengan ini menunjuk Budi sebagai Pejabat Nama Domain", "officer-appointment"},
		{reg.RequirementIDs(), "surat permohonan.pdf", "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN menunjuk nama sebagai Pejabat Nama Domain", "officer-appointment"},
		{reg.RequirementIDs(), "SK_PND.pdf", "", "officer-appointment"},
		{reg.RequirementIDs(), "KARPEG budi.pdf", "", "staff-card"},
		{reg.RequirementIDs(), "IMG_2044.pdf", "BADAN KEPEGAWAIAN NEGARA KARTU PEGAWAI NEGERI SIPIL", "staff-card"},
		{reg.RequirementIDs(), "suket kegiatan.pdf", "", "statement-letter"},
		{reg.RequirementIDs(), "foto liburan.jpg", "", ""},
		{rest.RequirementIDs(), "daftar-url.pdf", "No URL\n1 http://a.contoh.go.id/x", "url-list"},
		{rest.RequirementIDs(), "bukti.pdf", "Tangkapan layar situs telah bersih", "clean-evidence"},
		{rest.RequirementIDs(), "screenshot 1.pdf", "", "clean-evidence"},
		{sub.RequirementIDs(), "form.pdf", "PERMOHONAN PERUBAHAN DATA DNS RECORD I. PENANGGUNG JAWAB II. DNS RECORD Host Tipe Value/Point to III. LAMPIRAN Dokumentasi aplikasi sudah diperbarui di Halaman Wiki", "pa16"},
		{sub.RequirementIDs(), "PA-16_antrean.pdf", "", "pa16"},
		{sub.RequirementIDs(), "Dokumentasi Aplikasi Antrean.pdf", "", "app-documentation"},
	} {
		id, score, reason := c.MatchRequirement(tc.reqs, tc.file, tc.text)
		if id != tc.want || (id != "") != (score > 0) || (id != "") != (reason != "") {
			t.Errorf("%s: %q %.2f %s, want %q", tc.file, id, score, reason, tc.want)
		}
	}
}

func TestPattern(t *testing.T) {
	wants := map[string]bool{
		"pa 16": true, "pa-16": true, "ganti nama": true, "ganti pejabat": false, "ganti .. pejabat": true,
		"perpanjang*": true, "perpanjang": false, "perpanjangan domain": true, "mohon .. lama": false, "": false, "..": false, "*": false,
	}
	var list []Signal
	for phrase := range wants {
		list = append(list, Signal{Phrase: phrase})
	}
	signals := compileSignals(list)
	v := newVocabulary(newLexicon(nil, signals), "Mohon PA-16 ganti-nama pejabat yang lama di perpan\u200bjangan domain")
	for _, s := range signals {
		if _, _, got := v.find(s.pattern, nil); got != wants[s.Phrase] {
			t.Errorf("%q = %v", s.Phrase, got)
		}
	}
}

func BenchmarkGuess(b *testing.B) {
	c := catalogue(b)
	in := GuessInput{Subject: samples[0].subject, Body: samples[0].body, Attachments: []string{"surat.pdf"}, AttachmentText: slices.Repeat([]string{samples[0].body}, 4)}
	for b.Loop() {
		c.Guess(in)
	}
}
