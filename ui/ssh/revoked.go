package ssh

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/domain/revoked"
)

// Revoked is a file with revoked keys, as OpenSSH's RevokedKeys; it is read again when
// it changes. While it cannot be read, or is not understood, every key counts as
// refused: nobody comes in. Methods may be called from several goroutines.
type Revoked struct {
	path string

	mu   sync.Mutex
	info fs.FileInfo // of what was read; nil: nothing could be
	list *revoked.List
	err  error
}

// maxRevoked bounds the file.
const maxRevoked = 32 << 20

// revokedEvery is how soon a change of the file reaches sessions that are open.
const revokedEvery = time.Second

// OpenRevoked reads the file of revoked keys; one that cannot be read is an error.
func OpenRevoked(path string) (*Revoked, error) {
	r := &Revoked{path: path}
	r.again()
	return r, r.err
}

// again reads the file where it is another than the one that was read, and reports
// whether what it says is new: another list, or that there is none.
func (r *Revoked) again() (news bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	info, err := os.Stat(r.path)
	if err == nil && r.info != nil && os.SameFile(info, r.info) && info.ModTime().Equal(r.info.ModTime()) && info.Size() == r.info.Size() {
		return false
	}
	was := r.err
	r.info, r.list = info, nil
	if err == nil {
		r.list, err = readRevoked(r.path)
	}
	if r.err = err; err != nil {
		r.info = nil // it is tried again, whether the file changes or only who may read it
		r.err = fmt.Errorf("%s: %w", r.path, err)
	}
	return r.err == nil || was == nil || was.Error() != r.err.Error()
}

func readRevoked(path string) (*revoked.List, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRevoked+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxRevoked {
		return nil, fmt.Errorf("it has more than %d bytes", maxRevoked)
	}
	return revoked.Parse(data)
}

var (
	errRevoked = errors.New("revoked")
	errNoList  = errors.New("the list of revoked keys cannot be read, so nobody comes in")
)

// state gives the list, nil while there is none, and why.
func (r *Revoked) state() (*revoked.List, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.list, r.err
}

// good refuses a key that is revoked, and every key while nobody knows which are.
func (s *Server) good(key gossh.PublicKey) error {
	if s.opt.Revoked == nil {
		return nil
	}
	s.reread()
	list, err := s.opt.Revoked.state()
	switch {
	case err != nil:
		return errNoList
	case list.Has(key):
		return errRevoked
	}
	return nil
}

// reread looks whether the file has changed, and logs what became of it.
func (s *Server) reread() (news bool) {
	if news = s.opt.Revoked.again(); !news {
		return false
	}
	if _, err := s.opt.Revoked.state(); err != nil {
		s.opt.Logger.Error("revoked keys cannot be read: nobody comes in", "error", err)
	} else {
		s.opt.Logger.Info("revoked keys were read again", "file", s.opt.Revoked.path)
	}
	return true
}
