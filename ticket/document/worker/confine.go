package worker

import "os/exec"

// Confine prepares cmd to be started as a child that strangers' files are given
// to: a group of its own, death with the parent and, when isolated, no network.
// Where the kernel forbids the latter Start fails; try without it then.
func Confine(cmd *exec.Cmd, isolated bool) { confine(cmd, isolated) }

// ConfineSelf gives up, for the life of this process, what a child does not need:
// privileges, memory, files. Processor time is allowed piece by piece.
func ConfineSelf() error { return confineSelf() }

// AllowTime allows this process some more seconds of a processor. False means
// that it has had enough: another should take its place.
func AllowTime(seconds uint64) (bool, error) { return allowTime(seconds) }

// KillGroup ends a child that Confine prepared, and what it started.
func KillGroup(cmd *exec.Cmd) { killGroup(cmd) }
