package ticketview_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"loket/ticket"
	"loket/ticket/document/page"
	"loket/ui/kit"
	"loket/ui/kit/picture"
	"loket/ui/ticketview"
)

// shelf has bytes for every file; the fixture's mails have none.
type shelf struct{ ticketview.Desk }

func (shelf) Attachment(a *ticket.Attachment) ([]byte, error) { return []byte(a.Name), nil }

func (s shelf) TakeFile(_ context.Context, _ string, _ ticket.ID, a *ticket.Attachment, _ string) ([]byte, error) {
	return s.Attachment(a)
}

// printer draws pages of three: a frame, and as many bars as the page's number.
type printer struct {
	mu    sync.Mutex
	asked []page.Request
	err   error
	ended int // requests that were called off

	during func(context.Context) // a drawing
}

// shown is the page that was asked for last, but for the one that is drawn ahead.
func (p *printer) shown() page.Request {
	n := len(p.asked) - 1
	if n > 0 {
		ahead := p.asked[n-1]
		if ahead.Page++; ahead == p.asked[n] {
			n--
		}
	}
	return p.asked[n]
}

func (p *printer) Page(ctx context.Context, q page.Request, data []byte) (*page.Bitmap, error) {
	if p.during != nil {
		p.during(ctx)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, q)
	switch {
	case ctx.Err() != nil:
		p.ended++
		return nil, ctx.Err()
	case p.err != nil:
		return nil, p.err
	case q.Page > 2:
		return nil, page.ErrNoPage
	}
	w, h := q.Width, q.Width*1414/1000
	if q.Turn%2 == 1 {
		h = q.Width * 1000 / 1414
	}
	b := page.NewBitmap(w, h, true)
	b.Pages, b.By = 3, "pdfium"
	dark := func(r image.Rectangle) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				b.Pix[y*w+x] = 0
			}
		}
	}
	dark(image.Rect(0, 0, w, h/40))
	dark(image.Rect(0, h-h/40, w, h))
	dark(image.Rect(0, 0, w/40, h))
	dark(image.Rect(w-w/40, 0, w, h))
	for i := range q.Page + 1 {
		dark(image.Rect(w/5, h/8+i*h/10, w*4/5, h/8+i*h/10+h/25))
	}
	return b, nil
}

// viewer opens the pictures of the selected document.
func viewer(t *testing.T, way picture.Way, width, height int) (*world, *printer, kit.Screen) {
	t.Helper()
	w := busy(t)
	p := &printer{}
	w.opt.Pages, w.opt.Desk = p, shelf{w.desk}
	w.env.Terminal = picture.Terminal{Way: way, Depth: picture.Indexed}
	w.open(w.id, width, height)
	w.press("2", "v")
	if len(w.out) != 1 {
		t.Fatalf("v gave %v, toasts %v", w.out, w.toasts)
	}
	s := w.out[0].(kit.Push).Screen
	s.Resize(width, height-2)
	w.do(s.Apply(kit.Changes{All: true}))
	return w, p, s
}

func (w *world) tap(s kit.Screen, keys ...string) {
	w.t.Helper()
	for _, k := range keys {
		in, _ := s.Key(named(k))
		w.do(in)
	}
}

func TestLookGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {160, 45}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w, _, s := viewer(t, picture.Quads, size[0], size[1])
			w.env.Lang = lang
			name := func(n string) string { return fmt.Sprintf("look_%s_%dx%d_%s", n, size[0], size[1], lang) }
			golden(t, name("wide"), ansi.Strip(s.View()))
			w.tap(s, "0", "n")
			golden(t, name("whole"), ansi.Strip(s.View()))
			w.tap(s, "0", "|", "tab", "r")
			golden(t, name("beside"), ansi.Strip(s.View()))
			for y, l := range strings.Split(s.View(), "\n") {
				if got := ansi.StringWidth(l); got != size[0] {
					t.Errorf("line %d: %d cells", y, got)
				}
			}
		}
	}
}

