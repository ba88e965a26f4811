package render

import (
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// readable is what a program needs of the system to start and to find a font for
// a page that brings none. Nothing of a user is among it.
var readable = [...]string{"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/var/cache/fontconfig", "/dev/null", "/dev/urandom", "/proc/self", "/sys/kernel/mm/transparent_hugepage", "/etc/alternatives"}

const (
	mayRead    = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR | unix.LANDLOCK_ACCESS_FS_EXECUTE
	mayReadOne = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_EXECUTE
	// everything is all that the first version of Landlock (Linux 5.13) governs.
	everything = 1<<13 - 1
)

// cage takes from the calling thread every file but those of the system, the
// program and the folder (Landlock, landlock(7)). False where the kernel cannot.
func cage(exe, dir string) bool {
	attr := unix.LandlockRulesetAttr{Handled_access_fs: everything}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), 8, 0) // 8: the first field alone
	if errno != 0 {
		return false
	}
	rules := int(fd)
	defer unix.Close(rules)
	for _, path := range append(readable[:len(readable):len(readable)], exe, dir) {
		if path != "" {
			allow(rules, path)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return false
	}
	_, _, errno = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(rules), 0, 0)
	return errno == 0
}

// allow lets what is below a path be read. What is not there needs no leave.
func allow(rules int, path string) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: mayReadOne, Parent_fd: int32(fd)}
	if st.Mode&unix.S_IFMT == unix.S_IFDIR {
		rule.Allowed_access = mayRead
	}
	_, _, _ = unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
}

// become runs another program in this process.
func become(exe string, args, env []string) error {
	if err := syscall.Exec(exe, append([]string{exe}, args...), env); err != nil {
		return fmt.Errorf("start %s: %w", exe, err)
	}
	return nil
}

func lowerPriority() { _ = unix.Setpriority(unix.PRIO_PROCESS, 0, 10) }
