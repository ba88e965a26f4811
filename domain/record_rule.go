package domain

import "strings"

// Rule is one rule that a Problem tells of. Its texts hold {0}, {1} for what a
// finding is about.
type Rule struct {
	Level     Level
	What, Fix Text
}

// Finding fills the rule in; code is the rule's name.
func (r Rule) Finding(code, key string, args ...string) Problem {
	var pairs []string
	for i, a := range args {
		pairs = append(pairs, "{"+string(rune('0'+i))+"}", a)
	}
	fill := strings.NewReplacer(pairs...)
	in := func(t Text) Text { return Text{fill.Replace(t.ID), fill.Replace(t.EN)} }
	return Problem{Level: r.Level, Code: code, Key: key, What: in(r.What), Fix: in(r.Fix)}
}

// Finding fills a rule about records in: code is one of recordRules, key the
// owner and the type of the record.
func Finding(code, key string, args ...string) Problem {
	return recordRules[code].Finding(code, key, args...)
}

// recordRules are all rules about records, by code: those of one record (see
// record_check.go), of several together (record_set.go), and of a whole zone
// (package nameserver). Sources: RFC 1034, 1035, 2181, 2782, 5936, 6376, 7208,
// 7489, 8659, and what servers were seen to take without a word.
var recordRules = map[string]Rule{
	// The owner.
	"outside-zone": {Refuse,
		Text{"host di luar zona {0}", "the host is outside the zone {0}"},
		Text{"tulis nama di bawah {0}", "write a name below {0}"}},
	"name-long": {Refuse,
		Text{"nama lengkapnya lebih dari 253 karakter", "the whole name is longer than 253 characters"},
		Text{"pendekkan namanya", "shorten it"}},
	"underscore": {Refuse,
		Text{"garis bawah tidak boleh di nama host", "an underscore may not stand in a host name"},
		Text{"ganti dengan tanda hubung", "use a hyphen"}},
	"wildcard": {Warn,
		Text{"wildcard berlaku untuk semua nama yang belum ada", "a wildcard holds for every name that does not exist"},
		Text{"catat alasannya", "record the reason"}},
	"wildcard-reason": {Refuse,
		Text{"wildcard tanpa alasan", "a wildcard without a reason"},
		Text{"catat mengapa semua nama yang belum ada perlu dijawab", "record why every name that does not exist needs an answer"}},
	"deep": {Warn,
		Text{"lebih dari satu tingkat di bawah {0}", "more than one level below {0}"},
		Text{"pakai satu tingkat, atau catat persetujuannya", "use one level, or record who agreed"}},
	"apex-mx": {Warn,
		Text{"MX zona menentukan ke mana semua surat {0} pergi", "the MX of the zone says where all mail of {0} goes"},
		Text{"pastikan dengan pengelola zona", "make sure with whoever keeps the zone"}},
	"apex": {Refuse,
		Text{"{0} pada puncak zona tidak diubah melalui formulir", "the {0} of the zone itself is not changed by a form"},
		Text{"ubah langsung pada server oleh pengelola zona", "whoever keeps the zone changes it at the server"}},
	"delegates": {Warn,
		Text{"mengubah pendelegasian zona", "changes the delegation of the zone"},
		Text{"perlu petugas kedua", "needs a second officer"}},
	"ttl": {Refuse,
		Text{"TTL {0} detik di luar batas", "the TTL of {0} seconds is out of bounds"},
		Text{"pilih 60 sampai 86400", "choose 60 to 86400"}},

	// Addresses.
	"ipv4": {Refuse,
		Text{"{0} bukan alamat IPv4", "{0} is not an IPv4 address"},
		Text{"tulis misalnya 203.0.113.10; untuk IPv6 pakai AAAA, untuk nama pakai CNAME", "write for example 203.0.113.10; use AAAA for IPv6, CNAME for a name"}},
	"ipv6": {Refuse,
		Text{"{0} bukan alamat IPv6", "{0} is not an IPv6 address"},
		Text{"tulis misalnya 2001:db8::10", "write for example 2001:db8::10"}},
	"documentation": {Warn,
		Text{"alamat khusus contoh dokumen", "the address is kept for documentation"},
		Text{"pastikan alamat server yang sebenarnya", "make sure of the server's real address"}},
	"private": {Warn,
		Text{"alamat tidak dapat dicapai dari internet", "the address cannot be reached from the internet"},
		Text{"pastikan alamat publik server", "make sure of the server's public address"}},
	"unknown-range": {Warn,
		Text{"alamat {0} di luar jaringan yang dikenal meja ini", "the address {0} is outside the networks that the desk knows"},
		Text{"pastikan server dikelola Diskominfo dan berada di Indonesia", "make sure that the agency keeps the server and that it is in Indonesia"}},

	// Names in values.
	"target-ip": {Refuse,
		Text{"value adalah alamat IP, seharusnya nama", "the value is an IP address, it must be a name"},
		Text{"pakai tipe A atau AAAA untuk alamat", "use the type A or AAAA for an address"}},
	"target-name": {Refuse,
		Text{"{0} bukan nama", "{0} is not a name"},
		Text{"tulis misalnya server.contohkota.go.id.", "write for example server.contohkota.go.id."}},
	"missing-dot": {Warn,
		Text{"tanpa titik di akhir, nama ini dapat terbaca sebagai {0}.{1}", "without a dot at the end this can be read as {0}.{1}"},
		Text{"tulis {0}.", "write {0}."}},
	"self": {Refuse,
		Text{"menunjuk dirinya sendiri", "points at itself"},
		Text{"tulis nama lain", "write another name"}},
	"target-cname": {Refuse,
		Text{"menunjuk ke CNAME {0}", "points at the CNAME {0}"},
		Text{"tunjuk langsung ke tujuan akhirnya", "point at its final target"}},
	"target-missing": {Warn,
		Text{"tujuan {0} tidak ada di zona ini", "the target {0} is not in this zone"},
		Text{"periksa ejaan dan titik di akhir nama", "check the spelling and the dot at the end of the name"}},
	"target-address": {Refuse,
		Text{"tujuan {0} tidak mempunyai alamat di zona ini", "the target {0} has no address in this zone"},
		Text{"tambahkan A atau AAAA untuk {0} dalam rencana yang sama", "add an A or AAAA for {0} in the same plan"}},
	"no-service": {Warn,
		Text{"target titik berarti layanan ini tidak ada", "a dot as the target says that there is no such service"},
		Text{"tulis nama servernya bila layanan ada", "write the server's name if there is one"}},

	// MX, SRV, CAA.
	"mx-preference": {Warn,
		Text{"prioritas MX belum ditulis", "the MX preference is missing"},
		Text{"tulis misalnya 10 {0}", "write for example 10 {0}"}},
	"mx": {Refuse,
		Text{"MX terdiri atas prioritas dan nama", "an MX is a preference and a name"},
		Text{"tulis misalnya 10 mail.contohkota.go.id.", "write for example 10 mail.contohkota.go.id."}},
	"srv": {Refuse,
		Text{"SRV terdiri atas prioritas, bobot, port dan nama", "an SRV is priority, weight, port and name"},
		Text{"tulis misalnya 0 5 443 server.contohkota.go.id.", "write for example 0 5 443 server.contohkota.go.id."}},
	"srv-owner": {Refuse,
		Text{"host SRV diawali _layanan._protokol", "the host of an SRV begins with _service._protocol"},
		Text{"tulis misalnya _sip._tcp", "write for example _sip._tcp"}},
	"caa": {Refuse,
		Text{"CAA terdiri atas angka, issue/issuewild/iodef, dan nilai", "a CAA is a number, issue/issuewild/iodef, and a value"},
		Text{`tulis misalnya 0 issue "letsencrypt.org"`, `write for example 0 issue "letsencrypt.org"`}},
	"caa-flag": {Warn,
		Text{"angka CAA {0} tidak lazim", "the CAA number {0} is unusual"},
		Text{"pakai 0; 128 melarang penerbit yang tidak mengenal tag", "use 0; 128 keeps out issuers that do not know the tag"}},
	"caa-value": {Refuse,
		Text{"nilai CAA {0} tidak sesuai dengan tag-nya", "the CAA value {0} does not fit its tag"},
		Text{`issue memuat nama penerbit atau ";", iodef memuat mailto: atau https:`, `issue takes the issuer's name or ";", iodef takes mailto: or https:`}},

	// TXT.
	"txt-quotes": {Refuse,
		Text{"tanda kutip pada TXT tidak berpasangan", "the quotes of the TXT are not in pairs"},
		Text{"tulis isi di antara dua tanda kutip", "write the text between two quotes"}},
	"txt-split": {Warn,
		Text{"TXT {0} karakter, akan dipecah per 255", "a TXT of {0} characters is split at 255"},
		Text{"periksa hasil pecahannya", "look at how it was split"}},
	"spf-two": {Refuse,
		Text{"ada dua record SPF", "there are two SPF records"},
		Text{"satukan menjadi satu", "join them into one"}},
	"spf-lookups": {Refuse,
		Text{"SPF meminta {0} pencarian, paling banyak 10", "the SPF asks for {0} look-ups, the most is 10"},
		Text{"kurangi include", "use fewer includes"}},
	"spf-term": {Warn,
		Text{"SPF memuat {0}, yang tidak dikenal", "the SPF holds {0}, which is not known"},
		Text{"periksa ejaannya: all, include, a, mx, ip4, ip6, exists, redirect", "check the spelling: all, include, a, mx, ip4, ip6, exists, redirect"}},
	"spf-all": {Warn,
		Text{"SPF berakhir dengan {0}: siapa pun boleh mengirim atas nama ini", "the SPF ends in {0}: anybody may send for the name"},
		Text{"akhiri dengan -all atau ~all", "end it with -all or ~all"}},
	"dkim-owner": {Warn,
		Text{"kunci DKIM tidak berada di selektor._domainkey", "a DKIM key that is not at selector._domainkey"},
		Text{"tulis host misalnya surat2026._domainkey", "write the host for example as surat2026._domainkey"}},
	"dkim-value": {Warn,
		Text{"record _domainkey tanpa kunci yang terbaca (p=)", "a _domainkey record without a readable key (p=)"},
		Text{"salin utuh nilai dari server surat", "copy the value whole from the mail server"}},
	"dmarc-value": {Warn,
		Text{"record _dmarc harus diawali v=DMARC1 dan memuat p=none, quarantine atau reject", "a _dmarc record begins with v=DMARC1 and holds p=none, quarantine or reject"},
		Text{"tulis misalnya v=DMARC1; p=none", "write for example v=DMARC1; p=none"}},

	// Several records.
	"twice": {Warn,
		Text{"record ini tertulis dua kali", "this record is there twice"},
		Text{"cukup sekali", "once is enough"}},
	"ttl-two": {Refuse,
		Text{"dua TTL untuk satu nama dan tipe: {0} dan {1}", "two TTLs for one name and type: {0} and {1}"},
		Text{"satu set record mempunyai satu TTL; pilih salah satu", "a set of records has one TTL; choose one"}},
	"cname-beside": {Refuse,
		Text{"CNAME tidak boleh bersama record lain pada host yang sama: {0}", "a CNAME may not stand beside other records of the same host: {0}"},
		Text{"pilih CNAME saja atau record lainnya saja", "choose either the CNAME or the others"}},
	"cname-two": {Refuse,
		Text{"dua CNAME pada satu nama; server membuang salah satu tanpa berkata apa-apa", "two CNAMEs of one name; servers drop one without a word"},
		Text{"sisakan satu", "leave one"}},
	"cname-apex": {Refuse,
		Text{"CNAME tidak boleh pada puncak zona", "a CNAME may not stand at the top of the zone"},
		Text{"pakai A atau AAAA", "use A or AAAA"}},
	"reason-missing": {Refuse,
		Text{"yang dibuat berbeda dari yang diminta ({0}) tanpa alasan", "what is made differs from what was asked ({0}) without a reason"},
		Text{"catat alasannya; pemohon diberi tahu", "record the reason; the requester is told"}},

	// A whole zone.
	"value": {Refuse,
		Text{"value {0} tidak sah untuk tipe ini", "the value {0} is not valid for this type"},
		Text{"perbaiki value", "correct the value"}},
	"below-delegation": {Refuse,
		Text{"{0} didelegasikan ke server lain; record di sini tidak akan terlihat", "{0} is delegated to other servers; a record here would not be seen"},
		Text{"minta pengelola zona {0}", "ask whoever keeps the zone {0}"}},
	"pointed-cname": {Refuse,
		Text{"{0} menunjuk ke nama ini, yang akan menjadi CNAME", "{0} points at this name, which would become a CNAME"},
		Text{"ubah {0} lebih dulu atau dalam rencana yang sama", "change {0} first or in the same plan"}},
	"dangling": {Warn,
		Text{"tujuan {0} tidak ada lagi; siapa pun yang mendaftarkannya menguasai nama ini", "the target {0} no longer exists; whoever registers it takes this name over"},
		Text{"hapus record ini, atau perbaiki tujuannya", "remove the record, or correct its target"}},
	"pointed-gone": {Warn,
		Text{"{0} masih menunjuk ke nama yang akan hilang ini", "{0} still points at this name, which goes away"},
		Text{"ubah atau hapus {0} juga", "change or remove {0} too"}},
}
