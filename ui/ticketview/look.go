package ticketview

import (
	"context"
	"errors"
	"image"
	"math"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/page"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// look shows pages of a ticket's files as pictures, one file or two beside each
// other. It implements kit.Screen and picture.Painter.
//
// A page is drawn in a Run: every change of place, size or page has a number, what
// comes back with an old one is dropped, and its drawing is called off.
type look struct {
	s     *Screen // of the ticket: files, texts, verdicts
	files []*ticket.Attachment
	sides [2]*side
	two   bool
	focus int
	w, h  int
}

// side is one file that is looked at.
type side struct {
	file int // of look.files
	page int // from 0
	all  int // pages of the file, 0 while nobody knows
	turn int // quarters clockwise
	zoom float64
	x, y float64 // upper left corner of what is shown, in parts of the page
	tall float64 // height of the page by its width, as it is shown

	want   wanted
	gen    uint32
	stop   context.CancelFunc // calls off what is being drawn
	ahead  context.CancelFunc // calls off the page that may come next
	busy   bool
	frame  picture.Frame
	at     image.Rectangle // of the frame, in the side's cells
	by     string
	fault  string
	data   []byte // of the file
	dataOf int    // 1 + file, 0 for none
}

// wanted is all that a picture depends on.
type wanted struct {
	file, page, turn int
	zoom, x, y       float64
	w, h             int
	terminal         picture.Terminal
}

// The steps of zoom; 1 is as wide as the screen, whole is a page that fits.
var zooms = [...]float64{0.5, 0.75, 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8}

// Letters that are smaller than their pixels fade: below so many pixels to the
// width of a page what is dark is drawn darker, in hundredths.
const (
	fine     = 700
	boldness = 160
)

const (
	whole = 0
	a4    = 1.4142 // the height of a page that nobody has seen yet
)

func newLook(s *Screen, files []*ticket.Attachment, at int) *look {
	l := &look{s: s, files: files}
	l.sides[0] = &side{file: at, zoom: 1, tall: a4}
	l.sides[1] = &side{file: (at + 1) % max(len(files), 1), zoom: 1, tall: a4}
	return l
}

// Resize gives the size; the pictures are made anew with the next Tick.
func (l *look) Resize(w, h int) { l.w, l.h = w, h }

// Apply draws for the first time.
func (l *look) Apply(kit.Changes) kit.Intent { return l.update() }

// Tick draws what a new size or another way of drawing asks for.
func (l *look) Tick(time.Time) kit.Intent { return l.update() }

// Paste takes nothing.
func (l *look) Paste(clean.Text) kit.Intent { return nil }

// Cursor is hidden.
func (l *look) Cursor() *tea.Cursor { return nil }

// Title names the file.
func (l *look) Title() clean.Text { return l.s.env.T("look.title", line(l.files[l.on().file].Name)) }

// Busy is empty: nothing is lost by leaving.
func (l *look) Busy() clean.Text { return clean.Text{} }

// on is the side that has the keys.
func (l *look) on() *side {
	if l.two {
		return l.sides[l.focus]
	}
	return l.sides[0]
}

// shown are the sides on the screen.
func (l *look) shown() []*side {
	if l.two {
		return l.sides[:]
	}
	return l.sides[:1]
}

// place is where a side's picture may be, in cells of the screen: a line below
// each says what it is.
func (l *look) place(i int) image.Rectangle {
	if !l.two {
		return image.Rect(0, 0, l.w, max(l.h-1, 0))
	}
	half := (l.w - 1) / 2
	return image.Rect(i*(l.w-half), 0, i*(l.w-half)+half, max(l.h-1, 0))
}

// drawable says that a file has pages or is a picture.
func drawable(a *ticket.Attachment) bool {
	return a.Report == nil || a.Report.Kind == document.KindPDF || a.Report.Kind == document.KindImage
}

// update draws every side that shows something else than it should.
func (l *look) update() kit.Intent {
	var all kit.Many
	t := l.s.env.Terminal
	for i, d := range l.shown() {
		at := l.place(i)
		if at.Dx() < 2 || at.Dy() < 2 || t.Way == picture.Auto || t.Way == picture.Off || !drawable(l.files[d.file]) {
			d.end()
			continue
		}
		d.clamp(t, at.Dx(), at.Dy())
		want := wanted{d.file, d.page, d.turn, d.zoom, d.x, d.y, at.Dx(), at.Dy(), t}
		if want != d.want {
			d.want = want
			all = append(all, l.draw(i, d, want))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// end calls off what is being drawn and takes the picture away.
func (d *side) end() {
	d.callOff()
	d.gen++
	d.busy, d.frame, d.want, d.fault = false, picture.Frame{}, wanted{}, ""
}

// callOff ends what is being drawn for a side.
func (d *side) callOff() {
	for _, stop := range []context.CancelFunc{d.stop, d.ahead} {
		if stop != nil {
			stop()
		}
	}
}

// next has the following page drawn, so that it is there when it is wanted; what
// is wanted meanwhile calls it off.
func (l *look) next(d *side, q page.Request) kit.Intent {
	if q.Page++; q.Page >= d.all {
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	d.ahead = stop
	data := d.data
	return kit.Run{Work: func(session context.Context) (func() kit.Intent, error) {
		defer stop()
		defer context.AfterFunc(session, stop)()
		if ctx.Err() == nil {
			_, _ = l.s.opt.Pages.Page(ctx, q, data) // the renderer keeps it; a fault is said when it is looked at
		}
		return nil, nil
	}}
}

// view is the size of w by h cells in pixels, or in the terminal's usual ones.
func view(t picture.Terminal, w, h int) (vw, vh float64) {
	c := t.CellSize()
	return float64(w * c.X), float64(h * c.Y)
}

// span is the size of the page on the screen, in the same pixels.
func (d *side) span(t picture.Terminal, w, h int) (pw, ph float64) {
	vw, vh := view(t, w, h)
	if d.zoom == whole {
		pw = min(vw, vh/d.tall)
		return pw, pw * d.tall
	}
	return vw * d.zoom, vw * d.zoom * d.tall
}

// clamp keeps the page on the screen.
func (d *side) clamp(t picture.Terminal, w, h int) {
	vw, vh := view(t, w, h)
	pw, ph := d.span(t, w, h)
	d.x = min(max(d.x, 0), max(1-vw/pw, 0))
	d.y = min(max(d.y, 0), max(1-vh/ph, 0))
}

// finish is what a drawing brings back.
type finish struct {
	data  []byte
	all   int
	by    string
	tall  float64
	frame picture.Frame
	at    image.Rectangle
	fault string
	q     page.Request
}

// draw starts the drawing of a side; what was being drawn is called off.
func (l *look) draw(i int, d *side, want wanted) kit.Intent {
	d.callOff()
	stopped, stop := context.WithCancel(context.Background())
	d.stop, d.busy = stop, true
	d.gen++
	gen, a := d.gen, *l.files[d.file]
	known := *d
	if d.dataOf != d.file+1 {
		known.data = nil
	}
	id := uint32(71 + 2*i + int(gen%2))
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		if stopped.Err() != nil {
			return nil, nil
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(stopped, cancel)()
		f, err := l.s.drawn(ctx, &a, known, want, id)
		if err != nil && !errors.Is(err, context.Canceled) {
			return nil, err
		}
		return func() kit.Intent {
			stop()
			if gen != d.gen || errors.Is(err, context.Canceled) {
				return nil
			}
			d.busy, d.data, d.dataOf = false, f.data, want.file+1
			d.frame, d.at, d.fault, d.by = f.frame, f.at, f.fault, f.by
			if f.fault != "" {
				return l.update()
			}
			d.all, d.tall = f.all, f.tall
			if again := l.update(); again != nil {
				return again // the page has another shape than was thought
			}
			return l.next(d, f.q)
		}, nil
	}, Else: func(error) kit.Intent {
		if gen == d.gen {
			d.busy, d.fault = false, "unreadable"
		}
		return nil
	}}
}

// drawn draws outside of the event loop: the page in the pixels that are needed,
// the part of it that is seen, and that in the terminal's way.
func (s *Screen) drawn(ctx context.Context, a *ticket.Attachment, d side, want wanted, id uint32) (f finish, err error) {
	if f.data = d.data; f.data == nil {
		if f.data, err = s.viewing(ctx, a); err != nil {
			return f, err
		}
	}
	t, w, h := want.terminal, want.w, want.h
	rw, _ := t.Raster(w, h)
	q := page.Request{SHA: a.SHA, Page: want.page, Turn: want.turn}
	if !t.Way.Graphic() {
		rw *= 2 // blocks are the mean of four pixels
	}
	pw, _ := d.span(t, w, h)
	vw, _ := view(t, w, h)
	q.Width = int(float64(rw)*pw/vw + 0.5)
	f.q = q
	b, err := s.opt.Pages.Page(ctx, q, f.data)
	if err != nil {
		if ctx.Err() != nil {
			return f, context.Canceled
		}
		f.fault = faultOf(err)
		return f, nil
	}
	f.all, f.by, f.tall = b.Pages, b.By, float64(b.Height)/float64(b.Width)
	f.frame, f.at = framed(b, d, want, id)
	return f, nil
}

// framed cuts out what is seen and makes it ready; at are the cells it takes.
func framed(b *page.Bitmap, d side, want wanted, id uint32) (picture.Frame, image.Rectangle) {
	t, w, h := want.terminal, want.w, want.h
	d.tall = float64(b.Height) / float64(b.Width)
	d.x, d.y, d.zoom = want.x, want.y, want.zoom
	d.clamp(t, w, h)
	pw, ph := d.span(t, w, h)
	cell := t.CellSize()
	cw := min(w, max(int(math.Ceil(pw/float64(cell.X)-0.01)), 1))
	ch := min(h, max(int(math.Ceil(ph/float64(cell.Y)-0.01)), 1))
	scale := float64(b.Width) / pw
	x, y := int(d.x*float64(b.Width)), int(d.y*float64(b.Height))
	seen := image.Rect(x, y, x+int(float64(cw*cell.X)*scale+0.5), y+int(float64(ch*cell.Y)*scale+0.5))
	rw, rh := t.Raster(cw, ch)
	at := image.Rect((w-cw)/2, 0, (w-cw)/2+cw, ch)
	part := b.Part(seen, rw, rh)
	if !t.Way.Graphic() && float64(rw)*pw < fine*float64(cw*cell.X) {
		part = part.Inked(boldness)
	}
	return t.Encode(part, cw, ch, id), at
}

// faultOf is the key of why a page was not drawn.
func faultOf(err error) string {
	for key, e := range map[string]error{"password": page.ErrPassword, "page": page.ErrNoPage, "large": page.ErrTooLarge,
		"timeout": page.ErrTimeout, "engine": page.ErrNoEngine} {
		if errors.Is(err, e) {
			return key
		}
	}
	return "unreadable"
}
