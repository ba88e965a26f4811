package mail

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNothingIsLost builds trees of parts around files of any bytes: each file
// comes back whole, whatever multiparts are around it and however they end.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := builder{t: t}
		raw := head + b.part(0, "b")
		if rapid.Bool().Draw(t, "LF") {
			raw = strings.ReplaceAll(raw, "\r\n", "\n")
		}
		m := Parse([]byte(raw), Options{})
		found := map[string]int{}
		for _, a := range m.Attachments {
			if len(a.Bytes()) != a.Size {
				t.Fatalf("%d bytes for %d", len(a.Bytes()), a.Size)
			}
			found[strings.TrimRight(string(a.Bytes()), "\r\n")]++ // the last lines of an unclosed part are the tree's
		}
		for _, file := range b.files {
			if found[file]--; found[file] < 0 {
				t.Fatalf("file %q is lost in\n%s\n%q", file, raw, m.Warnings)
			}
		}
	})
}

// TestBase64 compares with the standard library, for lines of any width.
func TestBase64(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Byte(), 0, 9000).Draw(t, "data")
		enc := base64.StdEncoding.EncodeToString(want)
		width := rapid.IntRange(1, 200).Draw(t, "width")
		end := rapid.SampledFrom([]string{"\n", "\r\n", " \r\n", "\n\n"}).Draw(t, "end")
		var in strings.Builder
		for ; len(enc) > width; enc = enc[width:] {
			in.WriteString(enc[:width] + end)
		}
		in.WriteString(enc)
		if got, bad := decodeAll([]byte(in.String()), encBase64); bad != 0 || string(got) != string(want) {
			t.Fatalf("%d bytes of %d, %d bad", len(got), len(want), bad)
		}
	})
}

type builder struct {
	t     *rapid.T
	n     int
	files []string
}

func (b *builder) part(depth int, outer string) string {
	if depth < 6 && rapid.IntRange(0, 2).Draw(b.t, "kind") > 0 {
		return b.multipart(depth, outer)
	}
	file := "%" + string(rapid.SliceOf(rapid.Byte()).Draw(b.t, "file")) + "%"
	b.files = append(b.files, file)
	const typ = "Content-Type: application/octet-stream; name=x\r\nContent-Transfer-Encoding: "
	if rapid.Bool().Draw(b.t, "base64") {
		enc := base64.StdEncoding.EncodeToString([]byte(file))
		width := rapid.IntRange(1, 80).Draw(b.t, "width")
		for i := width; i < len(enc); i += width + 2 {
			enc = enc[:i] + "\r\n" + enc[i:]
		}
		return typ + "base64\r\n\r\n" + enc
	}
	var out strings.Builder
	w := quotedprintable.NewWriter(&out)
	w.Binary = true
	_, _ = w.Write([]byte(file))
	_ = w.Close()
	return typ + "quoted-printable\r\n\r\n" + out.String()
}

func (b *builder) multipart(depth int, outer string) string {
	b.n++
	boundary := fmt.Sprintf("b%d", b.n)
	if outer == "b" && rapid.Bool().Draw(b.t, "shared") {
		boundary = "b" // a prefix of all others, and shared with the level above
	}
	sub := rapid.SampledFrom([]string{"mixed", "alternative", "related", "report", "signed", "x-unknown"}).Draw(b.t, "sub")
	var out strings.Builder
	fmt.Fprintf(&out, "Content-Type: multipart/%s; boundary=%s\r\n\r\n", sub, boundary)
	for range rapid.IntRange(1, 4).Draw(b.t, "kids") {
		fmt.Fprintf(&out, "--%s\r\n%s\r\n", boundary, b.part(depth+1, boundary))
	}
	if rapid.Bool().Draw(b.t, "closed") {
		fmt.Fprintf(&out, "--%s--\r\n", boundary)
	}
	return out.String()
}
