package reading

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	nipLabel  = regexp.MustCompile(`(?i)\bN\s?\.?\s?[I1l]\s?\.?\s?P(?:PPK|PK)?\b\s*\.?\s*[:;.=]?\s*`)
	titleLine = regexp.MustCompile(`(?i)^(?:a\.?\s?n\.?\s|u\.?\s?b\.?\s|plt\.?\b|plh\.?\b|pj\.?\b|kepala\b|sekretaris\b|direktur\b|bupati\b|wali\s?kota\b|gubernur\b|camat\b|lurah\b|ketua\b|rektor\b|dekan\b|inspektur\b|asisten\b|pembantu\b|wakil\b|komandan\b|kapol|dandim\b|danrem\b|menteri\b|hukum\s+tua\b|penghulu\b|keuchik\b|wali\s+nagari\b|kuwu\b|perbekel\b|kabid\b|kasubag\b|manajer\b|pimpinan\b)`)
	rankForm  = regexp.MustCompile(`(?i)\b(?:pembina|penata|pengatur|juru)(?:\s+(?:utama|madya|muda|tingkat(?:\s+[I1l|](?:\s|$)|\s?$|\s+)|tk\.?\s?[I1l|]))*\s*(?:\s*[,/]?\s*\(?\s*(?:gol(?:ongan)?\.?\s*)?(?:IV|III|II|I)\s?[/.]\s?[a-e]\b\)?)?`)
	classForm = regexp.MustCompile(`\b(?:IV|III|II|I)\s?/\s?[a-e]\b`)
	policeRnk = regexp.MustCompile(`(?i)\b(?:ajun\s+komisaris|komisaris|inspektur|brigadir|kolonel|letnan|mayor|kapten)(?:\s+(?:besar|polisi|jenderal|dua|satu|kolonel|inf|cba|laut|tentara))*\b`)
	eSigned   = regexp.MustCompile(`(?i)(?:di)?\s?tanda\s?tangani\s+secara\s+elektronik|\bTTE\b|sertifikat\s+elektronik`)
)

// signers finds who signed: the block of place, title, name, rank and NIP below
// the closing words, one or more beside each other.
func (r *reader) signers(d *paper) {
	if d.kind == StaffCard || d.kind == IdentityCard {
		return
	}
	var blocks []block
	for i, from := len(d.all)-1, d.signedFrom(); i >= 0 && i >= from; i-- {
		l := &d.all[i]
		for _, c := range l.cells {
			if m := nipLabel.FindStringIndex(c.text); m != nil && m[0] < 3 && !d.rowOfForm(i) {
				if b := d.block(i, c); b.name.text != "" {
					b.nip, b.nipAt = nipAfter(c.text[m[1]:], l.ocr), spot{"", l, c.from + m[1], c.from + len(c.text)}
					blocks = append(blocks, b)
				}
			}
		}
	}
	if len(blocks) == 0 {
		if b, ok := d.untitled(); ok {
			blocks = append(blocks, b)
		}
	}
	best := 0
	for i, b := range blocks {
		if b.rank() > blocks[best].rank() {
			best = i
		}
	}
	for n := range blocks {
		b := blocks[(best+n)%len(blocks)]
		r.add(Signer, b.name.text, b.name.line, b.name.from, b.name.to)
		if b.title.line != nil {
			r.add(SignerTitle, b.title.text, b.title.line, b.title.from, b.title.to)
		}
		if b.nip != "" {
			r.add(SignerNIP, b.nip, b.nipAt.line, b.nipAt.from, b.nipAt.to)
		}
	}
}

// block is one signature.
type block struct {
	name, title, nipAt spot
	nip                string
	column             int
	first, last        int // lines
}

// rank prefers the head of an office to who stands beside.
func (b *block) rank() int {
	n := 0
	if titleLine.MatchString(b.title.text) {
		n += 100
	}
	return n + min(b.column, 90)
}

// signedFrom is the first line that a signature can stand on.
func (d *paper) signedFrom() int {
	if at := d.closing(); at < len(d.all) {
		return at
	}
	return len(d.all) / 3
}

// rowOfForm reports whether a NIP stands below a line "Nama :" rather than below
// a signature.
func (d *paper) rowOfForm(i int) bool {
	for n := i - 1; n >= 0 && n >= i-2; n-- {
		if formName.MatchString(strings.TrimSpace(d.all[n].text)) {
			return true
		}
	}
	return false
}

var formName = regexp.MustCompile(`(?i)^(?:\d+[.)]\s*|[a-z][.)]\s*)?(?:nama|jabatan|pangkat)\b[^:]{0,30}:`)

// block reads upwards from the line below a name, in the column of a cell.
func (d *paper) block(i int, c cell) block {
	b := block{column: c.column, first: i, last: i}
	title, quiet := []string{}, 0
	for n := i - 1; n >= 0 && n >= i-14 && d.all[n].page == d.all[i].page; n-- {
		quiet += d.gap[n+1]
		l := &d.all[n]
		at := inColumn(l, c)
		if at == nil {
			quiet++
			continue
		}
		t := strings.TrimSpace(at.text)
		switch {
		case b.name.text == "":
			if quiet > 3 {
				return block{}
			}
			if rankForm.MatchString(t) && !personal(t) || classForm.MatchString(t) || policeRnk.MatchString(t) && strings.Count(t, " ") < 3 && !strings.Contains(t, ",") {
				continue
			}
			if !personal(t) {
				return block{}
			}
			b.name = spot{tidyName(t), l, at.from, at.from + len(at.text)}
			quiet = 0
		case eSigned.MatchString(t) || ornament(t):
			b.first = n
			continue
		case placeDate.MatchString(t) || dateLabel.MatchString(t) || farewell.MatchString(t) || len(t) > 90:
			n = -1
		case len(title) > 0 && d.gap[n+1] > 0, len(title) >= 4:
			n = -1
		default:
			title = append([]string{t}, title...)
			b.title = spot{strings.TrimRight(strings.Join(title, " "), ", "), l, at.from, at.from + len(at.text)}
			b.first = n
			if titleLine.MatchString(t) && !strings.HasPrefix(strings.ToLower(t), "kepala") && n > 0 && d.gap[n] == 0 {
				continue
			}
		}
	}
	return b
}

