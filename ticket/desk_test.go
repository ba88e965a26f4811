package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
)

// monday is Monday 4 May 2026, 09:00 in Jakarta: a plain working day.
var monday = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

const (
	address = "helpdesk@loket.example"
	asker   = "budi@contohkab.go.id"
)

// handClock is a clock that the test turns.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *handClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC()
}

// letters writes plain drafts to the requester.
type letters struct{}

func (letters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	if template == "no-such" {
		return ticket.Draft{}, &ticket.Refusal{Code: "unknown-template", Text: "there is no such letter"}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Surat %s untuk %s.\n", template, in.Ticket.Number)
	for _, r := range in.Reasons {
		fmt.Fprintf(&b, "- %s: %s %s %v\n", r.Requirement, r.Code, r.Note, r.Files)
	}
	return ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: "[" + in.Ticket.Number + "] " + template, Body: b.String()}, nil
}

// office is a desk with everything that a test turns.
type office struct {
	*ticket.Desk
	t     testing.TB
	log   ticket.Log
	clock *handClock
	uid   uint32
}

var catalogue = sync.OnceValues(func() (*domain.Catalogue, error) { return domain.LoadCatalogue(nil) })

var wib = sync.OnceValues(func() (*calendar.Calendar, error) { return calendar.Default("WIB") })

func newOffice(t testing.TB, change ...func(*ticket.Desk)) *office {
	t.Helper()
	return openOffice(t, storetest.NewMemory(), &handClock{now: monday}, change...)
}

func openOffice(t testing.TB, log ticket.Log, clock *handClock, change ...func(*ticket.Desk)) *office {
	t.Helper()
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := wib()
	if err != nil {
		t.Fatal(err)
	}
	d := &ticket.Desk{
		Log: log, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: clock.Now,
		Site: ticket.Site{
			Address: address, Hold: 30 * time.Second, NoSurvey: true, Key: []byte("key of the tests"),
			Staff: []staff.Officer{{ID: "ani", Name: "Ani", Roles: []staff.Role{staff.Worker}}, {ID: "bayu", Name: "Bayu", Roles: []staff.Role{staff.Worker}}, {ID: "citra", Name: "Citra", Roles: []staff.Role{staff.Worker, staff.Supervisor}}},
		},
	}
	for _, f := range change {
		f(d)
	}
	desk, err := ticket.OpenDesk(d)
	if err != nil {
		t.Fatal(err)
	}
	return &office{Desk: desk, t: t, log: log, clock: clock}
}

// mail makes a mail of a person with one readable file per given name.
func (o *office) mail(subject, text string, files ...string) ticket.Incoming {
	o.uid++
	m := ticket.Incoming{
		Key: ticket.MailKey("a", "INBOX", 1, o.uid), Internal: o.clock.Now(), Subject: subject, Text: text,
		MessageID: fmt.Sprintf("m%d@contohkab.go.id", o.uid), From: ticket.Party{Name: "Budi", Email: asker},
		To: []string{address}, Raw: fmt.Appendf(nil, "raw %d %s %s", o.uid, subject, text),
	}
	for i, name := range files {
		m.Attachments = append(m.Attachments, ticket.File{Index: i, Name: name, Size: 1000, SHA: fmt.Sprintf("sha-%d-%s", o.uid, name)})
	}
	return m
}

func (o *office) receive(mails ...ticket.Incoming) ticket.Received {
	o.t.Helper()
	got, err := o.Receive(context.Background(), ticket.Batch{Account: "a", Folder: "INBOX", Validity: 1, UID: o.uid, Mails: mails})
	if err != nil {
		o.t.Fatalf("receive: %v", err)
	}
	return got
}

// open makes a ticket of a mail and chooses its service.
func (o *office) open(service string, names ...string) *ticket.Ticket {
	o.t.Helper()
	o.receive(o.mail("Permohonan", "Mohon bantuannya."))
	rows := o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, o.clock.Now())
	id := rows[0].ID
	if service == "" {
		return o.see(id)
	}
	if len(names) > 0 {
		o.do("ani", id, ticket.SetSubjectMatter{Names: names})
	}
	return o.do("ani", id, ticket.SetService{Service: service})
}

