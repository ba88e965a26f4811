package mailbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/calendar"
	"loket/mailbox/demo"
	"loket/mailbox/dispatch"
	"loket/mailbox/dovecottest"
	"loket/mailbox/intake"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/store"
	"loket/ticket"
	"loket/ticket/document/worker"
)

// The loops in full: go test ./mailbox -run TestKilled -long -timeout 60m
var (
	long  = flag.Bool("long", false, "kill many more times")
	kills = flag.Int("kills", 0, "how often to kill (0: 12, with -long 1000)")
)

// The test binary runs itself as the victim. Its orders are in the environment.
const victimOrders = "LOKET_MAILBOX_VICTIM"

func TestMain(m *testing.M) {
	var err error
	switch {
	case len(os.Args) > 1 && os.Args[1] == worker.Argument:
		err = worker.Main(nil, os.Stdin, os.Stdout)
	case os.Getenv(victimOrders) != "":
		err = runVictim(os.Getenv(victimOrders))
	case os.Getenv(apartOrders) != "":
		err = runApart(os.Getenv(apartOrders))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// victim says what a victim does.
type victim struct {
	Dir    string
	IMAP   int // port
	CAFile string
	SMTP   int // port; 0: pull, else send
	Now    time.Time
}

// A victim tells this when the record is open and the work begins.
const begins = "begins"

func runVictim(orders string) error {
	var v victim
	if err := json.Unmarshal([]byte(orders), &v); err != nil {
		return err
	}
	s, err := store.Open(v.Dir, store.Options{Timeout: 20 * time.Second})
	if err != nil {
		return err
	}
	d, err := v.desk(s)
	if err != nil {
		return err
	}
	fmt.Println(begins)
	if v.SMTP != 0 {
		err = v.send(d.Desk)
	} else {
		if _, err = pull.Once(context.Background(), v.account(), d.reader, nil); err == nil {
			err = d.reader.InspectAll(context.Background())
		}
	}
	return errors.Join(err, s.Close())
}

// desk is a desk of which nothing depends on chance: two runs give the same
// events to the last byte.
func (v victim) desk(log ticket.Log) (*desk, error) {
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		return nil, err
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		return nil, err
	}
	site := ticket.Site{Name: "Helpdesk Contoh", Address: demo.HelpdeskAddress, Receipts: true, Key: []byte("kunci uji")}
	letters, err := letter.New(cat, site, wib, nil)
	if err != nil {
		return nil, err
	}
	r := &intake.Reader{Mail: mail.Options{OwnAddresses: []string{site.Address}}, Inspector: inProcess{}, Log: log}
	c := &clock{at: v.Now}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: log, Catalogue: cat, Calendar: cal, Letters: letters, Reader: r, Site: site, Now: c.now})
	r.Desk = d
	return &desk{d, r, c}, err
}

func (v victim) account() pull.Account {
	return pull.Account{Name: "uji", Host: "localhost", Port: v.IMAP, TLS: "tls", User: dovecottest.User, CAFile: v.CAFile, Secret: secret(dovecottest.Password)}
}

// send works until no letter is left.
func (v victim) send(d *ticket.Desk) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	changed, done := d.Subscribe()
	defer done()
	p := &dispatch.Post{Desk: d, Server: send.Server{Host: "127.0.0.1", Port: v.SMTP, TLS: "none"}, Mailbox: v.account(), Zone: wib}
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	look := time.NewTicker(5 * time.Millisecond) // that a copy is kept is no change of the desk
	defer look.Stop()
	for {
		// Also the copies of those that have left.
		due, next, err := d.DueLetters(d.Now())
		if err != nil {
			return err
		}
		if len(due) == 0 && next.IsZero() {
			cancel()
			<-ended
			return nil
		}
		select {
		case <-changed:
		case <-look.C:
		}
	}
}

// hunt starts a victim and kills it after a while, counted from its start or,
// mostly, from the beginning of its work; within 0 lets it live. It reports
// whether the victim came to its end.
func (v victim) hunt(t *testing.T, within time.Duration) (finished bool) {
	t.Helper()
	orders, err := json.Marshal(v)
	must(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimOrders+"="+string(orders))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewReader(out)
	var words []byte
	if within == 0 || rand.IntN(5) > 0 {
		line, _ := lines.ReadString('\n')
		words = []byte(line)
	}
	over := make(chan struct{})
	go func() {
		rest, _ := io.ReadAll(lines)
		words = append(words, rest...)
		close(over)
	}()
	if within > 0 {
		limit := time.NewTimer(rand.N(within))
		defer limit.Stop()
		select {
		case <-over:
		case <-limit.C:
			_ = cmd.Process.Kill()
		}
	}
	<-over
	err = cmd.Wait()
	if said := strings.TrimPrefix(strings.TrimSpace(string(words)), begins); said != "" {
		t.Fatalf("the victim says: %s", said)
	}
	return err == nil
}

