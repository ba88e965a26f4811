package pull

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// fetch keeps a few FETCHes under way and delivers their messages in order: while
// one batch is delivered the next is gathered, and made ready where the sink can.
//
// After the connection broke off in here refusedTimes, it goes on carefully: one
// message at a time, so that the one that breaks it is found, noted, and does not
// keep the others out.
func (r *reader) fetch(ctx context.Context, all []listed, since time.Time) (total int, err error) {
	r.say(Pulling, r.note())
	most, atOnce := chunkCount, inFlight
	if r.stuck >= refusedTimes {
		most, atOnce = 1, 1
	}
	chunks := plan(all, since, r.account.maxSize(), most)
	var flights []*flight
	belt := newBelt(ctx, r)
	defer func() {
		if err != nil {
			r.close() // ends the flights
		}
		belt.stop()
		for _, f := range flights {
			<-f.done
		}
	}()
	var held batch
	var flying int64
	for len(chunks) > 0 || len(flights) > 0 {
		for len(chunks) > 0 && len(flights) < atOnce && (len(flights) == 0 || flying+chunks[0].bytes <= batchBytes) {
			flights = append(flights, r.launch(ctx, chunks[0]))
			flying += chunks[0].bytes
			chunks = chunks[1:]
		}
		f := flights[0]
		<-f.done
		flights, flying = flights[1:], flying-f.bytes
		if !held.fits(f) {
			if err := belt.put(&held); err != nil {
				return belt.total, err
			}
		}
		if err := r.hold(ctx, &held, f); err != nil {
			return belt.total, errors.Join(err, belt.end(&held))
		}
	}
	err = belt.end(&held)
	return belt.total, err
}

// launch asks for a chunk, unless it is a message given up on.
func (r *reader) launch(ctx context.Context, c chunk) *flight {
	c.alone = r.stuck >= refusedTimes
	if len(c.want) != 1 || r.refused[c.want[0].uid] < refusedTimes {
		return r.link.launch(ctx, c)
	}
	f := &flight{chunk: c, done: make(chan struct{})}
	f.got = map[uint32]Fetched{c.want[0].uid: r.problem(c.want[0], ErrClosed)}
	close(f.done)
	return f
}

func (r *reader) problem(m listed, why error) Fetched {
	return Fetched{Account: r.account.Name, UID: m.uid, Size: m.size, Internal: m.internal, Problem: words(why.Error())}
}

// blame notes that the connection broke off in a flight.
func (r *reader) blame(ctx context.Context, f *flight) {
	if ctx.Err() != nil {
		return
	}
	if r.stuck >= refusedTimes && len(f.want) == 1 {
		r.refused[f.want[0].uid]++
	}
	r.stuck++
}

// batch gathers messages until they are delivered.
type batch struct {
	messages []Fetched
	bytes    int64
	upto     uint32
	listed   int // messages of the listing that it settles
	passed   int // of older date than is read
	missing  int // listed, then gone before they were read
}

func (b *batch) fits(f *flight) bool {
	return b.upto == 0 || b.bytes+f.bytes <= batchBytes && len(b.messages)+len(f.want) <= batchCount
}

func (b *batch) add(f *flight, messages []Fetched) {
	b.messages = append(b.messages, messages...)
	for _, m := range messages {
		b.bytes += int64(len(m.Raw))
	}
	b.upto, b.listed, b.passed = f.upto, b.listed+len(f.want), b.passed+f.passed
	b.missing += max(len(f.want)-len(messages), 0)
}

// note explains what of the listing does not come.
func (b *batch) note(since time.Time) string {
	var words []string
	if b.passed > 0 {
		words = append(words, fmt.Sprintf("%d messages up to number %d were received before %s (since) and passed over; an earlier since reads them",
			b.passed, b.upto, since.Format(time.DateOnly)))
	}
	if b.missing > 0 {
		words = append(words, fmt.Sprintf("%d messages up to number %d were removed by another program before they could be read", b.missing, b.upto))
	}
	return strings.Join(words, "; ")
}

// hold takes a finished flight into the batch. Messages the server would not
// give are asked for one by one; the first that is refused again ends the
// reading, unless it has been refused refusedTimes: then it goes on as a
// Problem, so that one broken message cannot hold up a mailbox.
func (r *reader) hold(ctx context.Context, held *batch, f *flight) error {
	messages, refused, _, err := f.settle()
	if err != nil {
		r.blame(ctx, f)
		return err
	}
	for _, uid := range refused {
		m, err := r.single(ctx, f, uid)
		if err != nil {
			return err
		}
		messages = append(messages, m...)
	}
	slices.SortFunc(messages, func(a, b Fetched) int { return cmp.Compare(a.UID, b.UID) })
	for i := range messages {
		messages[i].Folder, messages[i].UIDValidity = r.folder, r.cursor.UIDValidity
	}
	held.add(f, messages)
	return nil
}

// single asks again for one message that was refused among others.
func (r *reader) single(ctx context.Context, f *flight, uid uint32) ([]Fetched, error) {
	i := slices.IndexFunc(f.want, func(m listed) bool { return m.uid == uid })
	if i < 0 {
		return nil, nil // not one of those asked for
	}
	want := f.want[i]
	one := r.link.launch(ctx, chunk{want: []listed{want}, bytes: want.size, oversize: f.oversize, alone: true, upto: uid})
	<-one.done
	messages, refused, why, err := one.settle()
	if err != nil || len(refused) == 0 {
		return messages, err
	}
	if r.refused[uid]++; r.refused[uid] < refusedTimes {
		return nil, &Refusal{
			Code: ServerSays, Account: r.account.Name, Folder: r.folder, Host: r.link.endpoint.addr(), Err: why, Detail: words(why.Error()),
			Text: fmt.Sprintf("the server does not give message %d, which it lists", uid),
		}
	}
	return []Fetched{r.problem(want, why)}, nil
}
