package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// stub is a screen that other packages would bring.
type stub struct {
	settings
	name string
	busy string
}

func (s *stub) Title() clean.Text { return clean.Own(s.name) }
func (s *stub) Busy() clean.Text  { return clean.Own(s.busy) }

func withStubs(o *Options) {
	o.Ticket = func(env *kit.Env, id ticket.ID) kit.Screen {
		return &stub{settings: settings{env: env, opt: o}, name: "tiket " + id.String()}
	}
	o.Compose = func(env *kit.Env, _ kit.Compose) kit.Screen {
		return &stub{settings: settings{env: env, opt: o}, name: "surat", busy: "draf belum dikirim"}
	}
}

func (a *App) title() string { return a.top().Title().String() }

func TestEverySizeIsFilledExactly(t *testing.T) {
	f := demoFake()
	for _, name := range []string{"", "J", "O", ",", "?", "a", "n", ":"} {
		a := testApp(t, f, 80, 24)
		a.press("6")
		a.press(name)
		for _, h := range []int{1, 2, 5, 17, 18, 24, 40, 120} {
			for w := 1; w <= 400; w += 7 {
				a.Update(tea.WindowSizeMsg{Width: w, Height: h})
				v := a.View()
				lines := strings.Split(v.Content, "\n")
				if kit.Layout(w, h).Shape != kit.TooSmall && len(lines) != h {
					t.Fatalf("%q at %dx%d: %d lines", name, w, h, len(lines))
				}
				for i, l := range lines {
					if got := ansi.StringWidth(l); got > w {
						t.Fatalf("%q at %dx%d: line %d takes %d cells: %q", name, w, h, i, got, ansi.Strip(l))
					}
				}
				if c := v.Cursor; c != nil && len(a.overlays) == 0 && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
					t.Fatalf("%q at %dx%d: cursor at %d,%d", name, w, h, c.X, c.Y)
				}
			}
		}
	}
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;:]*m")

func TestHostileTextStaysText(t *testing.T) {
	evil := "\x1b]0;pwned\x07\x1b[2J\x1b[31mmerah\u202egpj.exe\u200b\x9b31m\x00\r\nBcc: x\tDarurat\x1bP+q\x1b\\日本"
	f := demoFake()
	for _, r := range f.rows {
		r.Subject, r.Requester, r.Agency, r.Email, r.Names, r.Owner = evil, evil, evil, evil, []string{evil, evil}, evil
		tk := fakeTicket(r)
		tk.Messages[0].Text, tk.Messages[0].Attachments[0].Name, tk.Guess.Reasons = evil, evil, []string{evil}
		tk.Service, tk.Evidence[1].Requirement = evil, evil
		f.tickets[r.ID] = tk
	}
	for i := range f.mails {
		f.mails[i].From, f.mails[i].Subject, f.mails[i].Reason, f.mails[i].MessageID = evil, evil, evil, evil
	}
	for i := range f.letters {
		f.letters[i].Letter.Subject, f.letters[i].Letter.Body, f.letters[i].Letter.Error, f.letters[i].Letter.To = evil, evil, evil, []string{evil}
	}
	for _, keys := range [][]string{{"6"}, {"6", "a"}, {"6", "space", "space", "c"}, {"J"}, {"J", "enter"}, {"O", "j"}, {"n"}, {"/"}} {
		a := testApp(t, f, 160, 45, func(o *Options) { o.Status = func() Status { return Status{State: "error", Error: evil} } })
		a.press(keys...)
		a.Update(tea.PasteMsg{Content: evil})
		v := a.View()
		rest := sgr.ReplaceAllString(v.Content, "")
		for _, r := range rest {
			if r != '\n' && (r < 0x20 || r >= 0x7f && r <= 0x9f || r == '\u202e' || r == '\u200b') {
				t.Fatalf("%v: %U reached the terminal", keys, r)
			}
		}
		if strings.ContainsAny(v.WindowTitle, "\x1b\x07") {
			t.Fatal("an escape is in the title")
		}
	}
}

