//go:build unix

package dovecottest

import (
	"os/exec"
	"syscall"
)

const supported = true

// alone puts the command into a process group of its own.
func alone(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// kill ends the command and all it started, without warning.
func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// askToEnd lets the command end what it started first.
func askToEnd(cmd *exec.Cmd) { syscall.Kill(cmd.Process.Pid, syscall.SIGTERM) }
