package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/calendar"
	"loket/mailbox/intake"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/store/storetest"
	"loket/ticket"
	"time"
)

// house is a desk that answers with receipts, and its mailbox.
type house struct {
	*ticket.Desk

	reader  *intake.Reader
	address string
	uid     uint32
}

func newHouse(t *testing.T, address string) *house {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	site := ticket.Site{Name: "Helpdesk", Address: address, Receipts: true}
	letters, err := letter.New(cat, site, cal.Zone(), nil)
	if err != nil {
		t.Fatal(err)
	}
	log := storetest.NewMemory()
	r := &intake.Reader{Mail: mail.Options{OwnAddresses: []string{address}}, Log: log}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Catalogue: cat, Calendar: cal, Letters: letters, Reader: r, Site: site, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	r.Desk = d
	return &house{Desk: d, reader: r, address: address}
}

func (h *house) deliver(t *testing.T, raw []byte) {
	t.Helper()
	h.uid++
	f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: h.uid, Internal: now, Size: int64(len(raw)), Raw: raw}
	if err := h.reader.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: h.uid}}); err != nil {
		t.Fatal(err)
	}
}

// send takes what waits out of the outbox, as mails by recipient.
func (h *house) send(t *testing.T) (to []string, mails [][]byte) {
	t.Helper()
	items, err := h.Outbox()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		raw, err := letter.Compose(letter.Envelope{From: h.address, Name: h.Site.Name, Letter: it.Letter, Date: now})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.HandOver(context.Background(), it); err != nil {
			t.Fatal(err)
		}
		if err := h.LetterLeft(context.Background(), it); err != nil {
			t.Fatal(err)
		}
		to, mails = append(to, it.Letter.To[0]), append(mails, raw)
	}
	return to, mails
}

// TestTwoDesksStop has two desks whose mail answers each other's: a receipt is
// never answered by a receipt, whatever is lost of its marks on the way.
func TestTwoDesksStop(t *testing.T) {
	for name, way := range map[string]func([]byte) []byte{
		"straight": func(raw []byte) []byte { return raw },
		"returned to the envelope": func(raw []byte) []byte {
			return append([]byte("Return-Path: <>\r\n"), raw...)
		},
		"marks lost": func(raw []byte) []byte {
			raw = bytes.Replace(raw, []byte("Auto-Submitted: auto-replied\r\n"), nil, 1)
			return bytes.Replace(raw, []byte("X-Auto-Response-Suppress: All\r\n"), nil, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			houses := map[string]*house{}
			for _, a := range []string{"satu@satu-contoh.go.id", "dua@dua-contoh.go.id"} {
				houses[a] = newHouse(t, a)
			}
			// An officer of the second writes to the first; somebody forges the same the other way round.
			for from, to := range map[string]string{"satu@satu-contoh.go.id": "dua@dua-contoh.go.id", "dua@dua-contoh.go.id": "satu@satu-contoh.go.id"} {
				houses[to].deliver(t, fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Permohonan penonaktifan domain lama.go.id\r\nMessage-ID: <x@%s>\r\nDate: Fri, 20 Nov 2026 09:59:00 +0700\r\n\r\nMohon dinonaktifkan.\r\n", from, to, from))
			}
			letters := 0
			for round := 0; ; round++ {
				moved := 0
				for _, h := range houses {
					to, mails := h.send(t)
					for i := range to {
						moved++
						houses[to[i]].deliver(t, way(mails[i]))
					}
				}
				if letters += moved; moved == 0 {
					break
				}
				if round > 10 {
					t.Fatalf("after %d letters they still write to each other", letters)
				}
			}
			if letters != 2 {
				t.Errorf("%d letters for two requests", letters)
			}
			for a, h := range houses {
				if n := len(h.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, now)); n != 1 {
					t.Errorf("%s has %d tickets of one request", a, n)
				}
			}
		})
	}
}

// TestPoisonedSubject: what a stranger writes cannot keep a receipt, and with it
// the whole mailbox, from being kept.
func TestPoisonedSubject(t *testing.T) {
	h := newHouse(t, "satu@satu-contoh.go.id")
	for i, subject := range []string{ticket.SecretMark, letter.OpenMark + " perhatian", "{{.Officer}}", strings.Repeat("é", 300), "\x1b[2J", ""} {
		h.deliver(t, fmt.Appendf(nil, "From: \"%s\" <x%d@contohkab.go.id>\r\nTo: y\r\nSubject: %s\r\nMessage-ID: <%d@contohkab.go.id>\r\n\r\nMohon pendaftaran domain baru%d.go.id %s\r\n", subject, i, subject, i, i, subject))
	}
	to, mails := h.send(t)
	if len(to) != 6 {
		rows, _, err := h.Journal(0, 10)
		t.Errorf("%d receipts for 6 requests: %v %v", len(to), rows, err)
	}
	for i, raw := range mails {
		if m := mail.Parse(raw, mail.Options{}); strings.Contains(m.Text.String(), ticket.SecretMark) || strings.Contains(m.Text.String(), letter.OpenMark) {
			t.Errorf("the receipt to %s holds a mark:\n%s", to[i], m.Text)
		}
	}
}

// strict is a desk that wants mail in order and takes only so many batches.
type strict struct {
	intake.Desk
	t    *testing.T
	uid  uint32
	left int
}

func (*strict) Ready(*ticket.Batch) error { return nil }

func (s *strict) Receive(_ context.Context, b ticket.Batch) (ticket.Received, error) {
	if s.left--; s.left < 0 {
		return nil, context.DeadlineExceeded
	}
	for _, m := range b.Mails {
		s.uid++
		if want := ticket.MailKey("a", "INBOX", 1, s.uid); m.Key != want || m.Subject != fmt.Sprint("surat ", s.uid) {
			s.t.Errorf("%q %q came in place of message %d", m.Key, m.Subject, s.uid)
		}
	}
	if b.UID != s.uid {
		s.t.Errorf("after message %d the cursor is %d", s.uid, b.UID)
	}
	return nil, nil
}

// TestReadingAhead keeps the order, and what a desk did not take is not passed.
func TestReadingAhead(t *testing.T) {
	const n = 250
	var batch []pull.Fetched
	for i := range n {
		raw := fmt.Appendf(nil, "From: a@contohkab.go.id\r\nSubject: surat %d\r\n\r\nIsi\r\n", i+1)
		batch = append(batch, pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: now, Raw: raw})
	}
	whole := &strict{t: t, left: n}
	if err := (&intake.Reader{Desk: whole}).Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: batch, Next: pull.Cursor{UIDValidity: 1, UID: n}}); err != nil || whole.uid != n {
		t.Errorf("%d of %d messages: %v", whole.uid, n, err)
	}
	part := &strict{t: t, left: 2}
	if err := (&intake.Reader{Desk: part}).Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: batch, Next: pull.Cursor{UIDValidity: 1, UID: n}}); err == nil || part.uid >= n {
		t.Errorf("%d of %d messages, and no error", part.uid, n)
	}
}
