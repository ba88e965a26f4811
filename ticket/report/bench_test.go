package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain/survey"
	"loket/store"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/report"
)

// many is how large the desk is that is reported on.
const many = 100_000

var benchServices = []string{"registration", "transfer", "renewal", "deactivation", "officer-change", "subdomain", "access-termination"}

// lived is the events of a request as a desk has them: two mails, an inspected file,
// a revision, letters, a closing and an answer to the survey; a tenth is still open.
func lived(id int, received time.Time) []ticket.Event {
	service := benchServices[id%len(benchServices)]
	name := fmt.Sprintf("layanan%05d.contohkab.go.id", id)
	officer := []string{"ani", "bayu", "citra"}[id%3]
	at := func(hours int) time.Time { return received.Add(time.Duration(hours) * time.Hour) }
	h := opened(ticket.ID(id), service, oneDay, received, received.Add(30*time.Hour), name)
	h.events[0].Body = ticket.TicketOpened{Number: fmt.Sprintf("2026-%06d", id), Source: ticket.ByMail, Subject: "Permohonan layanan " + name, Received: received,
		Requester: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id", Agency: "Dinas Contoh"}}
	words := strings.Repeat("Dengan hormat, bersama ini kami sampaikan permohonan layanan nama domain. ", 20)
	mail := ticket.Message{Subject: "Permohonan", From: ticket.Party{Email: "budi@contohkab.go.id"}, Date: received, Text: words, Quoted: words,
		Attachments: []ticket.Attachment{{Name: "surat.pdf", SHA: fmt.Sprintf("%064d", id), Size: 100_000}}}
	h.add(received, ticket.ByDesk, ticket.MessageJoined{Message: mail})
	h.add(received, ticket.ByDesk, ticket.DocumentInspected{SHA: fmt.Sprintf("%064d", id), Report: &document.Report{Text: strings.Repeat(words, 2)}})
	h.add(at(1), officer, ticket.Claimed{Officer: officer})
	if id%10 == 9 {
		return h.events
	}
	body := letter(uint64(2*id), "revision", officer, at(2))
	body.Letter.Body = words
	h.add(at(2), officer, verdict("request-letter", ticket.Rejected, "not-signed"), ticket.RevisionRequested{Round: 1}, body,
		ticket.DeadlineSet{From: received, Target: fourDays, Deadline: at(96)}, ticket.Waited{Party: "requester"})
	h.add(at(2), ticket.ByDesk, ticket.LetterMoved{ID: uint64(2 * id), State: ticket.LetterSent})
	h.add(at(30), ticket.ByDesk, ticket.MessageJoined{Message: mail}, ticket.Resumed{Why: "reply"})
	h.add(at(40), officer, verdict("request-letter", ticket.Accepted, ""))
	h.add(at(50), officer, ticket.TicketClosed{Outcome: "done"}, letter(uint64(2*id+1), "survey", officer, at(50)))
	h.add(at(60), ticket.ByDesk, ticket.SurveyAnswered{Letter: uint64(2*id + 1), Marks: survey.Marks{4, 3, 4, 3, 4, 3, 4, 3, uint8(id%4 + 1)}})
	return h.events
}

// desk opens a desk on a store with n such tickets, all of one year.
func desk(tb testing.TB, n int, from time.Time) *ticket.Desk {
	tb.Helper()
	s, err := store.Open(tb.TempDir(), store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	for id := 1; id <= n; {
		err := s.Update(func(tx ticket.Tx) error {
			for range 4000 {
				if id > n {
					break
				}
				events := lived(id, from.Add(time.Duration(id)*(364*24*time.Hour/time.Duration(n))))
				for i := range events {
					if err := tx.Append(&events[i]); err != nil {
						return err
					}
				}
				if err := tx.SaveTicket(ticket.Fold(events)); err != nil {
					return err
				}
				id++
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return openDesk(tb, s)
}

func openDesk(tb testing.TB, log ticket.Log) *ticket.Desk {
	tb.Helper()
	r := rules(tb)
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Catalogue: r.Catalogue, Calendar: r.Calendar, Now: func() time.Time { return r.Now }})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// BenchmarkReport is a report over 100,000 tickets of one year: of the whole year, in
// which every history is read, and of its last month.
func BenchmarkReport(b *testing.B) {
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, wib)
	d := desk(b, many, from)
	year := report.Period{From: from, To: from.AddDate(1, 0, 0)}
	for _, c := range []struct {
		name   string
		period report.Period
	}{{"year", year}, {"month", report.Period{From: year.To.AddDate(0, -1, 0), To: year.To}}} {
		b.Run(c.name, func(b *testing.B) {
			r := *rules(b)
			r.Period = c.period
			for b.Loop() {
				out, err := report.Make(context.Background(), d, r)
				if err != nil || out.Total.Received == 0 || c.name == "year" && out.Total.Received != many {
					b.Fatal(err, out.Total.Received)
				}
			}
		})
	}
}

// What the desk reads is what was written, and the same after its projections were
// made anew.
func TestMake(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, wib)
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all [][]ticket.Event
	for id := 1; id <= 60; id++ {
		events := lived(id, from.Add(time.Duration(id)*10*time.Hour))
		err := s.Update(func(tx ticket.Tx) error {
			for i := range events {
				events[i].Cmd = 0
				if err := tx.Append(&events[i]); err != nil {
					return err
				}
			}
			return tx.SaveTicket(ticket.Fold(events))
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, events)
	}
	want := text(t, made(rules(t), all))
	for _, when := range []string{"before", "after"} {
		got, err := report.Make(context.Background(), openDesk(t, s), *rules(t))
		if err != nil {
			t.Fatal(err)
		}
		if text(t, got) != want {
			t.Errorf("%s the rebuild:\n%s\nwant\n%s", when, text(t, got), want)
		}
		if err := s.Project(1, ticket.Project); err != nil {
			t.Fatal(err)
		}
	}
}
