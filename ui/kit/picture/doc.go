// Package picture shows bitmaps in terminals: by Kitty's graphics protocol, as
// Sixel, by iTerm2's inline images, or as coloured block characters.
//
// Rules:
//   - Blocks are ordinary cells of a screen. The other three are drawn beside the
//     renderer, over cells that the screen leaves blank; the root of the console
//     writes and removes them (see Painter).
//   - What a terminal can do is asked of it; its name is a hint at most. Without
//     an answer there are blocks.
//   - What is written is bounded: a picture has at most MaxPixels.
//
// It does not decode files and does not know what a page is about.
package picture

import (
	"image"
	"slices"

	"loket/domain/clean"
	"loket/ticket/document/page"
)

// Way is how pictures are drawn.
type Way string

// The ways. Quads has two by two pixels to a cell, of two colours each, Halves
// one by two of any colour.
const (
	Auto   Way = "auto"
	Kitty  Way = "kitty"
	Sixel  Way = "sixel"
	ITerm  Way = "iterm"
	Quads  Way = "quads"
	Halves Way = "blocks"
	Off    Way = "off"
)

// Ways are the values of the setting, in the order of the menu.
var Ways = [...]Way{Auto, Kitty, Sixel, ITerm, Quads, Halves, Off}

// Valid says that w is a value of the setting.
func (w Way) Valid() bool { return slices.Contains(Ways[:], w) }

// Graphic says that the way draws pixels beside the renderer.
func (w Way) Graphic() bool { return w == Kitty || w == Sixel || w == ITerm }

// Depth is how many colours a terminal shows.
type Depth int

// The depths. Mono has none: blocks are drawn by their shape alone.
const (
	True Depth = iota
	Indexed
	Mono
)

// Terminal is what is known of the terminal.
type Terminal struct {
	Way   Way         // how pictures are drawn now; never Auto
	Cell  image.Point // pixels of a cell, 10 by 20 where nobody knows
	Depth Depth
	Tmux  bool // graphics go through tmux, by placeholders
}

// usual is the shape of a cell where the terminal does not tell.
var usual = image.Pt(10, 20)

// CellSize is Cell, or what is usual.
func (t Terminal) CellSize() image.Point {
	if t.Cell.X < 2 || t.Cell.Y < 2 || t.Cell.X > 200 || t.Cell.Y > 400 {
		return usual
	}
	return t.Cell
}

// MaxPixels bounds one picture on a screen.
const MaxPixels = 3 << 20

// Raster is how many pixels are shown in w by h cells.
func (t Terminal) Raster(w, h int) (int, int) {
	switch t.Way {
	case Kitty, Sixel, ITerm:
		c := t.CellSize()
		pw, ph := w*c.X, h*c.Y
		for t.Way != Sixel && pw*ph > MaxPixels { // the terminal enlarges what is smaller
			pw, ph = pw*3/4, ph*3/4
		}
		return pw, ph
	case Halves:
		return w, 2 * h
	case Auto, Quads, Off:
	}
	return 2 * w, 2 * h
}

// Frame is a picture made ready for a place on the screen.
type Frame struct {
	Lines []string // of the cells: the picture itself, or what is to be left blank
	Raw   string   // what is written at the upper left cell, "" for blocks
	ID    uint32   // of the picture in the terminal, for Kitty
}

// Encode makes a frame of w by h cells; b has the size that Raster gives.
func (t Terminal) Encode(b *page.Bitmap, w, h int, id uint32) Frame {
	switch t.Way {
	case Kitty:
		if t.Tmux {
			return Frame{Lines: placeholders(w, h, id), Raw: kittyThrough(b, w, h, id), ID: id}
		}
		return Frame{Lines: blank(w, h), Raw: kitty(b, w, h, id, ""), ID: id}
	case Sixel:
		return Frame{Lines: blank(w, h), Raw: sixel(b)}
	case ITerm:
		return Frame{Lines: blank(w, h), Raw: iterm(b, w, h)}
	case Halves:
		return Frame{Lines: halves(b, w, h, t.Depth)}
	case Auto, Quads, Off:
	}
	return Frame{Lines: quads(b, w, h, t.Depth)}
}

// Placed is a frame on the screen.
type Placed struct {
	Frame
	At image.Rectangle // cells, relative to the screen
}

// Painter is a screen with pictures beside the renderer. The root asks after each
// message and writes what has changed; the same frame has the same Raw.
type Painter interface{ Painted() []Placed }

func blank(w, h int) []string {
	out := make([]string, h)
	row := clean.Own(spaces(w)).String()
	for i := range out {
		out[i] = row
	}
	return out
}

func spaces(n int) string {
	b := make([]byte, max(n, 0))
	for i := range b {
		b[i] = ' '
	}
	return string(b)
}
