package kit

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"loket/domain/clean"
)

func press(s string) tea.KeyPressMsg {
	switch s {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(s)[0], Text: s}
}

func testEnv() *Env {
	return &Env{Lang: Indonesian, Theme: Themes("dark"), Now: time.Date(2026, 11, 22, 7, 5, 0, 0, time.UTC), Zone: time.FixedZone("WIB", 7*3600)}
}

func TestLayoutCoversAnySize(t *testing.T) {
	for w := -1; w <= 400; w += 3 {
		for h := -1; h <= 120; h++ {
			r := Layout(w, h)
			screen := image.Rect(0, 0, max(w, 0), max(h, 0))
			parts := []image.Rectangle{r.Tabs, r.Query, r.Head, r.List, r.Preview, r.Status, r.Hints}
			for i, p := range parts {
				if !p.In(screen) {
					t.Fatalf("%dx%d: part %d %v outside", w, h, i, p)
				}
				for _, q := range parts[i+1:] {
					if p.Overlaps(q) {
						t.Fatalf("%dx%d: %v overlaps %v", w, h, p, q)
					}
				}
			}
			if r.Shape != TooSmall && r.List.Dy() < 3 {
				t.Fatalf("%dx%d: list of %d rows", w, h, r.List.Dy())
			}
		}
	}
}

func TestLayoutShapes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want Shape
	}{{59, 40, TooSmall}, {80, 17, TooSmall}, {60, 18, ListOnly}, {79, 24, ListOnly}, {80, 24, Stacked}, {119, 40, Stacked}, {120, 40, Wide}, {400, 120, Wide}} {
		if got := Layout(c.w, c.h).Shape; got != c.want {
			t.Errorf("Layout(%d, %d).Shape = %v, want %v", c.w, c.h, got, c.want)
		}
	}
}

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := clean.Line(rapid.String().Draw(t, "text"), 0)
		w := rapid.IntRange(0, 60).Draw(t, "width")
		for _, got := range []string{Fit(text, w), FitRight(text, w)} {
			if n := ansi.StringWidth(got); n != w {
				t.Fatalf("%q takes %d cells, want %d", got, n, w)
			}
		}
		for _, l := range Wrap(text, w) {
			if n := ansi.StringWidth(l); n > w {
				t.Fatalf("wrapped line %q takes %d cells of %d", l, n, w)
			}
		}
	})
}

