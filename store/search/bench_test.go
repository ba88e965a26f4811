//go:build unix

package search

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/ticket"
)

// BenchmarkMessages builds an index of 100,000 messages (LOKET_SEARCH_TICKETS
// makes it fewer or more tickets), each with a file, every seventh with a long one,
// and asks it as the screen and the command do for one to three words, every fifth
// time for a phrase that stands in a ticket or does not. p50 to max are processor
// time of a whole search with its snippets, index-p95 is the index's part, slow-p95
// is by the clock.
//
//	go test ./store/search -run '^$' -bench Messages -benchtime 1x
func BenchmarkMessages(b *testing.B) {
	tickets := 40_000 // of 2.5 messages
	if n, err := strconv.Atoi(os.Getenv("LOKET_SEARCH_TICKETS")); err == nil {
		tickets = n
	}
	r, c := generated(tickets, 60_000)
	keep(b, r, c)
	for b.Loop() {
		dir := b.TempDir()
		x := open(b, dir, r)
		stop := make(chan struct{})
		peak := make(chan uint64)
		go func() { peak <- watchHeap(stop) }()
		begin := time.Now()
		if err := x.Catch(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "build-s")
		close(stop)
		b.ReportMetric(float64(<-peak>>20), "heap-MB")
		st, err := os.Stat(filepath.Join(dir, fileName))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(st.Size()>>20), "file-MB")
		took, part, slow := ask(b, &ticket.Desk{Log: r, Finder: x, Now: time.Now}, c)
		b.ReportMetric(float64(slow[len(slow)*95/100].Microseconds())/1000, "slow-p95-ms")
		b.ReportMetric(float64(part[len(part)*95/100].Microseconds())/1000, "index-p95-ms")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		begin = time.Now()
		r.happen(7)
		if err := x.Catch(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(begin).Microseconds())/1000, "follow-ms")
	}
}

// keep writes the tickets and texts of a corpus down as a record does, so that
// reading one costs what it costs there and not what making one up does.
func keep(b *testing.B, r *record, c *corpus) {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "record"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	type place struct{ at, size int64 }
	at, blobs, tickets := int64(0), map[string]place{}, make([]place, r.n+1)
	write := func(data []byte) place {
		if _, err := f.Write(data); err != nil {
			b.Fatal(err)
		}
		at += int64(len(data))
		return place{at - int64(len(data)), int64(len(data))}
	}
	read := func(p place) []byte {
		data := make([]byte, p.size)
		if _, err := f.ReadAt(data, p.at); err != nil {
			b.Error(err)
		}
		return data
	}
	for id := 1; id <= r.n; id++ {
		t := c.long(ticket.ID(id))
		data, err := json.Marshal(t)
		if err != nil {
			b.Fatal(err)
		}
		tickets[id] = write(data)
		for _, m := range t.Messages {
			if name := m.Attachments[0].Report.Whole; name != "" {
				blobs[name] = write([]byte(c.whole(name)))
			}
		}
	}
	r.whole = func(name string) string { return string(read(blobs[name])) }
	r.make = func(id ticket.ID) *ticket.Ticket {
		t := new(ticket.Ticket)
		if err := json.Unmarshal(read(tickets[id]), t); err != nil {
			b.Error(err)
		}
		return t
	}
}

// ask asks as the screen does, while a word is typed, and as the command does.
func ask(b *testing.B, d *ticket.Desk, c *corpus) (took, part, slow []time.Duration) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range 500 {
		words := c.asked(rnd, i)
		text, limit := strings.Join(words, " "), 50+i%2*50
		if i%5 == 4 {
			text = `"` + text + `"`
		}
		runtime.GC() // what was left by others
		begin, used := time.Now(), processor(b)
		if _, err := d.Search(b.Context(), ticket.Search{Text: text, Now: epoch, Typing: limit > 50, Limit: limit}); err != nil {
			b.Fatal(err)
		}
		took, slow = append(took, processor(b)-used), append(slow, time.Since(begin))
		used = processor(b)
		if _, _, err := d.Finder.Find(b.Context(), query(words...), all, limit); err != nil {
			b.Fatal(err)
		}
		part = append(part, processor(b)-used)
	}
	slices.Sort(took)
	slices.Sort(part)
	slices.Sort(slow)
	return took, part, slow
}

// asked are the words of a question: every tenth is two that follow each other in a
// subject.
func (c *corpus) asked(rnd *rand.Rand, i int) (words []string) {
	if i%10 == 9 {
		return strings.Fields(c.ticket(ticket.ID(1 + rnd.IntN(1000))).Subject)[:2]
	}
	for range 1 + i%3 {
		words = append(words, c.word(rnd))
	}
	return words
}

// processor is the time that this process has used of all processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func watchHeap(stop <-chan struct{}) (peak uint64) {
	t := time.NewTicker(50 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return peak
		case <-t.C:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
	}
}
