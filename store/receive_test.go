package store_test

import (
	"context"
	"errors"
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

// keepNew keeps what the desk keeps of one new mail: 8 events, the snapshot with
// its row, 6 entries of the index, the journal's row, a letter's job.
func keepNew(tx ticket.Tx, n int, hash string, at time.Time) error {
	in := arrived(n, at)
	id, err := tx.NextTicket()
	if err != nil {
		return err
	}
	if _, err := tx.NextNumber(2026); err != nil {
		return err
	}
	t := &ticket.Ticket{ID: id}
	msg := ticket.Message{MessageID: in.MessageID, Hash: hash, Subject: in.Subject, From: in.From, To: in.To, Date: at, Text: in.Text, Fate: "new",
		Attachments: []ticket.Attachment{{Mail: hash, Name: "surat.pdf", Size: 90_000, SHA: in.Attachments[0].SHA}}}
	number := fmt.Sprintf("2026-%05d", n)
	letter := ticket.Letter{ID: uint64(n), MessageID: fmt.Sprintf("loket.%d@contoh.go.id", n), Template: "receipt", Subject: in.Subject, Body: mailText[:900], To: []string{in.From.Email}, Auto: true}
	mail := ticket.MailRecord{Key: in.Key, MessageID: in.MessageID, Hash: hash, Internal: at, Size: 5000, From: in.From.Email, Subject: in.Subject, Fate: ticket.FateNew, Ticket: id, Number: number, Attachments: 1, At: at}
	for i, body := range []ticket.Body{
		ticket.TicketOpened{Number: number, Source: ticket.ByMail, Subject: in.Subject, Requester: in.From, Received: at},
		ticket.MessageJoined{Message: msg}, ticket.ServiceSet{}, ticket.SubjectMatterSet{Names: []string{in.Subject[len(in.Subject)-30:]}},
		ticket.DeadlineSet{}, ticket.StepStarted{Step: "verify"}, ticket.LetterQueued{Letter: letter},
	} {
		e := ticket.Event{Ticket: id, Version: uint32(i + 1), At: at, By: ticket.ByDesk, Body: body}
		if err := tx.Append(&e); err != nil {
			return err
		}
		t.Apply(e)
	}
	last := ticket.Event{At: at, By: ticket.ByDesk, Body: ticket.MailRecorded{Mail: mail}}
	return errors.Join(
		tx.File(ticket.ByNumber, number, id), tx.File(ticket.ByRequester, in.From.Email, id), tx.File(ticket.ByMessageID, in.MessageID, id),
		tx.File(ticket.ByDocument, in.Attachments[0].SHA, id), tx.File(ticket.ByName, in.Subject[len(in.Subject)-30:], id), tx.File(ticket.ByMessageID, letter.MessageID, id),
		tx.SaveJob(ticket.Job{Letter: letter.ID, Ticket: id, NotBefore: at}), tx.SaveTicket(t), tx.Append(&last), tx.SaveMail(mail))
}

// BenchmarkKeep is the store's share of BenchmarkReceive: nothing is read or
// decided.
func BenchmarkKeep(b *testing.B) {
	for _, size := range []int{25, 100, 250} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
			s := openDir(b, b.TempDir(), store.Options{})
			defer s.Close()
			if err := storetest.Fill(s, 10_000, 500, now); err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				raws := make([][]byte, size)
				for i := range raws {
					raws[i] = fmt.Appendf(nil, "Subject: %d\r\n\r\n%s", n+i, mailText)
				}
				hashes, err := s.PutBlobs(raws...)
				if err != nil {
					b.Fatal(err)
				}
				mustUpdate(b, s, func(tx ticket.Tx) error {
					for i := range size {
						n++
						if err := keepNew(tx, n, hashes[i], now); err != nil {
							return err
						}
					}
					return nil
				})
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tickets/s")
			b.ReportMetric(8*float64(n)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
