//go:build !unix

package nameservertest

import "os/exec"

const supported = false

const nobody = 0

func alone(*exec.Cmd) {}
func kill(*exec.Cmd)  {}
