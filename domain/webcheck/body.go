package webcheck

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"strings"
)

// body is what was read of an answer.
type body struct {
	bytes  []byte
	cut    bool   // there was more
	packed string // the coding that it is still in, "" for none
	err    error  // why reading ended early; what was read stands
}

// readBody reads at most max bytes, both of what is on the wire and of what it
// unpacks to. What comes in a coding that was not asked for stays packed: it has
// bytes, but no text.
func readBody(res *http.Response, max int64) body {
	in := io.LimitReader(res.Body, max)
	out := body{}
	switch coding := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))); coding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return body{cut: true, err: err}
		}
		in = z
	default:
		out.packed = coding
	}
	b, err := io.ReadAll(io.LimitReader(in, max+1))
	out.bytes, out.err = b, err
	if int64(len(b)) > max {
		out.bytes, out.cut = b[:max], true
	}
	if !out.cut && err == nil {
		// The limit looks like an end; one more byte tells.
		n, _ := io.ReadFull(res.Body, make([]byte, 1))
		out.cut = n > 0
	}
	out.cut = out.cut || err != nil
	return out
}

func (b body) sum() string {
	s := sha256.Sum256(b.bytes)
	return hex.EncodeToString(s[:])
}

// kind returns the media type as a browser sees it: what the server says, or
// what the bytes look like where it says nothing that is one.
func (b body) kind(said string) string {
	t, _, err := mime.ParseMediaType(said)
	if err != nil && t == "" || t == "application/octet-stream" {
		t, _, _ = mime.ParseMediaType(http.DetectContentType(b.bytes))
	}
	return oneLine(t, 100)
}
