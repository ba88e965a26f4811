package clamd

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"loket/domain/clean"
	"loket/ticket/document"
)

// Bounds on what is unpacked of a ZIP: beyond them it counts as not scanned.
const (
	maxMembers  = 1000
	memberBytes = 64 << 20
	allBytes    = 256 << 20
	maxNesting  = 3
)

// members scans what is in a ZIP, one by one, and ZIPs in it. Data that is none,
// or that cannot be read as one, has been scanned as it is.
func (c *Client) members(ctx context.Context, data []byte) document.Scan {
	left := allBytes
	return c.inside(ctx, data, &left, maxNesting)
}

func (c *Client) inside(ctx context.Context, data []byte, left *int, nesting int) document.Scan {
	clear := document.Scan{State: document.ScanClean}
	if !bytes.HasPrefix(data, []byte("PK")) || bytes.Count(data, []byte("PK\x01\x02")) == 0 {
		return clear
	}
	not := func(code, format string, args ...any) document.Scan {
		return document.Scan{State: document.ScanNot, Code: code, Why: clean.Line(fmt.Sprintf(format, args...), 200).String()}
	}
	if bytes.Count(data, []byte("PK\x01\x02")) > maxMembers {
		return not(document.ScanLarge, "more than %d members", maxMembers)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return clear
	}
	if nesting == 0 {
		return not(document.ScanLarge, "archives within archives")
	}
	var doubt *document.Scan // the first; what is found in a later member outweighs it
	for _, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		out := c.member(ctx, m, left, nesting)
		if out.State == document.ScanFound {
			if out.Where == "" {
				out.Where = clean.Line(m.Name, nameRunes).String()
			}
			return out
		}
		if out.State != document.ScanClean && doubt == nil {
			doubt = &out
		}
		if ctx.Err() != nil || out.Code == document.ScanDown || *left <= 0 {
			break
		}
	}
	if doubt != nil {
		return *doubt
	}
	return clear
}

func (c *Client) member(ctx context.Context, m *zip.File, left *int, nesting int) document.Scan {
	not := func(code string, why error) document.Scan {
		return document.Scan{State: document.ScanNot, Code: code, Why: clean.Line(fmt.Sprintf("%s: %v", m.Name, why), 200).String()}
	}
	if m.Flags&1 != 0 {
		return not(document.ScanLocked, errLocked)
	}
	r, err := m.Open()
	if err != nil {
		return not(document.ScanError, err)
	}
	defer r.Close()
	limit := min(memberBytes, *left)
	data, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	*left -= len(data)
	switch {
	case len(data) > limit:
		return not(document.ScanLarge, errLarge)
	case err != nil: // damaged: nobody can unpack it either, what came out is looked at
	}
	out := c.stream(ctx, data)
	if out.State != document.ScanClean {
		return out
	}
	return c.inside(ctx, data, left, nesting-1)
}

var (
	errLocked = errors.New("it is encrypted")
	errLarge  = errors.New("it unpacks to too much")
)
