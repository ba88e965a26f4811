package paper

import (
	"strings"
	"time"

	"loket/ticket/document/reading"
)

var addressees = [][]string{
	{"Direktur Layanan Aplikasi Informatika Pemerintahan", "u.p. Tim Nama Domain"},
	{"Direktur Jenderal Aplikasi Informatika", "Kementerian Komunikasi dan Informatika"},
	{"Kepala Dinas Komunikasi dan Informatika", "Kota Batam"},
	{"Registrar Nama Domain Pemerintah"},
}

var subjects = []string{
	"Permohonan Pendaftaran Nama Domain %",
	"Permohonan Penonaktifan Nama Domain %",
	"Permohonan Perubahan Pejabat Nama Domain % di Lingkungan Pemerintah Daerah",
	"Pendaftaran Nama Domain %",
	"Permohonan Transfer Nama Domain % dan Penyerahan Authcode",
}

// desk is who writes in one sample.
type desk struct {
	o             office
	chief, worker person
	name          string // domain asked for
	at            time.Time
}

// request is a surat permohonan in one of several layouts.
func (p *pen) request(d desk) {
	p.letterhead(d.o)
	date := p.date(d.at)
	number := p.number(strings.ToUpper(d.o.name[:3])+"KOM", d.at)
	subject := strings.ReplaceAll(pick(p.r, subjects), "%", d.name)
	p.note(reading.Subject, subject)
	to := addressees[p.r.IntN(len(addressees))]
	p.note(reading.Addressee, strings.Join(to, ", "))
	layout, foot := p.r.IntN(4), ""
	label := pick(p.r, []string{"Hal", "Perihal"})
	switch layout {
	case 0: // date at the right of the number, addressee below
		p.c.text(135, p.y, p.size, false, d.o.place+", "+date)
		p.refs(number, label, subject, 75)
		p.y += 4
		p.addressee(25, to, "Yth. ")
	case 1: // date above, addressee at the right, beside the references
		p.line(125, false, d.o.place+", "+date)
		p.y += 2
		top := p.y
		p.refs(number, label, subject, 68)
		low := p.y
		p.y = top
		p.addressee(125, to, "Kepada\nYth. ")
		p.y = max(p.y, low) + 4
	case 2: // date at the signature
		p.refs(number, label, subject, 90)
		p.y += 4
		p.addressee(25, to, "Kepada Yth.\n")
		foot = d.o.place + ", " + date
	case 3: // title in the middle
		p.centred(13, true, "SURAT PERMOHONAN")
		p.y += 1
		p.centred(11, false, "Nomor: "+number)
		p.y += 3
		p.row(25, 20, label, subject, 120)
		p.y += 3
		p.addressee(25, to, "Kepada Yth. ")
		foot = d.o.place + ", " + date
	}
	mail := strings.ToLower(strings.Fields(d.worker.name)[0]) + "@" + d.o.domain
	p.y += 4
	p.para(25, 165, "Dengan hormat, sehubungan dengan Peraturan Bupati Nomor 5 Tahun 2020 tentang SPBE tanggal 3 Januari 2020, bersama ini kami mengajukan permohonan atas nama domain "+d.name+" untuk "+d.o.name+" dengan pejabat sebagai berikut:")
	p.person(d.worker)
	p.para(25, 165, "Untuk koordinasi dapat menghubungi nomor 0812-3456-78"+d.worker.nip[6:8]+" atau surel "+mail+".")
	p.para(25, 165, "Demikian permohonan ini kami sampaikan, atas perhatian Saudara diucapkan terima kasih.")
	p.note(reading.Domain, d.name)
	p.note(reading.Email, mail)
	p.note(reading.Phone, "081234567"+"8"+d.worker.nip[6:8])
	p.signature(d.o, d.chief, "Kepala "+d.o.name, foot, nil)
}

func (p *pen) refs(number, label, subject string, width float64) {
	p.row(25, 20, "Nomor", number, width)
	p.row(25, 20, "Sifat", "Segera", width)
	p.row(25, 20, "Lampiran", "1 (satu) berkas", width)
	p.row(25, 20, label, subject, width)
}

func (p *pen) addressee(x float64, to []string, lead string) {
	lines := strings.Split(lead+strings.Join(to, "\n")+"\ndi Jakarta", "\n")
	for _, l := range lines {
		for _, w := range p.wrap(l, 190-x) {
			p.line(x, false, w)
		}
	}
}

// appointment is a surat penunjukan or surat tugas.
func (p *pen) appointment(d desk) {
	p.letterhead(d.o)
	p.centred(13, true, pick(p.r, []string{"SURAT PENUNJUKAN", "SURAT TUGAS", "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN"}))
	p.y += 1
	p.centred(11, false, "Nomor : "+p.number("SDM", d.at))
	p.y += 5
	p.para(25, 165, "Yang bertanda tangan di bawah ini, Kepala "+d.o.name+", menunjuk:")
	p.person(d.worker)
	p.para(25, 165, "sebagai Pejabat Nama Domain yang mengelola nama domain "+d.name+" sejak tanggal ditetapkan.")
	p.para(25, 165, "Demikian surat ini dibuat untuk dilaksanakan sebagaimana mestinya.")
	p.note(reading.Domain, d.name)
	place := d.o.place + ", " + p.date(d.at)
	if p.r.IntN(2) == 0 {
		p.y += 4
		p.line(112, false, "Ditetapkan di "+d.o.place)
		place = "pada tanggal " + longDate(d.at)
	}
	var beside *person
	if p.r.IntN(2) == 0 {
		beside = &d.worker
	}
	p.signature(d.o, d.chief, "Kepala "+d.o.name, place, beside)
}

