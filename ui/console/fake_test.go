package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/register"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// start is a Friday afternoon in Batam: 14.05 WIB.
var start = time.Date(2026, 11, 20, 7, 5, 0, 0, time.UTC)

// fakeDesk is a desk in memory that decides nothing: it has rows and remembers
// what it was told to do.
type fakeDesk struct {
	rows    []*ticket.Row
	tickets map[ticket.ID]*ticket.Ticket
	mails   []ticket.MailRecord
	taken   []string // copies of reports
	letters []ticket.OutboxItem
	names   []register.Entry
	zone    zoned
	read    int // times the register was read
	renamed uint64
	due     int // names to remind of
	drafts  map[string]string
	line    ticket.LineState
	made    ticket.Board
	bound   bool // nobody here is a supervisor
	said    []ticket.RegistrySaid
	found   func(ticket.Search) (*ticket.Found, error)
	did     []string
	fail    error
	book    error // what is wrong with the contact book
	ch      chan struct{}
	rev     uint64
}

var catalogue = sync.OnceValues(func() (*domain.Catalogue, error) { return domain.LoadCatalogue(nil) })

func newFake(rows []*ticket.Row) *fakeDesk {
	return &fakeDesk{rows: rows, tickets: map[ticket.ID]*ticket.Ticket{}, drafts: map[string]string{}, ch: make(chan struct{}, 1), rev: 1}
}

func (f *fakeDesk) Do(_ context.Context, by string, id ticket.ID, version uint32, c ticket.Command) (*ticket.Ticket, error) {
	f.did = append(f.did, fmt.Sprintf("%s %T %d v%d", by, c, id, version))
	if f.fail != nil {
		return nil, f.fail
	}
	return &ticket.Ticket{ID: id}, nil
}

func (f *fakeDesk) OpenByHand(_ context.Context, by string, m ticket.Manual) (*ticket.Ticket, error) {
	f.did = append(f.did, fmt.Sprintf("%s by hand: %s, %s, %v", by, m.Source, m.Subject, m.Names))
	if f.fail != nil {
		return nil, f.fail
	}
	return &ticket.Ticket{ID: 99, Number: "2026-00099"}, nil
}

func (f *fakeDesk) Ticket(id ticket.ID) (*ticket.Ticket, error) {
	if t := f.tickets[id]; t != nil {
		return t, nil
	}
	return nil, ticket.ErrNotFound
}

func (f *fakeDesk) Find(number string) (ticket.ID, error) {
	for _, r := range f.rows {
		if strings.HasSuffix(r.Number, number) {
			return r.ID, nil
		}
	}
	return 0, &ticket.Refusal{Code: "unknown-number", Args: []string{number}, Text: "there is no such ticket"}
}

func (f *fakeDesk) Next(*ticket.Ticket) ticket.Action {
	return ticket.Action{Kind: "verify", Step: domain.Step{Title: domain.Text{ID: "Periksa kelengkapan", EN: "Check the documents"}}}
}

func (f *fakeDesk) Search(_ context.Context, s ticket.Search) (*ticket.Found, error) {
	if f.found == nil {
		return &ticket.Found{}, nil
	}
	return f.found(s)
}

func (f *fakeDesk) May(_ string, r staff.Right, _ string) bool {
	return r != staff.Supervise || !f.bound
}
func (f *fakeDesk) HandsOver(string, string) staff.Right          { return staff.Work }
func (f *fakeDesk) Sit(string) *ticket.Seat                       { return nil }
func (f *fakeDesk) SaveDraft(key, text string) error              { f.drafts[key] = text; return nil }
func (f *fakeDesk) LoadDraft(key string) (string, error)          { return f.drafts[key], nil }
func (f *fakeDesk) Left(r *ticket.Row, now time.Time) ticket.Left { return ticket.TimeLeft(r, now) }

func (f *fakeDesk) Queue(v ticket.View, by string, q *ticket.Query, s ticket.Sort, desc bool, now time.Time) []*ticket.Row {
	out := make([]*ticket.Row, 0, 256)
	for _, r := range f.rows {
		if v.In(r, by, now) && q.Match(r, by, now) {
			out = append(out, r)
		}
	}
	ticket.SortRows(out, s, desc)
	return out
}

func (f *fakeDesk) Mend(_, _ []*ticket.Row, s ticket.Selection, now time.Time) []*ticket.Row {
	return f.Queue(s.View, s.By, s.Query, s.Sort, s.Desc, now)
}

func (f *fakeDesk) Troubles() (letters, unsure int) {
	for _, r := range f.rows {
		if r.State.Done() {
			continue
		}
		if r.LetterBad {
			letters++
		}
		if r.Unsure {
			unsure++
		}
	}
	return letters, unsure
}

