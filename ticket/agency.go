package ticket

import (
	"regexp"
	"strings"

	"loket/domain/term"
	facts "loket/ticket/document/reading"
)

// An agency is a word for an office and what follows it on the line. Words that
// prose uses as well ("desa", "kantor") count only with a capital and a name.
var agencyStart = regexp.MustCompile(`(?:\b(?i:pemerintah(?:an)? (?:kabupaten|kota|provinsi|daerah|desa|kab\.?|prov\.?|nagari|gampong)|kementerian|dinas|sekretariat|kecamatan|inspektorat|diskominfo\w*|bappeda|rsud|puskesmas|kedutaan|embassy of|pusdatin|pengadilan|kejaksaan|direktorat|satuan polisi|bkpsdm|bpkad|dprd|pemkab|pemkot|pemprov|pemdes|dispusip|dishub|disdukcapil|disdik|dindik|dinkes|dinsos|disnaker|disperindag|disbudpar|bapenda|bpbd|bkd|satpol pp|setwan|kominfo)|\b(?:Badan|Desa|Kelurahan|Kantor|Komisi|Balai|Biro|Bagian|Universitas|Politeknik|Polres|Polda|Kodim|Lembaga|Perwakilan|Setda|UPTD|Unit Pelaksana))\s+[A-Z][^\n,;:|<>()]{1,80}`)

// Words that agencyStart begins with, the second kind with a capital only.
var (
	officeWords = term.Set("pemerintah pemerintahan kementerian dinas sekretariat kecamatan inspektorat bappeda rsud puskesmas kedutaan embassy pusdatin pengadilan kejaksaan direktorat satuan bkpsdm bpkad dprd pemkab pemkot pemprov pemdes dispusip dishub disdukcapil disdik dindik dinkes dinsos disnaker disperindag disbudpar bapenda bpbd bkd satpol setwan kominfo")
	officeNames = term.Set("Badan Desa Kelurahan Kantor Komisi Balai Biro Bagian Universitas Politeknik Polres Polda Kodim Lembaga Perwakilan Setda UPTD Unit")
)

// officeIn returns the places of agencyStart, at most n. Most lines have no word
// that it begins with and need not be tried.
func officeIn(line string, n int) [][]int {
	for i := 0; i < len(line); i++ {
		start := i
		for i < len(line) && (line[i] >= 'a' && line[i] <= 'z' || line[i] >= 'A' && line[i] <= 'Z' || line[i] >= '0' && line[i] <= '9' || line[i] == '_') {
			i++
		}
		if w := line[start:i]; len(w) >= 3 {
			if low := strings.ToLower(w); officeNames[w] || officeWords[low] || strings.HasPrefix(low, "diskominfo") {
				return agencyStart.FindAllStringIndex(line, n)
			}
		}
	}
	return nil
}

// Lines that name whom a letter goes to, and words in front of an office that is
// not the writer's own.
var (
	addressee = regexp.MustCompile(`(?i)^[ \t>*]*(?:yth|kepada|u\.?p\b|to\b|cc\b|dear|tembusan|hal\b|perihal|lampiran|di\s*[-,:]|assalam|dengan hormat)`)
	elsewhere = regexp.MustCompile(`(?i)(?:\byth\.?|\bke|\bkepada|\bto|\bpada|\bdari registrar|\bbapak|\bibu)\s+(?:(?:kepala|sekretaris|direktur|bapak|ibu|admin|tim)\s+){0,3}$`)
)

// findAgency reads the agency out of the sender's name, a signature, which stands
// at the end of a text, the letterhead of the mail or of a letter that came along,
// or any mention, in this order. A name of two words ("Dinas Sosial") gives way
// to a letterhead, which says whose.
func findAgency(text, name string, letters ...string) string {
	found := ""
	if at := officeIn(name, 1); at != nil {
		found = facts.TidyAgency(name[at[0][0]:at[0][1]])
	}
	if found == "" {
		found = signedAgency(text)
	}
	if len(strings.Fields(found)) > 2 {
		return found
	}
	for _, l := range append([]string{text}, letters...) {
		if head := facts.Letterhead(l); head != "" {
			return head
		}
	}
	if found != "" {
		return found
	}
	return mentionedAgency(text)
}

// ownSignature is the block under "--" at the head of what was folded away: of
// the sender, and not of those who wrote further down.
func ownSignature(quoted string) string {
	quoted = strings.TrimLeft(quoted, " \t\r\n")
	if !strings.HasPrefix(quoted, "--") || strings.HasPrefix(quoted, "---") {
		return ""
	}
	block, _, _ := strings.Cut(strings.ReplaceAll(quoted, "\r\n", "\n"), "\n\n")
	return "\n" + block
}

// signedAgency looks at the last lines, from the end.
func signedAgency(text string) string {
	lines := strings.Split(text, "\n")
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-12; i-- {
		at := officeIn(lines[i], 1)
		if at == nil {
			continue
		}
		loc := at[0]
		if loc[0] > 24 || len(lines[i]) >= 120 || elsewhere.MatchString(lines[i][:loc[0]]) || addressed(lines, i) {
			continue
		}
		return facts.TidyAgency(lines[i][loc[0]:loc[1]])
	}
	return ""
}

// addressed reports whether a line says, or goes on saying, whom the letter is
// for: up to three lines after "Kepada Yth.".
func addressed(lines []string, i int) bool {
	for n := 0; n < 4 && i-n >= 0; n++ {
		line := strings.TrimSpace(lines[i-n])
		if line == "" && n > 0 {
			return false
		}
		if addressee.MatchString(line) {
			return n == 0 || !strings.HasPrefix(strings.ToLower(line), "dengan hormat")
		}
	}
	return false
}

func mentionedAgency(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if len(line) > 4000 || i > 400 {
			break
		}
		at := officeIn(line, 4)
		if at == nil || len(line) < 120 && addressed(lines, i) {
			continue
		}
		for _, loc := range at {
			if !elsewhere.MatchString(line[max(0, loc[0]-60):loc[0]]) {
				return facts.TidyAgency(line[loc[0]:loc[1]])
			}
		}
	}
	return ""
}
