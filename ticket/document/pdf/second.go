package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	ledongthuc "github.com/ledongthuc/pdf"
)

// secondReader reads files that pdfcpu refuses.
type secondReader struct {
	r          *ledongthuc.Reader
	pages      int
	active     []string
	signatures int
}

// openSecond tries the other reader. It sees active content only as names in
// the plain bytes: the file's objects cannot be walked.
func openSecond(data []byte) (f *File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%w: panic: %v", ErrUnreadable, r)
		}
	}()
	r, err := ledongthuc.NewReader(bytes.NewReader(data), int64(len(data)))
	if errors.Is(err, ledongthuc.ErrInvalidPassword) {
		return nil, ErrPassword
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	n := r.NumPage()
	if n <= 0 || r.Page(1).V.IsNull() {
		return nil, fmt.Errorf("%w: no first page", ErrUnreadable)
	}
	s := &secondReader{r: r, pages: min(n, maxPages)}
	s.active, s.signatures = rawActive(data)
	return &File{Version: string(data[5:8]), Declared: n, second: s, Encrypted: !r.Trailer().Key("Encrypt").IsNull()}, nil
}

// page lays out what the reader says; its widths are rough for composite fonts.
func (s *secondReader) page(n int) (p Page) {
	defer func() {
		if recover() != nil {
			p = Page{Broken: true}
		}
	}()
	var glyphs []glyph
	for _, t := range s.r.Page(n + 1).Content().Text {
		if len(glyphs) >= maxGlyphs {
			break
		}
		w := t.W
		if w <= 0 {
			w = t.FontSize * 0.5
		}
		if t.S != "\n" && t.FontSize > 0 {
			glyphs = append(glyphs, glyph{x: t.X, y: t.Y, w: w, size: t.FontSize, text: t.S})
		}
	}
	p.Text, p.Runes = layout(glyphs)
	return p
}

// rawActive looks for names in the bytes, with their escapes decoded.
func rawActive(data []byte) ([]string, int) {
	found := map[string]bool{}
	signatures := 0
	for i := 0; i < len(data); i++ {
		if data[i] != '/' {
			continue
		}
		l := lexer{b: data[:min(len(data), i+64)], i: i + 1}
		n := decodeName(l.word())
		switch {
		case n == "JS":
			found[ActiveJavaScript] = true
		case n == "EmbeddedFile" || n == "EmbeddedFiles":
			found[ActiveEmbeddedFile] = true
		case n == "XFA":
			found[ActiveXFA] = true
		case n == "ByteRange":
			signatures++
		case actions[n] != "" && !strings.Contains("Movie Sound", n):
			found[actions[n]] = true
		}
	}
	return inOrder(found), signatures
}
