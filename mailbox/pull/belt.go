package pull

import "context"

// belt delivers the batches of one reading, one at a time and in order, beside the
// gathering of the next. The reader is changed by who calls its methods only, so
// that nobody else needs to know.
type belt struct {
	r     *reader
	ctx   context.Context
	cut   context.CancelFunc
	total int // messages that are kept

	under *delivery         // being delivered, nil: none is
	ahead []<-chan struct{} // what the sink prepares
}

// delivery is a batch that is being delivered.
type delivery struct {
	Batch

	listed int // messages of the listing that it settles
	result chan error
}

func newBelt(ctx context.Context, r *reader) *belt {
	ctx, cut := context.WithCancel(ctx)
	return &belt{r: r, ctx: ctx, cut: cut}
}

// put has what is held delivered once the batch before it is kept, and empties it.
// The error is that of the batch before.
func (b *belt) put(held *batch) error {
	if held.upto == 0 {
		return nil
	}
	r := b.r
	d := &delivery{Batch: Batch{Account: r.account.Name, Folder: r.folder, Mails: held.messages}, listed: held.listed, result: make(chan error, 1)}
	if sink, ok := r.sink.(Ahead); ok {
		b.ahead = append(b.ahead, sink.Prepare(b.ctx, &d.Batch))
	}
	if err := b.settle(); err != nil {
		return err
	}
	d.Next, d.Backfill, d.Note = r.next(held.upto), held.upto < r.cursor.UID, held.note(r.account.Since)
	*held = batch{}
	b.under = d
	go func() {
		d.result <- contain(func() error { return r.sink.Deliver(b.ctx, d.Batch) })
	}()
	return nil
}

// settle waits until nothing is being delivered.
func (b *belt) settle() error {
	d := b.under
	if d == nil {
		return nil
	}
	b.under = nil
	if err := b.r.delivered(b.ctx, d.Batch, <-d.result); err != nil {
		return err
	}
	if len(b.ahead) > 0 { // of a batch that is kept nothing is left to do
		<-b.ahead[0]
		b.ahead = b.ahead[1:]
	}
	b.total += len(d.Mails)
	b.r.status.Done += d.listed
	b.r.say(Pulling, b.r.note())
	return nil
}

// end delivers the rest and waits for it.
func (b *belt) end(held *batch) error {
	if err := b.put(held); err != nil {
		return err
	}
	return b.settle()
}

// stop ends what is under way and waits until nothing of it runs any more.
func (b *belt) stop() {
	b.cut()
	if b.under != nil {
		<-b.under.result
	}
	for _, ended := range b.ahead {
		<-ended
	}
}
