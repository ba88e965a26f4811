package ticket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/store/storetest"
	"loket/ticket"
)

// manyRows is a desk of some years: 100,000 tickets, 5,000 of them open.
func manyRows(b *testing.B) *office {
	b.Helper()
	log := storetest.NewMemory()
	if err := storetest.Fill(log, 100_000, 5_000, monday); err != nil {
		b.Fatal(err)
	}
	o := openOffice(b, log, &handClock{now: monday})
	if err := o.LoadClosed(); err != nil {
		b.Fatal(err)
	}
	return o
}

func BenchmarkClaim(b *testing.B) {
	o := newOffice(b)
	id := o.open("registration", "contohkab.go.id").ID
	for i := 0; b.Loop(); i++ {
		if _, err := o.Do(context.Background(), fmt.Sprint("o", i%2), id, 0, ticket.Claim{Steal: true}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkClaimAmong adds what the queue of a large desk costs.
func BenchmarkClaimAmong100k(b *testing.B) {
	o := manyRows(b)
	rows := o.Queue(ticket.ViewAll, "", nil, ticket.SortDue, false, monday)
	for i := 0; b.Loop(); i++ {
		o.do(fmt.Sprint("o", i), rows[i%len(rows)].ID, ticket.Claim{Steal: true})
		o.Queue(ticket.ViewAll, "", nil, ticket.SortDue, false, monday)
	}
}

func BenchmarkQueue100k(b *testing.B) {
	o := manyRows(b)
	for _, v := range []ticket.View{ticket.ViewAll, ticket.ViewDue, ticket.ViewClosed} {
		b.Run(string(v), func(b *testing.B) {
			for b.Loop() {
				o.Queue(v, "ani", nil, ticket.SortDue, false, monday)
			}
		})
	}
	b.Run("sort-anew", func(b *testing.B) {
		rows := o.Queue(ticket.ViewClosed, "ani", nil, ticket.SortNumber, true, monday)
		for b.Loop() {
			ticket.SortRows(append([]*ticket.Row(nil), rows...), ticket.SortReceived, false)
		}
	})
}

// BenchmarkFilter100k is one step of filtering as one types; aim: under 16 ms.
func BenchmarkFilter100k(b *testing.B) {
	o := manyRows(b)
	for _, s := range []string{"kota", "service:transfer", "domain:*.desa.id", "is:late kota -owner:me"} {
		for _, v := range []ticket.View{ticket.ViewAll, ticket.ViewClosed} {
			b.Run(strings.ReplaceAll(s, " ", "_")+"/"+string(v), func(b *testing.B) {
				for b.Loop() {
					q, err := parseQuery(s, monday)
					if err != nil {
						b.Fatal(err)
					}
					o.Queue(v, "ani", q, ticket.SortDue, false, monday)
				}
			})
		}
	}
}

func BenchmarkDecodeRow(b *testing.B) {
	o := newOffice(b)
	data := ticket.AppendRow(nil, o.Row(o.open("registration", "contohkab.go.id").ID))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ticket.DecodeRow(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRowOf(b *testing.B) {
	o := newOffice(b)
	id := o.open("registration", "contohkab.go.id").ID
	o.work(id, "")
	tk := o.see(id)
	b.ReportAllocs()
	for b.Loop() {
		ticket.RowOf(tk, 1)
	}
}

// BenchmarkReceive takes in one mail; a long one is as long as is kept.
func BenchmarkReceive(b *testing.B) {
	for name, n := range map[string]int{"short": 20, "long": 1100} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b)
			text := strings.Repeat("Nama Instansi : Dinas Contoh, domain baru dan app.contohkab.go.id\n", n)
			for b.Loop() {
				o.clock.add(time.Second)
				o.receive(o.mail("Pendaftaran domain", text))
			}
		})
	}
}
