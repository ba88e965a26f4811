package console

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"loket/domain/term"
	"loket/ticket"
	"loket/ui/kit"
)

// foundHits are answers to "permohonan".
func foundHits(s ticket.Search) (*ticket.Found, error) {
	if strings.Contains(s.Text, "warna:") {
		return nil, &ticket.QueryError{Code: "unknown-key", Word: "warna", Hint: "layanan"}
	}
	if first, _, _ := strings.Cut(s.Text, " "); first == "" || !strings.HasPrefix("permohonan", first) {
		return &ticket.Found{}, nil
	}
	hit := func(id ticket.ID, number string, where ticket.Where, title, text string) ticket.Hit {
		q := term.NewQuery([]term.Piece{{Text: "permohonan"}}, false)
		snippet, marks := term.Snippet(text, q.Mark(text), 200)
		return ticket.Hit{ID: id, Number: number, State: ticket.Open, Service: "registration", Subject: "Pendaftaran nama domain majujaya.desa.id", Updated: start,
			Passage: ticket.Passage{Where: where, Title: title, Version: 3}, Snippet: snippet, Marks: marks, More: int(id) - 1}
	}
	mail := hit(0, "", ticket.InJournal, "Out of office", "Tentang permohonan Anda: saya sedang cuti")
	mail.More, mail.Mail = 0, &ticket.MailRecord{Position: 7, Key: "k7", From: "cuti@contohkab.go.id", Subject: "Out of office", Fate: ticket.FateMachine, Internal: start, At: start}
	return &ticket.Found{Total: 12_345, Hits: []ticket.Hit{
		hit(1, "2026-00001", ticket.InHead, "", "2026-00001 Permohonan pendaftaran nama domain majujaya.desa.id"),
		hit(2, "2026-00002", ticket.InFile, "surat-permohonan.pdf", "Yth. Kepala Dinas Komunikasi dan Informatika di tempat. Dengan hormat, bersama ini kami mengajukan permohonan pendaftaran nama domain, dan berkas permohonannya kami lampirkan."),
		hit(3, "2026-00003", ticket.InNote, "rina", "sudah dimohon \x1b[31mlewat telepon"),
		mail,
	}}, nil
}

func searching(t *testing.T, w, h int, change ...func(*Options)) (*App, *fakeDesk) {
	t.Helper()
	f := demoFake()
	f.found = foundHits
	return testApp(t, f, w, h, change...), f
}

func TestGoldenSearch(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		for _, size := range [][2]int{{80, 24}, {160, 45}} {
			a, f := searching(t, size[0], size[1], func(o *Options) { o.Lang = lang })
			a.press("6", "f", "permohonan", "down")
			golden(t, "search_"+strconv.Itoa(size[0])+"_"+string(lang), a.text())
			f.found = func(ticket.Search) (*ticket.Found, error) {
				return &ticket.Found{State: ticket.FinderState{Building: true, Done: 1200, Total: 40_000}}, nil
			}
			a.press("x")
			golden(t, "search_building_"+strconv.Itoa(size[0])+"_"+string(lang), a.text())
		}
	}
}

func TestSearchOpensThePlace(t *testing.T) {
	a, _ := searching(t, 100, 30)
	a.press("6", "down", "f", "permohonan", "down")
	was := a.queue().text
	in, used := a.top().Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	open, ok := in.(kit.Open)
	if !used || !ok || open.ID != 2 || open.At == nil || open.At.Where != ticket.InFile {
		t.Fatalf("enter gives %#v", in)
	}
	a.press("esc")
	a.press("f", "permohonan", "down", "down", "down")
	in, _ = a.top().Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	if push, ok := in.(kit.Push); !ok || push.Screen.(*journal).from != 8 {
		t.Errorf("enter on a mail gives %#v", in)
	}
	a.press("esc")
	if len(a.stack) != 1 || a.queue().text != was || a.queue().list.Index() != 1 {
		t.Error("the queue is not as it was")
	}
}

// TestSearchDropsStaleAnswers lets an earlier question be answered last.
func TestSearchDropsStaleAnswers(t *testing.T) {
	a, _ := searching(t, 100, 30)
	a.press("f")
	s := a.top().(*finder)
	s.field.Set("permohonan")
	first := s.ask().(kit.Run)
	s.field.Set("zzz")
	second := s.ask().(kit.Run)
	late, err := first.Work(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now, err := second.Work(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now()
	late()
	if len(s.found.Hits) != 0 || s.asked != "zzz" {
		t.Errorf("shown is the answer to %q", s.asked)
	}
}

func TestSearchSaysWhatIsWrong(t *testing.T) {
	a, _ := searching(t, 120, 30)
	a.press("f", "permohonan")
	a.press(" warna:x")
	if text := a.text(); !strings.Contains(text, "! “warna” tidak dikenal") || !strings.Contains(text, "2026-00001") {
		t.Errorf("%s", text)
	}
}

// The number has a column of its own: it is said again only where it is what was
// looked for.
func TestFoundWithoutItsNumber(t *testing.T) {
	for _, c := range []struct {
		where         ticket.Where
		text, query   string
		want, between string
	}{
		{ticket.InHead, "2026-00001 Permohonan domain", "permohonan", "Permohonan domain", "Permohonan"},
		{ticket.InHead, "2026-00001 Permohonan domain", "2026-00001", "2026-00001 Permohonan domain", "2026-00001"},
		{ticket.InMessage, "2026-00001 adalah permohonan kami", "permohonan", "2026-00001 adalah permohonan kami", "permohonan"},
		{ticket.InHead, "Permohonan domain", "permohonan", "Permohonan domain", "Permohonan"},
	} {
		h := &ticket.Hit{Number: "2026-00001", Passage: ticket.Passage{Where: c.where}, Snippet: c.text,
			Marks: term.NewQuery([]term.Piece{{Text: c.query}}, false).Mark(c.text).Spans}
		got, marks := unnumbered(h)
		if got != c.want || len(marks) == 0 || got[marks[0].From:marks[0].To] != c.between {
			t.Errorf("%q in %q: %q %v", c.query, c.text, got, marks)
		}
	}
}
