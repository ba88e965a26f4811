package search

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/ticket"
)

// BenchmarkMessages builds an index of 100,000 messages (LOKET_SEARCH_TICKETS
// makes it fewer or more tickets), each with a file, every seventh with a long one,
// and asks it for one to three words, every fifth time for a phrase. p50 to max are
// of a whole search with its snippets, index-p95 is the index's part.
//
//	go test ./store/search -run '^$' -bench Messages -benchtime 1x
func BenchmarkMessages(b *testing.B) {
	tickets := 40_000 // of 2.5 messages
	if n, err := strconv.Atoi(os.Getenv("LOKET_SEARCH_TICKETS")); err == nil {
		tickets = n
	}
	r, c := generated(tickets, 60_000)
	r.make, r.whole = c.long, c.whole
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
		took, part := ask(b, &ticket.Desk{Log: r, Finder: x, Now: time.Now}, c)
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

func ask(b *testing.B, d *ticket.Desk, c *corpus) (took, part []time.Duration) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range 500 {
		var words []string
		for range 1 + i%3 {
			words = append(words, c.word(rnd))
		}
		text := strings.Join(words, " ")
		if i%5 == 4 {
			text = `"` + text + `"`
		}
		begin := time.Now()
		if _, err := d.Search(b.Context(), ticket.Search{Text: text, Now: epoch, Typing: i%2 == 0}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
		begin = time.Now()
		if _, _, err := d.Finder.Find(b.Context(), query(words...), all, 50); err != nil {
			b.Fatal(err)
		}
		part = append(part, time.Since(begin))
	}
	slices.Sort(took)
	slices.Sort(part)
	return took, part
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
