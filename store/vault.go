package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

const (
	keysName    = "keys.db"
	keysTmpName = "keys.db.tmp"
	// keysBackupName holds what a backup takes of keys.db while it is made.
	keysBackupName = "keys.db.backup"
)

// vault keeps secrets. A deleted value stays in the free pages of a bbolt
// file, so nothing is ever deleted or replaced in place: a drop writes a new
// file with what remains, gives it the name and overwrites the old one.
type vault struct {
	dir      string
	readOnly bool
	timeout  time.Duration

	mu sync.Mutex
	db *bolt.DB // nil while there is no file
}

func bucketSecrets() []byte { return []byte("secrets") }

func openVault(dir string, readOnly bool, timeout time.Duration) (*vault, error) {
	v := &vault{dir: dir, readOnly: readOnly, timeout: timeout}
	if !readOnly {
		// A crash between writing and renaming leaves secrets here.
		for _, name := range []string{keysTmpName, keysBackupName} {
			if err := shred(filepath.Join(dir, name)); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if _, err := os.Stat(v.path()); errors.Is(err, os.ErrNotExist) {
		return v, nil
	}
	return v, v.reopen()
}

func (v *vault) path() string { return filepath.Join(v.dir, keysName) }

func (v *vault) reopen() (err error) {
	v.db, err = openBolt(v.path(), Options{ReadOnly: v.readOnly, Timeout: v.timeout})
	if err != nil {
		return fmt.Errorf("open %s: %w", keysName, err)
	}
	return nil
}

// thaw makes a vault that was opened for reading fit for writing.
func (v *vault) thaw() error {
	if err := v.close(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.db, v.readOnly = nil, false
	return shred(filepath.Join(v.dir, keysTmpName))
}

func (v *vault) close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.db == nil {
		return nil
	}
	return v.db.Close()
}

func (v *vault) get(letter uint64) (secret string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	all, err := v.all()
	if err != nil {
		return "", err
	}
	secret, ok := all.secrets[letter]
	if !ok {
		return "", fmt.Errorf("secret of letter %d: %w", letter, ticket.ErrNotFound)
	}
	return secret, nil
}

// all reads everything; a drop has to write it anew.
func (v *vault) all() (content, error) {
	all := content{make(map[uint64]string), make(map[[hashSize]byte][]byte)}
	if v.db == nil {
		// No file yet, or a failed replacement: what is there must not be lost.
		if _, err := os.Stat(v.path()); errors.Is(err, os.ErrNotExist) {
			return all, nil
		}
		if err := v.reopen(); err != nil {
			return all, err
		}
	}
	return all, v.db.View(func(tx *bolt.Tx) error {
		if b := tx.Bucket(bucketKeys()); b != nil {
			err := b.ForEach(func(k, val []byte) error {
				if len(k) == hashSize {
					all.keys[[hashSize]byte(k)] = bytes.Clone(val)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		b := tx.Bucket(bucketSecrets())
		if b == nil {
			return nil
		}
		return b.ForEach(func(k, val []byte) error {
			if len(k) == 8 && len(val) > 0 {
				all.secrets[seqOf(k)] = string(val[1:])
			}
			return nil
		})
	})
}

func (v *vault) put(letter uint64, secret string) error {
	return v.rewrite(letter, func(all map[uint64]string) bool {
		old, ok := all[letter]
		all[letter] = secret
		return !ok || old != secret
	})
}

func (v *vault) drop(letter uint64) error {
	return v.rewrite(letter, func(all map[uint64]string) bool {
		_, ok := all[letter]
		delete(all, letter)
		return ok
	})
}

func (v *vault) rewrite(letter uint64, change func(map[uint64]string) bool) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.readOnly {
		return ErrReadOnly
	}
	all, err := v.all()
	if err != nil {
		return err
	}
	if !change(all.secrets) {
		return nil
	}
	if err := v.replace(all); err != nil {
		return fmt.Errorf("secret of letter %d: %w", letter, err)
	}
	return nil
}

// replace writes a new file with exactly this content. Until the rename the
// old one counts; after it the old one is overwritten and gone.
func (v *vault) replace(all content) error {
	tmp := filepath.Join(v.dir, keysTmpName)
	if err := shred(tmp); err != nil {
		return err
	}
	if err := writeVault(tmp, all); err != nil {
		return errors.Join(err, shred(tmp))
	}
	old, err := os.OpenFile(v.path(), os.O_RDWR, 0)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.Join(err, shred(tmp))
	}
	if old != nil {
		defer old.Close()
	}
	if err := os.Rename(tmp, v.path()); err != nil {
		return errors.Join(err, shred(tmp))
	}
	if err := syncDir(v.dir); err != nil {
		return err
	}
	if v.db != nil {
		db := v.db
		v.db = nil
		if err := db.Close(); err != nil {
			return err
		}
	}
	if old != nil {
		if err := overwrite(old); err != nil {
			return err
		}
	}
	return v.reopen()
}

// shred overwrites a file, if there is one, and takes it away.
func shred(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := overwrite(f); err != nil {
		return err
	}
	return os.Remove(name)
}

// overwrite fills a file with zeros. On a file system that copies on write the
// old blocks are merely free; see the manual on encrypting the disk.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	zero := make([]byte, 64<<10)
	for at := int64(0); at < info.Size(); at += int64(len(zero)) {
		n := min(int64(len(zero)), info.Size()-at)
		if err := fill(f, zero[:n], at); err != nil {
			return err
		}
	}
	return f.Sync()
}

// fill writes zeros page by page where they do not fit as a whole: on a full
// disk only a hole cannot be written, and a hole has nothing to hide.
func fill(f *os.File, zero []byte, at int64) error {
	_, err := f.WriteAt(zero, at)
	if !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	const page = 4 << 10
	for i := 0; i < len(zero); i += page {
		_, err := f.WriteAt(zero[i:min(i+page, len(zero))], at+int64(i))
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			return err
		}
	}
	return nil
}
