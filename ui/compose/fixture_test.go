package compose_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain"
	"loket/domain/calendar"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/compose"
	"loket/ui/kit"
)

var (
	zone   = time.FixedZone("WIB", 7*3600)
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, zone)
)

const requester = "andi.pratama@contohprov.go.id"

type letters struct{}

func (letters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	d := ticket.Draft{To: []string{in.Ticket.Requester.Email}, Subject: "Re: " + in.Ticket.Subject + " [" + in.Ticket.Number + "]",
		Body: "Yth. " + in.Ticket.Requester.Name + "\nDinas Kominfo\n\n" + in.Note + "\n\nHormat kami,\n\nRina Wulandari\nHelpdesk"}
	switch template {
	case "authcode":
		d.Body = "Yth. Bapak/Ibu,\n\nAuthcode:\n\n    " + ticket.SecretMark + "\n\nHormat kami"
	case "revision":
		d.Body = "Yth. Bapak/Ibu,\n\nMohon perbaiki dokumen berikut."
		for _, r := range in.Reasons {
			d.Body += "\n- " + r.Requirement
		}
	case "result":
		d.Body = "Yth. Bapak/Ibu,\n\nTanggal kedaluwarsa baru: [!] isi tanggal\n\nHormat kami"
	case "unknown":
		return d, &ticket.Refusal{Code: "unknown-letter", Text: "no such letter"}
	}
	return d, nil
}

type world struct {
	t        testing.TB
	log      *storetest.Memory
	desk     *ticket.Desk
	now      time.Time
	uid      uint32
	env      *kit.Env
	opt      *compose.Options
	screen   *compose.Screen
	id       ticket.ID
	overlays []kit.Overlay
	toasts   []string
	out      []kit.Intent
	err      error
}

var catalogue = sync.OnceValues(func() (*domain.Catalogue, error) { return domain.LoadCatalogue(nil) })

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, now: monday, log: storetest.NewMemory()}
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	w.desk, err = ticket.OpenDesk(&ticket.Desk{Log: w.log, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: func() time.Time { return w.now },
		Site: ticket.Site{Name: "Helpdesk", Address: "helpdesk@contoh.go.id", Hold: 30 * time.Second, Key: []byte("key")}})
	if err != nil {
		t.Fatal(err)
	}
	w.env = &kit.Env{Lang: kit.Indonesian, Theme: kit.Themes("dark"), Now: w.now, Zone: zone, Officer: "rina"}
	w.opt = &compose.Options{Desk: w.desk, Catalogue: cat, Hold: 30 * time.Second, Editor: "vi -n"}
	return w
}

// receive brings a mail of the requester to the desk.
func (w *world) receive(subject, body, from string, refs ...string) {
	w.t.Helper()
	w.uid++
	sum := sha256.Sum256([]byte(subject))
	sha := hex.EncodeToString(sum[:])
	id := "m" + string(rune('a'+w.uid)) + "@contohprov.go.id"
	in := ticket.Incoming{Key: ticket.MailKey("demo", "INBOX", 1, w.uid), Internal: w.now, MessageID: id, Refs: refs, Subject: subject,
		From: ticket.Party{Name: "Andi Pratama", Email: from}, Text: body, Raw: []byte(id + body),
		Attachments: []ticket.File{{Name: "surat permohonan.pdf", Size: 4 << 10, SHA: sha, Report: &document.Report{Kind: document.KindPDF, Pages: 1, Text: "surat permohonan " + subject}}}}
	if _, err := w.desk.Receive(context.Background(), ticket.Batch{Account: "demo", Folder: "INBOX", Validity: 1, UID: w.uid, Mails: []ticket.Incoming{in}}); err != nil {
		w.t.Fatal(err)
	}
	rows := w.desk.Queue(ticket.ViewAll, "rina", nil, ticket.SortNumber, false, w.now)
	if len(rows) > 0 {
		w.id = rows[0].ID
	}
}

func registration(t testing.TB) *world {
	w := newWorld(t)
	w.receive("Permohonan pendaftaran nama domain contohkab.go.id", "Mohon pendaftaran nama domain contohkab.go.id.\nTerima kasih.", requester)
	return w
}

func (w *world) open(c kit.Compose, width, height int) {
	w.t.Helper()
	c.ID = w.id
	w.overlays, w.toasts, w.out, w.err = nil, nil, nil, nil
	w.screen = compose.New(w.env, w.opt, c)
	w.screen.Resize(width, height-2)
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

func (w *world) do(in kit.Intent) {
	w.t.Helper()
	switch in := in.(type) {
	case nil:
	case kit.Many:
		for _, one := range in {
			w.do(one)
		}
	case kit.Run:
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
		if in.Then != nil {
			w.do(in.Then(t))
		}
	case kit.Show:
		w.overlays = append(w.overlays, in.Overlay)
	case kit.Toast:
		w.toasts = append(w.toasts, in.Text.String())
	default:
		w.out = append(w.out, in)
	}
}

func (w *world) press(keys ...string) {
	w.t.Helper()
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
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp, "backspace": tea.KeyBackspace}
	if c, ok := codes[k]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if k == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if c, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
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

// pause lets the officer rest so long that the draft is kept.
func (w *world) pause() {
	w.now = w.now.Add(2 * time.Second)
	w.env.Now = w.now
	w.do(w.screen.Tick(w.now))
}

func (w *world) ticket() *ticket.Ticket {
	w.t.Helper()
	t, err := w.desk.Ticket(w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// kept is the text of the draft that the desk has of a kind of letter.
func (w *world) kept(kind string) string {
	w.t.Helper()
	k, err := w.desk.LetterDraft(w.id, kind)
	if err != nil {
		w.t.Fatal(err)
	}
	if k == nil {
		return ""
	}
	data, err := json.Marshal(k)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

func (w *world) left() bool {
	for _, in := range w.out {
		if _, ok := in.(kit.Back); ok {
			return true
		}
	}
	return false
}

func (w *world) view() string { return ansi.Strip(w.screen.View()) }

func (w *world) lastToast() string {
	if len(w.toasts) == 0 {
		return ""
	}
	return w.toasts[len(w.toasts)-1]
}

// box is the overlay on top as it is drawn.
func (w *world) box() string {
	if len(w.overlays) == 0 {
		return ""
	}
	lines, _ := w.overlays[len(w.overlays)-1].View(100, 40)
	return ansi.Strip(strings.Join(lines, "\n"))
}