func wanted() int {
	switch {
	case *kills > 0:
		return *kills
	case *long:
		return 1000
	}
	return 12
}

// sound opens the record after a kill and has everything checked.
func (v victim) sound(t *testing.T, see func(*store.Store)) {
	t.Helper()
	s, err := store.Open(v.Dir, store.Options{Timeout: 20 * time.Second})
	must(t, err)
	sum, err := s.Check(t.Context(), func(problem string) { t.Error(problem) })
	must(t, err)
	_, differ, err := s.CompareReplay(t.Context(), func(events []ticket.Event) (*ticket.Ticket, error) { return ticket.Fold(events), nil }, func(p string) { t.Error(p) })
	must(t, err)
	if sum.Problems+differ > 0 {
		t.Fatalf("the record is not sound: %+v", sum)
	}
	if see != nil {
		see(s)
	}
	must(t, s.Close())
}

// crowd is n mails of all kinds: the samples, requests with and without files,
// answers to them, mail that comes twice, mail of machines.
func crowd(n int) (out []demo.Sample) {
	samples := demo.Samples(start, "")
	for i := 0; len(out) < n; i++ {
		at := start.Add(-time.Duration(i) * time.Minute)
		switch {
		case i%2 == 0 && i/2 < len(samples):
			out = append(out, samples[i/2])
		case i%12 == 3:
			out = append(out, out[rand.New(rand.NewPCG(uint64(i), 1)).IntN(len(out))]) // the same bytes again
		case i%12 == 7:
			out = append(out, demo.Sample{Raw: request(i, "Auto-Submitted: auto-replied\r\n"), Internal: at})
		case i%12 == 11:
			re := strings.NewReplacer("Message-ID: <", "In-Reply-To: <", "Subject: ", "Subject: Re: ").Replace(string(request(i-6, "")))
			out = append(out, demo.Sample{Raw: []byte(fmt.Sprintf("Message-ID: <balas%d@contohkab.go.id>\r\n%s", i, re)), Internal: at})
		default:
			out = append(out, demo.Sample{Raw: request(i, ""), Internal: at})
		}
	}
	return out
}

// account is what a run left behind.
type left struct {
	Head   string
	Rows   []ticket.MailRecord
	Events []ticket.Event
	Ticket []*ticket.Ticket
}

