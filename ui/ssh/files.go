package ssh

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	wire "charm.land/ssh"
	"github.com/pkg/sftp"

	"loket/ticket"
)

// Shelf is where files lie, as *ticket.Desk has it: by the number of a ticket.
type Shelf interface {
	Files(by string) fs.FS
}

// sftp serves what scp and sftp speak today, for reading.
func (s *Server) sftp(w wire.Session) {
	ctx, one, err := s.begin(w, "files")
	if err != nil {
		s.turnAway(w, err)
		return
	}
	defer s.finish(ctx, one)
	shelf := reading{s.opt.Desk.Files(one.officer)}
	pipe := struct {
		io.Reader
		io.Writer
		io.Closer
	}{input{w, one, s.opt.Now}, output{w, s.opt.Stall, s.cutter(w, one)}, w}
	server := sftp.NewRequestServer(pipe, sftp.Handlers{FileGet: shelf, FilePut: shelf, FileCmd: shelf, FileList: shelf})
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(); err != nil && !errors.Is(err, io.EOF) {
		s.opt.Logger.Info("sftp ended", "officer", one.officer, "error", err)
	}
}

// reading gives a file system to sftp; nothing is written.
type reading struct{ fs fs.FS }

// Fileread is sftp.FileReader's.
func (r reading) Fileread(q *sftp.Request) (io.ReaderAt, error) {
	data, err := fs.ReadFile(r.fs, within(q.Filepath))
	if err != nil {
		return nil, outward(err)
	}
	return bytes.NewReader(data), nil
}

// Filewrite is sftp.FileWriter's.
func (reading) Filewrite(*sftp.Request) (io.WriterAt, error) {
	return nil, sftp.ErrSSHFxPermissionDenied
}

// Filecmd is sftp.FileCmder's.
func (reading) Filecmd(*sftp.Request) error { return sftp.ErrSSHFxPermissionDenied }

// Filelist is sftp.FileLister's.
func (r reading) Filelist(q *sftp.Request) (sftp.ListerAt, error) {
	name := within(q.Filepath)
	if q.Method != "List" {
		info, err := fs.Stat(r.fs, name)
		if err != nil {
			return nil, outward(err)
		}
		return listing{info}, nil
	}
	entries, err := fs.ReadDir(r.fs, name)
	if err != nil {
		return nil, outward(err)
	}
	var out listing
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			out = append(out, info)
		}
	}
	return out, nil
}

// within is a path as fs.FS has one. Nothing lies outside.
func within(p string) string {
	if p = strings.TrimPrefix(path.Clean("/"+p), "/"); p == "" {
		return "."
	}
	return p
}

// outward is an error as the other side may know it.
func outward(err error) error {
	if no := ticket.IsRefusal(err); no != nil {
		return errors.New(no.Error())
	}
	switch {
	case errors.Is(err, errFolder):
		return errFolder
	case errors.Is(err, fs.ErrNotExist):
		return os.ErrNotExist
	case errors.Is(err, fs.ErrPermission):
		return os.ErrPermission
	}
	return sftp.ErrSSHFxFailure
}

// listing is some files.
type listing []fs.FileInfo

// ListAt is sftp.ListerAt's.
func (l listing) ListAt(to []os.FileInfo, from int64) (int, error) {
	if from < 0 || from >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(to, l[from:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}
