// Package disktest makes disks that fill, break and lose the right to write, for
// the tests of those who must survive them. They are real: file systems that the
// kernel mounts, and flags that it heeds.
//
// What a machine lacks and somebody can install, or the rights of root, are a
// failure where CI=true. Only where the kernel itself refuses, as in a container
// that may not mount, a test is skipped there as well, with what was refused.
//
// Linux only. It serves tests alone.
package disktest
