package webcheck

import (
	"context"
	"sync"
	"time"
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
				c.lookAtGroup(ctx, group, func(r Result) {
					one.Lock()
					defer one.Unlock()
					done(r)
				})
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

// deaf is how many times in a row a host may fail before it is not asked again: 500
// addresses of a server that is down would take hours to say so.
const deaf = 3

// lookAtGroup looks at the addresses of one registered name.
func (c *Checker) lookAtGroup(ctx context.Context, group []string, done func(Result)) {
	failed := map[string]int{} // times in a row, by host and port
	for _, address := range group {
		host := ""
		if u, err := c.parse(address); err == nil {
			host = u.Scheme + "://" + u.Host
		}
		if failed[host] >= deaf {
			done(Result{address, c.unasked(address), nil})
			continue
		}
		look, err := c.Look(ctx, address)
		if ctx.Err() != nil {
			return
		}
		if f := look.Browser.Failure; err == nil && f == look.Crawler.Failure && f.ofHost() {
			failed[host]++
		} else {
			failed[host] = 0
		}
		done(Result{address, look, err})
	}
}

// unasked is the look at an address whose host failed before.
func (c *Checker) unasked(address string) Look {
	l := Without(address, c.o.Now(), Page{Failure: Unasked, Detail: "its host failed three times in a row"})
	if u, err := c.parse(address); err == nil {
		l.URL = u.String()
	}
	return l
}

// Without is the look at an address that was not fetched; p says why.
func Without(address string, at time.Time, p Page) Look {
	return Look{URL: address, At: at, Browser: p, Crawler: p}
}

// ofHost reports whether a failure says nothing of the page itself.
func (f Failure) ofHost() bool {
	switch f {
	case NoSuchHost, ResolverFailed, Unreachable, TimedOut, RefusedAddress:
		return true
	default:
		return false
	}
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