func TestLookSizes(t *testing.T) {
	for _, way := range []picture.Way{picture.Halves, picture.Quads, picture.Sixel, picture.Kitty} {
		w, _, s := viewer(t, way, 80, 24)
		for _, two := range []bool{false, true} {
			for _, size := range [][2]int{{1, 1}, {3, 2}, {10, 4}, {60, 16}, {80, 22}, {400, 118}} {
				s.Resize(size[0], size[1])
				before := strings.Split(s.View(), "\n") // before the new picture is there
				w.do(s.Tick(w.now))
				for _, lines := range [][]string{before, strings.Split(s.View(), "\n")} {
					if len(lines) != size[1] {
						t.Errorf("%s %v: %d lines", way, size, len(lines))
					}
					for y, l := range lines {
						if got := ansi.StringWidth(l); got != size[0] {
							t.Errorf("%s %v two %v line %d: %d cells", way, size, two, y, got)
							break
						}
					}
				}
			}
			w.tap(s, "|")
		}
	}
}

func TestLookMoves(t *testing.T) {
	w, p, s := viewer(t, picture.Halves, 80, 24)
	last := func() page.Request { return p.shown() }
	first := s.View()
	if q := last(); q.Page != 0 || q.Width != 160 {
		t.Errorf("first: %+v", q)
	}
	w.tap(s, "j")
	if s.View() == first {
		t.Error("j moves nothing")
	}
	w.tap(s, "k", "k")
	if s.View() != first {
		t.Error("k does not come back")
	}
	w.tap(s, "+")
	if q := last(); q.Width != 200 {
		t.Errorf("closer: %+v", q)
	}
	w.tap(s, "-", "n", "pgdown")
	if q := last(); q.Width != 160 || q.Page != 2 {
		t.Errorf("third page: %+v", q)
	}
	n := len(p.asked)
	w.tap(s, "n")
	if len(p.asked) != n || !strings.Contains(ansi.Strip(s.View()), "3/3") {
		t.Error("there is a page after the last")
	}
	w.tap(s, "r")
	if q := last(); q.Turn != 1 {
		t.Errorf("turned: %+v", q)
	}
	w.tap(s, "r", "r", "r", "p", "p")
	if s.View() != first {
		t.Error("not back where it began")
	}
	w.tap(s, "g")
	w.press("text:3", "enter")
	if q := p.asked[len(p.asked)-1]; q.Page != 2 { // the last page: none is drawn ahead
		t.Errorf("to page: %+v", q)
	}
	w.tap(s, "c")
	w.press("6")
	if set, ok := w.out[len(w.out)-1].(kit.Set); !ok || set.Name != "picture" || set.Value != "blocks" {
		t.Errorf("way: %+v", w.out[len(w.out)-1])
	}
}

