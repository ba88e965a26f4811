package intake_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"loket/ticket"
)

// strip takes fields, with their folded lines, out of a mail's header.
func strip(raw []byte, names ...string) []byte {
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	for _, n := range names {
		head = regexp.MustCompile(`(?im)^`+n+`:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*`).ReplaceAll(append(head, "\r\n"...), nil)
		head = bytes.TrimSuffix(head, []byte("\r\n"))
	}
	return append(append(head, "\r\n\r\n"...), body...)
}

// TestTwoDesksStopWhateverIsLost: gateways that take out every mark, break the
// thread or give new ids do not make two desks write to each other for ever.
func TestTwoDesksStopWhateverIsLost(t *testing.T) {
	marks := []string{"Auto-Submitted", "X-Auto-Response-Suppress", "X-Loket", "X-Loket-Letter"}
	thread := []string{"In-Reply-To", "References"}
	n := 0
	for name, way := range map[string]func([]byte) []byte{
		"marks and thread lost": func(raw []byte) []byte { return strip(raw, append(marks, thread...)...) },
		"new ids": func(raw []byte) []byte {
			n++
			raw = strip(raw, append(append(marks, thread...), "Message-ID")...)
			return append(fmt.Appendf(nil, "Message-ID: <gateway-%d@gw.example>\r\n", n), raw...)
		},
		"forged as a person's": func(raw []byte) []byte {
			raw = strip(raw, append(append(marks, thread...), "Message-ID")...)
			return append([]byte("Auto-Submitted: no\r\nX-Mailer: Orang 1.0\r\n"), raw...)
		},
		"subject marked": func(raw []byte) []byte {
			raw = strip(raw, append(marks, thread...)...)
			return bytes.Replace(raw, []byte("Subject: "), []byte("Subject: [EKSTERNAL] Re: "), 1)
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			const one, two = "satu@satu-contoh.go.id", "dua@dua-contoh.go.id"
			houses := map[string]*house{one: newHouse(t, one), two: newHouse(t, two)}
			for i, from := range []string{one, two} {
				to := houses[[]string{two, one}[i]]
				to.deliver(t, fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Permohonan penonaktifan domain lama.go.id\r\nMessage-ID: <x@%s>\r\nDate: Fri, 20 Nov 2026 09:59:00 +0700\r\n\r\nMohon dinonaktifkan.\r\n", from, to.address, from))
			}
			letters := 0
			for moved := 1; moved > 0 && letters < 20; letters += moved {
				moved = 0
				for _, h := range houses {
					to, mails := h.send(t)
					for i := range to {
						moved++
						houses[to[i]].deliver(t, way(mails[i]))
					}
				}
			}
			if letters != 2 {
				t.Errorf("%d letters for two requests", letters)
			}
		})
	}
}

// TestPassedOnRequest: the innermost writer of a forward is proposed, never taken.
func TestPassedOnRequest(t *testing.T) {
	h := newHouse(t, "satu@satu-contoh.go.id")
	deliver := func(from, subject, body string) *ticket.Ticket {
		h.deliver(t, fmt.Appendf(nil, "From: %s\r\nTo: satu@satu-contoh.go.id\r\nSubject: %s\r\nMessage-ID: <%d@contohprov.go.id>\r\n\r\n%s", from, subject, h.uid, body))
		rows := h.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, now)
		tk, err := h.Ticket(rows[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return tk
	}
	tk := deliver("Kepala Bidang <kabid@contohprov.go.id>", "Fwd: Permohonan pendaftaran domain baru.go.id",
		"Mohon ditindaklanjuti.\r\n\r\n---------- Forwarded message ----------\r\nFrom: Budi Contoh <Budi@contohkab.go.id>\r\nDate: Thu, 19 Nov 2026 10:00\r\nSubject: Permohonan pendaftaran domain baru.go.id\r\nTo: <kabid@contohprov.go.id>\r\n\r\nMohon pendaftaran domain baru.go.id.\r\n")
	if p := tk.Messages[0].Forwarded; p == nil || p.Email != "budi@contohkab.go.id" || p.Name != "Budi Contoh" || tk.Requester.Email != "kabid@contohprov.go.id" {
		t.Errorf("proposed %+v, requester %+v", p, tk.Requester)
	}
	for name, from := range map[string]string{"the sender": "kabid@contohprov.go.id", "the desk": "satu@satu-contoh.go.id"} {
		tk = deliver("kabid@contohprov.go.id", "Fwd: Surat "+name, "---------- Forwarded message ----------\r\nFrom: X <"+from+">\r\nDate: Thu, 19 Nov 2026 10:00\r\nSubject: Surat\r\nTo: <y@contohkab.go.id>\r\n\r\nMohon pendaftaran domain "+strings.ReplaceAll(name, " ", "-")+".go.id.\r\n")
		if p := tk.Messages[0].Forwarded; p != nil {
			t.Errorf("%s is proposed: %+v", name, p)
		}
	}
}
