package ticket

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loket/domain/clean"
	"loket/domain/staff"
)

// FileTaken says that somebody took a copy of a file out of the record, or of a report
// on it. It is an event of the desk: it changes nothing on the ticket.
type FileTaken struct {
	Ticket ID     `json:"ticket"` // 0: a report, which has no number
	Number string `json:"number"`
	SHA    string `json:"sha"`
	Name   string `json:"name"`
	How    string `json:"how"` // one of the Taken
}

// Ways to take a file: a page or the text of it looked at on the console, opened
// with another program, saved, copied over SSH.
const (
	TakenView = "view"
	TakenOpen = "open"
	TakenSave = "save"
	TakenCopy = "scp"
	// TakenAgain notes nothing: more is looked at of what was noted already.
	TakenAgain = ""
)

func (FileTaken) kind() string { return "file-taken" }

// Files is the desk's files for somebody to read and copy: a directory for each
// ticket by its number, with what is attached to it. What is in quarantine is
// refused, and every file that is read is noted first.
func (d *Desk) Files(by string) fs.FS { return shelf{d, by} }

type shelf struct {
	desk *Desk
	by   string
}

// Open is fs.FS's.
func (s shelf) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	if err := s.desk.allow(s.by, staff.Personal, ""); err != nil {
		return fail(err)
	}
	number, file, deep := strings.Cut(name, "/")
	if name == "." {
		return s.root()
	}
	id, err := s.desk.Find(number)
	if err != nil {
		return fail(fs.ErrNotExist)
	}
	t, err := s.desk.Ticket(id)
	if err != nil {
		return fail(err)
	}
	entries := filesOf(t)
	if !deep {
		return &folder{shelved{name: t.Number, at: t.Received, dir: true}, listed(entries), 0}, nil
	}
	for _, e := range entries {
		if e.name == file {
			return &paper{shelved: e, take: func() ([]byte, error) { return s.take(t, e) }}, nil
		}
	}
	return fail(fs.ErrNotExist)
}

// root lists the open tickets that have files.
func (s shelf) root() (fs.File, error) {
	now := s.desk.Now()
	var list []fs.DirEntry
	for _, r := range s.desk.Queue(ViewAll, s.by, nil, SortNumber, false, now) {
		list = append(list, shelved{name: r.Number, at: r.Received, dir: true})
	}
	return &folder{shelved{name: ".", at: now, dir: true}, list, 0}, nil
}

// take notes that a file is read, and gives it.
func (s shelf) take(t *Ticket, e shelved) ([]byte, error) {
	return s.desk.TakeFile(context.Background(), s.by, t.ID, e.file, TakenCopy)
}

// TakeFile gives a file of a ticket to somebody, and notes first who takes it and
// how. The error is a *Refusal where it may not be opened, or not by them.
func (d *Desk) TakeFile(ctx context.Context, by string, id ID, a *Attachment, how string) ([]byte, error) {
	t, err := d.Ticket(id)
	if err != nil {
		return nil, err
	}
	if err := d.allow(by, staff.Personal, t.Service); err != nil {
		return nil, err
	}
	data, err := d.Attachment(a)
	if err != nil || how == TakenAgain {
		return data, err
	}
	if err := d.keepAside(ctx, by, FileTaken{Ticket: id, Number: t.Number, SHA: a.SHA, Name: fileName(a.Name), How: how}); err != nil {
		return nil, fmt.Errorf("note that %q was taken: %w", a.Name, err)
	}
	return data, nil
}

// TakeReport notes that somebody takes a copy of a report, with the hash by which the
// copy is known again. The error is a *Refusal where they may not read.
func (d *Desk) TakeReport(ctx context.Context, by, name string, data []byte, how string) error {
	if err := d.allow(by, staff.Read, ""); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	if err := d.keepAside(ctx, by, FileTaken{SHA: hex.EncodeToString(sum[:]), Name: name, How: how}); err != nil {
		return fmt.Errorf("note that %s was taken: %w", name, err)
	}
	return nil
}

