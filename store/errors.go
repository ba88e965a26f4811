package store

import (
	"errors"
	"fmt"
	"time"

	"loket/ticket"
)

// Sentinels of this package.
var (
	// ErrNewer says that the directory was written by a later Loket.
	ErrNewer = ticket.ErrNewer
	// ErrDamaged says that bytes on disk are not what was written.
	ErrDamaged = errors.New("damaged")
	// ErrReadOnly says that the store was opened for reading.
	ErrReadOnly = errors.New("the record is open for reading only")
	// ErrMigrate says that an older directory must be opened for writing once.
	ErrMigrate = errors.New("the record must be brought up to date first: start Loket once with write access")
	// ErrNotEmpty says that a backup can only be put into an empty directory.
	ErrNotEmpty = errors.New("the directory is not empty")
	// ErrRebuilding says that a fold wrote what a rebuild may not change.
	ErrRebuilding = errors.New("not while projections are rebuilt")
	// ErrSealed says that the record is sealed and that the site's key is missing.
	ErrSealed = errors.New("the record is sealed: say in [personal] key_file or key_command where the site's key is")
	// ErrNotSealed says that bytes cannot be destroyed by a key because none seals them.
	ErrNotSealed = errors.New("not sealed")
	// ErrNoKey says that nothing can be sealed.
	ErrNoKey = errors.New("there is no site key: say in [personal] key_file or key_command where it is")
	// ErrSiteKey says that a site's key is not fit, or another one than the record's.
	ErrSiteKey = errors.New("wrong site key")
	// ErrTooLarge says that a blob exceeds MaxBlob.
	ErrTooLarge = errors.New("too large to keep")
)

// HeldError says that another process has the directory open. Fields that are
// not known are zero.
type HeldError struct {
	Dir     string    `json:"-"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Since   time.Time `json:"since,omitzero"`
	Command string    `json:"command"`
}

// Error says who holds the directory and what to do about it.
func (e *HeldError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("the desk in %s is open in another process; stop that one first (try: fuser %s/%s)", e.Dir, e.Dir, dbName)
	}
	s := fmt.Sprintf("the desk in %s is open in process %d", e.Dir, e.PID)
	if e.Host != "" {
		s += " on " + e.Host
	}
	if e.Command != "" {
		s += " (" + e.Command + ")"
	}
	if !e.Since.IsZero() {
		s += " since " + e.Since.UTC().Format("2006-01-02 15:04 UTC")
	}
	return s + fmt.Sprintf("; join it over SSH, or stop it first with: kill %d", e.PID)
}
