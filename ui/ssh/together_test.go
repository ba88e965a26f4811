package ssh_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/ticket"
)

// press sends keys as they are typed.
func (s *screen) press(t testing.TB, keys string) {
	t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		t.Fatal(err)
	}
}

// fresh forgets what was drawn until now and gives how much that was.
func (s *screen) fresh() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.seen.Len()
	s.seen.Reset()
	return n
}

// drew waits until something was drawn.
func (s *screen) drew(t testing.TB) {
	t.Helper()
	end := time.NewTimer(10 * time.Second)
	defer end.Stop()
	select {
	case <-s.got:
	case <-end.C:
		t.Fatal("nothing was drawn")
	}
}

// untilAny waits for one of several texts and says which it was.
func (s *screen) untilAny(t testing.TB, texts ...string) string {
	t.Helper()
	end := time.NewTimer(time.Minute)
	defer end.Stop()
	for {
		s.mu.Lock()
		seen := bytes.Clone(s.seen.Bytes())
		s.mu.Unlock()
		for _, text := range texts {
			if bytes.Contains(seen, []byte(text)) {
				return text
			}
		}
		select {
		case <-s.got:
		case <-end.C:
			t.Fatalf("none of %q was drawn in %d bytes", texts, len(seen))
		}
	}
}

// owned waits until the first ticket is somebody's.
func (p *place) owned(t testing.TB, officer string) {
	t.Helper()
	changed, cancel := p.desk.Subscribe()
	defer cancel()
	end := time.NewTimer(time.Minute)
	defer end.Stop()
	for p.desk.Row(1).Owner != officer {
		select {
		case <-changed:
		case <-end.C:
			t.Fatalf("the owner is %q, want %q", p.desk.Row(1).Owner, officer)
		}
	}
}

// TestOfTwoOneWins: two officers take one ticket at the same time, each in an SSH
// session of their own. One has it; the other is told who was first.
func TestOfTwoOneWins(t *testing.T) {
	p := serve(t, nil)
	p.ticket("Permohonan pendaftaran majujaya.desa.id")
	if _, err := p.desk.Do(t.Context(), "bima", 1, 0, ticket.Release{}); err != nil {
		t.Fatal(err)
	}
	consoles := map[string]*screen{"sari": open(t, p.in("sari"), 120, 40), "bima": open(t, p.in("bima"), 120, 40)}
	for _, s := range consoles {
		s.until(t, "majujaya.desa.id")
	}
	var both sync.WaitGroup
	for _, s := range consoles {
		both.Go(func() { s.press(t, "c") })
	}
	both.Wait()
	texts := []string{"Anda ambil", "mendahului", "sedang dikerjakan", "sudah dipegang", "Tidak ada yang dipilih"}
	said := map[string]string{}
	for name, s := range consoles {
		said[name] = s.untilAny(t, texts...)
	}
	owner := p.desk.Row(1).Owner
	other := map[string]string{"sari": "bima", "bima": "sari"}[owner]
	if said[owner] != "Anda ambil" || said[other] == "Anda ambil" || other == "" {
		t.Errorf("the owner is %q, and they were told %v", owner, said)
	}
}

// BenchmarkChangeReachesTheOther measures, over two SSH clients on loopback, from a key
// on one console to the change on the other, and how much is drawn there for it.
func BenchmarkChangeReachesTheOther(b *testing.B) {
	for _, tickets := range []int{20, 2000} {
		b.Run(fmt.Sprint(tickets), func(b *testing.B) {
			p := serve(b, nil)
			for i := range tickets {
				p.ticket(fmt.Sprintf("Permohonan %d", i))
			}
			bima, sari := open(b, p.in("bima"), 200, 50), open(b, p.in("sari"), 200, 50)
			for _, s := range []*screen{bima, sari} {
				s.until(b, "Permohonan")
				s.press(b, "6")
			}
			var took []time.Duration
			var drawn int
			for b.Loop() {
				bima.press(b, "R")
				p.owned(b, "")
				sari.drew(b)
				sari.fresh()
				begin := time.Now()
				bima.press(b, "c")
				sari.drew(b)
				took = append(took, time.Since(begin))
				p.owned(b, "bima")
				drawn += sari.fresh()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(float64(drawn)/float64(len(took)), "bytes/change")
		})
	}
}
