package command

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"

	"github.com/charmbracelet/x/term"

	"loket/domain/clean"
)

// joinWords ask whether to go to the desk that runs already.
var joinWords = map[string]struct{ served, ask, yes string }{
	"id": {"Loket ini sedang dilayani di %s. Bergabunglah dengan: %s\n", "Bergabung sekarang? [Y/t] ", "y"},
	"en": {"This desk is being served at %s. Join it with: %s\n", "Join now? [Y/n] ", "y"},
}

// join offers the way over SSH to whoever finds the record held by a desk that is
// served. joined is false where there is no such way, or it was not taken; what is to
// be said then is why, which the caller has.
func (r *root) join(ctx context.Context, c *Config) (joined bool, err error) {
	h, err := askHealth(ctx, c.Dir)
	if err != nil || h.Address == "" {
		return false, nil //nolint:nilerr // whoever holds it does not say: the first error stands
	}
	host, port, err := net.SplitHostPort(h.Address)
	if err != nil {
		return false, nil //nolint:nilerr // as above
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	args := []string{"-p", port, host}
	words := joinWords[string(r.language(c))]
	fmt.Fprintf(r.doors.Err, words.served, clean.Line(h.Address, 80), "ssh "+strings.Join(args, " "))
	in, ok := r.doors.In.(*os.File)
	if !ok || !term.IsTerminal(in.Fd()) {
		return false, nil
	}
	fmt.Fprint(r.doors.Err, words.ask)
	answer, err := bufio.NewReader(in).ReadString('\n')
	if a := strings.ToLower(strings.TrimSpace(answer)); err != nil || a != "" && !strings.HasPrefix(a, words.yes) {
		return false, nil //nolint:nilerr // no answer is no
	}
	cmd := exec.CommandContext(ctx, "ssh", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, r.doors.Out, r.doors.Err
	if err := cmd.Run(); err != nil {
		return true, fmt.Errorf("ssh %s: %w", strings.Join(args, " "), err)
	}
	return true, nil
}
