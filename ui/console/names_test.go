package console

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

// The fake's register; what main gives is this.
var _ Desk = (*ticket.Desk)(nil)

func (f *fakeDesk) Register() ([]register.Entry, error) {
	f.read++
	return f.names, nil
}

func (f *fakeDesk) RegisterRev() uint64 { return f.renamed }

func (f *fakeDesk) RegisterEntry(name domain.Name) (register.Entry, bool, error) {
	for _, e := range f.names {
		if e.Name == name {
			return e, true, nil
		}
	}
	return register.Entry{}, false, nil
}

func (f *fakeDesk) Radar(entries []register.Entry) []register.Position {
	cal, err := calendar.Default("Asia/Jakarta")
	if err != nil {
		panic(err)
	}
	return register.Radar(entries, register.Rules{}, cal, start)
}

func (f *fakeDesk) SetEntry(_ context.Context, by string, e register.Entry) error {
	if f.fail != nil {
		return f.fail
	}
	f.renamed++
	i := slices.IndexFunc(f.names, func(o register.Entry) bool { return o.Name == e.Name })
	if i < 0 {
		f.names, i = append(f.names, e), len(f.names)
	}
	f.names[i] = e
	f.did = append(f.did, by+" set "+string(e.Name))
	return nil
}

func on(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

func registered(t *testing.T, w, h int, change ...func(*Options)) (*App, *fakeDesk) {
	t.Helper()
	f := demoFake()
	updated := start.Add(-48 * time.Hour)
	f.names = []register.Entry{
		{Name: "aplikasi.batam.go.id", Agency: "Dinas Perhubungan Kota Contoh", Responsible: register.Person{Name: "Slamet Riyanto", Email: "slamet@contohkota.go.id", Phone: "0811 0000 1111"}, Until: on(2026, 12, 31), Tickets: []string{"2026-00005"}, Records: []domain.Record{{Host: "aplikasi", Type: "A", Value: "198.51.100.7"}}, Updated: updated, UpdatedBy: "2026-00005"},
		{
			Name: "contohkab.go.id", Agency: "Pemkab Contoh", Officer: register.Person{Name: "Dewi Lestari Ningsih", Email: "dewi@contohkab.go.id"}, Registered: on(2020, 2, 1), Until: on(2027, 2, 1),
			Holds:     []action.Hold{{Name: "contohkab.go.id", Ticket: "2026-00007", Reason: "access-termination", Since: start.Add(-72 * time.Hour)}},
			Reminders: []register.Reminder{{End: on(2026, 2, 1), Mark: 30, At: start.Add(-300 * 24 * time.Hour), Ticket: "2026-00001", Letter: 1}},
			History: []register.Deed{
				{At: start.Add(-400 * 24 * time.Hour), By: "rina", Why: "import", Fields: []register.Alteration{{Field: "instansi", After: "Kab. Contoh"}}},
				{At: updated, By: "budi", Why: "officer", Fields: []register.Alteration{{Field: "instansi", Before: "Kab. Contoh", After: "Pemkab Contoh"}, {Field: "Kelas", Before: "B\x1b[2J", After: "A"}}},
			},
			Tickets: []string{"2026-00001", "2026-00003"}, Fields: []register.Field{{Label: "Kelas", Value: "A\x1b[2J"}}, Updated: updated, UpdatedBy: "budi",
		},
		{Name: "lamakab.go.id", Agency: "Pemkab Lama", Until: on(2026, 10, 1), Updated: updated, UpdatedBy: "rina"},
		{Name: "majujaya.desa.id", Agency: "Desa Maju Jaya", Updated: updated, UpdatedBy: "rina"},
	}
	return testApp(t, f, w, h, change...), f
}

func TestGoldenNames(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		for _, size := range [][2]int{{80, 24}, {160, 45}} {
			a, _ := registered(t, size[0], size[1], func(o *Options) { o.Lang = lang })
			id := strconv.Itoa(size[0]) + "_" + string(lang)
			a.press("D")
			golden(t, "names_"+id, a.text())
			a.press("/", "pemkab contoh", "enter", "enter")
			golden(t, "name_"+id, a.text())
			a.press("e")
			golden(t, "name_edit_"+id, a.text())
		}
	}
}

func TestNamesAreFiltered(t *testing.T) {
	a, f := registered(t, 100, 30)
	a.press("D", "/", "slamet")
	if text := a.text(); !strings.Contains(text, "aplikasi.batam.go.id") || strings.Contains(text, "lamakab") {
		t.Errorf("%s", text)
	}
	a.press("x")
	if text := a.text(); !strings.Contains(text, "Tidak ada yang cocok") {
		t.Errorf("%s", text)
	}
	a.press("esc")
	f.names, f.renamed = f.names[:1], f.renamed+1
	a.settle(a.do(a.top().Apply(kit.Changes{All: true})))
	if n := a.top().(*names); len(n.shown) != 1 {
		t.Errorf("%d names after one is left", len(n.shown))
	}
}

func TestNameOpensItsTickets(t *testing.T) {
	var opened []ticket.ID
	a, _ := registered(t, 100, 30, func(o *Options) {
		o.Ticket = func(env *kit.Env, id ticket.ID) kit.Screen {
			opened = append(opened, id)
			return newSettings(env, o)
		}
	})
	a.press("D", "/", "aplikasi", "enter", "enter", "enter")
	if len(opened) != 1 || opened[0] != 5 {
		t.Fatalf("the only ticket: opened %v", opened)
	}
	a.press("q", "q", "/")
	a.top().(*names).clear()
	a.press("/", "pemkab contoh", "enter", "enter", "enter")
	if text := a.text(); !strings.Contains(text, "2026-00007") || !strings.Contains(text, "2026-00001") {
		t.Fatalf("of several one is chosen:\n%s", text)
	}
	a.press("00003", "enter")
	if len(opened) != 2 || opened[1] != 3 {
		t.Errorf("opened %v", opened)
	}
}

func TestNameIsCorrected(t *testing.T) {
	a, f := registered(t, 100, 30)
	a.press("D", "/", "majujaya", "enter", "enter", "e", " Sejahtera", "down", "Sri", "down", "bukan", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "bukan alamat surel") || len(f.did) != 0 {
		t.Fatalf("a wrong address is kept: %v\n%s", f.did, text)
	}
	a.press("@contohkab.go.id", "down", "down", "down", "down", "down", "31/12", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "bukan tanggal") {
		t.Fatalf("half a date is kept:\n%s", text)
	}
	a.press("/2027", "down", "2028-01-01", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "sebelum tanggal terdaftar") {
		t.Fatalf("an end before the beginning is kept:\n%s", text)
	}
	a.press("down")
	for range 10 {
		a.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	a.press("2024-01-01", "ctrl+s")
	got := f.names[3]
	if got.Agency != "Desa Maju Jaya Sejahtera" || got.Officer != (register.Person{Name: "Sri", Email: "bukan@contohkab.go.id"}) || got.Until != on(2027, 12, 31) || got.Registered != on(2024, 1, 1) {
		t.Errorf("kept %+v", got)
	}
	if text := a.text(); !strings.Contains(text, "31 Des 2027") {
		t.Errorf("the page shows the old entry:\n%s", text)
	}
	f.fail = &ticket.Refusal{Code: "register-changed", Args: []string{"majujaya.desa.id", "budi"}}
	a.press("e", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "sudah diubah oleh budi") {
		t.Errorf("%s", text)
	}
}
