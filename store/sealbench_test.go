package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"loket/store"
	"loket/ticket"
)

// ways are a record in clear and a sealed one.
func ways(b *testing.B, run func(*testing.B, *store.Store)) {
	for _, w := range []struct {
		name    string
		options store.Options
	}{{"clear", store.Options{}}, {"sealed", sealedOptions()}} {
		b.Run(w.name, func(b *testing.B) {
			s := openDir(b, b.TempDir(), w.options)
			defer s.Close()
			run(b, s)
		})
	}
}

// mailBytes makes mails of a size, each unlike the others.
func mailBytes(r *rand.ChaCha8, n, size int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = make([]byte, size)
		_, _ = r.Read(out[i]) // never fails
	}
	return out
}

// BenchmarkSealBlobs keeps raw mails, fifty at a time, as a pull does: durably.
func BenchmarkSealBlobs(b *testing.B) {
	const batch = 50
	for _, size := range []int{20 << 10, 1 << 20} {
		b.Run(ticket.Bytes(int64(size)), func(b *testing.B) {
			ways(b, func(b *testing.B, s *store.Store) {
				r := rand.NewChaCha8([32]byte{})
				b.SetBytes(int64(batch * size))
				for b.Loop() {
					b.StopTimer()
					mails := mailBytes(r, batch, size)
					b.StartTimer()
					if _, err := s.PutBlobs(mails...); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkOpenBlobs reads them again, checked.
func BenchmarkOpenBlobs(b *testing.B) {
	const size = 1 << 20
	ways(b, func(b *testing.B, s *store.Store) {
		hashes, err := s.PutBlobs(mailBytes(rand.NewChaCha8([32]byte{}), 20, size)...)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(size)
		for n := 0; b.Loop(); n++ {
			if _, err := s.Blob(hashes[n%len(hashes)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSealReceive receives requests of 40 KB, fifty at a time: bytes, events,
// projections. A sealed record seals the bytes and what the events say of persons.
func BenchmarkSealReceive(b *testing.B) {
	const batch, size = 50, 40 << 10
	ways(b, func(b *testing.B, s *store.Store) {
		d := openDesk(b, s)
		r, uid := rand.NewChaCha8([32]byte{}), uint32(0)
		for b.Loop() {
			b.StopTimer()
			in := ticket.Batch{Account: "helpdesk", Folder: "INBOX", Validity: 1}
			for _, raw := range mailBytes(r, batch, size) {
				uid++
				in.Mails = append(in.Mails, ticket.Incoming{Key: ticket.MailKey("helpdesk", "INBOX", 1, uid), Internal: d.Now(), Raw: raw, Size: size,
					MessageID: fmt.Sprintf("%d@contohkab.go.id", uid), Subject: "Permohonan pendaftaran nama domain", From: ticket.Party{Name: "Budi Contoh", Email: fmt.Sprintf("budi%d@contohkab.go.id", uid)},
					Text: "Dengan hormat, bersama ini kami mohon pendaftaran nama domain contohkab.go.id. Terima kasih."})
			}
			in.UID = uid
			b.StartTimer()
			if _, err := d.Receive(b.Context(), in); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "mails/s")
	})
}
