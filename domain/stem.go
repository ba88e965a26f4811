package domain

import "strings"

// short are words as people type them on a phone, and what they stand for.
var short = map[string]string{
	"blm": "belum", "blom": "belum", "sdh": "sudah", "udah": "sudah", "udh": "sudah", "dah": "sudah", "tlah": "telah",
	"tdk": "tidak", "gak": "tidak", "ga": "tidak", "nggak": "tidak", "ngga": "tidak", "gk": "tidak", "tak": "tidak", "ndak": "tidak", "enggak": "tidak",
	"jgn": "jangan", "thn": "tahun", "dgn": "dengan", "krn": "karena", "karna": "karena", "utk": "untuk", "yg": "yang", "dr": "dari",
	"pake": "pakai", "dipake": "dipakai", "kepake": "dipakai", "kepakai": "dipakai", "make": "pakai", "bikin": "buat", "bikinkan": "buatkan", "dibikinkan": "dibuatkan", "dibikin": "dibuat",
	"mintak": "minta", "mhn": "mohon", "mohn": "mohon", "tlg": "tolong", "pls": "tolong", "msh": "masih", "hbs": "habis", "abis": "habis", "byr": "bayar", "perpjg": "perpanjang", "dmn": "domain", "nm": "nama", "jd": "jadi", "skrg": "sekarang", "skr": "sekarang", "pjbt": "pejabat", "tgl": "tanggal", "spy": "supaya", "jg": "juga", "dlm": "dalam", "sblm": "sebelum", "stlh": "setelah", "msk": "masuk", "gnti": "ganti", "hps": "hapus", "prpnjg": "perpanjang",
}

var (
	stemPrefixes = []string{"memper", "diper", "menge", "penge", "meng", "peng", "meny", "peny", "mem", "pem", "men", "pen", "ber", "per", "ter", "me", "pe", "di"}
	stemSuffixes = []string{"kannya", "annya", "kan", "nya", "an", "in", "i"}
)

// minStem is the shortest stem that is compared.
const minStem = 4

// stem takes the common prefixes and endings off an Indonesian word:
// "pengubahan", "mengubah" and "diubah" all give "ubah". It knows no dictionary,
// and so serves only to compare two words with each other. "ke-" stays: what it
// makes has a meaning of its own (keputusan, a decree).
func stem(w string) string {
	for _, p := range stemPrefixes {
		rest, ok := strings.CutPrefix(w, p)
		if !ok || len(rest) < minStem {
			continue
		}
		w = rest
		break
	}
	for _, s := range stemSuffixes {
		if rest, ok := strings.CutSuffix(w, s); ok && len(rest) >= minStem {
			return rest
		}
	}
	return w
}

// sound writes a word as it is heard: f and v are p to many, and a letter that
// is doubled counts once.
func sound(w string) string {
	var b strings.Builder
	for i := range len(w) {
		c := w[i]
		if c == 'f' || c == 'v' {
			c = 'p'
		}
		if i == 0 || w[i-1] != w[i] {
			b.WriteByte(c)
		}
	}
	return b.String()
}
