package reportview

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/ticket"
	"loket/ticket/report"
	"loket/ui/kit"
)

// Desk is what reports are made of; *ticket.Desk is one.
type Desk interface {
	report.Source
	House
	Hours() *calendar.Calendar
	// TakeReport notes that somebody takes a copy of a report, by its hash, and refuses
	// who may not read.
	TakeReport(ctx context.Context, by, name string, data []byte, how string) error
}

// folder is where reports lie among the files of a desk.
const folder = "report"

// extensions are the formats by what the names of their files end with.
var extensions = map[string]string{".txt": "text", ".md": "md", ".csv": "csv", ".xlsx": "xlsx", ".html": "html", ".json": "json"}

// FileName is the name of a part of a period's report as a file, as 2026-10.xlsx or
// 2026-Q4-assessment.xlsx.
func FileName(p report.Period, part Part, extension string) string {
	if part == Whole {
		return p.String() + extension
	}
	return p.String() + "-" + string(part) + extension
}

// FormatOf is the format that the name of a file asks for, "" for none.
func FormatOf(name string) string { return extensions[strings.ToLower(path.Ext(name))] }

// readName is the reverse of FileName, in a zone.
func readName(name string, zone *time.Location) (p report.Period, part Part, format string, ok bool) {
	ext := path.Ext(name)
	base, part := strings.TrimSuffix(name, ext), Whole
	for _, one := range Parts() {
		if rest, cut := strings.CutSuffix(base, "-"+string(one)); cut && one != Whole {
			base, part = rest, one
		}
	}
	p, err := report.ParsePeriod(base, zone)
	return p, part, FormatOf(name), err == nil && FormatOf(name) != "" && p.String() == base
}

// Shelf lays reports among the files of a desk: a folder "report" in which every
// report has a name, see FileName. A report is made when it is asked for, once for a
// shelf, and noted when it is read. Base has the other files.
type Shelf struct {
	By        string
	Base      fs.FS
	Desk      Desk
	Catalogue *domain.Catalogue
	Lang      kit.Lang
	Now       func() time.Time

	mu   sync.Mutex
	made map[report.Period]*report.Report
}

// Open is fs.FS's.
func (s *Shelf) Open(name string) (fs.File, error) {
	switch {
	case name == ".":
		return s.root()
	case name == folder:
		return s.list()
	case path.Dir(name) != folder || !fs.ValidPath(name):
		return s.Base.Open(name)
	}
	f, err := s.file(path.Base(name))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}

// root is that of the other files with one folder more.
func (s *Shelf) root() (fs.File, error) {
	entries, err := fs.ReadDir(s.Base, ".")
	if err != nil && ticket.IsRefusal(err) == nil { // who may not read those may read reports
		return nil, err
	}
	return &opened{Entry: ticket.FolderEntry(".", s.Now()), list: append(entries, ticket.FolderEntry(folder, s.Now()))}, nil
}

// list offers the months that people ask for; any other has its name, too.
func (s *Shelf) list() (fs.File, error) {
	this := report.MonthOf(s.Now().In(s.Desk.Hours().Zone()))
	d := &opened{Entry: ticket.FolderEntry(folder, s.Now())}
	for _, p := range []report.Period{this.Before(), this} {
		for _, part := range Parts() {
			f, err := s.file(FileName(p, part, ".xlsx"))
			if err != nil {
				return nil, err
			}
			d.list = append(d.list, f.Entry)
		}
	}
	slices.SortFunc(d.list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return d, nil
}

// file makes one.
func (s *Shelf) file(name string) (*opened, error) {
	p, part, format, ok := readName(name, s.Desk.Hours().Zone())
	if !ok {
		return nil, fs.ErrNotExist
	}
	r, err := s.report(p)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := Write(r, NamesOf(s.Desk, s.Lang, s.Catalogue, s.Desk.Hours().Zone()), part).Put(&b, format); err != nil {
		return nil, err
	}
	return &opened{Entry: ticket.FileEntry(name, r.AsOf, int64(b.Len())), data: bytes.NewReader(b.Bytes()), take: func() error {
		return s.Desk.TakeReport(context.Background(), s.By, folder+"/"+name, b.Bytes(), ticket.TakenCopy)
	}}, nil
}

// maxMade bounds the reports that a shelf remembers.
const maxMade = 8

func (s *Shelf) report(p report.Period) (*report.Report, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.made[p]; r != nil {
		return r, nil
	}
	hours := s.Desk.Hours()
	r, err := report.Make(context.Background(), s.Desk, report.Rules{Catalogue: s.Catalogue, Calendar: hours, Period: p, Now: s.Now().In(hours.Zone())})
	if err != nil {
		return nil, err
	}
	if s.made == nil || len(s.made) >= maxMade {
		s.made = map[report.Period]*report.Report{}
	}
	s.made[p] = r
	return r, nil
}

// opened is a file or folder that is read. The first read of a file is noted.
type opened struct {
	ticket.Entry

	list []fs.DirEntry
	data *bytes.Reader
	take func() error
}

// Stat is fs.File's.
func (o *opened) Stat() (fs.FileInfo, error) { return o.Entry, nil }

// Close is fs.File's.
func (o *opened) Close() error { return nil }

// Read is fs.File's.
func (o *opened) Read(b []byte) (int, error) {
	if o.IsDir() {
		return 0, &fs.PathError{Op: "read", Path: o.Name(), Err: errors.New("is a directory")}
	}
	if o.take != nil {
		if err := o.take(); err != nil {
			return 0, &fs.PathError{Op: "read", Path: o.Name(), Err: err}
		}
		o.take = nil
	}
	return o.data.Read(b)
}

// ReadDir is fs.ReadDirFile's.
func (o *opened) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(o.list)
	} else if len(o.list) == 0 {
		return nil, io.EOF
	}
	out := o.list[:min(n, len(o.list))]
	o.list = o.list[len(out):]
	return out, nil
}
