package compose_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
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

func (w *world) kept(key string) string {
	w.t.Helper()
	text, err := w.desk.LoadDraft(key)
	if err != nil {
		w.t.Fatal(err)
	}
	return text
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

func TestReply(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:Sudah kami terima.", "ctrl+s")
	if len(w.overlays) != 1 || len(w.ticket().Letters) != 0 {
		t.Fatalf("sent without a question: %v", w.toasts)
	}
	lines, _ := w.overlays[0].View(80, 24)
	if box := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(box, requester) || !strings.Contains(box, "30 detik") {
		t.Fatalf("the question does not say to whom or how long it is held:\n%s", box)
	}
	w.press("y")
	l := w.ticket().Letters
	if len(l) != 1 || l[0].State != ticket.LetterHeld || !strings.Contains(l[0].Body, "Sudah kami terima.") || l[0].To[0] != requester || !w.left() {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
	// The own words stand in the gap of the template, not before the salutation.
	if !strings.HasPrefix(l[0].Body, "Yth.") {
		t.Errorf("own words before the salutation: %q", l[0].Body)
	}
}

func TestDraftComesBack(t *testing.T) {
	w := registration(t)
	key := "letter/1/plain/rina"
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if w.pause(); w.kept(key) != "" {
		t.Fatal("a draft that nobody touched is kept")
	}
	w.press("text:setengah jadi")
	if w.kept(key) != "" {
		t.Fatal("kept while typing")
	}
	if w.pause(); !strings.Contains(w.kept(key), "setengah jadi") {
		t.Fatalf("not kept: %q", w.kept(key))
	}
	w.press("text: sekali", "esc")
	if !w.left() || !strings.Contains(w.kept(key), "setengah jadi sekali") {
		t.Fatalf("leaving lost something: %q", w.kept(key))
	}
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if !strings.Contains(w.view(), "setengah jadi sekali") || !strings.Contains(w.lastToast(), "dipulihkan") {
		t.Fatalf("not restored:\n%s", w.view())
	}
	w.press("ctrl+s", "y")
	if w.kept(key) != "" || len(w.ticket().Letters) != 1 {
		t.Fatalf("draft %q after sending, err %v", w.kept(key), w.err)
	}
}

func TestDiscard(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:buang saja")
	w.pause()
	w.press("ctrl+d", "esc")
	if w.kept("letter/1/plain/rina") == "" || w.left() {
		t.Fatal("discarded without a yes")
	}
	w.press("ctrl+d", "y")
	if w.kept("letter/1/plain/rina") != "" || !w.left() {
		t.Fatal("not discarded")
	}
}

func TestSecret(t *testing.T) {
	w := registration(t)
	const code = "Xy7!kQ-secret"
	w.open(kit.Compose{Template: "authcode"}, 80, 24)
	w.press("ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "Rahasia") {
		t.Fatalf("sent without the secret: %v", w.toasts)
	}
	w.press("text:" + code)
	w.screen.Paste(clean.Own("Z9"))
	if strings.Contains(w.screen.View(), code[:4]) {
		t.Fatal("the secret is on the screen")
	}
	if w.screen.Busy().Empty() {
		t.Fatal("leaving would lose the secret without a word")
	}
	w.press("tab", "text:isi", "ctrl+r")
	if strings.Contains(w.screen.View(), code[:4]) {
		t.Fatal("the secret is in the preview")
	}
	w.press("esc")
	// A secret written into the text is neither sent nor kept.
	w.screen.Paste(clean.Own(code + "Z9"))
	w.pause()
	if k := w.kept("letter/1/authcode/rina"); strings.Contains(k, code) || k == "" {
		t.Fatalf("draft %q", k)
	}
	w.press("ctrl+s")
	if len(w.overlays) != 0 {
		t.Fatal("the secret in the text was not noticed")
	}
	for range len(code) + 2 {
		w.press("backspace")
	}
	// Only official addresses of the ticket.
	for _, to := range []string{"orang@example.com", "lain@lainkab.go.id"} {
		w.press("shift+tab", "shift+tab", "shift+tab", "text:"+to, "ctrl+s")
		if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), to) {
			t.Fatalf("a secret goes to %s: %v", to, w.toasts)
		}
		for range to {
			w.press("backspace")
		}
		w.press("tab", "tab", "tab") // back to the text
	}
	w.press("ctrl+s", "y")
	l := w.ticket().Letters
	if len(l) != 1 || !l[0].HasSecret || strings.Contains(l[0].Body, code) {
		t.Fatalf("letters %+v, err %v, toasts %v", l, w.err, w.toasts)
	}
	if got, err := w.log.Secret(l[0].ID); err != nil || got != code+"Z9" {
		t.Fatalf("secret %q, %v", got, err)
	}
}

func TestRevision(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "revision", Revision: true}, 80, 24)
	if !strings.Contains(w.view(), "2026-11-26") {
		t.Fatalf("no revise-by date:\n%s", w.view())
	}
	w.press("shift+tab")
	for range 10 {
		w.press("backspace")
	}
	w.press("text:2026-11-20", "ctrl+s")
	if len(w.overlays) != 0 {
		t.Fatal("a date in the past was taken")
	}
	for range 10 {
		w.press("backspace")
	}
	w.press("text:2026-11-30", "ctrl+s", "y")
	got := w.ticket()
	want := time.Date(2026, 11, 30, 23, 59, 0, 0, zone)
	if got.State != ticket.WaitingRequester || !got.Clock.ReviseBy.Equal(want) || got.Clock.Rounds != 1 || len(got.Letters) != 1 {
		t.Fatalf("state %s, revise by %v, err %v", got.State, got.Clock.ReviseBy, w.err)
	}
}

