package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mark remembers where something is drawn: two opposite corners in the present
// space.
func (in *interpreter) mark(x0, y0, x1, y1 float64) {
	if len(in.marks) >= maxMarks {
		return
	}
	m := in.state.ctm
	out := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range [...][2]float64{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}} {
		x, y := m.at(p[0], p[1])
		if math.IsNaN(x) || math.IsNaN(y) {
			return
		}
		out = [4]float64{min(out[0], x), min(out[1], y), max(out[2], x), max(out[3], y)}
	}
	in.marks = append(in.marks, out)
}

// thousandths turns places in page space (left, bottom, right, top) into parts of
// the page from its top left. nil when the page has no size.
func (o *objects) thousandths(page types.Dict, places [][4]float64) [][4]int {
	box := o.array(page["CropBox"])
	if len(box) != 4 {
		box = o.array(page["MediaBox"])
	}
	if len(box) != 4 || len(places) == 0 {
		return nil
	}
	var v [4]float64
	for i := range v {
		v[i], _ = o.number(box[i])
	}
	turn := o.rotation(page)
	ax, ay := turn.at(v[0], v[1])
	bx, by := turn.at(v[2], v[3])
	left, right, low, high := min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
	return thousandths(places, left, low, right, high)
}

func thousandths(places [][4]float64, left, low, right, high float64) [][4]int {
	if right-left < 1 || high-low < 1 || right-left > maxCoord || high-low > maxCoord {
		return nil
	}
	part := func(at, from, size float64) int {
		return int(math.Round(1000 * min(max((at-from)/size, 0), 1)))
	}
	out := make([][4]int, len(places))
	for i, p := range places {
		if p == ([4]float64{}) || math.IsInf(p[0], 0) {
			continue
		}
		out[i] = [4]int{part(p[0], left, right-left), part(high-p[3]+low, low, high-low),
			part(p[2], left, right-left), part(high-p[1]+low, low, high-low)}
	}
	return out
}
