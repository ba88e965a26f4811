package demo

import (
	"strings"
	"time"
)

// cause is what a set of documents is about: who asks what for which name. Its methods make the documents.
type cause struct {
	Head    office
	Signer  official
	Officer official // the Pejabat Nama Domain
	Domain  string
	New     string // the new name, where one is asked for
	Use     string // what the name is for, or why the request is made
	No      string // number of the request letter; others derive from it
}

const closing = "Demikian kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."

func rowsOf(who official) []string {
	rows := []string{"Nama\t" + who.Name}
	if who.NIP != "" {
		rows = append(rows, "NIP\t"+spacedNIP(who.NIP), "Pangkat/Gol.\t"+who.Rank)
	}
	return append(rows, "Jabatan\t"+who.Title, "Pos-el\t"+who.Mail, "")
}

// letter is the request letter for a service.
func (c cause) letter(service string) letter {
	about, paras := c.wording(service)
	l := letter{Head: c.Head, Number: c.No, About: about, To: toRegistrar, Signer: c.Signer, Paras: append(paras, closing)}
	if service == "access-restoration" {
		l.To = []string{"Admin TrustPositif", "u.p. normalisasi@aduankonten.id", "di Jakarta"}
		l.Copies = []string{"1. Tim Nama Domain (Registrar go.id)"}
	}
	return l
}

func (c cause) wording(service string) (about string, paras []string) {
	owner := titled(c.Head.Owner)
	switch service {
	case "registration":
		return "Permohonan Pendaftaran Nama Domain " + c.Domain, append(append([]string{
			"Dalam rangka penyelenggaraan Sistem Pemerintahan Berbasis Elektronik di lingkungan " + owner + ", bersama ini kami mengajukan permohonan pendaftaran nama domain " + c.Domain + " yang akan dipergunakan untuk " + c.Use + ".",
			"Sebagai Pejabat Nama Domain kami menunjuk:"}, rowsOf(c.Officer)...),
			"Sebagai bahan pertimbangan, terlampir kami sampaikan dokumen persyaratan sesuai ketentuan yang berlaku. Kami bersedia mematuhi seluruh ketentuan penggunaan nama domain instansi penyelenggara negara.")
	case "deactivation":
		return "Permohonan Penonaktifan Nama Domain " + c.Domain, []string{
			"Sehubungan dengan " + c.Use + ", bersama ini kami mengajukan permohonan penonaktifan nama domain " + c.Domain + ".",
			"Seluruh data dan layanan pada nama domain tersebut telah kami pindahkan, sehingga nama domain dimaksud tidak dipergunakan lagi. Segala akibat dari penonaktifan menjadi tanggung jawab kami."}
	case "name-change":
		return "Permohonan Perubahan Nama Domain " + c.Domain + " menjadi " + c.New, []string{
			"Sehubungan dengan " + c.Use + ", kami mengajukan permohonan perubahan nama domain sebagai berikut:",
			"Nama domain lama\t" + c.Domain, "Nama domain baru\t" + c.New, "",
			"Kami memohon agar nama domain lama tetap aktif selama masa peralihan, dan dihapus selambat-lambatnya 2 (dua) tahun setelah nama domain baru aktif."}
	case "officer-change":
		return "Permohonan Perubahan Pejabat Nama Domain " + c.Domain, append(append([]string{
			"Sehubungan dengan " + c.Use + ", kami mengajukan permohonan perubahan Pejabat Nama Domain untuk nama domain " + c.Domain + ". Pejabat Nama Domain yang baru adalah:"},
			rowsOf(c.Officer)...), "Yang bersangkutan telah memiliki akun pada aplikasi registrar Domain.go.id.")
	case "transfer":
		return "Permohonan Transfer Nama Domain " + c.Domain, []string{
			"Sehubungan dengan " + c.Use + ", kami mengajukan permohonan transfer nama domain " + c.Domain + " ke registrar umum, dan memohon agar Authcode (EPP code) nama domain tersebut dikirimkan melalui pos-el kepada Pejabat Nama Domain kami:",
			"Nama\t" + c.Officer.Name, "Pos-el\t" + c.Officer.Mail, ""}
	case "access-termination":
		return "Permohonan Pemutusan Akses pada " + c.Domain, []string{
			"Berdasarkan hasil pemantauan kami, pada nama domain " + c.Domain + " ditemukan " + c.Use + ". Daftar URL terlampir.",
			"Kami memohon agar terhadap URL tersebut dilakukan pemutusan akses sesuai ketentuan yang berlaku."}
	case "access-restoration":
		return "Permohonan Pemulihan Akses (Normalisasi) " + c.Domain, []string{
			"Menindaklanjuti pemutusan akses pada nama domain " + c.Domain + ", kami sampaikan bahwa " + c.Use + ". Daftar URL beserta bukti terlampir.",
			"Kami memohon agar akses terhadap URL tersebut dapat dipulihkan."}
	}
	return "Permohonan terkait Subdomain " + c.Domain, []string{
		"Bersama ini kami sampaikan permohonan terkait subdomain " + c.Domain + " untuk " + c.Use + ". Formulir PA-16 dan dokumentasi aplikasi terlampir."}
}

