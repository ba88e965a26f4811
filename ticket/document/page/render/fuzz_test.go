package render

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"os"
	"runtime"
	"syscall"
	"testing"

	"loket/ticket/document/page"
	"loket/ticket/document/pdf"
)

func crc(b []byte) []byte { return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)) }

func stop(t *testing.T, p *os.Process) {
	t.Helper()
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
}

// cages says that this kernel has Landlock.
func cages(t *testing.T) bool {
	t.Helper()
	if runtime.GOOS != "linux" {
		return false
	}
	list, _ := os.ReadFile("/sys/kernel/security/lsm")
	return bytes.Contains(list, []byte("landlock"))
}

// FuzzDraw gives bytes to everything of ours that reads them: the engine has a
// process and a sandbox of its own.
func FuzzDraw(f *testing.F) {
	f.Add(asJPEG(f, quarterPicture(16, 12, true)))
	f.Add(withOrientation(asJPEG(f, quarterPicture(16, 12, false)), 6))
	f.Add(asPNG(f, quarterPicture(16, 12, true)))
	f.Add(onePicture(f, "png", asPNG(f, quarterPicture(16, 12, true))))
	f.Add(onePicture(f, "jpg", asJPEG(f, quarterPicture(16, 12, true))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			return // only costs time here
		}
		s := &server{data: data}
		for turn := range 2 {
			b, err := s.draw(page.Request{Width: 100, Height: 90, Turn: turn}.Bounded())
			if err == nil && (!b.Valid() || b.Width > 100 || b.Height > 90) {
				t.Errorf("%dx%d, %d bytes", b.Width, b.Height, len(b.Pix))
			}
		}
		_ = orientation(data)
		if b, err := readPNM(data); err == nil && !b.Valid() {
			t.Error("picture of pdftoppm does not fit together")
		}
	})
}

// FuzzFax decodes streams as a scanner's fax part would hold them.
func FuzzFax(f *testing.F) {
	f.Add([]byte{0x00, 0x10, 0x01}, -1, 16, 8, true)
	f.Fuzz(func(t *testing.T, data []byte, k, w, h int, black bool) {
		if w < 1 || h < 1 || w > 2000 || h > 2000 {
			return
		}
		s := pdf.Scan{Width: 595, Height: 842, At: [4]float64{0, 0, 595, 842}, Filter: "CCITTFaxDecode", Data: data,
			Columns: w, Rows: h, Bits: 1, Colour: 1, Fax: pdf.Fax{K: k, Columns: w, Rows: h, BlackIs1: black}}
		m, err := scanned(s)
		if err != nil {
			return
		}
		b, err := drawScan(page.Request{Width: 64}.Bounded(), s, m)
		if err == nil && !b.Valid() {
			t.Error("bitmap does not fit together")
		}
	})
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x0d\x00\x00\x00\x04{\"w\":2,\"h\":2}...."))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4 && b[4] > 0 {
			return // a claim of many megabytes only costs memory here
		}
		var a answer
		pix, err := readFrame(bytes.NewReader(b), &a, 1<<20)
		if err != nil {
			return
		}
		if m, err := a.bitmap(pix); err == nil && !m.Valid() {
			t.Error("a bitmap that does not fit together is taken")
		}
	})
}