// filesOf names what is attached to a ticket: by the name it came with, made safe,
// and where two have one name with a number.
func filesOf(t *Ticket) []shelved {
	var out []shelved
	taken, seen := make(map[string]bool), make(map[string]bool)
	for i := range t.Messages {
		m := &t.Messages[i]
		for j := range m.Attachments {
			a := &m.Attachments[j]
			if a.Inline || seen[a.SHA] {
				continue
			}
			seen[a.SHA] = true
			name := unique(fileName(a.Name), taken)
			out = append(out, shelved{name: name, at: m.Date, size: a.Size, file: a})
		}
	}
	slices.SortFunc(out, func(a, b shelved) int { return cmp.Compare(a.name, b.name) })
	return out
}

// maxFileName bounds a name in bytes as most file systems do.
const maxFileName = 200

// fileName is a name that no file system and no shell trips over.
func fileName(s string) string {
	s = clean.Line(s, maxFileName).String()
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
	for len(s) > maxFileName {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	if s = strings.TrimLeft(s, ".- "); s == "" {
		return "berkas"
	}
	return s
}

func unique(name string, taken map[string]bool) string {
	out := name
	ext := path.Ext(name)
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), n, ext)
	}
	taken[strings.ToLower(out)] = true
	return out
}

func listed(entries []shelved) []fs.DirEntry {
	out := make([]fs.DirEntry, len(entries))
	for i, e := range entries {
		out[i] = e
	}
	return out
}

// shelved is one name on the shelf.
type shelved struct {
	name string
	at   time.Time
	size int64
	dir  bool
	file *Attachment
}

// Entry is a name among the desk's files, for whoever lays others among them.
type Entry interface {
	fs.FileInfo
	fs.DirEntry
}

// FileEntry is one of a file that can be read.
func FileEntry(name string, at time.Time, size int64) Entry {
	return shelved{name: name, at: at, size: size}
}

// FolderEntry is one of a folder that can be listed.
func FolderEntry(name string, at time.Time) Entry { return shelved{name: name, at: at, dir: true} }

// Name, Size, Mode, ModTime, IsDir, Sys, Type and Info are fs.FileInfo's and
// fs.DirEntry's.
func (e shelved) Name() string { return e.name }

// Size is in bytes.
func (e shelved) Size() int64 { return e.size }

// ModTime is when it came.
func (e shelved) ModTime() time.Time { return e.at }

// IsDir is true of a ticket.
func (e shelved) IsDir() bool { return e.dir }

// Sys is nil.
func (e shelved) Sys() any { return nil }

// Type is that of Mode.
func (e shelved) Type() fs.FileMode { return e.Mode().Type() }

// Info is the shelved itself.
func (e shelved) Info() (fs.FileInfo, error) { return e, nil }

// Mode allows reading.
func (e shelved) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o500
	}
	return 0o400
}

// folder is a directory that is open.
type folder struct {
	shelved

	list []fs.DirEntry
	next int
}

// Stat is fs.File's.
func (f *folder) Stat() (fs.FileInfo, error) { return f.shelved, nil }

// Read refuses: a directory has no bytes.
func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a directory")}
}

// Close is fs.File's.
func (f *folder) Close() error { return nil }

// ReadDir is fs.ReadDirFile's.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	left := f.list[f.next:]
	if n <= 0 {
		f.next = len(f.list)
		return left, nil
	}
	if len(left) == 0 {
		return nil, io.EOF
	}
	left = left[:min(n, len(left))]
	f.next += len(left)
	return left, nil
}

// paper is a file that is open. It is taken out of the record by the first read.
type paper struct {
	shelved

	take func() ([]byte, error)
	data *bytes.Reader
}

// Stat is fs.File's.
func (p *paper) Stat() (fs.FileInfo, error) { return p.shelved, nil }

// Close is fs.File's.
func (p *paper) Close() error { return nil }

// Read is fs.File's.
func (p *paper) Read(b []byte) (int, error) {
	if p.data == nil {
		data, err := p.take()
		if err != nil {
			return 0, &fs.PathError{Op: "read", Path: p.name, Err: err}
		}
		p.data = bytes.NewReader(data)
	}
	return p.data.Read(b)
}