func (c cause) request(name, service string) file { return printed(name, reqLetter, c.letter(service)) }

// basisText is the regulation that founded the agency, service or activity, shortened to one page.
func (c cause) basisText() decree {
	return decree{Head: c.Head, Title: c.regulation() + "\nTENTANG PEMBENTUKAN " + strings.ToUpper(c.founded()), Number: "7 TAHUN 2021",
		Signer: c.Signer, Day: time.Date(2021, 3, 15, 9, 0, 0, 0, wib),
		Paras: []string{
			"Menimbang: a. bahwa untuk melaksanakan ketentuan peraturan perundang-undangan perlu membentuk perangkat yang menyelenggarakan urusan dimaksud; b. bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a perlu menetapkan peraturan ini.",
			"MEMUTUSKAN:", "Pasal 1\tDengan peraturan ini dibentuk " + c.founded() + ".",
			"Pasal 2\tSusunan organisasi dan tata kerja diatur lebih lanjut dengan keputusan.",
			"Pasal 3\tPeraturan ini mulai berlaku pada tanggal ditetapkan."}}
}

// regulation is the kind of instrument by which such an owner founds something.
func (c cause) regulation() string {
	owner := strings.TrimPrefix(c.Head.Owner, "PEMERINTAH ")
	place := owner[strings.IndexByte(owner, ' ')+1:]
	switch {
	case strings.Contains(c.Head.Name, "DESA"):
		return "PERATURAN DAERAH " + owner
	case strings.HasPrefix(owner, "KABUPATEN"):
		return "PERATURAN BUPATI " + place
	case strings.HasPrefix(owner, "KOTA"):
		return "PERATURAN WALI KOTA " + place
	case strings.HasPrefix(owner, "PROVINSI"):
		return "PERATURAN GUBERNUR " + place
	case strings.HasPrefix(owner, "KEMENTERIAN"):
		return "PERATURAN MENTERI " + place
	}
	return "PERATURAN " + owner
}

// founded is what the regulation founded: the service or activity, else the office.
func (c cause) founded() string {
	if strings.HasPrefix(c.Use, "layanan") || strings.HasPrefix(c.Use, "kegiatan") {
		return c.Use
	}
	return titled(c.Head.Name) + " pada " + titled(c.Head.Owner)
}

