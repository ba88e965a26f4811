package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// mailText is what a requester writes, about 5 KB with the quoted part.
var mailText = strings.Repeat("Dengan hormat, bersama ini kami mohon pendaftaran nama domain bagi instansi kami.\n", 60)

// arrived is mail of number n as the mailbox hands it over.
func arrived(n int, at time.Time) ticket.Incoming {
	name := fmt.Sprintf("layanan%06d.contohkab.go.id", n)
	return ticket.Incoming{
		Key: ticket.MailKey("utama", "INBOX", 7, uint32(n)), Internal: at, Size: 5000, Raw: fmt.Appendf(nil, "Subject: %s\r\n\r\n%d %s", name, n, mailText),
		MessageID: fmt.Sprintf("%d@contohkab.go.id", n), Subject: "Permohonan layanan nama domain " + name,
		From: ticket.Party{Name: fmt.Sprintf("Pemohon %d", n%900), Email: fmt.Sprintf("pemohon%d@contohkab.go.id", n%900)},
		To:   []string{"helpdesk@contoh.go.id"}, Text: "Mohon pendaftaran " + name + ".\n" + mailText,
		Attachments: []ticket.File{{Name: "surat.pdf", Size: 90_000, SHA: fmt.Sprintf("%064x", n)}},
	}
}

// BenchmarkReceive keeps batches of 100 new mails, each of which makes a ticket,
// on a record of 10,000 tickets: from the desk's door to the disk.
func BenchmarkReceive(b *testing.B) {
	for _, size := range []int{25, 100, 250} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
			s := openDir(b, b.TempDir(), store.Options{})
			defer s.Close()
			if err := storetest.Fill(s, 10_000, 500, now); err != nil {
				b.Fatal(err)
			}
			d := openDesk(b, s)
			before := d.Rev()
			n := 0
			for b.Loop() {
				batch := ticket.Batch{Account: "utama", Folder: "INBOX", Validity: 7}
				for range size {
					n++
					batch.Mails = append(batch.Mails, arrived(n, now))
				}
				batch.UID = uint32(n)
				if _, err := d.Receive(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
			took := b.Elapsed().Seconds()
			b.ReportMetric(float64(n)/took, "mails/s")
			b.ReportMetric(float64(d.Rev()-before)/took, "events/s")
			b.ReportMetric(float64(d.Rev()-before)/float64(n), "events/mail")
		})
	}
}
