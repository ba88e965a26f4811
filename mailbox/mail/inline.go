package mail

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
)

// What a picture of the letter itself is at most; a scan or a photograph of a
// document is larger, however it was pasted.
const (
	maxLogoBytes  = 256 << 10
	maxLogoArea   = 400 * 400 // pixels
	maxBannerHigh = 200       // of a strip at most 1,200 wide
	maxBannerWide = 1200
	maxPixelArea  = 16       // a tracking pixel or a spacer
	maxBlindBytes = 16 << 10 // of a picture whose size cannot be read
	maxPictureTop = 96 << 10 // encoded bytes read to find its size
	maxReferences = 1000     // pictures that the pages show
)

// markInline tells logos, icons and pixels from pictures that are documents: a
// picture that the page shows by its Content-ID and that is small, or one of a
// few pixels wherever it is.
func (p *parser) markInline() {
	var shown map[string]bool
	for i := range p.m.Attachments {
		a := &p.m.Attachments[i]
		if !strings.HasPrefix(a.Type, "image/") || a.Size > maxLogoBytes {
			continue
		}
		wide, high, known := a.dimensions()
		if known && wide*high <= maxPixelArea {
			a.Inline = true
			continue
		}
		if a.ContentID == "" && !a.hidden {
			continue
		}
		if shown == nil {
			shown = p.m.shownPictures()
		}
		if !a.hidden && !shown[strings.ToLower(a.ContentID)] {
			continue
		}
		if known {
			a.Inline = wide*high <= maxLogoArea || high <= maxBannerHigh && wide <= maxBannerWide
		} else {
			a.Inline = a.Size <= maxBlindBytes
		}
	}
}

// dimensions reads the size in pixels from the first bytes of a picture.
func (a *Attachment) dimensions() (wide, high int, known bool) {
	top, _ := decodeAll(a.data[:min(len(a.data), maxPictureTop)], a.enc)
	var c image.Config
	var err error
	switch {
	case bytes.HasPrefix(top, []byte("\x89PNG")):
		c, err = png.DecodeConfig(bytes.NewReader(top))
	case bytes.HasPrefix(top, []byte("GIF8")):
		c, err = gif.DecodeConfig(bytes.NewReader(top))
	case bytes.HasPrefix(top, []byte("\xff\xd8")):
		c, err = jpeg.DecodeConfig(bytes.NewReader(top))
	default:
		return 0, 0, false
	}
	const sane = 1 << 15
	return c.Width, c.Height, err == nil && c.Width <= sane && c.Height <= sane
}

// shownPictures returns the Content-IDs, in lower case, that the HTML refers to.
func (m *Message) shownPictures() map[string]bool {
	out := map[string]bool{}
	for _, a := range m.Alternates {
		if a.Type != "text/html" && a.Type != "application/xhtml+xml" && a.Type != "text/plain" {
			continue
		}
		page, _ := decodeAll(a.data[:min(len(a.data), maxBodyPart)], a.enc)
		for len(out) < maxReferences {
			i := bytes.Index(page, []byte("cid:"))
			if i < 0 {
				break
			}
			page = page[i+len("cid:"):]
			end := bytes.IndexAny(page[:min(len(page), maxURL)], "\"'<>)& \t\r\n")
			if end > 0 {
				out[strings.ToLower(percentDecode(string(page[:end])))] = true
			}
		}
	}
	return out
}
