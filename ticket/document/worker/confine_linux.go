package worker

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// addressSpace bounds a child's memory. Go reserves more than it uses.
const addressSpace = 2 << 30

// confine sets what only a parent can: own group, death with the parent, and
// without network when isolated.
func confine(cmd *exec.Cmd, isolated bool) {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if isolated {
		a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 65534, HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 65534, HostID: os.Getgid(), Size: 1}}
	}
	cmd.SysProcAttr = a
}

// killGroup ends the child and whatever it might have started.
func killGroup(cmd *exec.Cmd) {
	if cmd.Process == nil {
		return
	}
	_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	_ = cmd.Process.Kill()
}

// confineSelf sets the limits that hold for the life of the child. A limit that
// is lower already stays.
func confineSelf() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	dieOfTime()
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) // a kernel that refuses loses little
	for what, limit := range map[int]uint64{
		unix.RLIMIT_AS: addressSpace, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
	} {
		if err := lower(what, limit); err != nil {
			return err
		}
	}
	return nil
}

// confined takes every file and every connection from the process, where the
// kernel has Landlock, and says what holds.
func confined() Confinement {
	c := Confinement{Process: true, Limits: true}
	if abi, err := ll.LandlockGetABIVersion(); err == nil && abi > 0 {
		if err := landlock.V7.BestEffort().Restrict(); err == nil {
			c.Landlock = abi
		}
	}
	return c
}

func lower(what int, limit uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(what, &now); err != nil {
		return fmt.Errorf("limit %d: %w", what, err)
	}
	now.Max = min(now.Max, limit)
	now.Cur = min(now.Cur, now.Max)
	if err := unix.Setrlimit(what, &now); err != nil {
		return fmt.Errorf("limit %d: %w", what, err)
	}
	return nil
}

// allowTime moves the soft limit of processor time to seconds from what is used
// already: the limit counts from the start of the process. It returns false when
// the child has used so much that another should take its place.
func allowTime(seconds uint64) (bool, error) {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return false, fmt.Errorf("processor time: %w", err)
	}
	spent := uint64(used.Utime.Sec + used.Stime.Sec)
	if spent > retired {
		return false, nil
	}
	limit := unix.Rlimit{Cur: spent + 1 + seconds, Max: retired + 2*cpuSeconds}
	var now unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CPU, &now); err != nil {
		return false, fmt.Errorf("processor time: %w", err)
	}
	limit.Max = min(limit.Max, now.Max)
	limit.Cur = min(limit.Cur, limit.Max)
	if err := unix.Setrlimit(unix.RLIMIT_CPU, &limit); err != nil {
		return false, fmt.Errorf("processor time: %w", err)
	}
	return true, nil
}

// dieOfTime ends the child at its soft limit: Go ignores that signal.
func dieOfTime() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGXCPU)
	go func() {
		<-c
		fmt.Fprintln(os.Stderr, "processor time is used up")
		os.Exit(1)
	}()
}
