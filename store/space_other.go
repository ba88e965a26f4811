//go:build !(linux || darwin || freebsd)

package store

import "errors"

// diskSpace is not known here: a full disk is met when a write fails.
func diskSpace(string) (free, size int64, err error) { return -1, 0, errors.ErrUnsupported }
