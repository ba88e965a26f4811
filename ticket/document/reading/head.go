package reading

import (
	"regexp"
	"strings"

	"loket/domain/calendar"
)

// head finds what stands around the beginning of a letter.
func (r *reader) head(d *paper) {
	if s := d.number(); s.text != "" {
		r.add(Number, s.text, s.line, s.from, s.to)
	}
	if s := d.date(); s.text != "" {
		r.add(Date, s.text, s.line, s.from, s.to)
	}
	if s := d.addressee(); s.text != "" {
		r.add(Addressee, s.text, s.line, s.from, s.to)
	}
	if s := d.subject(); s.text != "" {
		r.add(Subject, s.text, s.line, s.from, s.to)
	}
	if len(d.all) > 0 && len(d.pages) > 0 {
		if a := Letterhead(d.pages[0].Text); a != "" {
			r.add(Agency, a, &d.all[0], 0, len(d.all[0].text))
		}
	}
}

var (
	numberLabel = regexp.MustCompile(`(?i)^(?:nomor|n\s?o\s?m\s?o\s?r|number|no\.?)\s*(?:[:;.=]|\b)`)
	noNumber    = regexp.MustCompile(`(?i)^(?:[:.\s]*)(?:telp|telepon|tlp|hp|wa\b|whats|induk|kartu|rek|urut|kontak|ponsel|identitas|pegawai|registrasi|npwp|nik|nip|sop\b)`)
	numberForm  = regexp.MustCompile(`^[0-9A-Za-z(][0-9A-Za-z.()&_–-]*(?:\s?[/–-]\s?[0-9A-Za-z.()&_–-]+)*(?:\s+TAHUN\s+\d{4}|\s+Tahun\s+\d{4})?`)
	emptyPlace  = regexp.MustCompile(`_{2,}|\.{3,}|…|/\s*/`)
	lawTitle    = regexp.MustCompile(`(?i)\btentang\b`)
)

// number finds the letter's own number, which stands beside its label near the
// beginning. A place that was left empty ("555/___/KOMINFO") is no number.
func (d *paper) number() spot {
	for i := range d.all {
		if i > 40 {
			break
		}
		l := &d.all[i]
		for j, c := range l.cells {
			m := numberLabel.FindString(c.text)
			if m == "" || noNumber.MatchString(c.text[len(m):]) {
				continue
			}
			v := l.beside(j, len(m))
			if v.blank || emptyPlace.MatchString(cellEnd(v.text)) {
				continue
			}
			colon := v.colon || strings.ContainsAny(m, ":;=")
			form := strings.TrimRight(numberForm.FindString(strings.TrimLeft(v.text, " ")), ".-–( ")
			if s, ok := plausible(form, m, colon); ok && (colon || !lawTitle.MatchString(v.text)) {
				if l.ocr {
					s = unspace(s)
				}
				return spot{s, l, v.from, v.from + len(form)}
			}
		}
	}
	return spot{}
}

// plausible reports whether what stands beside a label can be a letter's number.
func plausible(s, label string, colon bool) (string, bool) {
	digits := strings.ContainsAny(s, "0123456789")
	switch {
	case !digits || len(s) > 80:
		return "", false
	case colon:
		return s, true
	case strings.HasPrefix(strings.ToLower(label), "nomor"), strings.HasPrefix(label, "N"):
		return s, strings.ContainsAny(s, "/") || strings.Contains(strings.ToUpper(s), " TAHUN ")
	}
	return s, strings.Count(s, "/") >= 2
}

// unspace takes out the blanks that recognition puts around strokes.
func unspace(s string) string {
	for _, sep := range [...]string{"/", "-"} {
		s = strings.ReplaceAll(strings.ReplaceAll(s, " "+sep, sep), sep+" ", sep)
	}
	return s
}

var dateLabel = regexp.MustCompile(`(?i)^(?:tanggal|tgl\.?|date|pada\s+tanggal|tanggal\s+surat)\s*(?:[:;.]|\s|$)`)

// dateIn reads the first date of a text as 2006-01-02, with its place.
func dateIn(s string, ocr bool) (string, int, int) {
	d, from, to := calendar.FindDate(s, ocr)
	if d.IsZero() {
		return "", 0, 0
	}
	return d.String(), from, to
}

