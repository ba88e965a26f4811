//go:build !unix

package dovecottest

import "os/exec"

const supported = false

func alone(*exec.Cmd)    {}
func kill(*exec.Cmd)     {}
func askToEnd(*exec.Cmd) {}
