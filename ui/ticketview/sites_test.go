package ticketview_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/access"
	"loket/domain/webcheck"
	"loket/ticket"
	"loket/ui/kit"
)

// pages shows every third page with gambling words to the crawler alone, every
// seventh is gone; it ends the desk's work after the last.
type pages struct {
	now  func() time.Time
	left int
	end  context.CancelFunc
}

func (p *pages) LookAll(_ context.Context, addresses []string, done func(webcheck.Result)) error {
	for _, a := range addresses {
		n := len(a) * 7919 % 100
		fmt.Sscanf(a[strings.LastIndexByte(a, '/')+1:], "%d", &n)
		l := webcheck.Look{URL: a, At: p.now(), Browser: webcheck.Page{Status: 200, Title: "Beranda", Text: "selamat datang", SHA256: strings.Repeat("ab", 32)}}
		l.Crawler = l.Browser
		switch {
		case n%3 == 0:
			l.Crawler.Title, l.Crawler.Text, l.Crawler.Found = "Situs Slot Gacor", "slot gacor maxwin", []webcheck.Hit{{Word: webcheck.Word{Phrase: "slot gacor", Category: "perjudian"}, Times: 4}}
			l.Cloaking = []webcheck.Change{{What: "title", Before: "Beranda", After: "Situs Slot Gacor"}, {What: "words", After: "slot gacor"}}
		case n%7 == 0:
			l.Browser = webcheck.Page{Status: 404}
			l.Crawler = l.Browser
		}
		done(webcheck.Result{Asked: a, Look: l})
		if p.left--; p.left == 0 {
			p.end()
		}
	}
	return nil
}

const contacts = `domain;agency;owner;csirt;phone;confirmed
kab00.go.id;Kab. Nol;admin@kab00.go.id;csirt@kab00.go.id;021-555;2026-11-01
kab01.go.id;Kab. Satu;admin@kab01.go.id;;;
`

// reported is a request to cut n addresses of some agencies, at its check.
func reported(t *testing.T, n int, lang kit.Lang, width, height int) *world {
	t.Helper()
	w := newWorld(t)
	w.env.Lang = lang
	book, problems, err := access.ReadBook(strings.NewReader(contacts))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	w.desk.Book, w.desk.Looker = func() (*access.Book, error) { return book, nil }, &pages{}
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "https://dinas%d.kab%02d.go.id/berita/%d\n", i%3, i%40, i)
	}
	w.open(w.receive(ticket.Incoming{Subject: "Permohonan pemutusan akses konten judi online", Text: "Mohon pemutusan akses:\n" + b.String(),
		From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), width, height)
	if got := w.ticket(); got.Service != "access-termination" || len(got.URLs) != n {
		t.Fatalf("service %q, %d addresses", got.Service, len(got.URLs))
	}
	w.settle()
	w.press("n", "7")
	if w.ticket().Step().ID != "check-urls" {
		t.Fatalf("at %s: %v", w.ticket().Step().ID, w.err)
	}
	return w
}

