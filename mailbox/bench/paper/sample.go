// Package paper makes official letters, cards and forms in many layouts, as text
// and as scans, and measures what the inspection reads out of them.
//
// What a sample says is known, so that each field counts as found, wrong or
// missed. Persons, offices and names are invented; a seed gives the same samples
// again. It does not judge what a real office would accept.
package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"loket/ticket/document/reading"
)

// Sample is one file with what it says.
type Sample struct {
	Name  string
	Data  []byte
	Scan  bool
	Parts []Part
}

// Part is one document within a file.
type Part struct {
	From, To int
	Kind     reading.Kind
	Truth    map[reading.Field][]string
}

var drawers = []struct {
	kind reading.Kind
	name string
	draw func(*pen, desk)
}{
	{reading.Request, "surat-permohonan", (*pen).request},
	{reading.Appointment, "surat-penunjukan", (*pen).appointment},
	{reading.StaffCard, "kartu-pegawai", (*pen).card},
	{reading.Statement, "surat-keterangan", (*pen).statement},
	{reading.Decree, "dasar-pembentukan", (*pen).decree},
	{reading.PA16, "formulir", (*pen).form},
	{reading.URLList, "daftar", (*pen).list},
}

// Samples makes n files; scan makes them pictures. Every eighth holds a letter,
// an appointment and a card in one.
func Samples(seed uint64, n int, scan bool) ([]Sample, error) {
	var out []Sample
	for i := range n {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		which := []int{[...]int{0, 1, 0, 2, 1, 3, 0, 4, 5, 1, 0, 2, 6}[i%13]}
		if i%8 == 7 {
			which = []int{0, 1, 2}
		}
		s, err := makeSample(r, which, scan)
		if err != nil {
			return nil, fmt.Errorf("sample %d: %w", i, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// Mail makes the five files of one registration, as text.
func Mail(seed uint64) ([]Sample, error) {
	var out []Sample
	for i := range 5 {
		s, err := makeSample(rand.New(rand.NewPCG(seed, 1)), []int{[...]int{0, 4, 1, 2, 3}[i]}, false)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func makeSample(r *rand.Rand, which []int, scanned bool) (Sample, error) {
	d := desk{o: somewhere(r), chief: somebody(r), worker: somebody(r), at: time.Date(2026, time.Month(1+r.IntN(11)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)}
	d.name = strings.ToLower(pick(r, given)) + "-" + d.o.domain
	paper := newPrint(pick(r, []string{"Times", "Helvetica", "Times"}))
	pictures, err := newScan(170, r)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Scan: scanned, Name: "dokumen.pdf"}
	if len(which) == 1 {
		s.Name = drawers[which[0]].name + ".pdf"
	}
	for i, w := range which {
		p := &pen{c: paper, r: r, size: 11, t: truth{}}
		if scanned {
			p.c = pictures
		}
		p.c.page()
		drawers[w].draw(p, d)
		s.Parts = append(s.Parts, Part{From: i + 1, To: i + 1, Kind: drawers[w].kind, Truth: p.t})
	}
	if !scanned {
		s.Data, err = paper.bytes()
		return s, err
	}
	pages, err := pictures.jpegs(r.Float64()*1.6-0.8, 300)
	if err != nil {
		return s, err
	}
	s.Data, err = bound(pages)
	return s, err
}
