package kit

import "image"

// Shape is how much a terminal can show.
type Shape int

// The shapes.
const (
	TooSmall Shape = iota // below 60x18: one line says so
	ListOnly              // 60 to 79 columns
	Stacked               // 80 to 119: list over detail
	Wide                  // 120 and more: list beside a preview
)

// The smallest terminal that Loket draws in.
const (
	MinWidth  = 60
	MinHeight = 18
)

// Rects is where everything of a list screen is, in cells of the whole
// terminal. Parts that a shape has no room for are empty.
type Rects struct {
	Shape                            Shape
	Body                             image.Rectangle // all but status line and hints: what a Screen draws
	Tabs, Query, Head, List, Preview image.Rectangle
	Status, Hints                    image.Rectangle
}

// Layout divides a terminal. It is pure and takes any size, also 0 and below.
func Layout(w, h int) Rects {
	w, h = max(w, 0), max(h, 0)
	r := Rects{Body: image.Rect(0, 0, w, max(h-2, 0))}
	if w < MinWidth || h < MinHeight {
		r.Body = image.Rect(0, 0, w, h)
		return r
	}
	row := func(y int) image.Rectangle { return image.Rect(0, y, w, y+1) }
	r.Status, r.Hints = row(h-2), row(h-1)
	r.Tabs, r.Query, r.Head = row(0), row(1), row(2)
	top, bottom := 3, h-2
	switch {
	case w >= 120:
		r.Shape = Wide
		preview := min(max(w/3, 48), 84)
		r.List = image.Rect(0, top, w-preview-3, bottom)
		r.Head.Max.X = r.List.Max.X
		r.Preview = image.Rect(w-preview, top-1, w, bottom)
	case w >= 80:
		r.Shape = Stacked
		detail := min(max((bottom-top)*2/5, 6), 14)
		r.List = image.Rect(0, top, w, bottom-detail-1)
		r.Preview = image.Rect(0, bottom-detail, w, bottom)
	default:
		r.Shape = ListOnly
		r.List = image.Rect(0, top, w, bottom)
	}
	return r
}
