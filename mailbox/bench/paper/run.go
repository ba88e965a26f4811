package paper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"loket/ticket/document"
	"loket/ticket/document/ocr"
	"loket/ticket/document/page/render"
	"loket/ticket/document/worker"
)

// Recogniser recognises scans, see package ocr.
type Recogniser interface {
	Ready(ctx context.Context) error
	Read(ctx context.Context, name, claimed string, data []byte, old *document.Report) (document.Report, error)
}

// Measure says what is measured.
type Measure struct {
	Seed        uint64
	Text, Scans int
	Turns       int  // of the timing
	Mistakes    bool // tell each
	Inspector   document.Inspector
	Recogniser  Recogniser
}

const pdfType = "application/pdf"

// Run measures and writes tables.
func (m *Measure) Run(ctx context.Context, out io.Writer) error {
	tell := func(s string) {
		if m.Mistakes {
			fmt.Fprintln(out, s)
		}
	}
	text, err := m.text(ctx, tell)
	if err != nil {
		return err
	}
	names, tallies := []string{fmt.Sprintf("%d text PDFs", m.Text)}, []Tally{text}
	if why := m.Recogniser.Ready(ctx); why != nil {
		fmt.Fprintf(out, "scans are left out: %v\n", why)
	} else if m.Scans > 0 {
		scans, each, err := m.scans(ctx, tell)
		if err != nil {
			return err
		}
		names, tallies = append(names, fmt.Sprintf("%d scans, %.1f s each", m.Scans, each.Seconds())), append(tallies, scans)
	}
	Table(out, names, tallies)
	return m.timing(ctx, out)
}

func (m *Measure) text(ctx context.Context, tell func(string)) (Tally, error) {
	list, err := Samples(m.Seed, m.Text, false)
	if err != nil {
		return nil, err
	}
	t := Tally{}
	for i := range list {
		r, err := m.Inspector.Inspect(ctx, list[i].Name, pdfType, list[i].Data)
		if err != nil {
			return nil, err
		}
		t.Compare(&list[i], &r, tell)
	}
	return t, nil
}

func (m *Measure) scans(ctx context.Context, tell func(string)) (Tally, time.Duration, error) {
	t := Tally{}
	var took []time.Duration
	list, err := Samples(m.Seed+1, m.Scans, true)
	if err != nil {
		return nil, 0, err
	}
	for i := range list {
		s := &list[i]
		first, err := m.Inspector.Inspect(ctx, s.Name, pdfType, s.Data)
		if err != nil {
			return nil, 0, err
		}
		begin := time.Now()
		r, err := m.Recogniser.Read(ctx, s.Name, pdfType, s.Data, &first)
		if err != nil {
			return nil, 0, err
		}
		took = append(took, time.Since(begin))
		t.Compare(s, &r, tell)
	}
	return t, median(took), nil
}

// timing inspects the five files of a registration one after another.
func (m *Measure) timing(ctx context.Context, out io.Writer) error {
	files, err := Mail(m.Seed)
	if err != nil {
		return err
	}
	var took []time.Duration
	for range m.Turns {
		begin := time.Now()
		for i := range files {
			if _, err := m.Inspector.Inspect(ctx, files[i].Name, pdfType, files[i].Data); err != nil {
				return err
			}
		}
		took = append(took, time.Since(begin))
	}
	fmt.Fprintf(out, "five PDFs of a registration: median %.1f ms of %d, slowest %.1f ms\n", ms(median(took)), m.Turns, ms(slices.Max(took)))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median(list []time.Duration) time.Duration {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return 0
	}
	return list[len(list)/2]
}

// RunApart is Run with children of the program at exe for the inspection and the
// pages, and says at the end what they held at most.
func (m Measure) RunApart(ctx context.Context, exe string, out io.Writer) (err error) {
	files := worker.New(exe, 2)
	pages := render.New(render.Options{Exe: exe, Dir: render.EngineDir(), Poppler: render.FindPoppler(), Parallel: 1})
	closeAll := sync.OnceValue(func() error { return errors.Join(files.Close(), pages.Close()) })
	defer func() { err = errors.Join(err, closeAll()) }()
	m.Inspector, m.Recogniser = files, &ocr.Reader{Pages: pages, Inspect: files}
	if err := m.Run(ctx, out); err != nil {
		return err
	}
	return errors.Join(closeAll(), Peak(out))
}
