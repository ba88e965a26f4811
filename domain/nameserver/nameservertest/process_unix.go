//go:build unix

package nameservertest

import (
	"os"
	"os/exec"
	"syscall"
)

const supported = true

// nobody is who servers run as where the test is root.
const nobody = 65534

// alone puts the command into a process group of its own, and takes root's
// rights from it.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
}

// kill ends the command and all it started, without warning.
func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
