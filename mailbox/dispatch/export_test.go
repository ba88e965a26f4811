package dispatch

import (
	"context"

	"loket/mailbox/send"
)

// Deliver is what Run does with one letter.
func (p *Post) Deliver(ctx context.Context, job send.Job) error { return p.deliver(ctx, job) }