func TestRowIsExactAndPlain(t *testing.T) {
	th := Themes("dark")
	cells := []Cell{{clean.Line("日本語のとても長い題名", 0), 9, th.Late, false}, {clean.Line("a\x1b[2Jb", 0), 12, th.Muted, true}, {clean.Own("x"), 30, Ink{}, false}}
	for w := range 80 {
		got := Row(th.Selected, w, cells...)
		if n := ansi.StringWidth(got); n != w {
			t.Fatalf("row of %d cells takes %d", w, n)
		}
		if strings.Contains(ansi.Strip(got), "\x1b") {
			t.Fatalf("an escape is left in %q", got)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		id, en string
	}{
		{0, "00.00", "00:00"}, {12*time.Minute + 5*time.Second, "12.05", "12:05"}, {-59 * time.Second, "00.59", "00:59"},
		{time.Hour, "1j 00m", "1h 00m"}, {3*time.Hour + 40*time.Minute, "3j 40m", "3h 40m"}, {47 * time.Hour, "47j 00m", "47h 00m"},
		{48 * time.Hour, "2 hari", "2 d"}, {-100 * 24 * time.Hour, "100 hari", "100 d"},
	} {
		if got := Indonesian.Span(c.d).String(); got != c.id {
			t.Errorf("id %v = %q, want %q", c.d, got, c.id)
		}
		if got := English.Span(c.d).String(); got != c.en {
			t.Errorf("en %v = %q, want %q", c.d, got, c.en)
		}
	}
}

func TestTimes(t *testing.T) {
	e := testEnv()
	at := time.Date(2026, 11, 22, 7, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		e.Time(at).String():                                    "22 Nov 2026 14.05 WIB",
		e.Moment(at).String():                                  "14.05",
		e.Moment(at.AddDate(0, 0, -1)).String():                "21 Nov",
		e.Moment(at.AddDate(-1, -3, 0)).String():               "22 Agu 2025",
		English.Time(at, e.Zone).String():                      "22 Nov 2026 14:05 WIB",
		English.Number(1234567).String():                       "1,234,567",
		Indonesian.Number(-1000).String():                      "-1.000",
		Indonesian.Size(1_300_000).String():                    "1,2 MB",
		Indonesian.Time(time.Time{}, e.Zone).String():          "–",
		e.T("confirm.more", 1200).String():                     "dan 1.200 lagi",
		e.T("confirm.type", "a\x1b]0;x\x07b.desa.id").String(): "Ketik ab.desa.id untuk melanjutkan:",
		e.T("no.such.key").String():                            "[no.such.key]",
		e.Lang.Word("state.", "bogus\x1b[2J").String():         "bogus",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func numbers(n int) *List[int] {
	l := NewList(func(i int) int { return i * 10 }, func(int) (uint64, string) { return 1, "" }, func(i, w int, look Look) string {
		s := fmt.Sprint(i)
		if look.Selected {
			s = ">" + s
		}
		if look.Marked {
			s = "*" + s
		}
		return Fit(clean.Own(s), w)
	})
	l.Resize(6, 4)
	l.SetCount(n)
	return l
}

func TestListMovesAndMarks(t *testing.T) {
	l := numbers(100)
	steps := []struct {
		key  string
		want string
	}{
		{"", ">0|1|2|3"}, {"j", "0|>1|2|3"}, {"G", "96|97|98|>99"}, {"k", "96|97|>98|99"}, {"g", ">0|1|2|3"},
		{"space", "*0|>1|2|3"}, {"v", "*0|*>1|2|3"}, {"j", "*0|*1|*>2|3"}, {"v", "*0|*1|*>2|3"}, {"j", "*0|*1|*2|>3"},
	}
	for _, s := range steps {
		if s.key != "" && !l.Key(press(s.key)) {
			t.Fatalf("key %s is not the list's", s.key)
		}
		got := strings.Join(strings.Fields(strings.ReplaceAll(l.View(), "\n", " ")), "|")
		if got != s.want {
			t.Fatalf("after %q: %s, want %s", s.key, got, s.want)
		}
	}
	if got := fmt.Sprint(l.MarkedRows()); got != "[0 1 2]" {
		t.Errorf("marked %s", got)
	}
	l.SetCount(2)
	if got := fmt.Sprint(l.MarkedRows()); got != "[0 1]" || l.Marked() != 3 {
		t.Errorf("after narrowing: marked %s, %d in all", got, l.Marked())
	}
}

func TestListKeepsItsRowWhenOrderChanges(t *testing.T) {
	order := []int{10, 20, 30, 40}
	l := NewList(func(i int) int { return order[i] }, func(int) (uint64, string) { return 0, "" }, func(i, w int, _ Look) string { return Spaces(w) })
	l.Resize(5, 2)
	l.SetCount(4)
	l.Select(2)
	order = []int{30, 10, 20, 40}
	l.SetCount(4)
	if l.Index() != 0 {
		t.Errorf("selection is at %d, want 0", l.Index())
	}
	order = []int{10, 20}
	l.SetCount(2)
	if l.Index() != 0 {
		t.Errorf("selection is at %d after its row went, want 0", l.Index())
	}
	order = nil
	l.SetCount(0)
	if l.Index() != -1 {
		t.Error("an empty list has a selection")
	}
	l.Key(press("j"))
	_ = l.View()
}

func TestListAlwaysShowsItsSelection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := numbers(rapid.IntRange(0, 30).Draw(t, "n"))
		for _, op := range rapid.SliceOfN(rapid.SampledFrom([]string{"j", "k", "g", "G", "space", "v", "*", "size", "count"}), 0, 40).Draw(t, "ops") {
			switch op {
			case "size":
				l.Resize(6, rapid.IntRange(0, 9).Draw(t, "h"))
			case "count":
				l.SetCount(rapid.IntRange(0, 30).Draw(t, "n2"))
			default:
				l.Key(press(op))
			}
			top, h := l.Position()
			if i := l.Index(); h > 0 && i >= 0 && (i < top || i >= top+h) {
				t.Fatalf("row %d is selected, rows %d to %d are shown", i, top, top+h)
			}
			if n := len(l.Lines()); n != h {
				t.Fatalf("%d lines, want %d", n, h)
			}
		}
	})
}

