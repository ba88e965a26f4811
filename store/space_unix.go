//go:build linux || darwin || freebsd

package store

import "syscall"

// diskSpace is what the disk of a directory has left for this account, and its
// size, in bytes.
func diskSpace(dir string) (free, size int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return -1, 0, err
	}
	unit := int64(st.Bsize)                                      //nolint:unconvert // of another type on other systems
	return int64(st.Bavail) * unit, int64(st.Blocks) * unit, nil //nolint:unconvert // as above
}
