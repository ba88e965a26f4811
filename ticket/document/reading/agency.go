package reading

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	headNumber = regexp.MustCompile(`(?im)^[ \t]*(nomor|no\.?|number|perihal|hal)\b`)
	headRegion = regexp.MustCompile(`^PEMERINTAH(?:AN)? (KABUPATEN|KOTA|PROVINSI|DAERAH|DESA|KAB\.?|PROV\.?) ?([A-Z][A-Z .'-]*)?$`)
	headName   = regexp.MustCompile(`^[A-Z][A-Z .'-]{2,40}$`)
	headOffice = regexp.MustCompile(`^(?:KEMENTERIAN|DINAS|BADAN|SEKRETARIAT|KECAMATAN|KELURAHAN|KALURAHAN|INSPEKTORAT|RUMAH SAKIT|RSUD|UPTD?|BALAI|BIRO|BAGIAN|KANTOR|KOMISI|LEMBAGA|MAHKAMAH|PENGADILAN|KEJAKSAAN|KEPOLISIAN|SATUAN|DIREKTORAT|PUSAT|UNIVERSITAS|POLITEKNIK|DEWAN|DESA|PUSKESMAS) ?[A-Z][A-Z .,'()/-]*$`)
)

// Letterhead reads "PEMERINTAH KABUPATEN X / DINAS Y" in capitals at the head of
// a letter.
func Letterhead(text string) string {
	region, office, bare := "", "", false
	seen := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			continue
		}
		if seen++; seen > 8 || len(line) > 100 || headNumber.MatchString(line) {
			break
		}
		if m := headRegion.FindStringSubmatch(line); m != nil && region == "" {
			region, bare = m[1], m[2] == ""
			if !bare {
				region += " " + m[2]
			}
		} else if bare && headName.MatchString(line) && !headOffice.MatchString(line) {
			region, bare = region+" "+line, false
		} else if headOffice.MatchString(line) && len(strings.Fields(line)) > 1 {
			if office != "" {
				region = office // "KEMENTERIAN X" above "DIREKTORAT Y"
			}
			office = line
		}
	}
	if bare {
		region = "" // a form: whose it is was not filled in
	}
	switch {
	case office == "" && region == "":
		return ""
	case office == "":
		office = "PEMERINTAH " + region
	case strings.HasPrefix(region, "DESA"):
		office += ", PEMERINTAH " + region
	case strings.HasPrefix(region, "KEMENTERIAN"):
		office += ", " + region
	case region != "" && !strings.Contains(office, region):
		office += " " + region
	}
	return TidyAgency(capitalised(office))
}

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
