package ocr

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"loket/ticket/document"
	"loket/ticket/document/page"
	"loket/ticket/document/pdf"
)

// Inspector inspects a file with what was recognised of its pages.
type Inspector interface {
	InspectRead(ctx context.Context, name, claimed string, data []byte, read document.Recognition) (document.Report, error)
}

// Reader recognises the pages of a file that have no text. Fill the fields; it is
// safe for concurrent use.
type Reader struct {
	Pages   page.Renderer
	Inspect Inspector

	once   sync.Once
	engine *Engine
	err    error
}

// Ready returns ErrNoEngine where nothing can be recognised.
func (r *Reader) Ready(ctx context.Context) error {
	r.once.Do(func() { r.engine, r.err = Find(context.WithoutCancel(ctx)) })
	return r.err
}

// Languages are those that are recognised, "" without an engine.
func (r *Reader) Languages() string {
	if r.engine == nil {
		return ""
	}
	return r.engine.Languages()
}

// Read recognises a file and inspects it again with that. The report says so even
// where nothing was recognised. The error is that of ctx or of the inspector.
func (r *Reader) Read(ctx context.Context, name, claimed string, data []byte, old *document.Report) (document.Report, error) {
	if err := r.Ready(ctx); err != nil {
		return document.Report{}, err
	}
	read := document.Recognition{Engine: "tesseract " + r.engine.languages}
	for _, n := range old.Illegible(MaxPages) {
		p, err := r.page(ctx, old.SHA256, n, data)
		if ctx.Err() != nil {
			return document.Report{}, ctx.Err()
		}
		if err != nil {
			read.Note = err.Error()
			if errors.Is(err, page.ErrNoPage) || errors.Is(err, page.ErrPassword) {
				break
			}
			continue
		}
		p.Page = n
		read.Pages = append(read.Pages, p)
	}
	return r.Inspect.InspectRead(ctx, name, claimed, data, read)
}

// page recognises one page as it stands and, where that reads badly, turned.
func (r *Reader) page(ctx context.Context, sha string, n int, data []byte) (document.RecognisedPage, error) {
	var best document.RecognisedPage
	for turn := range 4 {
		b, err := r.Pages.Page(ctx, page.Request{SHA: sha, Page: n, Width: dots, Turn: turn}, data)
		if err != nil {
			return best, fmt.Errorf("page %d: %w", n+1, err)
		}
		b = enlarged(b)
		words, err := r.engine.words(ctx, b)
		if err != nil {
			return best, fmt.Errorf("page %d: %w", n+1, err)
		}
		got := arranged(words, b.Width, b.Height)
		got.Turn = turn
		if weight(got) > weight(best) || turn == 0 {
			best = got
		}
		if got.Confidence >= enough && got.Words >= 5 {
			break
		}
	}
	return best, nil
}

func weight(p document.RecognisedPage) float64 { return p.Confidence * math.Sqrt(float64(p.Words)) }

// small is the width below which letters are too small to recognise.
const small = 1000

// enlarged doubles a small picture.
func enlarged(b *page.Bitmap) *page.Bitmap {
	if b.Width >= small || b.Width*b.Height > page.MaxPixels/4 {
		return b
	}
	out := page.NewBitmap(b.Width*2, b.Height*2, true)
	for y := range out.Height {
		for x := range out.Width {
			sum := 0
			for _, d := range [...][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				r, g, bl := b.RGB(min((x+d[0])/2, b.Width-1), min((y+d[1])/2, b.Height-1))
				sum += (299*int(r) + 587*int(g) + 114*int(bl)) / 1000
			}
			out.Pix[y*out.Width+x] = uint8(sum / 4)
		}
	}
	return out
}

// arranged writes words as lines. A page that leans is set straight first.
func arranged(words []word, width, height int) document.RecognisedPage {
	words = slices.DeleteFunc(words, func(w word) bool { return w.conf < 15 || rubbish(w.text) })
	out := document.RecognisedPage{Words: len(words)}
	if len(words) == 0 {
		return out
	}
	lines := map[[3]int][]word{}
	var order [][3]int
	for _, w := range words {
		out.Confidence += w.conf / float64(len(words))
		k := [3]int{w.block, w.par, w.line}
		if lines[k] == nil {
			order = append(order, k)
		}
		lines[k] = append(lines[k], w)
	}
	lean := leaning(lines)
	var set []pdf.Word
	for _, k := range order {
		l := lines[k]
		base, size := baseline(l, lean), typeSize(l)
		for _, w := range l {
			set = append(set, pdf.Word{Text: w.text, X: float64(w.left), Y: base, Width: float64(w.width), Size: size})
		}
	}
	text, boxes := pdf.Arrange(set, float64(width), float64(height))
	out.Text, out.Boxes = text, boxes
	out.Confidence = math.Round(out.Confidence*10) / 10
	return out
}

// rubbish is what dust and rules are taken for.
func rubbish(s string) bool {
	return strings.Trim(s, "|_—–-~'`.,:;«»<>=*°\"“”‘’\\") == "" && s != ":" && s != "-" && s != "."
}

// leaning is how far a page's lines rise for each pixel to the right.
func leaning(lines map[[3]int][]word) float64 {
	var slopes []float64
	for _, l := range lines {
		if len(l) < 4 {
			continue
		}
		a, b := l[0], l[len(l)-1]
		if dx := float64(b.left - a.left); dx > 200 {
			slopes = append(slopes, (bottom(b)-bottom(a))/dx)
		}
	}
	if len(slopes) < 3 {
		return 0
	}
	slices.Sort(slopes)
	return slopes[len(slopes)/2]
}

func bottom(w word) float64 { return float64(w.top + w.height) }

// baseline is where a line stands once the page is set straight.
func baseline(l []word, lean float64) float64 {
	all := make([]float64, len(l))
	for i, w := range l {
		all[i] = bottom(w) - lean*float64(w.left)
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

// typeSize follows from the height of the words: letters with and without
// strokes above, half of them.
func typeSize(l []word) float64 {
	all := make([]float64, len(l))
	for i, w := range l {
		all[i] = float64(w.height)
	}
	slices.Sort(all)
	return max(all[len(all)/2]*1.35, 4)
}