func TestKeysBecomeCommands(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"2", "c"}, "[rina ticket.Claim 1 v3]"},
		{[]string{"6", "j", "j", "R"}, "[rina ticket.Release 2 v3]"},
		{[]string{"6", "N", "halo dunia", "ctrl+s"}, "[rina ticket.AddNote 1 v3]"},
		{[]string{"6", "X", "ctrl+s"}, "[rina ticket.CloseTicket 1 v3]"},
		{[]string{"6", "A", "budi", "enter", "ctrl+s"}, "[rina ticket.Assign 1 v3]"},
		{[]string{"2", "space", "space", "c", "enter"}, "[]"}, // the focus is on Cancel
		{[]string{"2", "space", "space", "c", "y"}, "[rina ticket.Claim 1 v3 rina ticket.Claim 13 v3]"},
		{[]string{"2", "c", "u"}, "[rina ticket.Claim 1 v3 rina ticket.UndoLast 1 v0]"},
		{[]string{"u"}, "[]"},
		{[]string{"J", "j", "j", "t"}, "[rina ticket of helpdesk/INBOX/1/3]"},
		{[]string{"J", "j", "j", "i", "iklan", "enter"}, "[rina ignore helpdesk/INBOX/1/3: iklan]"},
		{[]string{"J", "j", "j", "g", "5", "enter"}, "[rina attach helpdesk/INBOX/1/3 to 5]"},
		{[]string{"J", "j", "j", "R"}, "[]"}, // parked mail was read well
		{[]string{"J", "j", "j", "j", "j", "R"}, "[rina retry helpdesk/INBOX/1/5]"},
		{[]string{"J", "t"}, "[]"}, // it is on a ticket already
		{[]string{"O", "x"}, "[rina ticket.CancelLetter 1 v0]"},
		{[]string{"O", "j", "R"}, "[rina ticket.RetryLetter 1 v0]"},
		{[]string{"n", "tab", "tab", "Minta info", "tab", "Dewi", "ctrl+s"}, "[rina by hand: phone, Minta info, []]"},
	} {
		f := demoFake()
		a := testApp(t, f, 120, 40)
		a.press(c.keys...)
		got := strings.ReplaceAll(fmt.Sprint(f.did), "\x00", "/")
		got = regexp.MustCompile(`0{3,}(\d)`).ReplaceAllString(got, "$1")
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.keys, got, c.want)
		}
	}
}

func TestFailuresAreSaidPlainly(t *testing.T) {
	for _, c := range []struct {
		err      error
		want, en string
	}{
		{fmt.Errorf("ticket 1: %w", &ticket.Refusal{Code: "claimed", Args: []string{"Budi\x1b[2J"}}), "Budi memegang tiket ini", "Budi has this ticket"},
		{&ticket.Refusal{Code: "brand-new", Text: "no such thing", Next: "try again"}, "no such thing; try again", "no such thing; try again"},
		{&ticket.Stale{By: "budi", At: start}, "Budi Hartono mendahului pada 14.05", "Budi Hartono acted first at 14:05"},
		{errors.New("disk on fire"), "Kesalahan internal, ref ", "Internal error, ref "},
	} {
		var log strings.Builder
		f := demoFake()
		f.fail = c.err
		a := testApp(t, f, 160, 40, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		a.press("2", "c")
		if !strings.Contains(a.text(), c.want) {
			t.Errorf("%v: no %q on\n%s", c.err, c.want, a.text())
		}
		a.press("L", "2", "c")
		if !strings.Contains(a.text(), c.en) {
			t.Errorf("%v: no %q on\n%s", c.err, c.en, a.text())
		}
		if internal := strings.Contains(log.String(), "disk on fire"); internal != (c.err.Error() == "disk on fire") {
			t.Errorf("%v: logged %q", c.err, log.String())
		}
		if strings.Contains(a.text(), "disk on fire") {
			t.Error("an internal error is on the screen")
		}
	}
}

func TestSomebodyElsesTicketIsAskedFor(t *testing.T) {
	f := demoFake()
	f.rows[0].Owner = "budi"
	a := testApp(t, f, 120, 40)
	a.press("6", "c")
	if !strings.Contains(a.text(), "sedang dikerjakan Budi Hartono") || len(f.did) != 0 {
		t.Fatalf("not asked: %v\n%s", f.did, a.text())
	}
	a.press("y")
	if fmt.Sprint(f.did) != "[rina ticket.Claim 1 v3]" {
		t.Errorf("did %v", f.did)
	}
}

func TestScreensOpenAndClose(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40, withStubs)
	for _, s := range []struct{ keys, want string }{
		{"enter", "tiket 2"}, {"q", "Saya"}, {"J", "Jurnal surat masuk"}, {"O", "Kotak keluar"}, {"J", "Jurnal surat masuk"}, {"esc", "Saya"},
		{"esc", "Saya"}, {",", "Pengaturan"}, {"q", "Saya"},
	} {
		a.press(s.keys)
		if a.title() != s.want {
			t.Fatalf("after %s: %s, want %s", s.keys, a.title(), s.want)
		}
	}
	for cmd, want := range map[string]string{"open 5": "tiket 5", "#7": "tiket 7", "buka 00003": "tiket 3", "view due": "Tenggat", "lihat pihak": "Pihak lain"} {
		a := testApp(t, demoFake(), 120, 40, withStubs)
		a.press(":", cmd, "enter")
		if a.title() != want {
			t.Errorf("%q: %s, want %s", cmd, a.title(), want)
		}
	}
}

