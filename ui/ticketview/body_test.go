package ticketview_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/ticket"
)

// bodies gives the whole of a mail, or an error.
type bodies struct {
	in  ticket.Incoming
	err error
	key string
}

func (b *bodies) Body(_ context.Context, m ticket.MailRecord) (ticket.Incoming, error) {
	b.key = m.Key
	return b.in, b.err
}

// A mail of which only the headers came is fetched whole by a key, which is
// there for no other mail.
func TestFetchBody(t *testing.T) {
	w := newWorld(t)
	key := ticket.MailKey("demo", "INBOX", 1, 99)
	stub := ticket.Incoming{
		Key: key, Internal: w.now.Add(-time.Hour), Size: 80 << 20, Raw: []byte("Subject: Permohonan\r\n\r\n"), Oversize: true,
		Subject: "Permohonan pendaftaran nama domain contohkab.go.id", From: ticket.Party{Name: "Andi", Email: "andi@contohprov.go.id"},
	}
	if _, err := w.desk.Receive(t.Context(), ticket.Batch{Account: "demo", Folder: "INBOX", Validity: 1, UID: 99, Mails: []ticket.Incoming{stub}}); err != nil {
		t.Fatal(err)
	}
	b := &bodies{err: errors.New("demo: nothing answers")}
	w.opt.Bodies = b
	w.open(1, 120, 40)
	w.press("1", "b")
	if w.err == nil || !strings.Contains(w.err.Error(), "nothing answers") || b.key != key || !w.ticket().Messages[0].Stub {
		t.Fatalf("a server that does not answer gave %v for %q", w.err, b.key)
	}
	b.err, b.in = nil, stub
	b.in.Raw, b.in.Oversize, b.in.Text = []byte("Subject: Permohonan\r\n\r\nMohon didaftarkan.\r\n"), false, "Mohon didaftarkan contohkab.go.id."
	w.press("b")
	if m := w.ticket().Messages[0]; w.err != nil || m.Stub || len(w.toasts) != 1 || !strings.Contains(w.view(), "Mohon didaftarkan contohkab.go.id.") {
		t.Fatalf("%v, toasts %q\n%s", w.err, w.toasts, w.view())
	}
	for _, k := range w.screen.Bindings() {
		if k.Name.String() == w.env.T("ticketview.do.fetch-body").String() {
			t.Error("a whole mail can be fetched again")
		}
	}
}
