package nameserver

import (
	"strings"

	"loket/domain"
)

type rule struct {
	level     domain.Level
	what, fix domain.Text
}

// rules of a whole zone. {0}, {1} are the arguments of the finding.
var rules = map[string]rule{
	"value": {domain.Refuse,
		domain.Text{ID: "value {0} tidak sah untuk tipe ini", EN: "the value {0} is not valid for this type"},
		domain.Text{ID: "perbaiki value", EN: "correct the value"}},
	"ttl-two": {domain.Refuse,
		domain.Text{ID: "dua TTL untuk satu nama dan tipe: {0} dan {1}", EN: "two TTLs for one name and type: {0} and {1}"},
		domain.Text{ID: "satu set record mempunyai satu TTL; pilih salah satu", EN: "a set of records has one TTL; choose one"}},
	"cname-apex": {domain.Refuse,
		domain.Text{ID: "CNAME tidak boleh pada puncak zona", EN: "a CNAME may not stand at the top of the zone"},
		domain.Text{ID: "pakai A atau AAAA", EN: "use A or AAAA"}},
	"cname-beside": {domain.Refuse,
		domain.Text{ID: "CNAME tidak boleh bersama record lain pada nama yang sama: {0}", EN: "a CNAME may not stand beside other records of the same name: {0}"},
		domain.Text{ID: "hapus record lainnya dalam rencana yang sama, atau jangan pakai CNAME", EN: "take the others out in the same plan, or do without the CNAME"}},
	"cname-two": {domain.Refuse,
		domain.Text{ID: "dua CNAME pada satu nama; server membuang salah satu tanpa berkata apa-apa", EN: "two CNAMEs of one name; servers drop one without a word"},
		domain.Text{ID: "sisakan satu", EN: "leave one"}},
	"cname-self": {domain.Refuse,
		domain.Text{ID: "CNAME menunjuk dirinya sendiri", EN: "the CNAME points at itself"},
		domain.Text{ID: "tulis tujuan yang lain", EN: "write another target"}},
	"apex": {domain.Refuse,
		domain.Text{ID: "{0} pada puncak zona tidak diubah melalui formulir", EN: "the {0} of the zone itself is not changed by a form"},
		domain.Text{ID: "ubah langsung pada server oleh pengelola zona", EN: "whoever keeps the zone changes it at the server"}},
	"below-delegation": {domain.Refuse,
		domain.Text{ID: "{0} didelegasikan ke server lain; record di sini tidak akan terlihat", EN: "{0} is delegated to other servers; a record here would not be seen"},
		domain.Text{ID: "minta pengelola zona {0}", EN: "ask whoever keeps the zone {0}"}},
	"target-cname": {domain.Refuse,
		domain.Text{ID: "menunjuk ke CNAME {0}", EN: "points at the CNAME {0}"},
		domain.Text{ID: "tunjuk langsung ke tujuan akhirnya", EN: "point at its final target"}},
	"target-missing": {domain.Warn,
		domain.Text{ID: "tujuan {0} tidak ada di zona ini", EN: "the target {0} is not in this zone"},
		domain.Text{ID: "periksa ejaan dan titik di akhir nama", EN: "check the spelling and the dot at the end of the name"}},
	"target-address": {domain.Refuse,
		domain.Text{ID: "tujuan {0} tidak mempunyai alamat di zona ini", EN: "the target {0} has no address in this zone"},
		domain.Text{ID: "tambahkan A atau AAAA untuk {0} dalam rencana yang sama", EN: "add an A or AAAA for {0} in the same plan"}},
	"pointed-cname": {domain.Refuse,
		domain.Text{ID: "{0} menunjuk ke nama ini, yang akan menjadi CNAME", EN: "{0} points at this name, which would become a CNAME"},
		domain.Text{ID: "ubah {0} lebih dulu atau dalam rencana yang sama", EN: "change {0} first or in the same plan"}},
	"pointed-gone": {domain.Warn,
		domain.Text{ID: "{0} masih menunjuk ke nama yang akan hilang ini", EN: "{0} still points at this name, which goes away"},
		domain.Text{ID: "ubah atau hapus {0} juga", EN: "change or remove {0} too"}},
}

// finding fills a rule in. The key is the owner and the type.
func finding(code, key string, args ...string) domain.Problem {
	r := rules[code]
	var pairs []string
	for i, a := range args {
		pairs = append(pairs, "{"+string(rune('0'+i))+"}", a)
	}
	fill := strings.NewReplacer(pairs...)
	in := func(t domain.Text) domain.Text { return domain.Text{ID: fill.Replace(t.ID), EN: fill.Replace(t.EN)} }
	return domain.Problem{Level: r.level, Code: code, Key: key, What: in(r.what), Fix: in(r.fix)}
}