func remains(t *testing.T, s *store.Store) (l left) {
	t.Helper()
	must(t, s.Events(0, func(e ticket.Event) error { l.Events = append(l.Events, e); return nil }))
	must(t, s.View(func(tx ticket.ReadTx) (err error) {
		if _, l.Head, err = tx.Head(); err != nil {
			return err
		}
		if l.Rows, _, err = tx.Journal(0, 100_000); err != nil {
			return err
		}
		for id := ticket.ID(1); ; id++ {
			tk, err := tx.Ticket(id)
			if errors.Is(err, ticket.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			l.Ticket = append(l.Ticket, tk)
		}
	}))
	return l
}

// TestKilledPull kills a pull from a real Dovecot again and again. What it leaves
// is what an undisturbed pull leaves, to the hash of the last event.
func TestKilledPull(t *testing.T) {
	server := dovecottest.Start(t)
	messages := 60
	if *long {
		messages = 2000
	}
	fill(t, server, crowd(messages))
	v := victim{IMAP: server.TLSPort, CAFile: server.CAFile, Now: start}
	var want left
	v.Dir = t.TempDir()
	begin := time.Now()
	if !v.hunt(t, 0) {
		t.Fatal("the undisturbed pull did not end well")
	}
	whole := time.Since(begin) // the machine's own measure: kills fall on all of a pull
	v.sound(t, func(s *store.Store) { want = remains(t, s) })
	once(t, want.Rows, messages)
	rounds, killed := 0, 0
	for killed < wanted() {
		v.Dir = t.TempDir()
		rounds++
		for !v.hunt(t, whole+whole/5) {
			if killed++; killed%3 == 0 { // else the victim itself finds what the last one left
				v.sound(t, nil)
			}
		}
		v.sound(t, func(s *store.Store) {
			got := remains(t, s)
			once(t, got.Rows, messages)
			if got.Head != want.Head {
				t.Fatalf("the record differs from that of an undisturbed pull:\n%s", cmp.Diff(want, got))
			}
		})
		must(t, os.RemoveAll(v.Dir))
	}
	t.Logf("%d kills in %d pulls of %d messages: each message once, %d tickets, the same chain", killed, rounds, messages, len(want.Ticket))
}

// once fails unless the journal has every message of the folder exactly once.
func once(t *testing.T, rows []ticket.MailRecord, messages int) {
	t.Helper()
	seen := map[string]int{}
	for _, r := range rows {
		seen[r.Key]++
		if r.Fate == "" || r.Fate == ticket.FateFailed {
			t.Errorf("%q has the fate %q (%s)", r.Subject, r.Fate, r.Reason)
		}
	}
	if len(rows) != messages || len(seen) != messages {
		t.Fatalf("the journal has %d rows of %d messages, there are %d", len(rows), len(seen), messages)
	}
}

// TestKilledOutbox kills the sending of letters again and again. No letter arrives
// twice. Each ends as sent, with one copy in the Sent folder, or as unknown, which
// its ticket shows; those are counted.
func TestKilledOutbox(t *testing.T) {
	letters := 16
	if *long {
		letters = 40
	}
	server, out := dovecottest.Start(t), newSink(t)
	v := victim{IMAP: server.TLSPort, CAFile: server.CAFile, SMTP: port(out.addr), Now: start}
	rounds, killed := 0, 0
	var sum endings
	for killed < wanted() {
		v.Dir, v.Now = t.TempDir(), start
		rounds++
		v.queue(t, letters)
		for !v.hunt(t, 400*time.Millisecond) {
			killed++
			v.Now = v.Now.Add(10 * time.Minute) // what was put off is due
			if killed%5 == 0 {
				v.sound(t, nil)
			}
		}
		arrived := map[string]int{}
		for _, l := range out.take() {
			arrived[messageID(l.raw)]++
		}
		v.sound(t, func(s *store.Store) { sum.count(t, s, arrived, ids(sent(t, server))) })
		clearSent(t, server)
		must(t, os.RemoveAll(v.Dir))
	}
	t.Logf("%d kills in %d rounds of %d letters: %d sent, %d arrived twice, %d ended unknown (%d of them had arrived, %d were automatic)",
		killed, rounds, letters, sum.sent, sum.twice, sum.unknown, sum.arrived, sum.auto)
	if sum.sent+sum.unknown != rounds*letters {
		t.Errorf("%d letters are neither sent nor unknown", rounds*letters-sum.sent-sum.unknown)
	}
}

// endings counts what became of letters.
type endings struct{ sent, twice, unknown, arrived, auto int }

// count compares what the record says of every letter with what arrived and with
// the copies that were kept.
func (f *endings) count(t *testing.T, s *store.Store, arrived map[string]int, copies []string) {
	t.Helper()
	for _, tk := range remains(t, s).Ticket {
		shown := false
		for _, l := range tk.Letters {
			n, kept := arrived[l.MessageID], 0
			for _, id := range copies {
				if id == l.MessageID {
					kept++
				}
			}
			if n > 1 {
				f.twice++
				t.Errorf("letter %d arrived %d times", l.ID, n)
			}
			switch l.State {
			case ticket.LetterSent:
				f.sent++
				if n != 1 || kept != 1 {
					t.Errorf("letter %d is sent, arrived %d times and has %d copies", l.ID, n, kept)
				}
			case ticket.LetterUnknown:
				f.unknown++
				f.arrived += n
				if shown = shown || !l.Auto; l.Auto {
					f.auto++
				}
				if kept != 0 {
					t.Errorf("letter %d is unknown and has %d copies", l.ID, kept)
				}
			default:
				t.Errorf("letter %d is %s (%s)", l.ID, l.State, l.Error)
			}
		}
		if row := ticket.RowOf(tk, 0); row.LetterBad != shown {
			t.Errorf("ticket %d: counted %v, unknown letters of officers %v", tk.ID, row.LetterBad, shown)
		}
	}
}

// queue fills a record with letters to send: half of them receipts, half written
// by an officer.
func (v victim) queue(t *testing.T, n int) {
	t.Helper()
	s, err := store.Open(v.Dir, store.Options{})
	must(t, err)
	d, err := v.desk(s)
	must(t, err)
	var batch []pull.Fetched
	for i := range n / 2 {
		raw := request(i, "")
		batch = append(batch, pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: v.Now, Size: int64(len(raw)), Raw: raw})
	}
	must(t, d.reader.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: batch, Next: pull.Cursor{UIDValidity: 1, UID: uint32(n)}}))
	for id := ticket.ID(1); int(id) <= n/2; id++ {
		_, err := d.Do(t.Context(), "sari", id, 0, ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{"budi@contohkab.go.id"}, Subject: "Jawaban", Body: "Isi surat.\n"}})
		must(t, err)
	}
	items, err := d.Outbox()
	must(t, err)
	if len(items) != n {
		t.Fatalf("%d letters wait, not %d", len(items), n)
	}
	must(t, s.Close())
}

func messageID(raw []byte) string { return ids([]taken{{raw: raw}})[0] }

// take empties the sink.
func (s *sink) take() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.mail
	s.mail = nil
	return out
}

// clearSent empties the Sent folder.
func clearSent(t *testing.T, server *dovecottest.Server) {
	t.Helper()
	c := client(t, server)
	defer c.Close()
	_, err := c.Select(dovecottest.SentFolder, nil).Wait()
	must(t, err)
	must(t, c.Store(imap.SeqSet{imap.SeqRange{Start: 1, Stop: 0}}, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	must(t, c.Expunge().Close())
}
