package disktest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Small mounts a file system in memory with so many bytes, until the test ends.
func Small(t testing.TB, size int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		refused(t, "a small disk", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Breaking mounts an ext4 file system whose own disk is a sparse file on a small
// one: when that is full, writes are taken and the sync fails, as with a disk that
// breaks. It returns where it is mounted and where the small disk is.
func Breaking(t testing.TB) (dir, below string) {
	t.Helper()
	for _, program := range []string{"mkfs.ext4", "mount", "umount"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, fmt.Sprintf("%v: install e2fsprogs and mount", err))
		}
	}
	below = Small(t, 24<<20)
	image := filepath.Join(below, "image")
	if err := errors.Join(os.WriteFile(image, nil, 0o600), os.Truncate(image, 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := run(t, "mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=1,nodiscard", image); err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := run(t, "mount", "-o", "loop,errors=continue,nodelalloc", image, dir); err != nil {
		refused(t, "a disk that breaks", fmt.Errorf("%w: %w", err, loop()))
	}
	t.Cleanup(func() {
		if err := run(t, "umount", dir); err != nil {
			t.Error(err)
		}
	})
	return dir, below
}

// Freeze takes the right to write to a file away, from root and from those who
// hold it open, and returns how it comes back; it does at the end of the test.
func Freeze(t testing.TB, name string) (thaw func()) {
	t.Helper()
	if err := immutable(name, true); err != nil {
		refused(t, "a file that nobody may write", err)
	}
	thaw = func() {
		if err := immutable(name, false); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(thaw)
	return thaw
}

// flagImmutable is FS_IMMUTABLE_FL of linux/fs.h.
const flagImmutable = 0x10

func immutable(name string, on bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	flags, err := unix.IoctlGetInt(int(f.Fd()), unix.FS_IOC_GETFLAGS)
	if err != nil {
		return fmt.Errorf("flags of %s: %w", name, err)
	}
	if flags &^= flagImmutable; on {
		flags |= flagImmutable
	}
	if err := unix.IoctlSetPointerInt(int(f.Fd()), unix.FS_IOC_SETFLAGS, flags); err != nil {
		return fmt.Errorf("flags of %s: %w", name, err)
	}
	return nil
}

// loop says why there may be no disk in a file: nil where one could be asked for.
func loop() error {
	f, err := os.OpenFile("/dev/loop-control", os.O_RDWR, 0)
	if err != nil {
		return errors.Join(syscall.ENODEV, err)
	}
	return f.Close()
}

func run(t testing.TB, program string, args ...string) error {
	t.Helper()
	out, err := exec.CommandContext(context.Background(), program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}

// refused ends a test whose disk cannot be had. Root is told so by the kernel
// alone; everybody else may become root.
func refused(t testing.TB, what string, err error) {
	t.Helper()
	for _, no := range []error{syscall.EPERM, syscall.EACCES, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.ENOTTY, syscall.ENODEV} {
		if os.Geteuid() == 0 && errors.Is(err, no) {
			t.Skipf("SKIPPED, NOT TESTED HERE: the kernel refuses root %s: %v", what, err)
		}
	}
	missing(t, fmt.Sprintf("%s cannot be had here: %v; run as root, where it may mount", what, err))
}

func missing(t testing.TB, hint string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(hint)
	}
	t.Skip("SKIPPED: " + hint)
}
