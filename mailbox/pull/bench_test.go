package pull_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

var benchMessages = flag.Int("messages", 2000, "messages of the mailbox that is pulled in benchmarks")

// BenchmarkPull reads a mailbox from a real Dovecot into a sink that keeps
// nothing: 60% are 5 KB of text, 30% carry 200 KB, 10% 600 KB, as measured in
// helpdesk mailboxes. Beside each stands the floor, a FETCH of everything that is
// read and dropped. Where mbsync is installed it does the same work.
func BenchmarkPull(b *testing.B) {
	d := dovecottest.Start(b)
	messages := *benchMessages
	total := fill(b, d, messages)
	a := newAccount(d.TLSPort, d.CAFile)
	b.Run("tls/floor", func(b *testing.B) { floor(b, a, messages, total) })
	b.Run("tls/pull", func(b *testing.B) { measure(b, a, messages, total) })
	a.Port, a.TLS = d.Port, "none"
	b.Run("plain/floor", func(b *testing.B) { floor(b, a, messages, total) })
	b.Run("plain/pull", func(b *testing.B) { measure(b, a, messages, total) })
	a.Compress = true
	b.Run("plain/compressed", func(b *testing.B) { measure(b, a, messages, total) })
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
	defer func() {
		pull.Once(b.Context(), newAccount(d.TLSPort, d.CAFile), nowhere{newSink(), nil}, nil) // numbers and measures them, once for all
	}()
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

// nowhere drops everything and notes the most memory that was in use.
type nowhere struct {
	*sink
	heap *uint64
}

func (n nowhere) Cursor(string, string) (pull.Cursor, error) { return pull.Cursor{}, nil }

func (n nowhere) Deliver(context.Context, pull.Batch) error {
	if n.heap != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		*n.heap = max(*n.heap, m.HeapInuse+m.StackInuse)
	}
	return nil
}

func measure(b *testing.B, a pull.Account, messages, total int) {
	b.SetBytes(int64(total))
	var spent time.Duration
	var heap uint64
	for b.Loop() {
		begin := time.Now()
		n, err := pull.Once(b.Context(), a, nowhere{nil, &heap}, nil)
		if n != messages || err != nil {
			b.Fatal(n, err)
		}
		spent += time.Since(begin)
	}
	b.ReportMetric(float64(b.N*messages)/spent.Seconds(), "msg/s")
	b.ReportMetric(float64(heap)/1e6, "MB-heap")
}

// floor is what the server and the line can give: one FETCH, read and dropped.
func floor(b *testing.B, a pull.Account, messages, total int) {
	b.SetBytes(int64(total))
	var spent time.Duration
	buf := make([]byte, 64<<10)
	for b.Loop() {
		begin := time.Now()
		conn, err := pull.Endpoint{Host: a.Host, Port: a.Port, TLS: a.TLS, CAFile: a.CAFile}.Dial(b.Context())
		must(b, err)
		fmt.Fprintf(conn, "a LOGIN %s %s\r\nb EXAMINE INBOX\r\nc UID FETCH 1:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n", dovecottest.User, dovecottest.Password)
		read := 0
		for tail := ""; !strings.Contains(tail, "\nc OK "); {
			n, err := conn.Read(buf)
			must(b, err)
			read += n
			tail = tail[max(0, len(tail)-20):] + string(buf[max(0, n-200):n])
		}
		if read < total {
			b.Fatalf("%d bytes of %d", read, total)
		}
		conn.Close()
		spent += time.Since(begin)
	}
	b.ReportMetric(float64(b.N*messages)/spent.Seconds(), "msg/s")
}

// BenchmarkNotice is the time from the server's EXISTS to the call of Deliver,
// seen by a proxy, with mails of 5 KB that come one by one.
func BenchmarkNotice(b *testing.B) {
	d := &dovecot{dovecottest.Start(b), nil, 7}
	c := other(b, d)
	told := make(chan time.Time, 100)
	p := dovecottest.NewProxy(b, d.Port).Always(dovecottest.Fault{Twist: func(r []byte) ([]byte, bool) {
		if strings.HasSuffix(string(r), " EXISTS\r\n") {
			select {
			case told <- time.Now():
			default:
			}
		}
		return r, false
	}})
	a := newAccount(d.Port, "")
	a.Port, a.TLS = p.Port, "none"
	came := make(chan time.Time, 100)
	s := newSink()
	s.onDeliver = func(batch []pull.Fetched) {
		if len(batch) > 0 {
			came <- time.Now()
		}
	}
	ctx, stop := context.WithCancel(b.Context())
	idle := make(chan struct{}, 1000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		pull.Run(ctx, []pull.Account{a}, s, func(st pull.Status) {
			if st.State == pull.Idle {
				idle <- struct{}{}
			}
		})
	}()
	defer func() { stop(); <-ended }()
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		<-idle
		for len(told) > 0 {
			<-told
		}
		put(b, c, "INBOX", at, append(letter(n), bytes.Repeat([]byte("isi surat\r\n"), 450)...))
		begin := <-told
		took = append(took, (<-came).Sub(begin))
	}
	slices.Sort(took)
	ms := func(q int) float64 { return float64(took[len(took)*q/100].Microseconds()) / 1000 }
	b.ReportMetric(ms(50), "ms-p50")
	b.ReportMetric(ms(95), "ms-p95")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
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
