package reading

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	headNumber = regexp.MustCompile(`(?im)^[ \t]*(nomor|no\.?|number|perihal|hal)\b`)
	headRegion = regexp.MustCompile(`^PEMERINTAH(?:AN)? (KABUPATEN|KOTA|PROVINSI|DAERAH|DESA|KAB\.?|PROV\.?) ?([A-Z][A-Z .'-]*)?$`)
	headName   = regexp.MustCompile(`^[A-Z][A-Z .'-]{2,40}$`)
	headOffice = regexp.MustCompile(`^(?:KEMENTERIAN|DINAS|BADAN|SEKRETARIAT|KECAMATAN|KELURAHAN|KALURAHAN|INSPEKTORAT|RUMAH SAKIT|RSUD|UPTD?|BALAI|BIRO|BAGIAN|KANTOR|KOMISI|LEMBAGA|MAHKAMAH|PENGADILAN|KEJAKSAAN|KEPOLISIAN|SATUAN|DIREKTORAT|PUSAT|UNIVERSITAS|POLITEKNIK|DEWAN|DESA|PUSKESMAS) ?[A-Z][A-Z .,'()/-]*$`)
)

// headMore is a line that may go on a name; headOther one that begins something
// else, though in capitals.
var (
	headMore  = regexp.MustCompile(`^[A-Z(&/][A-Z .,'()/&-]+$`)
	headOther = regexp.MustCompile(`^(?:SURAT|NOTA|KEPUTUSAN|PERATURAN|FORMULIR|KARTU|BERITA|LAMPIRAN|DAFTAR|UNDANGAN|PENGUMUMAN|PERMOHONAN|PENUNJUKAN|PERNYATAAN|JALAN|JL\b|JLN\b|KOMPLEKS?\b|GEDUNG|ALAMAT|TELP|TELEPON|FAKS|FAX|SITUS|LAMAN|WEBSITE|E-?MAIL|SUREL|KODE|NAMA|NIP|PEMERINTAH|REPUBLIK|TENTANG|KEPADA|YTH)`)
	headJoin  = regexp.MustCompile(`(?:,|&|/|-|\b(?:DAN|SERTA|DI|UNTUK))$`)
	headJoins = regexp.MustCompile(`^(?:DAN|SERTA|&|\()`)
)

// letterhead is one in the making: the region, its offices from the largest to the
// smallest, each with the lines that it goes on over.
type letterhead struct {
	region  string
	bare    bool // the region's name is still to come
	middle  string
	offices []string
	open    bool // the line before was an office's
}

// Letterhead reads "PEMERINTAH KABUPATEN X / DINAS Y" in capitals at the head of
// a letter. A name may go on over several lines.
func Letterhead(text string) string {
	var h letterhead
	seen := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			continue
		}
		if seen++; seen > 8 || len(line) > 100 || headNumber.MatchString(line) {
			break
		}
		h.add(line)
	}
	return h.name()
}

func (h *letterhead) add(line string) {
	office := headOffice.MatchString(line) && len(strings.Fields(line)) > 1
	more := headMore.MatchString(line) && !headOther.MatchString(line)
	n := len(h.offices) - 1
	switch m := headRegion.FindStringSubmatch(line); {
	case m != nil && h.region == "":
		h.region, h.bare = m[1], m[2] == ""
		if !h.bare {
			h.region += " " + m[2]
		}
	case h.open && more && (headJoin.MatchString(h.offices[n]) || headJoins.MatchString(line) || !office && len(strings.Fields(line)) > 1):
		h.offices[n] += " " + line
	case h.bare && headName.MatchString(line) && !headOffice.MatchString(line):
		h.region, h.bare = h.region+" "+line, false
	case office:
		if h.middle != "" && n < 0 { // the region's name went on
			h.region += " " + h.middle
		}
		h.offices, h.open = append(h.offices, line), true
	case more && h.region != "" && h.middle == "" && n < 0:
		h.middle = line
	default:
		h.open = false
	}
}

// name writes the smallest office first, as an address does.
func (h *letterhead) name() string {
	region := h.region
	if h.bare {
		region = "" // a form: whose it is was not filled in
	}
	parts := slices.Clone(h.offices)
	slices.Reverse(parts)
	switch {
	case len(parts) == 0 && region == "":
		return ""
	case len(parts) == 0:
		parts = []string{"PEMERINTAH " + region}
	case strings.HasPrefix(region, "DESA"):
		parts = append(parts, "PEMERINTAH "+region)
	case region != "" && !strings.Contains(parts[len(parts)-1], region):
		parts[len(parts)-1] += " " + region
	}
	s := strings.Trim(capitalised(strings.Join(parts, ", ")), " .,'-")
	if r := []rune(s); len(r) > maxAgency {
		s = string(r[:maxAgency])
	}
	return s
}

// maxAgency is the most runes of an agency's name with those above it.
const maxAgency = 160

// capitalised writes a line of capitals as a name is written.
func capitalised(s string) string {
	ws := strings.Fields(strings.ToLower(s))
	for i, w := range ws {
		switch w {
		case "dan", "di", "ke", "untuk", "serta":
		case "dprd", "rsud", "uptd", "upt", "ri":
			ws[i] = strings.ToUpper(w)
		default:
			r := []rune(w)
			r[0] = unicode.ToUpper(r[0])
			ws[i] = string(r)
		}
	}
	return strings.Join(ws, " ")
}

var (
	agencyEnd   = regexp.MustCompile(`(?i)\s+(dengan|yang|untuk|mengajukan|memohon|bermaksud|melalui|telah|akan|dan nama|perihal|sebagai|nomor|no\.|tanggal|agar|berikut|kami|mohon|ingin|hendak|saat|sudah|belum|tidak|di mana|memiliki|mempunyai|meminta|membutuhkan|menyampaikan|selaku|dalam|terkait|dapat|bisa|mau|perlu|ini|tersebut|adalah)\b.*|\s{2,}.*|[!?].*`)
	agencyAbbr  = regexp.MustCompile(`(?i)\b(kab|prov|kec|kel|kem|st|u\.p|a\.n)\.`)
	agencyPoint = regexp.MustCompile(`\.(\s.*)?$`)
)

// TidyAgency ends the name where the sentence goes on. The point of an
// abbreviation ("Kab. Majujaya") ends nothing.
func TidyAgency(s string) string {
	s = agencyEnd.ReplaceAllString(s, "")
	s = agencyAbbr.ReplaceAllString(s, "$1\x01")
	s = strings.ReplaceAll(agencyPoint.ReplaceAllString(s, ""), "\x01", ".")
	s = strings.Trim(s, " \t\"'*_-")
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80])
	}
	return s
}
