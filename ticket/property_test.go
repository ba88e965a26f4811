package ticket_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"loket/domain"
	"loket/store/storetest"
	"loket/ticket"
)

// drawCommand draws any command, sensible or not, for a ticket as it is.
func drawCommand(t *rapid.T, o *office, tk *ticket.Ticket) ticket.Command {
	pick := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, "word") }
	yes := rapid.Bool().Draw(t, "yes")
	requirement := pick("request-letter", "staff-card", "officer-appointment", "statement-letter", "pa16")
	sha := pick("", "s1", "s2")
	step := ""
	if s := tk.Step(); s != nil && yes {
		step = s.ID
	}
	letter := draft()
	secret := ticket.Draft{To: []string{asker}, Subject: "x", Body: ticket.SecretMark, Secret: "abc"}
	revision, by, err := o.Revision(tk, "ani", "")
	if err != nil {
		t.Fatalf("revision: %v", err)
	}
	c := []ticket.Command{
		ticket.Claim{Steal: yes}, ticket.Release{}, ticket.Assign{Officer: pick("ani", "bayu", "x")}, ticket.Look{},
		ticket.SetService{Service: pick("registration", "deactivation", "transfer", "subdomain", "access-termination", "x")},
		ticket.SetSubjectMatter{Names: []string{pick("contohkab.go.id", "contohkab.id", "no name")}, URLs: []string{"https://a.contohkab.go.id/"}, Records: []domain.Record{record}},
		ticket.Match{SHA: sha, Requirement: requirement},
		ticket.GiveVerdict{Requirement: requirement, Verdict: ticket.Verdict(pick("accepted", "rejected", "not-applicable", "")), Reason: "expired", Note: "x"},
		ticket.CheckCondition{Condition: "official-email", OK: yes}, ticket.GrantException{Requirement: requirement, Reason: "x"},
		ticket.ReturnForRevision{Draft: revision, ReviseBy: by},
		ticket.FinishStep{Step: step, Note: "x", Confirm: o.ConfirmWord(tk)},
		ticket.FinishStep{Step: step, Note: "x", Confirm: o.ConfirmWord(tk), Draft: &letter},
		ticket.SkipStep{Step: step, Reason: "x"}, ticket.BackToStep{Step: pick("verify", "revise", "result"), Reason: "x"},
		ticket.Wait{Party: pick("pandi", "requester", "desk"), Pause: yes}, ticket.Resume{}, ticket.AddNote{Text: pick("x", "")},
		ticket.SendLetter{Draft: letter}, ticket.SendLetter{Draft: secret},
		ticket.CancelLetter{Letter: rapid.Uint64Range(1, 4).Draw(t, "letter")}, ticket.RetryLetter{Letter: 1}, ticket.SettleLetter{Letter: 1},
		ticket.MarkURLs{URLs: []string{"https://a.contohkab.go.id/"}, State: pick("found", "gone")},
		ticket.AdjustRecord{Made: proxied, Reason: pick("x", "")},
		ticket.ScheduleTask{Text: "x", Due: o.clock.Now()}, ticket.FinishTask{ID: "t1"},
		ticket.CloseTicket{Outcome: pick("done", "refused", "duplicate"), Note: "x"}, ticket.Reopen{Reason: "x"},
		ticket.ExplainBreach{What: "service", Cause: "x"}, ticket.NoteAnswer{Marks: pick("semua 4", "x")},
		ticket.UndoLast{}, ticket.UndoLast{}, ticket.UndoLast{}, // as often as it is likely to go wrong
	}
	return rapid.SampledFrom(c).Draw(t, "command")
}

// life is a desk that anything may happen to.
type life struct {
	*office
	undone  map[uint64]bool      // letters that were taken back
	checked map[ticket.ID]uint32 // versions
	shown   []*shown
}

