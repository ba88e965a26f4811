package reading

import (
	"regexp"
	"slices"
	"strings"
)

// paper is one document: the lines of its pages.
type paper struct {
	all   []line
	gap   []int // empty lines before each; a new page counts as one
	pages []*Page
	kind  Kind
	from  int // number of the first page
	said  string
}

func newPaper(sheets []sheet) *paper {
	d := &paper{}
	for i := range sheets {
		if i == 0 {
			d.from = sheets[i].page
		}
		d.pages = append(d.pages, sheets[i].src)
		d.all = append(d.all, sheets[i].lines...)
		d.gap = append(d.gap, sheets[i].gaps...)
		if i > 0 && len(sheets[i].lines) > 0 {
			d.gap[len(d.gap)-len(sheets[i].gaps)] = max(1, sheets[i].gaps[0])
		}
	}
	for i := range d.all[:min(len(d.all), d.bodyAt())] {
		d.all[i].head = true
	}
	return d
}

func (d *paper) lines() []line { return d.all }

func (d *paper) text() string {
	if d.said == "" {
		var b strings.Builder
		for i := range d.all {
			b.WriteString(d.all[i].text)
			b.WriteByte('\n')
		}
		d.said = b.String()
	}
	return d.said
}

var (
	headEnd   = regexp.MustCompile(`(?i)^(?:no(?:mor|\.)?\s*[:.;]|nomor\b|number\s*:|(?:peri)?hal\s*:|sifat\s*:|lamp(?:iran)?\.?\s*:|yth\b|kepada\b|surat\s|keputusan\b|peraturan\b|nota\s+dinas|formulir\b|kartu\b|nama\s*:|tanggal\s*:)`)
	placeDate = regexp.MustCompile(`^[A-Z][A-Za-z.' -]{2,40},\s+(?:tanggal\s+)?(?:[0-9OolI]{1,2}\s+\pL{3,10}\.?\s+[0-9OolI]{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})`)
)

// bodyAt is the first line below the letterhead: 0 where there is none.
func (d *paper) bodyAt() int {
	for i := range d.all {
		if i > 14 {
			break
		}
		for _, c := range d.all[i].cells {
			if headEnd.MatchString(c.text) || placeDate.MatchString(c.text) {
				return i
			}
		}
	}
	return 0
}

// titles are the short lines of the upper part, without what stands around them;
// never empty for a paper with lines.
func (d *paper) titles() []string {
	var out []string
	for i := range d.all {
		if i > 22 {
			break
		}
		t := strings.TrimSpace(d.all[i].text)
		if len(d.all[i].cells) == 1 && len(t) < 90 || i == 0 {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

var subjectLabel = regexp.MustCompile(`(?i)^(?:peri\s?hal|h\s?a\s?l|subject|tentang)\s*(?:[:;.=]|$)|^(?:perihal|hal)\s`)

// spot is a value with the line where it begins.
type spot struct {
	text     string
	line     *line
	from, to int
}

// subject reads Hal or Perihal with the lines that it goes on over, or what
// stands under TENTANG in a decree.
func (d *paper) subject() spot {
	for i := range d.all {
		l := &d.all[i]
		if i > 45 {
			break
		}
		for j, c := range l.cells {
			m := subjectLabel.FindString(c.text)
			if m == "" || j > 2 {
				continue
			}
			word := strings.ToLower(m)
			if strings.HasPrefix(word, "tentang") {
				if !capitals(c.text) || len(l.cells) > 1 || strings.TrimSpace(c.text) != strings.TrimSpace(m) {
					continue
				}
				return d.under(i)
			}
			v := l.beside(j, len(m))
			colon := v.colon || strings.ContainsAny(m, ":;=")
			if v.blank || !colon && (j > 0 || i > 25 || !strings.HasPrefix(word, "perihal") && len(l.cells) < 2) {
				continue
			}
			return d.goOn(i, v)
		}
	}
	return spot{}
}

// goOn joins the lines below that stand in the same column as a value.
func (d *paper) goOn(i int, v value) spot {
	s := spot{text: cellEnd(v.text), line: &d.all[i], from: v.from}
	s.to = v.from + len(s.text)
	for n := i + 1; n < len(d.all) && n <= i+5 && d.gap[n] == 0; n++ {
		l := &d.all[n]
		if l.page != s.line.page || labelStart.MatchString(l.cells[0].text) && l.cells[0].column < v.column-3 {
			break
		}
		c := l.at(v.column, 3)
		if c == nil || labelStart.MatchString(c.text) || salutation.MatchString(c.text) {
			break
		}
		s.text += " " + c.text
	}
	return s
}

// under joins the lines below a title of its own.
func (d *paper) under(i int) spot {
	if i+1 >= len(d.all) {
		return spot{}
	}
	s := spot{line: &d.all[i+1], to: len(d.all[i+1].text)}
	for n := i + 1; n < len(d.all) && n <= i+5; n++ {
		t := strings.TrimSpace(d.all[n].text)
		if n > i+1 && (d.gap[n] > 0 || !capitals(t)) {
			break
		}
		s.text = strings.TrimSpace(s.text + " " + t)
	}
	return s
}

var salutation = regexp.MustCompile(`(?i)^(?:dengan hormat|assalam|yth|kepada|di\s*[-–]|sehubungan|berdasarkan|dalam rangka)`)

// cellEnd cuts at the gap to the next column.
func cellEnd(s string) string {
	if i := strings.Index(s, "  "); i >= 0 {
		s = s[:i]
	}
	return s
}

func (d *paper) numbered() bool { return d.number().text != "" }

// addresses counts the lines with the address of a page or a name.
func (d *paper) addresses() int {
	n := 0
	for i := range d.all {
		if address.MatchString(d.all[i].text) {
			n++
		}
	}
	return n
}

var address = regexp.MustCompile(`(?i)\b(?:h(?:tt|xx)ps?://\S+|[a-z0-9-]+\.[a-z0-9.-]*\.?(?:go|desa|ac|sch|or|co)\.id\b)`)

// below returns the lines of a page after i, at most n, stopping at the page's end.
func (d *paper) below(i, n int) []int {
	var out []int
	for j := i + 1; j < len(d.all) && len(out) < n && d.all[j].page == d.all[i].page; j++ {
		out = append(out, j)
	}
	return out
}

// closing is the first line of the letter's end: what stands below is the
// signatory's. It is beyond the end where nothing tells.
func (d *paper) closing() int {
	for i := len(d.all) - 1; i >= 0; i-- {
		if slices.ContainsFunc(d.all[i].cells, func(c cell) bool { return farewell.MatchString(c.text) }) {
			return i
		}
	}
	return len(d.all)
}

var farewell = regexp.MustCompile(`(?i)\b(?:demikian|atas perhatian|terima\s?kasih|ditetapkan di|dikeluarkan di|dibuat di|untuk dilaksanakan|sebagaimana mestinya)\b`)
