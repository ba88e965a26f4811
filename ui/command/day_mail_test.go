package command_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"time"

	"loket/mailbox/demo"
)

// The mail of the day that TestDay plays.

// post starts the mail server. The last of the sample mails come during the day.
func (d *day) post() {
	var err error
	if d.server, err = demo.Start(context.Background(), demo.Options{Now: d.now(), Empty: true}); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = d.server.Close() })
	d.samples = demo.Samples(d.now(), "")
	for len(d.samples) > 10 {
		d.arrives()
	}
}

// arrives delivers the next of the sample mails.
func (d *day) arrives() {
	d.deliver(d.samples[0].Raw, d.samples[0].Internal)
	d.samples = d.samples[1:]
}

func (d *day) deliver(raw []byte, at time.Time) {
	if err := d.server.Deliver(raw, at); err != nil {
		d.t.Fatal(err)
	}
	d.arrived++
}

// sample gives the Message-ID of the request about a name.
func (d *day) sample(name string) string {
	for _, s := range demo.Samples(d.now(), "") {
		m, err := mail.ReadMessage(bytes.NewReader(s.Raw))
		if err == nil && s.Want.Fate == "new" && slices.Contains(s.Want.Domains, name) {
			return m.Header.Get("Message-ID")
		}
	}
	d.t.Fatalf("no sample asks for %s", name)
	return ""
}

// writes delivers a requester's mail, which may answer another; that the sender is who
// it says the server found.
func (d *day) writes(from, subject, parent, text string, at time.Time) {
	_, host, _ := strings.Cut(from, "@")
	if parent != "" {
		parent = "In-Reply-To: " + parent + "\r\n"
	}
	d.deliver(fmt.Appendf(nil, "Authentication-Results: mx.domain-contoh.go.id; dmarc=pass header.from=%s\r\nFrom: <%s>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d@%s>\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		host, from, d.server.Address(), subject, at.Format(time.RFC1123Z), d.arrived, host, parent, text), at)
}

// letter waits for one that says something, and gives its subject.
func (d *day) letter(to, says string) string {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); <-time.After(50 * time.Millisecond) {
		for _, l := range d.server.Outgoing() {
			m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
			if err != nil || !slices.Contains(l.To, to) {
				continue
			}
			text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			if err == nil && strings.Contains(strings.Join(strings.Fields(string(text)), " "), says) {
				return l.Subject
			}
		}
	}
	d.t.Fatalf("no letter to %s says %q", to, says)
	return ""
}
