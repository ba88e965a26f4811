package console

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/register"
	"loket/ui/kit"
)

func bench(b *testing.B, view string, fn func(a *App, i int)) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			now := start
			a := testApp(b, newFake(fakeRows(n)), 200, 60, func(o *Options) { o.Now = func() time.Time { return now } })
			a.press(view)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				now = start.Add(time.Duration(i%40) * time.Second)
				fn(a, i)
			}
		})
	}
}

func BenchmarkView(b *testing.B) { bench(b, "6", func(a *App, _ int) { _ = a.View() }) }

func BenchmarkKey(b *testing.B) {
	down := tea.KeyPressMsg{Code: 'j', Text: "j"}
	bench(b, "6", func(a *App, _ int) { a.Update(down); _ = a.View() })
}

func BenchmarkKeyInClosed(b *testing.B) {
	down := tea.KeyPressMsg{Code: 'j', Text: "j"}
	bench(b, "7", func(a *App, _ int) { a.Update(down); _ = a.View() })
}

func BenchmarkTick(b *testing.B) {
	bench(b, "6", func(a *App, _ int) { a.tick(); _ = a.View() })
}

func BenchmarkFilter(b *testing.B) {
	words := []string{"m", "ma", "maj", "maju", "majuj", "majuja"}
	bench(b, "6", func(a *App, i int) { a.settle(a.do(a.queue().filter(words[i%len(words)]))); _ = a.View() })
}

// BenchmarkFilterClosed is the work in the event loop; the rows of 95,000 closed
// tickets are sorted outside it.
func BenchmarkFilterClosed(b *testing.B) {
	words := []string{"m", "ma", "maj", "maju", "majuj", "majuja"}
	bench(b, "7", func(a *App, i int) { _ = a.do(a.queue().filter(words[i%len(words)])); _ = a.View() })
}

func BenchmarkFirstFrame(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := testApp(b, newFake(fakeRows(n)), 200, 60).opt
			for b.Loop() {
				a := New(o)
				a.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
				_ = a.View()
			}
		})
	}
}

// BenchmarkNames is a key and a filter in a register of 20,000 names, and a change of
// the desk that is none of the register.
func BenchmarkNames(b *testing.B) {
	f := demoFake()
	for i := range 20_000 {
		f.names = append(f.names, register.Entry{
			Name: domain.Name(fmt.Sprintf("aplikasi-%d.batam.go.id", i)), Agency: "Dinas Perhubungan Kota Contoh", Until: on(2026, 12, 31),
			Responsible: register.Person{Name: "Slamet Riyanto", Email: fmt.Sprintf("slamet%d@contohkota.go.id", i)},
		})
	}
	a := testApp(b, f, 200, 60)
	a.press("D")
	n := a.top().(*names)
	b.Run("key", func(b *testing.B) {
		for b.Loop() {
			a.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
			_ = a.View()
		}
	})
	b.Run("filter", func(b *testing.B) {
		words := []string{"s", "sl", "slamet1", "perhubungan 777", ""}
		for i := 0; b.Loop(); i++ {
			n.text = words[i%len(words)]
			n.narrow()
			_ = a.View()
		}
	})
	b.Run("change", func(b *testing.B) {
		for b.Loop() {
			_ = a.do(n.Apply(kit.Changes{Rows: f.rows[:1]}))
		}
	})
}

// Signalled does what a console does when the desk has news, to its end.
func (a *App) Signalled() { a.settle(a.apply()) }
