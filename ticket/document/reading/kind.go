package reading

import (
	"math"
	"regexp"
	"strings"
)

// cue is a phrase that speaks for a kind where it stands.
type cue struct {
	kind   Kind
	where  place
	weight float64
	re     *regexp.Regexp
}

type place int

const (
	inTitle   place = iota // a short line of the upper half, at its beginning
	inSubject              // beside Hal or Perihal
	inText                 // anywhere
)

func phrase(p string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + p) }

var cues = []cue{
	{Request, inTitle, 5, phrase(`^surat\s+permohonan\b`)},
	{Request, inSubject, 6, phrase(`^(?:surat\s+)?(?:permohonan|permintaan|pengajuan|usulan?|laporan|pelaporan|pendaftaran|penonaktifan|perubahan|penggantian|perpanjangan|transfer|pemutusan|pemulihan|normalisasi|registrasi|request|application)\b`)},
	{Request, inText, 2, phrase(`\b(?:mengajukan\s+(?:permohonan|pendaftaran)|bermaksud\s+(?:mengajukan|mendaftarkan)|kami\s+(?:mohon|memohon)|dengan\s+ini\s+(?:kami\s+)?(?:mengajukan|memohon|mohon))`)},
	{Request, inText, 1, phrase(`\b(?:mohon|memohon|permohonan)\b`)},
	{Appointment, inTitle, 7, phrase(`^(?:surat\s+(?:penunjukan|tugas|perintah(?:\s+tugas)?|penugasan|kuasa)|penunjukan\s+pejabat|s\s?u\s?r\s?a\s?t\s+t\s?u\s?g\s?a\s?s)\b`)},
	{Appointment, inSubject, 7, phrase(`^(?:surat\s+)?(?:penunjukan|penetapan|penugasan|pengangkatan)\b`)},
	{Appointment, inText, 2.5, phrase(`\b(?:menunjuk|menugaskan|ditunjuk\s+sebagai|memberi(?:kan)?\s+tugas|memerintahkan)\b`)},
	{Appointment, inText, 1.5, phrase(`\bsebagai\s+(?:pejabat|pengelola|penanggung\s+jawab)\b`)},
	{Statement, inTitle, 7, phrase(`^surat\s+(?:keterangan|pernyataan)\b`)},
	{Statement, inSubject, 6, phrase(`^(?:surat\s+)?(?:keterangan|pernyataan)\b`)},
	{Statement, inText, 2, phrase(`\b(?:menerangkan|menyatakan)(?:\s+dengan\s+sesungguhnya)?\s+bahwa\b`)},
	{Statement, inText, 1, phrase(`\byang\s+bertanda\s?tangan\s+di\s?bawah\s+ini\b`)},
	{Decree, inTitle, 5, phrase(`^(?:keputusan|peraturan\s+(?:bupati|wali\s?kota|daerah|menteri|gubernur|desa|presiden|kepala|direktur)|peraturan|instruksi|undang-undang|qanun|rancangan\s+peraturan)\b`)},
	{Decree, inText, 3, phrase(`(?m)^\s*menimbang\b`)},
	{Decree, inText, 2, phrase(`(?m)^\s*mengingat\b`)},
	{Decree, inText, 2, phrase(`\b(?:memutuskan|menetapkan)\s*:`)},
	{StaffCard, inText, 7, phrase(`\b(?:kartu\s+(?:pegawai|asn|pns|identitas\s+pegawai|tanda\s+(?:pegawai|anggota|pengenal\s+pegawai))|karpeg|karis|id\s+card\s+pegawai)\b`)},
	{IdentityCard, inText, 8, phrase(`\bkartu\s+tanda\s+penduduk\b`)},
	{IdentityCard, inText, 3, phrase(`(?m)^\s*nik\s*[:.]?\s*[0-9]{12,16}\b`)},
	{IdentityCard, inText, 2, phrase(`\b(?:berlaku\s+hingga|kewarganegaraan|status\s+perkawinan|gol\.?\s*darah)\b`)},
	{PA16, inText, 9, phrase(`\b(?:formulir\s+)?pa\s?[-–]\s?16\b`)},
	{PA16, inText, 8, phrase(`\bpermohonan\s+perubahan\s+data\s+dns\s+record\b`)},
	{PA16, inText, 2, phrase(`\bdns\s+record\b`)},
	{URLList, inTitle, 7, phrase(`^(?:lampiran\s*:?\s*)?daftar\s+(?:url|alamat|tautan|sub-?domain|nama\s+domain|laman|situs|link|konten)\b`)},
}

// cardWords is the most words that a card has.
const cardWords = 140

// kinds are those that are told apart; of two with the same weight the first.
var kinds = []Kind{Request, Appointment, Statement, Decree, StaffCard, IdentityCard, PA16, URLList, Letter}