func TestUnsentDraftIsAskedFor(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40, withStubs)
	a.settle(a.do(kit.Compose{}))
	a.press("q")
	if a.title() != "surat" || !strings.Contains(a.text(), "draf belum dikirim") {
		t.Fatal("left without asking")
	}
	a.press("enter")
	if a.title() != "surat" {
		t.Fatal("the default is to leave")
	}
	a.press("ctrl+c")
	if !strings.Contains(a.text(), "draf belum dikirim") {
		t.Fatal("ctrl+c does not ask")
	}
	a.press("n", "q", "y")
	if a.title() != "Saya" {
		t.Error("cannot leave at all")
	}
}

func TestFilterFollowsTyping(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40)
	a.press("6", "/", "majujaya")
	if n := a.queue().list.Len(); n != 4 {
		t.Errorf("%d rows while typing, want 4", n)
	}
	if a.View().Cursor == nil {
		t.Error("no cursor in the filter")
	}
	a.press("x")
	if n := a.queue().list.Len(); n != 0 {
		t.Errorf("%d rows where none fits", n)
	}
	for range 9 {
		a.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	a.press(":")
	if n := a.queue().list.Len(); n != 24 {
		t.Errorf("%d rows", n)
	}
	a.press("x")
	if n := a.queue().list.Len(); n != 24 || !strings.Contains(a.text(), "tidak dikenal") {
		t.Errorf("%d rows with a bad query\n%s", n, a.text())
	}
	a.press("esc")
	if n := a.queue().list.Len(); n != 24 || a.queue().text != "" {
		t.Errorf("%d rows after esc", n)
	}
}

func TestPreferencesComeBack(t *testing.T) {
	f := demoFake()
	now := start
	a := testApp(t, f, 120, 40, func(o *Options) { o.Now = func() time.Time { return now } })
	a.press("3", "s", "n", "S", "/", "go.id", "enter", "j", "j", "L", "T", "l", "%")
	if strings.Contains(f.drafts["prefs/rina"], `"ticket":20`) {
		t.Error("every step of the cursor is written")
	}
	now = now.Add(rest) // the keys rest
	a.settle(a.keep())
	b := testApp(t, f, 120, 40)
	if got, want := b.current(), a.current(); got != want || want.Theme != "light" || want.Lang != kit.English || want.Sort != ticket.SortNumber || !want.Desc || want.Query != "go.id" || !want.NoMouse {
		t.Errorf("came back as %+v, was %+v", got, want)
	}
	f.drafts["prefs/rina"] = "{broken"
	testApp(t, f, 120, 40)
}

