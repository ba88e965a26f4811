package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrDocument: the bytes are not a document that may be read.
var ErrDocument = errors.New("not an EPP document")

// Bounds of a document. The deepest of the standards is a check of fees, 9.
const (
	maxDepth    = 24
	maxElements = 20_000
	maxAttrs    = 16
)

// Parse reads a document. The error wraps ErrDocument.
func Parse(document []byte) (*Node, error) {
	document = bytes.TrimPrefix(document, []byte("\xef\xbb\xbf"))
	d := xml.NewDecoder(bytes.NewReader(document)) // strict, without any entity of its own
	root, err := parse(d)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	return root, nil
}

// opened is an element that has not ended yet; its text comes in pieces.
type opened struct {
	*Node
	text []byte
}

func parse(d *xml.Decoder) (*Node, error) {
	var root *Node
	var open []opened
	elements := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && root != nil && len(open) == 0 {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			elements++
			if err := bounds(t, len(open), elements); err != nil {
				return nil, err
			}
			n := start(t)
			if len(open) > 0 {
				top := open[len(open)-1]
				top.Kids = append(top.Kids, n)
			} else if root == nil {
				root = n
			} else {
				return nil, errors.New("two documents in one frame")
			}
			open = append(open, opened{Node: n})
		case xml.EndElement:
			top := open[len(open)-1]
			top.Text = string(top.text)
			open = open[:len(open)-1]
		case xml.CharData:
			if err := text(open, t); err != nil {
				return nil, err
			}
		case xml.Directive:
			return nil, errors.New("a DOCTYPE has no place here")
		}
	}
}

func bounds(t xml.StartElement, depth, elements int) error {
	switch {
	case depth >= maxDepth:
		return fmt.Errorf("deeper than %d elements", maxDepth)
	case elements > maxElements:
		return fmt.Errorf("more than %d elements", maxElements)
	case len(t.Attr) > maxAttrs:
		return fmt.Errorf("more than %d attributes", maxAttrs)
	}
	return nil
}

// start takes the declarations of namespaces out: the decoder has applied them.
func start(t xml.StartElement) *Node {
	n := &Node{Space: t.Name.Space, Name: t.Name.Local}
	for _, a := range t.Attr {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			n.Attrs = append(n.Attrs, Attr{a.Name.Local, a.Value})
		}
	}
	return n
}

func text(open []opened, t xml.CharData) error {
	if len(open) > 0 {
		top := &open[len(open)-1]
		top.text = append(top.text, t...)
		return nil
	}
	if strings.TrimSpace(string(t)) != "" {
		return errors.New("text outside the document")
	}
	return nil
}
