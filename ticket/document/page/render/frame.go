package render

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"loket/ticket/document/page"
)

// ask is what a child is asked. On the wire: length of the head (4 bytes, big
// endian), length of the data (4), head as JSON, data. Same says that the file is
// the one of the last request, and no data follows.
type ask struct {
	Page   int  `json:"page"`
	Width  int  `json:"width"`
	Height int  `json:"height,omitempty"`
	Turn   int  `json:"turn,omitempty"`
	Same   bool `json:"same,omitempty"`
	// Password opens a locked file; it goes through this pipe and nowhere else.
	Password string `json:"password,omitempty"`
}

// answer has the same frame; the data are the pixels.
type answer struct {
	Width  int    `json:"w,omitempty"`
	Height int    `json:"h,omitempty"`
	Gray   bool   `json:"gray,omitempty"`
	Pages  int    `json:"pages,omitempty"`
	By     string `json:"by,omitempty"`
	Fault  string `json:"fault,omitempty"` // code of an error, "" for none
	Note   string `json:"note,omitempty"`
}

var errFrame = errors.New("nonsense instead of an answer")

// faults are the errors that cross the pipe.
var faults = map[string]error{
	"password": page.ErrPassword, "unreadable": page.ErrUnreadable, "page": page.ErrNoPage, "large": page.ErrTooLarge, "engine": page.ErrNoEngine,
}

func faultOf(err error) string {
	for code, e := range faults {
		if errors.Is(err, e) {
			return code
		}
	}
	return "unreadable"
}

func writeFrame(w io.Writer, head any, data []byte) error {
	b, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("frame: %w", err)
	}
	out := make([]byte, 8, 8+len(b))
	binary.BigEndian.PutUint32(out, uint32(len(b)))
	binary.BigEndian.PutUint32(out[4:], uint32(len(data)))
	for _, part := range [][]byte{append(out, b...), data} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("frame: %w", err)
		}
	}
	return nil
}

// readFrame returns io.EOF where nothing follows.
func readFrame(r io.Reader, head any, limit uint32) ([]byte, error) {
	var sizes [8]byte
	if _, err := io.ReadFull(r, sizes[:]); err != nil {
		return nil, err
	}
	n, size := binary.BigEndian.Uint32(sizes[:]), binary.BigEndian.Uint32(sizes[4:])
	if n > 64<<10 || size > limit {
		return nil, fmt.Errorf("%w: %d and %d bytes", errFrame, n, size)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("frame: %w", err)
	}
	if err := json.Unmarshal(b, head); err != nil {
		return nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("frame: %w", err)
	}
	return data, nil
}

// bitmap checks an answer: a child that was taken over may say anything.
func (a answer) bitmap(pix []byte) (*page.Bitmap, error) {
	if a.Fault != "" {
		err, ok := faults[a.Fault]
		if !ok {
			err = page.ErrUnreadable
		}
		return nil, err
	}
	b := &page.Bitmap{Width: a.Width, Height: a.Height, Gray: a.Gray, Pix: pix, Pages: max(min(a.Pages, 1<<20), 1), By: a.By}
	switch b.By {
	case "scan", "picture", "pdfium", "poppler":
	default:
		b.By = ""
	}
	if !b.Valid() {
		return nil, errFrame
	}
	return b, nil
}
