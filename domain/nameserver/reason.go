package nameserver

import "loket/domain"

type reason struct{ what, do domain.Text }

// reasons explain each code: what happened, and what to do next. {server} is the
// server, other words in braces are the failure's arguments.
var reasons = map[Code]reason{
	Unreachable: {
		domain.Text{ID: "Server nama {server} tidak dapat dihubungi", EN: "The name server {server} cannot be reached"},
		domain.Text{ID: "periksa jaringan, alamat dan port; tidak ada yang berubah, ulangi kapan saja", EN: "check the network, the address and the port; nothing has changed, try again at any time"},
	},
	NoAnswer: {
		domain.Text{ID: "Perubahan sudah dikirim ke {server}, jawabannya tidak sampai", EN: "The change went to {server}, its answer did not come back"},
		domain.Text{ID: "jangan kirim ulang: Loket melihat sendiri apa yang terjadi", EN: "do not send it again: Loket looks what became of it"},
	},
	NotAuth: {
		domain.Text{ID: "Server menjawab NOTAUTH: bukan server utama zona ini, atau kuncinya tidak diterima", EN: "The server answers NOTAUTH: it is not the primary of this zone, or does not take the key"},
		domain.Text{ID: "periksa zona, alamat server utama, kunci TSIG dan izin transfer zona (AXFR) untuknya", EN: "check the zone, the address of the primary, the TSIG key, and that it may transfer the zone (AXFR)"},
	},
	BadTime: {
		domain.Text{ID: "NOTAUTH BADTIME: jam server {there}, jam komputer ini {here}, selisih {skew}", EN: "NOTAUTH BADTIME: the server's clock says {there}, this computer's {here}, {skew} apart"},
		domain.Text{ID: "setel jam (NTP) di sisi yang salah, lalu ulangi; selisih paling banyak 5 menit", EN: "set the clock (NTP) on the side that is wrong and try again; at most 5 minutes may lie between"},
	},
	BadKey: {
		domain.Text{ID: "NOTAUTH BADKEY: kunci TSIG {key} tidak dikenal; pada Knot juga berarti tipe atau nama ini tidak diizinkan untuk kunci itu", EN: "NOTAUTH BADKEY: the TSIG key {key} is not known; on Knot also that the key may not change this type or name"},
		domain.Text{ID: "samakan nama kunci dan algoritma dengan server; pada Knot periksa update-type dan update-owner", EN: "make the key's name and algorithm those of the server; on Knot look at update-type and update-owner"},
	},
	BadSig: {
		domain.Text{ID: "NOTAUTH BADSIG: rahasia kunci TSIG {key} bukan yang ada di server", EN: "NOTAUTH BADSIG: the secret of the TSIG key {key} is not the server's"},
		domain.Text{ID: "salin lagi rahasianya dari server; mungkin kuncinya sudah diganti", EN: "copy the secret from the server again; the key may have been changed"},
	},
	BadTrunc: {
		domain.Text{ID: "NOTAUTH BADTRUNC: server meminta tanda tangan yang lebih panjang", EN: "NOTAUTH BADTRUNC: the server wants a longer signature"},
		domain.Text{ID: "pakai hmac-sha256 atau hmac-sha512", EN: "use hmac-sha256 or hmac-sha512"},
	},
	YXDomain: {
		domain.Text{ID: "YXDOMAIN: nama yang seharusnya belum ada ternyata sudah ada", EN: "YXDOMAIN: a name that should not exist yet does"},
		domain.Text{ID: "zona berubah sejak disetujui: lihat bedanya, susun rencana baru", EN: "the zone has changed since the approval: look at the difference, make a new plan"},
	},
	YXRRset: {
		domain.Text{ID: "YXRRSET: record yang seharusnya tidak ada ternyata ada", EN: "YXRRSET: a record that should not be there is"},
		domain.Text{ID: "zona berubah sejak disetujui: lihat bedanya, susun rencana baru", EN: "the zone has changed since the approval: look at the difference, make a new plan"},
	},
	NXRRset: {
		domain.Text{ID: "NXRRSET: record tidak lagi sama dengan yang disetujui", EN: "NXRRSET: a record is no longer as it was approved"},
		domain.Text{ID: "zona berubah sejak disetujui: lihat bedanya, susun rencana baru", EN: "the zone has changed since the approval: look at the difference, make a new plan"},
	},
	NotZone: {
		domain.Text{ID: "NOTZONE: ada nama di luar zona server ini", EN: "NOTZONE: a name is outside the zone of this server"},
		domain.Text{ID: "periksa zona pada konfigurasi; mungkin nama ini didelegasikan", EN: "check the zone in the configuration; the name may be delegated"},
	},
	Refused: {
		domain.Text{ID: "REFUSED: aturan server tidak mengizinkan; PowerDNS menjawab begini juga untuk kunci, tanda tangan atau jam yang salah", EN: "REFUSED: the server's rules do not allow it; PowerDNS says this for a wrong key, signature or clock too"},
		domain.Text{ID: "periksa update-policy, tipe dan nama yang diizinkan untuk kunci ini; pada PowerDNS juga kunci dan jam", EN: "check the update-policy, the types and names that the key may change; on PowerDNS also the key and the clock"},
	},
	NoTransfer: {
		domain.Text{ID: "REFUSED: server tidak memberikan isi zona (AXFR) kepada kunci ini", EN: "REFUSED: the server does not give the zone (AXFR) to this key"},
		domain.Text{ID: "izinkan transfer zona untuk kunci ini: allow-transfer pada BIND, acl dengan action transfer pada Knot, TSIG-ALLOW-AXFR pada PowerDNS", EN: "let the key transfer the zone: allow-transfer on BIND, an acl with action transfer on Knot, TSIG-ALLOW-AXFR on PowerDNS"},
	},
	ServFail: {
		domain.Text{ID: "SERVFAIL: server mengalami gangguan, misalnya berkas jurnal tidak dapat ditulis", EN: "SERVFAIL: the server is in trouble, for example its journal cannot be written"},
		domain.Text{ID: "lihat log server; Loket memastikan dulu tidak ada yang berubah", EN: "look at the server's log; Loket first makes sure that nothing has changed"},
	},
	FormErr: {
		domain.Text{ID: "FORMERR: server tidak memahami pesan ini", EN: "FORMERR: the server does not understand the message"},
		domain.Text{ID: "laporkan ke pengelola Loket dengan rencana ini", EN: "report it to whoever keeps Loket, with this plan"},
	},
	NotImp: {
		domain.Text{ID: "NOTIMP: server tidak melayani perubahan dinamis", EN: "NOTIMP: the server does not take dynamic updates"},
		domain.Text{ID: "nyalakan pada server, atau pakai cara manual", EN: "switch them on at the server, or use the manual way"},
	},
	OtherRcode: {
		domain.Text{ID: "Server menolak dengan kode {rcode}", EN: "The server refuses with the code {rcode}"},
		domain.Text{ID: "lihat log server", EN: "look at the server's log"},
	},
	Unsigned: {
		domain.Text{ID: "Server berkata berhasil tanpa tanda tangan; itu bukan bukti", EN: "The server says yes without a signature; that proves nothing"},
		domain.Text{ID: "periksa apakah yang menjawab memang server utama; Loket melihat apa yang terjadi", EN: "check that it is the primary who answers; Loket looks what became of the change"},
	},
	BadAnswer: {
		domain.Text{ID: "Jawaban dari {server} bukan jawaban atas pertanyaan ini", EN: "What came from {server} does not answer the question"},
		domain.Text{ID: "periksa alamat server; Loket melihat apa yang terjadi", EN: "check the server's address; Loket looks what became of the change"},
	},
	Forged: {
		domain.Text{ID: "Tanda tangan pada jawaban tidak cocok", EN: "The signature on the answer does not hold"},
		domain.Text{ID: "periksa siapa yang berada di antara Loket dan server; jangan ulangi sebelum jelas", EN: "find out who stands between Loket and the server; do not repeat before that is clear"},
	},
	NotEffective: {
		domain.Text{ID: "Diterima server tetapi tidak berlaku", EN: "The server took it, and it has no effect"},
		domain.Text{ID: "lihat apa yang ada sekarang; server membuang diam-diam record yang tidak boleh berdampingan", EN: "look at what stands now; servers silently drop records that may not stand together"},
	},
	Stale: {
		domain.Text{ID: "Zona berubah sejak rencana disetujui", EN: "The zone has changed since the plan was approved"},
		domain.Text{ID: "bandingkan yang disetujui, yang ada sekarang dan yang diminta, lalu susun rencana baru", EN: "compare what was approved, what stands now and what is wanted, then make a new plan"},
	},
	Overtaken: {
		domain.Text{ID: "Zona tidak lagi seperti yang ditinggalkan perubahan ini; mengembalikannya akan membuang perubahan orang lain", EN: "The zone is no longer as this change left it; taking it back would throw away what somebody else did"},
		domain.Text{ID: "tanyakan siapa yang mengubahnya (laporan selisih zona menunjukkan record di luar tiket), lalu ajukan record yang benar pada tiket baru", EN: "find out who changed it (the report on the zone shows records of no ticket), then ask for the right records in a new ticket"},
	},
	TooLarge: {
		domain.Text{ID: "Rencana ini tidak muat dalam satu pesan 64 KiB", EN: "The plan does not fit into one message of 64 KiB"},
		domain.Text{ID: "bagi menjadi beberapa tiket; Loket tidak membagi sendiri karena bagiannya dapat gagal sendiri-sendiri", EN: "part it into several tickets; Loket does not part it, because the parts could fail by themselves"},
	},
	Lame: {
		domain.Text{ID: "{server} tidak menjawab sebagai server resmi zona ini", EN: "{server} does not answer with authority for this zone"},
		domain.Text{ID: "tulis alamat server utama, bukan resolver", EN: "give the address of the primary, not of a resolver"},
	},
	Wildcard: {
		domain.Text{ID: "Wildcard {name} menutupi nama ini, sehingga isinya tidak dapat dibedakan tanpa transfer zona", EN: "The wildcard {name} covers the name, so what it holds cannot be told without a zone transfer"},
		domain.Text{ID: "izinkan AXFR untuk kunci ini (allow-transfer)", EN: "allow AXFR for the key (allow-transfer)"},
	},
	TooBig: {
		domain.Text{ID: "Zona lebih besar daripada yang dibaca Loket", EN: "The zone is larger than Loket reads"},
		domain.Text{ID: "pakai pembacaan per nama (by_name = true)", EN: "read name by name (by_name = true)"},
	},
	NoReader: {
		domain.Text{ID: "Tidak ada server yang dapat dilihat", EN: "There is no server to look at"},
		domain.Text{ID: "isi alamat server utama untuk dibaca, atau catat buktinya sendiri", EN: "give the address of the primary for reading, or record the evidence yourself"},
	},
	BadPlan: {
		domain.Text{ID: "Rencana ini tidak sah", EN: "The plan is not valid"},
		domain.Text{ID: "susun rencana baru", EN: "make a new plan"},
	},
}