// weights are what speaks for each kind: in all, most, and in which words.
type weights struct {
	sum, top map[Kind]float64
	why      map[Kind]string
}

func (s weights) count(k Kind, w float64, words string) {
	s.sum[k] += w
	if w > s.top[k] {
		s.top[k], s.why[k] = w, strings.Join(strings.Fields(words), " ")
	}
}

// classify weighs the cues. The score is 0 to 1: near 1 where much speaks for
// the kind and little for another.
func (d *paper) classify() Part {
	s := weights{map[Kind]float64{}, map[Kind]float64{}, map[Kind]string{}}
	d.weigh(s)
	if s.sum[Appointment] > 6 && s.sum[Decree] > 0 { // a decree that appoints
		s.sum[Appointment] += s.sum[Decree]
		s.sum[Decree] = 0
	}
	best, second := kinds[0], Kind("")
	for _, k := range kinds[1:] {
		if s.sum[k] > s.sum[best] {
			best, second = k, best
		} else if second == "" || s.sum[k] > s.sum[second] {
			second = k
		}
	}
	sum := s.sum[best]
	if sum < 2 {
		return Part{}
	}
	strength := 1 - math.Exp2(-sum/3)
	distance := min(1, 2*(sum-s.sum[second])/sum)
	return Part{Kind: best, Why: s.why[best], Score: math.Round(100*strength*(0.4+0.6*distance)) / 100}
}

// weigh counts every cue that the paper has.
func (d *paper) weigh(s weights) {
	text := d.text()
	words := len(strings.Fields(text))
	titles, subject := d.titles(), d.subject()
	for _, c := range cues {
		if (c.kind == StaffCard || c.kind == IdentityCard) && words > cardWords {
			continue
		}
		in := []string{text}
		switch c.where {
		case inTitle:
			in = titles
		case inSubject:
			in = []string{subject.text}
		case inText:
		}
		for _, t := range in {
			if m := c.re.FindString(t); m != "" {
				s.count(c.kind, c.weight, m)
				break
			}
		}
	}
	if n := d.addresses(); n >= 4 && n*2 > len(d.lines()) {
		s.count(URLList, 5, "URL")
	}
	if d.numbered() || subject.text != "" {
		s.count(Letter, 2.5, "Nomor")
	}
}

// divide says which pages are one document: pairs of first and behind last.
func divide(sheets []sheet) [][2]int {
	var out [][2]int
	from := 0
	for i := 1; i < len(sheets); i++ {
		if len(out) < maxParts-1 && begins(&sheets[i], &sheets[i-1]) {
			out = append(out, [2]int{from, i})
			from = i
		}
	}
	if len(sheets) > 0 {
		out = append(out, [2]int{from, len(sheets)})
	}
	return out
}

var annexTitle = phrase(`^lampiran\b`)

// begins reports whether a page begins another document than the page before: a
// letterhead or a title of its own, with a number; a card; a form; a list.
func begins(s, before *sheet) bool {
	p := newPaper([]sheet{*s})
	if len(p.lines()) == 0 {
		return false
	}
	k := p.classify()
	q := newPaper([]sheet{*before})
	switch k.Kind {
	case StaffCard, IdentityCard:
		return true
	case PA16:
		return strongTitle(p, PA16) || q.classify().Kind != PA16
	case URLList:
		return strongTitle(p, URLList) && q.classify().Kind != URLList
	case Unknown, Letter, Request, Appointment, Statement, Decree: // told by what stands at the head
	}
	if annexTitle.MatchString(strings.TrimSpace(p.titles()[0])) {
		return false
	}
	if card := q.classify().Kind; card == StaffCard || card == IdentityCard {
		return len(strings.Fields(p.text())) > 25 // less is the back of the card
	}
	headed := Letterhead(s.src.Text) != ""
	titled := false
	for _, t := range p.titles() {
		for _, c := range cues {
			titled = titled || c.where == inTitle && c.kind != URLList && c.weight >= 5 && capitals(t) && c.re.MatchString(t)
		}
	}
	return headed && (p.numbered() || titled || p.subject().text != "") || p.numbered() && (titled || p.subject().text != "")
}

func strongTitle(p *paper, k Kind) bool {
	head := strings.Join(p.titles(), "\n")
	for _, c := range cues {
		if c.kind == k && c.weight >= 7 && (c.where == inTitle || c.re.MatchString(head)) {
			for _, t := range p.titles() {
				if c.re.MatchString(t) {
					return true
				}
			}
		}
	}
	return false
}

// capitals reports whether a line is written in capitals, as titles are.
func capitals(s string) bool {
	up, low := 0, 0
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			up++
		case r >= 'a' && r <= 'z':
			low++
		}
	}
	return up > 3 && low*4 <= up
}
