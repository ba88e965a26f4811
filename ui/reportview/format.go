package reportview

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// formats write a document each in their way.
var formats = map[string]func(*Document, io.Writer) error{
	"text": (*Document).Text, "md": (*Document).Markdown, "csv": (*Document).CSV,
	"xlsx": (*Document).XLSX, "html": (*Document).HTML, "json": (*Document).JSON,
}

// Formats lists the names of the formats.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Put writes the document in a format.
func (d *Document) Put(out io.Writer, format string) error {
	put, ok := formats[format]
	if !ok {
		return fmt.Errorf("there is no format %q; there are %s", format, strings.Join(Formats(), ", "))
	}
	return put(d, out)
}
