package intake_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"loket/mailbox/bench/paper"
	"loket/mailbox/pull"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/worker"
)

// stuck inspects nothing until it is let go.
type stuck struct {
	asked, let chan struct{}
}

func (s stuck) Inspect(ctx context.Context, name, claimed string, data []byte) (document.Report, error) {
	select {
	case s.asked <- struct{}{}:
	default:
	}
	select {
	case <-s.let:
		return document.Inspect(document.Surroundings{}, name, claimed, data), nil
	case <-ctx.Done():
		return document.Report{}, ctx.Err()
	}
}

// registration is a mail with the five files of one.
func registration(t testing.TB, n int) []byte {
	t.Helper()
	list, err := paper.Mail(uint64(n))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Rina Contoh <rina@contohkab.go.id>\r\nTo: helpdesk@contoh.go.id\r\nSubject: Permohonan nama domain %d\r\nMessage-ID: <m%d@contohkab.go.id>\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nTerlampir berkas kami.\r\n", n, n, now.Format(time.RFC1123Z))
	for i := range list {
		fmt.Fprintf(&b, "--b\r\nContent-Type: application/pdf; name=%q\r\nContent-Disposition: attachment; filename=%[1]q\r\nContent-Transfer-Encoding: base64\r\n\r\n", list[i].Name)
		text := base64.StdEncoding.EncodeToString(list[i].Data)
		for line := range slices.Chunk([]byte(text), 76) {
			b.Write(line)
			b.WriteString("\r\n")
		}
	}
	b.WriteString("--b--\r\n")
	return b.Bytes()
}

// While the inspection hangs, mail comes in, is on the queue and can be worked on.
func TestInspectionHoldsUpNothing(t *testing.T) {
	d, r := newDesk(t)
	s := stuck{make(chan struct{}, 1), make(chan struct{})}
	r.Inspector = s
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	deliver := func(uid uint32) {
		raw := registration(t, int(uid))
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uid, Internal: now, Size: int64(len(raw)), Raw: raw}
		if err := r.Deliver(ctx, pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: uid}}); err != nil {
			t.Fatal(err)
		}
	}
	deliver(1)
	done := make(chan error, 1)
	go func() { done <- r.InspectAll(ctx) }()
	<-s.asked // it hangs now
	deliver(2)
	if got := d.Awaiting(9); !slices.Equal(got, []ticket.ID{1, 2}) {
		t.Fatalf("awaiting %v", got)
	}
	for id := range 2 {
		tk, err := d.Ticket(ticket.ID(id + 1))
		if err != nil || len(tk.Messages[0].Attachments) != 5 || !tk.Awaits() {
			t.Fatalf("ticket %d: %+v, %v", id+1, tk, err)
		}
		if _, err := d.Do(ctx, "rina", tk.ID, tk.Version, ticket.Claim{}); err != nil {
			t.Errorf("ticket %d cannot be worked on: %v", tk.ID, err)
		}
	}
	close(s.let)
	if err := <-done; err != nil || len(d.Awaiting(9)) != 0 {
		t.Errorf("%v, awaiting %v", err, d.Awaiting(9))
	}
}

// counting inspects, and counts.
type counting struct{ files *atomic.Int32 }

func (c counting) Inspect(_ context.Context, name, claimed string, data []byte) (document.Report, error) {
	c.files.Add(1)
	return document.Inspect(document.Surroundings{}, name, claimed, data), nil
}

// When mail comes in, the ticket at hand is brought to its end and kept, and the
// others wait.
func TestInspectionGivesWay(t *testing.T) {
	d, r := newDesk(t)
	var files atomic.Int32
	r.Inspector = counting{&files}
	var mails []pull.Fetched
	for uid := range uint32(2) {
		raw := registration(t, int(uid)+1)
		mails = append(mails, pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uid + 1, Internal: now, Size: int64(len(raw)), Raw: raw})
	}
	if err := r.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: mails, Next: pull.Cursor{UIDValidity: 1, UID: 2}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		free  func() bool
		files int32
		left  []ticket.ID
	}{
		{func() bool { return false }, 0, []ticket.ID{1, 2}},
		{func() bool { return files.Load() == 0 }, 5, []ticket.ID{2}},
		{func() bool { return true }, 10, nil},
	} {
		if err := r.InspectWhile(t.Context(), c.free); err != nil {
			t.Fatal(err)
		}
		if got := d.Awaiting(9); files.Load() != c.files || !slices.Equal(got, c.left) {
			t.Errorf("%d files were inspected, %v wait; want %d, %v", files.Load(), got, c.files, c.left)
		}
	}
}

// The whole chain of a mail with five PDFs: read, kept, inspected by children,
// understood, matched and kept again.
func BenchmarkRegistration(b *testing.B) {
	d, r := newDesk(b)
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	pool := worker.New(exe, 2)
	defer pool.Close()
	r.Inspector = pool
	var kept, whole []time.Duration
	uid := uint32(0)
	one := func() {
		uid++
		raw := registration(b, int(uid))
		begin := time.Now()
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uid, Internal: now, Size: int64(len(raw)), Raw: raw}
		if err := r.Deliver(b.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: uid}}); err != nil {
			b.Fatal(err)
		}
		kept = append(kept, time.Since(begin))
		if err := r.InspectAll(b.Context()); err != nil {
			b.Fatal(err)
		}
		whole = append(whole, time.Since(begin))
	}
	one() // children start
	kept, whole = nil, nil
	for b.Loop() {
		one()
	}
	if len(d.Awaiting(1)) > 0 {
		b.Error("files still wait")
	}
	ms := func(list []time.Duration, part float64) float64 {
		slices.Sort(list)
		return float64(list[int(part*float64(len(list)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(kept, 0.5), "ms-until-queued")
	b.ReportMetric(ms(whole, 0.5), "ms-median")
	b.ReportMetric(ms(whole, 0.95), "ms-p95")
}
