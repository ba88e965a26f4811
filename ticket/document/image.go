package document

import (
	"bytes"
	"image"
	_ "image/gif"  // registers the format
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format

	_ "golang.org/x/image/bmp"  // registers the format
	_ "golang.org/x/image/tiff" // registers the format
	_ "golang.org/x/image/webp" // registers the format
)

// image reads the size from the header; pixels are never decoded.
func (f *file) image(data []byte) {
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		f.problem(ProblemCorrupt)
		f.note("image header: %v", err)
		return
	}
	f.Width, f.Height = c.Width, c.Height
	f.Unread = []int{0}
	if p := f.heard[0]; p != nil {
		f.sheets = append(f.sheets, p.sheet())
		f.write(p.Text)
	}
	if want := "image/" + format; want != f.Type {
		f.note("%s reads as %s", f.Type, format)
	}
}
