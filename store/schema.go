package store

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// migration brings loket.db from one schema number to the next.
type migration struct {
	name string
	run  func(*bolt.Tx) error
}

// migrations lists every step since schema 1, in order; step i leads from
// schema i+1 to i+2. A step runs in one transaction, after a copy of the file
// was made. Steps are never changed once released.
func migrations() []migration { return nil }

func schemaOf(steps []migration) uint64 { return 1 + uint64(len(steps)) }

// schemaIn returns the schema number of a database, 0 if it has none.
func schemaIn(db *bolt.DB) (n uint64, err error) {
	err = db.View(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketDesk)
		if b == nil {
			return nil
		}
		if v := b.Get([]byte(deskSchema)); len(v) == 8 {
			n = binary.BigEndian.Uint64(v)
		}
		return nil
	})
	return n, err
}

// lay makes the buckets of a new database.
func lay(tx *bolt.Tx, schema uint64) error {
	for _, name := range append(fixed(), projections()...) {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return tx.Bucket(bucketDesk).Put([]byte(deskSchema), be64(schema))
}

// migrate brings an older database up to date, step by step.
func migrate(db *bolt.DB, dir string, steps []migration, readOnly bool) error {
	have, err := schemaIn(db)
	want := schemaOf(steps)
	switch {
	case err != nil:
		return err
	case have == want:
		return nil
	case have > want:
		return fmt.Errorf("%s has schema %d, this program knows up to %d: %w", dir, have, want, ErrNewer)
	case have == 0:
		return fmt.Errorf("%s has no schema number: %w", filepath.Join(dir, dbName), ErrDamaged)
	case readOnly:
		return fmt.Errorf("%s has schema %d of %d: %w", dir, have, want, ErrMigrate)
	}
	if err := copyBefore(db, dir, have); err != nil {
		return fmt.Errorf("copy before migrating: %w", err)
	}
	for n := have; n < want; n++ {
		step := steps[n-1]
		err := db.Update(func(tx *bolt.Tx) error {
			if err := step.run(tx); err != nil {
				return err
			}
			return tx.Bucket(bucketDesk).Put([]byte(deskSchema), be64(n+1))
		})
		if err != nil {
			return fmt.Errorf("migrate to schema %d (%s): %w", n+1, step.name, err)
		}
	}
	return nil
}

// copyBefore keeps the database as it is, durably, as loket.db.schema-N.
// Going back to the older program is putting that file in its place.
func copyBefore(db *bolt.DB, dir string, schema uint64) error {
	name := filepath.Join(dir, fmt.Sprintf("%s.schema-%d", dbName, schema))
	f, err := os.OpenFile(name+".tmp", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = db.View(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(f)
		return err
	})
	return finish(f, err, name)
}

// finish syncs and closes the temporary file f and gives it its name; after an
// earlier error it only takes f away.
func finish(f *os.File, err error, name string) error {
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return syncDir(filepath.Dir(name))
}