func (o *office) see(id ticket.ID) *ticket.Ticket {
	o.t.Helper()
	t, err := o.Ticket(id)
	if err != nil {
		o.t.Fatal(err)
	}
	return t
}

func (o *office) do(by string, id ticket.ID, c ticket.Command) *ticket.Ticket {
	o.t.Helper()
	t, err := o.Do(context.Background(), by, id, 0, c)
	if err != nil {
		o.t.Fatalf("%T by %s: %v", c, by, err)
	}
	return t
}

// refused checks that a command is refused with the code and keeps nothing.
func (o *office) refused(by string, id ticket.ID, c ticket.Command, code string) {
	o.t.Helper()
	before := o.head()
	_, err := o.Do(context.Background(), by, id, 0, c)
	r := ticket.IsRefusal(err)
	if r == nil || r.Code != code {
		o.t.Errorf("%T%+v by %s: got %v, want the refusal %q", c, c, by, err, code)
	}
	if r != nil && r.Text == "" {
		o.t.Errorf("%T: the refusal %q has no words", c, r.Code)
	}
	if after := o.head(); after != before {
		o.t.Errorf("%T was refused but %d events were kept", c, after-before)
	}
}

func (o *office) head() (seq uint64) {
	o.t.Helper()
	err := o.log.View(func(tx ticket.ReadTx) (err error) {
		seq, _, err = tx.Head()
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return seq
}

// kinds returns what happened to a ticket since an event.
func (o *office) kinds(id ticket.ID, after int) []string {
	o.t.Helper()
	events, err := o.History(id)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, e := range events[after:] {
		out = append(out, e.Kind())
	}
	return out
}

func (o *office) events(id ticket.ID) int {
	o.t.Helper()
	events, err := o.History(id)
	if err != nil {
		o.t.Fatal(err)
	}
	return len(events)
}

func draft(to ...string) ticket.Draft {
	if len(to) == 0 {
		to = []string{asker}
	}
	return ticket.Draft{Template: "plain", To: to, Subject: "Perihal", Body: "Isi surat."}
}

// accept gives every mandatory requirement a file and accepts it.
func (o *office) accept(id ticket.ID) {
	o.t.Helper()
	missing := o.Missing(o.see(id))
	if len(missing) == 0 {
		return
	}
	var files []string
	for _, r := range missing {
		files = append(files, r+".pdf")
	}
	m := o.mail("Re: berkas", "Terlampir.", files...)
	m.Refs = []string{o.see(id).Messages[0].MessageID}
	if got := o.receive(m); got[ticket.FateJoined] != 1 {
		o.t.Fatalf("files did not join: %v", got)
	}
	for i, r := range missing {
		o.do("ani", id, ticket.GiveVerdict{Requirement: r, Verdict: ticket.Accepted, Attachments: []string{m.Attachments[i].SHA}})
	}
}

// work does the next thing until the ticket's step is the given one, or until
// nothing but closing is left.
func (o *office) work(id ticket.ID, until string) {
	o.t.Helper()
	for range 40 {
		t := o.see(id)
		a := o.Next(t)
		if a.Kind == "close" || a.Step.ID != "" && a.Step.ID == until {
			return
		}
		o.doNext(t, a)
	}
	o.t.Fatalf("ticket %d never came to %q", id, until)
}

func (o *office) doNext(t *ticket.Ticket, a ticket.Action) {
	o.t.Helper()
	if a.Blocked != nil {
		if a.Blocked.Code != "requirements-open" {
			o.t.Fatalf("step %s: %v", a.Step.ID, a.Blocked)
		}
		o.accept(t.ID)
	}
	c := ticket.FinishStep{Step: a.Step.ID, Note: "sudah dilakukan", Confirm: o.ConfirmWord(t)}
	if a.Kind == "letter" {
		d := draft()
		c.Draft = &d
	}
	o.do("ani", t.ID, c)
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func wantDiff(t testing.TB, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func lastOf(s []string, n int) []string { return s[max(0, len(s)-n):] }

func report(problems ...string) *document.Report {
	return &document.Report{Kind: document.KindPDF, Problems: problems}
}
