package mailbox_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	gocmp "github.com/google/go-cmp/cmp"

	"loket/mailbox"
	"loket/mailbox/dispatch"
	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
	"loket/store"
	"loket/store/storetest/disktest"
	"loket/ticket"
)

// ballast fills a disk until so much is free.
func ballast(t *testing.T, dir string, free int64) (name string) {
	t.Helper()
	name = filepath.Join(dir, "ballast")
	f, err := os.Create(name)
	must(t, err)
	defer f.Close()
	var st syscall.Statfs_t
	for {
		must(t, syscall.Statfs(dir, &st))
		more := int64(st.Bavail)*st.Bsize - free
		if more <= 0 {
			return name
		}
		_, err := f.Write(make([]byte, min(more, 64<<10)))
		must(t, err)
	}
}

// fate is what of a journal's row does not depend on when it was written.
type fate struct{ Key, Hash, Fate, Number string }

func fates(rows []ticket.MailRecord) []fate {
	out := make([]fate, len(rows))
	for i, r := range rows {
		out[i] = fate{r.Key, r.Hash, string(r.Fate), r.Number}
	}
	slices.SortFunc(out, func(a, b fate) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// TestPullOntoFullDisk pulls from a real Dovecot onto a disk that fills, twice:
// first to the reserve, then with not a byte left. What was kept can be read and
// worked on, what was not stays on the server as it was; when there is space all
// of it comes by itself, once, and every receipt leaves once.
func TestPullOntoFullDisk(t *testing.T) {
	server := dovecottest.Start(t)
	const messages = 110 // more than one transaction takes
	fill(t, server, crowd(messages))
	v := victim{IMAP: server.TLSPort, CAFile: server.CAFile, Now: start, Dir: t.TempDir()}
	if !v.hunt(t, 0) {
		t.Fatal("the undisturbed pull did not end well")
	}
	var want left
	v.sound(t, func(s *store.Store) { want = remains(t, s) })

	disk := disktest.Small(t, 16<<20)
	v.Dir = filepath.Join(disk, "desk")
	must(t, os.Mkdir(v.Dir, 0o700))
	full := ballast(t, disk, 1536<<10)
	s, err := store.Open(v.Dir, store.Options{Now: time.Now})
	must(t, err)
	d, err := v.desk(s)
	must(t, err)
	letters := newSink(t)
	account := v.account()
	account.Timing = quick()
	account.Timing.RetryUp = time.Hour // who is not told does not come back
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{account}, Sink: d.reader,
		Post: &dispatch.Post{Desk: d.Desk, Server: letters.server(), Mailbox: account, Zone: wib}}
	account.Timing.Retry = time.Hour
	x.Accounts[0] = account
	ctx, end := context.WithCancel(t.Context())
	watched := make(chan struct{})
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	go func() {
		defer close(watched)
		s.Watch(ctx, tick.C, func(was, is store.Health) {
			if was.Bad() && !is.Bad() {
				d.Wake()
				x.Now()
			}
		})
	}()
	stop := run(t, x)
	refused := func() bool {
		var no *pull.Refusal
		st := x.Status()
		return st.State == pull.Waiting && errors.As(st.Err, &no) && no.Code == pull.NotKept && ticket.FaultOf(st.Err) != nil
	}
	d.until(t, "mail has no room", refused)
	if h := s.Health(); h.State != string(ticket.FaultReserve) {
		t.Errorf("health %+v", h)
	}
	if n := len(d.journal(t)); n == 0 || n == messages {
		t.Fatalf("%d of %d mails were kept: the disk is too small or too large for this test", n, messages)
	}
	if _, err := d.Do(t.Context(), "sari", 1, 0, ticket.AddNote{Text: "ada ruang untuk petugas"}); err != nil {
		t.Errorf("no room for officers: %v", err)
	}

	more := filepath.Join(disk, "more")
	must(t, os.Rename(full, more))
	full = ballast(t, disk, 0)
	kept := len(d.journal(t))
	_, err = d.Do(t.Context(), "sari", 1, 0, ticket.AddNote{Text: strings.Repeat("panjang ", 40_000)})
	if f := ticket.FaultOf(err); f == nil || f.Kind != ticket.FaultFull {
		t.Errorf("on a full disk: %v", err)
	}
	x.Now()
	d.until(t, "it was tried again", refused)
	if tk, err := d.Ticket(1); err != nil || tk.Number == "" || len(d.journal(t)) != kept {
		t.Errorf("the desk cannot be read: %v; %d mails, were %d", err, len(d.journal(t)), kept)
	}
	untouched(t, server, messages)

	must(t, os.Remove(full))
	must(t, os.Remove(more))
	d.until(t, "everything came", func() bool { return len(d.journal(t)) == messages })
	once(t, d.journal(t), messages)
	if diff := gocmp.Diff(fates(want.Rows), fates(d.journal(t))); diff != "" {
		t.Errorf("not what an undisturbed pull makes (-want +got):\n%s", diff)
	}
	t.Cleanup(func() {
		if items, err := d.Outbox(); t.Failed() && err == nil {
			for _, it := range items {
				t.Logf("in the outbox: %s %s %q, job %+v", it.Number, it.Letter.State, it.Letter.Error, it.Job)
			}
			t.Logf("record %+v, traffic %+v", s.Health(), x.Status())
		}
	})
	d.until(t, "the letters left", func() bool { items, err := d.Outbox(); must(t, err); return len(items) == 0 })
	got := ids(letters.letters())
	slices.Sort(got)
	if n := len(got); n == 0 || len(slices.Compact(got)) != n {
		t.Errorf("%d letters left, %d different ones", n, len(slices.Compact(got)))
	}
	stop()
	end()
	<-watched
	must(t, s.Close())
	v.sound(t, nil)
}

// untouched checks that the mailbox has all its mail and no mark on it.
func untouched(t *testing.T, server *dovecottest.Server, messages uint32) {
	t.Helper()
	c := client(t, server)
	defer c.Close()
	box, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	must(t, err)
	if box.NumMessages != messages {
		t.Fatalf("%d messages are on the server, were %d", box.NumMessages, messages)
	}
	all, err := c.Fetch(imap.SeqSet{imap.SeqRange{Start: 1, Stop: 0}}, &imap.FetchOptions{Flags: true}).Collect()
	must(t, err)
	for _, m := range all {
		for _, f := range m.Flags {
			if f != "\\Recent" {
				t.Errorf("message %d has the mark %s", m.SeqNum, f)
			}
		}
	}
}
