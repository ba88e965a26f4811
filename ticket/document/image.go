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

// image reads size and orientation from the header, and from the pixels whether
// the picture can be read.
func (f *file) image(data []byte) {
	f.turned(orientation(data))
	if isUnshown(f.Type) {
		f.Width, f.Height = boxed(data)
		f.remark(RemarkUnshown, unshown[f.Type])
		return
	}
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
	f.pixels(c, data)
}

func (f *file) turned(o int) {
	f.Orientation = o
	degrees, mirrored := upright(o)
	if degrees > 0 {
		f.remark(RemarkTurned, degrees)
	}
	if mirrored {
		f.remark(RemarkMirrored)
	}
}

// pixels decodes the picture. One that ends early is damaged; what there is of it
// may still be read by a forgiving program, so it is no "corrupt".
func (f *file) pixels(c image.Config, data []byte) {
	if c.Width > maxPixels/c.Height {
		f.note("%d × %d pixels are not measured", c.Width, c.Height)
		return
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		f.remark(RemarkCut)
		f.note("image: %v", err)
		return
	}
	f.legibility(m)
}