func TestConfirmDefaultsToNo(t *testing.T) {
	done := false
	c := NewConfirm(testEnv(), Confirm{Title: clean.Own("Tutup"), Yes: clean.Own("Ya"), Then: func() Intent { done = true; return nil }})
	if _, closed := c.Key(press("enter")); !closed || done {
		t.Fatal("enter on a fresh dialog must cancel")
	}
	c.Key(press("tab"))
	if _, closed := c.Key(press("enter")); !closed || !done {
		t.Fatal("enter on Yes must do it")
	}
}

func TestConfirmButtonsCanBeClicked(t *testing.T) {
	for _, c := range []struct {
		word string
		want bool
	}{{"Batal", false}, {"Ya betul", true}} {
		done := false
		o := NewConfirm(testEnv(), Confirm{Title: clean.Own("Tutup"), Effect: clean.Own("Efek"), Yes: clean.Own("Ya betul"), Then: func() Intent { done = true; return nil }})
		lines, _ := o.View(80, 24)
		for y, l := range lines {
			if x := strings.Index(ansi.Strip(l), c.word); x >= 0 {
				x = ansi.StringWidth(ansi.Strip(l)[:x])
				if _, closed := o.Mouse(Mouse{X: x, Y: y, Left: true}); !closed || done != c.want {
					t.Errorf("click on %s: closed %v, done %v", c.word, closed, done)
				}
			}
		}
	}
}

func TestConfirmWithWord(t *testing.T) {
	done := false
	c := NewConfirm(testEnv(), Confirm{Title: clean.Own("Hapus"), Yes: clean.Own("Hapus"), Word: "ab.go.id", Then: func() Intent { done = true; return nil }})
	for _, k := range []string{"y", "tab", "enter"} {
		c.Key(press(k))
	}
	if done {
		t.Fatal("done without the word")
	}
	c.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	c.Paste(clean.Own("AB.go.id"))
	if _, closed := c.Key(press("enter")); !closed || !done {
		t.Fatal("not done with the word")
	}
}

func TestChooseFiltersAndRefuses(t *testing.T) {
	ran := ""
	entry := func(key, text, why string) Entry {
		return Entry{Key: key, Text: clean.Own(text), Why: clean.Own(why), Then: func() Intent { ran = text; return nil }}
	}
	entries := []Entry{entry("c", "klaim", ""), entry("x", "tutup tiket", "belum lengkap"), entry("r", "lepas", "")}
	m := NewChoose(testEnv(), Choose{Title: clean.Own("Aksi"), Entries: entries})
	if in, closed := m.Key(press("x")); closed || ran != "" || in.(Toast).Text.String() != "belum lengkap" {
		t.Fatalf("a disabled entry ran: %v %v %q", in, closed, ran)
	}
	if _, closed := m.Key(press("r")); !closed || ran != "lepas" {
		t.Fatalf("r ran %q", ran)
	}
	p := NewChoose(testEnv(), Choose{Title: clean.Own("Perintah"), Entries: entries, Filter: true})
	for _, k := range "kl" {
		p.Key(press(string(k)))
	}
	if _, closed := p.Key(press("enter")); !closed || ran != "klaim" {
		t.Fatalf("the palette ran %q", ran)
	}
}

