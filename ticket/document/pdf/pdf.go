// Package pdf reads PDF files that strangers sent: pages, versions, active
// content, signatures in number, and text with its layout.
//
// Rules: it never panics, never writes, never asks the network, and bounds what
// it decodes, interprets and returns (see limits.go). The structure comes from
// pdfcpu's reader alone: its optimiser decodes without a bound and its validator
// refuses many files that every viewer opens. Content streams, fonts and layout
// are interpreted here, because positions decide how a table reads.
//
// What it does not do: render, recognise characters in pictures, judge
// signatures. A file that pdfcpu cannot read is tried once more with a new
// cross-reference table before it is called unreadable.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/log"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// File is an opened PDF. It belongs to one goroutine.
type File struct {
	// Version is the one in the header or the catalogue, such as "1.7".
	Version string
	// Encrypted says that the file has an encryption dictionary. A File that
	// opened can be read without a password all the same.
	Encrypted bool
	// Locked says that it opened with the password that was given, and would not
	// without.
	Locked bool
	// Repaired says that its table of objects had to be made anew.
	Repaired bool
	// Declared is the number of pages that the page tree claims.
	Declared int
	// Notes are technical remarks for a log.
	Notes []string

	objects  *objects
	pages    []types.Dict
	embedded []Embedded // once Active was called
}

// Page is what one page says.
type Page struct {
	Text   string // lines by position, columns kept apart by spaces
	Runes  int    // visible runes, counted beyond what Text keeps
	Images int    // pictures drawn
	Broken bool   // has content, none of which could be decoded

	// Boxes are where the lines of Text stand, zeros for a blank one; Marks where
	// pictures and curves are drawn. Left, top, right, bottom in thousandths of the
	// page as it is shown; nil where the page has no size.
	Boxes [][4]int
	Marks [][4]int
}

// OpenWith reads the structure of data, with the password of a user or of the owner
// where it does not open without; "" is none. It returns ErrPassword when another
// password is needed to read the file and ErrUnreadable when no page was found.
func OpenWith(data []byte, password string) (f *File, err error) {
	f, err = open(data, "")
	if password == "" || !errors.Is(err, ErrPassword) {
		return f, err
	}
	if f, err = open(data, password); err == nil {
		f.Locked = true
	}
	return f, err
}

func open(data []byte, password string) (f *File, err error) {
	defer caught(&f, &err)
	f, err = openStructure(data, password)
	if f != nil {
		f.Repaired = !sound(data)
	}
	if err == nil || errors.Is(err, ErrPassword) {
		return f, err
	}
	repaired := salvage(data)
	if repaired == nil {
		return nil, err
	}
	f, again := openStructure(repaired, "")
	if again != nil {
		return nil, fmt.Errorf("%w; with a new table: %w", err, again)
	}
	f.Repaired = true
	f.Notes = append(f.Notes, "read with a new cross-reference table: "+err.Error())
	return f, nil
}

// configure keeps pdfcpu from making a folder in the home directory and from
// loading its own list of trusted roots. It is process-wide in pdfcpu.
var configure = sync.OnceFunc(func() {
	api.DisableConfigDir()
	model.TrustedCertDir = "/nonexistent/loket/trust"
	log.DisableLoggers()
})

func configuration() *model.Configuration {
	configure()
	c := model.NewDefaultConfiguration()
	c.Offline = true
	c.ValidationMode = model.ValidationRelaxed
	c.Limits.MaxDecodeBytes = maxStream
	c.Limits.MaxStreamBytes = maxStream
	c.Limits.MaxObjectCount = maxObjects
	c.Limits.MaxXRefEntries = maxObjects
	c.Limits.MaxObjectStreamCount = maxObjects
	c.Limits.MaxRecursionDepth = 64
	return c
}

// readContext reads the cross-reference table and the objects. It returns ErrPassword
// when another password is needed and ErrUnreadable for what is no PDF.
func readContext(data []byte, password string) (*model.Context, error) {
	c := configuration()
	c.UserPW, c.OwnerPW = password, password
	ctx, err := api.ReadContext(bytes.NewReader(data), c)
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, ErrPassword
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return ctx, nil
}

// caught, deferred, makes an error of a panic in the library and leaves nothing of what was
// read: bytes of strangers reach corners of it.
func caught[T any](v **T, err *error) {
	if r := recover(); r != nil {
		*v, *err = nil, fmt.Errorf("%w: panic: %v", ErrUnreadable, r)
	}
}

func openStructure(data []byte, password string) (f *File, err error) {
	defer caught(&f, &err)
	ctx, err := readContext(data, password)
	if err != nil {
		return nil, err
	}
	o := newObjects(ctx)
	f = &File{objects: o, Encrypted: ctx.Encrypt != nil, Version: version(ctx, o)}
	f.pages, f.Declared = o.pageTree()
	if len(f.pages) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, ErrNoPages)
	}
	if f.Declared != len(f.pages) {
		f.Notes = append(f.Notes, fmt.Sprintf("page tree claims %d pages, %d found", f.Declared, len(f.pages)))
	}
	return f, nil
}

// version prefers the catalogue's entry when it is the later one (ISO 32000-1,
// 7.5.2).
func version(ctx *model.Context, o *objects) string {
	v := ""
	if ctx.HeaderVersion != nil {
		v = ctx.HeaderVersion.String()
	}
	if c := o.name(o.catalog()["Version"]); c > v && len(c) == 3 {
		v = c
	}
	return v
}

// Pages returns the number of pages that can be reached.
func (f *File) Pages() int {
	return len(f.pages)
}

// Page reads the text of page n, counted from 0. It never fails: a page that
// cannot be interpreted to its end gives what came before.
func (f *File) Page(n int) (p Page) {
	if n < 0 || n >= f.Pages() {
		return Page{}
	}
	return f.objects.readPage(f.pages[n])
}

// Exhausted says that the file has cost so much that no further page is read.
func (f *File) Exhausted() bool {
	return f.objects != nil && (f.objects.operators > maxOperators || f.objects.decoded >= maxDecoded)
}
