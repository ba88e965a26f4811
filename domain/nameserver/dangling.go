package nameserver

import (
	"context"
	"fmt"
	"slices"

	"loket/domain"

	"github.com/miekg/dns"
)

// maxTargets bounds the names that one look for dangling records asks for.
const maxTargets = 1000

// Exists says whether a name is there in the world. False is a resolver's word
// that it is not (NXDOMAIN); an error is that nobody knows.
type Exists func(ctx context.Context, name string) (bool, error)

// Dangling finds sets that point outside the zone at a name that is gone. Such
// records are how strangers come to speak under an agency's name: they register
// the target, or rent it at the host that it was. It asks for each target once,
// at most 1000, one after the other. What nobody can tell is left out; the error
// says how many that were.
func Dangling(ctx context.Context, zone string, sets []RRset, exists Exists) ([]domain.Problem, error) {
	zone = dns.CanonicalName(zone)
	gone := map[string]bool{}
	var found []domain.Problem
	var unknown int
	var last error
	for _, s := range sets {
		if !slices.Contains(pointing, s.Type) {
			continue
		}
		for _, d := range s.Data {
			target := targetOf(d)
			if target == "." || dns.IsSubDomain(zone, target) {
				continue
			}
			if _, asked := gone[target]; !asked && len(gone) < maxTargets {
				there, err := exists(ctx, target)
				if err != nil {
					unknown, last = unknown+1, err
				}
				gone[target] = err == nil && !there
			}
			if gone[target] {
				found = append(found, domain.Finding("dangling", bare(s.Name)+" "+s.Type, bare(target)))
			}
		}
	}
	if unknown > 0 {
		return found, fmt.Errorf("%d targets could not be looked up: %w", unknown, last)
	}
	return found, nil
}