// The next page is drawn before it is asked for, unless one has moved on.
func TestLookDrawsAhead(t *testing.T) {
	_, p, s := viewer(t, picture.Halves, 80, 24)
	if len(p.asked) != 2 || p.asked[1].Page != 1 || p.asked[1].Width != p.asked[0].Width {
		t.Fatalf("asked for %+v", p.asked)
	}
	in, _ := s.Key(named("n"))
	then, err := in.(kit.Many)[0].(kit.Run).Work(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ahead := then().(kit.Run)
	s.Key(named("p")) // back: page 3 is not wanted
	n := len(p.asked)
	if _, err := ahead.Work(t.Context()); err != nil || len(p.asked) != n {
		t.Errorf("%v, %d pages asked for", err, len(p.asked)-n)
	}
}

// A verdict is given on what is looked at, wherever the checklist stood.
func TestLookJudges(t *testing.T) {
	w, _, s := viewer(t, picture.Quads, 120, 40)
	verdict := func(name string) ticket.Verdict {
		for _, it := range w.desk.Checklist(w.ticket()) {
			for _, f := range it.Files {
				if f.Name == name {
					return it.Evidence.Verdict
				}
			}
		}
		return "?"
	}
	w.tap(s, ".")
	if name := "SK Penunjukan Pejabat Nama Domain.pdf"; !strings.Contains(s.Title().String(), name) || verdict(name) != ticket.Unjudged {
		t.Fatalf("%s, %q", s.Title(), verdict(name))
	}
	w.tap(s, "a")
	if v := verdict("SK Penunjukan Pejabat Nama Domain.pdf"); v != ticket.Accepted {
		t.Errorf("accepted: %q, %v", v, w.err)
	}
	w.tap(s, ".")
	for !strings.Contains(s.Title().String(), "catatan.pdf") {
		w.tap(s, ".")
	}
	before := len(w.toasts)
	w.tap(s, "a")
	if len(w.toasts) != before+1 || !strings.Contains(w.toasts[before], "persyaratan") && !strings.Contains(w.toasts[before], "dokumen") {
		t.Errorf("a file that nothing asks for: %v", w.toasts[before:])
	}
}

// The result of a drawing that another overtook is dropped, and the drawing is
// called off.
func TestLookDropsWhatIsLate(t *testing.T) {
	w, p, s := viewer(t, picture.Halves, 80, 24)
	run := func(key string) kit.Run {
		t.Helper()
		in, _ := s.Key(named(key))
		return in.(kit.Many)[0].(kit.Run)
	}
	// Drawn, and overtaken before it comes back.
	early := run("n")
	then, err := early.Work(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w.do(run("n"))
	want := s.View()
	w.do(then())
	if s.View() != want || !strings.Contains(ansi.Strip(want), "3/3") {
		t.Error("a late page was shown")
	}
	// Overtaken before it began.
	gone, n := run("p"), len(p.asked)
	run("p")
	if then, err := gone.Work(context.Background()); err != nil || then != nil || len(p.asked) != n {
		t.Errorf("%v, %d pages asked for", err, len(p.asked)-n)
	}
	// Left while it is drawn.
	left := run("n")
	p.during = func(ctx context.Context) {
		w.tap(s, "q")
		<-ctx.Done()
	}
	then, err = left.Work(context.Background())
	if err != nil || p.ended != 1 {
		t.Fatalf("%v, %d drawings were called off", err, p.ended)
	}
	w.do(then())
}

func TestLookSaysWhyThereIsNothing(t *testing.T) {
	w, p, s := viewer(t, picture.Halves, 80, 24)
	for err, words := range map[error]string{
		page.ErrPassword: "kata sandi", page.ErrTimeout: "terlalu lama", page.ErrNoEngine: "di komputer ini", errors.New("x"): "tidak dapat digambar",
	} {
		p.err = fmt.Errorf("page 1: %w", err)
		w.tap(s, "+")
		if got := ansi.Strip(s.View()); !strings.Contains(strings.Join(strings.Fields(got), " "), words) {
			t.Errorf("%v: %s", err, got)
		}
	}
	p.err = nil
	w.tap(s, "-")
	if strings.Contains(ansi.Strip(s.View()), "tidak dapat") {
		t.Error("the fault stays")
	}
	w.env.Terminal.Way = picture.Off
	w.do(s.Tick(w.now))
	if !strings.Contains(s.View(), "dimatikan") {
		t.Error("nothing says that pictures are off")
	}
	w.opt.Pages = nil
	w.out = nil
	w.press("v")
	if len(w.out) != 0 || !strings.Contains(w.toasts[len(w.toasts)-1], "tidak tersedia") {
		t.Errorf("%v %v", w.out, w.toasts)
	}
}

func TestLookPlacesPictures(t *testing.T) {
	w, _, s := viewer(t, picture.Kitty, 120, 40)
	one := s.(picture.Painter).Painted()
	if len(one) != 1 || one[0].At != image.Rect(0, 0, 120, 37) || one[0].ID == 0 || !strings.HasPrefix(one[0].Raw, "\x1b_Ga=T") {
		t.Fatalf("%d pictures at %v", len(one), one)
	}
	w.tap(s, "|")
	two := s.(picture.Painter).Painted()
	if len(two) != 2 || two[0].ID == two[1].ID || two[0].At.Overlaps(two[1].At) || two[1].At.Max.X > 120 {
		t.Fatalf("%d pictures", len(two))
	}
	w.env.Terminal.Way = picture.Quads
	w.do(s.Tick(w.now))
	if len(s.(picture.Painter).Painted()) != 0 {
		t.Error("blocks are painted beside the renderer")
	}
}

// What is written to the log or shown as an error never holds a page.
func TestLookHostileName(t *testing.T) {
	w, _, s := viewer(t, picture.Quads, 80, 24)
	_ = w
	for _, c := range s.View() {
		if c < 0x20 && c != '\n' && c != 0x1b || c == 0x202e {
			t.Fatalf("%q on the screen", c)
		}
	}
}
