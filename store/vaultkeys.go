package store

import (
	"bytes"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

func bucketKeys() []byte { return []byte("keys") } // hash of a blob -> its wrapped key

// dataKey returns the wrapped key of a blob, nil where there is none.
func (v *vault) dataKey(sum [hashSize]byte) (wrapped []byte, err error) {
	err = v.keys(func(b *bolt.Bucket) { wrapped = bytes.Clone(b.Get(sum[:])) })
	return wrapped, err
}

// anyKey returns one of the wrapped keys, nil where there is none.
func (v *vault) anyKey() (sum [hashSize]byte, wrapped []byte, err error) {
	err = v.keys(func(b *bolt.Bucket) {
		if k, val := b.Cursor().First(); len(k) == hashSize {
			sum, wrapped = [hashSize]byte(k), bytes.Clone(val)
		}
	})
	return sum, wrapped, err
}

// keys reads the keys, if there are any.
func (v *vault) keys(fn func(*bolt.Bucket)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.readKeys(fn)
}

func (v *vault) readKeys(fn func(*bolt.Bucket)) error {
	if v.db == nil {
		if _, err := os.Stat(v.path()); os.IsNotExist(err) {
			return nil
		}
		if err := v.reopen(); err != nil {
			return err
		}
	}
	return v.db.View(func(tx *bolt.Tx) error {
		if b := tx.Bucket(bucketKeys()); b != nil {
			fn(b)
		}
		return nil
	})
}

// dataKeys returns the wrapped keys of blobs, in their order, and makes those that
// are missing. Unlike secrets they are added in place: nothing is replaced by it.
func (v *vault) dataKeys(sums [][hashSize]byte, wrap func([hashSize]byte) ([]byte, error)) ([][]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.readOnly {
		return nil, ErrReadOnly
	}
	out := make([][]byte, len(sums))
	missing := false
	find := func(b *bolt.Bucket) {
		for i := range sums {
			out[i] = bytes.Clone(b.Get(sums[i][:]))
		}
	}
	if err := v.readKeys(find); err != nil {
		return nil, err
	}
	for i := range out {
		missing = missing || out[i] == nil
	}
	if !missing {
		return out, nil
	}
	if v.db == nil {
		if err := v.replace(content{}); err != nil {
			return nil, err
		}
	}
	return out, v.db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketKeys())
		if err != nil {
			return err
		}
		for i, sum := range sums {
			if out[i] = bytes.Clone(b.Get(sum[:])); out[i] != nil {
				continue
			}
			if out[i], err = wrap(sum); err != nil {
				return err
			}
			if err := b.Put(sums[i][:], out[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// addKeys adds wrapped keys that are not there yet; they are durable when it returns.
func (v *vault) addKeys(keys map[[hashSize]byte][]byte) error {
	sums := make([][hashSize]byte, 0, len(keys))
	for sum := range keys {
		sums = append(sums, sum)
	}
	_, err := v.dataKeys(sums, func(sum [hashSize]byte) ([]byte, error) { return keys[sum], nil })
	return err
}

// present returns which of some keys are there.
func (v *vault) present(names [][hashSize]byte) (out [][hashSize]byte, err error) {
	err = v.keys(func(b *bolt.Bucket) {
		for _, name := range names {
			if b.Get(name[:]) != nil {
				out = append(out, name)
			}
		}
	})
	return out, err
}

// dropKeys destroys the keys of blobs: afterwards no file of the directory holds
// them. Those that are not there are no error.
func (v *vault) dropKeys(sums [][hashSize]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.readOnly {
		return ErrReadOnly
	}
	all, err := v.all()
	if err != nil {
		return err
	}
	have := len(all.keys)
	for _, sum := range sums {
		delete(all.keys, sum)
	}
	if len(all.keys) == have {
		return nil
	}
	return v.replace(all)
}

// copyKeys writes a file with the wrapped keys alone, for a backup. ok is false
// where there are none.
func (v *vault) copyKeys(name string) (ok bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	all, err := v.all()
	if err != nil || len(all.keys) == 0 {
		return false, err
	}
	all.secrets = nil
	return true, writeVault(name, all)
}

// content is all that a vault holds.
type content struct {
	secrets map[uint64]string
	keys    map[[hashSize]byte][]byte
}

func writeVault(name string, all content) error {
	db, err := bolt.Open(name, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, Timeout: time.Second})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		secrets, err := tx.CreateBucket(bucketSecrets())
		if err != nil {
			return err
		}
		for letter, secret := range all.secrets {
			if err := secrets.Put(be64(letter), append([]byte{1}, secret...)); err != nil {
				return err
			}
		}
		keys, err := tx.CreateBucket(bucketKeys())
		if err != nil {
			return err
		}
		for sum, wrapped := range all.keys {
			if err := keys.Put(bytes.Clone(sum[:]), wrapped); err != nil {
				return err
			}
		}
		return nil
	})
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	return err
}
