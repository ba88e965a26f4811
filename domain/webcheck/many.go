package webcheck

import (
	"context"
	"sync"
)

// Result is one of many looks.
type Result struct {
	Asked string // as it stood in the list
	Look  Look
	Err   error // as Look returns it
}

// LookAll looks at a list, several hosts at a time and each host's pages one
// after the other: an agency's small server is not to fall over its evidence. done
// is called once for each address as it becomes ready, one call at a time, in no
// order. It returns the error of a context that ended; what was not looked at by
// then is not reported.
func (c *Checker) LookAll(ctx context.Context, addresses []string, done func(Result)) error {
	queue := make(chan []string)
	var one sync.Mutex
	var wg sync.WaitGroup
	for range c.o.Parallel {
		wg.Go(func() {
			for group := range queue {
				for _, address := range group {
					if ctx.Err() != nil {
						break
					}
					look, err := c.Look(ctx, address)
					if ctx.Err() != nil {
						break
					}
					one.Lock()
					done(Result{address, look, err})
					one.Unlock()
				}
			}
		})
	}
	for _, group := range c.byHost(addresses) {
		queue <- group
	}
	close(queue)
	wg.Wait()
	return ctx.Err()
}

// byHost groups addresses by registered name, in the order of their first one.
func (c *Checker) byHost(addresses []string) [][]string {
	at := map[string]int{}
	var out [][]string
	for _, address := range addresses {
		key := address
		if u, err := c.parse(address); err == nil {
			key = registered(u.Hostname())
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], address)
	}
	return out
}
