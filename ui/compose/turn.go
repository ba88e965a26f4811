package compose

import "sync"

// turn lets drafts of one screen be kept one after the other; an older text
// never replaces a newer one.
type turn struct {
	mu   sync.Mutex
	last uint64
}

func (t *turn) save(gen uint64, keep func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if gen < t.last {
		return nil
	}
	if err := keep(); err != nil {
		return err
	}
	t.last = gen
	return nil
}
