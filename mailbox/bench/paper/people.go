package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

type person struct{ name, nip, rank, title string }

type office struct{ owner, name, domain, place string }

var (
	given   = strings.Fields("Agus Siti Bambang Dewi Eko Fitri Gunawan Hesti Indra Joko Kartika Lestari Maya Nanda Oktavia Putri Rahmat Surya Tari Umar Vina Wahyu Yanti Zainal")
	family  = strings.Fields("Santoso Rahmawati Kusuma Wijaya Pratama Nugroho Lubis Siregar Hidayat Saputra Maharani Permana Wibowo Anggraini Simbolon Halim")
	degrees = []string{", S.Kom.", ", S.T., M.T.", ", M.Si.", ", A.Md.", "", ", S.E., M.M."}
	ranks   = []string{"Penata Muda (III/a)", "Penata (III/c)", "Penata Tingkat I (III/d)", "Pembina (IV/a)", "Pembina Utama Muda (IV/c)", "Pembina Tk. I (IV/b)"}
	jobs    = []string{"Pranata Komputer Ahli Muda", "Analis Sistem Informasi", "Kepala Seksi Infrastruktur", "Pengelola Sistem dan Jaringan"}
	places  = []string{"Majujaya", "Wanasari", "Tirtakencana", "Binangun", "Sukamakmur", "Karanganyar Raya"}
	offices = []string{"Dinas Komunikasi dan Informatika", "Badan Kepegawaian Daerah", "Sekretariat Daerah", "Dinas Kesehatan", "Inspektorat Daerah"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func somebody(r *rand.Rand) person {
	birth := time.Date(1966+r.IntN(30), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	from := birth.AddDate(22+r.IntN(8), r.IntN(12), 0)
	return person{
		name:  pick(r, given) + " " + pick(r, given) + " " + pick(r, family) + pick(r, degrees),
		nip:   fmt.Sprintf("%s%s%d%03d", birth.Format("20060102"), from.Format("200601"), 1+r.IntN(2), 1+r.IntN(30)),
		rank:  pick(r, ranks),
		title: pick(r, jobs),
	}
}

func somewhere(r *rand.Rand) office {
	p := pick(r, places)
	low := strings.ToLower(strings.ReplaceAll(p, " ", ""))
	kind := pick(r, []string{"KABUPATEN", "KOTA"})
	short := map[string]string{"KABUPATEN": "kab", "KOTA": "kota"}[kind]
	return office{owner: "PEMERINTAH " + kind + " " + strings.ToUpper(p), name: pick(r, offices), domain: low + short + ".go.id", place: p}
}

// agency is the office as a letterhead reads.
func (o office) agency() string {
	_, region, _ := strings.Cut(o.owner, "PEMERINTAH ")
	words := strings.Fields(strings.ToLower(region))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return o.name + " " + strings.Join(words, " ")
}

var monthNames = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}

func longDate(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), monthNames[t.Month()-1], t.Year())
}

// spell writes a NIP in one of the ways that letters do.
func spell(r *rand.Rand, nip string) string {
	switch r.IntN(4) {
	case 0:
		return nip
	case 1:
		return nip[:8] + "." + nip[8:14] + "." + nip[14:15] + "." + nip[15:]
	}
	return nip[:8] + " " + nip[8:14] + " " + nip[14:15] + " " + nip[15:]
}
