package pull_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

// BenchmarkPull reads 2,000 messages from a real Dovecot over TLS into a sink
// that keeps nothing: 60% are 5 KB of text, 30% carry 200 KB, 10% 600 KB, as
// measured in helpdesk mailboxes. Where mbsync is installed it does the same
// work beside it.
func BenchmarkPull(b *testing.B) {
	d := dovecottest.Start(b)
	const messages = 2000
	total := fill(b, d, messages)
	a := newAccount(d.TLSPort, d.CAFile)
	b.Run("tls", func(b *testing.B) { measure(b, a, messages, total) })
	a.Port, a.TLS = d.Port, "none"
	b.Run("plain", func(b *testing.B) { measure(b, a, messages, total) })
	if _, err := exec.LookPath("mbsync"); err == nil {
		b.Run("mbsync", func(b *testing.B) { mbsync(b, d, messages) })
	}
}

func fill(b *testing.B, d *dovecottest.Server, n int) (total int) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 700_000)
	for i := range noise {
		noise[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random.IntN(64)]
	}
	pull.Once(b.Context(), newAccount(d.TLSPort, d.CAFile), newSink(), nil) // makes the maildir
	for i := range n {
		size := 5_000
		switch i % 10 {
		case 3, 6, 9:
			size = 200_000
		case 5:
			size = 600_000
		}
		var raw bytes.Buffer
		raw.Write(letter(i))
		from := random.IntN(len(noise) - size)
		for line := range slices.Chunk(noise[from:from+size], 76) {
			raw.Write(line)
			raw.WriteString("\r\n")
		}
		d.Drop("INBOX", fmt.Sprintf("%d.%d.uji", 1_700_000_000+i, i), raw.Bytes())
		total += raw.Len()
	}
	return total
}

type nowhere struct{ *sink }

func (n nowhere) Cursor(string, string) (pull.Cursor, error) { return pull.Cursor{}, nil }

func measure(b *testing.B, a pull.Account, messages, total int) {
	s := newSink()
	s.onDeliver = func([]pull.Fetched) { s.mail = s.mail[:0] }
	b.SetBytes(int64(total))
	var spent time.Duration
	for b.Loop() {
		begin := time.Now()
		n, err := pull.Once(b.Context(), a, nowhere{s}, nil)
		if n != messages || err != nil {
			b.Fatal(n, err)
		}
		spent += time.Since(begin)
	}
	b.ReportMetric(float64(b.N*messages)/spent.Seconds(), "msg/s")
}

func mbsync(b *testing.B, d *dovecottest.Server, messages int) {
	var spent time.Duration
	for b.Loop() {
		dir := b.TempDir()
		conf := filepath.Join(dir, "mbsyncrc")
		text := fmt.Sprintf(`IMAPAccount uji
Host localhost
Port %d
User %s
Pass %s
SSLType IMAPS
CertificateFile %s

IMAPStore far
Account uji

MaildirStore near
Path %[5]s/
Inbox %[5]s/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
SyncState *
`, d.TLSPort, dovecottest.User, dovecottest.Password, d.CAFile, dir)
		must(b, os.WriteFile(conf, []byte(text), 0o600))
		begin := time.Now()
		if out, err := exec.Command("mbsync", "-q", "-c", conf, "all").CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		spent += time.Since(begin)
	}
	b.ReportMetric(float64(b.N*messages)/spent.Seconds(), "msg/s")
}
