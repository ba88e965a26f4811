package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"loket/ticket/document/reading"
)

// truth is what a document says, by field. Of a field of a letter's head there
// is one value.
type truth map[reading.Field][]string

// pen draws one document on a canvas and notes its truth.
type pen struct {
	c    canvas
	r    *rand.Rand
	y    float64
	size float64
	t    truth
}

const lineStep = 5.6 // mm

func (p *pen) note(f reading.Field, v string) {
	for _, w := range p.t[f] {
		if w == v {
			return
		}
	}
	p.t[f] = append(p.t[f], v)
}

func (p *pen) line(x float64, bold bool, s string) {
	p.c.text(x, p.y, p.size, bold, s)
	p.y += lineStep
}

func (p *pen) centred(size float64, bold bool, s string) {
	p.c.text(25+(165-p.c.width(size, bold, s))/2, p.y, size, bold, s)
	p.y += size * 0.45
}

// wrap breaks a text into lines of a width.
func (p *pen) wrap(s string, width float64) []string {
	var out []string
	cur := ""
	for _, w := range strings.Fields(s) {
		if next := strings.TrimSpace(cur + " " + w); cur == "" || p.c.width(p.size, false, next) <= width {
			cur = next
			continue
		}
		out = append(out, cur)
		cur = w
	}
	return append(out, cur)
}

func (p *pen) para(x, width float64, s string) {
	for _, l := range p.wrap(s, width) {
		p.line(x, false, l)
	}
	p.y += 1.5
}

// row is "label : text" in a table without lines.
func (p *pen) row(x, tab float64, label, text string, width float64) {
	p.c.text(x, p.y, p.size, false, label)
	p.c.text(x+tab, p.y, p.size, false, ":")
	for _, l := range p.wrap(text, width) {
		p.line(x+tab+3, false, l)
	}
}

func (p *pen) letterhead(o office) {
	p.y = 20
	left := p.r.IntN(3) == 0
	put := func(size float64, bold bool, s string) {
		if left {
			p.c.text(48, p.y, size, bold, s)
			p.y += size * 0.45
			return
		}
		p.centred(size, bold, s)
	}
	put(13, true, o.owner)
	put(14, true, strings.ToUpper(o.name))
	put(9, false, fmt.Sprintf("Jalan Melati Nomor %d, %s, Telepon (0%d) %d", 1+p.r.IntN(90), o.place, 21+p.r.IntN(700), 100000+p.r.IntN(800000)))
	put(9, false, "Laman https://www."+o.domain+", Pos-el kontak@"+o.domain)
	p.c.rule(25, p.y, 190, p.y, 0.8)
	p.y += 8
	p.note(reading.Agency, o.agency())
}

func (p *pen) number(kind string, at time.Time) string {
	n := fmt.Sprintf("%d/%d/%s/%d", 400+p.r.IntN(500), 1+p.r.IntN(900), kind, at.Year())
	switch p.r.IntN(4) {
	case 0:
		n = fmt.Sprintf("%03d.%d/%d-%s", p.r.IntN(999), 1+p.r.IntN(9), 1+p.r.IntN(900), kind)
	case 1:
		n = fmt.Sprintf("B-%d/%s/PD.01/%02d/%d", 1+p.r.IntN(900), kind, int(at.Month()), at.Year())
	}
	p.note(reading.Number, n)
	return n
}

func (p *pen) date(at time.Time) string {
	p.note(reading.Date, at.Format("2006-01-02"))
	if p.r.IntN(8) == 0 {
		return at.Format("02-01-2006")
	}
	return longDate(at)
}

// signature draws the block of who signs: right, left or beside another, with
// ink or the note of an electronic signature.
func (p *pen) signature(o office, who person, title, place string, beside *person) {
	p.y += 5
	x := 112.0
	if p.r.IntN(6) == 0 && beside == nil {
		x = 25
	}
	if place != "" {
		p.line(x, false, place)
	}
	p.note(reading.SignerTitle, title)
	top := p.y
	lines := p.wrap(title+",", 75)
	for _, l := range lines {
		p.line(x, false, l)
	}
	switch p.r.IntN(3) {
	case 0:
		p.c.text(x, p.y+6, 8, false, "Ditandatangani secara elektronik")
	default:
		p.c.curve(x+8, p.y+8, 35)
	}
	p.y = top + float64(len(lines))*lineStep + 18
	foot := p.y
	p.line(x, true, who.name)
	p.line(x, false, who.rank)
	p.line(x, false, pick(p.r, []string{"NIP ", "NIP. ", "NIP : "})+spell(p.r, who.nip))
	p.note(reading.Signer, who.name)
	p.note(reading.SignerNIP, who.nip)
	p.note(reading.NIP, who.nip)
	p.note(reading.Rank, who.rank)
	if beside != nil {
		end := p.y
		p.y = top
		p.line(25, false, "Yang ditunjuk,")
		p.y = foot
		p.line(25, true, beside.name)
		p.line(25, false, beside.rank)
		p.line(25, false, "NIP. "+spell(p.r, beside.nip))
		p.note(reading.NIP, beside.nip)
		p.y = end
	}
}

// people draws the rows of a person.
func (p *pen) person(who person) {
	labels := [...]string{"Nama", "NIP", "Pangkat/Gol.", "Jabatan"}
	for i, v := range [...]string{who.name, spell(p.r, who.nip), who.rank, who.title} {
		p.row(32, 34, labels[i], v, 110)
	}
	p.y += 2
	p.note(reading.Name, who.name)
	p.note(reading.NIP, who.nip)
	p.note(reading.Rank, who.rank)
	p.note(reading.Title, who.title)
}