func (l *life) command(t *rapid.T) {
	rows := l.Queue(rapid.SampledFrom([]ticket.View{ticket.ViewAll, ticket.ViewClosed}).Draw(t, "view"), "", nil, ticket.SortNumber, false, l.clock.Now())
	if len(rows) == 0 {
		return
	}
	before := l.see(rapid.SampledFrom(rows).Draw(t, "row").ID)
	head := l.head()
	c := drawCommand(t, l.office, before)
	got, err := l.Do(context.Background(), rapid.SampledFrom([]string{"ani", "citra"}).Draw(t, "by"), before.ID, 0, c)
	if err != nil {
		if ticket.IsRefusal(err) == nil {
			t.Fatalf("%T%+v: %v", c, c, err)
		}
		if l.head() != head {
			t.Fatalf("%T was refused and kept events", c)
		}
		return
	}
	for _, b := range before.Letters {
		if now := got.Letter(b.ID); now == nil || now.State == ticket.LetterCancelled {
			l.undone[b.ID] = true
		}
	}
}

func (l *life) mail(t *rapid.T) {
	m := l.office.mail("Permohonan penonaktifan", "contohkab.go.id", "surat.pdf")
	m.Attachments[0].SHA = rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "sha")
	if rapid.Bool().Draw(t, "reply") {
		m.Refs = []string{"m1@contohkab.go.id"}
	}
	if rapid.IntRange(0, 4).Draw(t, "machine") == 0 {
		m.Machine = "auto-reply"
	}
	l.receive(m)
}

