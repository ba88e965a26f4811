package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"unsafe"

	"loket/ticket"
)

func changed(o *office, since uint64) (ids []ticket.ID, rev uint64, all bool) {
	rows, rev, all := o.Changed(since)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return ids, rev, all
}

func TestChangedTellsEachRowOnce(t *testing.T) {
	o := newOffice(t)
	a, b := o.open("").ID, o.open("").ID
	rev := o.Rev()
	if ids, _, all := changed(o, rev); len(ids) != 0 || all {
		t.Fatalf("nothing changed, got %v, all %v", ids, all)
	}
	o.do("ani", a, ticket.Claim{})
	mid := o.Rev()
	o.do("ani", a, ticket.AddNote{Text: "satu"})
	o.do("ani", b, ticket.AddNote{Text: "dua"})
	if ids, got, all := changed(o, rev); all || got != o.Rev() || !slices.Equal(ids, []ticket.ID{a, b}) {
		t.Errorf("got %v, rev %d, all %v", ids, got, all)
	}
	if ids, _, _ := changed(o, mid); !slices.Equal(ids, []ticket.ID{a, b}) {
		t.Errorf("since %d: %v", mid, ids)
	}
	if _, _, all := changed(o, o.Rev()+100); !all {
		t.Error("a rev of another desk is believed")
	}
}

// However far behind a reader is, it misses no change: it gets every row that
// changed, or is told to read all.
func TestChangedWhenTheListWraps(t *testing.T) {
	o := newOffice(t)
	const tickets = 3
	for range tickets {
		o.open("")
	}
	start := o.Rev()
	truth := map[ticket.ID]uint64{} // rev of the last change of a ticket
	for i := range 5000 {
		id := ticket.ID(i%2 + 1)
		if i == 10 || i == 11 {
			id = 3 // changes early, then no more
		}
		var c ticket.Command = ticket.Claim{}
		if o.Row(id).Owner != "" {
			c = ticket.Release{}
		}
		o.do("ani", id, c)
		truth[id] = o.Rev()
	}
	if err := o.Link(context.Background(), "ani", 1, 2, "related"); err != nil {
		t.Fatal(err)
	}
	truth[1], truth[2] = o.Rev(), o.Rev()
	for since := start; since <= o.Rev(); since += 1 + (o.Rev()-since)%17 {
		ids, rev, all := changed(o, since)
		if all {
			continue
		}
		var want []ticket.ID
		for id, at := range truth {
			if at > since {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		if !slices.Equal(ids, want) || rev != o.Rev() {
			t.Fatalf("since %d: %v, want %v", since, ids, want)
		}
	}
	if _, _, all := changed(o, start); !all {
		t.Error("5000 changes are still in the list: the test wraps nothing")
	}
	if _, _, all := changed(o, o.Rev()-1000); all {
		t.Error("a reader that is little behind reads everything")
	}
}

func TestLoadingClosedTicketsIsAChange(t *testing.T) {
	o := newOffice(t)
	a, b := o.open("").ID, o.open("").ID
	o.do("ani", a, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
	p := openOffice(t, o.log, o.clock)
	rev := p.Rev()
	if p.Row(a) != nil || p.Counts("ani", p.clock.Now())[ticket.ViewClosed] != -1 {
		t.Fatal("closed tickets were loaded at once")
	}
	ch, cancel := p.Subscribe()
	defer cancel()
	if err := p.LoadClosed(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ch:
	default:
		t.Error("no signal")
	}
	if _, _, all := p.Changed(rev); !all {
		t.Error("a reader is not told of the closed tickets")
	}
	if p.Row(a) == nil || p.Counts("ani", p.clock.Now())[ticket.ViewClosed] != 1 {
		t.Error("closed tickets are missing")
	}
	rev = p.Rev()
	p.do("ani", b, ticket.Claim{})
	if ids, _, all := changed(p, rev); all || !slices.Equal(ids, []ticket.ID{b}) {
		t.Errorf("after loading: %v, all %v", ids, all)
	}
}

func TestOneOfManyClaims(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	version := o.see(id).Version
	var wg sync.WaitGroup
	var mu sync.Mutex
	won, refused := 0, 0
	for i := range 8 {
		by := fmt.Sprintf("officer-%d", i)
		wg.Go(func() {
			_, err := o.Do(context.Background(), by, id, version, ticket.Claim{})
			mu.Lock()
			defer mu.Unlock()
			var s *ticket.Stale
			switch {
			case err == nil:
				won++
			case errors.As(err, &s) && s.By != by && s.Kind == "claimed":
				refused++
			default:
				t.Errorf("%s: %v", by, err)
			}
		})
	}
	wg.Wait()
	if won != 1 || refused != 7 || o.events(id) != int(o.see(id).Version) {
		t.Errorf("%d won, %d were told who was first", won, refused)
	}
}

// Many write, some read, nobody reads the signals: nothing blocks and the queue
// ends as the record is.
func TestManyAtOnce(t *testing.T) {
	o := newOffice(t)
	for range 4 {
		o.open("")
	}
	_, cancel := o.Subscribe() // a reader that never reads
	defer cancel()
	seen := map[ticket.ID]uint32{}
	stop := make(chan struct{})
	var reader, writers sync.WaitGroup
	reader.Go(func() {
		rev := uint64(0)
		for done := false; !done; {
			select {
			case <-stop:
				done = true
			default:
			}
			rows, next, all := o.Changed(rev)
			if all {
				rows = o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, monday)
			}
			for _, r := range rows {
				seen[r.ID] = max(seen[r.ID], r.Version)
			}
			rev = next
		}
	})
	for w := range 4 {
		writers.Go(func() {
			for i := range 50 {
				id := ticket.ID((w+i)%4 + 1)
				if _, err := o.Do(context.Background(), fmt.Sprint("w", w), id, 0, ticket.AddNote{Text: "x"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	reader.Wait()
	for id := ticket.ID(1); id <= 4; id++ {
		if v := o.see(id).Version; o.Row(id).Version != v || seen[id] != v {
			t.Errorf("ticket %d: record %d, queue %d, reader %d", id, v, o.Row(id).Version, seen[id])
		}
	}
}

func TestSubscribeSignalsOnce(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	ch, cancel := o.Subscribe()
	for range 3 {
		o.do("ani", id, ticket.AddNote{Text: "x"})
	}
	<-ch
	select {
	case <-ch:
		t.Error("a second signal for what was seen")
	default:
	}
	cancel()
	o.do("ani", id, ticket.AddNote{Text: "x"})
	select {
	case <-ch:
		t.Error("a signal after cancel")
	default:
	}
}

// A row outlives the mail that made it: none of its words may be a part of the
// mail's text, which would stay in memory with it.
func TestRowsHaveWordsOfTheirOwn(t *testing.T) {
	o := newOffice(t)
	m := o.mail("Permohonan domain contohkab.go.id", "Mohon pendaftaran contohkab.go.id.")
	o.receive(m)
	rows := o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, o.clock.Now())
	if len(rows) != 1 || rows[0].Subject != m.Subject || rows[0].Email != m.From.Email {
		t.Fatalf("rows %+v", rows)
	}
	for was, is := range map[string]string{m.Subject: rows[0].Subject, m.From.Email: rows[0].Email, m.From.Name: rows[0].Requester} {
		if unsafe.StringData(was) == unsafe.StringData(is) {
			t.Errorf("%q is shared with the mail", is)
		}
	}
}
