// Package page has the vocabulary of pages that are looked at: what is asked for,
// bitmaps, and why a page could not be drawn.
//
// What is asked for is a number of pixels, never a resolution: a page may claim
// any size in points. Bitmaps are pure values; package render makes them of
// strangers' files, and screens show them.
package page

import (
	"context"
	"errors"
)

// Why a page could not be drawn.
var (
	ErrPassword   = errors.New("needs a password")
	ErrUnreadable = errors.New("cannot be drawn")
	ErrNoPage     = errors.New("has no such page")
	ErrTooLarge   = errors.New("is too large to draw")
	ErrTimeout    = errors.New("took too long to draw")
	ErrNoEngine   = errors.New("nothing here can draw it")
	ErrClosed     = errors.New("drawing has ended")
)

// Bounds of one page.
const (
	MaxPixels = 12 << 20 // of a bitmap
	MinSide   = 16       // pixels of what is asked for
)

// Request is one page in a size. The bitmap fits into Width by Height pixels and
// keeps the page's shape; a Height of 0 means as high as the page is. A scan is
// never enlarged: its bitmap may be smaller than asked.
type Request struct {
	SHA    string // of the content, lower-case hex: the name in the cache
	Page   int    // from 0
	Width  int    // pixels, as it is shown after turning
	Height int    // pixels, 0 for no bound
	Turn   int    // quarters clockwise, 0 to 3
}

// Renderer draws pages. Implementations are safe for concurrent use. The error
// wraps one of those above or that of ctx.
type Renderer interface {
	Page(ctx context.Context, q Request, data []byte) (*Bitmap, error)
}

// Bounded brings a request into what is allowed.
func (q Request) Bounded() Request {
	q.Width = min(max(q.Width, MinSide), 8000)
	if q.Height > 0 {
		q.Height = min(max(q.Height, MinSide), 12000)
	}
	q.Turn = ((q.Turn % 4) + 4) % 4
	return q
}

// Size is that of the bitmap of a page with the shape w to h, turned already.
func (q Request) Size(w, h float64) (int, int, error) {
	if !(w > 0 && h > 0) || w/h > 200 || h/w > 200 {
		return 0, 0, ErrUnreadable
	}
	width, height := float64(q.Width), float64(q.Width)*h/w
	if q.Height > 0 && height > float64(q.Height) {
		width, height = float64(q.Height)*w/h, float64(q.Height)
	}
	for width*height > MaxPixels {
		width, height = width*0.95, height*0.95
	}
	return max(int(width+0.5), 1), max(int(height+0.5), 1), nil
}
