package ocr

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// limit bounds a process that has read nothing yet.
func limit(pid int) error {
	for what, most := range map[int]uint64{
		unix.RLIMIT_AS: addressSpace, unix.RLIMIT_CPU: cpuSeconds, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
	} {
		if err := unix.Prlimit(pid, what, &unix.Rlimit{Cur: most, Max: most}, nil); err != nil {
			return fmt.Errorf("limit %d of tesseract: %w", what, err)
		}
	}
	return nil
}