// lookAround lets the desk look until so many looks were made.
func (w *world) lookAround(n int) {
	w.t.Helper()
	w.now = w.now.Add(5 * time.Minute)
	w.env.Now = w.now
	ctx, cancel := context.WithCancel(context.Background())
	w.desk.Looker = &pages{now: func() time.Time { return w.now }, left: n, end: cancel}
	w.desk.RunLooks(ctx, nil)
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

// 500 addresses of one mail: asked for, looked at, taken over and told of with a
// key each.
func TestFiveHundredAddresses(t *testing.T) {
	w := reported(t, 500, kit.English, 120, 40)
	w.press("*", "o")
	w.lookAround(500)
	if n := len(w.ticket().Proposed()); n != 500 {
		t.Fatalf("%d proposals\n%s", n, w.view())
	}
	w.press("s")
	counts := map[string]int{}
	for _, u := range w.ticket().URLs {
		counts[u.State]++
	}
	if counts["found"] != 167 || counts["clean"] != 285 || counts["gone"] != 48 {
		t.Fatalf("states %v", counts)
	}
	w.press("n", "ctrl+s", "n") // the letters to owners
	if len(w.overlays) != 1 {
		t.Fatalf("no list of letters: %v\n%s", w.err, w.view())
	}
	list := ansi.Strip(strings.Join(first(w.overlays[0].View(100, 40)), "\n"))
	if !strings.Contains(list, "Send 2 letters") || !strings.Contains(list, "kab00.go.id") || !strings.Contains(list, "no contact") {
		t.Fatalf("letters:\n%s", list)
	}
	w.press("S", "enter")
	if got := w.ticket(); len(got.Letters) < 2 || got.Step().ID != "notify-owner" || w.err != nil {
		t.Fatalf("%d letters, step %s, %v", len(got.Letters), got.Step().ID, w.err)
	}
	w.press("m", "j", "enter", "text:admin@kab02.go.id", "enter")
	w.press("S", "enter")
	letters := w.ticket().Letters
	if l := letters[len(letters)-1]; l.To[0] != "admin@kab02.go.id" || len(l.Made) != 1 {
		t.Errorf("the owner who was asked for: %+v, %v", l, w.err)
	}
}

func first(lines []string, _ any) []string { return lines }

// Marks, filters and the evidence of one address.
func TestSitesKeys(t *testing.T) {
	w := reported(t, 90, kit.Indonesian, 80, 24)
	w.press("g", "space", "o") // the heading marks its owner's
	w.lookAround(3)
	if n := len(w.ticket().Proposed()); n != 3 {
		t.Fatalf("%d proposals, want those of one owner", n)
	}
	w.press("/", "2")
	if v := w.view(); !strings.Contains(v, "tampil: ada usulan") || strings.Contains(v, "kab01") {
		t.Errorf("the filter shows others:\n%s", v)
	}
	w.press("d")
	if len(w.overlays) != 1 {
		t.Fatalf("no evidence: %v", w.err)
	}
	text := ansi.Strip(strings.Join(first(w.overlays[0].View(100, 40)), "\n"))
	for _, want := range []string{"konten ditemukan", "slot gacor maxwin", "perjudian", "Beranda"} {
		if !strings.Contains(text, want) {
			t.Errorf("the evidence lacks %q:\n%s", want, text)
		}
	}
	w.press("esc", "x")
	if u := w.ticket().URLs[0]; u.State != "found" || u.By != "rina" {
		t.Errorf("%+v, %v", u, w.err)
	}
	w.press("/", "0", "g", "j", "-")
	if n := len(w.ticket().URLs); n != 89 || w.err != nil {
		t.Errorf("%d addresses after one was taken off: %v", n, w.err)
	}
	w.press("u")
	if n := len(w.ticket().URLs); n != 90 {
		t.Errorf("%d addresses after that was taken back", n)
	}
	if w.err != nil {
		t.Error(w.err)
	}
}

func TestSitesGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w := reported(t, 90, lang, size[0], size[1])
			golden(t, fmt.Sprintf("urls_new_%dx%d_%s", size[0], size[1], lang), w.view())
			w.press("*", "o")
			w.lookAround(90)
			golden(t, fmt.Sprintf("urls_seen_%dx%d_%s", size[0], size[1], lang), w.view())
		}
	}
}

func TestSitesFillTheirRectangle(t *testing.T) {
	w := reported(t, 60, kit.Indonesian, 80, 24)
	w.press("*", "o")
	w.lookAround(60)
	for _, size := range [][2]int{{1, 1}, {10, 4}, {60, 16}, {79, 22}, {99, 30}, {100, 30}, {400, 118}} {
		w.screen.Resize(size[0], size[1])
		lines := strings.Split(w.screen.View(), "\n")
		if len(lines) != size[1] {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for y, l := range lines {
			if got := ansi.StringWidth(l); got != size[0] {
				t.Errorf("%v line %d: %d cells: %q", size, y, got, ansi.Strip(l))
				break
			}
		}
	}
}
