package console_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/calendar"
	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ui/console"
)

const (
	manyTickets = 100_000
	manyOpen    = 5_000
)

// bigRecord makes a record of 100,000 tickets, 5,000 of them open.
func bigRecord(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := storetest.Fill(s, manyTickets, manyOpen, time.Now()); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

func start(b *testing.B, dir string) (*store.Store, *ticket.Desk, *console.App) {
	b.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		b.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: s, Catalogue: cat, Calendar: cal, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	a := console.New(console.Options{Desk: d, Catalogue: cat, Officer: "sari", Zone: cal.Zone(), Lang: "id", Theme: "dark", Now: time.Now})
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	return s, d, a
}

// BenchmarkFirstFrame is all that happens from the open door to the first frame
// at 120x40: catalogue, calendar, record, rows of the open tickets, screen.
func BenchmarkFirstFrame(b *testing.B) {
	dir := bigRecord(b)
	for b.Loop() {
		s, _, a := start(b, dir)
		if len(a.View().Content) < 1000 {
			b.Fatal("no frame")
		}
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkBigDesk works on a desk with all 100,000 tickets loaded; MB/desk is
// what it holds in memory.
func BenchmarkBigDesk(b *testing.B) {
	s, d, a := start(b, bigRecord(b))
	defer s.Close()
	if err := d.LoadClosed(); err != nil {
		b.Fatal(err)
	}
	press := func(keys ...string) {
		for _, k := range keys {
			a.Update(tea.KeyPressMsg{Text: k, Code: []rune(k)[0]})
			_ = a.View().Content
		}
	}
	for _, view := range []string{"6", "7"} {
		press(view)
		b.Run(fmt.Sprintf("key in view %s", view), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				press([]string{"j", "j", "j", "k"}[i%4])
			}
		})
	}
	b.Run("filter step", func(b *testing.B) {
		press("7", "/")
		word := "layanan0123"
		for i := 0; b.Loop(); i++ {
			if n := i % len(word); n == 0 && i > 0 {
				b.StopTimer()
				for range word {
					a.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
				}
				b.StartTimer()
			}
			press(string(word[i%len(word)]))
		}
	})
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.Logf("heap in use with %d tickets loaded: %.0f MB", manyTickets, float64(m.HeapInuse)/(1<<20))
	runtime.KeepAlive(d)
	runtime.KeepAlive(a)
}

// BenchmarkChange is what 50 consoles do about one change of a ticket that all of them
// show: all work of their event loops until the screens are made, none of drawing.
func BenchmarkChange(b *testing.B) {
	log := storetest.NewMemory()
	if err := storetest.Fill(log, manyTickets, 2000, time.Now()); err != nil {
		b.Fatal(err)
	}
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		b.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		b.Fatal(err)
	}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Catalogue: cat, Calendar: cal, Now: time.Now})
	if err == nil {
		err = d.LoadClosed()
	}
	if err != nil {
		b.Fatal(err)
	}
	consoles := make([]*console.App, 50)
	for i := range consoles {
		consoles[i] = console.New(console.Options{Desk: d, Catalogue: cat, Officer: "sari", Zone: cal.Zone(), Lang: "id", Theme: "dark", Now: time.Now})
		consoles[i].Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	}
	first := d.Queue(ticket.ViewUnclaimed, "sari", nil, ticket.SortDue, false, time.Now())[0].ID
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		if _, err := d.Do(b.Context(), "sari", first, 0, []ticket.Command{ticket.Claim{}, ticket.Release{}}[i%2]); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for _, a := range consoles {
			a.Signalled()
			_ = a.View()
		}
	}
}