func TestOverlayThatOpensByItselfWaitsForCalm(t *testing.T) {
	now := start
	a := testApp(t, demoFake(), 120, 40, func(o *Options) { o.Now = func() time.Time { return now } })
	done := false
	a.press("j")
	a.settle(a.do(kit.Show{Self: true, Overlay: kit.NewConfirm(a.env, kit.Confirm{Title: clean.Own("x"), Yes: clean.Own("y"), Then: func() kit.Intent { done = true; return nil }})}))
	now = now.Add(100 * time.Millisecond)
	a.press("y")
	if done {
		t.Fatal("a key typed before the overlay was seen answered it")
	}
	now = now.Add(time.Second)
	a.press("y")
	if !done {
		t.Error("the overlay takes no keys at all")
	}
}

func TestToastsGoAway(t *testing.T) {
	now := start
	f := demoFake()
	a := testApp(t, f, 120, 40, func(o *Options) { o.Now = func() time.Time { return now } })
	a.press("2", "c")
	if !strings.Contains(a.text(), "2026-00001 Anda ambil · u mengurungkan") {
		t.Fatalf("no toast on\n%s", a.text())
	}
	now = now.Add(11 * time.Second)
	a.Update(tickMsg{a.ticks})
	if strings.Contains(a.text(), "Anda ambil") {
		t.Error("the toast stays")
	}
	if _, cmd := a.Update(tickMsg{a.ticks + 1}); cmd != nil {
		t.Error("a tick of another generation lives on")
	}
}

func TestPreviewIsThereFromTheFirstFrame(t *testing.T) {
	a := testApp(t, demoFake(), 1, 1)
	_, cmd := a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	if !strings.Contains(a.text(), "Petugas    Rina") {
		t.Fatalf("no facts of the row:\n%s", a.text())
	}
	a.settle(cmd)
	if !strings.Contains(a.text(), "surat-permohonan.pdf") {
		t.Error("nothing of the ticket after it was read")
	}
}

func TestNoColor(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40)
	a.Update(tea.EnvMsg{"TERM=xterm", "NO_COLOR=1"})
	if regexp.MustCompile(`\x1b\[[0-9;]*[34]8;`).MatchString(a.View().Content) {
		t.Error("there are colours")
	}
	if !strings.Contains(a.View().Content, "\x1b[7m") {
		t.Error("the selected row is not shown without colours")
	}
}

func TestTitleDoesNotMoveWithTheCursor(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40)
	a.press("6")
	before := a.View().WindowTitle
	a.press("j", "j")
	if a.View().WindowTitle != before {
		t.Error("the title changes with the cursor: 22 bytes per key")
	}
}

func TestMouse(t *testing.T) {
	a := testApp(t, demoFake(), 120, 40, withStubs)
	at := func(x, y int) {
		a.View()
		_, c := a.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		a.settle(c)
	}
	at(10, 0)
	at(4, 0)
	tabs := a.queue().tabs
	at(tabs[5].from+1, 0)
	if a.queue().view != ticket.ViewAll {
		t.Fatalf("clicked on all, view %s", a.queue().view)
	}
	at(10, a.rects.List.Min.Y+3)
	if a.queue().list.Index() != 3 {
		t.Fatalf("row %d is selected", a.queue().list.Index())
	}
	at(10, a.rects.List.Min.Y+3)
	if !strings.HasPrefix(a.title(), "tiket") {
		t.Fatal("a second click does not open")
	}
	a.press("q")
	a.View()
	at(a.hints[2].From, a.rects.Hints.Min.Y)
	if len(a.overlays) != 1 {
		t.Fatal("a hint cannot be clicked")
	}
	_, c := a.Update(tea.MouseWheelMsg{X: 1, Y: 10, Button: tea.MouseWheelDown})
	a.settle(c)
}

// TestProgram runs the real program once: it starts, draws and ends.
func TestProgram(t *testing.T) {
	a := testApp(t, demoFake(), 80, 24)
	in, typed := io.Pipe()
	go func() { typed.Write([]byte("q")) }()
	var out strings.Builder
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := Run(ctx, a, in, &out, tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	if err != nil || ctx.Err() != nil {
		t.Fatalf("%v %v", err, ctx.Err())
	}
	if !strings.Contains(out.String(), "\x1b[?1049h") || !strings.Contains(out.String(), "\x1b[?1049l") {
		t.Error("the alternate screen was not entered and left")
	}
}