// statement is a surat keterangan.
func (p *pen) statement(d desk) {
	p.letterhead(d.o)
	p.centred(13, true, "SURAT KETERANGAN")
	p.y += 1
	p.centred(11, false, "Nomor: "+p.number("UM", d.at))
	p.y += 5
	p.para(25, 165, "Yang bertanda tangan di bawah ini menerangkan bahwa nama domain "+d.name+" digunakan untuk layanan publik "+d.o.name+".")
	p.para(25, 165, "Demikian surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.")
	p.note(reading.Domain, d.name)
	p.signature(d.o, d.chief, "Kepala "+d.o.name, d.o.place+", "+p.date(d.at), nil)
}

// decree is the first page of a peraturan.
func (p *pen) decree(d desk) {
	p.y = 25
	region := strings.TrimPrefix(d.o.owner, "PEMERINTAH ")
	region = strings.TrimPrefix(strings.TrimPrefix(region, "KABUPATEN "), "KOTA ")
	p.centred(13, true, "PERATURAN BUPATI "+region)
	p.centred(12, true, "NOMOR 14 TAHUN 2021")
	p.centred(12, false, "TENTANG")
	p.centred(12, true, "KEDUDUKAN DAN SUSUNAN ORGANISASI")
	p.centred(12, true, strings.ToUpper(d.o.name))
	p.y += 8
	p.note(reading.Number, "14 TAHUN 2021")
	p.note(reading.Subject, "KEDUDUKAN DAN SUSUNAN ORGANISASI "+strings.ToUpper(d.o.name))
	p.row(25, 26, "Menimbang", "a. bahwa untuk melaksanakan ketentuan Pasal 4 Peraturan Daerah Nomor 9 Tahun 2016 tentang Perangkat Daerah perlu menetapkan Peraturan Bupati;", 130)
	p.row(25, 26, "Mengingat", "1. Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;", 130)
	p.y += 4
	p.centred(12, true, "MEMUTUSKAN:")
	p.row(25, 26, "Menetapkan", "PERATURAN BUPATI TENTANG KEDUDUKAN DAN SUSUNAN ORGANISASI.", 130)
}

// card is a kartu pegawai.
func (p *pen) card(d desk) {
	p.y = 45
	p.c.rule(40, 38, 170, 38, 0.5)
	p.line(44, true, d.o.owner)
	p.line(44, true, strings.ToUpper(d.o.name))
	p.y += 3
	p.line(80, true, "KARTU PEGAWAI")
	p.y += 2
	for _, r := range [][2]string{{"Nama", d.worker.name}, {"NIP", spell(p.r, d.worker.nip)}, {"Gol.", d.worker.rank}, {"Jabatan", d.worker.title}} {
		p.row(80, 22, r[0], r[1], 64)
	}
	p.c.rule(40, p.y+4, 170, p.y+4, 0.5)
	p.note(reading.Name, d.worker.name)
	p.note(reading.NIP, d.worker.nip)
	p.note(reading.Rank, d.worker.rank)
}

// form is Batam's PA-16.
func (p *pen) form(d desk) {
	p.y = 25
	p.c.text(160, p.y-6, 9, false, "Formulir PA-16")
	p.centred(13, true, "PERMOHONAN PERUBAHAN DATA DNS RECORD")
	p.y += 6
	p.line(25, true, "I. PENANGGUNG JAWAB :")
	mail := strings.ToLower(strings.Fields(d.worker.name)[0]) + "@batam.go.id"
	for _, r := range [][2]string{{"Nama", d.worker.name}, {"NIP", d.worker.nip}, {"Email", mail}, {"Server dikelola oleh Diskominfo", "[X] Ya   [ ] Tidak"}} {
		p.row(30, 62, r[0], r[1], 90)
	}
	p.y += 4
	p.line(25, true, "II. DNS RECORD :")
	host := strings.Split(d.name, ".")[0] + ".batam.go.id"
	for i, r := range [][3]string{{"Host", "Tipe", "Value/Point to"}, {host, "A", "192.0.2.14"}, {"www." + host, "CNAME", host}} {
		p.c.text(32, p.y, p.size, i == 0, r[0])
		p.c.text(100, p.y, p.size, i == 0, r[1])
		p.c.text(125, p.y, p.size, i == 0, r[2])
		p.y += 7
	}
	p.y += 3
	p.line(25, true, "III. LAMPIRAN :")
	p.row(30, 62, "Halaman Wiki.batam.go.id", "https://wiki.batam.go.id/"+strings.Split(d.name, ".")[0], 90)
	p.row(30, 62, "Catatan", "mohon disegerakan", 90)
	p.note(reading.Name, d.worker.name)
	p.note(reading.NIP, d.worker.nip)
	p.note(reading.Email, mail)
	p.note(reading.Domain, host)
	p.note(reading.Domain, "wiki.batam.go.id")
	p.signature(d.o, d.chief, "Kepala "+d.o.name, "Batam, "+longDate(d.at), nil)
	p.note(reading.Date, d.at.Format("2006-01-02"))
}

// list is a daftar URL.
func (p *pen) list(d desk) {
	p.y = 25
	p.centred(13, true, "DAFTAR URL YANG DIMOHONKAN")
	p.y += 5
	for _, page := range [...]string{"judi/slot.html", "wp-content/gacor", "berita/2026/promo", "x/index.php", "data/toto"} {
		u := "https://" + d.name + "/" + page
		p.line(30, false, u)
		p.note(reading.URL, u)
	}
}