// ornament is what stands for a signature: "ttd", "#", a cap.
func ornament(s string) bool {
	s = strings.ToLower(strings.Trim(s, "()[]{}<>*_.-#^~$ "))
	return s == "" || s == "ttd" || s == "t.t.d" || s == "ttd_pengirim" || s == "materai" || s == "meterai" || len(s) < 3
}

// inColumn is the cell of a line that overlaps a cell below it.
func inColumn(l *line, c cell) *cell {
	var best *cell
	for i := range l.cells {
		a := &l.cells[i]
		if a.column < c.end()+6 && a.end() > c.column-6 && (best == nil || abs(a.column-c.column) < abs(best.column-c.column)) {
			best = a
		}
	}
	return best
}

// untitled finds a signature without a NIP: a title with a comma below the
// closing words, and a name under it.
func (d *paper) untitled() (block, bool) {
	from := d.closing()
	for i := from; i < len(d.all); i++ {
		for _, c := range d.all[i].cells {
			if !titleLine.MatchString(c.text) || len(c.text) > 80 {
				continue
			}
			titles := []string{c.text}
			for _, n := range d.below(i, 9) {
				at := inColumn(&d.all[n], c)
				if at == nil || ornament(at.text) || eSigned.MatchString(at.text) {
					continue
				}
				if d.gap[n] == 0 && n <= i+3 && (capitals(c.text) == capitals(at.text)) && !strings.HasSuffix(titles[len(titles)-1], ",") && len(titles) < 4 && !strings.Contains(at.text, ",") && n+1 < len(d.all) && d.all[n+1].page == d.all[n].page && (d.gap[n+1] > 0 || strings.HasSuffix(at.text, ",")) {
					titles = append(titles, at.text)
					continue
				}
				if !personal(at.text) {
					if len(titles) < 4 {
						titles = append(titles, at.text)
						continue
					}
					break
				}
				l := &d.all[n]
				return block{
					name:  spot{tidyName(at.text), l, at.from, at.from + len(at.text)},
					title: spot{strings.TrimRight(strings.Join(titles, " "), ", "), &d.all[i], c.from, c.from + len(c.text)}, column: c.column, first: i, last: n,
				}, true
			}
		}
	}
	return block{}, false
}

// personal reports whether a line can be a person's name: two to seven words, no
// digits, no word of an office.
func personal(s string) bool {
	s = strings.Trim(s, " .,_()")
	if s == "" || len(s) > 60 || strings.ContainsAny(s, "0123456789:;@/=#") || titleLine.MatchString(s) || farewell.MatchString(s) || notName.MatchString(s) {
		return false
	}
	first := []rune(s)[0]
	return unicode.IsUpper(first) && len(strings.Fields(s)) <= 8
}

var notName = regexp.MustCompile(`(?i)\b(?:dinas|badan|kabupaten|kota|pemerintah|kementerian|bidang|bagian|daerah|nomor|tembusan|komunikasi|informatika|provinsi|kecamatan|desa|elektronik|selaku|mengetahui|menyetujui|hormat|pejabat|pengelola|gol(?:ongan)?)\b`)

func tidyName(s string) string {
	return strings.Trim(strings.Join(strings.Fields(s), " "), " .,_()") + map[bool]string{true: "."}[strings.HasSuffix(strings.TrimRight(s, " ,_)"), ".")]
}

// signature tells what can be seen of the signing.
func (d *paper) signature() Signature {
	if d.kind == StaffCard || d.kind == IdentityCard || d.kind == URLList || len(d.all) == 0 {
		return SignatureUnknown
	}
	if eSigned.MatchString(d.text()) {
		return SignatureNoted
	}
	for i, from := len(d.all)-1, d.signedFrom(); i >= 0 && i >= from; i-- {
		l := &d.all[i]
		for _, c := range l.cells {
			if m := nipLabel.FindStringIndex(c.text); m == nil || m[0] > 2 || d.rowOfForm(i) {
				continue
			}
			b := d.block(i, c)
			if b.name.line == nil {
				continue
			}
			return d.marked(&b)
		}
	}
	if b, ok := d.untitled(); ok {
		return d.marked(&b)
	}
	return SignatureUnknown
}

// marked looks for a picture or curves between the title and the name.
func (d *paper) marked(b *block) Signature {
	l := b.name.line
	p := d.pages[l.page-d.from]
	if p.OCR || !p.Drawn || l.box == (Box{}) {
		return SignatureUnknown
	}
	name := l.part(b.name.from, b.name.to)
	area := Box{name[0] - 120, name[1] - 130, name[2] + 120, name[3] + 10}
	for _, m := range p.Marks {
		if m[2]-m[0] > 700 && m[3]-m[1] > 500 {
			return SignatureUnknown // a scanned page below its text
		}
		if m[0] < area[2] && m[2] > area[0] && m[1] < area[3] && m[3] > area[1] {
			return SignatureDrawn
		}
	}
	return SignatureNone
}