func (l *life) time(t *rapid.T) {
	l.clock.add(time.Duration(rapid.IntRange(1, 60*60*30).Draw(t, "seconds")) * time.Second)
	if err := l.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (l *life) send(t *rapid.T) {
	due, _, err := l.DueLetters(l.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range due {
		if l.undone[it.Letter.ID] {
			t.Fatalf("letter %d was taken back and is due", it.Letter.ID)
		}
		ctx := context.Background()
		if err = l.HandOver(ctx, it); it.Letter.State == ticket.LetterUnknown || it.Letter.State == ticket.LetterSending {
			err = nil
		}
		if err != nil {
			t.Fatal(err)
		}
		o := ticket.Outcome{State: rapid.SampledFrom([]ticket.LetterState{ticket.LetterSent, ticket.LetterRetry, ticket.LetterFailed, ticket.LetterUnknown}).Draw(t, "answer")}
		if o.State == ticket.LetterRetry || o.State == ticket.LetterUnknown && rapid.Bool().Draw(t, "look again") {
			o.Next = l.clock.Now().Add(time.Minute)
		}
		for _, to := range it.Letter.Pending() {
			if rapid.Bool().Draw(t, "differs") {
				o.Results = append(o.Results, ticket.RecipientResult{To: to, At: l.clock.Now(), State: rapid.SampledFrom([]ticket.LetterState{ticket.LetterSent, ticket.LetterRetry, ticket.LetterFailed}).Draw(t, "result")})
			}
		}
		switch rapid.IntRange(0, 4).Draw(t, "crash") {
		case 0:
			continue // handed over, and the program ended
		default:
			err = l.LetterTried(ctx, it, o)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (l *life) pair(t *rapid.T) {
	a, b := ticket.ID(rapid.IntRange(1, 3).Draw(t, "a")), ticket.ID(rapid.IntRange(1, 3).Draw(t, "b"))
	var err error
	switch rapid.IntRange(0, 2).Draw(t, "what") {
	case 0:
		err = l.Link(context.Background(), "ani", a, b, "related")
	case 1:
		err = l.Merge(context.Background(), "ani", a, b)
	default:
		_, err = l.Split(context.Background(), "ani", a, []uint32{2})
	}
	if err != nil && ticket.IsRefusal(err) == nil && !errors.Is(err, ticket.ErrNotFound) {
		t.Fatal(err)
	}
}

// check compares every ticket with its history and the queue with the record.
func (l *life) check(t *rapid.T) {
	for id := ticket.ID(1); ; id++ {
		tk, err := l.Ticket(id)
		if errors.Is(err, ticket.ErrNotFound) {
			break
		}
		if err == nil && l.checked[id] == tk.Version {
			continue
		}
		events, err2 := l.History(id)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		l.checked[id] = tk.Version
		for i, e := range events {
			if e.Version != uint32(i+1) {
				t.Fatalf("event %d of ticket %d has version %d", i, id, e.Version)
			}
		}
		if d := cmp.Diff(ticket.Fold(events), tk, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("ticket %d (-history +kept):\n%s", id, d)
		}
		for _, p := range append(tk.Clock.Promises, ticket.Promise{Deadline: tk.Clock.Deadline}) {
			if p.Deadline.Before(tk.Received) {
				t.Fatalf("ticket %d: promised for %v, received %v", id, p.Deadline, tk.Received)
			}
		}
		want := ticket.RowOf(tk, l.Row(id).Rev)
		if d := cmp.Diff(&want, l.Row(id), cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("row %d (-record +queue):\n%s", id, d)
		}
		l.Explain(tk, l.clock.Now(), "id")
		l.Checklist(tk)
		if a := l.Next(tk); a.Kind == "" {
			t.Fatalf("ticket %d: nothing to do", id)
		}
	}
	l.checkJobs(t)
	l.checkShown(t)
	for _, s := range ticket.Sorts {
		got := l.Queue(ticket.ViewDue, "", nil, s, true, l.clock.Now())
		want := slices.Clone(got)
		if ticket.SortRows(want, s, true); !slices.Equal(got, want) {
			t.Fatalf("the queue by %s is out of order", s)
		}
	}
}

// checkJobs finds work of the outbox that no letter asks for.
func (l *life) checkJobs(t *rapid.T) {
	var jobs []ticket.Job
	err := l.log.View(func(tx ticket.ReadTx) (err error) {
		jobs, err = tx.Jobs()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		letter := l.see(j.Ticket).Letter(j.Letter)
		if letter == nil || !slices.Contains([]ticket.LetterState{ticket.LetterHeld, ticket.LetterRetry, ticket.LetterSending, ticket.LetterUnknown}, letter.State) ||
			(letter.State == ticket.LetterHeld || letter.State == ticket.LetterRetry) && !j.NotBefore.Equal(letter.NotBefore) {
			t.Fatalf("job %+v of the letter %+v", j, letter)
		}
	}
}

// Whatever happens, the record is what its events say, and folding all events
// into an empty record makes the same one.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		l := &life{o, map[uint64]bool{}, map[ticket.ID]uint32{}, drawShown(rt, o)}
		l.mail(rt)
		actions := map[string]func(*rapid.T){"": l.check, "mail": l.mail, "time": l.time, "send": l.send, "pair": l.pair}
		for _, n := range []string{"1", "2", "3", "4", "5"} {
			actions["command"+n] = l.command
		}
		rt.Repeat(actions)
		replay(rt, o.log)
	})
}

func replay(t *rapid.T, log ticket.Log) {
	again := storetest.NewMemory()
	for _, e := range everything(t, log) {
		err := again.Update(func(tx ticket.Tx) error {
			if err := tx.Append(&e); err != nil {
				return err
			}
			return ticket.Project(tx, e)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want, got := dumpOf(t, log), dumpOf(t, again)
	want.UID, want.Keep, got.Keep = 0, nil, nil // the cursor and small values are no events
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(ticket.Job{}, "Started"), cmpopts.IgnoreFields(ticket.Row{}, "Rev")); d != "" {
		t.Fatalf("(-kept +folded):\n%s", d)
	}
}

// everything returns all events in order.
func everything(t rapid.TB, log ticket.Log) (events []ticket.Event) {
	err := log.View(func(tx ticket.ReadTx) error {
		for id := ticket.ID(0); id < 60; id++ { // 0: the desk's own
			of, err := tx.Events(id)
			if err != nil {
				return err
			}
			events = append(events, of...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(events, func(a, b ticket.Event) int { return int(a.Seq) - int(b.Seq) })
	for i, e := range events {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d is missing", i+1)
		}
	}
	return events
}
