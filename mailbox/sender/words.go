package sender

import (
	"fmt"

	"loket/domain"
)

// Reason is one thing that was found. Weight is negative for what speaks
// against the sender, positive for what speaks for, 0 for what is only said.
type Reason struct {
	Code   string
	Args   []string // clean, in the order of the sentence
	Weight int
	domain.Text
}

func newReason(code string, weight int, args []string) Reason {
	words := sentence(code)
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	return Reason{Code: code, Args: args, Weight: weight,
		Text: domain.Text{ID: fmt.Sprintf(words.ID, list...), EN: fmt.Sprintf(words.EN, list...)}}
}

func levelWords(l Level) domain.Text {
	switch l {
	case Trusted:
		return domain.Text{ID: "Tepercaya.", EN: "Trusted."}
	case Plausible:
		return domain.Text{ID: "Wajar.", EN: "Plausible."}
	case Doubtful:
		return domain.Text{ID: "Meragukan.", EN: "Doubtful."}
	case ForgedLikely:
		return domain.Text{ID: "Kemungkinan besar palsu.", EN: "Very likely forged."}
	case Unknown:
	}
	return domain.Text{ID: "Belum terbukti.", EN: "Not proven."}
}

// sentence returns the words of a reason.
func sentence(code string) domain.Text {
	for _, list := range []func(string) (string, string){headerWords, dkimWords, siteWords, addressWords, lookWords, displayWords} {
		if id, en := list(code); id != "" {
			return domain.Text{ID: id, EN: en}
		}
	}
	return domain.Text{ID: code, EN: code}
}

func headerWords(code string) (id, en string) {
	switch code {
	case "many-from":
		return "Surel ini memuat %s baris pengirim (From), sehingga pengirim yang tampil dapat bukan yang menandatangani.",
			"The mail has %s From fields, so the sender that is shown may not be the one who signed."
	case "doubled":
		return "Surel ini memuat %s baris %s, sehingga tanda tangannya tidak dapat dijadikan bukti.",
			"The mail has %s %s fields, so that its signatures prove nothing."
	case "no-sender":
		return "Surel ini tidak memuat alamat pengirim yang dapat dibaca.", "The mail has no sender address that can be read."
	case "from-group":
		return "Surel ini menyebut %s pengirim dalam satu baris, sehingga tidak jelas siapa yang menulis.",
			"The mail names %s senders in one field, so that it is not clear who wrote."
	case "header-odd":
		return "Kepala surel tidak tersusun menurut standar, sehingga tanda tangannya tidak diperiksa.",
			"The header of the mail is not built to the standard, so that its signatures were not checked."
	case "header-unlike":
		return "Pengirim yang tampil berbeda dengan pengirim yang dicakup tanda tangan.",
			"The sender that is shown differs from the one that a signature covers."
	}
	return "", ""
}

func dkimWords(code string) (id, en string) {
	switch code {
	case "dkim-pass":
		return "Tanda tangan digital (DKIM) milik %s sah dan sesuai dengan alamat pengirim.",
			"The digital signature (DKIM) of %s is valid and fits the sender's address."
	case "dkim-other":
		return "Tanda tangan digital yang sah hanya milik %s, bukan milik domain pengirim.",
			"The valid digital signature is of %s, not of the sender's domain."
	case "dkim-body-changed":
		return "Isi surel berubah setelah ditandatangani %s, misalnya oleh catatan kaki milis; hal ini belum berarti palsu.",
			"The text was changed after %s signed it, as the footer of a list does; this does not mean that it is forged."
	case "dkim-header-changed":
		return "Tanda tangan digital %s tidak cocok dengan kepala surel.", "The digital signature of %s does not fit the header of the mail."
	case "dkim-expired":
		return "Masa berlaku tanda tangan digital %s sudah lewat.", "The digital signature of %s has expired."
	case "dkim-revoked":
		return "Kunci tanda tangan digital %s sudah dicabut.", "The key of the digital signature of %s has been revoked."
	case "dkim-no-key":
		return "Kunci tanda tangan digital %s tidak ditemukan atau tidak dapat dibaca di DNS.",
			"The key of the digital signature of %s was not found in the DNS, or cannot be read."
	case "dkim-weak-key":
		return "Tanda tangan digital %s memakai kunci atau cara yang terlalu lemah.",
			"The digital signature of %s uses a key or a method that is too weak."
	case "dkim-partial":
		return "Tanda tangan digital %s hanya mencakup sebagian isi surel, sehingga tidak dijadikan bukti.",
			"The digital signature of %s covers only a part of the text, so it is not taken as proof."
	case "dkim-testing":
		return "Domain %s menyatakan tanda tangan digitalnya masih dalam uji coba.", "The domain %s says that its digital signatures are only a test."
	case "dkim-temporary":
		return "Kunci tanda tangan digital %s saat ini tidak dapat ditanyakan ke DNS.",
			"The key of the digital signature of %s cannot be asked for in the DNS at the moment."
	case "dkim-malformed":
		return "Tanda tangan digital %s tidak dapat diperiksa karena bentuknya salah.",
			"The digital signature of %s cannot be checked because its form is wrong."
	case "dkim-unchecked":
		return "Tanda tangan digital %s tidak diperiksa di sini.", "The digital signature of %s was not checked here."
	}
	return dkimNotes(code)
}

