package storetest

import (
	"fmt"
	"time"

	"loket/domain/calendar"
	"loket/ticket"
)

// Fill saves tickets as a desk of some years has them, the last ones open, for
// measuring. They have rows and snapshots but no events. now is when the
// deadlines of the open ones lie around.
func Fill(log ticket.Log, tickets, open int, now time.Time) error {
	for id := 1; id <= tickets; {
		err := log.Update(func(tx ticket.Tx) error {
			for range 1000 {
				if id > tickets {
					break
				}
				if err := tx.SaveTicket(filled(id, id > tickets-open, now)); err != nil {
					return err
				}
				id++
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("fill ticket %d: %w", id, err)
		}
	}
	return nil
}

var filledServices = []string{"registration", "transfer", "renewal", "deactivation", "dns-record", "subdomain", "access-termination"}

func filled(id int, open bool, now time.Time) *ticket.Ticket {
	at := now.Add(-time.Duration(id%5000) * time.Minute)
	name := fmt.Sprintf("layanan%05d.contohkab.go.id", id%40000)
	t := &ticket.Ticket{
		ID: ticket.ID(id), Number: fmt.Sprintf("%d-%05d", 2020+id/20000, id%20000), Version: 12, State: ticket.Closed, Source: ticket.ByMail,
		Subject: "Permohonan layanan nama domain " + name, Service: filledServices[id%len(filledServices)], Outcome: "done",
		Requester: ticket.Party{Name: fmt.Sprintf("Pemohon %d", id%900), Email: fmt.Sprintf("pemohon%d@contohkab.go.id", id%900), Agency: fmt.Sprintf("Dinas Contoh %d", id%300)},
		Official:  true, Received: at, Opened: at, Updated: at, ClosedAt: at, Names: []string{name},
	}
	t.Clock.Target = calendar.Target{N: 1, Unit: calendar.Day}
	t.Clock.Deadline = at.Add(26 * time.Hour)
	if open {
		t.State, t.ClosedAt, t.Outcome = ticket.Open, time.Time{}, ""
		t.Owner = []string{"", "sari", "bima"}[id%3]
	}
	t.Messages = []ticket.Message{{MessageID: fmt.Sprintf("%d@contohkab.go.id", id), Subject: t.Subject, From: t.Requester, Date: at,
		Text: "Dengan hormat, bersama ini kami sampaikan permohonan layanan nama domain " + name + "."}}
	return t
}
