package demo

// office is a sender of letters: what its letterhead says.
type office struct {
	Owner  string // the letterhead's first line
	Name   string
	Street string
	Place  string // where letters are dated
	Zip    string
	Phone  string
	Domain string // its domain, for site and e-mail
}

// official is a person who signs, is appointed, or writes.
type official struct {
	Name  string
	NIP   string // 18 digits: birth yyyymmdd, appointment yyyymm, sex 1|2, serial 3 digits
	Rank  string
	Title string
	Mail  string
}

// All of these are invented; a resemblance to an agency or a person is an accident.
var (
	majujaya = office{"PEMERINTAH KABUPATEN MAJUJAYA", "DINAS KOMUNIKASI DAN INFORMATIKA", "Jalan Merdeka Raya Nomor 12",
		"Majujaya", "99101", "(0999) 555-0101", "majujayakab.go.id"}
	majujayaHealth = office{"PEMERINTAH KABUPATEN MAJUJAYA", "DINAS KESEHATAN", "Jalan Kenanga Nomor 4",
		"Majujaya", "99102", "(0999) 555-0144", "majujayakab.go.id"}
	binangun = office{"PEMERINTAH KOTA BINANGUN", "DINAS KOMUNIKASI, INFORMATIKA DAN STATISTIK", "Jalan Pemuda Nomor 1",
		"Binangun", "99211", "(0998) 555-0170", "binangunkota.go.id"}
	wanasari = office{"PEMERINTAH KABUPATEN WANASARI RAYA", "KECAMATAN TELAGA BIRU", "Jalan Raya Telaga Biru Km. 7",
		"Telaga Biru", "99344", "(0997) 555-0119", "wanasarirayakab.go.id"}
	sumberteladan = office{"PEMERINTAH KABUPATEN WANASARI RAYA", "KANTOR KEPALA DESA SUMBERTELADAN", "Jalan Balai Desa Nomor 2",
		"Sumberteladan", "99346", "0812-0000-0141", "sumberteladan.desa.id"}
	karangcontoh = office{"PEMERINTAH KABUPATEN WANASARI RAYA", "KANTOR KEPALA DESA KARANGCONTOH", "Dusun Krajan RT 02 RW 01",
		"Karangcontoh", "99347", "0812-0000-0157", "karangcontoh.desa.id"}
	nusabahari = office{"PEMERINTAH PROVINSI NUSA BAHARI", "DINAS KOMUNIKASI, INFORMATIKA DAN PERSANDIAN", "Jalan Gubernur Soedarmo Nomor 45",
		"Teluk Permai", "99411", "(0996) 555-0133", "nusabahariprov.go.id"}
	arsipkelautan = office{"BADAN ARSIP KELAUTAN NASIONAL", "SEKRETARIAT UTAMA", "Jalan Bahari Kaveling 8",
		"Jakarta", "10999", "(021) 555-0188", "barkelnas.go.id"}
	cadanganpangan = office{"KEMENTERIAN CADANGAN PANGAN", "PUSAT DATA DAN SISTEM INFORMASI", "Jalan Lumbung Nomor 17",
		"Jakarta", "10998", "(021) 555-0123", "kemencadangan.go.id"}
	tirtakencana = office{"PEMERINTAH KABUPATEN TIRTA KENCANA", "DINAS KOMUNIKASI DAN INFORMATIKA", "Jalan Bendungan Nomor 3",
		"Tirta Kencana", "99520", "(0995) 555-0162", "tirtakencanakab.go.id"}
	perumda = office{"PEMERINTAH KABUPATEN TIRTA KENCANA", "PERUSAHAAN UMUM DAERAH AIR MINUM TIRTA SEJUK", "Jalan Mata Air Nomor 9",
		"Tirta Kencana", "99521", "(0995) 555-0177", "tirtasejuk.id"}
	csirtNusa = office{"PEMERINTAH PROVINSI NUSA BAHARI", "TIM TANGGAP INSIDEN SIBER (NUSABAHARI-CSIRT)", "Jalan Gubernur Soedarmo Nomor 45",
		"Teluk Permai", "99411", "(0996) 555-0199", "nusabahariprov.go.id"}
	batamHealth = office{"PEMERINTAH KOTA BATAM", "DINAS KESEHATAN", "Jalan Contoh Engku Nomor 1",
		"Batam", "29999", "(0778) 555-0111", "batam.go.id"}
	batamLibrary = office{"PEMERINTAH KOTA BATAM", "DINAS PERPUSTAKAAN DAN ARSIP", "Jalan Contoh Raja Nomor 5",
		"Batam", "29998", "(0778) 555-0122", "batam.go.id"}
	batamTransport = office{"PEMERINTAH KOTA BATAM", "DINAS PERHUBUNGAN", "Jalan Contoh Pelita Nomor 7",
		"Batam", "29997", "(0778) 555-0138", "batam.go.id"}
	batamPlanning = office{"PEMERINTAH KOTA BATAM", "BADAN PERENCANAAN PEMBANGUNAN DAERAH", "Jalan Contoh Engku Nomor 3",
		"Batam", "29999", "(0778) 555-0150", "batam.go.id"}
)