// titled writes a letterhead's line as running text: PEMERINTAH KOTA becomes Pemerintah Kota.
func titled(line string) string {
	words := strings.Fields(strings.ToLower(line))
	for i, w := range words {
		if w != "dan" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

func (c cause) basis(name string) file { return printed(name, reqBasis, c.basisText()) }

func (c cause) appointmentText() decree {
	name := c.Domain
	if c.New != "" {
		name = c.New
	}
	return decree{Head: c.Head, Title: "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN", Number: "800/" + c.No, Signer: c.Signer,
		Paras: append(append([]string{"Yang bertanda tangan di bawah ini:"}, rowsOf(c.Signer)...),
			append(append([]string{"dengan ini menunjuk:"}, rowsOf(c.Officer)...),
				"sebagai Pejabat Nama Domain untuk pengelolaan nama domain "+name+", dengan tugas melakukan pendaftaran, pengelolaan dan pengamanan nama domain tersebut sesuai ketentuan peraturan perundang-undangan.",
				"Demikian surat penunjukan ini dibuat untuk dipergunakan sebagaimana mestinya.")...)}
}

func (c cause) appointment(name string) file {
	return printed(name, reqAppointment, c.appointmentText())
}

func (c cause) statement(name string) file {
	return printed(name, reqStatement, decree{Head: c.Head, Title: "SURAT KETERANGAN", Number: "470/" + c.No, Signer: c.Signer,
		Paras: []string{"Yang bertanda tangan di bawah ini menerangkan bahwa nama domain " + c.Domain + " dipergunakan untuk " + c.Use + ", yang diselenggarakan oleh " + titled(c.Head.Name) + " " + titled(c.Head.Owner) + " dan bersifat layanan publik.",
			"Surat keterangan ini dibuat sebagai kelengkapan pendaftaran nama domain layanan/kegiatan."}})
}

func (c cause) card() staffCard { return staffCard{c.Head, c.Officer} }

func (c cause) cardPDF(name string) file { return printed(name, reqCard, c.card()) }

func (c cause) cardScan(name string) file { return printed(name, reqCard, cardScan{c.card()}) }

// cardJPG is the card as a picture. The standard wants PDF, so it is a fault to point out.
func (c cause) cardJPG(name string) file { return picture(name, reqCard, c.card().jpeg) }

// list is a PDF with URLs.
func (c cause) list(name, note string, list ...string) file {
	return printed(name, reqURLs, urls{c.Head, "DAFTAR URL/SUBDOMAIN " + strings.ToUpper(c.Domain), list, note})
}

// clean is the evidence that URLs hold nothing bad any more.
func (c cause) clean(name string, list ...string) file {
	rows := []string{"Pemeriksaan ulang dilakukan oleh " + titled(c.Head.Name) + ". Setiap URL menjawab 404 atau 410 dan tidak memuat konten negatif."}
	for _, u := range list {
		rows = append(rows, u+"\tHTTP 410, bersih")
	}
	return printed(name, reqClean, page{"Bukti pembersihan " + c.Domain, "BUKTI KONTEN TELAH BERSIH", rows})
}

// wiki is the page of the city's wiki that documents an application.
func wiki(name, address, app, host string) file {
	return printed(name, reqApp, page{address, "Dokumentasi Aplikasi " + app, []string{
		"Nama aplikasi\t" + app, "Subdomain\t" + host, "Bahasa / kerangka kerja\tPHP 8.3, Laravel 11", "Basis data\tPostgreSQL 16",
		"Kategori data\tTerbatas, tanpa data pribadi spesifik", "Pengelola\tBidang Data dan Informasi",
		"Riwayat perubahan: halaman diperbarui setelah uji fungsi dan uji keamanan dasar."}})
}

// pse is the page of the register of electronic systems.
func pse(name, app, number string) file {
	return printed(name, reqApp, page{"https://pse.layanan-contoh.go.id/sistem/" + number, "Pendataan Sistem Elektronik (PSE)", []string{
		"Nomor pendataan\t" + number, "Nama sistem elektronik\t" + app, "Kategori\tRendah", "Status\tTerdata"}})
}

// paid is the receipt of a bank transfer to the registry.
func paid(domain, amount string) page {
	return page{"Bank Contoh Daerah", "Bukti Transfer Berhasil", []string{
		"Penerima\tPANDI (rekening contoh)", "Berita\tPembayaran " + domain, "Nominal\t" + amount, "Referensi\tCTH" + strings.ToUpper(short(strings.ReplaceAll(domain, ".", ""), 10))}}
}

func paidPDF(name, domain, amount string) file {
	return printed(name, reqPayment, paid(domain, amount))
}

func paidJPG(name, domain, amount string) file {
	return file{name: name, typ: "image/jpeg", req: reqPayment, make: func(d time.Time) []byte { return paid(domain, amount).jpeg(d) }}
}