func TestStepLetter(t *testing.T) {
	w := registration(t)
	do := func(c ticket.Command) {
		t.Helper()
		if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	do(ticket.FinishStep{Step: "check-name", Note: "ada"})
	for _, e := range w.ticket().Evidence {
		do(ticket.GiveVerdict{Requirement: e.Requirement, Verdict: ticket.NotApplicable, Note: "contoh"})
	}
	do(ticket.FinishStep{Step: "verify"})
	do(ticket.FinishStep{Step: "approve", Reference: "R-1"})
	w.open(kit.Compose{Template: "approval-invoice", Step: "invoice"}, 80, 24)
	w.press("ctrl+s", "y")
	got := w.ticket()
	if got.Step().ID != "payment" || len(got.Letters) != 1 || got.Letters[0].Step != "invoice" || got.Letters[0].Template != "approval-invoice" {
		t.Fatalf("step %s, letters %+v, err %v", got.Step().ID, got.Letters, w.err)
	}
}

func TestAttachAndTemplate(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:Daftar terlampir.")
	if !strings.Contains(w.view(), "tidak ada yang dilampirkan") {
		t.Fatalf("no warning:\n%s", w.view())
	}
	w.press("ctrl+a", "enter", "esc")
	if v := w.view(); strings.Contains(v, "tidak ada yang dilampirkan") || !strings.Contains(v, "surat permohonan.pdf") {
		t.Fatalf("not attached:\n%s", v)
	}
	w.press("ctrl+t", "text:penolakan", "enter")
	if len(w.overlays) != 1 {
		t.Fatal("own words were replaced without a question")
	}
	w.press("y")
	if strings.Contains(w.view(), "Daftar terlampir") {
		t.Fatal("the template did not replace the text")
	}
	w.press("ctrl+s", "y")
	if l := w.ticket().Letters; len(l) != 1 || l[0].Template != "refusal" {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
}

func TestNewsWhileWriting(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:sebentar")
	w.receive("Re: Permohonan", "Ini susulan.", requester, "mb@contohprov.go.id")
	w.do(w.screen.Apply(kit.Changes{Rows: []*ticket.Row{w.desk.Row(w.id)}}))
	if !strings.Contains(w.view(), "pesan baru datang") || !strings.Contains(w.view(), "sebentar") {
		t.Fatalf("no word of the new message:\n%s", w.view())
	}
	w.press("ctrl+s", "y")
	if len(w.ticket().Letters) != 1 {
		t.Fatalf("cannot send after the new message: %v", w.err)
	}
}

func TestWrongFields(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("shift+tab", "shift+tab", "text:bukan alamat", "ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "bukan") {
		t.Fatalf("toasts %v", w.toasts)
	}
	w.open(kit.Compose{Template: "unknown"}, 80, 24)
	var r *ticket.Refusal
	if !errors.As(w.err, &r) || !w.left() {
		t.Fatalf("an unknown letter: %v", w.err)
	}
}

func TestOpenPlaces(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "result"}, 80, 24)
	if !strings.Contains(w.view(), "masih harus diisi") {
		t.Fatalf("no word of what is open:\n%s", w.view())
	}
	w.press("ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "isi tanggal") {
		t.Fatalf("toasts %v", w.toasts)
	}
	// The cursor stands before the mark.
	for range len("[!] isi tanggal") {
		w.key(tea.KeyPressMsg{Code: tea.KeyDelete})
	}
	w.press("text:1 Januari 2028", "ctrl+s", "y")
	if l := w.ticket().Letters; len(l) != 1 || !strings.Contains(l[0].Body, "baru: 1 Januari 2028\n") {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
}

func TestOuterEditor(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("ctrl+e")
	ex, ok := w.out[len(w.out)-1].(kit.Exec)
	if !ok || ex.Name != "vi" || len(ex.Args) != 2 || ex.Args[0] != "-n" {
		t.Fatalf("intent %+v", w.out)
	}
	path := ex.Args[1]
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("Ditulis di luar.\x1b[2J\u202e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(ex.Then(nil))
	if v := w.screen.View(); !strings.Contains(v, "Ditulis di luar.") || strings.Contains(v, "\x1b[2J") || strings.Contains(v, "\u202e") {
		t.Fatalf("view %q", v)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the file is still there: %v", err)
	}
	if w.pause(); !strings.Contains(w.kept("letter/1/plain/rina"), "Ditulis di luar.") {
		t.Fatal("what the editor wrote is not kept")
	}
	w.press("ctrl+e")
	ex = w.out[len(w.out)-1].(kit.Exec)
	w.do(ex.Then(errors.New("exit status 1")))
	if _, err := os.Stat(ex.Args[1]); !errors.Is(err, os.ErrNotExist) || !strings.Contains(w.lastToast(), "Editor gagal") {
		t.Fatalf("%v, %v", err, w.toasts)
	}
}
