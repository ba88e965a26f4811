package render

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"loket/ticket/document/page"
	"loket/ticket/document/pdf"
)

// Argument is what the binary is started with to be a child; main calls Main when
// os.Args[1] is it, and exits with its error.
const Argument = "__render"

// server is the child's side: the file that was sent last, and the engine.
type server struct {
	engine func() (*engine, error) // nil: there is none
	warm   *engine
	data   []byte
	pdf    *pdf.File // nil until asked for or where it cannot be read
	tried  bool      // to read it
	opened bool      // in the engine
	word   string    // password

	source   image.Image // the picture that was decoded last, of sourceOf
	sourceOf int         // page, counted from 1; 0 for none
}

// serve answers until in ends.
func (s *server) serve(in io.Reader, out io.Writer, before func() (bool, error)) error {
	for {
		var q ask
		data, err := readFrame(in, &q, maxFile)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if ok, err := before(); err != nil || !ok {
			return err // the parent asks a fresh child
		}
		if !q.Same {
			s.data = data
		}
		if !q.Same || q.Password != s.word {
			s.word, s.pdf, s.tried, s.opened, s.source, s.sourceOf = q.Password, nil, false, false, nil, 0
		}
		a, pix := s.answer(q)
		if err := writeFrame(out, a, pix); err != nil {
			return err
		}
		if len(pix) > 4<<20 {
			debug.FreeOSMemory()
		}
	}
}

func (s *server) answer(q ask) (answer, []byte) {
	b, err := s.draw(page.Request{Page: q.Page, Width: q.Width, Height: q.Height, Turn: q.Turn}.Bounded())
	if err != nil {
		a := answer{Fault: faultOf(err)}
		if s.pdf != nil {
			a.Pages = s.pdf.Pages()
		}
		return a, nil
	}
	return answer{Width: b.Width, Height: b.Height, Gray: b.Gray, Pages: b.Pages, By: b.By}, b.Pix
}

// draw never panics: an engine that does is as good as a file that cannot be
// drawn.
func (s *server) draw(q page.Request) (b *page.Bitmap, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("%w: panic", page.ErrUnreadable)
			s.opened = false
		}
	}()
	if len(s.data) == 0 {
		return nil, page.ErrUnreadable
	}
	if !isPDF(s.data) {
		return s.picture(q)
	}
	if b := s.scan(q); b != nil {
		return b, nil
	}
	if s.engine == nil {
		return nil, page.ErrNoEngine
	}
	if s.warm == nil {
		if s.warm, err = s.engine(); err != nil {
			return nil, fmt.Errorf("%w: %w", page.ErrNoEngine, err)
		}
	}
	if !s.opened {
		if err := s.warm.open(s.data, s.word); err != nil {
			return nil, err
		}
		s.opened = true
	}
	return s.warm.draw(q)
}

// scan draws a page that is one picture, nil where it is not.
func (s *server) scan(q page.Request) *page.Bitmap {
	if !s.tried {
		s.tried = true
		s.pdf, _ = pdf.OpenWith(s.data, s.word)
	}
	if s.pdf == nil {
		return nil
	}
	found, ok := s.pdf.Scan(q.Page)
	if !ok {
		return nil
	}
	m, err := s.decoded(q.Page, func() (image.Image, error) { return scanned(found) })
	if err != nil {
		return nil
	}
	b, err := drawScan(q, found, m)
	if err != nil {
		return nil
	}
	b.Pages = s.pdf.Pages()
	return b
}

// picture draws a file that is a picture.
func (s *server) picture(q page.Request) (*page.Bitmap, error) {
	if q.Page != 0 {
		return nil, page.ErrNoPage
	}
	m, err := s.decoded(0, func() (image.Image, error) { return decode(s.data) })
	if err != nil {
		return nil, err
	}
	return drawPicture(q, m, orientation(s.data))
}

// decoded keeps the picture of one page: whoever reads it closer wants it again
// at once.
func (s *server) decoded(n int, decode func() (image.Image, error)) (image.Image, error) {
	if s.sourceOf == n+1 {
		return s.source, nil
	}
	s.source, s.sourceOf = nil, 0
	m, err := decode()
	if err == nil {
		s.source, s.sourceOf = m, n+1
	}
	return m, err
}

// isPDF looks for the header where viewers do.
func isPDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

// engineVersion names what compile makes: another version of the engine, of its
// compiler or of the machine needs another.
func engineVersion() string {
	out := []string{runtime.GOOS, runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.HasSuffix(m.Path, "/go-pdfium") || strings.HasSuffix(m.Path, "/wazero") {
				out = append(out, m.Version)
			}
		}
	}
	return strings.Join(out, "-")
}