func dkimNotes(code string) (id, en string) {
	switch code {
	case "dkim-none":
		return "Surel ini tidak bertanda tangan digital (DKIM).", "The mail has no digital signature (DKIM)."
	case "dkim-many":
		return "Surel ini memuat %s tanda tangan digital dan hanya %s yang diperiksa.",
			"The mail has %s digital signatures, and only %s of them were checked."
	case "dkim-subject":
		return "Tanda tangan digital %s tidak mencakup perihal surel.", "The digital signature of %s does not cover the subject."
	case "dkim-type":
		return "Tanda tangan digital %s tidak mencakup susunan isi surel (Content-Type).",
			"The digital signature of %s does not cover how the text is put together (Content-Type)."
	case "dkim-old":
		return "Tanda tangan digital %s dibuat pada %s; surel lama dapat dikirim ulang oleh orang lain.",
			"The digital signature of %s was made on %s; an old mail can be sent again by somebody else."
	case "dkim-short":
		return "Kunci tanda tangan digital %s hanya %s bit; dianjurkan 2048 bit.",
			"The key of the digital signature of %s has only %s bits; 2048 are advised."
	}
	return "", ""
}

func siteWords(code string) (id, en string) {
	switch code {
	case "site-dmarc-pass":
		return "Server surel kami menyatakan %s lulus DMARC.", "Our mail server says that %s passes DMARC."
	case "site-dmarc-fail":
		return "Server surel kami menyatakan surel ini tidak lulus DMARC milik %s.", "Our mail server says that the mail fails the DMARC of %s."
	case "site-dkim-pass":
		return "Server surel kami menyatakan tanda tangan digital %s sah.", "Our mail server says that the digital signature of %s is valid."
	case "site-spf-pass":
		return "Surel ini dikirim dari server yang diizinkan %s (SPF).", "The mail came from a server that %s allows (SPF)."
	case "site-spf-fail":
		return "Surel ini dikirim dari server yang tidak diizinkan (SPF), sedangkan pengirimnya tertulis %s.",
			"The mail came from a server that is not allowed (SPF), while its sender is written as %s."
	case "site-unreadable":
		return "Hasil pemeriksaan server surel kami tidak dapat dibaca.", "What our mail server found cannot be read."
	case "arc":
		return "Surel ini melewati %s penerus (ARC), terakhir %s, yang menyatakan rantainya %s; hal ini tidak diperiksa di sini.",
			"The mail passed %s forwarders (ARC), the last one %s, which says that the chain is %s; this is not checked here."
	case "arc-broken":
		return "Rantai penerus surel (ARC) tidak lengkap.", "The chain of forwarders (ARC) is not complete."
	}
	return "", ""
}

func addressWords(code string) (id, en string) {
	switch code {
	case "official":
		return "Alamat pengirim adalah alamat resmi di bawah %s.", "The sender's address is an official one below %s."
	case "shared":
		return "Alamat pengirim berada di layanan surel pemerintah %s yang dipakai bersama, sehingga instansinya tidak terlihat dari alamat.",
			"The sender's address is of the government's shared mail service %s, so that the agency cannot be seen from it."
	case "not-official":
		return "Alamat pengirim di %s bukan alamat resmi instansi.", "The sender's address at %s is not an official one of an agency."
	case "free-mail":
		return "Alamat pengirim adalah surel gratis di %s.", "The sender's address is free mail at %s."
	case "line-not-official":
		return "Pengirim memang menulis dari %s, tetapi alamat itu bukan alamat resmi instansi.",
			"The sender does write from %s, but that is not an official address of an agency."
	case "reply-elsewhere":
		return "Balasan akan terkirim ke %s, di luar %s.", "Replies would go to %s, outside %s."
	case "first-time":
		return "Alamat %s baru pertama kali menulis ke sini.", "The address %s writes here for the first time."
	case "known":
		return "Alamat ini sudah %s kali menulis ke sini.", "This address has written here %s times before."
	case "known-agency":
		return "Alamat ini sudah %s kali menulis ke sini dan tercatat sebagai %s.",
			"This address has written here %s times before and is in the register as %s."
	}
	return "", ""
}

func lookWords(code string) (id, en string) {
	switch code {
	case "look-embedded":
		return "Domain %s memuat %s di tengah namanya, tetapi bukan bagian dari domain itu.",
			"The domain %s carries %s inside its name, but does not belong to it."
	case "look-letters":
		return "Domain %s memakai huruf yang menyerupai %s.", "The domain %s uses letters that look like %s."
	case "look-near":
		return "Domain %s hanya berbeda satu huruf dari %s.", "The domain %s differs from %s by one letter only."
	case "look-suffix":
		return "Domain %s memakai nama %s dengan akhiran lain.", "The domain %s uses the name of %s with another ending."
	case "look-punycode":
		return "Domain %s memakai huruf di luar abjad Latin biasa.", "The domain %s uses letters outside the plain Latin alphabet."
	}
	return "", ""
}

func displayWords(code string) (id, en string) {
	switch code {
	case "display-address":
		return "Nama pengirim menampilkan alamat %s, sedangkan alamat sebenarnya %s.",
			"The sender's name shows the address %s, while the real one is %s."
	case "display-domain":
		return "Nama pengirim menampilkan domain %s, sedangkan alamat sebenarnya %s.",
			"The sender's name shows the domain %s, while the real address is %s."
	case "display-agency":
		return "Nama pengirim menyebut %s, yang alamatnya di %s, sedangkan surel ini dari %s.",
			"The sender's name says %s, whose addresses are at %s, while the mail is from %s."
	case "display-office":
		return "Nama pengirim menyebut instansi (%s), sedangkan alamatnya bukan alamat resmi.",
			"The sender's name names an office (%s), while the address is not an official one."
	}
	return "", ""
}
