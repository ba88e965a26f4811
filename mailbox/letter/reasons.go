package letter

import (
	"fmt"
	"strings"
	"time"

	"loket/domain"
	"loket/ticket"
)

// reasonWords say what is wrong in words that a requester understands.
func reasonWords(code string) string {
	switch code {
	case "missing":
		return "belum dilampirkan"
	case "unreadable":
		return "tidak dapat dibaca; mohon dikirim ulang dengan jelas"
	case "not-pdf":
		return "tidak dalam format PDF; mohon dikirim ulang dalam format PDF"
	case "encrypted":
		return "terkunci dengan kata sandi; mohon dikirim ulang tanpa kata sandi"
	case "wrong-document":
		return "bukan dokumen yang dimaksud"
	case "wrong-name":
		return "mencantumkan nama domain yang tidak sesuai dengan permohonan"
	case "wrong-agency":
		return "mencantumkan instansi yang tidak sesuai dengan permohonan"
	case "not-signed":
		return "belum ditandatangani oleh pejabat yang berwenang"
	case "expired":
		return "sudah tidak berlaku"
	case "malware":
		return "mengandung program berbahaya (malware) sehingga tidak kami buka; mohon periksa perangkat Anda, lalu kirim ulang berkas yang bersih"
	case "incomplete":
		return "belum lengkap"
	}
	return ""
}

// reasons writes what is wrong with each document. The note is an officer's;
// the files' names are the sender's.
func (w *Writer) reasons(s *domain.Service, list []ticket.Reason) []Line {
	var out []Line
	for _, r := range list {
		title := line(r.Requirement, 80)
		if s != nil {
			title = line(w.catalogue.RequirementTitle(s, r.Requirement).ID, 200)
		} else if req, ok := w.catalogue.Requirement(r.Requirement); ok {
			title = req.Title.ID
		}
		words, note := reasonWords(r.Code), line(r.Note, 400)
		if len(r.Doubts) > 0 {
			words = w.doubts(r.Doubts)
		}
		if len(r.Files) > 0 && words != "" && r.Code != "missing" {
			var names []string
			for _, f := range r.Files[:min(len(r.Files), shownNames)] {
				names = append(names, "“"+line(f, 80)+"”")
			}
			words = "berkas " + nameWords(names) + " " + words
		}
		switch {
		case words == "" && note == "":
			words = "perlu diperbaiki"
		case words == "":
			words = note
		case note != "":
			words += ". Catatan petugas: " + note
		}
		if !strings.HasSuffix(words, ".") {
			words += "."
		}
		out = append(out, Line{title, words})
	}
	return out
}

// doubts says what was found in a document, as its sender has to mend it. What is
// known of other tickets stays here: their numbers and agencies are not told.
func (w *Writer) doubts(list []ticket.Doubt) string {
	if len(list) == 1 {
		return w.doubt(list[0])
	}
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = fmt.Sprintf("(%c) %s", 'a'+i%26, w.doubt(d))
	}
	return strings.Join(out, "; ")
}

func (w *Writer) doubt(d ticket.Doubt) string {
	var a [2]string
	for i := range a {
		if i < len(d.Args) {
			a[i] = line(d.Args[i], 200)
		}
	}
	switch d.Code {
	case "other-name":
		return "mencantumkan nama domain " + a[0] + ", sedangkan yang dimohonkan adalah " + a[1]
	case "other-service":
		return "memuat perihal " + w.serviceWords(a[0]) + ", berbeda dengan layanan yang dimohonkan"
	case "other-agency":
		return "menggunakan kop " + a[0] + ", sedangkan pemohon tercatat dari " + a[1]
	case "nip-differs":
		return "mencantumkan NIP " + a[0] + ", berbeda dengan NIP " + a[1] + " pada surat"
	case "nip-impossible":
		return "mencantumkan NIP " + a[0] + " yang tidak sesuai dengan susunan NIP, mohon diperiksa kembali"
	case "letter-old":
		return "bertanggal " + isoWords(a[0]) + ", yaitu " + a[1] + " hari sebelum kami terima, mohon disampaikan surat yang terbaru"
	case "letter-future":
		return "bertanggal " + isoWords(a[0]) + ", melewati tanggal kami menerimanya, mohon tanggalnya diperbaiki"
	case "letter-undated":
		return "belum mencantumkan tanggal surat"
	case "letter-unnumbered":
		return "belum mencantumkan nomor surat"
	case "not-signed":
		return reasonWords("not-signed")
	case "identity-card":
		return "berupa kartu tanda penduduk, mohon disampaikan kartu pegawai"
	case "addressee-wrong":
		return "ditujukan kepada " + a[0] + ", mohon disesuaikan dengan tujuan surat yang ditentukan"
	case "poor-scan":
		return "berupa pindaian yang sukar dibaca, mohon dipindai dan dikirim ulang dengan jelas"
	}
	return signedOrSent(d.Code)
}

// signedOrSent words what is wrong with electronic signatures, or with a file that
// came before.
func signedOrSent(code string) string {
	switch code {
	case "signed-changed":
		return "diubah sesudah ditandatangani secara elektronik, mohon disampaikan berkas asli sebagaimana ditandatangani"
	case "signed-invalid":
		return "memuat tanda tangan elektronik yang tidak sah secara teknis, mohon disampaikan berkas asli atau ditandatangani ulang"
	case "signed-revoked":
		return "ditandatangani dengan sertifikat elektronik yang telah dicabut, mohon ditandatangani ulang"
	case "signed-picture":
		return "hanya memuat gambar tanda tangan elektronik yang tidak dapat diverifikasi, mohon disampaikan berkas asli yang ditandatangani secara elektronik"
	case "sent-before":
		return "sama dengan berkas yang sebelumnya telah kami minta untuk diperbaiki"
	case "sent-elsewhere":
		return "sama dengan berkas pada permohonan instansi lain, mohon disampaikan dokumen instansi Saudara"
	case "person-elsewhere":
		return "atas nama pegawai yang juga tercatat pada permohonan instansi lain, mohon penjelasan atau dokumen yang sesuai"
	}
	return "perlu diperbaiki"
}

// serviceWords is a service's title within a sentence.
func (w *Writer) serviceWords(id string) string {
	if s, ok := w.catalogue.Service(id); ok {
		return inSentence(s.Title.ID)
	}
	return id
}

// isoWords writes 2026-11-02 as letters do.
func isoWords(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return dateWords(t)
}