var (
	// Signers: heads of offices.
	hartono  = official{"Drs. Hartono Wicaksana, M.Si.", "196804121993031007", "Pembina Utama Muda (IV/c)", "Kepala Dinas Komunikasi dan Informatika", "hartono@majujayakab.go.id"}
	ratih    = official{"dr. Ratih Puspaningtyas, M.Kes.", "197211232002122003", "Pembina Tingkat I (IV/b)", "Kepala Dinas Kesehatan", "dinkes@majujayakab.go.id"}
	bonar    = official{"Ir. Bonar Parlindungan, M.T.", "197003151997031004", "Pembina Utama Muda (IV/c)", "Kepala Dinas Komunikasi, Informatika dan Statistik", "kadis.kominfo@binangunkota.go.id"}
	suparman = official{"Suparman Adiwijaya, S.Sos.", "197509092005011011", "Penata Tingkat I (III/d)", "Camat Telaga Biru", "camat.telagabiru@wanasarirayakab.go.id"}
	sarwoedi = official{"Sarwo Edi Pranoto", "", "", "Kepala Desa Sumberteladan", "sumberteladan@mail.go.id"}
	kasmiati = official{"Kasmiati", "", "", "Kepala Desa Karangcontoh", "karangcontoh@mail.go.id"}
	lalu     = official{"Lalu Mahendra Wirasakti, S.T., M.Kom.", "197407172000121002", "Pembina Utama Muda (IV/c)", "Kepala Dinas Komunikasi, Informatika dan Persandian", "kominfo@nusabahariprov.go.id"}
	dewi     = official{"Dr. Dewi Anggraini Kusuma, M.Hum.", "196912051995032001", "Pembina Utama Madya (IV/d)", "Sekretaris Utama", "sestama@barkelnas.go.id"}
	fransis  = official{"Fransiskus Waluyo, S.Kom., M.T.", "197702282003121005", "Pembina Tingkat I (IV/b)", "Kepala Pusat Data dan Sistem Informasi", "kapusdatin@kemencadangan.go.id"}
	mulyadi  = official{"H. Mulyadi Saputra, S.E., M.M.", "197106302000031009", "Pembina Tingkat I (IV/b)", "Kepala Dinas Komunikasi dan Informatika", "diskominfo@tirtakencanakab.go.id"}
	yohana   = official{"Yohana Maria Sitanggung, S.T.", "198003142008042006", "Pegawai Tetap", "Direktur Utama", "direksi@tirtasejuk.id"}
	zulfikar = official{"dr. Zulfikar Rahmadani", "197308192006041010", "Pembina Tingkat I (IV/b)", "Kepala Dinas Kesehatan", "dinkes@batam.go.id"}
	norma    = official{"Hj. Norma Syafitri, S.Sos., M.AP.", "196911021994032008", "Pembina Utama Muda (IV/c)", "Kepala Dinas Perpustakaan dan Arsip", "disperpusip@batam.go.id"}
	gunawan  = official{"Gunawan Setiabudi, S.H., M.H.", "197402112001121003", "Pembina Tingkat I (IV/b)", "Kepala Dinas Perhubungan", "dishub@batam.go.id"}
	erlina   = official{"Erlina Widyastuti, S.T., M.P.W.K.", "197605252002122007", "Pembina Tingkat I (IV/b)", "Kepala Badan Perencanaan Pembangunan Daerah", "bapeda@batam.go.id"}

	// Officers and staff: those who write, and who are appointed Pejabat Nama Domain.
	agus     = official{"Agus Setyo Nugroho, S.Kom.", "198506172010011015", "Penata (III/c)", "Pranata Komputer Ahli Muda", "agus.setyo@majujayakab.go.id"}
	siti     = official{"Siti Rahmawati Hasan, S.T.", "199003082015032004", "Penata Muda Tingkat I (III/b)", "Pranata Komputer Ahli Pertama", "siti.rahmawati@binangunkota.go.id"}
	dedi     = official{"Dedi Kurnia Saputra, A.Md.", "198812242014021002", "Pengatur Tingkat I (II/d)", "Pengelola Sistem Informasi", "dedi.kurnia@wanasarirayakab.go.id"}
	komang   = official{"I Komang Adi Wirawan, S.Kom.", "198709302011011008", "Penata (III/c)", "Kepala Seksi Tata Kelola Domain", "komang.adi@nusabahariprov.go.id"}
	melati   = official{"Melati Kusumaningrum, S.Si., M.Kom.", "198901192014032005", "Penata (III/c)", "Pranata Komputer Ahli Muda", "melati.k@barkelnas.go.id"}
	teguh    = official{"Teguh Prasetyawan, S.Kom.", "198411052009121001", "Penata Tingkat I (III/d)", "Pranata Komputer Ahli Muda", "teguh.p@kemencadangan.go.id"}
	rudi     = official{"Rudi Hartanto Gea, S.T.", "199105212019031007", "Penata Muda Tingkat I (III/b)", "Analis Sistem Informasi", "rudi.gea@tirtakencanakab.go.id"}
	anisa    = official{"Anisa Fitri Lubis, S.Kom.", "199408152020122011", "Penata Muda (III/a)", "Pranata Komputer Ahli Pertama", "anisa.fitri@batam.go.id"}
	jefri    = official{"Jefri Simarangkir, S.Kom.", "198603272012121003", "Penata (III/c)", "Pranata Komputer Ahli Muda", "jefri.s@batam.go.id"}
	wulan    = official{"Wulandari Oktavia, A.Md.Kom.", "199510102022032013", "Pengatur (II/c)", "Pranata Komputer Terampil", "wulandari.o@batam.go.id"}
	bayu     = official{"Bayu Anggara Putra, S.Tr.Kom.", "199612012022031009", "Penata Muda (III/a)", "Pranata Komputer Ahli Pertama", "bayu.anggara@batam.go.id"}
	priyo    = official{"Priyo Utomo Saksono, S.Kom.", "198207142008011013", "Penata Tingkat I (III/d)", "Koordinator CSIRT", "csirt@nusabahariprov.go.id"}
	linda    = official{"Linda Permatasari Ginto, S.H.", "199202172018012006", "Pegawai Tetap", "Manajer Sekretariat Perusahaan", "sekper@tirtasejuk.id"}
	hendra   = official{"Hendra Gunadi Wibowo, S.T.", "199001232015031006", "Penata Muda Tingkat I (III/b)", "Pranata Komputer Ahli Pertama", "hendra.wibowo@majujayakab.go.id"}
	sulastri = official{"Sulastri", "", "", "Kaur Tata Usaha dan Umum", "sulastri.karangcontoh88@gmail.com"}
)
