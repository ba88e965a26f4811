package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// A backup is an uncompressed tar: loket.db as of one transaction, the packs
// as far as that transaction knows them, and last a manifest with the size and
// SHA-256 of each. Without the manifest the backup is not whole.
//
// Of keys.db the wrapped keys of sealed blobs are in it, never the site's key: a
// restored record needs that. A blob that is destroyed can be opened from older
// backups as long as they are kept, so those must go when their time is over.
// Secrets are left out on purpose: one must be gone once it was used. After a
// restore the letters that still waited for theirs need it typed in again.

const manifestName = "manifest.json"

// Versions of the file's layout: without keys.db, and with it.
const (
	backupFormat = 1
	backupSealed = 2
)

// Manifest says what a backup holds.
type Manifest struct {
	Format  int         `json:"format"`
	Schema  uint64      `json:"schema"`
	At      time.Time   `json:"at,omitzero"`
	Events  uint64      `json:"events"`
	Head    string      `json:"head"` // chain hash of the last event
	Secrets string      `json:"secrets"`
	Files   []FileProof `json:"files"`
}

// FileProof is one file of a backup.
type FileProof struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// Backup writes the whole record, but for secrets, into one file while the
// desk works. The file gets its name when it is whole and durable.
func (s *Store) Backup(ctx context.Context, file string) error {
	s.upkeep.Lock() // a sweep would take packs away
	defer s.upkeep.Unlock()
	f, err := os.OpenFile(file+".tmp", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	w := &backupWriter{ctx: ctx, s: s, tar: tar.NewWriter(f), m: Manifest{Format: backupFormat, At: s.o.now().UTC(),
		Secrets: "left out: letters that wait for a secret need it typed in again"}}
	if err := finish(f, w.write(), file); err != nil {
		return fmt.Errorf("back up to %s: %w", file, err)
	}
	return nil
}

type backupWriter struct {
	ctx context.Context
	s   *Store
	tar *tar.Writer
	m   Manifest
}

func (w *backupWriter) write() error {
	upto, err := w.database()
	if err != nil {
		return err
	}
	numbers, err := packNumbers(w.s.packs.dir)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if n > upto.pack {
			break
		}
		if err := w.pack(n, upto); err != nil {
			return fmt.Errorf("%s: %w", packName(n), err)
		}
	}
	if err := w.keys(); err != nil {
		return fmt.Errorf("%s: %w", keysName, err)
	}
	data, err := json.MarshalIndent(w.m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(data))}); err != nil {
		return err
	}
	if _, err := w.tar.Write(data); err != nil {
		return err
	}
	return w.tar.Close()
}

// database writes loket.db. The transaction ends before the packs are copied:
// they only grow, and a long reader would make the database grow too.
func (w *backupWriter) database() (upto mark, err error) {
	err = w.s.view(func(b *bolt.Tx) error {
		tx := &readTx{b: b}
		if w.m.Events, w.m.Head, err = tx.Head(); err != nil {
			return err
		}
		desk := b.Bucket(bucketDesk)
		w.m.Schema = seqOf(desk.Get([]byte(deskSchema)))
		upto = parseMark(desk.Get([]byte(deskMark)))
		return w.add(dbName, b.Size(), func(to io.Writer) error {
			_, err := b.WriteTo(to)
			return err
		})
	})
	return upto, err
}

func (w *backupWriter) pack(n uint32, upto mark) error {
	f, err := w.s.packs.open(packPath(w.s.packs.dir, n), os.O_RDONLY)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if n == upto.pack {
		if size < int64(upto.offset) {
			return fmt.Errorf("has %d bytes and should have %d: %w", size, upto.offset, ErrDamaged)
		}
		size = int64(upto.offset)
	}
	return w.add(packsName+"/"+packName(n), size, func(to io.Writer) error {
		_, err := io.Copy(to, io.NewSectionReader(f, 0, size))
		return err
	})
}

// keys writes the wrapped keys. They are read after the packs: a key is there
// before what it seals.
func (w *backupWriter) keys() error {
	name := filepath.Join(w.s.dir, keysBackupName)
	defer func() { _ = shred(name) }()
	ok, err := w.s.vault.copyKeys(name)
	if err != nil || !ok {
		return err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	w.m.Format = backupSealed
	return w.add(keysName, int64(len(data)), func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	})
}

// add writes one file and notes its proof.
func (w *backupWriter) add(name string, size int64, fill func(io.Writer) error) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, Format: tar.FormatPAX}); err != nil {
		return err
	}
	h := sha256.New()
	if err := fill(&ctxWriter{w.ctx, io.MultiWriter(w.tar, h)}); err != nil {
		return err
	}
	w.m.Files = append(w.m.Files, FileProof{name, size, hex.EncodeToString(h.Sum(nil))})
	return nil
}

type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w *ctxWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// Restore puts a backup into a directory that is empty or not there. Every
// file is compared with the manifest before the directory gets its name.
func Restore(file, dir string) error {
	if err := restore(file, filepath.Clean(dir)); err != nil {
		return fmt.Errorf("restore %s into %s: %w", file, dir, err)
	}
	return nil
}

func restore(file, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return ErrNotEmpty
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(parent, filepath.Base(dir)+".restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := unpack(tar.NewReader(f), tmp); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return err
	}
	return syncDir(parent)
}

// unpack writes the files of a backup; a name that no backup has is refused.
func unpack(r *tar.Reader, dir string) error {
	if err := os.Mkdir(filepath.Join(dir, packsName), 0o700); err != nil {
		return err
	}
	var got []FileProof
	for {
		h, err := r.Next()
		if err != nil {
			return fmt.Errorf("the backup ends without its manifest: %w: %w", ErrDamaged, err)
		}
		if h.Name == manifestName {
			if err := compare(io.LimitReader(r, 64<<20), got); err != nil {
				return err
			}
			return errors.Join(syncDir(filepath.Join(dir, packsName)), syncDir(dir))
		}
		pack, isPack := strings.CutPrefix(h.Name, packsName+"/")
		if _, ok := packNumber(pack); h.Typeflag != tar.TypeReg || h.Name != dbName && h.Name != keysName && !(isPack && ok) {
			return fmt.Errorf("the backup has a strange file %q: %w", h.Name, ErrDamaged)
		}
		p, err := unpackFile(r, filepath.Join(dir, filepath.FromSlash(h.Name)))
		if err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
		p.Name = h.Name
		got = append(got, p)
	}
}

func unpackFile(r io.Reader, name string) (p FileProof, err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return p, err
	}
	h := sha256.New()
	if p.Size, err = io.Copy(io.MultiWriter(f, h), r); errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	p.Hash = hex.EncodeToString(h.Sum(nil))
	return p, errors.Join(err, f.Sync(), f.Close())
}

func compare(manifest io.Reader, got []FileProof) error {
	var m Manifest
	if err := json.NewDecoder(manifest).Decode(&m); err != nil {
		return fmt.Errorf("the manifest cannot be read: %w: %w", ErrDamaged, err)
	}
	if m.Format > backupSealed {
		return fmt.Errorf("the backup has format %d, this program knows %d: %w", m.Format, backupSealed, ErrNewer)
	}
	if len(m.Files) != len(got) {
		return fmt.Errorf("the backup has %d files and should have %d: %w", len(got), len(m.Files), ErrDamaged)
	}
	for i, p := range got {
		if p != m.Files[i] {
			return fmt.Errorf("%s is not what was written: %w", p.Name, ErrDamaged)
		}
	}
	return nil
}
