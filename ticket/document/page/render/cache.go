package render

import (
	"container/list"
	"sync"

	"loket/ticket/document/page"
)

// cache keeps what was drawn last within a number of bytes.
type cache struct {
	mu     sync.Mutex
	budget int
	used   int
	order  *list.List // *kept, the last used first
	at     map[page.Request]*list.Element
}

type kept struct {
	q page.Request
	b *page.Bitmap
}

func newCache(budget int) *cache {
	return &cache{budget: budget, order: list.New(), at: map[page.Request]*list.Element{}}
}

func (c *cache) get(q page.Request) *page.Bitmap {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[q]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept).b
}

// put keeps a bitmap; one larger than half the budget is not worth the others.
func (c *cache) put(q page.Request, b *page.Bitmap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if q.SHA == "" || len(b.Pix) > c.budget/2 || c.at[q] != nil {
		return
	}
	c.at[q] = c.order.PushFront(&kept{q, b})
	c.used += len(b.Pix)
	for c.used > c.budget {
		last := c.order.Back()
		k := c.order.Remove(last).(*kept)
		delete(c.at, k.q)
		c.used -= len(k.b.Pix)
	}
}

// clear forgets everything.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order.Init()
	clear(c.at)
	c.used = 0
}
