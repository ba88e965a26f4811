package mailbox

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"loket/mailbox/letter"
	"loket/mailbox/send"
	"loket/ticket"
)

// alertEvery is how often promises are looked at.
const alertEvery = 30 * time.Second

// alertLines bounds one mail: who gets more looks at the board anyway.
const alertLines = 40

// alerts tells people which promises run out until ctx ends. That somebody is told is
// in the record before the mail leaves, so that a restart repeats nothing; a mail that
// cannot be handed in is logged and not tried again, since the consoles say the same.
func (x *Exchange) alerts(ctx context.Context) error {
	t := time.NewTicker(alertEvery)
	defer t.Stop()
	for {
		raised, err := x.Desk.RaiseAlerts(ctx)
		if err != nil && ctx.Err() == nil && x.Logger != nil {
			x.Logger.Error("raise alerts", "error", err)
		}
		x.mailAlerts(ctx, raised)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
}

func (x *Exchange) mailAlerts(ctx context.Context, raised []ticket.Alert) {
	if x.Post == nil {
		return
	}
	for _, m := range x.Desk.AlertMails(raised) {
		raw, err := alertMail(x.Desk, m)
		if err == nil {
			_, err = send.Send(ctx, x.Post.Server, send.Letter{Instead: x.Desk.Site.Address, To: []string{m.To.Email}, Raw: raw})
		}
		if err != nil && x.Logger != nil {
			x.Logger.Warn("mail an alert", slog.String("officer", m.To.ID), slog.Int("tickets", len(m.Alerts)), slog.Any("error", err))
		}
	}
}

// alertMail writes one mail. It holds nothing that came in a mail: numbers, services,
// times and names of officers only.
func alertMail(d *ticket.Desk, m ticket.AlertMail) ([]byte, error) {
	now := d.Now().In(d.Calendar.Zone())
	var b strings.Builder
	fmt.Fprintf(&b, "Yth. %s,\n\nTenggat layanan berikut memerlukan perhatian:\n\n", m.To.Name)
	for i, a := range m.Alerts {
		if i == alertLines {
			fmt.Fprintf(&b, "- dan %d lagi\n", len(m.Alerts)-i)
			break
		}
		fmt.Fprintf(&b, "- %s: %s, tenggat %s, %s, petugas %s\n", a.Row.Number, alertService(d, a.Row.Service), a.Due.In(now.Location()).Format("02-01-2006 15.04 MST"),
			alertShare(a.Share), alertOwner(d, a.Row.Owner))
	}
	b.WriteString("\nSurat ini dibuat otomatis oleh Loket dan tidak perlu dibalas.\n")
	_, host, _ := strings.Cut(d.Site.Address, "@")
	return letter.Compose(letter.Envelope{From: d.Site.Address, Name: d.Site.Name, Date: now, Letter: ticket.Letter{
		Template: "alert", Auto: true, To: []string{m.To.Email}, Subject: fmt.Sprintf("Peringatan tenggat: %d tiket", len(m.Alerts)), Body: b.String(),
		MessageID: fmt.Sprintf("alert.%d.%s@%s", now.UnixNano(), m.To.ID, host),
	}})
}

func alertShare(l ticket.Level) string {
	if l >= ticket.Overtime {
		return "sudah lewat"
	}
	return fmt.Sprintf("%d%% waktu terpakai", l)
}

func alertService(d *ticket.Desk, id string) string {
	if s, ok := d.Catalogue.Service(id); ok {
		return s.Title.ID
	}
	return "layanan belum ditetapkan"
}

func alertOwner(d *ticket.Desk, id string) string {
	if id == "" {
		return "belum ada"
	}
	return d.OfficerName(id)
}