// date finds the letter's own date: beside a place, below the number or above
// the signature, or beside its label. A date within the text is another's.
func (d *paper) date() spot {
	best, score := spot{}, 0
	end := d.closing()
	for i := range d.all {
		l := &d.all[i]
		for j, c := range l.cells {
			text, from, to := dateIn(c.text, l.ocr)
			n := 0
			switch {
			case text == "":
				if m := dateLabel.FindString(c.text); m != "" && (i < 20 || i >= end) {
					if v := l.beside(j, len(m)); !v.blank {
						if text, from, to = dateIn(v.text, l.ocr); text != "" && from < 12 {
							from, to, n = from+v.from-c.from, to+v.from-c.from, 4
						}
					}
				}
			case placeDate.MatchString(c.text) && len(c.text)-to < 4:
				n = 3
				if i < 25 || i >= end {
					n = 6
				}
			case dateLabel.MatchString(c.text) && (i < 20 || i >= end) && from < 24:
				n = 4
			case strings.TrimSpace(c.text[:from]) == "" && len(c.text)-to < 3 && i < 14 && len(l.cells) > 1:
				n = 2 // alone at the right of the number
			case l.ocr && i < 12 && len(c.text)-to < 4 && numberLabel.MatchString(c.text):
				n = 3 // recognised as one cell with the number
			}
			if d.kind == StaffCard || d.kind == IdentityCard {
				n = 0 // of birth, or of the card
			}
			if n > score {
				best, score = spot{text, l, c.from + from, c.from + to}, n
			}
		}
	}
	return best
}

var (
	toLabel   = regexp.MustCompile(`(?i)^(?:kepada\s*(?:yth\.?|yang\s+terhormat)?|yth\.?|yang\s+terhormat)\s*(?:[:;.,]|\b)*\s*`)
	toAgain   = regexp.MustCompile(`(?i)^(?:yth\.?|yang\s+terhormat)\s*(?:[:;.,]|\b)*\s*`)
	toEnd     = regexp.MustCompile(`(?i)^(?:di\b|di-|dengan hormat|assalam|sehubungan|berdasarkan|dalam rangka|menindak|bersama|perihal|hal\b|dari\b|tembusan|nomor|tanggal|sifat|lampiran|tempat$)`)
	toPlaceAt = regexp.MustCompile(`(?i)[,\s]+di\s*[-–.]*\s*(?:tempat|[A-Z][a-z]+)?\s*$`)
)

// addressee reads whom a letter is for: the lines under Kepada or Yth. in their
// column, up to the place.
func (d *paper) addressee() spot {
	for i := range d.all {
		l := &d.all[i]
		if i > 30 {
			break
		}
		for j, c := range l.cells {
			m := toLabel.FindString(c.text)
			if m == "" || strings.HasPrefix(strings.ToLower(c.text), "kepada ") && len(c.text) > 90 {
				continue
			}
			if s := d.address(i, j, len(m)); s.text != "" {
				return s
			}
		}
	}
	return spot{}
}

func (d *paper) address(i, j, end int) spot {
	l := &d.all[i]
	c := l.cells[j]
	s := spot{line: l, from: c.from, to: c.from + len(c.text)}
	var parts []string
	first := strings.TrimLeft(c.text[end:], " :.")
	if first == "" && j+1 < len(l.cells) && l.cells[j+1].column-c.end() < 12 {
		first = strings.TrimLeft(l.cells[j+1].text, " :.")
	}
	if first != "" {
		parts = append(parts, first)
	}
	for _, n := range d.below(i, 7) {
		at := nearest(&d.all[n], c.column)
		if at == nil || d.gap[n] > 0 && len(parts) > 0 {
			break
		}
		t := strings.TrimSpace(at.text)
		if m := toAgain.FindString(t); m != "" && len(parts) == 0 {
			t = t[len(m):]
		}
		if t == "" {
			continue
		}
		if toEnd.MatchString(t) || len(t) > 110 {
			break
		}
		parts = append(parts, t)
	}
	s.text = toPlaceAt.ReplaceAllString(strings.Join(parts, ", "), "")
	return s
}

// nearest is the cell of a line that can stand below one at a column.
func nearest(l *line, column int) *cell {
	var best *cell
	for i := range l.cells {
		d := l.cells[i].column - column
		if d >= -4 && d <= 12 && (best == nil || abs(d) < abs(best.column-column)) {
			best = &l.cells[i]
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }
