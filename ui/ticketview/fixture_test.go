package ticketview_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/signature"
	"loket/ui/kit"
	"loket/ui/ticketview"
)

var zone = time.FixedZone("WIB", 7*3600)

// monday is a working day in the middle of office hours.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, zone)

// letters writes short drafts; the real templates belong to the mailbox.
type letters struct{}

func (letters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	body := "Yth. Bapak/Ibu,\n\nSurat " + template + " untuk tiket " + in.Ticket.Number + ".\n\nHormat kami"
	if template == "authcode" {
		body += "\n" + ticket.SecretMark
	}
	d := ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: "Perihal [" + in.Ticket.Number + "]", Body: body}
	if in.Owner != nil {
		d.To, d.Cc = in.Owner.Contact.Owner, in.Owner.Contact.CSIRT
	}
	return d, nil
}

// world is a desk with one officer, a clock and a screen to press keys on.
type world struct {
	t      *testing.T
	desk   *ticket.Desk
	now    time.Time
	uid    uint32
	env    *kit.Env
	opt    *ticketview.Options
	screen *ticketview.Screen
	id     ticket.ID

	overlays []kit.Overlay
	toasts   []string
	out      []kit.Intent // intents that leave the screen
	err      error        // of the last command

	later func(time.Duration) // moves the clock where the desk works by itself

	hold bool // slow work waits until release
	held []kit.Run
}

var catalogue = sync.OnceValues(func() (*domain.Catalogue, error) { return domain.LoadCatalogue(nil) })

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: monday}
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	w.desk, err = ticket.OpenDesk(&ticket.Desk{
		Log: storetest.NewMemory(), Catalogue: cat, Calendar: cal, Letters: letters{}, Now: func() time.Time { return w.now },
		Site: ticket.Site{Name: "Helpdesk", Address: "helpdesk@contoh.go.id", Hold: 30 * time.Second,
			Staff: []staff.Officer{{ID: "rina", Name: "Rina Wulandari", Roles: []staff.Role{staff.Worker}}, {ID: "budi", Name: "Budi Hartono", Roles: []staff.Role{staff.Worker}}, {ID: "sri", Name: "Sri Lestari", Roles: []staff.Role{staff.Worker, staff.Supervisor}}}, Key: []byte("key")},
	})
	if err != nil {
		t.Fatal(err)
	}
	names := w.desk.OfficerNames()
	w.env = &kit.Env{Lang: kit.Indonesian, Theme: kit.Themes("dark"), Now: w.now, Zone: zone, Officer: "rina", Names: func(id string) string { return names[id] }}
	w.env.May = func(r staff.Right, service string) bool { return w.desk.May(w.env.Officer, r, service) }
	w.env.HandsOver = func(owner string) staff.Right { return w.desk.HandsOver(w.env.Officer, owner) }
	w.opt = &ticketview.Options{Desk: w.desk, Catalogue: cat, Officers: names, Local: true}
	return w
}

func file(name, text string, pages int, problems ...string) ticket.File {
	sum := sha256.Sum256([]byte(name + text))
	sha := hex.EncodeToString(sum[:])
	return ticket.File{Name: name, Size: 120 << 10, SHA: sha, Report: &document.Report{
		Version: document.Version, SHA256: sha, Type: "application/pdf", Claimed: "application/pdf", Name: name, Kind: document.KindPDF,
		Pages: pages, Text: text, Problems: problems, Signatures: 1, Signed: signedBy("Rina Contoh"),
	}}
}

func signedBy(name string) *signature.Result {
	return &signature.Result{Version: signature.Version, Findings: []signature.Finding{{
		Kind: signature.Approval, Verdict: signature.Valid, Intact: true, Trusted: true, Signer: name, Issuer: "BSrE",
		Proven: time.Date(2026, 8, 31, 2, 0, 0, 0, time.UTC), Stamper: "Penanda Waktu BSrE", Revision: 1, Revisions: 2, LTV: true,
		RevocationChecked: time.Date(2026, 9, 30, 2, 0, 0, 0, time.UTC),
	}}}
}

// receive brings a mail to the desk and returns the ticket it went to.
func (w *world) receive(in ticket.Incoming) ticket.ID {
	w.t.Helper()
	w.uid++
	in.Key = ticket.MailKey("demo", "INBOX", 1, w.uid)
	if in.Internal.IsZero() {
		in.Internal = w.now
	}
	if in.MessageID == "" {
		in.MessageID = "m" + string(rune('a'+w.uid)) + "@contohkab.go.id"
	}
	in.Raw = []byte(in.MessageID + in.Subject + in.Text)
	in.Size = int64(len(in.Raw))
	for i := range in.Attachments {
		in.Attachments[i].Index = i
	}
	got, err := w.desk.Receive(context.Background(), ticket.Batch{Account: "demo", Folder: "INBOX", Validity: 1, UID: w.uid, Mails: []ticket.Incoming{in}})
	if err != nil {
		w.t.Fatal(err)
	}
	if got[ticket.FateNew]+got[ticket.FateJoined] == 0 {
		w.t.Fatalf("mail went elsewhere: %v", got)
	}
	rows := w.desk.Queue(ticket.ViewAll, "rina", nil, ticket.SortNumber, true, w.now)
	if len(rows) == 0 {
		w.t.Fatal("no ticket")
	}
	return rows[0].ID
}

// registration is a request for a new name with most of its documents.
func registration() ticket.Incoming {
	return ticket.Incoming{
		Subject: "Permohonan pendaftaran nama domain contohkab.go.id",
		From:    ticket.Party{Name: "Andi Pratama", Email: "andi.pratama@contohprov.go.id", Agency: "Dinas Kominfo Provinsi Contoh"},
		To:      []string{"helpdesk@contoh.go.id"},
		Text: "Yth. Helpdesk,\n\nBersama ini kami mengajukan permohonan pendaftaran nama domain contohkab.go.id untuk Pemerintah Kabupaten Contoh. " +
			"Dokumen kami lampirkan. Mohon kiranya dapat diproses.\n\nTerima kasih,\nAndi Pratama\nDinas Komunikasi dan Informatika",
		Quoted: "Pada tanggal 20 November kami telah menghubungi helpdesk\nmelalui telepon dan diminta mengirim surat.",
		Attachments: []ticket.File{
			file("Surat Permohonan Pendaftaran.pdf", "SURAT PERMOHONAN\nPendaftaran nama domain contohkab.go.id\n\nKepala Dinas Komunikasi dan Informatika Kabupaten Contoh mengajukan pendaftaran nama domain.", 2),
			file("SK Penunjukan Pejabat Nama Domain.pdf", "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN\ncontohkab.go.id", 1),
			file("Kartu Pegawai Andi.pdf", "KARTU PEGAWAI\nAndi Pratama", 1, "encrypted"),
			file("catatan.pdf", "Catatan rapat", 1),
		},
	}
}

// open puts a screen on a ticket and reads it.
func (w *world) open(id ticket.ID, width, height int) {
	w.t.Helper()
	w.id = id
	w.screen = ticketview.New(w.env, w.opt, id)
	w.screen.Resize(width, height-2)
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

// do carries out intents as the root does.
func (w *world) do(in kit.Intent) {
	w.t.Helper()
	switch in := in.(type) {
	case nil:
	case kit.Many:
		for _, one := range in {
			w.do(one)
		}
	case kit.Run:
		if w.hold {
			w.held = append(w.held, in)
			return
		}
		then, err := in.Work(context.Background())
		if err != nil {
			w.err = err
			if in.Else != nil {
				w.do(in.Else(err))
			}
			return
		}
		if then != nil {
			w.do(then())
		}
	case kit.Do:
		t, err := w.desk.Do(context.Background(), w.env.Officer, in.ID, in.Version, in.Command)
		if err != nil {
			w.err = err
			if in.Else != nil {
				w.do(in.Else(err))
			}
			return
		}
		if !in.Done.Empty() {
			w.toasts = append(w.toasts, in.Done.String())
		}
		if in.Then != nil {
			w.do(in.Then(t))
		}
		w.do(w.screen.Apply(kit.Changes{All: true}))
	case kit.Show:
		w.overlays = append(w.overlays, in.Overlay)
	case kit.Shut:
		w.overlays = slices.DeleteFunc(w.overlays, func(o kit.Overlay) bool { return o == in.Overlay })
	case kit.Toast:
		w.toasts = append(w.toasts, in.Text.String())
	default:
		w.out = append(w.out, in)
	}
}

// release lets slow work go on that was held.
func (w *world) release() {
	w.t.Helper()
	work := w.held
	w.hold, w.held = false, nil
	for _, one := range work {
		w.do(one)
	}
}

// press presses keys: names of Bubble Tea, or "text:..." to type.
func (w *world) press(keys ...string) {
	w.t.Helper()
	w.err = nil
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "text:"); ok {
			for _, r := range text {
				w.key(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		w.key(named(k))
	}
}

func named(k string) tea.KeyPressMsg {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "pgdown": tea.KeyPgDown,
		"pgup": tea.KeyPgUp, "backspace": tea.KeyBackspace, "down": tea.KeyDown, "up": tea.KeyUp, "left": tea.KeyLeft, "right": tea.KeyRight}
	if c, ok := codes[k]; ok {
		m := tea.KeyPressMsg{Code: c}
		if k == "space" {
			m.Text = " "
		}
		return m
	}
	if c, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	r := []rune(k)[0]
	return tea.KeyPressMsg{Code: r, Text: k}
}

func (w *world) key(msg tea.KeyPressMsg) {
	w.t.Helper()
	if n := len(w.overlays); n > 0 {
		top := w.overlays[n-1]
		top.View(100, 40)
		in, done := top.Key(msg)
		if done {
			w.overlays = append(w.overlays[:n-1:n-1], w.overlays[n:]...)
		}
		w.do(in)
		return
	}
	in, _ := w.screen.Key(msg)
	w.do(in)
}

// ticket returns the ticket as the desk has it.
func (w *world) ticket() *ticket.Ticket {
	w.t.Helper()
	t, err := w.desk.Ticket(w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func (w *world) view() string { return ansi.Strip(w.screen.View()) }

// shown is the overlay on top, without styles; "" for none.
func (w *world) shown() string {
	if len(w.overlays) == 0 {
		return ""
	}
	lines, _ := w.overlays[len(w.overlays)-1].View(100, 60)
	return ansi.Strip(strings.Join(lines, "\n"))
}
