// Package trust keeps what a site trusts for electronic signatures: a folder with
// root certificates (*.pem, *.crt, *.cer) and revocation lists (*.crl), in PEM or
// DER.
//
// Rules. Nothing is trusted that is not in the folder, and nothing is shipped
// with the program: a site gets the root from its authority and compares the
// SHA-256 with a second person. A file that cannot be read is named and left out;
// it does not turn off the others. Reading is bounded.
//
// What it does not do: fetch, write, verify a signature, judge whether a root
// deserves trust.
package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"

	"loket/ticket/document/signature"
)

const maxFile = 16 << 20 // bytes of one file

var (
	// ErrNoCertificate says that a file holds no certificate and no list.
	ErrNoCertificate = errors.New("no certificate and no revocation list in it")
	// ErrNotAuthority says that a certificate is not that of an authority.
	ErrNotAuthority = errors.New("not the certificate of an authority")
)

// Entry is one certificate or revocation list of the folder.
type Entry struct {
	File    string // name in the folder
	Subject string // of a root; the issuer of a list
	SHA256  string // of the DER, lower-case hex
	From    time.Time
	Until   time.Time // a list: when the next one is due
	List    bool
	Revoked int   // entries of a list
	Err     error // why the file is left out

	DER []byte
}

// Name is what a file with only this entry is called.
func (e *Entry) Name() string {
	if e.List {
		return e.SHA256[:16] + ".crl"
	}
	return e.SHA256[:16] + ".pem"
}

// PEM is the entry in its text form.
func (e *Entry) PEM() []byte {
	kind := "CERTIFICATE"
	if e.List {
		kind = "X509 CRL"
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: e.DER})
}

// Read lists a folder. A folder that does not exist is an empty one.
func Read(dir fs.FS) ([]Entry, error) {
	files, err := fs.ReadDir(dir, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("trust: %w", err)
	}
	var out []Entry
	for _, f := range files {
		if !known(f.Name()) || f.IsDir() {
			continue
		}
		list, err := readFile(dir, f.Name())
		if err != nil {
			out = append(out, Entry{File: f.Name(), Err: err})
			continue
		}
		for _, e := range list {
			e.File = f.Name()
			out = append(out, e)
		}
	}
	return out, nil
}

func known(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".pem", ".crt", ".cer", ".crl":
		return !strings.HasPrefix(name, ".")
	}
	return false
}

func readFile(dir fs.FS, name string) ([]Entry, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%d bytes: too large", info.Size())
	}
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	return Parse(data)
}

// Parse reads the certificates and lists of a file.
func Parse(data []byte) ([]Entry, error) {
	var out []Entry
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		e, err := parse(data)
		return append(out, e), err
	}
	for rest := data; len(out) < signature.MaxRoots; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		if b.Type != "CERTIFICATE" && b.Type != "X509 CRL" {
			continue
		}
		e, err := parse(b.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, ErrNoCertificate
	}
	return out, nil
}

func parse(der []byte) (Entry, error) {
	if c, err := x509.ParseCertificate(der); err == nil {
		if !c.IsCA {
			return Entry{}, fmt.Errorf("%s: %w", c.Subject, ErrNotAuthority)
		}
		return Entry{Subject: c.Subject.String(), SHA256: signature.Fingerprint(c.Raw), From: c.NotBefore, Until: c.NotAfter, DER: c.Raw}, nil
	}
	l, err := x509.ParseRevocationList(der)
	if err != nil {
		return Entry{}, ErrNoCertificate
	}
	return Entry{Subject: l.Issuer.String(), SHA256: signature.Fingerprint(l.Raw), From: l.ThisUpdate, Until: l.NextUpdate,
		List: true, Revoked: len(l.RevokedCertificateEntries), DER: l.Raw}, nil
}

// Trust is what entries stand for, within signature's bounds.
func Trust(list []Entry) signature.Trust {
	var t signature.Trust
	size := 0
	for _, e := range list {
		if size += len(e.DER); e.Err != nil || size > signature.MaxTrust {
			continue
		}
		switch {
		case e.List && len(t.CRLs) < signature.MaxCRLs:
			t.CRLs = append(t.CRLs, e.DER)
		case !e.List && len(t.Roots) < signature.MaxRoots:
			t.Roots = append(t.Roots, e.DER)
		}
	}
	return t
}

// Folder is a trust that follows its folder. It is safe for concurrent use.
type Folder struct {
	dir fs.FS // nil for none

	mu    sync.Mutex
	seen  string // names, sizes and times of the files
	trust signature.Trust
	id    string
}

// New returns the trust in a folder; nil stands for none.
func New(dir fs.FS) *Folder { return &Folder{dir: dir} }

// Trust reads the folder again when a file of it changed. A folder that cannot
// be read gives what was read last.
func (f *Folder) Trust() signature.Trust {
	if f.dir == nil {
		return signature.Trust{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	seen, err := stamp(f.dir)
	if err != nil || seen == f.seen {
		return f.trust
	}
	if list, err := Read(f.dir); err == nil {
		f.trust, f.seen = Trust(list), seen
		f.id = f.trust.ID()
	}
	return f.trust
}

// ID is signature.Trust.ID of what is trusted now.
func (f *Folder) ID() string {
	f.Trust()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.id
}

func stamp(dir fs.FS) (string, error) {
	files, err := fs.ReadDir(dir, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return "none", nil
	}
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %d %d\n", f.Name(), info.Size(), info.ModTime().UnixNano())
	}
	return b.String() + ".", nil
}
