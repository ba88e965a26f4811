package pull_test

import (
	"bytes"
	"fmt"
	"testing"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

// prose is a mail of much text, as HTML mail is.
func prose(n int) []byte {
	var b bytes.Buffer
	b.Write(letter(n))
	for i := range 400 {
		fmt.Fprintf(&b, "<p class=\"MsoNormal\"><span style=\"font-family:Arial\">Mohon nama domain desa%d.desa.id untuk desa kami, nomor surat %d.</span></p>\r\n", i*n, i)
	}
	return b.Bytes()
}

// Compression, where asked for, saves what crosses the line and changes nothing
// else: not over TLS, not in IDLE, not with a move.
func TestCompression(t *testing.T) {
	t.Parallel()
	d := &dovecot{dovecottest.Start(t), t, 7}
	c := other(t, d)
	const messages = 60
	whole := 0
	for n := range messages {
		put(t, c, "INBOX", at, prose(n))
		whole += len(prose(n))
	}
	crossed := map[bool]int64{}
	for _, mode := range []string{"none", "starttls", "tls"} {
		for _, compress := range []bool{false, true} {
			a, s := d.account(), newSink()
			port := d.Port
			if mode == "tls" {
				port = d.TLSPort
			}
			p := dovecottest.NewProxy(t, port)
			a.Port, a.TLS, a.Compress = p.Port, mode, compress
			once(t, a, s, messages)
			for n, m := range s.mail {
				if !bytes.Equal(m.Raw, prose(n)) {
					t.Fatalf("%s, %v: message %d came otherwise", mode, compress, n)
				}
			}
			crossed[compress] = p.Down()
			t.Logf("%s, compress %v: %d bytes of mail, %d down, %d up", mode, compress, whole, p.Down(), p.Up())
		}
		if crossed[true]*5 > crossed[false] {
			t.Errorf("%s: %d bytes compressed, %d as they are", mode, crossed[true], crossed[false])
		}
	}
	a, s := d.account(), newSink()
	a.Compress, a.MoveTo = true, "Sudah"
	states := running(t, a, s)
	s.until(t, messages)
	state(t, states, "idle", is(pull.Idle))
	put(t, c, "INBOX", at, letter(1000))
	s.until(t, messages+1)
	state(t, states, "idle", is(pull.Idle))
	if n := count(t, c, "Sudah"); n != messages+1 {
		t.Errorf("%d messages were moved", n)
	}
}

// Where it is not offered, or is refused, everything works without.
func TestCompressionNotToBeHad(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	put(t, other(t, m), "INBOX", at, letter(1))
	a := m.account()
	a.Compress = true
	once(t, a, newSink(), 1)

	f, a := newFake(t, map[string]string{
		"CAPABILITY": "* CAPABILITY IMAP4rev1 COMPRESS=DEFLATE", "Z1": "!NO", "COMPRESS": "* 9 EXISTS\r\n!NO [COMPRESSIONACTIVE] not here",
		asksList: row(1, 1, len(one)), "UID FETCH 1 ": full(1, 1, "", one),
	})
	a.Compress = true
	once(t, a, newSink(), 1)
	if f.asked("COMPRESS DEFLATE") != 1 {
		t.Errorf("heard %v", f.heard)
	}
}

// The bounds hold behind compression too: a small stream that swells is refused.
func TestCompressedFloodIsRefused(t *testing.T) {
	for name, answer := range map[string][]byte{
		"endless line":      bytes.Repeat([]byte("a"), 16<<20),
		"literal no body":   append([]byte("* 1 FETCH (ENVELOPE ({900000000}\r\n"), make([]byte, 1<<20)...),
		"response of lists": bytes.Repeat([]byte("((("), 10<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			taken, err := pull.Swell(answer)
			if err == nil || taken > 2<<20 {
				t.Errorf("%d bytes were passed on, %v", taken, err)
			}
		})
	}
	if taken, err := pull.Swell([]byte("* OK baik\r\n* 1 FETCH (BODY[] {5}\r\n12345)\r\n")); err == nil || taken != 42 {
		t.Errorf("%d bytes of a sound stream, %v", taken, err)
	}
}
