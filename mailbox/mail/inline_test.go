package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// picture is a part that holds an image of that size.
func picture(t *testing.T, format, id string, wide, high int) string {
	t.Helper()
	var b bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, wide, high))
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	default:
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("Content-Type: image/%s; name=x.%s\r\nContent-ID: <%s>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", format, format, id, base64.StdEncoding.EncodeToString(b.Bytes()))
}

func TestInline(t *testing.T) {
	const page = "Content-Type: text/html\r\n\r\n<p>halo<img src=\"cid:a@x\"><img src='cid:B%40x'>"
	for _, c := range []struct {
		name, part string
		want       bool
	}{
		{"logo", picture(t, "png", "a@x", 200, 80), true},
		{"logo, escaped", picture(t, "jpeg", "b@x", 200, 80), true},
		{"banner", picture(t, "gif", "a@x", 800, 150), true},
		{"scan of a document", picture(t, "jpeg", "a@x", 1000, 630), false},
		{"screen shot", picture(t, "png", "a@x", 640, 480), false},
		{"small, not in the page", picture(t, "png", "c@x", 100, 100), false},
		{"small, no Content-ID", picture(t, "png", "", 100, 100), false},
		{"pixel", picture(t, "gif", "", 1, 1), true},
		{"no picture within, small", "Content-Type: image/webp; name=x.webp\r\nContent-ID: <a@x>\r\n\r\nx", true},
		{"a document", "Content-Type: application/pdf; name=x.pdf\r\nContent-ID: <a@x>\r\n\r\nx", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, raw := range []string{multipart("related", "b", page, c.part), multipart("mixed", "b", multipart("alternative", "d", "\r\nhalo", page), c.part)} {
				m := Parse([]byte(head+raw), Options{})
				checkMessage(t, m)
				if len(m.Attachments) != 1 || m.Attachments[0].Inline != c.want {
					t.Errorf("%+v", m.Attachments)
				}
			}
		})
	}
}