func (f *fakeDesk) Unsent() (again, lost int, err error) {
	for _, it := range f.letters {
		switch {
		case it.Letter.State == ticket.LetterRetry:
			again++
		case it.Ticket == 0 && it.Lost():
			lost++
		}
	}
	return again, lost, nil
}

func (f *fakeDesk) Counts(by string, now time.Time) map[ticket.View]int {
	n := map[ticket.View]int{}
	for _, r := range f.rows {
		for _, v := range ticket.Views {
			if v.In(r, by, now) {
				n[v]++
			}
		}
	}
	return n
}

func (f *fakeDesk) Row(id ticket.ID) *ticket.Row {
	if i := slices.IndexFunc(f.rows, func(r *ticket.Row) bool { return r.ID == id }); i >= 0 {
		return f.rows[i]
	}
	return nil
}

func (f *fakeDesk) Changed(since uint64) ([]*ticket.Row, uint64, bool) {
	if since == f.rev {
		return nil, f.rev, false
	}
	return f.rows[:min(1, len(f.rows))], f.rev, false
}
func (f *fakeDesk) Subscribe() (<-chan struct{}, func()) { return f.ch, func() {} }

func (f *fakeDesk) Journal(before uint64, limit int) ([]ticket.MailRecord, uint64, error) {
	from := min(int(before), len(f.mails))
	to := min(from+limit, len(f.mails))
	next := uint64(to)
	if to == len(f.mails) {
		next = 0
	}
	return f.mails[from:to], next, nil
}

func (f *fakeDesk) AttachMail(_ context.Context, by, key string, id ticket.ID) error {
	f.did = append(f.did, fmt.Sprintf("%s attach %s to %d", by, key, id))
	return f.fail
}

func (f *fakeDesk) MailToTicket(_ context.Context, by, key string) (*ticket.Ticket, error) {
	f.did = append(f.did, fmt.Sprintf("%s ticket of %s", by, key))
	return &ticket.Ticket{ID: 7}, f.fail
}

func (f *fakeDesk) IgnoreMail(_ context.Context, by, key, reason string) error {
	f.did = append(f.did, fmt.Sprintf("%s ignore %s: %s", by, key, reason))
	return f.fail
}

func (f *fakeDesk) RetryMail(_ context.Context, by, key string) error {
	f.did = append(f.did, fmt.Sprintf("%s retry %s", by, key))
	return f.fail
}

func (f *fakeDesk) RawMail(_, _ string) ([]byte, error) {
	return []byte("From: a@contohkab.go.id\r\nSubject: \x1b]0;x\x07uji\r\n\r\nIsi\x1b[2J surat\r\n"), nil
}
func (f *fakeDesk) Parked() int {
	n := 0
	for _, m := range f.mails {
		if m.Fate == ticket.FateParked {
			n++
		}
	}
	return n
}
func (f *fakeDesk) LineState() (ticket.LineState, bool)          { return f.line, f.said != nil }
func (f *fakeDesk) RegistrySaid() ([]ticket.RegistrySaid, error) { return f.said, nil }
func (f *fakeDesk) Outbox() ([]ticket.OutboxItem, error)         { return f.letters, nil }

var agencies = []struct{ agency, name, domain string }{
	{"Pemkab Contoh", "Dewi Lestari Ningsih", "contohkab.go.id"}, {"Desa Maju Jaya", "Slamet Riyanto", "majujaya.desa.id"},
	{"Dinas Kesehatan Kota Contoh", "Ratna Wulandari", "dinkes.contohkota.go.id"}, {"Setda Provinsi Teladan", "Bambang Sutejo", "teladanprov.go.id"},
	{"Kecamatan Sukamaju", "Yohanes Tena", "kecsukamaju.contohkab.go.id"}, {"RSUD Sehat Sentosa", "Aminah Yusuf", "rsudsentosa.go.id"},
}

var subjects = []string{
	"Permohonan pendaftaran nama domain", "Permohonan pergantian Pejabat Nama Domain", "Perpanjangan nama domain 2027",
	"Pemulihan akses situs yang ditangguhkan", "Permohonan subdomain aplikasi perizinan", "Perubahan rekaman DNS",
}

var services = []string{"registration", "officer-change", "renewal", "access-restoration", "subdomain", "dns-record"}

