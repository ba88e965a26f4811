package paper

import (
	"fmt"
	"io"
	"syscall"
)

// Peak writes the most memory that any child process held. Only those that ended
// count.
func Peak(out io.Writer) error {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		return fmt.Errorf("memory of children: %w", err)
	}
	fmt.Fprintf(out, "most memory of a child process: %d MB\n", u.Maxrss>>10)
	return nil
}
