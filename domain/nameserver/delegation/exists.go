package delegation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"loket/domain/nameserver"
)

// Exists asks the system's resolver whether a name leads to an address.
func Exists(r *net.Resolver) nameserver.Exists {
	return func(ctx context.Context, name string) (bool, error) {
		_, err := r.LookupHost(ctx, strings.TrimSuffix(name, ".")+".")
		var no *net.DNSError
		switch {
		case err == nil:
			return true, nil
		case errors.As(err, &no) && no.IsNotFound && !no.IsTemporary:
			return false, nil
		}
		return false, fmt.Errorf("look %s up: %w", name, err)
	}
}