// fakeRows makes n rows, one in twenty open, as a desk with history has them;
// for small n all are open.
func fakeRows(n int) []*ticket.Row {
	rows := make([]*ticket.Row, n)
	owners := []string{"", "rina", "budi", ""}
	states := []ticket.State{ticket.New, ticket.Open, ticket.WaitingRequester, ticket.WaitingOther}
	offsets := []time.Duration{-3*time.Hour - 40*time.Minute, 12*time.Minute + 5*time.Second, 90 * time.Minute, 26 * time.Hour, 75 * time.Hour, 200 * time.Hour}
	for i := range rows {
		a, k := agencies[i%len(agencies)], i%len(subjects)
		r := &ticket.Row{
			ID: ticket.ID(i + 1), Version: 3, Rev: uint64(i + 1), State: states[i%4], Source: ticket.ByMail, Number: fmt.Sprintf("2026-%05d", i+1),
			Subject: subjects[k] + " " + a.domain, Service: services[k], Requester: a.name, Email: "sekretariat@" + a.domain, Agency: a.agency,
			Owner: owners[i%4], Names: []string{a.domain}, Received: start.Add(-time.Duration(i%300) * time.Hour), Updated: start.Add(-time.Hour),
			Deadline: start.Add(offsets[i%len(offsets)]), Confidence: 92, Official: i%5 != 4, Unread: i%3 == 0, Messages: 1, Documents: 4, Missing: 2,
		}
		if r.State == ticket.WaitingRequester {
			r.PausedAt = start.Add(-2 * time.Hour)
		}
		if i%7 == 5 {
			r.Service, r.NeedsHuman, r.Confidence = "", true, 20
		}
		if n > 1000 && i%20 != 0 {
			r.State, r.ClosedAt, r.Outcome = ticket.Closed, start.Add(-24*time.Hour), "done"
		}
		r.Search = strings.ToLower(strings.Join([]string{r.Number, r.Requester, r.Email, r.Agency, r.Subject}, "\n"))
		rows[i] = r
	}
	return rows
}

func fakeTicket(r *ticket.Row) *ticket.Ticket {
	return &ticket.Ticket{
		ID: r.ID, Number: r.Number, Version: r.Version, State: r.State, Subject: r.Subject, Service: r.Service,
		Guess:    ticket.Guess{Service: r.Service, Confidence: .92, Reasons: []string{"perihal: pendaftaran nama domain", "lampiran: surat permohonan"}},
		Steps:    []ticket.StepState{{ID: "receipt", State: "done"}, {ID: "verify", State: "current"}, {ID: "approve", State: "todo"}, {ID: "result", State: "todo"}},
		Evidence: []ticket.Evidence{{Requirement: "request-letter", Verdict: ticket.Accepted}, {Requirement: "staff-card"}},
		Messages: []ticket.Message{{
			From: ticket.Party{Name: r.Requester, Email: r.Email}, Date: r.Received, Subject: r.Subject,
			Text:        "Yth. Tim Helpdesk,\n\nBersama ini kami sampaikan permohonan sebagaimana surat terlampir. Mohon dapat diproses lebih lanjut.\n\nTerima kasih.",
			Attachments: []ticket.Attachment{{Name: "surat-permohonan.pdf", Size: 214_000}, {Name: "kartu pegawai.jpg", Size: 1_900_000}},
		}},
	}
}

// console makes a console of a size on a fake desk.
func testApp(t testing.TB, f *fakeDesk, w, h int, change ...func(*Options)) *App {
	t.Helper()
	for _, r := range f.rows[:min(len(f.rows), 200)] {
		if f.tickets[r.ID] == nil {
			f.tickets[r.ID] = fakeTicket(r)
		}
	}
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	now := start
	o := Options{
		Desk: f, Catalogue: cat, Officer: "rina", Officers: map[string]string{"rina": "Rina Kartika", "budi": "Budi Hartono"},
		Zone: time.FixedZone("WIB", 7*3600), Theme: "dark", Now: func() time.Time { return now },
		Status: func() Status { return Status{State: "idle"} },
		Settings: func() Settings {
			return Settings{{Name: "files", Items: []Item{{Name: "record", Value: "/var/lib/loket"}, {Name: "config", Value: "/etc/loket.toml"}}}, {Name: "desk", Items: []Item{{Name: "zone", Value: "WIB"}, {Name: "catalogue", Value: "3f2a91c0d4e7"}}}}
		},
	}
	for _, c := range change {
		c(&o)
	}
	a := New(o)
	a.Update(tea.WindowSizeMsg{Width: w, Height: h})
	a.settle(a.do(a.queue().Apply(kit.Changes{All: true})))
	return a
}

// settle runs commands to their end, as the program would, without tickers.
func (a *App) settle(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch m := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			a.settle(c)
		}
	default:
		_, next := a.Update(m)
		a.settle(next)
	}
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
	"right": {Code: tea.KeyRight}, "left": {Code: tea.KeyLeft}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+p": {Code: 'p', Mod: tea.ModCtrl},
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
}

// press types keys; a word that is no key's name is typed letter by letter.
func (a *App) press(keys ...string) {
	for _, k := range keys {
		if m, ok := named[k]; ok {
			_, cmd := a.Update(m)
			a.settle(cmd)
			continue
		}
		for _, r := range k {
			_, cmd := a.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			a.settle(cmd)
		}
	}
}
