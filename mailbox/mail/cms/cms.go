// Package cms takes the content out of a Cryptographic Message Syntax object
// (RFC 5652), as S/MIME carries it in application/pkcs7-mime.
//
// Rules. Nothing is verified and nothing is decrypted: what comes out is what a
// reader would see who trusts nobody. Input is hostile: no recursion over it,
// one pass for each level opened, the content is never longer than the input
// or the given bound, and no input panics. BER with indefinite lengths and with
// strings in pieces is read; an object that was cut off gives what is left.
//
// What it does not do: certificates, signers, attributes, revocation.
package cms

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
)

// Kind is what an object holds.
type Kind string

// The kinds of RFC 5652, 5083 and 3274 that mail carries.
const (
	Signed     Kind = "signed"
	Enveloped  Kind = "enveloped" // encrypted, also the authenticated form
	Compressed Kind = "compressed"
	Plain      Kind = "plain" // id-data: content without any protection
)

// Errors of Open.
var (
	// ErrNotCMS is returned for bytes that are no object of a known kind.
	ErrNotCMS = errors.New("not a CMS object")
	// ErrNoContent is returned with the kind when the content is elsewhere, as
	// with a detached signature, or cannot be read, as with an encrypted one.
	ErrNoContent = errors.New("no content inside")
)

const (
	maxPieces = 100000 // of one string
	maxDepth  = 8      // of strings in pieces
)

// Object identifiers, as encoded.
var kinds = []struct {
	oid  string
	kind Kind
}{
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", Plain},
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", Signed},
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", Enveloped},
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", Enveloped},
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", Compressed},
}

// Open returns the kind of the object and its content. Compressed content is
// inflated to at most max bytes. The content may share memory with b.
func Open(b []byte, max int) (Kind, []byte, error) {
	b = unarmour(b)
	outer, _, ok := next(b)
	if !ok || outer.tag != tagSequence {
		return "", nil, ErrNotCMS
	}
	oid, rest, ok := next(outer.body)
	if !ok || oid.tag != tagOID {
		return "", nil, ErrNotCMS
	}
	kind := kindOf(oid.body)
	content, _, ok := next(rest)
	switch {
	case kind == "":
		return "", nil, ErrNotCMS
	case kind == Enveloped:
		return kind, nil, ErrNoContent
	case !ok || content.tag != tagContent:
		return kind, nil, ErrNoContent
	case kind == Plain:
		data, err := text(content.body)
		return kind, data, err
	}
	data, err := encapsulated(content.body)
	if err == nil && kind == Compressed {
		data, err = inflate(data, max)
	}
	return kind, data, err
}

func kindOf(oid []byte) Kind {
	for _, k := range kinds {
		if string(oid) == k.oid {
			return k.kind
		}
	}
	return ""
}

// unarmour undoes PEM, and base64 that was left by a confused mail program.
func unarmour(b []byte) []byte {
	b = bytes.TrimSpace(b)
	if bytes.HasPrefix(b, []byte("-----BEGIN")) {
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			b = b[i+1:]
		}
		if i := bytes.Index(b, []byte("-----END")); i >= 0 {
			b = b[:i]
		}
	} else if !bytes.HasPrefix(b, []byte("MI")) { // a sequence with a length of several bytes
		return b
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(b)))
	n, _ := base64.StdEncoding.Decode(out, b) // what was decoded before an error counts
	return out[:n]
}

// encapsulated finds the content of SignedData and CompressedData: the first
// sequence within that begins with an identifier and goes on with a content.
func encapsulated(b []byte) ([]byte, error) {
	body, _, ok := next(b)
	if !ok || body.tag != tagSequence {
		return nil, ErrNotCMS
	}
	for rest := body.body; len(rest) > 0; {
		var e element
		if e, rest, ok = next(rest); !ok {
			break
		}
		if e.tag != tagSequence {
			continue
		}
		oid, inner, ok := next(e.body)
		if !ok || oid.tag != tagOID {
			continue
		}
		content, _, ok := next(inner)
		if ok && content.tag == tagContent {
			return text(content.body)
		}
	}
	return nil, ErrNoContent
}

// text reads the octet string at the start of b, whole or in pieces.
func text(b []byte) ([]byte, error) {
	e, _, ok := next(b)
	switch {
	case !ok:
		return nil, ErrNoContent
	case e.tag == tagOctets:
		return e.body, nil
	case e.tag != tagPieces:
		return nil, ErrNoContent
	}
	out := make([]byte, 0, len(e.body))
	open := [][]byte{e.body}
	for n := 0; len(open) > 0 && n < maxPieces; n++ {
		last := len(open) - 1
		e, rest, ok := next(open[last])
		if !ok {
			open = open[:last]
			continue
		}
		open[last] = rest
		switch {
		case e.tag == tagOctets:
			out = append(out, e.body...)
		case e.tag == tagPieces && len(open) < maxDepth:
			open = append(open, e.body)
		}
	}
	return out, nil
}

func inflate(b []byte, max int) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("inflate content: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(max)+1))
	if len(out) > max {
		return nil, fmt.Errorf("inflate content: more than %d bytes: %w", max, ErrNoContent)
	}
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("inflate content: %w", err)
	}
	return out, nil
}