func TestOverlaysFitAnyScreen(t *testing.T) {
	e := testEnv()
	long := clean.Own(strings.Repeat("kata panjang sekali ", 40))
	many := make([]Entry, 60)
	for i := range many {
		many[i] = Entry{Key: "k", Text: long, Note: long}
	}
	overlays := map[string]Overlay{
		"confirm": NewConfirm(e, Confirm{Title: long, Effect: long, Items: []clean.Text{long, long}, Yes: clean.Own("Ya"), Word: "contohkab.go.id"}),
		"choose":  NewChoose(e, Choose{Title: long, Entries: many, Filter: true, Note: long}),
		"info":    NewInfo(e, long, long),
		"ask":     NewAsk(e, long, long, "x", func(string) Intent { return nil }),
	}
	for name, o := range overlays {
		for _, size := range []image.Point{{20, 5}, {60, 18}, {80, 24}, {200, 60}} {
			lines, _ := o.View(size.X, size.Y)
			for _, l := range lines {
				if w := ansi.StringWidth(l); w != ansi.StringWidth(lines[0]) || (size.X >= 60 && w > size.X) {
					t.Errorf("%s on %v: line of %d cells: %q", name, size, w, ansi.Strip(l))
				}
			}
			screen := make([]string, size.Y)
			for i := range screen {
				screen[i] = Spaces(size.X)
			}
			Lay(screen, lines, 2, 1)
		}
	}
}

func TestPagerFinds(t *testing.T) {
	var p Pager
	p.Resize(20, 3)
	lines := make([]string, 50)
	for i := range lines {
		lines[i] = fmt.Sprintf("baris %d", i)
	}
	p.SetLines(lines)
	for _, k := range []string{"/", "3", "7", "enter"} {
		p.Key(press(k))
	}
	if p.Line() != 37 {
		t.Errorf("at line %d, want 37", p.Line())
	}
	if got := p.Lines(Themes("dark"))[0]; ansi.Strip(got) != Fit(clean.Own("baris 37"), 20) || !strings.Contains(got, "\x1b[7m") {
		t.Errorf("hit drawn as %q", got)
	}
}

func TestFieldCleansPaste(t *testing.T) {
	f := NewField(20)
	f.Paste(clean.Block("a\x1b[31mb\nc\u202ed", 100))
	if f.Value() != "ab cd" {
		t.Errorf("pasted %q", f.Value())
	}
}

func TestFormWantsWhatIsRequired(t *testing.T) {
	f := NewForm(testEnv(), Input{ID: "a", Label: clean.Own("A")}, Input{ID: "b", Label: clean.Own("B"), Required: true})
	if sent, _ := f.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}); sent {
		t.Fatal("sent without b")
	}
	f.Key(press("x"))
	if sent, _ := f.Key(press("enter")); !sent || f.Value("b") != "x" {
		t.Fatalf("not sent with b=%q", f.Value("b"))
	}
}

func TestConfirmSafeSays(t *testing.T) {
	for _, test := range []struct {
		word string
		want bool
	}{{"", true}, {"ab.go.id", false}} {
		done := false
		c := NewConfirm(testEnv(), Confirm{Title: clean.Own("Kirim"), Yes: clean.Own("Kirim"), Word: test.word, Safe: true, Then: func() Intent { done = true; return nil }})
		if c.Key(press("enter")); done != test.want {
			t.Errorf("word %q: enter said %v", test.word, done)
		}
	}
}

