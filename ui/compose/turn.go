package compose

import "sync"

// turn lets drafts of one screen be kept one after the other; an older text
// never replaces a newer one.
type turn struct {
	mu   sync.Mutex
	last uint64
}

func (t *turn) save(d Drafts, key, text string, gen uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if gen < t.last {
		return nil
	}
	if err := d.SaveDraft(key, text); err != nil {
		return err
	}
	t.last = gen
	return nil
}