// TestComplaint checks that what is wrong is said at its field, that the sheet
// stays, and that editing the field takes the complaint away.
func TestComplaint(t *testing.T) {
	e := &Env{Lang: English, Theme: Themes("none")}
	sent := false
	o := NewSheet(e, Sheet{
		Title: own("Sheet"), Form: NewForm(e, Input{ID: "a", Label: own("A"), Required: true}, Input{ID: "b", Label: own("B"), Marked: true}),
		Check: func(f *Form) (string, clean.Text) {
			if f.Value("b") != "ok" {
				return "b", own("write ok")
			}
			return "", clean.Text{}
		},
		Then: func(*Form) Intent { sent = true; return nil },
	})
	shown := func() string { lines, _ := o.View(80, 20); return ansi.Strip(strings.Join(lines, "\n")) }
	save := tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}
	typed := func(s string) {
		for _, r := range s {
			o.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	if _, done := o.Key(save); done || !strings.Contains(shown(), "! must be filled in") {
		t.Fatalf("what is missing is not said:\n%s", shown())
	}
	typed("x")
	if strings.Contains(shown(), "must be filled in") {
		t.Fatalf("the complaint stays after editing:\n%s", shown())
	}
	if _, done := o.Key(save); done || !strings.Contains(shown(), "! write ok") || !strings.Contains(shown(), "B *") {
		t.Fatalf("the check is not said at its field:\n%s", shown())
	}
	typed("ok")
	if _, done := o.Key(save); !done || !sent {
		t.Fatal("a form with nothing wrong is not taken")
	}
}

// TestConfirmDiffers checks that another word than the one asked for says where
// it differs.
func TestConfirmDiffers(t *testing.T) {
	for typed, want := range map[string]string{
		"contohkab.gi.id": "from character 12", "contohkab.go": "“.id” is missing", "contohkab.go.idx": "“x” is too much", "lain": "from character 1:",
	} {
		o := NewConfirm(&Env{Lang: English, Theme: Themes("none")}, Confirm{Title: own("T"), Yes: own("Yes"), Word: "contohkab.go.id"})
		for _, r := range typed {
			o.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if _, done := o.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); done {
			t.Fatalf("%q closed the dialog", typed)
		}
		lines, _ := o.View(80, 24)
		if got := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(got, want) {
			t.Errorf("%q: no %q in\n%s", typed, want, got)
		}
		o.Key(tea.KeyPressMsg{Code: 'z', Text: "z"})
		if lines, _ := o.View(80, 24); strings.Contains(ansi.Strip(strings.Join(lines, "")), want) {
			t.Errorf("%q: the complaint stays while it is mended", typed)
		}
	}
}

// TestNumbered checks that a text has another form for one, and that what
// somebody wrote is never read as a form.
func TestNumbered(t *testing.T) {
	for _, c := range []struct {
		text string
		args []string
		want string
	}{
		{"{0} {0:URL|URLs}", []string{"1"}, "{0} URL"},
		{"{0} {0:URL|URLs}", []string{"2"}, "{0} URLs"},
		{"{0} {0:URL|URLs}", []string{"0"}, "{0} URLs"},
		{"filter: words, {1:a b|c} at 10:30", []string{"1", "1"}, "filter: words, a b at 10:30"},
		{"service: {0}: {1:one|many}", []string{"x", "5"}, "service: {0}: many"},
		{"{0:broken", []string{"1"}, "{0:broken"},
		{"{9:a|b}", []string{"1"}, "b"},
		{":", nil, ":"},
		{"", nil, ""},
	} {
		if got := numbered(c.text, c.args); got != c.want {
			t.Errorf("numbered(%q, %q) = %q, want %q", c.text, c.args, got, c.want)
		}
	}
	if got := English.T("ticketview.url-count", 1).String(); got != "1 URL" {
		t.Errorf("one: %q", got)
	}
	if got := English.T("did.came", "{0:a|b}", "{1:c|d}").String(); got != "New ticket {0:a|b}: {1:c|d}" {
		t.Errorf("a stranger's text was read as a form: %q", got)
	}
}
